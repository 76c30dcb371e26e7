// A block's handshakes as an automaton, built while it runs: states are numbers, and each evaluated cycle is
// cached.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "network/network.hpp"
#include "skeleton/gates.hpp"

namespace weir::skeleton {

class Machine {
 public:
  using State = std::uint32_t;
  using Step = std::uint32_t;  // a state and the inputs of one cycle

  // Borrows `gates`.
  explicit Machine(Gates& gates);

  // Its registers' initial values.
  [[nodiscard]] State initial() const { return initial_; }
  // The step for that state and those inputs.
  Step step(State state, std::uint64_t inputs) {
    for (Step at = first_[state]; at != kNone; at = steps_[at].other) {
      if (steps_[at].inputs == inputs) return at;
    }
    return work_out(state, inputs);
  }
  [[nodiscard]] std::uint64_t outputs(Step step) const { return steps_[step].outputs; }
  [[nodiscard]] State next(Step step) const { return steps_[step].next; }
  // The number of cycles, from this one on, for which the outputs stay the same if the inputs do; at least 1.
  // kForever: without end.
  Cycle lasts(Step step) { return steps_[step].lasts != 0 ? steps_[step].lasts : look_ahead(step); }
  // The state after `cycles` cycles (1 to lasts()) with the same inputs.
  State after(Step step, Cycle cycles);

  static constexpr Cycle kForever = std::numeric_limits<Cycle>::max() / 4;

  // The registers of a state, 64 a word.
  [[nodiscard]] const std::uint64_t* bits(State state) const { return bits_.data() + state * words_; }

 private:
  static constexpr Step kNone = std::numeric_limits<Step>::max();
  struct Known {
    std::uint64_t inputs = 0;
    std::uint64_t outputs = 0;
    State next = 0;
    Step other = kNone;    // the next one of this state
    Step follows = kNone;  // the next cycle with the same inputs, once computed
    State end = 0;         // the state after `lasts` cycles
    Cycle lasts = 0;       // 0: not computed yet
  };

  Step work_out(State state, std::uint64_t inputs);
  Cycle look_ahead(Step step);
  Step follow(Step step);
  State number_of(const std::uint64_t* bits);
  void grow();

  Gates& gates_;
  std::size_t words_;
  std::vector<std::uint64_t> bits_;  // of each state
  std::vector<State> table_;         // states by the hash of their bits; its size is a power of two
  std::vector<Step> first_;          // of each state
  std::vector<Known> steps_;
  std::vector<std::uint64_t> scratch_;
  State initial_ = 0;
};

}  // namespace weir::skeleton
