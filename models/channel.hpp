// A bounded stream between two processes, as the cycles of its transfers: no clock, no valid, no ready.
//
// Two rings hold the cycles of the last pushes and pops. Beat k can pop one cycle after push k, and with a
// FIFO of depth D be pushed one cycle after pop k - D. Behind the producer stands its output queue: beats
// offered whose push cycle is not yet known.
#pragma once

#include <algorithm>
#include <array>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <vector>

#include "network/network.hpp"
#include "network/trace.hpp"
#include "network/traffic.hpp"

namespace weir::models {

// Who is told that a process can go on. A host (scheduler, SystemC channel) implements it.
class Waiter {
 public:
  virtual void wake() = 0;

 protected:
  ~Waiter() = default;
};

// What a channel keeps besides the cycles that the simulation itself needs.
struct Recording {
  bool cycles = false;  // every push and pop
  bool waves = false;   // also when beats were first offered and wanted; only with cycles
  bool values = false;  // the beats' values: processes compute them
  bool levels = false;  // the most beats held
  std::int64_t look_ahead_frames =
      2;  // how far a producer is ahead of its consumer at most, where a FIFO has no limit
  std::int64_t history_frames = 0;  // so many frames' latest beats: when they were offered, pushed and popped
};

// Told when a channel's last beat of a frame was pushed or popped (steady_state.hpp).
class BoundaryObserver {
 public:
  virtual void frame_pushed(int stream) = 0;
  virtual void frame_popped(int stream) = 0;

 protected:
  ~BoundaryObserver() = default;
};

// Which of its layer's outputs an iteration writes: one by its place among them, or one of these.
constexpr int kFirstOutput = 0;
constexpr int kNoOutput = -1;
constexpr int kAllOutputs = -2;

// Copies a beat; most are one word.
inline void copy_beat(const std::uint64_t* from, std::int64_t words, std::uint64_t* to) {
  if (words == 1) {
    *to = *from;
  } else {
    std::copy_n(from, words, to);
  }
}

class Channel {
 public:
  class Reader;
  class Writer;

  // Most beats that a producer's output queue may hold (its credits).
  static constexpr std::uint64_t kMostCredits = 16;

  Channel(const Stream& stream, const StreamTraffic& traffic, const Recording& recording);

  // --- The consumer's end ---
  [[nodiscard]] bool has_beat() const { return pushed_ != popped_; }
  // The first cycle in which the consumer sees the oldest beat. Only if has_beat().
  [[nodiscard]] Cycle front() {
    if (plain_) [[likely]]
      return pushes_[popped_ & mask_] + 1;
    return gated_front();
  }
  // The value of the beat `ahead` beats behind the oldest. Only if values are kept; good until that beat is
  // popped.
  [[nodiscard]] const std::uint64_t* value(std::int64_t ahead = 0) const {
    return values_.data() + value_slot(popped_ + static_cast<std::uint64_t>(ahead));
  }
  // Takes the oldest beat in cycle `at`; `wanted` is when the consumer's ready rose for it.
  void pop(Cycle at, Cycle wanted) {
    pops_[popped_++ & mask_] = at | ages_ago_;
    if (!plain_) [[unlikely]]
      note_pop(at, wanted);
    if (popped_ == pops_of_frames_) [[unlikely]]
      frame_popped();
    if (offered_ != pushed_) settle();
  }
  // How many beats are there to pop.
  [[nodiscard]] std::int64_t beats() const { return static_cast<std::int64_t>(pushed_ - popped_); }
  // Whether the i-th of the next `count` beats is visible by cycle first + i * stride, for all of them; no
  // more than beats().
  [[nodiscard]] bool visible_by(std::int64_t count, Cycle first, Cycle stride) const;
  // How many of the next `count` beats can be popped one a cycle, at least one: from `first` on, or from when
  // the first of them came, which `first` then is. No more than beats().
  [[nodiscard]] std::int64_t in_a_row(std::int64_t count, Cycle& first) const {
    const Cycle last = pushes_[(popped_ + static_cast<std::uint64_t>(count) - 1) & mask_];
    if (last < first) return count;  // cycles of transfers only grow: if the last is there, so are all
    const Cycle next = pushes_[popped_ & mask_];
    first = std::max(first, next + 1);
    return last - next == count - 1 ? count : before(pushes_, popped_, count, first);
  }
  // Pops them in the cycles first + i * stride. Only if plain().
  void pop_run(std::int64_t count, Cycle first, Cycle stride) {
    fill(pops_, popped_, count, first | ages_ago_, stride & ~ages_ago_);
    popped_ += static_cast<std::uint64_t>(count);
    if (popped_ == pops_of_frames_) [[unlikely]]
      frame_popped();
    if (offered_ != pushed_) settle();
  }
  // --- The producer's end ---
  void set_credits(std::uint64_t credits);
  // Whether it is known when the next beat's credit comes (came) back.
  [[nodiscard]] bool has_credit() const { return offered_ - pushed_ < credits_; }
  // The first cycle in which an iteration that writes the next beat may issue. Only if has_credit().
  [[nodiscard]] Cycle credit() const { return pushes_[(offered_ - credits_) & mask_] + 1; }
  // Offers the next beat from cycle `from` on. Only if has_credit().
  void offer(Cycle from) {
    if (offers_ != nullptr) [[unlikely]]
      offers_[offered_ & mask_] = from;
    if (offered_ == pushed_ && pushed_ - popped_ < depth_) {
      ++offered_;
      push(from);
    } else {
      pending_[offered_++ % kMostCredits] = from;
    }
  }
  // How many beats can be pushed as soon as they are offered.
  [[nodiscard]] std::int64_t room() const {
    return offered_ == pushed_ ? static_cast<std::int64_t>(depth_ - (pushed_ - popped_)) : 0;
  }
  // Whether the next `count` beats, the i-th issued in cycle first + i * stride and offered `latency` cycles
  // on, meet with a credit and with room just then, for all of them; no more than room().
  [[nodiscard]] bool free_by(std::int64_t count, Cycle first, Cycle stride, Cycle latency) const {
    // Cycles of transfers only grow: the last beat's room and the first beat's credit speak for all.
    return (last_push() < first &&
            pops_[(pushed_ + static_cast<std::uint64_t>(count) - 1 - depth_) & mask_] < first + latency) ||
           each_free_by(count, first, stride, latency);
  }
  // A run of issues, one a cycle, and of pushes, one a cycle. If there are more than credits(), the issues
  // from that one on come `gap` cycles late.
  struct Run {
    std::int64_t count;
    Cycle issue;
    Cycle push;
    Cycle gap;
  };
  // The run of the next `count` beats, the first issued in cycle `issue` at the earliest, as far as credits
  // and room allow one: at least one beat. No more than room().
  [[nodiscard]] Run run_from(std::int64_t count, Cycle issue, Cycle latency) const {
    const auto credits = static_cast<std::int64_t>(credits_);
    const std::int64_t old = std::min(count, credits);  // credits that come of earlier beats
    const std::uint64_t credit = pushed_ - credits_;
    if (const Cycle last = pushes_[(credit + static_cast<std::uint64_t>(old) - 1) & mask_]; last >= issue) {
      issue = std::max(issue, pushes_[credit & mask_] + 1);
      if (last >= issue + old - 1) count = std::min(count, before(pushes_, credit, old, issue));
    }
    const std::uint64_t slot = pushed_ - depth_;
    Cycle push = std::max(issue + latency, last_push() + 1);
    if (const Cycle last = pops_[(slot + static_cast<std::uint64_t>(count) - 1) & mask_]; last >= push) {
      push = std::max(push, pops_[slot & mask_] + 1);
      if (last >= push + count - 1) count = before(pops_, slot, count, push);
    }
    return {count, issue, push, count > credits ? push - issue - latency : 0};
  }
  // Pushes them in the cycles first + i * stride. Only if plain().
  void push_run(std::int64_t count, Cycle first, Cycle stride) {
    if (offers_ != nullptr) [[unlikely]]
      fill(history_, pushed_, count, first, stride);
    push_offered(count, first, stride);
  }
  // Pushes a run that run_from() gave. Only if plain().
  void push_run(const Run& row, Cycle latency) {
    if (offers_ != nullptr) [[unlikely]] {
      fill(history_, pushed_, row.count, row.push, 1);
      fill(history_, pushed_, std::min(row.count, static_cast<std::int64_t>(credits_)), row.issue + latency,
           1);
    }
    push_offered(row.count, row.push, 1);
  }
  // offer() with the beat's value.
  void offer(Cycle from, const std::uint64_t* value) {
    copy_beat(value, words_, values_.data() + value_slot(offered_));
    if (recording_.cycles) trace_.values.words.insert(trace_.values.words.end(), value, value + words_);
    offer(from);
  }

  // offer() with the beat's value, or without where there is none.
  void offer_any(Cycle from, const std::uint64_t* value) {
    if (value != nullptr) {
      offer(from, value);
    } else {
      offer(from);
    }
  }

  // Whether nothing is recorded or held back: the cycles are all there is to it.
  [[nodiscard]] bool plain() const { return plain_; }

  // --- Ends driven by hardware that is stepped cycle by cycle (systemc.hpp) ---
  // Of a cycle its neighbour has not reached, hardware must know that nothing happens in it: ends promise so.
  void promise_no_push_before(Cycle cycle) { no_push_before_ = std::max(no_push_before_, cycle); }
  void promise_no_pop_before(Cycle cycle) { no_pop_before_ = std::max(no_pop_before_, cycle); }
  // Whether it is decided if the consumer sees a beat in `cycle` (the producer sees room).
  [[nodiscard]] bool valid_known_at(Cycle cycle) const { return has_beat() || no_push_before_ >= cycle; }
  [[nodiscard]] bool ready_known_at(Cycle cycle) const {
    return pushed_ - popped_ < depth_ || no_pop_before_ >= cycle;
  }
  // Whether the consumer sees valid (the producer ready) in `cycle`, which must never decrease.
  [[nodiscard]] bool valid_at(Cycle cycle) { return has_beat() && front() <= cycle; }
  [[nodiscard]] bool ready_at(Cycle cycle) {
    return pushed_ - popped_ < depth_ && freed() < cycle && push_gate_.is_open(cycle);
  }
  // The producer is stepped hardware: it waits for room, not for credits.
  void set_stepped_writer() { plain_ = false; }
  void wait_for_room() { room_awaited_ = true; }

  // --- Waiting: a process that lacks a beat (a credit) says so, suspends, and is woken once when it comes
  // ---
  void set_reader(Waiter& reader) { reader_ = &reader; }
  void set_writer(Waiter& writer) { writer_ = &writer; }
  // `writes`: the output, of its layer's, that the iteration which lacks the beat would write.
  void wait_for_beat(int writes = kNoOutput) {
    reader_waits_ = true;
    reader_writes_ = writes;
  }
  void wait_for_credit() { writer_waits_ = true; }
  [[nodiscard]] bool reader_waits() const { return reader_waits_; }
  [[nodiscard]] bool writer_waits() const { return writer_waits_; }
  [[nodiscard]] int reader_writes() const { return reader_writes_; }

  [[nodiscard]] std::uint64_t pushed() const { return pushed_; }
  [[nodiscard]] std::uint64_t popped() const { return popped_; }
  [[nodiscard]] std::uint64_t depth() const { return depth_; }
  [[nodiscard]] Cycle last_push() const { return pushes_[(pushed_ - 1) & mask_]; }
  [[nodiscard]] Cycle last_pop() const { return pops_[(popped_ - 1) & mask_]; }
  // The most beats held by any cycle of a pop, if levels are recorded. Without a limit on the depth: if it is
  // less than depth(), which is as far as the producer is looked ahead.
  [[nodiscard]] std::int64_t level() const { return level_; }
  [[nodiscard]] std::int64_t words() const { return words_; }
  // The record, once, at the end; of history alone, if that has every beat. A beat that was offered and not
  // pushed by then is in its `offered`.
  [[nodiscard]] StreamTrace take_trace();

  // --- Frame boundaries, for recognising the steady state (steady_state.hpp) ---
  // Runs of pops or pushes must not cross a frame's end: processes do one frame after the other.
  void observe(BoundaryObserver& observer, int stream) {
    observer_ = &observer;
    stream_ = stream;
    pops_of_frames_ = pushes_of_frames_ = beats_per_frame_;
  }
  // Before the first beat: it follows others, whose pops and pushes were as copy_pops() and copy_pushes()
  // told of them. With more slots or credits than those had, they are taken to have come close before; with
  // slots where those had none, to have been popped at once.
  void go_on_from(const std::vector<Cycle>& pops, const std::vector<Cycle>& pushes);
  // So many of the latest pops decide on what is to come: those whose slots later pushes wait for; without a
  // limit on the depth none, or the last, after which a pattern lets the next through.
  [[nodiscard]] std::uint64_t slots() const { return !unlimited_ ? depth_ : plain_ ? 0 : 1; }
  // Cycles of the last pops, one for each of them, latest first; -1 where there were none yet.
  void copy_pops(Cycle* to) const {
    if (unlimited_) {
      std::fill_n(to, slots(), popped_at_);
    } else {
      for (std::uint64_t i = 1; i <= depth_; ++i) *to++ = pops_[(popped_ - i) & mask_];
    }
  }
  // Cycles of the pushes that the producer's next credits wait for, latest first: one a credit.
  void copy_pushes(Cycle* to) const {
    for (std::uint64_t i = 1; i <= credits_; ++i) *to++ = pushes_[(pushed_ - i) & mask_];
  }
  [[nodiscard]] std::uint64_t credits() const { return credits_; }

  // --- The latest beats, if history is recorded: of any that is kept ---
  // Beats before this one were overwritten.
  [[nodiscard]] std::uint64_t kept_from() const { return offered_ > mask_ ? offered_ - mask_ - 1 : 0; }
  [[nodiscard]] Cycle offer_of(std::uint64_t beat) const { return offers_[beat & mask_]; }
  [[nodiscard]] Cycle push_of(std::uint64_t beat) const { return pushes_[beat & mask_]; }
  [[nodiscard]] Cycle pop_of(std::uint64_t beat) const { return pops_[beat & mask_]; }

 private:
  void size_rings();
  // The cycle of the pop that made room for the next push.
  [[nodiscard]] Cycle freed() const { return pops_[(pushed_ - depth_) & mask_]; }
  void push(Cycle from) {
    Cycle at = std::max(from, std::max(last_push(), freed()) + 1);
    if (!plain_) [[unlikely]]
      at = gated_push(at, std::max(from, last_push() + 1));
    pushes_[pushed_++ & mask_] = at;
    if (pushed_ == pushes_of_frames_) [[unlikely]]
      frame_pushed();
    if (reader_waits_) wake_reader();
  }
  void push_offered(std::int64_t count, Cycle first, Cycle stride) {
    fill(pushes_, pushed_, count, first, stride);
    pushed_ += static_cast<std::uint64_t>(count);
    offered_ = pushed_;
    if (pushed_ == pushes_of_frames_) [[unlikely]]
      frame_pushed();
    if (reader_waits_) wake_reader();
  }
  // Sets `count` entries of a ring, from `begin` on, to first + i * stride.
  void fill(std::vector<Cycle>& ring, std::uint64_t begin, std::int64_t count, Cycle first,
            Cycle stride) const {
    const auto at = static_cast<std::int64_t>(begin & mask_);
    const std::int64_t straight = std::min(count, static_cast<std::int64_t>(mask_) + 1 - at);
    Cycle* const part = ring.data() + at;
    for (std::int64_t i = 0; i < straight; ++i, first += stride) part[i] = first;
    Cycle* const rest = ring.data();
    for (std::int64_t i = 0; i < count - straight; ++i, first += stride) rest[i] = first;
  }
  // How many of `count` entries of a ring, from `begin` on, come each before the cycle first + i.
  [[nodiscard]] std::int64_t before(const std::vector<Cycle>& ring, std::uint64_t begin, std::int64_t count,
                                    Cycle first) const {
    std::int64_t i = 0;
    while (i < count && ring[(begin + static_cast<std::uint64_t>(i)) & mask_] < first + i) ++i;
    return i;
  }
  [[nodiscard]] bool each_free_by(std::int64_t count, Cycle first, Cycle stride, Cycle latency) const;
  void settle();
  void wake_reader();
  Cycle gated_front();
  Cycle gated_push(Cycle earliest, Cycle offered);
  void frame_pushed();
  void frame_popped();
  void note_pop(Cycle at, Cycle wanted);
  [[nodiscard]] std::size_t value_slot(std::uint64_t beat) const {
    return static_cast<std::size_t>(beat & mask_) * static_cast<std::size_t>(words_);
  }

  bool plain_;
  bool unlimited_;
  bool reader_waits_ = false;
  bool writer_waits_ = false;
  bool room_awaited_ = false;
  int reader_writes_ = kNoOutput;
  std::uint64_t depth_;
  // Of a FIFO without a limit all bits, else none: no push waits for a pop that is set down as of cycle -1.
  // With history its pops are kept, and one that lets the producer as far ahead as it is looked holds it up.
  Cycle ages_ago_;
  std::uint64_t credits_ = 1;
  std::uint64_t offered_ = 0;
  std::uint64_t pushed_ = 0;
  std::uint64_t popped_ = 0;
  std::uint64_t mask_ = 0;     // of the rings: a power of two that holds depth and output queue, less one
  std::vector<Cycle> pushes_;  // beat k's at k & mask_; -1 where there was none yet
  std::vector<Cycle> pops_;    // likewise
  Cycle* offers_ = nullptr;    // of history_; null if no history is kept
  Waiter* reader_ = nullptr;
  Waiter* writer_ = nullptr;
  // With an observer: the beats that are pushed (popped) when the frame at hand is.
  std::uint64_t pops_of_frames_ = UINT64_MAX;
  std::uint64_t pushes_of_frames_ = UINT64_MAX;
  std::array<Cycle, kMostCredits> pending_{};  // beats offered, not yet pushed: offered from when

  // What is not touched with every beat.
  std::vector<Cycle> history_;  // when beats were offered, as the other rings
  Recording recording_;
  std::int64_t words_;
  std::vector<std::uint64_t> values_;
  Gate push_gate_;
  Gate pop_gate_;
  std::uint64_t front_of_ = UINT64_MAX;  // the beat whose front cycle is in front_
  Cycle front_ = -1;
  Cycle no_push_before_ = 0;
  Cycle no_pop_before_ = 0;
  StreamTrace trace_;
  Cycle popped_at_ = -1;  // the latest pop, if not plain
  std::int64_t level_ = 0;
  std::uint64_t pushed_by_ = 0;  // beats pushed before the cycle of the latest pop
  std::uint64_t beats_per_frame_;
  BoundaryObserver* observer_ = nullptr;
  int stream_ = 0;
};

// Pops many beats in one go, with everything in registers. Only of a plain() channel, and no more than
// beats().
class Channel::Reader {
 public:
  explicit Reader(Channel& channel)
      : channel_(channel),
        pushes_(channel.pushes_.data()),
        pops_(channel.pops_.data()),
        mask_(channel.mask_),
        ages_ago_(channel.ages_ago_),
        beat_(channel.popped_) {}
  ~Reader() {
    channel_.popped_ = beat_;
    if (beat_ == channel_.pops_of_frames_) [[unlikely]]
      channel_.frame_popped();
    if (channel_.offered_ != channel_.pushed_) channel_.settle();
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  [[nodiscard]] Cycle front() const { return pushes_[beat_ & mask_] + 1; }
  void pop(Cycle at) { pops_[beat_++ & mask_] = at | ages_ago_; }

 private:
  Channel& channel_;
  const Cycle* const pushes_;
  Cycle* const pops_;
  const std::uint64_t mask_;
  const Cycle ages_ago_;
  std::uint64_t beat_;
};

// Offers many beats in one go likewise, no more than room().
class Channel::Writer {
 public:
  explicit Writer(Channel& channel)
      : channel_(channel),
        pushes_(channel.pushes_.data()),
        pops_(channel.pops_.data()),
        offers_(channel.offers_),
        mask_(channel.mask_),
        depth_(channel.depth_),
        credits_(channel.credits_),
        beat_(channel.pushed_),
        last_(channel.last_push()) {
    if (channel.offered_ != channel.pushed_) throw std::logic_error("channel: written past beats that wait");
  }
  ~Writer() {
    channel_.pushed_ = channel_.offered_ = beat_;
    if (beat_ == channel_.pushes_of_frames_) [[unlikely]]
      channel_.frame_pushed();
    if (channel_.reader_waits_) channel_.wake_reader();
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  [[nodiscard]] Cycle credit() const { return pushes_[(beat_ - credits_) & mask_] + 1; }
  // Whether `count` beats issued from cycle `first` on, one a cycle, surely meet with a credit and with room
  // at once. As cycles of transfers only grow, the last beat's room and the first beat's credit speak for
  // all.
  [[nodiscard]] bool free_from(std::int64_t count, Cycle first, Cycle latency) const {
    return last_ < first &&
           pops_[(beat_ + static_cast<std::uint64_t>(count) - 1 - depth_) & mask_] < first + latency;
  }
  // Pushes them, the first in cycle `first`.
  void push(std::int64_t count, Cycle first) {
    for (last_ = first - 1; count > 0; --count) {
      ++last_;
      if (offers_ != nullptr) [[unlikely]]
        offers_[beat_ & mask_] = last_;
      pushes_[beat_++ & mask_] = last_;
    }
  }
  void offer(Cycle from) {
    if (offers_ != nullptr) [[unlikely]]
      offers_[beat_ & mask_] = from;
    last_ = std::max(from, std::max(last_, pops_[(beat_ - depth_) & mask_]) + 1);
    pushes_[beat_++ & mask_] = last_;
  }

 private:
  Channel& channel_;
  Cycle* const pushes_;
  const Cycle* const pops_;
  Cycle* const offers_;
  const std::uint64_t mask_;
  const std::uint64_t depth_;
  const std::uint64_t credits_;
  std::uint64_t beat_;
  Cycle last_;
};

// co_await BeatOf{channel}: suspends until there is a beat; gives the cycle from which it is visible. If the
// iteration also writes, to the output `writes`, its credit decides on the label of the cycles that it waits.
// (A number, as what is in two words is slow to read back from where the coroutine has just put it.)
struct BeatOf {
  Channel& channel;
  int writes = kNoOutput;
  [[nodiscard]] bool await_ready() const { return channel.has_beat(); }
  void await_suspend(std::coroutine_handle<> /*process*/) const { channel.wait_for_beat(writes); }
  [[nodiscard]] Cycle await_resume() const { return channel.front(); }
};

// co_await CreditOf{channel}: suspends until the next beat's credit is known; gives the cycle from which it
// can be used.
struct CreditOf {
  Channel& channel;
  [[nodiscard]] bool await_ready() const { return channel.has_credit(); }
  void await_suspend(std::coroutine_handle<> /*process*/) const { channel.wait_for_credit(); }
  [[nodiscard]] Cycle await_resume() const { return channel.credit(); }
};

}  // namespace weir::models
