// Elements inside packed words, as the models see them: lane i of a beat of b-bit elements holds bits i*b ..
// i*b+b-1.
#pragma once

#include <cstdint>

#include "network/data_type.hpp"
#include "network/layers/thresholds.hpp"

namespace weir::models {

// `bits` (1..64) bits from position `at` on.
inline std::uint64_t get_bits(const std::uint64_t* words, std::int64_t at, int bits) {
  const std::int64_t word = at >> 6;
  const int shift = static_cast<int>(at & 63);
  std::uint64_t value = words[word] >> shift;
  if (shift + bits > 64) value |= words[word + 1] << (64 - shift);
  return bits == 64 ? value : value & ((std::uint64_t{1} << bits) - 1);
}

// Ors the low `bits` bits of `value` (whose other bits are zero) in at position `at`.
inline void or_bits(std::uint64_t* words, std::int64_t at, int bits, std::uint64_t value) {
  const std::int64_t word = at >> 6;
  const int shift = static_cast<int>(at & 63);
  words[word] |= value << shift;
  if (shift + bits > 64) words[word + 1] |= value >> (64 - shift);
}

// Ors `bits` bits (any number), read from position `from_at` of `from`, into `words` at position `at`.
inline void or_run(std::uint64_t* words, std::int64_t at, const std::uint64_t* from, std::int64_t from_at,
                   std::int64_t bits) {
  for (std::int64_t done = 0; done < bits; done += 64) {
    const int step = static_cast<int>(bits - done < 64 ? bits - done : 64);
    or_bits(words, at + done, step, get_bits(from, from_at + done, step));
  }
}

// Decodes a code of the type.
inline std::int64_t value_of(std::uint64_t code, const DataType& type) {
  switch (type.kind) {
    case DataType::Kind::kBipolar:
      return code != 0 ? 1 : -1;
    case DataType::Kind::kSigned:
    case DataType::Kind::kTernary: {
      const int unused = 64 - type.bits;
      return static_cast<std::int64_t>(code << unused) >> unused;
    }
    case DataType::Kind::kUnsigned:
      break;
  }
  return static_cast<std::int64_t>(code);
}

// Encodes a value of the type.
inline std::uint64_t code_of(std::int64_t value, const DataType& type) {
  if (type.kind == DataType::Kind::kBipolar) return value > 0 ? 1 : 0;
  return static_cast<std::uint64_t>(value) & ((std::uint64_t{1} << type.bits) - 1);
}

// The value in lane `lane` of a beat of elements of the type.
inline std::int64_t lane_of(const std::uint64_t* beat, std::int64_t lane, const DataType& type) {
  return value_of(get_bits(beat, lane * type.bits, type.bits), type);
}

// Writes a value into a lane that must be zero.
inline void set_lane(std::uint64_t* beat, std::int64_t lane, const DataType& type, std::int64_t value) {
  or_bits(beat, lane * type.bits, type.bits, code_of(value, type));
}

// Applies a channel's thresholds to `value`.
inline std::int64_t activation(const Thresholds& thresholds, std::int64_t channel, std::int64_t value) {
  std::int64_t passed = 0;
  for (const std::int64_t step : thresholds.values.row(channel)) passed += value >= step ? 1 : 0;
  return thresholds.output.kind == DataType::Kind::kBipolar ? 2 * passed - 1 : passed + thresholds.bias();
}

}  // namespace weir::models
