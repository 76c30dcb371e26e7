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

// What a core's probes show in one cycle: a bit a stream or layer, 64 a word.
struct Probes {
  std::vector<std::uint64_t> push_valid, push_ready, pop_valid, pop_ready, issue, blocked;
};

// Of a core in which nothing has moved for longer than any stall lasts: what each layer waits for. A stream
// that shows no valid then is empty, and one that takes no beat is full. `pushes`: beats pushed into each
// stream so far; `layers`: what each layer did until then.
std::vector<Wait> waits_of(const Network& network, const Probes& probes,
                           const std::vector<std::int64_t>& pushes, const std::vector<LayerActivity>& layers);

// The most beats that a network's hardware may pop from a stream in a run of so many frames, and not go on
// after the last one; none where any number is right.
std::optional<std::int64_t> most_pops(const Network& network, std::size_t stream, std::int64_t frames);

// What is said of a stream from which more beats were popped.
std::string overrun_text(const Stream& stream);

// A stream into which beats were pushed after the last cycle of the frames, in words; "" if there is none. A
// memory may stream ahead.
std::string pushed_late(const Network& network, const std::vector<StreamTrace>& streams, Cycle last);

class Monitor {
 public:
  // Of a core that is given so many frames.
  Monitor(const Network& network, const VerilatedCore& core, std::int64_t frames, bool record_waves);

  // Notes what the rising edge that ends this cycle will do. After evaluate(), before clock().
  void sample(Cycle cycle);

  // The cycle of the last transfer, at either end of any stream, of a beat that the frames use; -1 before it.
  [[nodiscard]] Cycle last_moved() const { return last_moved_; }
  // Whether every beat of every frame was popped from every stream.
  [[nodiscard]] bool complete() const;
  // A stream from which more beats were popped than the frames have, in words; "" if there is none.
  [[nodiscard]] std::string overrun() const;
  [[nodiscard]] std::vector<Wait> waits() const;  // waits_of
  // What was wrong with a stream itself: a beat came out of a FIFO other than it went in. Empty if nothing
  // was.
  [[nodiscard]] const std::string& fault() const { return fault_; }

  // All that moved, a memory's surplus as well (drop_surplus).
  [[nodiscard]] std::vector<StreamTrace>& streams() { return streams_; }
  // Of the cycles 0..last_cycle, as the labels.
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
  // Of occupancy_ as it was read last.
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
