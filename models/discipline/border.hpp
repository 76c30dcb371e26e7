// The processes at a network's border, and the wires between register slices.
#pragma once

#include <optional>
#include <vector>

#include "models/port.hpp"
#include "models/process.hpp"
#include "models/values.hpp"
#include "network/interval.hpp"
#include "network/trace.hpp"

namespace weir::models {

// The cycle from which a frame is admitted.
inline Cycle admitted(const Interval& admission, std::int64_t frame) {
  return frame * admission.cycles / admission.frames;
}

// Feeds a network input: offers each beat once the previous one has been transferred. Records the cycle in
// which each frame's first beat entered.
class Source final : public Process {
 public:
  // `beats`: the beats of all frames; `values`: the queue they go to; both null without values. `admission`:
  // admits one frame per this interval; none: frames start as soon as there is room. Nothing is offered
  // before cycle `first`.
  Source(OutPort port, const Pattern& arrival, std::int64_t frames, const Beats* beats, ValueQueue* values,
         const std::optional<Interval>& admission, Cycle first);
  void run() override;
  [[nodiscard]] Cycle no_pop_before() const override;
  [[nodiscard]] Cycle no_push_before() const override;
  // The cycle from which the beat waiting for room is offered; none if no beat waits.
  [[nodiscard]] std::optional<Cycle> offered_next() const;
  [[nodiscard]] const std::vector<Cycle>& first_in() const { return first_in_; }
  [[nodiscard]] OutPort& port() { return port_; }

 private:
  [[nodiscard]] bool ended() const { return offered_ == beats_in_all_; }
  void note_taken();
  void push_run();
  // The cycle from which the admission of its frame allows the next beat to be offered.
  [[nodiscard]] Cycle frame_from() const;
  // Counts `beats` more offers, which must not pass the frame's end.
  void offered(std::int64_t beats);

  OutPort port_;
  Gate arrival_;
  std::uint64_t beats_in_all_;
  const Beats* beats_;
  ValueQueue* values_;
  Interval admission_;
  Cycle first_;
  bool at_once_;  // only room delays beats, and they carry no values
  std::uint64_t offered_ = 0;
  std::int64_t left_in_frame_;    // beats of frame_ not yet offered
  std::int64_t frame_ = 0;        // the frame at hand
  std::uint64_t next_first_ = 0;  // the next beat whose transfer first_in_ records
  bool pending_ = false;          // an offered beat waits for room
  Cycle pending_from_ = 0;
  std::vector<Cycle> first_in_;
};

// Drains a network output: pops each beat as soon as it sees it. Records the cycle in which each frame's last
// beat left.
class Sink final : public Process {
 public:
  Sink(InPort port, ValueQueue* values)
      : port_(std::move(port)), values_(values), frame_end_(port_.channel().frame_beats()) {}
  void run() override;
  [[nodiscard]] Cycle no_pop_before() const override { return port_.channel().pops.last() + 1; }
  [[nodiscard]] Cycle no_push_before() const override;
  [[nodiscard]] const std::vector<Cycle>& last_out() const { return last_out_; }
  [[nodiscard]] InPort& port() { return port_; }

 private:
  void pop_run();

  InPort port_;
  ValueQueue* values_;
  std::uint64_t frame_end_;  // beats up to the end of the current frame
  std::vector<Cycle> last_out_;
};

// The wire between two FIFOs, one of which is a register slice: a beat leaves the first FIFO in the cycle in
// which it enters the second.
class Wire final : public Process {
 public:
  Wire(InPort from, OutPort to) : from_(std::move(from)), to_(std::move(to)) {}
  void run() override;
  [[nodiscard]] Cycle no_pop_before() const override { return from_.channel().pops.last() + 1; }
  [[nodiscard]] Cycle no_push_before() const override { return to_.channel().pushes.last() + 1; }
  [[nodiscard]] const InPort& from() const { return from_; }

 private:
  void offer();

  InPort from_;
  OutPort to_;
};

}  // namespace weir::models
