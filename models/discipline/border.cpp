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
    if (push_run() > 0) continue;
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

// Back to back into a FIFO that holds nothing back: as many beats of the frame at hand as there is room for.
std::int64_t Source::push_run() {
  Channel& channel = port_.channel();
  if (!port_.plain() || !arrival_.always_open() || values_ != nullptr || channel.wire) return 0;
  const std::int64_t count = std::min(channel.to_frame_end(channel.pushes), channel.room());
  if (count == 0) return 0;
  channel.pushes.reserve(offered_ + static_cast<std::uint64_t>(count));
  port_.offered().reserve(offered_ + static_cast<std::uint64_t>(count));
  Cycle* const pushes = channel.pushes.ring();
  const Cycle* const pops = channel.pops.ring();
  Cycle* const offers = port_.notes_offered() ? port_.offered().ring() : nullptr;
  const std::uint64_t mask = channel.pushes.mask();
  const std::uint64_t slots = channel.pops.mask();
  const std::uint64_t depth = channel.depth();
  const Cycle freed = channel.delays.read_to_write;
  Cycle from = channel.pushes.last() + 1;
  if (offered_ % channel.frame_beats() == 0)
    from = std::max(from, admitted(admission_, static_cast<std::int64_t>(offered_ / channel.frame_beats())));
  for (const std::uint64_t end = offered_ + static_cast<std::uint64_t>(count); offered_ != end; ++offered_) {
    if (offers != nullptr) offers[offered_ & mask] = from;
    const Cycle at = std::max(from, pops[(offered_ - depth) & slots] + freed);
    pushes[offered_ & mask] = at;
    from = at + 1;
  }
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
