// A block's handshakes as one-bit gates and registers: its cone as reduced by yosys.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "skeleton/netlist.hpp"

namespace weir::skeleton {

class Gates {
 public:
  // Throws BadInput if the block is not synchronous to one clock (a latch, a second clock, a loop of gates),
  // or has more than 64 inputs or outputs. The error names `file`.
  Gates(const Module& module, const std::string& file);

  struct Port {
    std::string name;  // of the module's port
    std::size_t bit;   // in it
    std::int32_t place;
  };
  // The inputs that the block depends on, except the clock.
  [[nodiscard]] const std::vector<Port>& inputs() const { return inputs_; }
  // The outputs that are not constant.
  [[nodiscard]] const std::vector<Port>& outputs() const { return outputs_; }
  // Constant outputs: `place` is the value.
  [[nodiscard]] const std::vector<Port>& constants() const { return constants_; }
  [[nodiscard]] std::size_t registers() const { return registers_.size(); }
  [[nodiscard]] std::size_t gates() const { return gates_.size(); }
  [[nodiscard]] const std::string& clock() const { return clock_; }
  // The registers' initial values; 0 if not stated.
  [[nodiscard]] const std::vector<bool>& initial() const { return initial_; }

  // Evaluates one cycle: from inputs and registers to outputs and the registers' next values. Bit i of
  // `inputs` is input i, likewise for outputs. `state` and `next` hold 64 registers per word. Recomputes only
  // what differs from the previously evaluated cycle.
  std::uint64_t evaluate(const std::uint64_t* state, std::uint64_t inputs, std::uint64_t* next);

 private:
  enum class Op : std::uint8_t { kNot, kAnd, kNand, kOr, kNor, kXor, kXnor, kAndNot, kOrNot, kMux, kNmux };
  struct Gate {
    Op op;
    std::int32_t out, a, b, s;
  };
  struct Register {
    std::int32_t next, place;
  };

  std::vector<Port> inputs_, outputs_, constants_;
  std::vector<Register> registers_;
  std::vector<bool> initial_;
  std::vector<Gate> gates_;  // each after what it reads
  std::string clock_;        // "" if there is no register
  void index_sinks(std::size_t places);
  void change(std::int32_t place);
  [[nodiscard]] std::uint8_t output_of(const Gate& gate) const;

  // The readers of each place, numbered: first gates, then registers' next values, then outputs.
  std::vector<std::uint32_t> first_sink_, sinks_;
  // The cycle evaluated last.
  std::vector<std::uint8_t> values_;  // of each place; 0 and 1 are the constants
  std::vector<std::uint64_t> dirty_;  // gates to look at, a bit each
  std::vector<std::uint64_t> state_, next_;
  std::uint64_t given_ = 0;
  std::uint64_t shown_ = 0;
};

}  // namespace weir::skeleton
