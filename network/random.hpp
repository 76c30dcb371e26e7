// Seeded numbers that are the same on every machine, unlike those of the standard library's distributions.
#pragma once

#include <cstdint>

#include "network/data_type.hpp"

namespace weir {

// splitmix64 (Steele, Lea, Flood 2014): every seed gives a full-period sequence.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  // Sequence number `index` of `seed`: one for each frame, stream, ...
  Random(std::uint64_t seed, std::uint64_t index) : state_(Random(seed).next() + Random(~index).next()) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  // A number from low to high, inclusive.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    if (low == high) return low;
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }

  // A value of the type, each equally likely.
  std::int64_t value_of(const DataType& type) {
    if (type.kind == DataType::Kind::kBipolar) return between(0, 1) != 0 ? 1 : -1;
    return between(type.min(), type.max());
  }

 private:
  std::uint64_t state_;
};

}  // namespace weir
