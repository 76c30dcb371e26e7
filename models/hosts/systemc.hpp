// The SystemC engine: every layer an sc_module with stream ports, every FIFO a channel; the modules host the
// layer models' processes, which suspend on channel events. None ticks: beats carry their cycles, and the
// kernel's time stands still except where hardware stepped cycle by cycle has taken the place of layers
// (mixed co-simulation).
//
// The kernel allows one elaboration a process: run_systemc may be called once.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/pipeline.hpp"

namespace weir::models {

// Hardware in place of some layers, one clock cycle at a time. Its inputs and outputs are the streams of the
// network that cross the part's border, in the order of the network's streams.
class SteppedPart {
 public:
  virtual ~SteppedPart() = default;

  [[nodiscard]] virtual const std::vector<int>& layers() const = 0;   // of the network, which it replaces
  [[nodiscard]] virtual const std::vector<int>& inputs() const = 0;   // streams
  [[nodiscard]] virtual const std::vector<int>& outputs() const = 0;  // streams

  virtual void set_input(std::size_t input, bool valid, const std::uint64_t* data) = 0;
  virtual void set_output_ready(std::size_t output, bool ready) = 0;
  // Settles the cycle's combinational logic; afterwards the following are good.
  virtual void evaluate() = 0;
  [[nodiscard]] virtual bool input_ready(std::size_t input) const = 0;
  [[nodiscard]] virtual bool output_valid(std::size_t output) const = 0;
  [[nodiscard]] virtual const std::uint64_t* output_data(std::size_t output) const = 0;
  // The rising edge that ends the cycle.
  virtual void clock() = 0;
  // Whether every beat of so many frames was taken from every stream inside the part, and the cycle of the
  // last transfer on any of its streams but a memory's.
  [[nodiscard]] virtual bool complete(std::int64_t frames) const = 0;
  [[nodiscard]] virtual Cycle last_moved() const = 0;
};

struct SystemCOptions {
  Recording recording;
  std::vector<SteppedPart*> parts;  // borrowed; need recorded values
  std::uint64_t order_seed = 0;     // not 0: processes run in random order (which changes nothing)
};

struct SystemCResult {
  Trace trace;              // streams inside a part, and its layers' activity, are the part's own to tell
  std::vector<Wait> waits;  // of a run that came to a stop before its end; not those of layers inside a part
};

SystemCResult run_systemc(const Network& network, const Stimulus& stimulus, const SystemCOptions& options);

}  // namespace weir::models
