// When a layer's iterations happen: its hardware's discipline runs the kind's schedule (the order).
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "models/port.hpp"
#include "models/process.hpp"
#include "models/schedule.hpp"
#include "models/values.hpp"

namespace weir::models {

// Told at the end of every frame's loop nest (analysis/steady_state.hpp).
class FrameObserver {
 public:
  virtual void frame_done(int layer) = 0;

 protected:
  ~FrameObserver() = default;
};

// A layer's ends, in its kind's order.
struct Ports {
  std::vector<InPort> inputs;
  std::vector<OutPort> outputs;
};

// What a stopped layer lacks: a beat at an input, or room at an output.
struct Lack {
  std::size_t port = 0;
  bool room = false;
};

class Discipline : public Process {
 public:
  [[nodiscard]] const Schedule& schedule() const { return schedule_; }
  [[nodiscard]] const Ports& ports() const { return ports_; }
  [[nodiscard]] Ports& ports() { return ports_; }
  // Advances `computation` by one iteration per issue from now on.
  void set_computation(Computation computation) { computation_ = std::move(computation); }
  // Stops after `frames` frames. Needed for a layer that would otherwise run forever, such as a memory.
  void end_after(std::int64_t frames) { frames_ = frames; }
  // Calls `observer` with `layer` at each frame's end.
  void observe(FrameObserver& observer, int layer) {
    observer_ = &observer;
    layer_ = layer;
  }

  // Whether an earlier beat or an earlier free slot never delays anything.
  [[nodiscard]] virtual bool monotone() const = 0;
  // Whether the arrival of a later frame's beats, or their absence, changes a cycle of earlier frames.
  [[nodiscard]] virtual bool looks_ahead() const { return false; }
  // The number of cycles per label over all cycles 0..last. No iteration may have issued after `last`.
  [[nodiscard]] virtual LayerActivity activity(Cycle last) const = 0;
  // What the process lacks. Call after run().
  [[nodiscard]] virtual std::vector<Lack> lacks() const = 0;
  // The cycle from which input 0's ready is high because only its beat is missing; none if the layer lacks
  // more.
  [[nodiscard]] virtual std::optional<Cycle> wanted_from() = 0;
  // The cycle from which an output offers its next unpushed beat; none if it offers none.
  [[nodiscard]] virtual std::optional<Cycle> offered_next(std::size_t output) const = 0;
  // How many of the latest pushes at each output affect later cycles.
  [[nodiscard]] virtual std::uint64_t credits() const = 0;
  // How many of the latest pops at each output affect later cycles, apart from the slots they free.
  [[nodiscard]] virtual std::uint64_t departures() const { return 0; }
  // The issue cycle of the iteration whose beat was offered from cycle `offered` on.
  [[nodiscard]] virtual Cycle issue_of(Cycle offered) const = 0;

  // --- What later frames depend on, at the end of a frame (analysis/steady_state.hpp) --- copy_state()
  // writes state_size() cycles to `to`; the last one is the cycle of the last issue. (State that is not a
  // cycle is encoded as an offset from it.)
  [[nodiscard]] virtual std::size_t state_size() const = 0;
  virtual void copy_state(Cycle* to) const = 0;
  // Resumes from a state that copy_state() wrote at the end of the previous frame. Call before run().
  virtual void resume_from(const Cycle* state) = 0;

 protected:
  Discipline(Schedule schedule, Ports ports)
      : schedule_(std::move(schedule).as_loop()), ports_(std::move(ports)), cursor_(schedule_) {}

  // Marks `count` of the step's iterations as done. Returns whether that ended the frame.
  bool iterated(std::int64_t count) {
    compute(cursor_.step(), count);
    if (!cursor_.done(count)) return false;
    if (frames_ > 0) --frames_;
    return true;
  }
  // Computes `count` iterations before they issue, because their beats are offered ahead.
  void compute_ahead(const Step& step, std::int64_t count) {
    if (!computation_ || !step.computes) return;
    computation_.iterate(count);
    computed_ahead_ += count;
  }
  // Like iterated(), for `count` turns of a loop. (The computation has no iterations that touch no stream.)
  bool iterated_turns(const Schedule::Entry& loop, std::int64_t count) {
    if (computation_) {
      std::int64_t iterations = 0;
      for (const Schedule::Entry* entry = &schedule_.entries()[loop.begin]; entry != &loop; ++entry)
        iterations += entry->step.count;
      computation_.iterate(count * iterations);
    }
    if (!cursor_.turns_done(loop, count)) return false;
    if (frames_ > 0) --frames_;
    return true;
  }
  void frame_done() {
    if (observer_ != nullptr) observer_->frame_done(layer_);
  }
  [[nodiscard]] bool ended() const { return frames_ == 0; }

  static bool has(std::uint32_t mask, std::size_t port) { return (mask >> port & 1U) != 0; }

  const Schedule schedule_;
  Ports ports_;
  Cursor cursor_;

 private:
  void compute(const Step& step, std::int64_t count) {
    if (!computation_ || !step.computes) return;
    const std::int64_t done = std::min(count, computed_ahead_);
    computed_ahead_ -= done;
    if (done < count) computation_.iterate(count - done);
  }

  Computation computation_;
  std::int64_t computed_ahead_ = 0;
  std::int64_t frames_ = -1;  // left to run; -1: unbounded
  FrameObserver* observer_ = nullptr;
  int layer_ = 0;
};

// The discipline of the layer's hardware.
std::unique_ptr<Discipline> discipline_of(const Layer& layer, Ports ports);

}  // namespace weir::models
