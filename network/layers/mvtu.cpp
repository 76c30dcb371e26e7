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

// Whether the stream is of windows side by side: [.., windows / mmv, folds, mmv, simd].
bool side_by_side(const Shape& shape) { return shape.size() > 3; }

void check_side_by_side(const Mvtu& mvtu, const Shape& shape) {
  const std::string mmv = std::to_string(mvtu.mmv);
  if (mvtu.pe != mvtu.rows || mvtu.flatten) {
    throw BadInput("mmv", mmv + (mvtu.flatten ? " with flatten" : " with pe " + std::to_string(mvtu.pe)),
                   "1, or pe = rows and no flatten");
  }
  const std::size_t last = shape.size() - 1;
  if (side_by_side(shape) && (shape[last - 1] != mvtu.mmv || shape[last] != mvtu.simd)) {
    throw BadInput(
        "mmv", mmv + " and simd " + std::to_string(mvtu.simd) + " on a stream of shape " + to_string(shape),
        std::to_string(shape[last - 1]) + " and " + std::to_string(shape[last]) +
            ", those of the swu before");
  }
  if (!side_by_side(shape) &&
      (shape.size() < 2 || shape[last - 1] % mvtu.mmv != 0 || mvtu.simd != shape[last])) {
    throw BadInput(
        "mmv", mmv + " on a stream of shape " + to_string(shape),
        "windows side by side (a swu of that mmv), or simd = columns and a divisor of the vectors in a row");
  }
}

}  // namespace

void check(Mvtu& mvtu) {
  check_folding(mvtu);
  check_sums(mvtu.weights, {mvtu.rows, mvtu.cols}, mvtu.weight, mvtu.input, mvtu.accumulator);
  if (mvtu.thresholds) check_and_clamp(*mvtu.thresholds, mvtu.accumulator, mvtu.rows);
}

std::int64_t Mvtu::columns_of(const Shape& shape) const {
  if (flatten) return elements_of(shape);
  if (mmv > 1 && side_by_side(shape)) return shape[shape.size() - 3] * shape.back();
  return shape.back();
}

void Mvtu::infer(const DataType& element, const Shape& shape, std::int64_t /*width_bits*/) {
  if (mmv < 1 || mmv > 64) throw BadInput("mmv", std::to_string(mmv), "1 to 64");
  if (mmv == 1 && !flatten && shape.size() > 3) {
    throw BadInput(
        "", "a stream of shape " + to_string(shape),
        "vectors or a feature map of them (windows in depthwise order go into a vvtu or a pool, and "
        "windows side by side into an mvtu of that mmv)");
  }
  if (mmv > 1) check_side_by_side(*this, shape);
  cols = columns_of(shape);
  vectors = elements_of(shape) / cols;
  input = element;
  if (accumulator.bits == 0) accumulator = accumulator_for(input, weight, cols);
  check_folding(*this);
}

Shape Mvtu::output_shape(const Shape& shape) const {
  if (flatten) return {rows};
  Shape out = shape;
  if (mmv > 1 && side_by_side(shape)) {
    out.resize(shape.size() - 3);
    out.back() *= mmv;
    out.push_back(rows);
  }
  out.back() = rows;
  return out;
}

}  // namespace weir
