#include "survey/rule.hpp"

#include <algorithm>

namespace weir::survey {

Machine::Machine(const Rule& rule, std::size_t inputs, std::size_t outputs)
    : rule_(rule), inputs_(inputs), outputs_(outputs), turns_(rule.phases.size()) {
  enter();
}

std::uint32_t Machine::below(const std::vector<int>& held, int most) {
  std::uint32_t those = 0;
  for (std::size_t i = 0; i < held.size(); ++i) those |= std::uint32_t{held[i] < most} << i;
  return those;
}

std::uint32_t Machine::above(const std::vector<int>& held, int least) {
  std::uint32_t those = 0;
  for (std::size_t i = 0; i < held.size(); ++i) those |= std::uint32_t{held[i] > least} << i;
  return those;
}

// Begins the phase at_, or the first one behind it that takes any time.
void Machine::enter() {
  for (;;) {
    if (at_ == rule_.phases.size()) at_ = 0;
    const Phase& phase = rule_.phases[at_];
    if (const auto* idle = std::get_if<Idle>(&phase)) {
      idle_left_ = idle->cycles;
      if (idle_left_ > 0) return;
      ++at_;
    } else if (const auto* repeat = std::get_if<Repeat>(&phase)) {
      if (++turns_[at_] < repeat->times) {
        at_ = repeat->begin;
      } else {
        turns_[at_] = 0;
        ++at_;
      }
    } else {
      break;
    }
  }
  const auto* loop = std::get_if<Loop>(&rule_.phases[at_]);
  if (loop == nullptr) return;
  cursor_.emplace(loop->schedule);
  frames_left_ = loop->frames;
  untouching_left_ = cursor_->step().idle;
  all_issued_ = false;
  stages_.assign(static_cast<std::size_t>(loop->depth) + (rule_.completes ? 1 : 0), {});
}

void Machine::next() {
  ++at_;
  enter();
}

// The iteration that is to begin; not occupied: there is none.
Machine::Slot Machine::at_hand(const Loop& loop) const {
  if (all_issued_) return {};
  if (frames_left_ == 0) return {true, true, 0, 0};
  if (untouching_left_ > 0) return {true, false, 0, 0};
  const models::Step& step = cursor_->step();
  // Whether it is the last one can only be told where no exit follows.
  bool last = false;
  if (!loop.exit && frames_left_ == 1) {
    models::Cursor ahead = *cursor_;
    last = ahead.done(1);
  }
  return {true, last, step.reads, step.writes};
}

void Machine::issued(const Loop& loop) {
  if (frames_left_ == 0) {
    all_issued_ = true;
    return;
  }
  if (untouching_left_ > 0) {
    --untouching_left_;
    return;
  }
  const bool frame_ends = cursor_->done(1);
  untouching_left_ = cursor_->step().idle;
  if (!frame_ends) return;
  if (loop.frames == Loop::kEndless) {
    if (loop.exit) ++untouching_left_;
  } else if (--frames_left_ == 0 && !loop.exit) {
    all_issued_ = true;
  }
}

Machine::Moves Machine::run(const Loop& loop, std::uint32_t shown, std::uint32_t room, bool drained) {
  const auto depth = static_cast<std::size_t>(loop.depth);
  if (depth > 0 && (stages_[depth - 1].writes & ~room) != 0) return {};
  if (rule_.completes && stages_[depth].occupied && !drained) return {};
  const Slot begins = at_hand(loop);
  const bool missing = (begins.reads & ~shown) != 0 || (depth == 0 && (begins.writes & ~room) != 0);
  if (missing && rule_.freezes_on_missing) return {};
  Slot entering = missing ? Slot{} : begins;
  if (entering.occupied) issued(loop);
  Moves moves{entering.reads, depth == 0 ? entering.writes : stages_[depth - 1].writes};
  for (Slot& stage : stages_) std::swap(stage, entering);
  if (entering.last) next();
  return moves;
}

void Machine::clock(std::uint32_t valid, std::uint32_t ready) {
  const std::uint32_t taken = valid & this->ready();
  const std::uint32_t given = ready & this->valid();
  const std::uint32_t room = first_ ? 0 : below(outputs_, 2);
  const bool drained = ((above(outputs_, 1) | (this->valid() & ~ready)) == 0);
  Moves moves;
  const Phase& phase = rule_.phases[at_];
  if (const auto* loop = std::get_if<Loop>(&phase)) {
    moves = run(*loop, above(inputs_, 0), room, drained);
  } else if (std::holds_alternative<Drain>(phase)) {
    if (drained) next();
  } else if (--idle_left_ == 0) {
    next();
  }
  for (std::size_t i = 0; i < inputs_.size(); ++i)
    inputs_[i] += static_cast<int>(taken >> i & 1U) - static_cast<int>(moves.reads >> i & 1U);
  for (std::size_t o = 0; o < outputs_.size(); ++o)
    outputs_[o] += static_cast<int>(moves.writes >> o & 1U) - static_cast<int>(given >> o & 1U);
  first_ = false;
}

}  // namespace weir::survey
