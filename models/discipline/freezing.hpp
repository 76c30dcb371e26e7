// A pipeline with one enable for all its stages: a blocked output stops every stage, and bubbles stay.
// docs/timing.md, "Freezing pipelines".
//
// Time is counted twice: in cycles, and in enabled cycles ("steps" of the pipeline). An iteration that issues
// in step e leaves in step e + D. Steps follow each other cycle by cycle but where a transfer out, or a
// missing input, holds one up: these are kept as points {step, cycle}.
#pragma once

#include <deque>

#include "models/discipline.hpp"

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
  [[nodiscard]] std::uint64_t credits() const override { return static_cast<std::uint64_t>(depth_) + 1; }
  [[nodiscard]] Cycle issue_of(Cycle offered) const override { return offered - depth_; }
  [[nodiscard]] bool tells_state() const override {
    return schedule_.buffer().places == 0 && !output_register_ && !frames_apart_;
  }
  [[nodiscard]] std::size_t state_size() const override { return static_cast<std::size_t>(depth_) + 1; }
  void copy_state(Cycle* to) const override;
  void resume_from(const Cycle* state) override;

 private:
  // What is on its way through the pipeline and will write.
  struct Flight {
    std::int64_t leaves = 0;  // in which step
    std::uint32_t writes = 0;
    Cycle issued = 0;
    std::int64_t idle = 0;   // iterations that touch no stream before it
    std::int64_t since = 0;  // the step of the issue before
    std::int64_t busy = 0;   // cycles up to that one
  };
  struct Point {
    std::int64_t step = 0;
    Cycle cycle = 0;
  };

  // From when all that the iteration at hand looks at is shown; none if that is not known.
  std::optional<Cycle> shown(const Step& step);
  // Whether the transfers of what is in the last stage, or in the output register, are known.
  bool transfer();
  bool empty_register();
  // The transfer of a beat that is offered to a wire from then on; none if it is not known.
  std::optional<Cycle> over_wire(OutPort& port, Cycle from);
  void transferred(Cycle cycle);
  // Takes the next beat into the buffer.
  bool read_ahead();
  // From when what the iteration at hand needs of the buffer can be used; none if that is not known.
  std::optional<Cycle> fetched(const Step& step);
  // The buffer's beat that the iteration at hand needs, and whether it is there.
  [[nodiscard]] std::uint64_t needed(const Step& step) const;
  [[nodiscard]] bool is_stored(const Step& step) const { return stored_.count() > needed(step); }
  // Which of its step's iterations is at hand.
  [[nodiscard]] std::size_t position(const Step& step) const {
    return static_cast<std::size_t>(step.count - cursor_.left());
  }
  // What the iteration at hand frees of the buffer, if it frees anything, is free in that cycle.
  void free_places(const Step& step, Cycle cycle);
  // The first cycle from `cycle` on in which the buffer is open to that beat; none if that is not known.
  [[nodiscard]] std::optional<Cycle> open_from(std::uint64_t beat, Cycle cycle) const;
  Cycle push_together(std::uint32_t writes, Cycle from);
  bool leave();
  bool leave_for_register();
  bool issue();
  // In which step what leaves next may hold an issue up.
  [[nodiscard]] bool may_be_held_up(std::int64_t step) const;
  void stop(std::int64_t step, Cycle cycle);
  [[nodiscard]] std::int64_t due() const;
  // Whether what leaves next waits for its outputs alone.
  [[nodiscard]] bool blocked() const;
  // Whether the iteration at hand issues in the very step in which it is due: that waits for its inputs.
  [[nodiscard]] bool issues_when_due() const;

  const Cycle depth_;
  const bool on_missing_input_;
  const bool output_register_;
  const bool frames_apart_;
  const std::int64_t writes_a_frame_;  // at output 0
  std::deque<Flight> flights_;
  std::optional<Cycle> left_in_;  // the first of them has transferred its beats, in that cycle
  bool offered_ = false;          // the first of them has been offered to a wire
  std::deque<Point> points_;      // the first is at or before whatever is to come
  bool begun_ = false;
  std::int64_t last_step_ = -1;       // of the latest issue
  Cycle last_ = -1;                   // its cycle
  std::deque<std::int64_t> writers_;  // steps of the latest issues that write, no more than D back
  std::int64_t busy_ = 0;
  std::int64_t blocked_ = 0;
  // Of an output register: the cycle from which the beat in it is offered.
  std::optional<Cycle> held_from_;
  Cycle emptied_ = -1;  // the cycle of the transfer that emptied it last
  // Of frames that are apart.
  std::int64_t transfers_ = 0;  // at output 0
  std::int64_t frames_begun_ = 0;
  std::int64_t frames_out_ = 0;
  Cycle frame_out_ = -1;  // the cycle of the latest such frame's last transfer
  // Of a buffer, by beat, counted over all frames.
  Timeline stored_;
  Timeline freed_;
  std::uint64_t first_ = 0;  // the buffer's first, for the step at hand
  std::int64_t issued_ = 0;  // iterations of the frame at hand
  Cycle closed_ = -1;        // the cycle in which the iteration issued that closes the buffer, of that frame
  std::int64_t frames_done_ = 0;  // frames all of whose iterations have issued
  Cycle opened_ = -1;             // and the cycle of the issue that opened it again, of the frame before
  std::optional<Cycle> fetched_;  // of a registered one: when what the iteration at hand needs left it
};

}  // namespace weir::models
