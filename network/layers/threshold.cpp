#include "network/layers/threshold.hpp"

#include "network/error.hpp"

namespace weir {

namespace {

void check_folding(const Threshold& threshold) {
  if (threshold.pe < 1 || threshold.channels % threshold.pe != 0) {
    throw BadInput("pe", std::to_string(threshold.pe),
                   "a divisor of the " + std::to_string(threshold.channels) + " channels");
  }
}

}  // namespace

void check(Threshold& threshold) {
  check_folding(threshold);
  check_and_clamp(threshold.thresholds, threshold.input, threshold.channels);
}

void Threshold::infer(const DataType& element, const Shape& shape, std::int64_t /*width_bits*/) {
  channels = shape.back();
  vectors = elements_of(shape) / channels;
  input = element;
  check_folding(*this);
}

Shape Threshold::output_shape(const Shape& shape) const { return shape; }

}  // namespace weir
