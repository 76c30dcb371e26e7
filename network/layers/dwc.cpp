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

void Dwc::infer(const DataType& input, const Shape& shape, std::int64_t width_bits) {
  in_bits = width_bits;
  frame_bits = elements_of(shape) * input.bits;
  element = input;
}

Shape Dwc::output_shape(const Shape& shape) const { return shape; }

}  // namespace weir
