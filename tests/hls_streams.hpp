// Shared by the tests of the HLS library's templates: values, and their transfer through streams.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <type_traits>
#include <vector>

#include "hls/operand.hpp"

namespace weir::tests {

using Binary = hls::Unsigned<1>;
using Values = std::vector<std::int64_t>;
using Codes = std::vector<std::uint64_t>;

template <class Type>
struct Is {
  static constexpr bool bipolar = std::is_same<Type, hls::Bipolar>::value;
  static constexpr bool ternary = std::is_same<Type, hls::Ternary>::value;
};

template <class Type>
Values random_values(int count, std::mt19937& random) {
  Values values;
  for (int i = 0; i < count; ++i) {
    std::uint64_t bits = random() & 0xffffffff;
    if (Type::kBits > 32) bits |= static_cast<std::uint64_t>(random()) << 32;
    const auto n = static_cast<std::int64_t>(bits & ((std::uint64_t{1} << 56) - 1));
    if (Is<Type>::bipolar) {
      values.push_back(n % 2 == 0 ? -1 : 1);
    } else if (Is<Type>::ternary) {
      values.push_back(n % 3 - 1);
    } else {
      values.push_back(Type::kMin + n % (std::int64_t{1} << Type::kBits));
    }
  }
  return values;
}

template <class Type>
std::uint64_t code(std::int64_t value) {
  if (Is<Type>::bipolar) return value > 0 ? 1 : 0;
  return static_cast<std::uint64_t>(value) & ((std::uint64_t{1} << Type::kBits) - 1);
}

// Bit by bit, so that it does not depend on the library.
template <class Type, int Lanes>
void write_all(::hls::stream<ap_uint<Lanes * Type::kBits>>& stream, const Values& values) {
  for (std::size_t first = 0; first < values.size(); first += Lanes) {
    ap_uint<Lanes* Type::kBits> beat = 0;
    for (int i = 0; i < Lanes; ++i) {
      const std::uint64_t bits = code<Type>(values[first + static_cast<std::size_t>(i)]);
      for (int b = 0; b < Type::kBits; ++b) beat[i * Type::kBits + b] = (bits >> b & 1) != 0;
    }
    stream.write(beat);
  }
}

template <class Type, int Lanes>
std::vector<std::uint64_t> read_all(::hls::stream<ap_uint<Lanes * Type::kBits>>& stream) {
  std::vector<std::uint64_t> codes;
  while (!stream.empty()) {
    const ap_uint<Lanes* Type::kBits> beat = stream.read();
    for (int i = 0; i < Lanes; ++i) {
      std::uint64_t bits = 0;
      for (int b = 0; b < Type::kBits; ++b) bits |= std::uint64_t{beat[i * Type::kBits + b]} << b;
      codes.push_back(bits);
    }
  }
  return codes;
}

template <class Type>
std::vector<std::uint64_t> codes(const Values& values) {
  std::vector<std::uint64_t> result;
  for (const std::int64_t value : values) result.push_back(code<Type>(value));
  return result;
}

// Weights (given row by row) in the order in which tiles of pe rows and simd columns use them.
inline Values folded(const Values& weights, int rows, int cols, int pe, int simd) {
  Values ordered;
  for (int nf = 0; nf < rows / pe; ++nf) {
    for (int sf = 0; sf < cols / simd; ++sf) {
      for (int p = 0; p < pe; ++p) {
        for (int s = 0; s < simd; ++s) {
          ordered.push_back(weights[static_cast<std::size_t>((nf * pe + p) * cols + sf * simd + s)]);
        }
      }
    }
  }
  return ordered;
}

// Frames of feature maps, [height, width, channels].
template <class Map, int Channels>
struct Maps {
  Values values;

  std::int64_t at(int frame, int y, int x, int c) const {
    const int pixel = (frame * Map::kHeight + y) * Map::kWidth + x;
    return values[static_cast<std::size_t>(pixel * Channels + c)];
  }
};

constexpr int kMapFrames = 3;

template <class Map, int Channels, class Type>
Maps<Map, Channels> random_maps() {
  std::mt19937 random(Map::kArea * 100 + Channels);
  return {random_values<Type>(kMapFrames * Map::kArea * Channels, random)};
}

}  // namespace weir::tests
