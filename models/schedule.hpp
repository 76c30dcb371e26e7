// The order in which a layer takes in and gives out beats: a frame as nested runs of steps, by the layer's
// row of docs/timing.md. It belongs to the layer's kind; when the steps may happen belongs to its hardware
// (discipline/).
#pragma once

#include <cstdint>
#include <vector>

#include "network/network.hpp"

namespace weir::models {

// So many iterations alike, one after another. Of inputs and outputs: a bit each, input 0's the least
// significant.
struct Step {
  std::uint32_t reads = 0;   // inputs from which an iteration takes a beat
  std::uint32_t writes = 0;  // outputs to which it gives one
  std::uint32_t waits = 0;   // inputs that must show a beat, which stays
  std::int64_t count = 1;
  std::int64_t idle = 0;  // before each: so many iterations that touch no stream, which keep the layer busy
  Cycle every = 1;        // cycles from the iteration before, at least
  Cycle delay = 0;        // cycles, this iteration being at hand, from when all that it reads was first shown
  // Of a layer with a buffer: the beat, counted from the buffer's first, that must have been stored in an
  // earlier cycle; kOffsets: that of iteration i is Buffer::offsets[i]. After the step's last iteration the
  // buffer's first `frees` beats are free.
  std::int64_t needs = kNothing;
  std::int64_t frees = 0;
  // After iteration i of the step the first Buffer::frees[frees_each][i] beats are free; kNothing: before its
  // end, none.
  std::int64_t frees_each = kNothing;
  bool computes = true;  // whether the layer's arithmetic has an iteration of its own for each

  static constexpr std::int64_t kNothing = -1;
  static constexpr std::int64_t kOffsets = -2;

  friend bool operator==(const Step&, const Step&) = default;
};

// Of a layer whose iterations only write: a reader beside them takes the beats of input 0 into places, as far
// ahead as there are any.
struct Buffer {
  std::int64_t beats = 0;                             // read a frame; 0: there is no buffer
  std::int64_t places = 0;                            // beats that it holds
  std::int64_t unit = 1;                              // beats that become free together
  std::vector<std::int64_t> offsets;                  // of a step's iterations: what each needs
  std::vector<std::vector<std::int64_t>> frees = {};  // of a step's iterations: what is free after each
  // A register stands between the buffer and the iterations: what an iteration needs leaves the buffer for it
  // from the cycle on in which the iteration before issues, frees its place there and then, and can be used a
  // cycle later.
  bool registered = false;
  // From the cycle on after which that iteration of a frame issues until the frame's last one has issued, no
  // beat is taken; kOpen: there is no such time. It bars the frame's beats from `closed_to` on: earlier ones
  // are needed by iterations up to that one.
  std::int64_t closes = kOpen;
  std::int64_t closed_to = 0;

  static constexpr std::int64_t kOpen = -1;
};

// Steps and loops round them, flat: a loop's end stands behind its last step.
class Schedule {
 public:
  // `latency`: L of docs/timing.md.
  explicit Schedule(Cycle latency) : latency_(latency) {}

  // Adds a step to the loops that are open. One without iterations is left out, one like the step before it
  // is joined to that.
  void step(const Step& step);
  // Adds what body() adds, so many times over.
  template <class Body>
  void repeat(std::int64_t times, const Body& body) {
    if (times < 1) return;
    open();
    body();
    close(times);
  }
  // The same with the whole frame as a loop of one turn, if there are no loops in it.
  [[nodiscard]] Schedule as_loop() &&;
  void buffer(Buffer buffer) { buffer_ = std::move(buffer); }

  [[nodiscard]] Cycle latency() const { return latency_; }
  [[nodiscard]] const Buffer& buffer() const { return buffer_; }

  // Iterations of a frame, those that touch no stream among them.
  [[nodiscard]] std::int64_t iterations() const;
  // Beats that the first so many iterations, counted over all frames, write to that output.
  [[nodiscard]] std::int64_t written(std::size_t output, std::int64_t iterations) const;
  // The most cycles between two iterations that touch a stream.
  [[nodiscard]] Cycle longest_pause() const;

  // A step, or a loop's end: goes back to `begin`, `times` times in all.
  struct Entry {
    Step step;               // only if times is 0
    std::int64_t times = 0;  // of a loop's end
    std::size_t begin = 0;   // of a loop's end: its first entry
    std::size_t level = 0;   // of a loop's end: which counter is its
    std::size_t loop = 0;    // of the first step of a loop without others in it: where that ends; else 0
  };
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] std::size_t levels() const { return levels_; }

 private:
  void open();
  void close(std::int64_t times);

  Cycle latency_;
  Buffer buffer_;
  std::vector<Entry> entries_;
  std::vector<std::size_t> open_;  // loops: where each begins
  std::size_t levels_ = 0;         // the most at a time
};

// Walks along a schedule, frame after frame.
class Cursor {
 public:
  explicit Cursor(const Schedule& schedule)
      : entries_(schedule.entries().data()), size_(schedule.entries().size()), counters_(schedule.levels()) {
    left_ = entries_->step.count;
  }
  [[nodiscard]] const Step& step() const { return entries_[at_].step; }
  // Iterations of the step that are not done.
  [[nodiscard]] std::int64_t left() const { return left_; }
  // Whether the next iteration is a frame's first.
  [[nodiscard]] bool at_frame_start() const { return at_frame_start_; }
  // The entry of the end of the loop at whose turn's very beginning this is; 0 if at none, or at one with
  // loops in it.
  [[nodiscard]] std::size_t turn_begins() const {
    const Schedule::Entry& entry = entries_[at_];
    return left_ == entry.step.count ? entry.loop : 0;
  }
  // Its turns that are not done.
  [[nodiscard]] std::int64_t turns_left(const Schedule::Entry& loop) const {
    return loop.times - counters_[loop.level];
  }
  // So many turns are done, all that are left or fewer. Tells whether that ended the frame.
  bool turns_done(const Schedule::Entry& loop, std::int64_t count) {
    at_frame_start_ = false;
    if ((counters_[loop.level] += count) < loop.times) return false;
    --counters_[loop.level];
    at_ = static_cast<std::size_t>(&loop - entries_) - 1;
    return next();
  }
  // So many are done, all that are left or fewer. Tells whether that ended the frame.
  bool done(std::int64_t count) {
    at_frame_start_ = false;
    left_ -= count;
    return left_ == 0 && next();
  }

 private:
  bool next() {
    for (++at_; at_ < size_ && entries_[at_].times > 0;) {
      std::int64_t& counter = counters_[entries_[at_].level];
      if (++counter < entries_[at_].times) {
        at_ = entries_[at_].begin;
        break;
      }
      counter = 0;
      ++at_;
    }
    const bool frame_ends = at_ == size_;
    if (frame_ends) {
      at_ = 0;
      at_frame_start_ = true;
    }
    left_ = entries_[at_].step.count;
    return frame_ends;
  }

  const Schedule::Entry* entries_;
  std::size_t size_;
  std::vector<std::int64_t> counters_;
  std::size_t at_ = 0;
  std::int64_t left_ = 0;
  bool at_frame_start_ = true;
};

}  // namespace weir::models
