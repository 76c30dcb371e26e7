// Watches a Verilated core's streams and layers, cycle by cycle.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "network/trace.hpp"
#include "network/waits.hpp"
#include "testbench/verilated.hpp"
#include "testbench/waves.hpp"

namespace weir::testbench {

class Monitor {
 public:
  Monitor(const Network& network, const VerilatedCore& core, bool record_waves);

  // Notes what the rising edge that ends this cycle will do. After evaluate(), before clock().
  void sample(Cycle cycle);

  // Whether there was a transfer at any stream's end in the last cycle sampled; of a memory's streams none
  // counts.
  [[nodiscard]] bool moved() const { return moved_; }
  // Whether there was one on any stream.
  [[nodiscard]] bool busy() const { return busy_; }
  // Whether every beat of so many frames was popped from every stream but those of memories, which have no
  // end.
  [[nodiscard]] bool complete(std::int64_t frames) const;
  // A stream from which more beats were popped than so many frames have; "" if there is none.
  [[nodiscard]] std::string overrun(std::int64_t frames) const;
  // Of a core in which nothing has moved for longer than any stall lasts: what each layer waits for. A stream
  // that shows no valid then is empty, and one that takes no beat is full.
  [[nodiscard]] std::vector<Wait> waits() const;
  // What was wrong with a stream itself: a beat came out of a FIFO other than it went in. Empty if nothing
  // was.
  [[nodiscard]] const std::string& fault() const { return fault_; }

  [[nodiscard]] std::vector<StreamTrace>& streams() { return streams_; }
  [[nodiscard]] Waves& waves() { return waves_; }
  // Labels of the cycles 0..last_cycle.
  [[nodiscard]] std::vector<LayerActivity> activity(Cycle last_cycle) const;

 private:
  void read(const Port& port, std::vector<std::uint64_t>& words) const { port.get_words(words.data()); }
  void note_push(std::size_t stream, Cycle cycle);
  void note_pop(std::size_t stream, Cycle cycle);
  void note_waves(Cycle cycle);
  // The outputs that keep a layer from issuing: blocked, after so many iterations.
  [[nodiscard]] std::vector<int> lacking_credit(const Layer& layer, std::int64_t issued) const;
  // Of occupancy_ as it was read last.
  [[nodiscard]] std::int64_t occupancy(std::size_t stream) const {
    return static_cast<std::int64_t>((occupancy_[stream / 2] >> (stream % 2 * 32)) & 0xffffffffU);
  }

  const Network& network_;
  bool record_waves_;
  Port push_valid_port_, push_ready_port_, pop_valid_port_, pop_ready_port_, occupancy_port_, issue_port_,
      blocked_port_;
  std::vector<Port> push_data_, pop_data_;
  std::vector<std::uint64_t> push_valid_, push_ready_, pop_valid_, pop_ready_, occupancy_, issue_, blocked_;
  std::vector<std::uint64_t> beat_;
  std::vector<StreamTrace> streams_;
  Waves waves_;
  std::vector<std::uint64_t> labels_;  // per cycle: the issue words, then the blocked words
  bool moved_ = false;
  bool busy_ = false;
  std::string fault_;
};

}  // namespace weir::testbench
