#include "network/layers/vvtu.hpp"

#include "network/error.hpp"

namespace weir {

void check(Vvtu& vvtu) {
  if (vvtu.simd < 1 || vvtu.kernel % vvtu.simd != 0) {
    throw BadInput("simd", std::to_string(vvtu.simd),
                   "a divisor of the kernel's " + std::to_string(vvtu.kernel) + " positions");
  }
  check_sums(vvtu.weights, {vvtu.channels, vvtu.kernel}, vvtu.weight, vvtu.input, vvtu.accumulator);
  if (vvtu.thresholds) check_and_clamp(*vvtu.thresholds, vvtu.accumulator, vvtu.channels);
}

void Vvtu::infer(const DataType& element, const Shape& shape, std::int64_t /*width_bits*/) {
  if (shape.size() < 4) {
    throw BadInput("", "a stream of shape " + to_string(shape),
                   "windows in depthwise order (kind: swu, depthwise: true)");
  }
  const std::size_t last = shape.size() - 1;
  if (pe != shape[last]) {
    throw BadInput("pe", std::to_string(pe), std::to_string(shape[last]) + ", the simd of the swu before");
  }
  channels = shape[last - 2] * shape[last];
  kernel = shape[last - 1];
  vectors = elements_of(shape) / (channels * kernel);
  input = element;
  if (accumulator.bits == 0) accumulator = accumulator_for(input, weight, kernel);
  check(*this);
}

Shape Vvtu::output_shape(const Shape& shape) const {
  Shape out(shape.begin(), shape.end() - 3);
  out.push_back(channels);
  return out;
}

}  // namespace weir
