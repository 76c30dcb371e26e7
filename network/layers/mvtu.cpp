#include "network/layers/mvtu.hpp"

#include <algorithm>

#include "network/error.hpp"
#include "network/layers/products.hpp"

namespace weir {

namespace {

void check_folding(const Mvtu& mvtu) {
  if (mvtu.rows < 1) throw BadInput("rows", std::to_string(mvtu.rows), "at least 1");
  if (mvtu.pe < 1 || mvtu.rows % mvtu.pe != 0) {
    throw BadInput("pe", std::to_string(mvtu.pe), "a divisor of the " + std::to_string(mvtu.rows) + " rows");
  }
  if (mvtu.simd < 1 || mvtu.cols % mvtu.simd != 0) {
    throw BadInput("simd", std::to_string(mvtu.simd),
                   "a divisor of the " + std::to_string(mvtu.cols) + " columns");
  }
}

}  // namespace

void check(Mvtu& mvtu) {
  check_folding(mvtu);
  check_sums(mvtu.weights, {mvtu.rows, mvtu.cols}, mvtu.weight, mvtu.input, mvtu.accumulator);
  if (mvtu.thresholds) check_and_clamp(*mvtu.thresholds, mvtu.accumulator, mvtu.rows);
}

void Mvtu::infer(const DataType& element, const Shape& shape, std::int64_t /*width_bits*/) {
  if (!flatten && shape.size() > 3) {
    throw BadInput("", "a stream of shape " + to_string(shape),
                   "vectors or a feature map of them (windows in depthwise order go into a vvtu or a pool)");
  }
  cols = columns_of(shape);
  vectors = elements_of(shape) / cols;
  input = element;
  if (accumulator.bits == 0) accumulator = accumulator_for(input, weight, cols);
  check_folding(*this);
}

Shape Mvtu::output_shape(const Shape& shape) const {
  if (flatten) return {rows};
  Shape out = shape;
  out.back() = rows;
  return out;
}

}  // namespace weir
