// A pipeline with one enable for all its stages: a blocked output stops every stage, and bubbles stay.
// docs/timing.md, "Freezing pipelines".
//
// Time is counted twice: in cycles, and in enabled cycles ("steps" of the pipeline). An iteration that issues
// in step e leaves in step e + D. Consecutive steps are one cycle apart, except where an output transfer or a
// missing input delays a step. These exceptions are kept as points {step, cycle}.
//
// After the latest point, up to the next beat to leave, steps and cycles differ by a constant, so iterations
// are issued in rows. If every step delivers a beat, as in a line buffer or a memory, beats are offered to a
// wire before the preceding transfers are known.
#pragma once

#include <bit>
#include <span>
#include <vector>

#include "models/discipline.hpp"
#include "models/discipline/point.hpp"

namespace weir::models {

class FreezingPipeline final : public Discipline {
 public:
  FreezingPipeline(const Freezing& freezing, Schedule schedule, Ports ports);

  void run() override;
  [[nodiscard]] Cycle no_pop_before() const override;
  [[nodiscard]] Cycle no_push_before() const override;
  [[nodiscard]] bool monotone() const override { return false; }
  [[nodiscard]] LayerActivity activity(Cycle last) const override;
  [[nodiscard]] std::vector<Lack> lacks() const override;
  [[nodiscard]] std::optional<Cycle> wanted_from() override { return std::nullopt; }
  [[nodiscard]] std::optional<Cycle> offered_next(std::size_t output) const override;
  [[nodiscard]] std::uint64_t credits() const override { return static_cast<std::uint64_t>(behind_) + 1; }
  [[nodiscard]] std::uint64_t departures() const override { return credits(); }
  [[nodiscard]] Cycle issue_of(Cycle offered) const override { return offered - depth_; }
  [[nodiscard]] std::size_t state_size() const override;
  void copy_state(Cycle* to) const override;
  void resume_from(const Cycle* state) override;

 private:
  static constexpr std::int64_t kNone = INT64_MIN / 2;

  // An iteration in the pipeline that will write.
  struct Flight {
    std::int64_t leaves = kNone;  // the step in which it leaves
    std::uint32_t writes = 0;
    Cycle issued = 0;
    std::int64_t idle = 0;   // preceding iterations that touch no stream
    std::int64_t since = 0;  // the step of the previous issue
    std::int64_t busy = 0;   // the layer's busy cycles up to that issue
  };
  // A queue of at most `most` items.
  template <class T>
  class Ring {
   public:
    explicit Ring(Cycle most) : items_(std::bit_ceil(static_cast<std::size_t>(most))) {}
    [[nodiscard]] bool empty() const { return begin_ == end_; }
    [[nodiscard]] std::size_t size() const { return end_ - begin_; }
    [[nodiscard]] const T& operator[](std::size_t i) const { return items_[(begin_ + i) & mask()]; }
    [[nodiscard]] const T& front() const { return (*this)[0]; }
    [[nodiscard]] const T& back() const { return latest(0); }
    // The item `before` places before the last one added. It may have been popped already.
    [[nodiscard]] const T& latest(std::size_t before) const { return items_[(end_ - 1 - before) & mask()]; }
    void push_back(const T& item) { items_[end_++ & mask()] = item; }
    void pop_front() { ++begin_; }
    void clear() { begin_ = end_; }

   private:
    [[nodiscard]] std::size_t mask() const { return items_.size() - 1; }
    std::vector<T> items_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
  };

  // --- The last stage and the output register ---
  bool leave();
  bool leave_for_register();
  // Whether the transfers of the beats in the last stage, or in the output register, are known.
  bool transfer();
  bool empty_register();
  // The transfer cycle of a beat offered to a wire from cycle `from` on; none if it is not known.
  std::optional<Cycle> over_wire(OutPort& port, Cycle from);
  void transferred(Cycle cycle);
  Cycle push_together(std::uint32_t writes, Cycle from);
  void stop(std::int64_t step, Cycle cycle);
  void hold_up(Point to);
  // Whether the next beat to be transferred is already offered on a wire.
  [[nodiscard]] bool is_offered() const;
  // Whether the pipeline is full and the current iteration is due in the step in which the oldest one leaves.
  [[nodiscard]] bool is_full() const {
    return static_cast<Cycle>(flights_.size()) == depth_ && flights_.front().leaves == last_step_ + 1;
  }
  void offer_ahead();
  void issue_offered();
  // Issues `count` iterations; the oldest iteration in the pipeline reaches the last stage in cycle
  // `reaches`.
  void issue_at_transfers(const Step& step, std::int64_t count, Cycle reaches);
  void issue_behind_transfers(const Step& step, std::int64_t count, Cycle reaches);

  // --- Issues ---
  bool issue();
  // When the current iteration issues; none if that is not known.
  std::optional<Point> next_issue(const Step& step);
  // The cycle from which everything it needs is available; none if that is not known.
  std::optional<Cycle> available(const Step& step);
  // The cycle from which all its input beats are visible; none if that is not known.
  std::optional<Cycle> shown(const Step& step);
  void take(const Step& step, Point at);
  // Marks `count` iterations of the step as issued.
  void finish(const Step& step, std::int64_t count);
  // The least number of steps from one iteration to the next.
  [[nodiscard]] static Cycle stride(const Step& step) { return std::max<Cycle>(step.every, step.idle + 1); }
  // Issue in rows: each row has as many iterations of the current step as are known to issue.
  struct RowInput;
  [[nodiscard]] bool may_issue_row(const Step& step) const;
  std::int64_t issue_row(const Step& step);
  template <std::size_t kInputs>
  std::int64_t issue_row(const Step& step, std::int64_t count, std::span<RowInput, kInputs> inputs);
  template <std::size_t kInputs>
  std::int64_t issue_evenly(const Step& step, std::int64_t count, std::span<RowInput, kInputs> inputs,
                            Cycle end);
  // Whether the next beat to leave may delay an issue in step `step`.
  [[nodiscard]] bool may_be_held_up(std::int64_t step) const {
    return !flights_.empty() && free_up_to() < step;
  }
  // The last step that the next beat to leave does not delay.
  [[nodiscard]] std::int64_t free_up_to() const {
    return flights_.front().leaves - (output_register_ ? 0 : 1);
  }
  [[nodiscard]] std::int64_t due() const;
  // Whether the next beat to leave waits only for its outputs.
  [[nodiscard]] bool blocked() const;
  // Whether the current iteration issues exactly in the step in which it is due, because that step waits for
  // its inputs.
  [[nodiscard]] bool issues_when_due() const;

  // --- The buffer ---
  [[nodiscard]] bool has_buffer() const { return schedule_.buffer().places > 0; }
  // The cycles in which beats were stored, which are the input's pops.
  [[nodiscard]] const Timeline& stored() const { return ports_.inputs[0].channel().pops; }
  void read_ahead();
  // The cycle from which the buffer beat of the current iteration can be used; none if that is not known.
  std::optional<Cycle> fetched(const Step& step);
  // The buffer beat needed by the iteration `ahead` places after the current one.
  [[nodiscard]] std::uint64_t needed(const Step& step, std::int64_t ahead) const;
  // The position of the current iteration in its step.
  [[nodiscard]] std::int64_t position(const Step& step) const { return step.count - cursor_.left(); }
  // Marks the buffer places that this iteration frees, if any, as free in `cycle`.
  void free_places(const Step& step, std::int64_t ahead, Cycle cycle);
  // The first cycle, from `cycle` on, in which the buffer accepts that beat; none if that is not known.
  [[nodiscard]] std::optional<Cycle> open_from(std::uint64_t beat, Cycle cycle) const;

  const Cycle depth_;
  const bool on_missing_input_;
  const bool output_register_;
  const bool frames_apart_;
  const Cycle behind_;  // an iteration issued up to this many steps before the latest one may still be in the
                        // pipeline
  const std::int64_t writes_a_frame_;  // at output 0
  Ring<Flight> flights_;
  std::optional<Cycle> left_in_;  // the cycle in which flights_.front() transferred its beats, if known
  Ring<Point> points_;            // the first point is at or before every later event
  bool begun_ = false;
  std::int64_t last_step_ = -1;  // of the latest issue
  Cycle last_ = -1;              // its cycle
  std::int64_t busy_ = 0;
  std::int64_t blocked_ = 0;
  std::uint64_t transfers_ = 0;  // at output 0
  // With an output register: the cycle from which the beat in it is offered.
  std::optional<Cycle> held_from_;
  Cycle emptied_ = -1;  // the latest cycle in which a transfer emptied it
  // With frames_apart_.
  std::int64_t left_to_write_;  // of the frame being transferred
  std::int64_t frames_begun_ = 0;
  std::int64_t frames_out_ = 0;
  Cycle frame_out_ = -1;  // the last transfer of the latest finished frame
  // With a buffer: by beat, counted over all frames.
  Timeline freed_;
  std::uint64_t frame_stored_ = 0;  // beats up to the end of the frame being read
  std::int64_t frames_stored_ = 0;  // frames up to that one
  std::uint64_t first_ = 0;         // the buffer's first beat, for the current step
  std::int64_t last_offset_ = 0;    // the newest beat that an iteration needs
  std::int64_t issued_ = 0;         // iterations of the current frame
  Cycle closed_ = -1;               // the issue cycle of the current frame's iteration that closes the buffer
  std::int64_t frames_done_ = 0;    // frames all of whose iterations have issued
  Cycle opened_ = -1;               // the issue cycle of the previous frame's iteration that reopened the
                                    // buffer
  std::optional<Cycle> fetched_;  // with a registered buffer: the cycle in which the current iteration's beat
                                  // left the buffer
  const bool plain_inputs_;       // no input has stalls or notes
  const bool offers_ahead_;
  const bool rows_;  // whether iterations are issued in rows
  // For beats offered ahead: the next iteration, its buffer's first beat, and its input's next beat.
  Cursor ahead_;
  std::uint64_t ahead_first_ = 0;
  std::uint64_t ahead_read_ = 0;
  bool ahead_ends_ = false;  // they reach a frame's end
};

}  // namespace weir::models
