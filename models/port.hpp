// The two ends of a channel as a process uses them. They apply the stall patterns and, on request, record
// what the channel's cycles do not show.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "models/channel.hpp"
#include "network/traffic.hpp"

namespace weir::models {

// The consumer's end.
class InPort {
 public:
  InPort(Channel& channel, const Pattern& stalls) : channel_(&channel), gate_(stalls) {}

  [[nodiscard]] Channel& channel() const { return *channel_; }
  [[nodiscard]] bool has_beat() const { return channel_->held() > 0; }
  // The first cycle in which the consumer sees the oldest beat. Only if has_beat().
  [[nodiscard]] Cycle front() {
    if (gate_.always_open()) return visible();
    if (front_of_ != channel_->pops.count()) {
      front_of_ = channel_->pops.count();
      front_ = gate_.next_open(std::max(visible(), channel_->pops.last() + 1));
    }
    return front_;
  }
  // Takes the oldest beat in cycle `at`; `wanted` is when the consumer's ready rose for it.
  void pop(Cycle at, Cycle wanted) {
    channel_->pops.append(at);
    if (notes_wanted_) wanted_.push_back(wanted);
    if (notes_level_) note_level(at);
    channel_->popped();
  }

  // Whether the port neither stalls nor records, so that the channel's cycles are its whole state.
  [[nodiscard]] bool plain() const { return gate_.always_open() && !notes_wanted_ && !notes_level_; }

  void note_wanted() { notes_wanted_ = true; }
  void note_level() { notes_level_ = true; }
  // The cycle from which the consumer's ready was high for each popped beat, if recorded.
  [[nodiscard]] std::vector<Cycle>& wanted() { return wanted_; }
  // The most beats held in the cycle of any pop, if recorded. For an unlimited FIFO it is exact only if it is
  // below depth(), the look-ahead limit.
  [[nodiscard]] std::int64_t level() const {
    InPort all = *this;
    while (!all.popped_.empty()) all.settle_level();
    return all.level_;
  }

 private:
  [[nodiscard]] Cycle visible() const {
    return channel_->pushes[channel_->pops.count()] + channel_->delays.write_to_read;
  }
  // Queues the pop, because not all earlier pushes may be known yet.
  void note_level(Cycle at) {
    popped_.push_back(at);
    while (!popped_.empty() && channel_->pushes.last() >= popped_.front()) settle_level();
    if (!popped_.empty()) pushed_by_ = channel_->pushes.count();  // all of these are before the pop
  }
  void settle_level() {
    const Cycle at = popped_.front();
    popped_.pop_front();
    while (pushed_by_ != channel_->pushes.count() && channel_->pushes[pushed_by_] < at) ++pushed_by_;
    level_ = std::max(level_, static_cast<std::int64_t>(pushed_by_ - levelled_++));
  }

  Channel* channel_;
  Gate gate_;
  bool notes_wanted_ = false;
  bool notes_level_ = false;
  std::uint64_t front_of_ = UINT64_MAX;  // the beat whose front cycle is in front_
  Cycle front_ = -1;
  std::vector<Cycle> wanted_;
  std::int64_t level_ = 0;
  std::deque<Cycle> popped_;     // cycles of pops whose level is not known yet
  std::uint64_t levelled_ = 0;   // pops whose level is known
  std::uint64_t pushed_by_ = 0;  // beats pushed before the latest pop whose level is known
};

// The producer's end.
class OutPort final : public Feeder {
 public:
  // Offered beats that are not pushed yet: by beat, the cycle of the offer.
  static constexpr std::uint64_t kMostQueued = 32;
  struct Queue {
    std::uint64_t offered = 0;  // beats offered in total
    std::array<Cycle, kMostQueued> from{};

    [[nodiscard]] Cycle& operator[](std::uint64_t beat) { return from[beat % kMostQueued]; }
    [[nodiscard]] Cycle operator[](std::uint64_t beat) const { return from[beat % kMostQueued]; }
  };

  // `ready_stalls` mask the ready that the producer sees. `valid_stalls` mask the valid that the channel
  // sees; a beat that was shown stays shown.
  OutPort(Channel& channel, const Pattern& ready_stalls, const Pattern& valid_stalls = {})
      : channel_(&channel), ready_gate_(ready_stalls), valid_gate_(valid_stalls) {}

  [[nodiscard]] Channel& channel() const { return *channel_; }
  [[nodiscard]] bool has_room() const { return channel_->room() > 0; }
  // The cycle of the next push if the beat is offered from cycle `from` on. Requires has_room(). `from` must
  // not decrease, nor be less than a later answer for the same beat.
  [[nodiscard]] Cycle push_cycle(Cycle from) {
    const Cycle first = std::max(from, channel_->pushes.last() + 1);
    const Cycle shown = valid_gate_.next_open(first);
    return ready_gate_.next_open(std::max(shown, free()));
  }
  // Offers the next beat from cycle `from` on, after the waiting ones. It is pushed as soon as there is room.
  void offer(Cycle from) {
    queue_[queue_.offered++] = from;
    settle();
  }
  void settle() override {
    if (plain() && !channel_->has_offers()) {
      settle_plain();
    } else {
      while (queues() && has_room()) push(queue_[channel_->pushes.count()]);
    }
    if (!queues()) channel_->feed_from(nullptr);
  }
  // Call if offers wait for room. A shallow FIFO then takes them as soon as a slot is free, so that its
  // consumer can continue at once. For a deep FIFO it is faster to let each end do more work per run.
  void wait_for_room() {
    channel_->wait_for_room();
    if (channel_->depth() <= kShallow) channel_->feed_from(this);
  }
  [[nodiscard]] bool queues() const { return queue_.offered != channel_->pushes.count(); }
  [[nodiscard]] Queue& queue() { return queue_; }
  [[nodiscard]] const Queue& queue() const { return queue_; }

  // Pushes the next beat in the first possible cycle from `from` on.
  Cycle push(Cycle from) {
    if (notes_offered_) {
      offered_from_.reserve(channel_->pushes.count() + 1);
      offered_from_[channel_->pushes.count()] = from;
    }
    const Cycle at = push_cycle(from);
    channel_->pushes.append(at);
    channel_->pushed();
    return at;
  }

  [[nodiscard]] bool plain() const { return ready_gate_.always_open() && valid_gate_.always_open(); }

  // Records the cycles of offers: of the latest `beats`, or of all.
  void note_offered(std::uint64_t beats, bool all) {
    notes_offered_ = true;
    offered_from_.keep(beats);
    if (all) offered_from_.keep_all();
  }
  [[nodiscard]] bool notes_offered() const { return notes_offered_; }
  // The recorded offer cycles. The beat may have become visible later, after the beats before it.
  [[nodiscard]] Timeline& offered() { return offered_from_; }
  [[nodiscard]] const Timeline& offered() const { return offered_from_; }

 private:
  static constexpr std::uint64_t kShallow = 8;

  void settle_plain() {
    Channel& channel = *channel_;
    const std::uint64_t end = std::min(queue_.offered, channel.pops.count() + channel.depth());
    channel.pushes.reserve(end);
    if (notes_offered_) offered_from_.reserve(end);
    while (channel.pushes.count() < end) {
      Cycle last = channel.pushes.last();
      std::uint64_t beat = channel.pushes.count();
      for (const std::uint64_t stop = std::min(end, channel.next_frame_pushed()); beat != stop; ++beat) {
        if (notes_offered_) offered_from_[beat] = queue_[beat];
        last = std::max(
            {queue_[beat], last + 1, channel.pops[beat - channel.depth()] + channel.delays.read_to_write});
        channel.pushes[beat] = last;
      }
      channel.pushes.set_count(beat);
      channel.pushed();
    }
  }
  // The cycle from which the next push finds room.
  [[nodiscard]] Cycle free() const {
    return channel_->pops[channel_->pushes.count() - channel_->depth()] + channel_->delays.read_to_write;
  }

  Channel* channel_;
  bool notes_offered_ = false;
  Queue queue_;
  Gate ready_gate_;
  Gate valid_gate_;
  Timeline offered_from_;
};

}  // namespace weir::models
