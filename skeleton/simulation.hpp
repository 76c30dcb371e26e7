// Runs a design's handshakes event by event: a block is looked at when one of its inputs changes or when its
// own outputs do, and nothing is done for the cycles between.
#pragma once

#include <cstdint>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "skeleton/design.hpp"
#include "skeleton/machine.hpp"

namespace weir::skeleton {

class Simulation {
 public:
  // Borrows `design`. All inputs are 0, all registers have their initial values.
  explicit Simulation(const Design& design);

  [[nodiscard]] bool value(Net net) const { return values_[static_cast<std::size_t>(net)] != 0; }
  // An input, from this cycle on.
  void set(Net input, bool value);
  // What every net is in this cycle. Throws BadInput where gates of several blocks make a loop that does not
  // come to rest.
  void settle();
  // Those that changed since the last advance(); a net may be named more than once.
  [[nodiscard]] const std::vector<Net>& changed() const { return changed_; }
  // After settle(): for how many cycles, this one included, no net changes if no input does.
  [[nodiscard]] Cycle rests();
  // So many rising edges, 1 to rests() of them.
  void advance(Cycle cycles);

  // The numbers of all blocks' states as the cycle at hand begins: equal if all registers are.
  [[nodiscard]] std::vector<std::uint64_t> state();

 private:
  struct Block {
    Machine* machine = nullptr;
    Machine::State state = 0;  // at the beginning of cycle `since`
    Machine::Step step = 0;    // of that cycle, once it is settled
    Cycle since = 0;
    Cycle wakes = 0;
    std::uint64_t inputs = 0;
    std::uint64_t outputs = 0;
    bool queued = false;   // to be looked at in this cycle
    bool touched = false;  // looked at in this cycle
  };
  struct Reader {
    std::uint32_t block;
    std::uint32_t bit;
  };
  using Wake = std::pair<Cycle, std::uint32_t>;

  void queue(std::uint32_t block);
  void change(Net net, bool value);
  void look_at(std::uint32_t index);

  const Design& design_;
  std::vector<Machine> machines_;
  std::vector<Block> blocks_;
  std::vector<std::uint8_t> values_;
  std::vector<std::uint32_t> first_reader_;  // of each net, into readers_
  std::vector<Reader> readers_;
  std::vector<std::uint32_t> queue_;
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint32_t> next_;  // those that wake in the cycle after this one
  std::priority_queue<Wake, std::vector<Wake>, std::greater<>> later_;
  std::vector<Net> changed_;
  Cycle now_ = 0;
  std::uint64_t evaluations_ = 0;
};

}  // namespace weir::skeleton
