// The control that HLS generates from a loop nest: pipelined loops and the FSM states between them, repeated
// without end. docs/timing.md, "HLS blocks".
//
// Within a loop time is counted twice, in cycles and in enabled cycles ("steps"): an iteration that begins in
// step e writes in step e + D, and whatever delays a step delays the whole pipeline.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "models/discipline.hpp"
#include "models/discipline/point.hpp"

namespace weir::models {

// FSM states that wait for nothing.
struct States {
  Cycle cycles = 1;
};

// A pipelined loop over `iterations` iterations of the schedule, one per cycle.
struct PipelinedLoop {
  static constexpr std::int64_t kEndless = INT64_MAX;

  std::int64_t iterations = 1;  // not counting those that touch no stream; kEndless: an endless loop
  Cycle depth = 1;              // D; 0: it writes in the cycle in which it reads
  bool exit = true;  // one extra iteration detects the end of the loop; in an endless loop, the end of a
                     // frame
};

// A state that waits until every output's register slice is empty or becomes empty in this cycle.
struct Drained {};

// Repeats the phases from `begin` on, `times` times in total.
struct Again {
  std::size_t begin = 0;
  std::int64_t times = 1;
};

using ControlPhase = std::variant<States, PipelinedLoop, Drained, Again>;

struct Control {
  std::vector<ControlPhase> phases;
  bool freezes = false;    // a missing input stops all stages; else a bubble enters
  bool completes = false;  // after the last stage comes one more, which waits as Drained does and stops all
                           // stages while it waits
};

// The layer's ports must be register slices: FIFOs, not wires.
class PhasedLoops final : public Discipline {
 public:
  PhasedLoops(Control control, Schedule schedule, Ports ports);

  void run() override;
  [[nodiscard]] Cycle no_pop_before() const override { return last_ + 1; }
  [[nodiscard]] Cycle no_push_before() const override { return pushed_ + 1; }
  [[nodiscard]] bool monotone() const override { return false; }
  [[nodiscard]] bool looks_ahead() const override { return control_.freezes; }
  [[nodiscard]] LayerActivity activity(Cycle last) const override;
  [[nodiscard]] std::vector<Lack> lacks() const override;
  [[nodiscard]] std::optional<Cycle> wanted_from() override { return std::nullopt; }
  [[nodiscard]] std::optional<Cycle> offered_next(std::size_t /*output*/) const override {
    return std::nullopt;
  }
  [[nodiscard]] std::uint64_t credits() const override { return static_cast<std::uint64_t>(depth_) + 2; }
  [[nodiscard]] std::uint64_t departures() const override { return credits(); }
  [[nodiscard]] Cycle issue_of(Cycle offered) const override { return offered - loop_.depth; }
  [[nodiscard]] std::size_t state_size() const override;
  void copy_state(Cycle* to) const override;
  void resume_from(const Cycle* state) override;

 private:
  // An iteration in the pipeline that will write, and the step in which it does.
  struct Flight {
    std::int64_t leaves = 0;
    std::uint32_t writes = 0;
  };

  // Advances from the current phase to the next loop. Returns false if it is not known when a slice becomes
  // empty.
  bool enter_loop();
  bool begin_iteration();
  bool leave();
  // With `completes`: whether the beats of the oldest flight have left the slices.
  bool complete();
  bool end_loop();
  // Pushes to all outputs in `writes`, which must have room, in the first possible cycle from `from` on.
  // Returns that cycle.
  Cycle push(std::uint32_t writes, Cycle from);
  // Whether all outputs in `writes` have room. If not, the process now waits for it.
  bool has_room(std::uint32_t writes);
  // The earliest step in which the next iteration that touches a stream can begin.
  [[nodiscard]] std::int64_t due() const { return last_step_ + 1 + extra_ + cursor_.step().idle; }
  // Whether a missing input may delay step `step`.
  [[nodiscard]] bool may_freeze(std::int64_t step) const;

  const Control control_;
  const Cycle depth_;                // of the deepest loop
  std::size_t at_ = 0;               // the phase
  std::vector<std::int64_t> turns_;  // by phase: the turns of an Again that are done
  Cycle free_ = 0;                   // the first cycle in which the current phase can begin
  bool in_loop_ = false;
  PipelinedLoop loop_;     // at hand
  std::int64_t left_ = 0;  // iterations of loop_ that have not begun
  std::deque<Flight> flights_;
  std::deque<std::int64_t> wrote_;  // the steps in which the latest writing iterations began
  std::deque<Point> points_;        // the first point is at or before the next iteration's step
  std::int64_t last_step_ = -1;     // of the latest iteration
  std::int64_t leading_ = 0;        // the number of a frame's iterations before the first that reads
  std::int64_t extra_ = 0;          // extra steps that the end of a frame takes within the loop
  bool completing_ = false;         // a written beat still has to leave its slice
  Cycle last_ = -1;                 // the cycle in which the latest iteration began
  Cycle pushed_ = -1;               // of the latest push
  std::int64_t busy_ = 0;
  std::int64_t blocked_ = 0;
};

}  // namespace weir::models
