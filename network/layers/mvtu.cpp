#include "network/layers/mvtu.hpp"

#include <algorithm>

#include "network/error.hpp"

namespace weir {

namespace {

struct Range {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

// Range of weight * input over all values of the input.
Range product_range(std::int64_t weight, const DataType& input) {
  return {std::min(weight * input.min(), weight * input.max()),
          std::max(weight * input.min(), weight * input.max())};
}

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

DataType accumulator_for(const DataType& input, const DataType& weight, std::int64_t cols) {
  const Range at_min = product_range(weight.min(), input);
  const Range at_max = product_range(weight.max(), input);
  return DataType::smallest_signed(cols * std::min({at_min.low, at_max.low, std::int64_t{0}}),
                                   cols * std::max({at_min.high, at_max.high, std::int64_t{0}}));
}

Tensor weights_in_stream_order(const Mvtu& mvtu) {
  Tensor ordered({mvtu.neuron_folds(), mvtu.synapse_folds(), mvtu.pe, mvtu.simd});
  auto next = ordered.values.begin();
  for (std::int64_t nf = 0; nf < mvtu.neuron_folds(); ++nf) {
    for (std::int64_t sf = 0; sf < mvtu.synapse_folds(); ++sf) {
      for (std::int64_t p = 0; p < mvtu.pe; ++p) {
        const auto row = mvtu.weights.row(nf * mvtu.pe + p).subspan(static_cast<std::size_t>(sf * mvtu.simd));
        next = std::copy_n(row.begin(), mvtu.simd, next);
      }
    }
  }
  return ordered;
}

void check(Mvtu& mvtu) {
  check_folding(mvtu);
  const Shape wanted{mvtu.rows, mvtu.cols};
  if (mvtu.weights.shape != wanted) {
    throw BadInput("weights", "a tensor of shape " + to_string(mvtu.weights.shape),
                   "shape " + to_string(wanted));
  }
  Range reach;
  for (std::int64_t r = 0; r < mvtu.rows; ++r) {
    Range sum;
    const auto row = mvtu.weights.row(r);
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (!mvtu.weight.holds(row[c])) {
        throw BadInput(
            "weights",
            std::to_string(row[c]) + " in row " + std::to_string(r) + ", column " + std::to_string(c),
            "values of type " + mvtu.weight.name());
      }
      const Range product = product_range(row[c], mvtu.input);
      // Partial sums, too, must fit: products of one sign alone bound them.
      sum.low += std::min(product.low, std::int64_t{0});
      sum.high += std::max(product.high, std::int64_t{0});
    }
    reach = {std::min(reach.low, sum.low), std::max(reach.high, sum.high)};
  }
  if (mvtu.accumulator.bits > 32) {
    throw BadInput("accumulator", mvtu.accumulator.name(),
                   "at most 32 bits: narrower operands or fewer columns");
  }
  if (reach.low < mvtu.accumulator.min() || reach.high > mvtu.accumulator.max()) {
    throw BadInput("accumulator", mvtu.accumulator.name(),
                   DataType::smallest_signed(reach.low, reach.high).name() + " or wider, for sums from " +
                       std::to_string(reach.low) + " to " + std::to_string(reach.high));
  }
  if (mvtu.thresholds) check_and_clamp(*mvtu.thresholds, mvtu.accumulator, mvtu.rows);
}

void Mvtu::infer(const DataType& element, const Shape& shape, std::int64_t /*width_bits*/) {
  cols = shape.back();
  vectors = elements_of(shape) / cols;
  input = element;
  if (accumulator.bits == 0) accumulator = accumulator_for(input, weight, cols);
  check_folding(*this);
}

Shape Mvtu::output_shape(const Shape& shape) const {
  Shape out = shape;
  out.back() = rows;
  return out;
}

}  // namespace weir
