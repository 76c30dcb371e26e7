#include "network/layers/products.hpp"

#include <algorithm>

#include "network/error.hpp"

namespace weir {

namespace {

// Sums of products of the widest types over the longest rows take more than 64 bits.
using Wide = __int128;

struct Range {
  Wide low = 0;
  Wide high = 0;
};

// Range of weight * input over all values of the input.
Range product_range(Wide weight, const DataType& input) {
  return {std::min(weight * input.min(), weight * input.max()),
          std::max(weight * input.min(), weight * input.max())};
}

// The narrowest signed type that holds the range; of 64 bits, which are too many, where none does.
DataType type_of(const Range& range) {
  if (range.low < INT64_MIN || range.high > INT64_MAX) return DataType::sint(64);
  return DataType::smallest_signed(static_cast<std::int64_t>(range.low),
                                   static_cast<std::int64_t>(range.high));
}

}  // namespace

DataType accumulator_for(const DataType& input, const DataType& weight, std::int64_t terms) {
  const Range at_min = product_range(weight.min(), input);
  const Range at_max = product_range(weight.max(), input);
  return type_of({terms * std::min({at_min.low, at_max.low, Wide{0}}),
                  terms * std::max({at_min.high, at_max.high, Wide{0}})});
}

Tensor weights_in_stream_order(const Tensor& weights, std::int64_t pe, std::int64_t simd) {
  Tensor ordered({weights.shape.at(0) / pe, weights.shape.at(1) / simd, pe, simd});
  auto next = ordered.values.begin();
  for (std::int64_t fold = 0; fold < ordered.shape[0]; ++fold) {
    for (std::int64_t term = 0; term < weights.shape[1]; term += simd) {
      for (std::int64_t p = 0; p < pe; ++p) {
        next = std::copy_n(weights.row(fold * pe + p).subspan(static_cast<std::size_t>(term)).begin(), simd,
                           next);
      }
    }
  }
  return ordered;
}

void check_sums(const Tensor& weights, const Shape& wanted, const DataType& weight, const DataType& input,
                const DataType& accumulator) {
  if (weights.shape != wanted) {
    throw BadInput("weights", "a tensor of shape " + to_string(weights.shape), "shape " + to_string(wanted));
  }
  Range reach;
  for (std::int64_t r = 0; r < wanted[0]; ++r) {
    Range sum;
    const auto row = weights.row(r);
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (!weight.holds(row[c])) {
        throw BadInput(
            "weights",
            std::to_string(row[c]) + " in row " + std::to_string(r) + ", column " + std::to_string(c),
            "values of type " + weight.name());
      }
      const Range product = product_range(row[c], input);
      // Partial sums, too, must fit: products of one sign alone bound them.
      sum.low += std::min(product.low, Wide{0});
      sum.high += std::max(product.high, Wide{0});
    }
    reach = {std::min(reach.low, sum.low), std::max(reach.high, sum.high)};
  }
  if (accumulator.kind == DataType::Kind::kBipolar) {
    throw BadInput("accumulator", accumulator.name(), "a type that holds 0: sums begin with it");
  }
  if (accumulator.bits > kMostBits) {
    throw BadInput("accumulator", "sums of " + std::to_string(accumulator.bits) + " bits or more",
                   "at most " + std::to_string(kMostBits) +
                       " bits: narrower operands, fewer columns, or an accumulator type that holds them");
  }
  if (reach.low < accumulator.min() || reach.high > accumulator.max()) {
    const auto number = [](Wide sum) {
      return std::to_string(static_cast<std::int64_t>(std::clamp<Wide>(sum, INT64_MIN, INT64_MAX)));
    };
    throw BadInput("accumulator", accumulator.name(),
                   type_of(reach).name() + " or wider, for sums from " + number(reach.low) + " to " +
                       number(reach.high));
  }
}

}  // namespace weir
