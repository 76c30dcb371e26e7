#include "models/discipline/freezing.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace weir::models {

FreezingPipeline::FreezingPipeline(const Freezing& freezing, Schedule schedule, Ports ports)
    : Discipline(std::move(schedule), std::move(ports)),
      depth_(freezing.depth),
      on_missing_input_(freezing.on_missing_input),
      output_register_(freezing.output_register),
      frames_apart_(freezing.frames_apart),
      behind_(depth_ + (output_register_ ? 2 : 0)),
      writes_a_frame_(frames_apart_ ? schedule_.written(0, schedule_.iterations()) : 0),
      flights_(behind_ + 1),
      points_(depth_ + 3),
      left_to_write_(writes_a_frame_),
      plain_inputs_(std::ranges::all_of(ports_.inputs, [](const InPort& port) { return port.plain(); })),
      offers_ahead_(plain_inputs_ && !output_register_ && !on_missing_input_ && ports_.outputs.size() == 1 &&
                    ports_.outputs[0].channel().has_offers() &&
                    (depth_ == 1 || (!has_buffer() && ports_.inputs.empty())) && ports_.inputs.size() < 2),
      rows_(plain_inputs_ && !on_missing_input_ && schedule_.buffer().closes == Buffer::kOpen &&
            ports_.inputs.size() <= 2),
      ahead_(schedule_) {
  points_.push_back({-1, -1});
  const Buffer& buffer = schedule_.buffer();
  // Places are free before any beat arrives.
  freed_.keep(static_cast<std::uint64_t>(buffer.places + buffer.beats + 1));
  for (const std::int64_t offset : buffer.offsets) last_offset_ = std::max(last_offset_, offset);
}

// Handles transfers and issues in step order. In the same step, the transfer comes before the issue.
[[gnu::flatten]] void FreezingPipeline::run() {
  do {
    if (offers_ahead_) {
      while (!ended() && !is_full() && issue()) {
      }
      if (!ended() && is_full()) {
        offer_ahead();
        issue_offered();
      }
    }
    while (leave()) {
    }
    if (has_buffer()) read_ahead();
  } while (!ended() && issue());
}

// --- The buffer ---

void FreezingPipeline::read_ahead() {
  const Buffer& buffer = schedule_.buffer();
  InPort& input = ports_.inputs[0];
  const auto places = static_cast<std::uint64_t>(buffer.places);
  while (input.has_beat()) {
    const std::uint64_t beat = stored().count();
    Cycle cycle = std::max(input.front(), stored().last() + 1);
    if (frames_apart_ && beat == frame_stored_) {
      if (frames_out_ < frames_stored_) return;
      cycle = std::max(cycle, frame_out_ + 1);
    }
    if (beat >= places) {
      if (freed_.count() <= beat - places) return;
      cycle = std::max(cycle, freed_[beat - places] + 1);
    }
    const std::optional<Cycle> open = open_from(beat, cycle);
    if (!open) return;
    if (frames_apart_ && beat == frame_stored_) {
      frame_stored_ += static_cast<std::uint64_t>(buffer.beats);
      ++frames_stored_;
    }
    input.pop(*open, *open);
  }
  input.channel().wait_for_beat();
}

// Frames that close the buffer do not overlap: either the current frame is the beat's own, or all iterations
// of the beat's frame have issued.
std::optional<Cycle> FreezingPipeline::open_from(std::uint64_t beat, Cycle cycle) const {
  const Buffer& buffer = schedule_.buffer();
  if (buffer.closes == Buffer::kOpen) return cycle;
  const auto beats = static_cast<std::uint64_t>(buffer.beats);
  if (static_cast<std::int64_t>(beat % beats) < buffer.closed_to) return cycle;
  const bool done = static_cast<std::uint64_t>(frames_done_) > beat / beats;
  if (!done && issued_ <= buffer.closes) {
    // The buffer closes at the earliest if all iterations until then issue in consecutive cycles.
    if (cycle <= last_ + 1 + (buffer.closes - issued_)) return cycle;
    return std::nullopt;
  }
  if (cycle <= closed_) return cycle;
  if (!done) return std::nullopt;
  return std::max(cycle, opened_ + 1);
}

std::uint64_t FreezingPipeline::needed(const Step& step, std::int64_t ahead) const {
  const std::int64_t needs =
      step.needs == Step::kOffsets
          ? schedule_.buffer().offsets[static_cast<std::size_t>(position(step) + ahead)]
          : step.needs;
  return first_ + static_cast<std::uint64_t>(needs);
}

std::optional<Cycle> FreezingPipeline::fetched(const Step& step) {
  if (fetched_) return *fetched_ + 1;
  const std::uint64_t beat = needed(step, 0);
  if (stored().count() <= beat) return std::nullopt;
  const Cycle from = stored()[beat] + 1;
  if (!schedule_.buffer().registered) return from;
  fetched_ = std::max(from, last_);
  free_places(step, 0, *fetched_);
  return *fetched_ + 1;
}

void FreezingPipeline::free_places(const Step& step, std::int64_t ahead, Cycle cycle) {
  if (step.frees_each == Step::kNothing) return;
  const std::vector<std::int64_t>& frees =
      schedule_.buffer().frees[static_cast<std::size_t>(step.frees_each)];
  const std::uint64_t beats =
      first_ + static_cast<std::uint64_t>(frees[static_cast<std::size_t>(position(step) + ahead)]);
  while (freed_.count() < beats) freed_.append(cycle);
}

// --- The last stage and the output register ---

void FreezingPipeline::transferred(Cycle cycle) {
  ++transfers_;
  if (!frames_apart_ || --left_to_write_ > 0) return;
  left_to_write_ = writes_a_frame_;
  ++frames_out_;
  frame_out_ = cycle;
}

bool FreezingPipeline::is_offered() const {
  const Channel& channel = ports_.outputs[0].channel();
  return channel.has_offers() && channel.pushes.count() > transfers_;
}

std::optional<Cycle> FreezingPipeline::over_wire(OutPort& port, Cycle from) {
  Channel& wire = port.channel();
  if (!is_offered()) {
    port.push(from);
  } else if (std::max(wire.pushes[transfers_], wire.taken(transfers_ - 1) + 1) != from) {
    throw std::logic_error("freezing: a beat offered ahead is there in another cycle");
  }
  if (wire.taken() <= transfers_) wire.run_reader();
  if (wire.taken() > transfers_) return wire.taken(transfers_);
  wire.wait_for_room();
  return std::nullopt;
}

// Whether the cycle from which the output register is empty is known; if so, emptied_ holds it.
bool FreezingPipeline::empty_register() {
  if (!held_from_) return true;
  OutPort& port = ports_.outputs[0];
  if (port.channel().has_offers()) {
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

// Moves the beat in the last stage into the output register in this step, or aside until the register has
// room.
bool FreezingPipeline::leave_for_register() {
  if (!empty_register() || flights_.empty()) return false;
  const std::int64_t step = flights_.front().leaves;
  const Cycle reaches = points_.back().at(step);
  const Cycle enters = std::max(reaches, emptied_);
  held_from_ = enters + 1;
  if (enters > reaches) {
    blocked_ += enters - reaches;
    hold_up({step + 1, enters + 1});
  }
  flights_.pop_front();
  return true;
}

// Whether the transfer of the oldest flight's beats is known; if so, left_in_ holds its cycle.
bool FreezingPipeline::transfer() {
  if (left_in_) return true;
  const Flight& flight = flights_.front();
  const Cycle reaches = points_.back().at(flight.leaves);  // the last stage
  Cycle cycle = reaches;
  if (OutPort& first = ports_.outputs[0]; first.channel().has_offers() && has(flight.writes, 0)) {
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

// Pushes to all outputs in `writes`, which must have room, in the first cycle in which all are ready.
Cycle FreezingPipeline::push_together(std::uint32_t writes, Cycle from) {
  if (ports_.outputs.size() == 1) return ports_.outputs[0].push(from);
  // With several outputs, only each one's ready decides: no stall pattern delays a beat that is not shown
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

// Lets the oldest flight leave the pipeline, if it can before the next issue is known.
bool FreezingPipeline::leave() {
  if (output_register_) return leave_for_register();
  if (flights_.empty()) return false;
  const std::int64_t step = flights_.front().leaves;
  // Steps before one that waits for its inputs do not depend on these inputs.
  const bool waits = issues_when_due();
  if (waits && step > due()) return false;
  if (!transfer()) return false;
  if (waits && step == due()) return false;
  stop(step, *left_in_);
  return true;
}

// The next step begins in this cycle, because the oldest flight has left by then.
void FreezingPipeline::stop(std::int64_t step, Cycle cycle) {
  hold_up({step, cycle});
  flights_.pop_front();
  left_in_.reset();
}

// Steps continue from this point. Earlier points are dropped once nothing can issue in them.
void FreezingPipeline::hold_up(Point to) {
  if (to.step <= last_step_ + 1) points_.clear();
  points_.push_back(to);
}

// --- Beats that are offered ahead ---
//
// If each step brings a beat into the last stage, the beat is visible from the cycle after the previous
// beat's transfer, provided it has arrived. So the beat is offered to the wire, and the consumer continues,
// before that transfer is known. Once the transfer is known, the iterations issue in the same cycles as
// without offering ahead.

// Issues the iterations whose beats were offered ahead, as far as the transfers of leaving beats are known.
void FreezingPipeline::issue_offered() {
  Channel& wire = ports_.outputs[0].channel();
  const std::uint64_t issued = transfers_ + flights_.size();
  if (wire.taken() <= transfers_) wire.run_reader();
  const std::uint64_t taken = wire.taken();
  if (taken <= transfers_ || wire.pushes.count() <= issued) return;
  const Step& step = cursor_.step();
  const auto count = static_cast<std::int64_t>(std::min(
      {taken - transfers_, wire.pushes.count() - issued, static_cast<std::uint64_t>(cursor_.left())}));
  const Cycle reaches = points_.back().at(last_step_ + 1);
  points_.clear();
  if (depth_ > 1) {
    issue_at_transfers(step, count, reaches);
  } else {
    issue_behind_transfers(step, count, reaches);
  }
  left_to_write_ -= count;
  finish(step, count);
}

// Issues each iteration as the oldest flight leaves the pipeline, without bubbles.
void FreezingPipeline::issue_at_transfers(const Step& step, std::int64_t count, Cycle reaches) {
  const Channel& wire = ports_.outputs[0].channel();
  for (std::int64_t k = std::max<std::int64_t>(count - depth_, 0); k < count; ++k) {
    flights_.pop_front();
    flights_.push_back({last_step_ + 1 + k + depth_, step.writes,
                        wire.taken(transfers_ + static_cast<std::uint64_t>(k)), 0, last_step_ + k,
                        busy_ + k});
  }
  transfers_ += static_cast<std::uint64_t>(count);
  last_ = wire.taken(transfers_ - 1);
  last_step_ += count;
  points_.push_back({last_step_, last_});
  busy_ += count;
  blocked_ += last_ - reaches - (count - 1);
  issued_ += count;
}

// The same for a pipeline of one stage, where each iteration also waits for its input.
void FreezingPipeline::issue_behind_transfers(const Step& step, std::int64_t count, Cycle reaches) {
  const Channel& wire = ports_.outputs[0].channel();
  const std::int64_t closes = schedule_.buffer().closes - issued_;
  Cycle left = 0;
  Cycle cycle = 0;
  Cycle waited = 0;
  for (std::int64_t k = 0; k < count; ++k) {
    left = wire.taken(transfers_++);
    blocked_ += left - reaches;
    cycle = std::max(left, wire.pushes[transfers_] - 1);
    waited += cycle - left;
    reaches = cycle + 1;
    if (step.reads != 0) ports_.inputs[0].pop(cycle, cycle);
    free_places(step, k, cycle);
    if (k == closes) closed_ = cycle;
  }
  const std::int64_t before = last_step_ + count - 1 + waited - (cycle - left);
  points_.push_back({before + 1, left});
  busy_ += count;
  last_step_ = before + 1 + (cycle - left);
  last_ = cycle;
  issued_ += count;
  flights_.pop_front();
  flights_.push_back({last_step_ + 1, step.writes, cycle, 0, before, busy_ - 1});
}

// Offers all beats known to be available, up to the frame's end.
void FreezingPipeline::offer_ahead() {
  Channel& wire = ports_.outputs[0].channel();
  const Buffer& buffer = schedule_.buffer();
  Timeline& offers = wire.pushes;
  const std::uint64_t issued = transfers_ + flights_.size();
  if (wire.room() == 0) return;
  if (!is_offered()) ports_.outputs[0].push(points_.back().at(last_step_ + 1));
  const std::uint64_t before = offers.count();
  offers.reserve(before + static_cast<std::uint64_t>(wire.room()));
  if (before <= issued) {
    ahead_ = cursor_;
    ahead_first_ = first_;
    ahead_read_ = ports_.inputs.empty() ? 0 : ports_.inputs[0].channel().pops.count();
    ahead_ends_ = frames_apart_ && cursor_.at_frame_start();
    while (offers.count() < issued && wire.room() > 0) offers.append(offers.last() + 1);
  }
  while (wire.room() > 0 && !ahead_ends_ && offers.count() >= issued) {
    const Step& step = ahead_.step();
    if (step.writes != 1 || step.waits != 0 || step.every > 1 || step.idle > 0) break;
    const auto position = static_cast<std::size_t>(step.count - ahead_.left());
    const std::int64_t count = std::min(ahead_.left(), wire.room());
    std::int64_t offered = 0;
    for (Cycle cycle = offers.last(); offered < count; ++offered) {
      ++cycle;
      if (step.reads != 0) {
        Channel& input = ports_.inputs[0].channel();
        if (ahead_read_ == input.pushes.count()) {
          input.wait_for_beat();
          break;
        }
        cycle = std::max(cycle, input.pushes[ahead_read_++] + input.delays.write_to_read + depth_);
      }
      if (step.needs != Step::kNothing) {
        const std::int64_t needs = step.needs == Step::kOffsets
                                       ? buffer.offsets[position + static_cast<std::size_t>(offered)]
                                       : step.needs;
        const std::uint64_t beat = ahead_first_ + static_cast<std::uint64_t>(needs);
        if (beat >= stored().count()) break;
        cycle = std::max(cycle, stored()[beat] + 1 + depth_);
      }
      offers.append(cycle);
    }
    if (offered == 0) break;
    compute_ahead(step, offered);
    if (step.needs != Step::kNothing && ahead_.left() == offered)
      ahead_first_ += static_cast<std::uint64_t>(step.frees);
    ahead_ends_ = ahead_.done(offered);
    if (offered < count) break;
  }
  if (offers.count() > before) wire.pushed();
}

// --- Issues ---

std::int64_t FreezingPipeline::due() const {
  const Step& step = cursor_.step();
  if (!begun_) return step.idle;
  const std::int64_t after = stride(step);
  // A frame begins once the previous frame has left.
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

std::optional<Cycle> FreezingPipeline::available(const Step& step) {
  Cycle from = 0;
  if (step.needs != Step::kNothing) {
    const std::optional<Cycle> there = fetched(step);
    if (!there) return std::nullopt;
    from = *there;
  }
  if ((step.reads | step.waits) == 0) return from;
  const std::optional<Cycle> seen = shown(step);
  if (!seen) return std::nullopt;
  return std::max(from, *seen);
}

std::optional<Point> FreezingPipeline::next_issue(const Step& step) {
  std::optional<Cycle> from = available(step);
  if (!from) return std::nullopt;
  if (frames_apart_ && cursor_.at_frame_start() && frames_begun_ > 0) {
    if (frames_out_ < frames_begun_) return std::nullopt;
    from = std::max(*from, frame_out_ + 1);
  }
  const std::int64_t at = due();
  if (issues_when_due()) {
    const bool leaves = !flights_.empty() && flights_.front().leaves == at;
    if (!flights_.empty() && flights_.front().leaves <= at && !left_in_) return std::nullopt;  // for room
    Cycle cycle = std::max(points_.back().at(at), *from);
    if (leaves) {
      cycle = std::max(cycle, *left_in_);
      flights_.pop_front();
      left_in_.reset();
    }
    points_.push_back({at, cycle});
    return points_.back();
  }
  const Point found = first_step(points_, at, *from);
  // A beat that leaves in that step or earlier may delay it.
  if (may_be_held_up(found.step)) return std::nullopt;
  return found;
}

void FreezingPipeline::take(const Step& step, Point at) {
  if (step.reads != 0) {
    for (std::size_t i = 0; i < ports_.inputs.size(); ++i) {
      if (has(step.reads, i)) ports_.inputs[i].pop(at.cycle, at.cycle);
    }
  }
  if (step.writes != 0)
    flights_.push_back({at.step + depth_, step.writes, at.cycle, step.idle, last_step_, busy_});
  if (step.needs != Step::kNothing) {
    if (!schedule_.buffer().registered) free_places(step, 0, at.cycle);
    fetched_.reset();
  }
  last_step_ = at.step;
  last_ = at.cycle;
  busy_ += 1 + step.idle;
  if (issued_++ == schedule_.buffer().closes) closed_ = at.cycle;
}

bool FreezingPipeline::issue() {
  const Step& step = cursor_.step();
  if (may_issue_row(step)) {
    if (const std::int64_t count = issue_row(step); count > 0) {
      finish(step, count);
      return true;
    }
  }
  const std::optional<Point> at = next_issue(step);
  if (!at) return false;
  while (points_.size() > 1 && points_[1].step <= at->step) points_.pop_front();
  if (cursor_.at_frame_start()) ++frames_begun_;
  begun_ = true;
  take(step, *at);
  finish(step, 1);
  return true;
}

void FreezingPipeline::finish(const Step& step, std::int64_t count) {
  if (step.needs != Step::kNothing && cursor_.left() == count)
    first_ += static_cast<std::uint64_t>(step.frees);
  if (!iterated(count)) return;
  issued_ = 0;
  ++frames_done_;
  opened_ = last_;
  frame_done();
}

// --- Rows ---

// Whether each iteration of the current step only needs input beats and its turn, and steps and cycles differ
// by a constant from here on.
bool FreezingPipeline::may_issue_row(const Step& step) const {
  return rows_ && begun_ && step.waits == 0 && !fetched_ && points_.size() == 1 &&
         last_step_ + stride(step) >= points_.front().step && !(frames_apart_ && cursor_.at_frame_start());
}

// The end of an input that a row reads: the state used for each beat.
struct FreezingPipeline::RowInput {
  explicit RowInput(Channel& input)
      : channel(input),
        pushes(input.pushes.ring()),
        pushes_mask(input.pushes.mask()),
        visible(input.delays.write_to_read),
        beat(input.pops.count()) {}
  // The number of beats that can be popped before the observer has to be notified.
  [[nodiscard]] std::int64_t held() const {
    return static_cast<std::int64_t>(std::min(channel.pushes.count(), channel.next_frame_popped()) - beat);
  }
  void reserve(std::int64_t beats) {
    channel.pops.reserve(beat + static_cast<std::uint64_t>(beats));
    pops = channel.pops.ring();
    pops_mask = channel.pops.mask();
  }
  [[nodiscard]] Cycle shown(std::int64_t ahead) const {
    return pushes[(beat + static_cast<std::uint64_t>(ahead)) & pushes_mask] + visible;
  }
  void set_pop(std::int64_t ahead, Cycle cycle) {
    pops[(beat + static_cast<std::uint64_t>(ahead)) & pops_mask] = cycle;
  }
  void popped(std::int64_t beats) {
    channel.pops.set_count(beat + static_cast<std::uint64_t>(beats));
    channel.popped();
  }

  Channel& channel;
  const Cycle* pushes;
  std::uint64_t pushes_mask;
  Cycle visible;
  std::uint64_t beat;
  Cycle* pops = nullptr;
  std::uint64_t pops_mask = 0;
};

std::int64_t FreezingPipeline::issue_row(const Step& step) {
  const auto reads = [&](std::size_t i) { return has(step.reads, i); };
  if (step.reads == 0) return issue_row(step, cursor_.left(), std::span<RowInput>{});
  std::int64_t count = cursor_.left();
  if (ports_.inputs.size() == 1 || step.reads == 1 || step.reads == 2) {
    RowInput input(ports_.inputs[reads(0) ? 0 : 1].channel());
    count = std::min(count, input.held());
    if (count > 0) input.reserve(count);
    return issue_row(step, count, std::span(&input, 1));
  }
  std::array<RowInput, 2> inputs{RowInput(ports_.inputs[0].channel()), RowInput(ports_.inputs[1].channel())};
  count = std::min({count, inputs[0].held(), inputs[1].held()});
  if (count > 0) {
    for (RowInput& input : inputs) input.reserve(count);
  }
  return issue_row(step, count, std::span(inputs));
}

template <std::size_t kInputs>
std::int64_t FreezingPipeline::issue_row(const Step& step, std::int64_t count,
                                         std::span<RowInput, kInputs> inputs) {
  const Cycle pace = stride(step);
  const Cycle begin = points_.front().at(last_step_);  // or as if the latest issue had come after the beats
                                                       // that left since
  const bool needs = step.needs != Step::kNothing;
  const bool registered = schedule_.buffer().registered;
  const Cycle to_leave = output_register_ ? depth_ : depth_ - 1;
  Cycle end = flights_.empty() ? kNever : points_.front().at(free_up_to());
  const std::int64_t first_step = last_step_;
  std::int64_t issued = issue_evenly(step, count, inputs, end);
  const std::int64_t evenly = issued;
  Cycle last = evenly > 0 ? last_ : begin;
  Cycle last_issue = last_;
  std::int64_t last_step = last_step_;
  for (; issued < count; ++issued) {
    Cycle cycle = last + pace;
    for (const RowInput& input : inputs) cycle = std::max(cycle, input.shown(issued));
    if (needs) {
      const std::uint64_t beat = needed(step, issued);
      if (stored().count() <= beat) break;
      const Cycle there = stored()[beat] + 1;
      const Cycle fetch = std::max(there, last_issue);
      cycle = std::max(cycle, registered ? fetch + 1 : there);
      if (cycle > end) break;
      free_places(step, issued, registered ? fetch : cycle);
    }
    if (cycle > end) break;
    for (RowInput& input : inputs) input.set_pop(issued, cycle);
    const std::int64_t in_step = first_step + (cycle - begin);
    if (step.writes != 0) {
      if (flights_.empty()) end = cycle + to_leave;
      flights_.push_back({in_step + depth_, step.writes, cycle, step.idle, last_step,
                          busy_ + (issued - evenly) * (1 + step.idle)});
    }
    last_issue = last = cycle;
    last_step = in_step;
  }
  if (issued == 0) return 0;
  busy_ += (issued - evenly) * (1 + step.idle);
  last_ = last_issue;
  last_step_ = last_step;
  issued_ += issued;
  for (RowInput& input : inputs) input.popped(issued);
  return issued;
}

// Issues the iterations of a row whose inputs are available when the first one issues, or arrive in time.
template <std::size_t kInputs>
std::int64_t FreezingPipeline::issue_evenly(const Step& step, std::int64_t count,
                                            std::span<RowInput, kInputs> inputs, Cycle end) {
  constexpr std::int64_t kFew = 3;
  if (count < kFew || step.writes != 0) return 0;
  const Cycle pace = stride(step);
  const Cycle begin = points_.front().at(last_step_);
  Cycle first = begin + pace;
  for (const RowInput& input : inputs) first = std::max(first, input.shown(0));
  if (end != kNever) {
    const Cycle room = end - first;
    if (room < 0) return 0;
    count = std::min(count, (pace == 1 ? room : room / pace) + 1);
  }
  // Beats become visible at least one cycle apart.
  for (const RowInput& input : inputs) {
    if (input.shown(count - 1) > first + (pace == 1 ? count - 1 : 0)) return 0;
  }
  if (step.needs != Step::kNothing) {
    const std::uint64_t newest =
        first_ + static_cast<std::uint64_t>(step.needs == Step::kOffsets ? last_offset_ : step.needs);
    if (stored().count() <= newest || stored()[newest] + 1 > last_) return 0;
    // A beat fetched for an iteration leaves the buffer for a register that the previous iteration empties.
    const bool registered = schedule_.buffer().registered;
    for (std::int64_t k = 0; k < count && step.frees_each != Step::kNothing; ++k)
      free_places(step, k, !registered ? first + k * pace : k == 0 ? last_ : first + (k - 1) * pace);
  }
  for (RowInput& input : inputs) {
    for (std::int64_t k = 0; k < count; ++k) input.set_pop(k, first + k * pace);
  }
  const Cycle last = first + (count - 1) * pace;
  last_step_ += last - begin;
  last_ = last;
  busy_ += count * (1 + step.idle);
  return count;
}

Cycle FreezingPipeline::no_pop_before() const {
  return (has_buffer() ? std::min(stored().last(), last_) : last_) + 1;
}

Cycle FreezingPipeline::no_push_before() const { return points_.back().cycle + 1; }

std::optional<Cycle> FreezingPipeline::offered_next(std::size_t output) const {
  if (output_register_) return held_from_ && !is_offered() ? held_from_ : std::nullopt;
  if (flights_.empty() || left_in_ || is_offered() || !has(flights_.front().writes, output))
    return std::nullopt;
  return points_.back().at(flights_.front().leaves);
}

LayerActivity FreezingPipeline::activity(Cycle last) const {
  LayerActivity activity{busy_, blocked_, 0};
  Cycle held_from = last + 1;  // the next beat to leave is blocked from this cycle on
  if (blocked()) {
    held_from = std::min(held_from, points_.back().at(flights_.front().leaves));
  }
  activity.blocked += last + 1 - held_from;
  // Iterations that touch no stream count as busy in the steps since the latest issue.
  const auto idle = [&](std::int64_t issued_in, std::int64_t passed, std::int64_t most) {
    activity.busy += std::clamp<std::int64_t>(passed - issued_in, 0, most);
    activity.starved = last + 1 - activity.busy - activity.blocked;
    return activity;
  };
  // Iterations that issued after cycle `last`, when no transfer follows, read nothing and are still in the
  // pipeline.
  for (std::size_t f = 0; f < flights_.size(); ++f) {
    const Flight& flight = flights_[f];
    if (flight.issued <= last) continue;
    activity.busy = flight.busy;
    return idle(flight.since, flight.leaves - depth_ - (flight.issued - last), flight.idle);
  }
  std::int64_t passed = last_step_;
  for (std::size_t p = 0; p < points_.size(); ++p) {
    const Cycle end =
        p + 1 < points_.size() ? std::min(points_[p].at(points_[p + 1].step), last + 1) : held_from;
    passed = std::max(passed, points_[p].step + (end - points_[p].cycle) - 1);
    if (p + 1 < points_.size() && points_[p + 1].cycle <= last)
      passed = std::max(passed, points_[p + 1].step);
  }
  return idle(last_step_, passed, cursor_.step().idle);
}

std::vector<Lack> FreezingPipeline::lacks() const {
  const auto is_stuck = [&](std::size_t o) {
    const Channel& channel = ports_.outputs[o].channel();
    return channel.has_offers() ? channel.taken() < channel.pushes.count() : channel.room() == 0;
  };
  if (held_from_ && is_stuck(0)) return {{0, true}};
  if (blocked()) {
    for (std::size_t o = 0; o < ports_.outputs.size(); ++o) {
      if (has(flights_.front().writes, o) && is_stuck(o)) return {{o, true}};
    }
  }
  const Step& step = cursor_.step();
  for (std::size_t i = 0; i < ports_.inputs.size() && !ended(); ++i) {
    const bool fills =
        i == 0 && step.needs != Step::kNothing && !fetched_ && stored().count() <= needed(step, 0);
    if ((fills || has(step.reads | step.waits, i)) && !ports_.inputs[i].has_beat()) return {{i, false}};
  }
  return {};
}

std::size_t FreezingPipeline::state_size() const {
  return static_cast<std::size_t>(schedule_.buffer().places + behind_ + 1);
}

// The cycles from which the buffer's places are free, and which of the latest steps issued an iteration that
// writes. The output channels' state holds the rest: when those beats leave and are taken.
void FreezingPipeline::copy_state(Cycle* to) const {
  for (std::uint64_t place = 1; place <= static_cast<std::uint64_t>(schedule_.buffer().places); ++place)
    *to++ = freed_[freed_.count() - place];
  *tell_writes(to, behind_, {last_step_, last_},
               [&](std::size_t k) { return flights_.latest(k).leaves - depth_; }) = last_;
}

void FreezingPipeline::resume_from(const Cycle* /*state*/) {
  throw std::logic_error("freezing: a run is not resumed, as nothing is proved by that");
}

}  // namespace weir::models
