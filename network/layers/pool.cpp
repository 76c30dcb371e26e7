#include "network/layers/pool.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "network/error.hpp"

namespace weir {

namespace {

void check_sum_width(const Pool& pool) {
  if (pool.op == Pool::Op::kMax) return;
  if (pool.input.kind == DataType::Kind::kBipolar) {
    throw BadInput("op", "sums of bipolar values", "max, or values of another type");
  }
  if (pool.positions > INT64_MAX >> pool.input.bits || pool.sum().bits > kMostBits) {
    throw BadInput(
        "op", "sums of " + std::to_string(pool.positions) + " values of type " + pool.input.name(),
        "sums of at most " + std::to_string(kMostBits) + " bits: fewer positions or narrower values");
  }
}

}  // namespace

void check(Pool& pool) {
  check_channel_folding("pe", pool.pe, pool.channels);
  if (pool.simd < 1 || pool.positions % pool.simd != 0) {
    throw BadInput("simd", std::to_string(pool.simd),
                   "a divisor of the " + std::to_string(pool.positions) + " positions");
  }
  if (pool.global && pool.simd != 1) {
    throw BadInput("simd", std::to_string(pool.simd), "1 over a whole map, whose positions come one by one");
  }
  check_sum_width(pool);
  if (pool.op != Pool::Op::kAverage) return;
  if (pool.by == Pool::By::kCount && pool.shift) {
    throw BadInput("shift", "it with by: count", "by: shift, or none: the sum is divided by the positions");
  }
  if (pool.shift && (*pool.shift < 0 || *pool.shift >= kMostBits)) {
    throw BadInput("shift", std::to_string(*pool.shift), "0 to " + std::to_string(kMostBits - 1));
  }
  const auto [low, high] = pool.averages();
  if (pool.result.kind == DataType::Kind::kBipolar || pool.result.kind == DataType::Kind::kTernary ||
      low < pool.result.min() || high > pool.result.max()) {
    throw BadInput(
        "output", pool.result.name(),
        "an integer type that holds averages from " + std::to_string(low) + " to " + std::to_string(high));
  }
}

void Pool::infer(const DataType& element, const Shape& shape, std::int64_t /*width_bits*/) {
  input = element;
  if (global) {
    channels = shape.back();
    positions = elements_of(shape) / channels;
    windows = 1;
  } else {
    const Windows in = Windows::of(shape, pe);
    channels = in.channels;
    positions = in.positions;
    windows = in.count;
  }
  check_sum_width(*this);
  if (op == Op::kMax) result = input;
  if (op == Op::kAccumulate) result = sum();
  if (op == Op::kAverage && by == By::kShift && !shift) {
    const auto largest = static_cast<std::uint64_t>(positions) * ((std::uint64_t{1} << input.bits) - 1);
    shift = std::max(0, static_cast<int>(std::bit_width(largest)) - result.bits);
  }
  check(*this);
}

Shape Pool::output_shape(const Shape& shape) const {
  return global ? Shape{channels} : Windows::pooled(shape);
}

DataType Pool::sum() const {
  const std::int64_t high = positions * input.max();
  return input.min() < 0 ? DataType::smallest_signed(positions * input.min(), high)
                         : DataType::smallest_unsigned(high);
}

std::pair<std::int64_t, std::int64_t> Pool::averages() const {
  if (by == By::kCount) return {input.min(), input.max()};
  return {positions * input.min() >> *shift, positions * input.max() >> *shift};
}

std::string Pool::remark() const {
  if (op != Op::kAverage || by == By::kCount || std::int64_t{1} << *shift == positions) return "";
  const std::string count = std::to_string(positions);
  return "sum of " + count + " positions >> " + std::to_string(*shift) + ": divides by " +
         std::to_string(std::int64_t{1} << *shift) + " (by: count divides by " + count + ")";
}

}  // namespace weir
