// What a FIFO costs in hardware.
#pragma once

#include <cstdint>
#include <string>

#include "network/sizing_result.hpp"

namespace weir::sizing {

struct CostModel {
  enum class Kind : std::uint8_t {
    kBits,     // depth x width
    kLutBram,  // LUTs, of shift registers or LUT-RAM, or block RAM counted in LUTs
  };
  Kind kind = Kind::kBits;
  // LUTs that a block RAM of 18 kbit counts as.
  std::int64_t luts_per_bram18 = 190;

  // Of a FIFO of that depth, which is never more than of a deeper one.
  [[nodiscard]] Cost of(std::int64_t width_bits, std::int64_t depth) const;
  // "bits", "lut-bram".
  [[nodiscard]] std::string name() const;
  // Of Cost::units, in words.
  [[nodiscard]] std::string unit() const;
};

}  // namespace weir::sizing
