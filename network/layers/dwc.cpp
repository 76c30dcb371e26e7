#include "network/layers/dwc.hpp"

#include <string>
#include <utility>

#include "network/error.hpp"

namespace weir {

void check(Dwc& dwc) {
  // A beat wider than the frame, such as a memory's word: of no more filling than any memory asks for.
  constexpr std::int64_t kWidestFilled = std::int64_t{1} << 16;
  const std::int64_t most = std::max(dwc.frame_bits, kWidestFilled);
  for (const auto& [key, bits] : {std::pair{"in_bits", dwc.in_bits}, std::pair{"out_bits", dwc.out_bits}}) {
    if (bits < 1 || bits > most) throw BadInput(key, std::to_string(bits), "1 to " + std::to_string(most));
  }
}

void Dwc::infer(const DataType& input, const Shape& shape, std::int64_t width_bits) {
  in_bits = width_bits;
  frame_bits = elements_of(shape) * input.bits;
  element = input;
}

Shape Dwc::output_shape(const Shape& shape) const { return shape; }

}  // namespace weir
