// The order in which a layer reads and writes beats: a frame as nested loops of steps, from the layer's row
// of docs/timing.md. The kind defines the order; the hardware's discipline (discipline/) decides when the
// steps happen.
#pragma once

#include <cstdint>
#include <vector>

#include "network/network.hpp"

namespace weir::models {

// `count` equal iterations in sequence. Inputs and outputs are bit masks; bit 0 is input (output) 0.
struct Step {
  std::uint32_t reads = 0;   // inputs from which each iteration reads a beat
  std::uint32_t writes = 0;  // outputs to which it writes one
  std::uint32_t waits = 0;   // inputs that must show a beat, without popping it
  std::int64_t count = 1;
  std::int64_t idle = 0;  // iterations before each one that touch no stream but keep the layer busy
  Cycle every = 1;        // the least number of cycles since the previous iteration
  Cycle delay = 0;        // cycles from the first cycle in which the iteration is due and all its inputs are
                          // visible
  // For a layer with a buffer: the beat, counted from the buffer's first, that must have been stored in an
  // earlier cycle. kOffsets: iteration i needs Buffer::offsets[i]. After the step's last iteration, the
  // buffer's first `frees` beats are free.
  std::int64_t needs = kNothing;
  std::int64_t frees = 0;
  // After iteration i of the step, the first Buffer::frees[frees_each][i] beats are free. kNothing: none
  // before the step's end.
  std::int64_t frees_each = kNothing;
  bool computes = true;  // whether the layer's computation has an iteration for each of these

  static constexpr std::int64_t kNothing = -1;
  static constexpr std::int64_t kOffsets = -2;

  friend bool operator==(const Step&, const Step&) = default;
};

// The buffer of a layer whose iterations only write. An independent reader stores the beats of input 0 as
// long as there are free places.
struct Buffer {
  std::int64_t beats = 0;                             // read per frame; 0: no buffer
  std::int64_t places = 0;                            // capacity in beats
  std::int64_t unit = 1;                              // beats that become free together
  std::vector<std::int64_t> offsets;                  // by iteration of a step: the beat it needs
  std::vector<std::vector<std::int64_t>> frees = {};  // by iteration of a step: the beats free after it
  // A register sits between the buffer and the iterations. The beat of an iteration moves into it no earlier
  // than the cycle in which the previous iteration issues, frees its place in that cycle, and can be used one
  // cycle later.
  bool registered = false;
  // From the cycle after iteration `closes` of a frame issues until the frame's last iteration has issued,
  // the buffer takes no beat; kOpen: it never closes. This applies to the frame's beats from `closed_to` on;
  // iterations up to `closes` need the earlier ones.
  std::int64_t closes = kOpen;
  std::int64_t closed_to = 0;

  static constexpr std::int64_t kOpen = -1;
};

// Steps and the loops around them as a flat list: a loop's end follows its last step.
class Schedule {
 public:
  // `latency`: L of docs/timing.md.
  explicit Schedule(Cycle latency) : latency_(latency) {}

  // Adds a step to the open loops. Drops a step without iterations, and merges a step into an equal previous
  // one.
  void step(const Step& step);
  // Adds a loop of `times` turns around what body() adds.
  template <class Body>
  void repeat(std::int64_t times, const Body& body) {
    if (times < 1) return;
    open();
    body();
    close(times);
  }
  // This schedule, with the whole frame wrapped in a loop of one turn if it has no loops.
  [[nodiscard]] Schedule as_loop() &&;
  void buffer(Buffer buffer) { buffer_ = std::move(buffer); }

  [[nodiscard]] Cycle latency() const { return latency_; }
  [[nodiscard]] const Buffer& buffer() const { return buffer_; }

  // Iterations per frame, including those that touch no stream.
  [[nodiscard]] std::int64_t iterations() const;
  // Beats that the first `iterations` iterations, counted over all frames, write to the output.
  [[nodiscard]] std::int64_t written(std::size_t output, std::int64_t iterations) const;
  // The most cycles between two iterations that touch a stream.
  [[nodiscard]] Cycle longest_pause() const;

  // A step, or a loop's end, which repeats from `begin` on, `times` times in total.
  struct Entry {
    Step step;               // only if times is 0
    std::int64_t times = 0;  // of a loop's end
    std::size_t begin = 0;   // of a loop's end: its first entry
    std::size_t level = 0;   // of a loop's end: its counter
    std::size_t loop = 0;    // of the first step of an innermost loop: the loop's end; else 0
  };
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] std::size_t levels() const { return levels_; }

 private:
  void open();
  void close(std::int64_t times);

  Cycle latency_;
  Buffer buffer_;
  std::vector<Entry> entries_;
  std::vector<std::size_t> open_;  // the first entry of each open loop
  std::size_t levels_ = 0;         // the deepest nesting
};

// Walks along a schedule, frame after frame.
class Cursor {
 public:
  explicit Cursor(const Schedule& schedule)
      : entries_(schedule.entries().data()), size_(schedule.entries().size()), counters_(schedule.levels()) {
    left_ = entries_->step.count;
  }
  [[nodiscard]] const Step& step() const { return entries_[at_].step; }
  // Iterations of the step still to do.
  [[nodiscard]] std::int64_t left() const { return left_; }
  // Whether the next iteration is a frame's first.
  [[nodiscard]] bool at_frame_start() const { return at_frame_start_; }
  // If the cursor is at the beginning of a turn of an innermost loop: the entry of the loop's end; else 0.
  [[nodiscard]] std::size_t turn_begins() const {
    const Schedule::Entry& entry = entries_[at_];
    return left_ == entry.step.count ? entry.loop : 0;
  }
  // Turns of the loop still to do.
  [[nodiscard]] std::int64_t turns_left(const Schedule::Entry& loop) const {
    return loop.times - counters_[loop.level];
  }
  // Advances by `count` turns, at most those left. Returns whether that ended the frame.
  bool turns_done(const Schedule::Entry& loop, std::int64_t count) {
    at_frame_start_ = false;
    if ((counters_[loop.level] += count) < loop.times) return false;
    --counters_[loop.level];
    at_ = static_cast<std::size_t>(&loop - entries_) - 1;
    return next();
  }
  // Advances by `count` iterations, at most those left. Returns whether that ended the frame.
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
