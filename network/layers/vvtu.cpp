#include "network/layers/vvtu.hpp"

#include "network/error.hpp"
#include "network/layers/feature_map.hpp"

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
  const Windows windows = Windows::of(shape, pe);
  channels = windows.channels;
  kernel = windows.positions;
  vectors = windows.count;
  input = element;
  if (accumulator.bits == 0) accumulator = accumulator_for(input, weight, kernel);
  check(*this);
}

Shape Vvtu::output_shape(const Shape& shape) const { return Windows::pooled(shape); }

}  // namespace weir
