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
  bool transfer();
  Cycle push_together(std::uint32_t writes, Cycle from);
  bool leave();
  bool issue();
  void stop(std::int64_t step, Cycle cycle);
  [[nodiscard]] std::int64_t due() const;
  // Whether what leaves next waits for its outputs alone.
  [[nodiscard]] bool blocked() const;
  // Whether the iteration at hand issues in the very step in which it is due: that waits for its inputs.
  [[nodiscard]] bool issues_when_due() const;

  const Cycle depth_;
  const bool on_missing_input_;
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
};

}  // namespace weir::models
