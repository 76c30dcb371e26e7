// A FIFO between two processes as the cycles of its transfers: no clock, no valid, no ready.
//
// Two rings hold the cycles of the latest pushes and pops. What may push and pop when is up to the ports at
// its two ends (port.hpp) and to the discipline of the layers behind those.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "network/network.hpp"

namespace weir::models {

// Who is told that a process can go on. A host (scheduler, SystemC channel) implements it.
class Waiter {
 public:
  virtual void wake() = 0;
  // Lets it go on there and then, if the host can do that.
  virtual void run_now() {}

 protected:
  ~Waiter() = default;
};

// Who has offered beats that go into a channel as soon as there is room (port.hpp).
class Feeder {
 public:
  virtual void settle() = 0;

 protected:
  ~Feeder() = default;
};

// Told when a channel's last beat of a frame was pushed or popped (analysis/steady_state.hpp).
class BoundaryObserver {
 public:
  virtual void frame_pushed(int channel) = 0;
  virtual void frame_popped(int channel) = 0;

 protected:
  ~BoundaryObserver() = default;
};

// The cycles of a growing sequence of transfers, by beat; of the latest ones.
class Timeline {
 public:
  // The cycle of a beat's transfer: any of the latest kept() ones, and -1, or earlier, of those before the
  // first.
  [[nodiscard]] Cycle operator[](std::uint64_t beat) const { return ring_[beat & mask_]; }
  [[nodiscard]] Cycle& operator[](std::uint64_t beat) { return ring_[beat & mask_]; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] Cycle last() const { return (*this)[count_ - 1]; }
  void append(Cycle cycle) {
    reserve(count_ + 1);
    (*this)[count_++] = cycle;
  }
  // Where all are kept: makes room for so many in all, before a loop writes behind the latest.
  void reserve(std::uint64_t count) {
    if (keeps_all_ && count > mask_ + 1) [[unlikely]]
      grow(count);
  }

  // For loops over many beats: the ring itself. They write behind the latest and say by how many at the end.
  [[nodiscard]] Cycle* ring() { return ring_.data(); }
  [[nodiscard]] const Cycle* ring() const { return ring_.data(); }
  [[nodiscard]] std::uint64_t mask() const { return mask_; }
  void set_count(std::uint64_t count) { count_ = count; }
  // Before the first transfer: so many are kept. Those before the first were in cycle `before`.
  void keep(std::uint64_t beats, Cycle before = -1) {
    mask_ = std::bit_ceil(std::max<std::uint64_t>(beats, 1)) - 1;
    before_ = before;
    ring_.assign(mask_ + 1, before);
  }
  // From now on all are kept: as many more than keep() said as there come to be.
  void keep_all() { keeps_all_ = true; }
  [[nodiscard]] std::uint64_t kept() const { return mask_ + 1; }
  // All of them, if all are kept, and moves them out.
  [[nodiscard]] std::vector<Cycle> take() {
    ring_.resize(static_cast<std::size_t>(std::min(count_, mask_ + 1)));
    return std::move(ring_);
  }

 private:
  void grow(std::uint64_t count) {
    ring_.resize(std::bit_ceil(count), before_);
    mask_ = ring_.size() - 1;
  }

  bool keeps_all_ = false;
  Cycle before_ = -1;  // of what came before the first
  std::uint64_t mask_ = 0;
  std::uint64_t count_ = 0;
  std::vector<Cycle> ring_ = {-1};
};

class Channel {
 public:
  // A FIFO of `depth` beats, of frames of so many.
  Channel(std::int64_t depth, FifoDelays fifo_delays, std::int64_t frame_beats)
      : delays(fifo_delays),
        depth_(static_cast<std::uint64_t>(depth)),
        frame_beats_(static_cast<std::uint64_t>(frame_beats)) {}
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  Timeline pushes;
  Timeline pops;
  FifoDelays delays;
  // No FIFO: `pushes` are offers, and a beat is transferred when it is popped.
  bool wire = false;
  // One place at the end of a wire, which a beat passes at once or stays in until it is popped: `pushes` are
  // offers, and a beat is transferred when the one before has been popped.
  bool place = false;
  // No pop ever delays a push: the depth is only as far as the producer is looked ahead.
  bool unlimited = false;

  [[nodiscard]] std::uint64_t depth() const { return depth_; }
  [[nodiscard]] std::uint64_t frame_beats() const { return frame_beats_; }
  [[nodiscard]] std::int64_t held() const { return static_cast<std::int64_t>(pushes.count() - pops.count()); }
  [[nodiscard]] std::int64_t room() const { return static_cast<std::int64_t>(depth_) - held(); }
  // Whether `pushes` are offers: each is shown from that cycle on and from the one after the transfer of the
  // beat before. Each is a cycle, at least, after the one before it.
  [[nodiscard]] bool has_offers() const { return wire || place; }
  // Lets so many be offered that are not popped, where that makes no difference to any cycle: over a wire, or
  // into a FIFO that is no more than a place at the end of one.
  void offer_ahead(std::int64_t beats) {
    if (beats < 2) return;
    place = !wire && depth_ == 1 && delays.write_to_read == 0 && delays.read_to_write == 1;
    if (has_offers()) depth_ = static_cast<std::uint64_t>(beats);
  }
  // How many beats are known to have left the producer, and when one of the latest did.
  [[nodiscard]] std::uint64_t taken() const {
    return wire ? pops.count() : place ? std::min(pushes.count(), pops.count() + 1) : pushes.count();
  }
  [[nodiscard]] Cycle taken(std::uint64_t beat) const {
    return wire ? pops[beat] : place ? shown(beat) : pushes[beat];
  }
  // From when an offered beat was shown, that before it having been popped.
  [[nodiscard]] Cycle shown(std::uint64_t beat) const { return std::max(pushes[beat], pops[beat - 1] + 1); }
  // At the end: what is left of `pushes` is transfers, unless it is a wire.
  void settle_offers() {
    if (!place) return;
    const std::uint64_t count = taken();
    for (std::uint64_t beat = count - std::min(count, std::min(pushes.kept(), pops.kept() - 1));
         beat != count; ++beat)
      pushes[beat] = taken(beat);
    pushes.set_count(count);
    place = false;
  }

  // --- Waiting: a process that lacks a beat (room) says so, and is woken once when some has come ---
  void set_reader(Waiter& reader) { reader_ = &reader; }
  void set_writer(Waiter& writer) { writer_ = &writer; }
  void wait_for_beat() { reader_waits_ = true; }
  // Lets the reader take what it can, so that who waits for that need not.
  void run_reader() { reader_->run_now(); }
  void wait_for_room() { writer_waits_ = true; }
  // From now on beats that `feeder` has offered take each slot that becomes free; null: there are none.
  void feed_from(Feeder* feeder) { feeder_ = feeder; }

  // After beats were pushed, none beyond a frame's end before they are told: tells who wants to know.
  void pushed() {
    if (pushes.count() == next_frame_pushed_) [[unlikely]] {
      next_frame_pushed_ += frame_beats_;
      observer_->frame_pushed(index_);
    }
    if (reader_waits_) {
      reader_waits_ = false;
      reader_->wake();
    }
  }
  void popped() {
    if (pops.count() == next_frame_popped_) [[unlikely]] {
      next_frame_popped_ += frame_beats_;
      observer_->frame_popped(index_);
    }
    if (feeder_ != nullptr) feeder_->settle();
    if (writer_waits_) {
      writer_waits_ = false;
      writer_->wake();
    }
  }
  void observe(BoundaryObserver& observer, int index) {
    observer_ = &observer;
    index_ = index;
    next_frame_pushed_ = next_frame_popped_ = frame_beats_;
  }
  // Whether somebody wants to know that so many beats were pushed (popped).
  [[nodiscard]] bool ends_frame_pushed(std::uint64_t count) const { return count == next_frame_pushed_; }
  [[nodiscard]] bool ends_frame_popped(std::uint64_t count) const { return count == next_frame_popped_; }
  // How many will be pushed (popped) when somebody wants to know next.
  [[nodiscard]] std::uint64_t next_frame_pushed() const { return next_frame_pushed_; }
  [[nodiscard]] std::uint64_t next_frame_popped() const { return next_frame_popped_; }

 private:
  std::uint64_t depth_;
  std::uint64_t frame_beats_;
  bool reader_waits_ = false;
  bool writer_waits_ = false;
  Waiter* reader_ = nullptr;
  Waiter* writer_ = nullptr;
  Feeder* feeder_ = nullptr;
  std::uint64_t next_frame_pushed_ = UINT64_MAX;
  std::uint64_t next_frame_popped_ = UINT64_MAX;
  BoundaryObserver* observer_ = nullptr;
  int index_ = 0;
};

}  // namespace weir::models
