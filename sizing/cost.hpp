// The hardware cost of a FIFO.
#pragma once

#include <cstdint>
#include <string>

#include "network/sizing_result.hpp"

namespace weir::sizing {

// Counts only the storage of the beats, not addressing, counters, multiplexers or handshakes.
struct CostModel {
  enum class Kind : std::uint8_t {
    kBits,     // depth x width
    kLutBram,  // the fewest LUTs: as shift registers, as LUT-RAM, or as block RAM counted in LUTs
  };
  Kind kind = Kind::kBits;
  // LUTs that a block RAM of 18 kbit counts as, > 0. The default is the ratio on a Zynq-7020 (DS190: the
  // device of the PYNQ-Z1 board), 53,200 LUTs to 280 block RAMs, so that a design uses up both evenly. With
  // 0, block RAM would be free.
  std::int64_t luts_per_bram18 = 190;

  // The cost of a FIFO of that width and depth, both > 0. Never falls as width or depth grows.
  [[nodiscard]] Cost of(std::int64_t width_bits, std::int64_t depth) const;
  // "bits", "lut-bram".
  [[nodiscard]] std::string name() const;
  // Of Cost::units, in words.
  [[nodiscard]] std::string unit() const;
};

}  // namespace weir::sizing
