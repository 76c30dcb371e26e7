// A FIFO between two processes, stored as the cycles of its transfers: no clock, no valid, no ready.
//
// Two rings hold the cycles of the latest pushes and pops. The ports at its two ends (port.hpp) and the
// disciplines of the layers behind them decide when a beat is pushed or popped.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "network/network.hpp"

namespace weir::models {

// Told when a process can continue. A host (scheduler, SystemC channel) implements it.
class Waiter {
 public:
  virtual void wake() = 0;
  // Runs the process at once, if the host can.
  virtual void run_now() {}

 protected:
  ~Waiter() = default;
};

// Holds offered beats and pushes them into a channel as soon as it has room (port.hpp).
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

// The cycles of a growing sequence of transfers, indexed by beat. Keeps the latest ones, or all.
class Timeline {
 public:
  // The cycle of a beat's transfer. Valid for the latest kept() beats; beats before the first read as
  // keep()'s `before` (-1 or earlier).
  [[nodiscard]] Cycle operator[](std::uint64_t beat) const { return ring_[beat & mask_]; }
  [[nodiscard]] Cycle& operator[](std::uint64_t beat) { return ring_[beat & mask_]; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] Cycle last() const { return (*this)[count_ - 1]; }
  void append(Cycle cycle) {
    reserve(count_ + 1);
    (*this)[count_++] = cycle;
  }
  // Call before a loop writes past the end through ring(). Grows the ring to `count` beats in total if all
  // are kept.
  void reserve(std::uint64_t count) {
    if (keeps_all_ && count > mask_ + 1) [[unlikely]]
      grow(count);
  }

  // The ring itself, for loops over many beats. Such a loop writes past the end and then calls set_count().
  [[nodiscard]] Cycle* ring() { return ring_.data(); }
  [[nodiscard]] const Cycle* ring() const { return ring_.data(); }
  [[nodiscard]] std::uint64_t mask() const { return mask_; }
  void set_count(std::uint64_t count) { count_ = count; }
  // Keeps the latest `beats` transfers. Beats before the first read as cycle `before`. Call before the first
  // transfer.
  void keep(std::uint64_t beats, Cycle before = -1) {
    mask_ = std::bit_ceil(std::max<std::uint64_t>(beats, 1)) - 1;
    before_ = before;
    ring_.assign(mask_ + 1, before);
  }
  // Keeps all transfers from now on; the ring grows beyond the size given to keep().
  void keep_all() { keeps_all_ = true; }
  [[nodiscard]] std::uint64_t kept() const { return mask_ + 1; }
  // Moves out all cycles. Call only if all are kept.
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
  Cycle before_ = -1;  // reported for beats before the first
  std::uint64_t mask_ = 0;
  std::uint64_t count_ = 0;
  std::vector<Cycle> ring_ = {-1};
};

class Channel {
 public:
  // A FIFO of `depth` beats for frames of `frame_beats` beats.
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
  // One place at the end of a wire: a beat passes it at once or waits in it until popped. `pushes` are
  // offers, and a beat is transferred once the previous beat has been popped.
  bool place = false;
  // No pop ever delays a push. `depth` only limits how far the producer is simulated ahead of the consumer.
  bool unlimited = false;

  [[nodiscard]] std::uint64_t depth() const { return depth_; }
  [[nodiscard]] std::uint64_t frame_beats() const { return frame_beats_; }
  [[nodiscard]] std::int64_t held() const { return static_cast<std::int64_t>(pushes.count() - pops.count()); }
  [[nodiscard]] std::int64_t room() const { return static_cast<std::int64_t>(depth_) - held(); }
  // Whether `pushes` are offers. An offer is visible from its own cycle and the cycle after the previous
  // beat's transfer, whichever is later. Offers are at least one cycle apart.
  [[nodiscard]] bool has_offers() const { return wire || place; }
  // Allows up to `beats` unpopped offers if that changes no cycle: on a wire, or in a FIFO that is only a
  // place at the end of a wire.
  void offer_ahead(std::int64_t beats) {
    if (beats < 2) return;
    place = !wire && depth_ == 1 && delays.write_to_read == 0 && delays.read_to_write == 1;
    if (has_offers()) depth_ = static_cast<std::uint64_t>(beats);
  }
  // The number of beats known to have left the producer, and the cycle in which one of the latest did.
  [[nodiscard]] std::uint64_t taken() const {
    return wire ? pops.count() : place ? std::min(pushes.count(), pops.count() + 1) : pushes.count();
  }
  [[nodiscard]] Cycle taken(std::uint64_t beat) const {
    return wire ? pops[beat] : place ? shown(beat) : pushes[beat];
  }
  // The cycle from which an offered beat is visible. The previous beat must have been popped.
  [[nodiscard]] Cycle shown(std::uint64_t beat) const { return std::max(pushes[beat], pops[beat - 1] + 1); }
  // Call at the end of the run: turns the kept `pushes` of a place from offers into transfers. Leaves a wire
  // as it is.
  void settle_offers() {
    if (!place) return;
    const std::uint64_t count = taken();
    for (std::uint64_t beat = count - std::min(count, std::min(pushes.kept(), pops.kept() - 1));
         beat != count; ++beat)
      pushes[beat] = taken(beat);
    pushes.set_count(count);
    place = false;
  }

  // --- Waiting: a process that lacks a beat (room) registers here and is woken once, when one arrives ---
  void set_reader(Waiter& reader) { reader_ = &reader; }
  void set_writer(Waiter& writer) { writer_ = &writer; }
  void wait_for_beat() { reader_waits_ = true; }
  // Runs the reader at once, so that a process waiting for its pops can continue.
  void run_reader() { reader_->run_now(); }
  void wait_for_room() { writer_waits_ = true; }
  // From now on, each slot that becomes free takes a beat that `feeder` has offered; null: no feeder.
  void feed_from(Feeder* feeder) { feeder_ = feeder; }

  // Call after pushing beats: notifies the observer and wakes the reader. One call must not cover beats on
  // both sides of a frame's end.
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
  // Whether the observer has to be notified once `count` beats were pushed (popped).
  [[nodiscard]] bool ends_frame_pushed(std::uint64_t count) const { return count == next_frame_pushed_; }
  [[nodiscard]] bool ends_frame_popped(std::uint64_t count) const { return count == next_frame_popped_; }
  // The count of pushes (pops) at which the observer has to be notified next.
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
