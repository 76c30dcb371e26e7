// The ends of an elastic layer's channels during a run (elastic_run.cpp), in two forms. The plain form
// accesses the channel directly and keeps its state in registers; it needs a port that is plain(). The other
// form goes through the port.
#pragma once

#include "models/discipline/elastic.hpp"

namespace weir::models {

// Sets entries from + i of a ring, i < count, to first + i * stride.
inline void fill(Cycle* ring, std::uint64_t mask, std::uint64_t from, std::int64_t count, Cycle first,
                 Cycle stride) {
  const std::uint64_t at = from & mask;
  const auto straight = static_cast<std::int64_t>(std::min(static_cast<std::uint64_t>(count), mask + 1 - at));
  Cycle* to = ring + at;
  for (Cycle* const end = to + straight; to != end; first += stride) *to++ = first;
  to = ring;
  for (Cycle* const end = to + (count - straight); to != end; first += stride) *to++ = first;
}

class Elastic::PlainIn {
 public:
  static constexpr bool kPlain = true;
  explicit PlainIn(InPort& port)
      : channel_(port.channel()), visible_(channel_.delays.write_to_read), popped_(channel_.pops.count()) {
    look();
  }

  [[nodiscard]] std::int64_t held() const { return static_cast<std::int64_t>(pushed_ - popped_); }
  // The cycle from which the beat `ahead` places after the oldest is visible.
  [[nodiscard]] Cycle front(std::int64_t ahead = 0) const {
    return pushes_[(popped_ + static_cast<std::uint64_t>(ahead)) & pushes_mask_] + visible_;
  }
  void pop(Cycle at, Cycle /*wanted*/) { pops_[popped_++ & pops_mask_] = at; }
  // For rows: first sets the pop cycle of each beat ahead, then advances the count.
  void set_pop(std::int64_t ahead, Cycle at) {
    pops_[(popped_ + static_cast<std::uint64_t>(ahead)) & pops_mask_] = at;
  }
  void advance(std::int64_t count) { popped_ += static_cast<std::uint64_t>(count); }
  void pop_row(std::int64_t count, Cycle first, Cycle stride) {
    fill(pops_, pops_mask_, popped_, count, first, stride);
    advance(count);
  }
  [[nodiscard]] std::uint64_t pushed() const { return pushed_; }
  [[nodiscard]] std::uint64_t popped() const { return popped_; }
  [[nodiscard]] Cycle pop_of(std::uint64_t beat) const { return pops_[beat & pops_mask_]; }
  // The pop count at which the observer has to be notified next.
  [[nodiscard]] std::uint64_t told_next() const { return channel_.next_frame_popped(); }
  // Publishes the pops to the channel.
  void publish() {
    if (channel_.pops.count() == popped_) return;
    channel_.pops.set_count(popped_);
    channel_.popped();
  }
  // Publishes the pops and reloads the channel, in case beats that waited for room were pushed. Returns
  // whether there are beats to pop.
  bool refill() {
    publish();
    look();
    return pushed_ != popped_;
  }
  void publish_frame() {
    if (channel_.ends_frame_popped(popped_)) [[unlikely]]
      refill();
  }
  void wait() { channel_.wait_for_beat(); }

 private:
  // Reloads the beats available to pop. The rings may have been reallocated as they grew.
  void look() {
    pushed_ = channel_.pushes.count();
    pushes_ = channel_.pushes.ring();
    pushes_mask_ = channel_.pushes.mask();
    channel_.pops.reserve(pushed_);
    pops_ = channel_.pops.ring();
    pops_mask_ = channel_.pops.mask();
  }

  Channel& channel_;
  const Cycle visible_;
  const Cycle* pushes_ = nullptr;
  std::uint64_t pushes_mask_ = 0;
  Cycle* pops_ = nullptr;
  std::uint64_t pops_mask_ = 0;
  std::uint64_t pushed_ = 0;
  std::uint64_t popped_;
};

class Elastic::PlainOut {
 public:
  static constexpr bool kPlain = true;
  PlainOut(OutPort& port, std::uint64_t credits)
      : port_(port),
        channel_(with_room(port)),
        pushes_(channel_.pushes.ring()),
        mask_(channel_.pushes.mask()),
        pops_(channel_.pops.ring()),
        pops_mask_(channel_.pops.mask()),
        depth_(channel_.depth()),
        freed_(channel_.delays.read_to_write),
        credits_(credits),
        offers_(port.notes_offered() ? port.offered().ring() : nullptr),
        limit_(channel_.pops.count() + depth_),
        pushed_(channel_.pushes.count()),
        offered_(port.queue().offered),
        last_(channel_.pushes.last()) {}

  // Beats that can be pushed as soon as they are offered.
  [[nodiscard]] std::int64_t room() const {
    return queues() ? 0 : static_cast<std::int64_t>(limit_ - pushed_);
  }
  [[nodiscard]] bool queues() const { return offered_ != pushed_; }
  // The number of beats whose credits are known, if offered one after the other.
  [[nodiscard]] std::int64_t affordable() const {
    return static_cast<std::int64_t>(credits_ - (offered_ - pushed_)) + room();
  }
  // The cycle from which the beat `ahead` places after the next to be offered has its credit; slot() below:
  // the same for the slot of the next to be pushed.
  [[nodiscard]] Cycle credit(std::int64_t ahead = 0) const {
    return pushes_[(offered_ + static_cast<std::uint64_t>(ahead) - credits_) & mask_] + 1;
  }
  [[nodiscard]] Cycle slot(std::int64_t ahead) const {
    return pops_[(pushed_ + static_cast<std::uint64_t>(ahead) - depth_) & pops_mask_] + freed_;
  }
  [[nodiscard]] Cycle last() const { return last_; }
  [[nodiscard]] bool notes_offers() const { return offers_ != nullptr; }
  void offer(Cycle from) {
    if (offered_ == pushed_ && pushed_ < limit_) {
      ++offered_;
      push(from);
    } else {
      port_.queue()[offered_++] = from;
    }
  }
  // For rows that fit into the room: first sets the push cycle of each beat ahead, then advances the count.
  void set_push(std::int64_t ahead, Cycle at, Cycle offered) {
    const std::uint64_t beat = (pushed_ + static_cast<std::uint64_t>(ahead)) & mask_;
    if (offers_ != nullptr) [[unlikely]]
      offers_[beat] = offered;
    pushes_[beat] = at;
  }
  void advance(std::int64_t count) {
    pushed_ += static_cast<std::uint64_t>(count);
    offered_ = pushed_;
    last_ = pushes_[(pushed_ - 1) & mask_];
  }
  // Pushes a row at a fixed stride that no slot delays.
  void push_row(std::int64_t count, Cycle first, Cycle stride, Cycle offered) {
    if (offers_ != nullptr) [[unlikely]]
      fill(offers_, mask_, pushed_, count, offered, stride);
    fill(pushes_, mask_, pushed_, count, first, stride);
    pushed_ += static_cast<std::uint64_t>(count);
    offered_ = pushed_;
    last_ = first + (count - 1) * stride;
  }
  // Pushes one beat per cycle, each delayed until it has its slot.
  void push_into_slots(std::int64_t count, Cycle first, Cycle offered) {
    if (slot(count - 1) <= first + count - 1) return push_row(count, first, 1, offered);
    for (std::int64_t k = 0; k < count; ++k) set_push(k, std::max(first + k, slot(k)), offered + k);
    advance(count);
  }
  // Publishes the offers and pushes to the channel.
  void publish() {
    port_.queue().offered = offered_;
    if (channel_.pushes.count() == pushed_) return;
    channel_.pushes.set_count(pushed_);
    channel_.pushed();
  }
  void publish_frame() {
    if (channel_.ends_frame_pushed(pushed_)) [[unlikely]]
      publish();
  }
  void wait() { port_.wait_for_room(); }

 private:
  static Channel& with_room(OutPort& port) {
    Channel& channel = port.channel();
    channel.pushes.reserve(channel.pops.count() + channel.depth());
    if (port.notes_offered()) port.offered().reserve(channel.pops.count() + channel.depth());
    return channel;
  }

  void push(Cycle from) {
    if (offers_ != nullptr) [[unlikely]]
      offers_[pushed_ & mask_] = from;
    last_ = std::max({from, last_ + 1, slot(0)});
    pushes_[pushed_++ & mask_] = last_;
  }

  OutPort& port_;
  Channel& channel_;
  Cycle* const pushes_;
  const std::uint64_t mask_;
  const Cycle* const pops_;
  const std::uint64_t pops_mask_;
  const std::uint64_t depth_;
  const Cycle freed_;
  const std::uint64_t credits_;
  Cycle* const offers_;
  const std::uint64_t limit_;
  std::uint64_t pushed_;
  std::uint64_t offered_;
  Cycle last_;
};

class Elastic::PortIn {
 public:
  static constexpr bool kPlain = false;
  explicit PortIn(InPort& port) : port_(port), channel_(port.channel()) {}
  [[nodiscard]] std::int64_t held() const { return channel_.held(); }
  [[nodiscard]] Cycle front() const { return port_.front(); }
  void pop(Cycle at, Cycle wanted) { port_.pop(at, wanted); }
  [[nodiscard]] std::uint64_t pushed() const { return channel_.pushes.count(); }
  [[nodiscard]] std::uint64_t popped() const { return channel_.pops.count(); }
  [[nodiscard]] Cycle pop_of(std::uint64_t beat) const { return channel_.pops[beat]; }
  [[nodiscard]] static std::uint64_t told_next() { return UINT64_MAX; }
  [[nodiscard]] bool refill() const { return held() > 0; }
  void publish() {}
  void publish_frame() {}
  void wait() { channel_.wait_for_beat(); }

 private:
  InPort& port_;
  Channel& channel_;
};

class Elastic::PortOut {
 public:
  static constexpr bool kPlain = false;
  PortOut(OutPort& port, std::uint64_t credits) : port_(port), channel_(port.channel()), credits_(credits) {}
  [[nodiscard]] bool queues() const { return port_.queues(); }
  [[nodiscard]] std::int64_t affordable() const {
    return static_cast<std::int64_t>(channel_.taken() + credits_ - port_.queue().offered);
  }
  [[nodiscard]] Cycle credit() const { return channel_.taken(port_.queue().offered - credits_) + 1; }
  void offer(Cycle from) { port_.offer(from); }
  void publish() {}
  void publish_frame() {}
  void wait() { port_.wait_for_room(); }

 private:
  OutPort& port_;
  Channel& channel_;
  std::uint64_t credits_;
};

}  // namespace weir::models
