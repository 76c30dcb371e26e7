#include "models/discipline/border.hpp"

#include <algorithm>

namespace weir::models {

Source::Source(OutPort port, const Pattern& arrival, std::int64_t frames, const Beats* beats,
               ValueQueue* values, const std::optional<Interval>& admission, Cycle first)
    : port_(std::move(port)),
      arrival_(arrival),
      beats_in_all_(static_cast<std::uint64_t>(frames) * port_.channel().frame_beats()),
      beats_(beats),
      values_(values),
      admission_(admission.value_or(Interval{0, 1})),
      first_(first),
      at_once_(port_.plain() && arrival_.always_open() && values == nullptr &&
               (!port_.channel().wire || port_.channel().depth() > 1)),
      left_in_frame_(static_cast<std::int64_t>(port_.channel().frame_beats())) {}

void Source::run() {
  Channel& channel = port_.channel();
  if (at_once_) {
    while (!ended() && channel.room() > 0) push_run();
    note_taken();
    if (!ended() || channel.taken() < offered_) channel.wait_for_room();
    return;
  }
  for (;;) {
    if (pending_ && port_.has_room()) {
      port_.push(pending_from_);
      pending_ = false;
    }
    note_taken();
    if (ended() || pending_ || channel.taken() < offered_) break;
    const Cycle after = channel.taken(offered_ - 1) + 1;
    pending_from_ = arrival_.next_open(std::max(after, frame_from()));
    if (values_ != nullptr) values_->write(beats_->beat(static_cast<std::int64_t>(offered_)));
    ++offered_;
    offered(1);
    pending_ = true;
  }
  if (pending_ || channel.taken() < offered_) channel.wait_for_room();
}

// Pushes as many beats of the current frame as there is room for.
void Source::push_run() {
  Channel& channel = port_.channel();
  const std::int64_t count = std::min(left_in_frame_, channel.room());
  channel.pushes.reserve(offered_ + static_cast<std::uint64_t>(count));
  port_.offered().reserve(offered_ + static_cast<std::uint64_t>(count));
  Cycle* const pushes = channel.pushes.ring();
  const Cycle* const pops = channel.pops.ring();
  Cycle* const offers = port_.notes_offered() ? port_.offered().ring() : nullptr;
  const std::uint64_t mask = channel.pushes.mask();
  const std::uint64_t slots = channel.pops.mask();
  const std::uint64_t depth = channel.depth();
  const Cycle freed = channel.delays.read_to_write;
  Cycle from = std::max(channel.pushes.last() + 1, frame_from());
  offered(count);
  for (const std::uint64_t end = offered_ + static_cast<std::uint64_t>(count); offered_ != end; ++offered_) {
    if (offers != nullptr) offers[offered_ & mask] = from;
    const Cycle at = std::max(from, pops[(offered_ - depth) & slots] + freed);
    pushes[offered_ & mask] = at;
    from = at + 1;
  }
  channel.pushes.set_count(offered_);
  channel.pushed();
}

std::optional<Cycle> Source::offered_next() const {
  if (pending_) return pending_from_;
  if (ended() || !at_once_) return std::nullopt;
  return std::max(port_.channel().pushes.last() + 1, frame_from());
}

Cycle Source::frame_from() const {
  const bool begins = left_in_frame_ == static_cast<std::int64_t>(port_.channel().frame_beats());
  return begins ? std::max(first_, admitted(admission_, frame_)) : first_;
}

void Source::offered(std::int64_t beats) {
  left_in_frame_ -= beats;
  if (left_in_frame_ > 0) return;
  left_in_frame_ = static_cast<std::int64_t>(port_.channel().frame_beats());
  ++frame_;
}

void Source::note_taken() {
  const Channel& channel = port_.channel();
  for (; next_first_ < channel.taken(); next_first_ += channel.frame_beats())
    first_in_.push_back(channel.taken(next_first_));
}

Cycle Source::no_pop_before() const { return kNever; }

Cycle Source::no_push_before() const {
  return ended() && !pending_ ? kNever : port_.channel().pushes.last() + 1;
}

void Sink::run() {
  Channel& channel = port_.channel();
  while (port_.has_beat()) {
    if (port_.plain() && values_ == nullptr) {
      pop_run();
    } else {
      const Cycle wanted = std::max<Cycle>(channel.pops.last() + 1, 0);
      port_.pop(std::max(port_.front(), wanted), wanted);
      if (values_ != nullptr) values_->read();
    }
    if (channel.pops.count() == frame_end_) {
      last_out_.push_back(channel.pops.last());
      frame_end_ += channel.frame_beats();
    }
  }
  channel.wait_for_beat();
}

// Pops all beats held, up to the frame's end. The port must be plain: no stalls and no notes.
void Sink::pop_run() {
  Channel& channel = port_.channel();
  const std::uint64_t end = std::min(channel.pushes.count(), frame_end_);
  channel.pops.reserve(end);
  const Cycle visible = channel.delays.write_to_read;
  Cycle last = std::max<Cycle>(channel.pops.last(), -1);
  for (std::uint64_t beat = channel.pops.count(); beat != end; ++beat) {
    last = std::max(last + 1, channel.pushes[beat] + visible);
    channel.pops[beat] = last;
  }
  channel.pops.set_count(end);
  channel.popped();
}

Cycle Sink::no_push_before() const { return kNever; }

void Wire::run() {
  if (to_.channel().place) {
    offer();
    return;
  }
  while (from_.has_beat() && to_.has_room()) {
    const Cycle last = from_.channel().pops.last();
    const Cycle at = to_.push(std::max(from_.front(), last + 1));
    from_.pop(at, last + 1);
  }
  if (!from_.has_beat()) {
    from_.channel().wait_for_beat();
  } else {
    to_.channel().wait_for_room();
  }
}

// Offers all beats held, before their transfers are known.
void Wire::offer() {
  Channel& from = from_.channel();
  Channel& to = to_.channel();
  while (from.pops.count() != to.taken()) from_.pop(to.taken(from.pops.count()), from.pops.last() + 1);
  while (to.pushes.count() != from.pushes.count() && to.room() > 0)
    to_.push(from.pushes[to.pushes.count()] + from.delays.write_to_read);
  if (to.pushes.count() == from.pushes.count()) from.wait_for_beat();
  to.wait_for_room();
}

}  // namespace weir::models
