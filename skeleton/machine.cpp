#include "skeleton/machine.hpp"

#include <xxhash.h>

#include <algorithm>

namespace weir::skeleton {

namespace {

constexpr std::uint32_t kEmpty = std::numeric_limits<std::uint32_t>::max();
// The most cycles that a machine looks ahead at a time.
constexpr std::size_t kFarthest = 1U << 20U;

}  // namespace

Machine::Machine(Gates& gates)
    : gates_(gates), words_((gates.registers() + 63) / 64), table_(64, kEmpty), scratch_(words_ + 1) {
  std::vector<std::uint64_t> bits(words_ + 1);
  for (std::size_t r = 0; r < gates.registers(); ++r)
    bits[r / 64] |= static_cast<std::uint64_t>(gates.initial()[r]) << (r % 64);
  initial_ = number_of(bits.data());
}

Machine::State Machine::number_of(const std::uint64_t* bits) {
  const std::size_t mask = table_.size() - 1;
  std::size_t at = XXH3_64bits(bits, words_ * sizeof *bits) & mask;
  for (; table_[at] != kEmpty; at = (at + 1) & mask) {
    if (std::equal(bits, bits + words_, this->bits(table_[at]))) return table_[at];
  }
  const auto state = static_cast<State>(first_.size());
  table_[at] = state;
  bits_.insert(bits_.end(), bits, bits + words_);
  first_.push_back(kNone);
  if (2 * first_.size() > table_.size()) grow();
  return state;
}

void Machine::grow() {
  std::vector<State> larger(2 * table_.size(), kEmpty);
  const std::size_t mask = larger.size() - 1;
  for (State state = 0; state < first_.size(); ++state) {
    std::size_t at = XXH3_64bits(bits(state), words_ * sizeof(std::uint64_t)) & mask;
    while (larger[at] != kEmpty) at = (at + 1) & mask;
    larger[at] = state;
  }
  table_ = std::move(larger);
}

Machine::Step Machine::work_out(State state, std::uint64_t inputs) {
  const std::uint64_t outputs = gates_.evaluate(bits(state), inputs, scratch_.data());
  const auto step = static_cast<Step>(steps_.size());
  const State next = number_of(scratch_.data());
  steps_.push_back({.inputs = inputs, .outputs = outputs, .next = next, .other = first_[state]});
  first_[state] = step;
  return step;
}

Machine::Step Machine::follow(Step step) {
  if (steps_[step].follows == kNone) {
    const Step then = this->step(steps_[step].next, steps_[step].inputs);
    steps_[step].follows = then;
  }
  return steps_[step].follows;
}

Cycle Machine::look_ahead(Step step) {
  const std::uint64_t outputs = steps_[step].outputs;
  std::vector<Step> path{step};
  State end = 0;
  Cycle lasts = 0;  // of the last on the path
  for (;;) {
    const Step at = path.back();
    const Step then = follow(at);
    if (then == at) {
      lasts = kForever;
      end = steps_[at].next;
    } else if (steps_[then].outputs != outputs || path.size() > kFarthest) {
      lasts = 1;
      end = steps_[at].next;
    } else if (steps_[then].lasts != 0) {
      lasts = std::min(kForever, steps_[then].lasts + 1);
      end = steps_[then].end;
    } else {
      path.push_back(then);
      continue;
    }
    break;
  }
  for (auto at = path.rbegin(); at != path.rend(); ++at, lasts = std::min(kForever, lasts + 1)) {
    steps_[*at].lasts = lasts;
    steps_[*at].end = end;
  }
  return steps_[step].lasts;
}

Machine::State Machine::after(Step step, Cycle cycles) {
  if (cycles == 1) return steps_[step].next;
  if (steps_[step].lasts == cycles) return steps_[step].end;
  for (; cycles > 1; --cycles) {
    const Step then = follow(step);
    if (then == step) break;  // nothing changes any more
    step = then;
  }
  return steps_[step].next;
}

}  // namespace weir::skeleton
