#include "models/discipline/freezing.hpp"

#include <algorithm>
#include <stdexcept>

namespace weir::models {

FreezingPipeline::FreezingPipeline(const Freezing& freezing, Schedule schedule, Ports ports)
    : Discipline(std::move(schedule), std::move(ports)),
      depth_(freezing.depth),
      on_missing_input_(freezing.on_missing_input),
      output_register_(freezing.output_register),
      frames_apart_(freezing.frames_apart),
      writes_a_frame_(frames_apart_ ? schedule_.written(0, schedule_.iterations()) : 1),
      points_{{-1, -1}} {
  const Buffer& buffer = schedule_.buffer();
  stored_.keep(static_cast<std::uint64_t>(buffer.places + 1));
  freed_.keep(
      static_cast<std::uint64_t>(buffer.places + buffer.beats + 1));  // beats are free before they come
}

// Transfers and issues in the order of steps: a transfer in a step comes before an issue in it.
void FreezingPipeline::run() {
  for (;;) {
    if (leave()) continue;
    if (schedule_.buffer().places > 0 && read_ahead()) continue;
    if (ended() || !issue()) break;
  }
}

// --- The buffer ---

bool FreezingPipeline::read_ahead() {
  const Buffer& buffer = schedule_.buffer();
  InPort& input = ports_.inputs[0];
  if (!input.has_beat()) {
    input.channel().wait_for_beat();
    return false;
  }
  const std::uint64_t beat = stored_.count();
  const auto places = static_cast<std::uint64_t>(buffer.places);
  Cycle cycle = std::max(input.front(), stored_.last() + 1);
  if (frames_apart_ && beat > 0 && beat % static_cast<std::uint64_t>(buffer.beats) == 0) {
    if (frames_out_ * buffer.beats < static_cast<std::int64_t>(beat)) return false;
    cycle = std::max(cycle, frame_out_ + 1);
  }
  if (beat >= places) {
    if (freed_.count() <= beat - places) return false;
    cycle = std::max(cycle, freed_[beat - places] + 1);
  }
  const std::optional<Cycle> open = open_from(beat, cycle);
  if (!open) return false;
  stored_.append(*open);
  input.pop(*open, *open);
  return true;
}

// Frames that close the buffer are apart: the one at hand is the beat's own, or all of the beat's own
// iterations have issued.
std::optional<Cycle> FreezingPipeline::open_from(std::uint64_t beat, Cycle cycle) const {
  const Buffer& buffer = schedule_.buffer();
  const auto beats = static_cast<std::uint64_t>(buffer.beats);
  if (buffer.closes == Buffer::kOpen || static_cast<std::int64_t>(beat % beats) < buffer.closed_to)
    return cycle;
  const bool done = static_cast<std::uint64_t>(frames_done_) > beat / beats;
  if (!done && issued_ <= buffer.closes) {
    // It closes at the earliest if all iterations up to then follow each other cycle by cycle.
    if (cycle <= last_ + 1 + (buffer.closes - issued_)) return cycle;
    return std::nullopt;
  }
  if (cycle <= closed_) return cycle;
  if (!done) return std::nullopt;
  return std::max(cycle, opened_ + 1);
}

std::uint64_t FreezingPipeline::needed(const Step& step) const {
  const std::int64_t needs =
      step.needs == Step::kOffsets ? schedule_.buffer().offsets[position(step)] : step.needs;
  return first_ + static_cast<std::uint64_t>(needs);
}

std::optional<Cycle> FreezingPipeline::fetched(const Step& step) {
  if (step.needs == Step::kNothing) return 0;
  if (fetched_) return *fetched_ + 1;
  if (!is_stored(step)) return std::nullopt;
  const Cycle from = stored_[needed(step)] + 1;
  if (!schedule_.buffer().registered) return from;
  fetched_ = std::max(from, last_);
  free_places(step, *fetched_);
  return *fetched_ + 1;
}

void FreezingPipeline::free_places(const Step& step, Cycle cycle) {
  if (step.frees_each == Step::kNothing) return;
  const std::vector<std::int64_t>& frees =
      schedule_.buffer().frees[static_cast<std::size_t>(step.frees_each)];
  const std::uint64_t beats = first_ + static_cast<std::uint64_t>(frees[position(step)]);
  while (freed_.count() < beats) freed_.append(cycle);
}

std::int64_t FreezingPipeline::due() const {
  const Step& step = cursor_.step();
  if (!begun_) return step.idle;
  const std::int64_t after = std::max<std::int64_t>(step.every, step.idle + 1);
  // A frame begins when the one before has left.
  const bool begins = on_missing_input_ && cursor_.at_frame_start();
  return last_step_ + (begins ? std::max(after, depth_ + 1) : after);
}

bool FreezingPipeline::blocked() const {
  return !flights_.empty() && !left_in_ && !(issues_when_due() && flights_.front().leaves > due());
}

bool FreezingPipeline::issues_when_due() const {
  return !ended() && on_missing_input_ && !cursor_.at_frame_start();
}

std::optional<Cycle> FreezingPipeline::shown(const Step& step) {
  Cycle cycle = 0;
  for (std::size_t i = 0; i < ports_.inputs.size(); ++i) {
    if (!has(step.reads | step.waits, i)) continue;
    if (!ports_.inputs[i].has_beat()) {
      ports_.inputs[i].channel().wait_for_beat();
      return std::nullopt;
    }
    cycle = std::max(cycle, ports_.inputs[i].front());
  }
  return cycle;
}

// --- The last stage, and what is behind it ---

void FreezingPipeline::transferred(Cycle cycle) {
  if (++transfers_ % writes_a_frame_ != 0) return;
  ++frames_out_;
  frame_out_ = cycle;
}

std::optional<Cycle> FreezingPipeline::over_wire(OutPort& port, Cycle from) {
  Channel& wire = port.channel();
  if (!offered_) port.push(from);
  offered_ = true;
  if (wire.pops.count() < wire.pushes.count()) {
    wire.wait_for_room();
    return std::nullopt;
  }
  offered_ = false;
  return wire.pops.last();
}

// Whether the output register is known to be empty from some cycle on: that is in emptied_.
bool FreezingPipeline::empty_register() {
  if (!held_from_) return true;
  OutPort& port = ports_.outputs[0];
  if (port.channel().wire) {
    const std::optional<Cycle> taken = over_wire(port, *held_from_);
    if (!taken) return false;
    emptied_ = *taken;
  } else {
    if (!port.has_room()) {
      port.channel().wait_for_room();
      return false;
    }
    emptied_ = port.push(*held_from_);
  }
  held_from_.reset();
  transferred(emptied_);
  return true;
}

// What is in the last stage goes into the output register, or aside until there is room, in that very step.
bool FreezingPipeline::leave_for_register() {
  if (!empty_register()) return false;
  if (flights_.empty()) return false;
  const std::int64_t step = flights_.front().leaves;
  const Point& before = points_.back();
  const Cycle reaches = before.cycle + (step - before.step);
  const Cycle enters = std::max(reaches, emptied_);
  held_from_ = enters + 1;
  if (enters > reaches) {
    blocked_ += enters - reaches;
    points_.push_back({step + 1, enters + 1});
  }
  flights_.pop_front();
  return true;
}

// The beats of what is first to leave: whether their transfer is known, in left_in_.
bool FreezingPipeline::transfer() {
  if (left_in_) return true;
  const Flight& flight = flights_.front();
  const Point& before = points_.back();
  const Cycle reaches = before.cycle + (flight.leaves - before.step);  // the last stage
  Cycle cycle = reaches;
  if (OutPort& first = ports_.outputs[0]; first.channel().wire && has(flight.writes, 0)) {
    const std::optional<Cycle> taken = over_wire(first, reaches);
    if (!taken) return false;
    cycle = *taken;
  } else {
    for (std::size_t o = 0; o < ports_.outputs.size(); ++o) {
      if (!has(flight.writes, o) || ports_.outputs[o].has_room()) continue;
      ports_.outputs[o].channel().wait_for_room();
      return false;
    }
    cycle = push_together(flight.writes, reaches);
  }
  blocked_ += cycle - reaches;
  left_in_ = cycle;
  if (has(flight.writes, 0)) transferred(cycle);
  return true;
}

// All outputs of those named have room: pushes in the first cycle in which all are ready.
Cycle FreezingPipeline::push_together(std::uint32_t writes, Cycle from) {
  if (ports_.outputs.size() == 1) return ports_.outputs[0].push(from);
  // Where there are several, each one's ready alone decides: no stall holds a beat back that is not shown
  // yet.
  Cycle cycle = from;
  for (Cycle asked = -1; asked != cycle;) {
    asked = cycle;
    for (std::size_t o = 0; o < ports_.outputs.size(); ++o) {
      if (has(writes, o)) cycle = std::max(cycle, ports_.outputs[o].push_cycle(cycle));
    }
  }
  for (std::size_t o = 0; o < ports_.outputs.size(); ++o) {
    if (has(writes, o)) ports_.outputs[o].push(cycle);
  }
  return cycle;
}

// What is first in the pipeline leaves it, if it may before the next issue is known.
bool FreezingPipeline::leave() {
  if (output_register_) return leave_for_register();
  if (flights_.empty()) return false;
  const std::int64_t step = flights_.front().leaves;
  // Before a step that waits for its inputs, the steps are as they are whatever comes in.
  const bool waits = issues_when_due();
  if (waits && step > due()) return false;
  if (!transfer()) return false;
  if (waits && step == due()) return false;
  stop(step, *left_in_);
  return true;
}

// The step that begins in this cycle, as what was first to leave has left by then.
void FreezingPipeline::stop(std::int64_t step, Cycle cycle) {
  points_.push_back({step, cycle});
  flights_.pop_front();
  left_in_.reset();
}

bool FreezingPipeline::may_be_held_up(std::int64_t step) const {
  if (flights_.empty()) return false;
  return flights_.front().leaves < step || (!output_register_ && flights_.front().leaves == step);
}

bool FreezingPipeline::issue() {
  const Step& step = cursor_.step();
  std::optional<Cycle> from = fetched(step);
  if (!from) return false;
  const std::optional<Cycle> seen = shown(step);
  if (!seen) return false;
  from = std::max(*from, *seen);
  if (frames_apart_ && cursor_.at_frame_start() && frames_begun_ > 0) {
    if (frames_out_ < frames_begun_) return false;
    from = std::max(*from, frame_out_ + 1);
  }
  std::int64_t at = due();
  Cycle cycle = 0;
  if (issues_when_due()) {
    const bool leaves = !flights_.empty() && flights_.front().leaves == at;
    if (!flights_.empty() && flights_.front().leaves <= at && !left_in_) return false;  // waits for room
    const Point& before = points_.back();
    cycle = std::max(before.cycle + (at - before.step), *from);
    if (leaves) {
      cycle = std::max(cycle, *left_in_);
      flights_.pop_front();
      left_in_.reset();
    }
    points_.push_back({at, cycle});
  } else {
    // The first step from `at` on whose cycle is not before `from`.
    std::size_t p = 0;
    for (;; ++p) {
      const Point& point = points_[p];
      const std::int64_t found = std::max(at, point.step + std::max<Cycle>(*from - point.cycle, 0));
      if (p + 1 < points_.size() && found >= points_[p + 1].step) continue;
      at = found;
      cycle = point.cycle + (found - point.step);
      break;
    }
    // What leaves in that step or before it may hold it up.
    if (may_be_held_up(at)) return false;
  }
  while (points_.size() > 1 && points_[1].step <= at) points_.pop_front();
  for (std::size_t i = 0; i < ports_.inputs.size(); ++i) {
    if (has(step.reads, i)) ports_.inputs[i].pop(cycle, cycle);
  }
  while (!writers_.empty() && writers_.front() <= at - depth_) writers_.pop_front();
  if (step.writes != 0) {
    flights_.push_back({at + depth_, step.writes, cycle, step.idle, last_step_, busy_});
    writers_.push_back(at);
  }
  if (cursor_.at_frame_start()) ++frames_begun_;
  if (step.needs != Step::kNothing) {
    if (!schedule_.buffer().registered) free_places(step, cycle);
    if (cursor_.left() == 1) first_ += static_cast<std::uint64_t>(step.frees);
    fetched_.reset();
  }
  begun_ = true;
  last_step_ = at;
  last_ = cycle;
  busy_ += 1 + step.idle;
  if (issued_++ == schedule_.buffer().closes) closed_ = cycle;
  if (iterated(1)) {
    issued_ = 0;
    ++frames_done_;
    opened_ = cycle;
    frame_done();
  }
  return true;
}

Cycle FreezingPipeline::no_pop_before() const {
  return (schedule_.buffer().places > 0 ? std::min(stored_.last(), last_) : last_) + 1;
}

Cycle FreezingPipeline::no_push_before() const { return points_.back().cycle + 1; }

std::optional<Cycle> FreezingPipeline::offered_next(std::size_t output) const {
  if (output_register_) return held_from_ && !offered_ ? held_from_ : std::nullopt;
  if (flights_.empty() || left_in_ || offered_ || !has(flights_.front().writes, output)) return std::nullopt;
  return points_.back().cycle + (flights_.front().leaves - points_.back().step);
}

LayerActivity FreezingPipeline::activity(Cycle last) const {
  LayerActivity activity{busy_, blocked_, 0};
  Cycle held_from = last + 1;  // by what leaves next, and cannot
  if (blocked()) {
    const Point& before = points_.back();
    held_from = std::min(held_from, before.cycle + (flights_.front().leaves - before.step));
  }
  activity.blocked += last + 1 - held_from;
  // Iterations that touch no stream keep the layer busy in the steps since the latest issue.
  const auto idle = [&](std::int64_t issued_in, std::int64_t passed, std::int64_t most) {
    activity.busy += std::clamp<std::int64_t>(passed - issued_in, 0, most);
    activity.starved = last + 1 - activity.busy - activity.blocked;
    return activity;
  };
  // What issued after cycle `last`, when nothing moves any more, is on its way and reads nothing.
  for (const Flight& flight : flights_) {
    if (flight.issued <= last) continue;
    activity.busy = flight.busy;
    return idle(flight.since, flight.leaves - depth_ - (flight.issued - last), flight.idle);
  }
  std::int64_t passed = last_step_;
  for (std::size_t p = 0; p < points_.size(); ++p) {
    const Cycle end = p + 1 < points_.size()
                          ? std::min(points_[p].cycle + (points_[p + 1].step - points_[p].step), last + 1)
                          : held_from;
    passed = std::max(passed, points_[p].step + (end - points_[p].cycle) - 1);
    if (p + 1 < points_.size() && points_[p + 1].cycle <= last)
      passed = std::max(passed, points_[p + 1].step);
  }
  return idle(last_step_, passed, cursor_.step().idle);
}

std::vector<Lack> FreezingPipeline::lacks() const {
  if (held_from_) {
    const Channel& channel = ports_.outputs[0].channel();
    if (channel.wire ? channel.held() > 0 : channel.room() == 0) return {{0, true}};
  }
  if (blocked()) {
    for (std::size_t o = 0; o < ports_.outputs.size(); ++o) {
      const Channel& channel = ports_.outputs[o].channel();
      if (has(flights_.front().writes, o) && (channel.wire ? channel.held() > 0 : channel.room() == 0))
        return {{o, true}};
    }
  }
  const Step& step = cursor_.step();
  for (std::size_t i = 0; i < ports_.inputs.size() && !ended(); ++i) {
    const bool fills = i == 0 && step.needs != Step::kNothing && !fetched_ && !is_stored(step);
    if ((fills || has(step.reads | step.waits, i)) && !ports_.inputs[i].has_beat()) return {{i, false}};
  }
  return {};
}

// In which of the latest D steps an iteration that writes has issued: relative to the latest issue.
void FreezingPipeline::copy_state(Cycle* to) const {
  for (std::int64_t back = depth_ - 1; back >= 0; --back) {
    const bool writes = std::ranges::find(writers_, last_step_ - back) != writers_.end();
    *to++ = last_ + (writes ? 1 : 0);
  }
  *to = last_;
}

void FreezingPipeline::resume_from(const Cycle* /*state*/) {
  throw std::logic_error("freezing: a run is not resumed, as nothing is proved by that");
}

}  // namespace weir::models
