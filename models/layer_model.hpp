// What the models of all layers have in common: a clock of issues, and the streams' ends.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "models/channel.hpp"
#include "models/process.hpp"
#include "network/network.hpp"

namespace weir::models {

// The cycles in which a layer's iterations issue, and the label of every cycle in between.
class IssueClock {
 public:
  [[nodiscard]] Cycle last() const { return last_; }
  // The cycle from which the iteration issued last lacked nothing but beats of input.
  [[nodiscard]] Cycle wanted() const { return wanted_; }

  // Issues an iteration that reads a beat visible from `arrived` on (0: reads nothing).
  Cycle issue(Cycle arrived) {
    wanted_ = last_ + 1;
    return issue_from(wanted_, arrived);
  }
  // Issues one that also writes, with a credit usable from `credit` on.
  Cycle issue(Cycle arrived, Cycle credit) {
    wanted_ = last_ + 1;
    if (credit > wanted_) {
      activity_.blocked += credit - wanted_;
      wanted_ = credit;
    }
    return issue_from(wanted_, arrived);
  }
  // Issues `count` iterations that touch no stream.
  void run(std::int64_t count) {
    last_ += count;
    activity_.busy += count;
  }

  [[nodiscard]] const LayerActivity& activity() const { return activity_; }

  // issue(arrived) and pop, for up to `count` consecutive iterations; at least one. Calls took(i) before the
  // i-th pop.
  template <class Took>
  std::int64_t read_run(Channel& input, std::int64_t count, const Took& took) {
    const std::int64_t run = std::min(count, input.beats());
    for (std::int64_t i = 0; i < run; ++i) took(i);
    if (!input.plain()) {
      for (std::int64_t i = 0; i < run; ++i) {
        issue(input.front());
        input.pop(last_, wanted_);
      }
      return run;
    }
    Cycle last = last_;
    Cycle starved = 0;
    input.pop_run(run, [&](Cycle arrived) {
      const Cycle next = std::max(last + 1, arrived);
      starved += next - last - 1;
      return last = next;
    });
    last_ = last;
    activity_.starved += starved;
    activity_.busy += run;
    return run;
  }

  // Up to `count` times: stride - 1 iterations that touch no stream, then one that writes a beat, offered
  // `latency` cycles on. As many as there is room for; at least one, of which the credit must be known.
  std::int64_t write_run(Channel& output, std::int64_t count, std::int64_t stride, Cycle latency) {
    const std::int64_t run = output.plain() ? std::min(count, output.room()) : 0;
    if (run == 0) {
      this->run(stride - 1);
      output.offer(issue(0, output.credit()) + latency);
      return 1;
    }
    Cycle last = last_;
    Cycle blocked = 0;
    output.offer_run(run, [&](Cycle credit) {
      const Cycle next = std::max(last + stride, credit);
      blocked += next - last - stride;
      last = next;
      return next + latency;
    });
    last_ = last;
    activity_.blocked += blocked;
    activity_.busy += run * stride;
    return run;
  }

 private:
  Cycle issue_from(Cycle earliest, Cycle arrived) {
    if (arrived > earliest) {
      activity_.starved += arrived - earliest;
      earliest = arrived;
    }
    ++activity_.busy;
    return last_ = earliest;
  }

  Cycle last_ = -1;
  Cycle wanted_ = 0;
  LayerActivity activity_;
};

// Told at the end of every frame's loop nest; the native engine recognises the steady state by it.
class FrameObserver {
 public:
  virtual void frame_done(int process) = 0;

 protected:
  ~FrameObserver() = default;
};

// One layer's model. Its process is the hardware's loop nest over the frames, without end.
class LayerModel {
 public:
  virtual ~LayerModel() = default;
  virtual Process run() = 0;

  [[nodiscard]] const IssueClock& clock() const { return clock_; }
  // Labels of the cycles 0..last_cycle, all of them.
  [[nodiscard]] virtual LayerActivity activity(Cycle last_cycle) const;
  // At the end of a frame: the cycle from which nothing but beats of input is lacking; none if a credit is,
  // too.
  [[nodiscard]] std::optional<Cycle> waiting_from() const;
  // Calls `observer` with `process` at each frame's end.
  void observe(FrameObserver& observer, int process) {
    observer_ = &observer;
    process_ = process;
  }

 protected:
  // `latency` is L of docs/timing.md: it sets the output's credits, L + 1.
  LayerModel(Channel& output, Cycle latency, bool first_iteration_writes)
      : output_(output), latency_(latency), first_iteration_writes_(first_iteration_writes) {
    output.set_credits(static_cast<std::uint64_t>(latency + 1));
  }
  void frame_done() {
    if (observer_ != nullptr) observer_->frame_done(process_);
  }

  Channel& output_;
  const Cycle latency_;
  IssueClock clock_;

 private:
  bool first_iteration_writes_;
  FrameObserver* observer_ = nullptr;
  int process_ = 0;
};

// The channels at a layer's inputs and outputs, in the layer kind's order, and whether values are to be
// computed.
struct Ends {
  std::vector<Channel*> inputs;
  std::vector<Channel*> outputs;
  bool values = false;
};

// One function a layer kind; `layer_model` picks by kind.
std::unique_ptr<LayerModel> make_model(const Mvtu& mvtu, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Threshold& threshold, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Dwc& dwc, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const LabelSelect& label_select, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Memstream& memstream, const Ends& ends);
std::unique_ptr<LayerModel> layer_model(const Layer& layer, const Ends& ends);

}  // namespace weir::models
