#include "models/discipline/phases.hpp"

#include <algorithm>
#include <stdexcept>

namespace weir::models {

namespace {

Cycle deepest(const std::vector<ControlPhase>& phases) {
  Cycle depth = 0;
  for (const ControlPhase& phase : phases) {
    if (const auto* loop = std::get_if<PipelinedLoop>(&phase)) depth = std::max(depth, loop->depth);
  }
  return depth;
}

}  // namespace

PhasedLoops::PhasedLoops(Control control, Schedule schedule, Ports ports)
    : Discipline(std::move(schedule), std::move(ports)),
      control_(std::move(control)),
      depth_(deepest(control_.phases)),
      turns_(control_.phases.size()) {
  for (const Schedule::Entry& entry : schedule_.entries()) {
    if (entry.times > 0 || entry.step.reads != 0) break;
    leading_ += entry.step.count;
  }
}

// Within a step, handles the iteration that leaves before the one that begins.
void PhasedLoops::run() {
  for (;;) {
    if (!in_loop_) {
      if (!enter_loop()) return;
    } else if (left_ == 0) {
      if (!leave() && !end_loop()) return;
    } else if (!leave() && (ended() || !begin_iteration())) {
      return;
    }
  }
}

// --- Between loops ---

bool PhasedLoops::enter_loop() {
  for (;;) {
    if (at_ == control_.phases.size()) at_ = 0;
    const ControlPhase& phase = control_.phases[at_];
    if (const auto* states = std::get_if<States>(&phase)) {
      free_ += states->cycles;
      ++at_;
    } else if (const auto* again = std::get_if<Again>(&phase)) {
      if (++turns_[at_] < again->times) {
        at_ = again->begin;
      } else {
        turns_[at_] = 0;
        ++at_;
      }
    } else if (std::holds_alternative<Drained>(phase)) {
      for (OutPort& port : ports_.outputs) {
        Channel& slice = port.channel();
        if (slice.held() > 0) {
          slice.wait_for_room();
          return false;
        }
        free_ = std::max(free_, slice.pops.last());
      }
      ++free_;
      ++at_;
    } else {
      loop_ = std::get<PipelinedLoop>(phase);
      left_ = loop_.iterations;
      in_loop_ = true;
      extra_ = 0;
      points_.assign(1, {last_step_ + 1, free_});
      return true;
    }
  }
}

// Ends the loop once all its writes have left: the last iteration, or the exit iteration, still passes
// through the remaining stages.
bool PhasedLoops::end_loop() {
  if (!flights_.empty() || completing_) return false;
  const std::int64_t last = last_step_ + (loop_.exit ? 1 : 0);
  free_ = points_.back().at(last + loop_.depth) + 1;
  last_step_ = last;
  in_loop_ = false;
  ++at_;
  return true;
}

// --- The end of the pipeline ---

bool PhasedLoops::has_room(std::uint32_t writes) {
  bool room = true;
  for (std::size_t o = 0; o < ports_.outputs.size(); ++o) {
    if (!has(writes, o) || ports_.outputs[o].has_room()) continue;
    ports_.outputs[o].channel().wait_for_room();
    room = false;
  }
  return room;
}

Cycle PhasedLoops::push(std::uint32_t writes, Cycle from) {
  Cycle cycle = from;
  for (std::size_t o = 0; o < ports_.outputs.size(); ++o) {
    if (has(writes, o)) cycle = std::max(cycle, ports_.outputs[o].push_cycle(cycle));
  }
  for (std::size_t o = 0; o < ports_.outputs.size(); ++o) {
    if (has(writes, o)) ports_.outputs[o].push(cycle);
  }
  blocked_ += cycle - from;
  pushed_ = cycle;
  return cycle;
}

bool PhasedLoops::may_freeze(std::int64_t step) const {
  if (!control_.freezes || left_ == 0 || step < due()) return false;
  // After the last frame, the first iterations of the next one, which read nothing, push it out.
  if (ended()) return step >= due() + leading_;
  return cursor_.step().reads != 0 || step > due();
}

bool PhasedLoops::complete() {
  if (!completing_) return true;
  for (OutPort& port : ports_.outputs) {
    if (port.channel().held() == 0) continue;
    port.channel().wait_for_room();
    return false;
  }
  // The step behind the one that wrote.
  const std::int64_t step = points_.back().step + 1;
  Cycle cycle = points_.back().at(step);
  for (const OutPort& port : ports_.outputs) cycle = std::max(cycle, port.channel().pops.last());
  blocked_ += cycle - points_.back().at(step);
  points_.push_back({step, cycle});
  completing_ = false;
  return true;
}

// Lets the oldest flight write if it waits for nothing but room.
bool PhasedLoops::leave() {
  if (flights_.empty() || !complete()) return false;
  const Flight flight = flights_.front();
  if (may_freeze(flight.leaves) || !has_room(flight.writes)) return false;
  const Cycle cycle = push(flight.writes, points_.back().at(flight.leaves));
  points_.push_back({flight.leaves, cycle});
  flights_.pop_front();
  completing_ = control_.completes;
  return true;
}

// --- The beginning of the pipeline ---

bool PhasedLoops::begin_iteration() {
  const Step& step = cursor_.step();
  Cycle shown = 0;
  for (std::size_t i = 0; i < ports_.inputs.size(); ++i) {
    if (!has(step.reads, i)) continue;
    if (!ports_.inputs[i].has_beat()) {
      ports_.inputs[i].channel().wait_for_beat();
      return false;
    }
    shown = std::max(shown, ports_.inputs[i].front());
  }
  const bool writes_at_once = loop_.depth == 0 && step.writes != 0;
  std::int64_t begins = due();
  Cycle cycle = 0;
  if (control_.freezes || loop_.depth == 0) {
    // Its own write, and a beat that leaves in the same step, wait with it.
    if (begins > points_.back().step && !complete()) return false;
    // A flight that leaves earlier, in a step in which nothing begins, may delay it.
    if (!flights_.empty() && flights_.front().leaves < begins) return false;
    const bool leaves = !flights_.empty() && flights_.front().leaves == begins;
    const std::uint32_t writes = writes_at_once ? step.writes : leaves ? flights_.front().writes : 0;
    if (!has_room(writes)) return false;
    cycle = std::max(points_.back().at(begins), shown);
    if (writes != 0) cycle = push(writes, cycle);
    if (leaves) flights_.pop_front();
    points_.push_back({begins, cycle});
    completing_ = completing_ || (control_.completes && writes != 0);
  } else {
    // The first step, from `begins` on, whose cycle is not before `shown`; the steps skipped are bubbles. A
    // flight that leaves in this step, or that has to complete before it, may delay it.
    const Point at = first_step(points_, begins, shown);
    begins = at.step;
    cycle = at.cycle;
    if (!flights_.empty() && flights_.front().leaves <= begins) return false;
    if (completing_ && begins > points_.back().step) return complete();
  }
  while (points_.size() > 1 && points_[1].step <= begins) points_.pop_front();
  for (std::size_t i = 0; i < ports_.inputs.size(); ++i) {
    if (has(step.reads, i)) ports_.inputs[i].pop(cycle, cycle);
  }
  if (step.writes != 0 && loop_.depth > 0) flights_.push_back({begins + loop_.depth, step.writes});
  if (step.writes != 0) {
    wrote_.push_back(begins);
    while (wrote_.front() < begins - depth_) wrote_.pop_front();
  }
  last_step_ = begins;
  last_ = cycle;
  busy_ += 1 + step.idle;
  if (left_ != PipelinedLoop::kEndless) --left_;
  extra_ = 0;
  if (iterated(1)) {
    if (loop_.iterations == PipelinedLoop::kEndless && loop_.exit) extra_ = 1;
    frame_done();
  }
  return true;
}

// --- Observation ---

LayerActivity PhasedLoops::activity(Cycle last) const {
  const std::int64_t busy = std::min<std::int64_t>(busy_, last + 1);
  const std::int64_t blocked = std::min<std::int64_t>(blocked_, last + 1 - busy);
  return {busy, blocked, last + 1 - busy - blocked};
}

std::vector<Lack> PhasedLoops::lacks() const {
  const auto full = [&](std::size_t o) { return ports_.outputs[o].channel().room() == 0; };
  const auto held = [&](std::size_t o) { return ports_.outputs[o].channel().held() > 0; };
  for (std::size_t o = 0; o < ports_.outputs.size(); ++o) {
    const bool writes =
        !flights_.empty() && !may_freeze(flights_.front().leaves) && has(flights_.front().writes, o);
    if ((writes && full(o)) || ((completing_ || !in_loop_) && held(o))) return {{o, true}};
  }
  const Step& step = cursor_.step();
  for (std::size_t i = 0; i < ports_.inputs.size() && !ended(); ++i) {
    if (has(step.reads, i) && !ports_.inputs[i].has_beat()) return {{i, false}};
  }
  return {};
}

// The position in the control, and which of the latest D + 1 steps began an iteration that writes. The output
// channels' state holds the rest: when those beats leave and are taken.
std::size_t PhasedLoops::state_size() const { return turns_.size() + static_cast<std::size_t>(depth_) + 4; }

void PhasedLoops::copy_state(Cycle* to) const {
  *to++ = last_ + static_cast<Cycle>(at_);
  *to++ = last_ + (left_ == PipelinedLoop::kEndless ? 0 : left_);
  for (const std::int64_t turns : turns_) *to++ = last_ + turns;
  *tell_writes(to, depth_ + 1, {last_step_, last_}, [&](std::size_t k) {
    return k < wrote_.size() ? wrote_[wrote_.size() - 1 - k] : INT64_MIN;
  }) = last_;
}

void PhasedLoops::resume_from(const Cycle* /*state*/) {
  throw std::logic_error("phases: a run is not resumed, as nothing is proved by that");
}

}  // namespace weir::models
