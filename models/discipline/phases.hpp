// What HLS makes of a loop nest: pipelined loops, and the states of the control between them, run over and
// over. docs/timing.md, "HLS blocks".
//
// Within a loop time is counted twice, in cycles and in enabled cycles ("steps"): an iteration that begins in
// step e writes in step e + D, and whatever holds a step up holds up all that is in the pipeline.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "models/discipline.hpp"
#include "models/discipline/point.hpp"

namespace weir::models {

// States that wait for nothing.
struct States {
  Cycle cycles = 1;
};

// So many iterations of the schedule, one a cycle.
struct PipelinedLoop {
  static constexpr std::int64_t kEndless = INT64_MAX;

  std::int64_t iterations = 1;  // but for those that touch no stream; kEndless: the loop has no end
  Cycle depth = 1;              // D; 0: it writes in the cycle in which it reads
  bool exit = true;  // one iteration more finds that the loop has ended; without end, that a frame has
};

// A state that waits until no output's register slice holds a beat that does not leave in that very cycle.
struct Drained {};

// Goes back to phase `begin`, `times` times in all.
struct Again {
  std::size_t begin = 0;
  std::int64_t times = 1;
};

using ControlPhase = std::variant<States, PipelinedLoop, Drained, Again>;

struct Control {
  std::vector<ControlPhase> phases;
  bool freezes = false;    // a missing input stops all stages; else a bubble enters
  bool completes = false;  // behind the last stage there is one more, which waits as Drained does, and stops
                           // all stages until then
};

// Its ports are register slices: FIFOs, no wires.
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
  // An iteration on its way that will write, and in which step.
  struct Flight {
    std::int64_t leaves = 0;
    std::uint32_t writes = 0;
  };

  // Goes on to the first loop from the phase at hand on. False: a slice is not known to be empty.
  bool enter_loop();
  bool begin_iteration();
  bool leave();
  // Whether the beats of the oldest flight have left the slices, where the loop completes.
  bool complete();
  bool end_loop();
  // The cycle of the pushes to the outputs named, all of which have room: the first from `from` on.
  Cycle push(std::uint32_t writes, Cycle from);
  // Whether all outputs named have room; if not, waits for it.
  bool has_room(std::uint32_t writes);
  // The step in which the next iteration that touches a stream begins at the earliest.
  [[nodiscard]] std::int64_t due() const { return last_step_ + 1 + extra_ + cursor_.step().idle; }
  // Whether a missing input may hold up step `step`.
  [[nodiscard]] bool may_freeze(std::int64_t step) const;

  const Control control_;
  const Cycle depth_;                // of the deepest loop
  std::size_t at_ = 0;               // the phase
  std::vector<std::int64_t> turns_;  // by phase: of an Again, those that are done
  Cycle free_ = 0;                   // no state before the phase at hand is left in this cycle
  bool in_loop_ = false;
  PipelinedLoop loop_;     // at hand
  std::int64_t left_ = 0;  // its iterations that have not begun
  std::deque<Flight> flights_;
  std::deque<std::int64_t> wrote_;  // the step in which each began that writes: the latest of them
  std::deque<Point> points_;        // the first is at or before the step of whatever begins next
  std::int64_t last_step_ = -1;     // of the latest iteration
  std::int64_t leading_ = 0;        // a frame's first iterations, up to one that reads
  std::int64_t extra_ = 0;          // steps that the end of a frame takes within the loop
  bool completing_ = false;         // a beat was written that has to leave its slice
  Cycle last_ = -1;                 // in which the latest iteration began
  Cycle pushed_ = -1;               // of the latest push
  std::int64_t busy_ = 0;
  std::int64_t blocked_ = 0;
};

}  // namespace weir::models
