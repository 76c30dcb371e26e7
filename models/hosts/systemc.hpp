// The SystemC engine: every layer an sc_module with stream ports, every FIFO a channel; the modules host the
// layer models' processes, which suspend on channel events. No module has a clock: beats carry their cycles.
// Kernel time advances only if cycle-stepped hardware replaces some layers (mixed co-simulation).
//
// The kernel allows one elaboration a process: run_systemc may be called once.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/pipeline.hpp"

namespace weir::models {

// Hardware that replaces some layers and runs one clock cycle at a time. Its inputs and outputs are the
// network's streams that cross its border, in the network's order.
class SteppedPart {
 public:
  virtual ~SteppedPart() = default;

  [[nodiscard]] virtual const std::vector<int>& layers() const = 0;   // the network's layers that it replaces
  [[nodiscard]] virtual const std::vector<int>& inputs() const = 0;   // streams
  [[nodiscard]] virtual const std::vector<int>& outputs() const = 0;  // streams

  virtual void set_input(std::size_t input, bool valid, const std::uint64_t* data) = 0;
  virtual void set_output_ready(std::size_t output, bool ready) = 0;
  // Settles the cycle's combinational logic. The getters below are valid afterwards.
  virtual void evaluate() = 0;
  [[nodiscard]] virtual bool input_ready(std::size_t input) const = 0;
  [[nodiscard]] virtual bool output_valid(std::size_t output) const = 0;
  [[nodiscard]] virtual const std::uint64_t* output_data(std::size_t output) const = 0;
  // The rising edge that ends the cycle.
  virtual void clock() = 0;
  // Whether every beat of `frames` frames was popped from every stream inside the part. last_moved(): the
  // cycle of the last transfer on any of its streams except a memory's.
  [[nodiscard]] virtual bool complete(std::int64_t frames) const = 0;
  [[nodiscard]] virtual Cycle last_moved() const = 0;
};

struct SystemCOptions {
  Recording recording;
  std::vector<SteppedPart*> parts;  // borrowed; need recorded values
  std::uint64_t order_seed = 0;     // if not 0, processes run in random order; results do not change
};

struct SystemCResult {
  Trace trace;              // without the streams inside parts and their layers' activity: ask the part
  std::vector<Wait> waits;  // if the run deadlocked; without layers inside parts
};

SystemCResult run_systemc(const Network& network, const Stimulus& stimulus, const SystemCOptions& options);

}  // namespace weir::models
