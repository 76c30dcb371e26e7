// A pipeline with one enable for all its stages: a blocked output stops every stage, and bubbles stay.
// docs/timing.md, "Freezing pipelines".
//
// Time is counted twice: in cycles, and in enabled cycles ("steps" of the pipeline). An iteration that issues
// in step e leaves in step e + D. Steps follow each other cycle by cycle but where a transfer out, or a
// missing input, holds one up: these are kept as points {step, cycle}.
//
// From the latest point on, up to what leaves next, steps and cycles are the same but for a constant: there
// iterations are done in rows. And where each step brings a beat, as a line buffer's or a memory's do, beats
// are offered to a wire ahead of the transfers before them.
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

  // What is on its way through the pipeline and will write.
  struct Flight {
    std::int64_t leaves = kNone;  // in which step
    std::uint32_t writes = 0;
    Cycle issued = 0;
    std::int64_t idle = 0;   // iterations that touch no stream before it
    std::int64_t since = 0;  // the step of the issue before
    std::int64_t busy = 0;   // cycles up to that one
  };
  // A queue of so many at most.
  template <class T>
  class Ring {
   public:
    explicit Ring(Cycle most) : items_(std::bit_ceil(static_cast<std::size_t>(most))) {}
    [[nodiscard]] bool empty() const { return begin_ == end_; }
    [[nodiscard]] std::size_t size() const { return end_ - begin_; }
    [[nodiscard]] const T& operator[](std::size_t i) const { return items_[(begin_ + i) & mask()]; }
    [[nodiscard]] const T& front() const { return (*this)[0]; }
    [[nodiscard]] const T& back() const { return latest(0); }
    // So many before the one that was added last, if it has left, too.
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

  // --- The last stage, and what is behind it ---
  bool leave();
  bool leave_for_register();
  // Whether the transfers of what is in the last stage, or in the output register, are known.
  bool transfer();
  bool empty_register();
  // The transfer of a beat that is offered to a wire from then on; none if it is not known.
  std::optional<Cycle> over_wire(OutPort& port, Cycle from);
  void transferred(Cycle cycle);
  Cycle push_together(std::uint32_t writes, Cycle from);
  void stop(std::int64_t step, Cycle cycle);
  void hold_up(Point to);
  // Whether the next beat to be transferred has been offered to a wire.
  [[nodiscard]] bool is_offered() const;
  // Whether the pipeline is full, and the iteration at hand is due in the step in which the first in it
  // leaves.
  [[nodiscard]] bool is_full() const {
    return static_cast<Cycle>(flights_.size()) == depth_ && flights_.front().leaves == last_step_ + 1;
  }
  void offer_ahead();
  void issue_offered();
  // So many of them, the first in the pipeline being in the last stage from `reaches` on.
  void issue_at_transfers(const Step& step, std::int64_t count, Cycle reaches);
  void issue_behind_transfers(const Step& step, std::int64_t count, Cycle reaches);

  // --- Issues ---
  bool issue();
  // When the iteration at hand issues; none if that is not known.
  std::optional<Point> next_issue(const Step& step);
  // From when all that it needs is there; none if that is not known.
  std::optional<Cycle> available(const Step& step);
  // From when all that it looks at is shown; none if that is not known.
  std::optional<Cycle> shown(const Step& step);
  void take(const Step& step, Point at);
  // So many of the step have issued.
  void finish(const Step& step, std::int64_t count);
  // Steps from one iteration to the next, at least.
  [[nodiscard]] static Cycle stride(const Step& step) { return std::max<Cycle>(step.every, step.idle + 1); }
  // Rows of them, each as many of the step at hand as are known to issue.
  struct RowInput;
  [[nodiscard]] bool may_issue_row(const Step& step) const;
  std::int64_t issue_row(const Step& step);
  template <std::size_t kInputs>
  std::int64_t issue_row(const Step& step, std::int64_t count, std::span<RowInput, kInputs> inputs);
  template <std::size_t kInputs>
  std::int64_t issue_evenly(const Step& step, std::int64_t count, std::span<RowInput, kInputs> inputs,
                            Cycle end);
  // In which step what leaves next may hold an issue up.
  [[nodiscard]] bool may_be_held_up(std::int64_t step) const {
    return !flights_.empty() && free_up_to() < step;
  }
  // The last step that what leaves next does not hold up.
  [[nodiscard]] std::int64_t free_up_to() const {
    return flights_.front().leaves - (output_register_ ? 0 : 1);
  }
  [[nodiscard]] std::int64_t due() const;
  // Whether what leaves next waits for its outputs alone.
  [[nodiscard]] bool blocked() const;
  // Whether the iteration at hand issues in the very step in which it is due: that waits for its inputs.
  [[nodiscard]] bool issues_when_due() const;

  // --- The buffer ---
  [[nodiscard]] bool has_buffer() const { return schedule_.buffer().places > 0; }
  // The cycles in which beats were stored, and those for which they are popped.
  [[nodiscard]] const Timeline& stored() const { return ports_.inputs[0].channel().pops; }
  void read_ahead();
  // From when what the iteration at hand needs of the buffer can be used; none if that is not known.
  std::optional<Cycle> fetched(const Step& step);
  // The buffer's beat that the iteration `ahead` of the one at hand needs.
  [[nodiscard]] std::uint64_t needed(const Step& step, std::int64_t ahead) const;
  // Which of its step's iterations is at hand.
  [[nodiscard]] std::int64_t position(const Step& step) const { return step.count - cursor_.left(); }
  // What that iteration frees of the buffer, if it frees anything, is free in that cycle.
  void free_places(const Step& step, std::int64_t ahead, Cycle cycle);
  // The first cycle from `cycle` on in which the buffer is open to that beat; none if that is not known.
  [[nodiscard]] std::optional<Cycle> open_from(std::uint64_t beat, Cycle cycle) const;

  const Cycle depth_;
  const bool on_missing_input_;
  const bool output_register_;
  const bool frames_apart_;
  const Cycle behind_;  // so many steps before the latest issue, what issued may still be to leave
  const std::int64_t writes_a_frame_;  // at output 0
  Ring<Flight> flights_;
  std::optional<Cycle> left_in_;  // the first of them has transferred its beats, in that cycle
  Ring<Point> points_;            // the first is at or before whatever is to come
  bool begun_ = false;
  std::int64_t last_step_ = -1;  // of the latest issue
  Cycle last_ = -1;              // its cycle
  std::int64_t busy_ = 0;
  std::int64_t blocked_ = 0;
  std::uint64_t transfers_ = 0;  // at output 0
  // Of an output register: the cycle from which the beat in it is offered.
  std::optional<Cycle> held_from_;
  Cycle emptied_ = -1;  // the cycle of the transfer that emptied it last
  // Of frames that are apart.
  std::int64_t left_to_write_;  // of the frame that is transferred
  std::int64_t frames_begun_ = 0;
  std::int64_t frames_out_ = 0;
  Cycle frame_out_ = -1;  // the cycle of the latest such frame's last transfer
  // Of a buffer, by beat, counted over all frames.
  Timeline freed_;
  std::uint64_t frame_stored_ = 0;  // the beats up to the end of the frame that is read
  std::int64_t frames_stored_ = 0;  // and the frames up to that one
  std::uint64_t first_ = 0;         // the buffer's first, for the step at hand
  std::int64_t last_offset_ = 0;    // the newest that an iteration needs
  std::int64_t issued_ = 0;         // iterations of the frame at hand
  Cycle closed_ = -1;  // the cycle in which the iteration issued that closes the buffer, of that frame
  std::int64_t frames_done_ = 0;  // frames all of whose iterations have issued
  Cycle opened_ = -1;             // and the cycle of the issue that opened it again, of the frame before
  std::optional<Cycle> fetched_;  // of a registered one: when what the iteration at hand needs left it
  const bool plain_inputs_;       // nothing is held back or noted there
  const bool offers_ahead_;
  const bool rows_;  // whether iterations are issued in such
  // Of beats that are offered ahead: the iteration behind them, its buffer's first beat and its input's.
  Cursor ahead_;
  std::uint64_t ahead_first_ = 0;
  std::uint64_t ahead_read_ = 0;
  bool ahead_ends_ = false;  // they go up to a frame's end
};

}  // namespace weir::models
