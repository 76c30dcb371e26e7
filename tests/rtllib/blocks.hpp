// docs/timing.md, "finn-rtllib", as code: each block as its registers, stepped cycle by cycle. This is slow,
// and shares nothing with any engine.
#pragma once

#include <memory>

#include "network/network.hpp"

namespace weir::tests {

// The signals at a block's ports, and the effect of a rising edge. Inputs are bit masks; input 0 is the least
// significant bit.
class RegisterBlock {
 public:
  virtual ~RegisterBlock() = default;
  // The output's valid; it depends on no port.
  [[nodiscard]] virtual bool valid() const = 0;
  // The inputs' ready, given which inputs are valid and whether the output is ready.
  [[nodiscard]] virtual unsigned ready(unsigned valid, bool output_ready) const = 0;
  // The edge at the end of a cycle in which the ports had these values.
  virtual void clock(unsigned valid, bool output_ready) = 0;
};

// The block for a layer whose hardware is finn-rtllib's.
std::unique_ptr<RegisterBlock> register_block(const Layer& layer);
// A FIFO of that many beats, built like Q_srl.
std::unique_ptr<RegisterBlock> register_fifo(std::int64_t depth);

}  // namespace weir::tests
