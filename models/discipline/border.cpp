#include "models/discipline/border.hpp"

#include <algorithm>
#include <limits>

namespace weir::models {

namespace {

constexpr Cycle kNever = std::numeric_limits<Cycle>::max();

}  // namespace

Source::Source(OutPort port, const Pattern& arrival, std::int64_t frames, const Beats* beats,
               ValueQueue* values, const std::optional<Interval>& admission)
    : port_(std::move(port)),
      arrival_(arrival),
      beats_in_all_(static_cast<std::uint64_t>(frames) * port_.channel().frame_beats()),
      beats_(beats),
      values_(values),
      admission_(admission.value_or(Interval{0, 1})) {}

void Source::run() {
  Channel& channel = port_.channel();
  for (;;) {
    if (pending_ && port_.has_room()) {
      port_.push(pending_from_);
      pending_ = false;
    }
    note_taken();
    if (ended() || pending_ || channel.taken().count() < offered_) break;
    if (const std::int64_t run = push_in_a_row(); run > 0) continue;
    const Cycle after = offered_ == 0 ? channel.taken().last() + 1 : channel.taken()[offered_ - 1] + 1;
    const bool begins = offered_ % channel.frame_beats() == 0;
    const auto frame = static_cast<std::int64_t>(offered_ / channel.frame_beats());
    pending_from_ = arrival_.next_open(begins ? std::max(after, admitted(admission_, frame)) : after);
    if (values_ != nullptr) values_->write(beats_->beat(static_cast<std::int64_t>(offered_)));
    ++offered_;
    pending_ = true;
  }
  if (pending_ || channel.taken().count() < offered_) channel.wait_for_room();
}

// Back to back, beats behind a frame's first go one a cycle where slots become free no slower.
std::int64_t Source::push_in_a_row() {
  Channel& channel = port_.channel();
  if (!port_.plain() || !arrival_.always_open() || values_ != nullptr || channel.wire ||
      port_.notes_offered() || offered_ % channel.frame_beats() == 0)
    return 0;
  const std::int64_t count = std::min(channel.to_frame_end(channel.pushes), channel.room());
  if (count < 2) return 0;
  const auto freed = [&](std::int64_t beat) {
    return channel.pops[offered_ + static_cast<std::uint64_t>(beat) - channel.depth()] +
           channel.delays.read_to_write;
  };
  const Cycle first = std::max(channel.pushes.last() + 1, freed(0));
  if (freed(count - 1) > first + count - 1) return 0;
  channel.pushes.fill(offered_, count, first, 1);
  offered_ += static_cast<std::uint64_t>(count);
  channel.pushes.set_count(offered_);
  channel.pushed();
  return count;
}

void Source::note_taken() {
  const Channel& channel = port_.channel();
  while (taken_noted_ * channel.frame_beats() < channel.taken().count())
    first_in_.push_back(channel.taken()[taken_noted_++ * channel.frame_beats()]);
}

Cycle Source::no_pop_before() const { return kNever; }

Cycle Source::no_push_before() const {
  return ended() && !pending_ ? kNever : port_.channel().pushes.last() + 1;
}

void Sink::run() {
  Channel& channel = port_.channel();
  while (port_.has_beat()) {
    const Cycle wanted = std::max<Cycle>(channel.pops.last() + 1, 0);
    port_.pop(std::max(port_.front(), wanted), wanted);
    if (values_ != nullptr) values_->read();
    if (channel.pops.count() % channel.frame_beats() == 0) last_out_.push_back(channel.pops.last());
  }
  channel.wait_for_beat();
}

Cycle Sink::no_push_before() const { return kNever; }

void Wire::run() {
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

}  // namespace weir::models
