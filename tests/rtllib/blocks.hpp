// docs/timing.md, "finn-rtllib", word by word: each block as its registers, stepped cycle by cycle. They are
// slow and know nothing of any engine.
#pragma once

#include <memory>

#include "network/network.hpp"

namespace weir::tests {

// What a block's ports show, and what a rising edge does. Of inputs: a bit each, input 0's the least
// significant.
class RegisterBlock {
 public:
  virtual ~RegisterBlock() = default;
  // Of the output: depends on no port.
  [[nodiscard]] virtual bool valid() const = 0;
  // Of the inputs, while these are valid and the output is ready.
  [[nodiscard]] virtual unsigned ready(unsigned valid, bool output_ready) const = 0;
  // The edge at the end of a cycle in which the ports showed this.
  virtual void clock(unsigned valid, bool output_ready) = 0;
};

// Of a layer that is made of finn-rtllib's block.
std::unique_ptr<RegisterBlock> register_block(const Layer& layer);
// A FIFO of so many beats, as Q_srl.
std::unique_ptr<RegisterBlock> register_fifo(std::int64_t depth);

}  // namespace weir::tests
