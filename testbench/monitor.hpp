// Watches a Verilated core's streams and layers, cycle by cycle.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "network/trace.hpp"
#include "network/waits.hpp"
#include "testbench/verilated.hpp"

namespace weir::testbench {

// A core's probes in one cycle: one bit per stream or layer, 64 per word.
struct Probes {
  std::vector<std::uint64_t> push_valid, push_ready, pop_valid, pop_ready, issue, blocked;
};

// What each layer waits for, in a core without a transfer for longer than any stall lasts. In this state, a
// stream without valid is empty, and a stream without ready is full. `pushes`: beats pushed into each stream
// so far; `layers`: each layer's activity so far.
std::vector<Wait> waits_of(const Network& network, const Probes& probes,
                           const std::vector<std::int64_t>& pushes, const std::vector<LayerActivity>& layers);

// The most beats that correct hardware pops from a stream in a run of `frames` frames; none if there is no
// limit.
std::optional<std::int64_t> most_pops(const Network& network, std::size_t stream, std::int64_t frames);

// The message for a stream from which more beats were popped.
std::string overrun_text(const Stream& stream);

// A stream into which beats were pushed after the last cycle of the frames, in words; "" if there is none. A
// memory may stream ahead.
std::string pushed_late(const Network& network, const std::vector<StreamTrace>& streams, Cycle last);

class Monitor {
 public:
  // `frames`: the frames that the core is fed.
  Monitor(const Network& network, const VerilatedCore& core, std::int64_t frames, bool record_waves);

  // Records the effect of the rising edge that ends this cycle. Call after evaluate() and before clock().
  void sample(Cycle cycle);

  // The cycle of the last transfer, at either end of any stream, of a beat that the frames use; -1 before it.
  [[nodiscard]] Cycle last_moved() const { return last_moved_; }
  // Whether every beat of every frame was popped from every stream.
  [[nodiscard]] bool complete() const;
  // A stream from which more beats were popped than the frames have, in words; "" if there is none.
  [[nodiscard]] std::string overrun() const;
  [[nodiscard]] std::vector<Wait> waits() const;  // waits_of
  // A FIFO's fault: a beat came out different from how it went in. Empty if there is none.
  [[nodiscard]] const std::string& fault() const { return fault_; }

  // All transfers, including a memory's surplus (drop_surplus).
  [[nodiscard]] std::vector<StreamTrace>& streams() { return streams_; }
  // The waves of cycles 0..last_cycle.
  [[nodiscard]] Waves waves(Cycle last_cycle) const;
  [[nodiscard]] std::vector<LayerActivity> activity(Cycle last_cycle) const;

 private:
  void read(const Port& port, std::vector<std::uint64_t>& words) const { port.get_words(words.data()); }
  void note_push(std::size_t stream, Cycle cycle);
  void note_pop(std::size_t stream, Cycle cycle);
  void note_waves(Cycle cycle);
  // Beats of a stream that the frames use.
  [[nodiscard]] std::int64_t used(std::size_t stream) const {
    return frames_ * network_.streams[stream].beats_per_frame;
  }
  // A stream's entry in occupancy_, as last read.
  [[nodiscard]] std::int64_t occupancy(std::size_t stream) const {
    return static_cast<std::int64_t>((occupancy_[stream / 2] >> (stream % 2 * 32)) & 0xffffffffU);
  }

  const Network& network_;
  std::int64_t frames_;
  bool record_waves_;
  Port push_valid_port_, push_ready_port_, pop_valid_port_, pop_ready_port_, occupancy_port_, issue_port_,
      blocked_port_;
  std::vector<Port> push_data_, pop_data_;
  Probes probes_;
  std::vector<std::uint64_t> occupancy_;
  std::vector<std::uint64_t> beat_;
  std::vector<StreamTrace> streams_;
  Waves waves_;
  std::vector<std::uint64_t> labels_;  // per cycle: the issue words, then the blocked words
  Cycle last_moved_ = -1;
  std::string fault_;
};

}  // namespace weir::testbench
