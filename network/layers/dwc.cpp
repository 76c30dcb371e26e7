#include "network/layers/dwc.hpp"

#include "network/error.hpp"

namespace weir {

void check(Dwc& dwc) {
  for (const auto& [key, bits] : {std::pair{"in_bits", dwc.in_bits}, std::pair{"out_bits", dwc.out_bits}}) {
    if (bits < 1 || dwc.frame_bits % bits != 0) {
      throw BadInput(key, std::to_string(bits),
                     "a divisor of the frame's " + std::to_string(dwc.frame_bits) + " bits");
    }
  }
}

}  // namespace weir
