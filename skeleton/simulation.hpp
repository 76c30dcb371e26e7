// Event-driven simulation of a design's handshakes: a block is evaluated only when its inputs or its outputs
// change; the cycles in between cost nothing.
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
  // Sets an input from this cycle on.
  void set(Net input, bool value);
  // Computes every net's value in this cycle. Throws BadInput if gates of several blocks form a loop that
  // does not settle.
  void settle();
  // The nets that changed since the last advance(). A net may occur more than once.
  [[nodiscard]] const std::vector<Net>& changed() const { return changed_; }
  // Call after settle(). The number of cycles, including this one, for which no net changes if no input does.
  [[nodiscard]] Cycle rests();
  // Advances by `cycles` rising edges, 1 to rests().
  void advance(Cycle cycles);

  // The state numbers of all blocks at the beginning of the current cycle. Equal exactly if all registers are
  // equal.
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
    bool queued = false;   // to be evaluated in this cycle
    bool touched = false;  // evaluated in this cycle
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
