#include "models/channel.hpp"

#include <stdexcept>

namespace weir::models {

Channel::Channel(const Stream& stream, const StreamTraffic& traffic, const Recording& recording)
    : depth_(static_cast<std::uint64_t>(stream.depth)),
      slots_(static_cast<std::size_t>(stream.depth), -1),
      recording_(recording),
      words_((stream.width_bits + 63) / 64),
      // The source of a network input holds its own beats back (a beat once offered stays offered).
      push_gate_(stream.from == kBorder ? Pattern::back_to_back() : traffic.push),
      pop_gate_(traffic.pop),
      beats_per_frame_(static_cast<std::uint64_t>(stream.beats_per_frame)) {
  history_.fill(-1);
  plain_ = !recording.cycles && push_gate_.always_open() && pop_gate_.always_open();
  if (recording.values) values_.resize((depth_ + kMostCredits) * static_cast<std::size_t>(words_));
  trace_.values = Beats(stream.width_bits);
}

void Channel::set_credits(std::uint64_t credits) {
  if (credits < 1 || credits > kMostCredits) throw std::logic_error("channel: credits out of range");
  credits_ = credits;
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
    front_ = pop_gate_.next_open(std::max(slots_[read_] + 1, last_pop_ + 1));
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
  if (recording_.waves && offered_ != pushed_)
    trace_.offered.push_back(std::max(pending_[pushed_ % kMostCredits], last_push() + 1));
  return std::move(trace_);
}

void Channel::note_push() {
  if (observer_ != nullptr && pushed_ % beats_per_frame_ == 0) observer_->frame_pushed(stream_);
}

void Channel::note_pop(Cycle at, Cycle wanted) {
  last_pop_ = at;
  if (recording_.cycles) trace_.pop.push_back(at);
  if (recording_.waves) trace_.wanted.push_back(wanted);
  if (room_awaited_) {
    room_awaited_ = false;
    writer_->wake();
  }
  if (observer_ == nullptr) return;
  pops_[(popped_ - 1) % depth_] = at;
  if (popped_ % beats_per_frame_ == 0) observer_->frame_popped(stream_);
}

}  // namespace weir::models
