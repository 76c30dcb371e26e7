// A group of a network's layers as Verilated RTL that replaces them in a SystemC pipeline.
#pragma once

#include <vector>

#include "models/hosts/systemc.hpp"
#include "network/stimulus.hpp"
#include "network/sub_network.hpp"
#include "testbench/monitor.hpp"
#include "testbench/stall_driver.hpp"
#include "testbench/verilated.hpp"

namespace weir::testbench {

// One sub-network for each connected set of the given layers, named after its first layer.
std::vector<SubNetwork> sub_networks_of(const Network& network, const std::vector<int>& layers);

class RtlPart final : public models::SteppedPart {
 public:
  // `stimulus` is the whole network's: the part itself stalls the streams inside it. Borrows `part`.
  RtlPart(const SubNetwork& part, const RtlBuild& build, const Stimulus& stimulus, std::uint64_t seed);

  [[nodiscard]] const std::vector<int>& layers() const override { return sub_network_.layers; }
  [[nodiscard]] const std::vector<int>& inputs() const override { return inputs_; }
  [[nodiscard]] const std::vector<int>& outputs() const override { return outputs_; }
  void set_input(std::size_t input, bool valid, const std::uint64_t* data) override;
  void set_output_ready(std::size_t output, bool ready) override;
  void evaluate() override;
  [[nodiscard]] bool input_ready(std::size_t input) const override { return in_[input].ready.get() != 0; }
  [[nodiscard]] bool output_valid(std::size_t output) const override { return out_[output].valid.get() != 0; }
  [[nodiscard]] const std::uint64_t* output_data(std::size_t output) const override;
  void clock() override;
  [[nodiscard]] bool complete(std::int64_t /*frames*/) const override { return monitor_.complete(); }
  [[nodiscard]] Cycle last_moved() const override { return monitor_.last_moved(); }

  // Fills in what only the part knows: its inner streams, up to trace.last_cycle, and its layers' activity.
  // Includes a memory's surplus (drop_surplus).
  void complete(Trace& trace);
  // After a deadlock: what the part's layers wait for, with the whole network's indices.
  [[nodiscard]] std::vector<Wait> waits() const;
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  struct Axis {
    Port data, valid, ready;
    std::int64_t width_bits;
    std::vector<std::uint64_t> beat;
  };
  Axis axis(int stream, char side);

  const SubNetwork& sub_network_;
  VerilatedCore core_;
  Monitor monitor_;
  StallDriver stalls_;
  std::vector<int> inputs_;  // in the whole network
  std::vector<int> outputs_;
  std::vector<Axis> in_;
  mutable std::vector<Axis> out_;
  Cycle cycle_ = 0;
  std::string fault_;
};

}  // namespace weir::testbench
