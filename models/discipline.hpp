// When a layer's iterations happen: its schedule (which order) run by its hardware's discipline.
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

// What a layer lacks that cannot go on: a beat of an input, or room at an output.
struct Lack {
  std::size_t port = 0;
  bool room = false;
};

class Discipline : public Process {
 public:
  [[nodiscard]] const Schedule& schedule() const { return schedule_; }
  [[nodiscard]] const Ports& ports() const { return ports_; }
  [[nodiscard]] Ports& ports() { return ports_; }
  // Lets `computation` go on with the iterations that issue.
  void set_computation(Computation computation) { computation_ = std::move(computation); }
  // Ends after so many frames: for what would go on for ever on a memory's contents.
  void end_after(std::int64_t frames) { frames_ = frames; }
  // Calls `observer` with `layer` at each frame's end.
  void observe(FrameObserver& observer, int layer) {
    observer_ = &observer;
    layer_ = layer;
  }

  // Whether an earlier beat or slot makes nothing later.
  [[nodiscard]] virtual bool monotone() const = 0;
  // Whether what a later frame brings, or that it does not come, moves anything of the frames before it.
  [[nodiscard]] virtual bool looks_ahead() const { return false; }
  // Labels of the cycles 0..last, all of them; no iteration issued after `last`.
  [[nodiscard]] virtual LayerActivity activity(Cycle last) const = 0;
  // Of the process that has run: what it lacks.
  [[nodiscard]] virtual std::vector<Lack> lacks() const = 0;
  // The cycle from which input 0's ready is high for want of nothing but its beat; none if it lacks more.
  [[nodiscard]] virtual std::optional<Cycle> wanted_from() = 0;
  // From when the next beat that an output has not pushed is offered; none if there is none.
  [[nodiscard]] virtual std::optional<Cycle> offered_next(std::size_t output) const = 0;
  // The latest pushes that decide on what is to come, at each output.
  [[nodiscard]] virtual std::uint64_t credits() const = 0;
  // And the latest pops there that do so, besides those that made room.
  [[nodiscard]] virtual std::uint64_t departures() const { return 0; }
  // The cycle in which an iteration issued that offered a beat from `offered` on.
  [[nodiscard]] virtual Cycle issue_of(Cycle offered) const = 0;

  // --- What later frames depend on, at the end of a frame (analysis/steady_state.hpp) ---
  // So many cycles, written to `to`, that of the last issue the last of them. (What is no cycle is told as
  // one, counted from that.)
  [[nodiscard]] virtual std::size_t state_size() const = 0;
  virtual void copy_state(Cycle* to) const = 0;
  // Before the first frame: goes on from what copy_state() told of the frame before it.
  virtual void resume_from(const Cycle* state) = 0;

 protected:
  Discipline(Schedule schedule, Ports ports)
      : schedule_(std::move(schedule).as_loop()), ports_(std::move(ports)), cursor_(schedule_) {}

  // So many of the step's iterations are done. Tells whether that ended the frame.
  bool iterated(std::int64_t count) {
    compute(cursor_.step(), count);
    if (!cursor_.done(count)) return false;
    if (frames_ > 0) --frames_;
    return true;
  }
  // So many are computed before they issue, as their beats are offered.
  void compute_ahead(const Step& step, std::int64_t count) {
    if (!computation_ || !step.computes) return;
    computation_.iterate(count);
    computed_ahead_ += count;
  }
  // The same of turns of a loop. (Iterations that touch no stream are none of the computation's.)
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
  std::int64_t frames_ = -1;  // that are left; -1: without end
  FrameObserver* observer_ = nullptr;
  int layer_ = 0;
};

// The layer as its hardware runs it.
std::unique_ptr<Discipline> discipline_of(const Layer& layer, Ports ports);

}  // namespace weir::models
