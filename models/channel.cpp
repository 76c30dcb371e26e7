#include "models/channel.hpp"

#include <bit>
#include <stdexcept>

namespace weir::models {

namespace {

// Whether times[i] is less than first + i * stride for all i.
[[gnu::target_clones("avx2", "default")]] bool all_before(const Cycle* times, std::int64_t count, Cycle first,
                                                          Cycle stride) {
  Cycle late = 0;
  for (std::int64_t i = 0; i < count; ++i) late |= times[i] >= first + i * stride ? Cycle{1} : Cycle{0};
  return late == 0;
}

// Calls part(times, count, first) for the one or two runs without a gap that make up `count` entries of a
// ring from `begin` on.
template <class Times, class Part>
bool in_ring(Times& ring, std::uint64_t begin, std::int64_t count, Cycle first, Cycle stride,
             const Part& part) {
  const auto at = static_cast<std::int64_t>(begin & (ring.size() - 1));
  const std::int64_t straight = std::min(count, static_cast<std::int64_t>(ring.size()) - at);
  return part(ring.data() + at, straight, first) &&
         (straight == count || part(ring.data(), count - straight, first + straight * stride));
}

bool all_before(const std::vector<Cycle>& ring, std::uint64_t begin, std::int64_t count, Cycle first,
                Cycle stride) {
  return in_ring(ring, begin, count, first, stride,
                 [stride](const Cycle* times, std::int64_t part, Cycle from) {
                   return all_before(times, part, from, stride);
                 });
}

}  // namespace

Channel::Channel(const Stream& stream, const StreamTraffic& traffic, const Recording& recording)
    : unlimited_(stream.depth == kUnlimited),
      depth_(static_cast<std::uint64_t>(unlimited_ ? recording.look_ahead_frames * stream.beats_per_frame
                                                   : stream.depth)),
      ages_ago_(unlimited_ && recording.history_frames == 0 ? -1 : 0),
      recording_(recording),
      words_((stream.width_bits + 63) / 64),
      // The source of a network input holds its own beats back (a beat once offered stays offered).
      push_gate_(stream.from == kBorder ? Pattern::back_to_back() : traffic.push),
      pop_gate_(traffic.pop),
      beats_per_frame_(static_cast<std::uint64_t>(stream.beats_per_frame)) {
  plain_ = !recording.cycles && !recording.levels && push_gate_.always_open() && pop_gate_.always_open();
  trace_.values = Beats(stream.width_bits);
  size_rings();
}

void Channel::set_credits(std::uint64_t credits) {
  if (credits < 1 || credits > kMostCredits) throw std::logic_error("channel: credits out of range");
  credits_ = credits;
  size_rings();
}

// Small ones, so that those of a large network at small depths stay in the cache.
void Channel::size_rings() {
  const std::uint64_t history = static_cast<std::uint64_t>(recording_.history_frames) * beats_per_frame_;
  const std::uint64_t mask = std::bit_ceil(std::max(depth_ + credits_, history)) - 1;
  if (mask == mask_ && !pushes_.empty()) return;
  mask_ = mask;
  pushes_.assign(mask_ + 1, -1);
  pops_.assign(mask_ + 1, -1);
  if (history > 0) history_.assign(mask_ + 1, -1);
  offers_ = history > 0 ? history_.data() : nullptr;
  if (recording_.values) values_.resize((mask_ + 1) * static_cast<std::size_t>(words_));
}

void Channel::go_on_from(const std::vector<Cycle>& pops, const std::vector<Cycle>& pushes) {
  // The latest first; those that are not known were each a cycle before the next.
  const auto back = [](const std::vector<Cycle>& known, std::uint64_t i) {
    const std::uint64_t last = std::min<std::uint64_t>(i, known.size());
    return known[last - 1] - static_cast<Cycle>(i - last);
  };
  for (std::uint64_t i = 1; i <= credits_; ++i) pushes_[-i & mask_] = back(pushes, i);
  const std::vector<Cycle> at_once{last_push() + 1};
  const std::vector<Cycle>& popped = pops.empty() ? at_once : pops;
  popped_at_ = popped.front();
  for (std::uint64_t i = 1; i <= slots() && !unlimited_; ++i) pops_[-i & mask_] = back(popped, i);
}

bool Channel::visible_by(std::int64_t count, Cycle first, Cycle stride) const {
  // Cycles of transfers only grow: if the last beat is there at once, so are all.
  return pushes_[(popped_ + static_cast<std::uint64_t>(count) - 1) & mask_] < first ||
         all_before(pushes_, popped_, count, first, stride);
}

bool Channel::each_free_by(std::int64_t count, Cycle first, Cycle stride, Cycle latency) const {
  // Of the credits only those of beats before these can be late: C = L + 1 of them cover the latency at any
  // stride.
  const std::int64_t old_credits = std::min(count, static_cast<std::int64_t>(credits_));
  return last_push() < first + latency &&
         all_before(pops_, pushed_ - depth_, count, first + latency, stride) &&
         all_before(pushes_, pushed_ - credits_, old_credits, first, stride);
}

void Channel::settle() {
  while (offered_ != pushed_ && pushed_ - popped_ < depth_) {
    push(pending_[pushed_ % kMostCredits]);
    if (writer_waits_) {
      writer_waits_ = false;
      writer_->wake();
    }
  }
}

void Channel::wake_reader() {
  reader_waits_ = false;
  reader_->wake();
}

Cycle Channel::gated_front() {
  if (front_of_ != popped_) {
    front_of_ = popped_;
    front_ = pop_gate_.next_open(std::max(pushes_[popped_ & mask_], popped_at_) + 1);
  }
  return front_;
}

Cycle Channel::gated_push(Cycle earliest, Cycle offered) {
  const Cycle at = push_gate_.next_open(earliest);
  if (recording_.cycles) trace_.push.push_back(at);
  if (recording_.waves) trace_.offered.push_back(offered);
  return at;
}

StreamTrace Channel::take_trace() {
  if (offers_ != nullptr && !recording_.cycles && kept_from() == 0) {
    trace_.push.assign(pushes_.begin(), pushes_.begin() + static_cast<std::ptrdiff_t>(pushed_));
    trace_.pop.assign(pops_.begin(), pops_.begin() + static_cast<std::ptrdiff_t>(popped_));
  }
  if (recording_.waves && offered_ != pushed_)
    trace_.offered.push_back(std::max(pending_[pushed_ % kMostCredits], last_push() + 1));
  return std::move(trace_);
}

void Channel::frame_pushed() {
  pushes_of_frames_ += beats_per_frame_;
  observer_->frame_pushed(stream_);
}

void Channel::frame_popped() {
  pops_of_frames_ += beats_per_frame_;
  observer_->frame_popped(stream_);
}

void Channel::note_pop(Cycle at, Cycle wanted) {
  popped_at_ = at;
  if (recording_.cycles) trace_.pop.push_back(at);
  if (recording_.waves) trace_.wanted.push_back(wanted);
  if (recording_.levels) {
    while (pushed_by_ != pushed_ && pushes_[pushed_by_ & mask_] < at) ++pushed_by_;
    level_ = std::max(level_, static_cast<std::int64_t>(pushed_by_ - (popped_ - 1)));
  }
  if (room_awaited_) {
    room_awaited_ = false;
    writer_->wake();
  }
}

}  // namespace weir::models
