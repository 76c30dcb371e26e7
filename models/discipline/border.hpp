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

// The cycle from which a frame is let in.
inline Cycle admitted(const Interval& admission, std::int64_t frame) {
  return frame * admission.cycles / admission.frames;
}

// The feeder of a network input: offers a beat when the one before is gone. Notes the cycle in which each
// frame's first beat entered.
class Source final : public Process {
 public:
  // `beats` and `values`: of all frames, and where to; null without values. `admission`: no frame begins
  // before its turn, one every so often; none: as soon as there is room. Nothing is offered before cycle
  // `first`.
  Source(OutPort port, const Pattern& arrival, std::int64_t frames, const Beats* beats, ValueQueue* values,
         const std::optional<Interval>& admission, Cycle first);
  void run() override;
  [[nodiscard]] Cycle no_pop_before() const override;
  [[nodiscard]] Cycle no_push_before() const override;
  // From when the beat that waits for room is offered; none if none does.
  [[nodiscard]] std::optional<Cycle> offered_next() const;
  [[nodiscard]] const std::vector<Cycle>& first_in() const { return first_in_; }
  [[nodiscard]] OutPort& port() { return port_; }

 private:
  [[nodiscard]] bool ended() const { return offered_ == beats_in_all_; }
  void note_taken();
  void push_run();
  // The cycle from which the beat at hand may be offered for the sake of its frame's admission.
  [[nodiscard]] Cycle frame_from() const;
  // So many more are offered, none of them beyond the frame's end.
  void offered(std::int64_t beats);

  OutPort port_;
  Gate arrival_;
  std::uint64_t beats_in_all_;
  const Beats* beats_;
  ValueQueue* values_;
  Interval admission_;
  Cycle first_;
  bool at_once_;  // nothing holds beats back but room, and they have no values
  std::uint64_t offered_ = 0;
  std::int64_t left_in_frame_;    // beats of the frame at hand that are not offered
  std::int64_t frame_ = 0;        // the frame at hand
  std::uint64_t next_first_ = 0;  // the beat whose transfer comes into first_in_ next
  bool pending_ = false;          // a beat that was offered waits for room
  Cycle pending_from_ = 0;
  std::vector<Cycle> first_in_;
};

// The drain of a network output: takes each beat as it sees it. Notes the cycle in which each frame's last
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
  std::uint64_t frame_end_;  // beats up to the end of the frame at hand
  std::vector<Cycle> last_out_;
};

// The wire between two FIFOs, one of them a register slice: a beat leaves the one in the cycle in which it
// enters the other.
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
