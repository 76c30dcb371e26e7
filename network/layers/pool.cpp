#include "network/layers/pool.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "network/error.hpp"

namespace weir {

void check(Pool& pool) {
  check_channel_folding("pe", pool.pe, pool.channels);
  if (pool.simd < 1 || pool.positions % pool.simd != 0) {
    throw BadInput("simd", std::to_string(pool.simd),
                   "a divisor of the " + std::to_string(pool.positions) + " positions");
  }
  if (pool.global && pool.simd != 1) {
    throw BadInput("simd", std::to_string(pool.simd), "1 over a whole map, whose positions come one by one");
  }
  if (pool.op == Pool::Op::kMax) return;
  if (pool.input.kind == DataType::Kind::kBipolar) {
    throw BadInput("op", "sums of bipolar values", "max, or values of another type");
  }
  if (const std::int64_t high = pool.positions * std::max(pool.input.max(), -pool.input.min());
      high > INT32_MAX) {
    throw BadInput("op", "sums up to " + std::to_string(high), "at most 2^31 - 1: fewer positions");
  }
  if (pool.op == Pool::Op::kAccumulate) return;
  if (*pool.shift < 0 || *pool.shift > 31) throw BadInput("shift", std::to_string(*pool.shift), "0 to 31");
  const std::int64_t low = pool.positions * pool.input.min() >> *pool.shift;
  const std::int64_t high = pool.positions * pool.input.max() >> *pool.shift;
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
  if (op == Op::kMax) result = input;
  if (op == Op::kAccumulate) result = sum();
  if (op == Op::kAverage && !shift) {
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

}  // namespace weir
