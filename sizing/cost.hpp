// What a FIFO costs in hardware.
#pragma once

#include <cstdint>
#include <string>

#include "network/sizing_result.hpp"

namespace weir::sizing {

// Counted is what holds the beats, and not what addresses it, counts, multiplexes or shakes hands.
struct CostModel {
  enum class Kind : std::uint8_t {
    kBits,     // depth x width
    kLutBram,  // LUTs, of shift registers or LUT-RAM, or block RAM counted in LUTs: whichever are fewest
  };
  Kind kind = Kind::kBits;
  // LUTs that a block RAM of 18 kbit counts as, > 0. The default is the ratio in which a Zynq-7020 (DS190:
  // the device of the PYNQ-Z1 board) has them, 53,200 LUTs to 280 block RAMs: a design that uses both up
  // evenly. At 0 block RAM would be free.
  std::int64_t luts_per_bram18 = 190;

  // Of a FIFO of that width and depth, both > 0: never more than of a wider or of a deeper one.
  [[nodiscard]] Cost of(std::int64_t width_bits, std::int64_t depth) const;
  // "bits", "lut-bram".
  [[nodiscard]] std::string name() const;
  // Of Cost::units, in words.
  [[nodiscard]] std::string unit() const;
};

}  // namespace weir::sizing
