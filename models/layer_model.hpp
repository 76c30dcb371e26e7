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

  // Before the first issue: the one before it was in cycle `last`.
  void go_on_from(Cycle last) { last_ = last; }
  // Issues an iteration that reads a beat visible from `arrived` on (0: reads nothing).
  Cycle issue(Cycle arrived) {
    wanted_ = last_ + 1;
    ++busy_;
    return last_ = std::max(wanted_, arrived);
  }
  // Issues one that also writes, with a credit usable from `credit` on.
  Cycle issue(Cycle arrived, Cycle credit) {
    wanted_ = std::max(last_ + 1, credit);
    blocked_ += wanted_ - (last_ + 1);
    ++busy_;
    return last_ = std::max(wanted_, arrived);
  }
  // Issues `count` iterations one a cycle from `first` on, of which the first might have come in cycle
  // `wanted` if all its beats had been there: the cycles before that were blocked, and so are `gap` cycles in
  // the run.
  void run_from(Cycle wanted, Cycle first, std::int64_t count, Cycle gap = 0) {
    blocked_ += wanted - (last_ + 1) + gap;
    busy_ += count;
    last_ = first + count - 1 + gap;
  }
  // Issues `count` iterations that touch no stream.
  void run(std::int64_t count) {
    last_ += count;
    busy_ += count;
  }

  // Labels of the cycles 0..last().
  [[nodiscard]] LayerActivity activity() const { return {busy_, blocked_, last_ + 1 - busy_ - blocked_}; }

 private:
  Cycle last_ = -1;
  Cycle wanted_ = 0;
  std::int64_t busy_ = 0;
  std::int64_t blocked_ = 0;
};

// The latest issues of a layer that runs ahead of the frames, on a memory's contents, so that those past the
// last transfer that counts can be taken back. Takes no more room than there were issues.
class RecentIssues {
 public:
  explicit RecentIssues(std::size_t most) : most_(most) {}
  // After each issue.
  void note(const IssueClock& clock) {
    const Issue issue{clock.wanted(), clock.last()};
    if (noted_ < most_) {
      recent_.push_back(issue);
    } else {
      recent_[noted_ % most_] = issue;
    }
    ++noted_;
  }
  [[nodiscard]] bool empty() const { return noted_ == 0; }
  // The labels of the cycles 0..last, of which `all` counts those up to the latest issue, after `last`.
  [[nodiscard]] LayerActivity until(Cycle last, LayerActivity all) const;

 private:
  struct Issue {
    Cycle wanted = -1;
    Cycle issued = -1;
  };
  std::size_t most_;
  std::vector<Issue> recent_;
  std::size_t noted_ = 0;
};

// Told at the end of every frame's loop nest; the native engine recognises the steady state by it.
class FrameObserver {
 public:
  virtual void frame_done(int process) = 0;

 protected:
  ~FrameObserver() = default;
};

// The channels at a layer's inputs and outputs, in the layer kind's order, and whether values are to be
// computed.
struct Ends {
  std::vector<Channel*> inputs;
  std::vector<Channel*> outputs;
  bool values = false;
  std::size_t runs_ahead =
      0;  // of a layer whose outputs have no end: the most iterations past the last frame's
};

// One layer's model. Its process is the hardware's loop nest over the frames, without end.
class LayerModel {
 public:
  virtual ~LayerModel() = default;
  virtual Process run() = 0;

  [[nodiscard]] const IssueClock& clock() const { return clock_; }
  // Labels of the cycles 0..last_cycle, all of them.
  [[nodiscard]] LayerActivity activity(Cycle last_cycle) const;
  // Of the suspended process: the cycle from which its iteration at hand lacks nothing but beats of input;
  // none if it lacks a credit.
  [[nodiscard]] virtual std::optional<Cycle> waiting_from() const;
  // Of the suspended process: the cycle from which the first input's ready is high for want of nothing but
  // its beat; none if it lacks more.
  [[nodiscard]] virtual std::optional<Cycle> wanted_from() const { return waiting_from(); }
  // A cycle before which the suspended process surely pops nothing more.
  [[nodiscard]] virtual Cycle no_pop_before() const { return clock_.last() + 1; }
  // What later frames depend on, at the end of a frame (steady_state.hpp): so many cycles, written to `to`,
  // the last issue among them.
  [[nodiscard]] virtual std::size_t state_size() const { return 1; }
  virtual void copy_state(Cycle* to) const { *to = clock_.last(); }
  // Before the first frame: goes on from what copy_state() told of the frame before it.
  virtual void go_on_from(const Cycle* state) { clock_.go_on_from(*state); }
  // Calls `observer` with `process` at each frame's end.
  void observe(FrameObserver& observer, int process) {
    observer_ = &observer;
    process_ = process;
  }

 protected:
  // `latency` is L of docs/timing.md: it sets each output's credits, L + 1.
  // `runs_ahead`: of a layer that notes its issues in recent_, how many it keeps.
  LayerModel(const Ends& ends, Cycle latency) : LayerModel(ends, latency, ends.runs_ahead) {}
  LayerModel(const Ends& ends, Cycle latency, std::size_t runs_ahead)
      : inputs_(ends.inputs),
        outputs_(ends.outputs),
        output_(*outputs_[0]),
        latency_(latency),
        recent_(runs_ahead) {
    for (Channel* output : outputs_) output->set_credits(static_cast<std::uint64_t>(latency + 1));
  }
  // The cycle from which all credits of what an iteration writes are there, after the last issue; none if one
  // is not known yet.
  [[nodiscard]] std::optional<Cycle> credits_from(int writes) const;

  // Issues up to `count` consecutive iterations that read a beat and write none; at least one, whose beat
  // must be there. With `values`, calls took(i) for each, i beats behind the oldest, before the first is
  // popped.
  template <class Took>
  std::int64_t read_run(Channel& input, std::int64_t count, bool values, const Took& took) {
    const std::int64_t run = std::min(count, input.beats());
    for (std::int64_t i = 0; values && i < run; ++i) took(i);
    if (!input.plain()) {
      for (std::int64_t i = 0; i < run; ++i) {
        const Cycle issued = clock_.issue(input.front());
        input.pop(issued, clock_.wanted());
      }
      return run;
    }
    Cycle first = clock_.last() + 1;
    const Cycle wanted = first;
    std::int64_t done = input.in_a_row(run, first);
    if (worth_it(done, run)) {
      input.pop_run(done, first, 1);
      clock_.run_from(wanted, first, done);
    } else {
      done = 0;
    }
    if (done == run) return run;
    IssueClock clock = clock_;
    Channel::Reader reader(input);
    for (; done < run; ++done) reader.pop(clock.issue(reader.front()));
    clock_ = clock;
    return run;
  }

  // Up to `count` times: stride - 1 iterations that touch no stream, then one that writes a beat. At least
  // once; the first credit must be known.
  std::int64_t write_run(std::int64_t count, std::int64_t stride) {
    const std::int64_t run = output_.plain() ? std::min(count, output_.room()) : 0;
    if (run == 0) {
      clock_.run(stride - 1);
      output_.offer(clock_.issue(0, output_.credit()) + latency_);
      return 1;
    }
    if (stride == 1) {
      const Channel::Run row = output_.run_from(run, clock_.last() + 1, latency_);
      if (worth_it(row.count, run)) {
        output_.push_run(row, latency_);
        clock_.run_from(row.issue, row.issue, row.count, row.gap);
        return row.count;
      }
    }
    const Cycle first = clock_.last() + stride;
    if (stride > 1 && output_.free_by(run, first, stride, latency_)) {
      output_.push_run(run, first + latency_, stride);
      clock_.run(run * stride);
      return run;
    }
    IssueClock clock = clock_;
    Channel::Writer writer(output_);
    for (std::int64_t i = 0; i < run; ++i) {
      clock.run(stride - 1);
      writer.offer(clock.issue(0, writer.credit()) + latency_);
    }
    clock_ = clock;
    return run;
  }

  // Up to `count` iterations that each read a beat and write one, if they are there and have room: their
  // number, or 0 where that is not plain to see. Timing only.
  std::int64_t pass_run(Channel& input, std::int64_t count) { return pass_run(input, output_, count); }
  std::int64_t pass_run(Channel& input, Channel& output, std::int64_t count) {
    if (!input.plain() || !output.plain()) return 0;
    const std::int64_t run = std::min({count, input.beats(), output.room()});
    if (run == 0) return 0;
    Cycle first = clock_.last() + 1;
    const Cycle wanted = std::max(first, output.credit());
    const std::int64_t arrived = input.in_a_row(run, first);
    Channel::Run row = output.run_from(arrived, first, latency_);
    if (row.gap > 0) row.count = static_cast<std::int64_t>(output.credits());
    if (!worth_it(row.count, run)) {
      IssueClock clock = clock_;
      Channel::Reader reader(input);
      Channel::Writer writer(output);
      for (std::int64_t i = 0; i < run; ++i) {
        const Cycle issued = clock.issue(reader.front(), writer.credit());
        reader.pop(issued);
        writer.offer(issued + latency_);
      }
      clock_ = clock;
      return run;
    }
    input.pop_run(row.count, row.issue, 1);
    output.push_run(row, latency_);
    clock_.run_from(wanted, row.issue, row.count);
    return row.count;
  }

  // An iteration that reads a beat, seen from `arrived` on, and writes one with the value `value`, or none of
  // a timing-only run (null).
  void pass(Channel& input, Cycle arrived, Channel& output, Cycle credit, const std::uint64_t* value) {
    const Cycle issued = clock_.issue(arrived, credit);
    output.offer_any(issued + latency_, value);
    input.pop(issued, clock_.wanted());
  }

  // Whether a run of `count` beats goes faster than one by one, with all of them.
  [[nodiscard]] static bool worth_it(std::int64_t count, std::int64_t all) {
    return count == all || count >= 8;
  }

  void frame_done() {
    if (observer_ != nullptr) observer_->frame_done(process_);
  }

  const std::vector<Channel*> inputs_;
  const std::vector<Channel*> outputs_;
  Channel& output_;  // the first
  const Cycle latency_;
  IssueClock clock_;
  RecentIssues recent_;
  std::int64_t unhindered_ =
      0;  // iterations before the one that the suspended process waits for: they touch no stream

 private:
  FrameObserver* observer_ = nullptr;
  int process_ = 0;
};

// One function a layer kind; `layer_model` picks by kind.
std::unique_ptr<LayerModel> make_model(const Mvtu& mvtu, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Vvtu& vvtu, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Swu& swu, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Pad& pad, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Maxpool& maxpool, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Pool& pool, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Threshold& threshold, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Dwc& dwc, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const LabelSelect& label_select, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Memstream& memstream, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Fork& fork, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Eltwise& eltwise, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Concat& concat, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Split& split, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Channelwise& channelwise, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Upsample& upsample, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Downsample& downsample, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Lookup& lookup, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Normalize& normalize, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const TmrCheck& tmr_check, const Ends& ends);
std::unique_ptr<LayerModel> make_model(const Mem& mem, const Ends& ends);
std::unique_ptr<LayerModel> layer_model(const Layer& layer, const Ends& ends);

}  // namespace weir::models
