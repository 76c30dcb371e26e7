// The HLS library's `mvtu`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <vector>

#include "hls/memstream.hpp"
#include "hls/mvtu.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_mvtu_test {

namespace {

using weir::hls::Bipolar;
using weir::hls::NoThresholds;
using weir::hls::Signed;
using weir::hls::Ternary;
using weir::hls::Unsigned;

Values matrix_vectors(const Values& weights, const Values& inputs, int rows, int cols) {
  Values sums;
  for (std::size_t first = 0; first < inputs.size(); first += static_cast<std::size_t>(cols)) {
    for (int r = 0; r < rows; ++r) {
      std::int64_t sum = 0;
      for (int c = 0; c < cols; ++c) {
        sum += weights[static_cast<std::size_t>(r * cols + c)] * inputs[first + static_cast<std::size_t>(c)];
      }
      sums.push_back(sum);
    }
  }
  return sums;
}

// Accumulators of random operands: two frames of 3 * Mmv vectors. `Weights` runs the unit with an embedded
// memory or, through a memstream, with streamed weights.
struct Embedded {
  template <class Unit, int TileBits, int Vectors, int Tiles, int Words>
  static void run(const std::uint64_t (&memory)[Tiles][Words], unsigned /*frames*/, Unit unit) {
    unit(memory);
  }
};
struct Streamed {
  template <class Unit, int TileBits, int Vectors, int Tiles, int Words>
  static void run(const std::uint64_t (&memory)[Tiles][Words], unsigned frames, Unit unit) {
    ::hls::stream<ap_uint<TileBits>> tiles("tiles");
    weir::hls::memstream<TileBits, Tiles, Vectors>(memory, tiles, frames);
    unit(tiles);
    CHECK(tiles.empty());
  }
};

template <class Input, class Weight, int Rows = 4, int Cols = 6, int Pe = 2, int Simd = 3,
          class Weights = Embedded, int Mmv = 1, class Accumulator = Signed<20>>
void check_mvtu() {
  constexpr int kVectors = 3 * Mmv;
  constexpr unsigned kFrames = 2;
  constexpr int kTiles = Rows / Pe * (Cols / Simd);
  constexpr int kTileBits = Pe * Simd * Weight::kBits;
  std::mt19937 random(Input::kBits * 100 + Weight::kBits);
  const Values weights = random_values<Weight>(Rows * Cols, random);
  const Values inputs = random_values<Input>(static_cast<int>(kFrames) * kVectors * Cols, random);

  const std::vector<std::uint64_t> order = codes<Weight>(folded(weights, Rows, Cols, Pe, Simd));
  std::uint64_t memory[kTiles][(kTileBits + 63) / 64] = {};
  for (int i = 0; i < kTiles * kTileBits; ++i) {
    const int bit = i % kTileBits;
    const std::uint64_t element = order[static_cast<std::size_t>(i / Weight::kBits)];
    memory[i / kTileBits][bit / 64] |= (element >> i % Weight::kBits & 1) << bit % 64;
  }

  Values side_by_side;  // [groups of Mmv vectors, folds, Mmv, Simd]
  for (int i = 0; i < static_cast<int>(inputs.size()); ++i) {
    const int lane = i % (Mmv * Simd);
    const int fold = i / (Mmv * Simd) % (Cols / Simd);
    const int vector = i / (Mmv * Cols) * Mmv + lane / Simd;
    side_by_side.push_back(inputs[static_cast<std::size_t>(vector * Cols + fold * Simd + lane % Simd)]);
  }
  ::hls::stream<ap_uint<Mmv * Simd * Input::kBits>> in("in");
  ::hls::stream<ap_uint<Mmv * Pe * Accumulator::kBits>> out("out");
  write_all<Input, Mmv * Simd>(in, side_by_side);
  const auto unit = [&](auto& source) {
    weir::hls::mvtu<Rows, Cols, Pe, Simd, kVectors, Mmv, Input, Weight, Accumulator, Accumulator>(
        in, source, NoThresholds(), out, kFrames);
  };
  Weights::template run<decltype(unit), kTileBits, kVectors / Mmv>(memory, kFrames, unit);
  const bool equal =
      read_all<Accumulator, Mmv * Pe>(out) == codes<Accumulator>(matrix_vectors(weights, inputs, Rows, Cols));
  INFO("input bits " << Input::kBits << " from " << Input::kMin << ", weight bits " << Weight::kBits
                     << " from " << Weight::kMin << ", " << Rows << " x " << Cols << ", pe " << Pe
                     << ", simd " << Simd << ", mmv " << Mmv);
  CHECK(in.empty());
  CHECK(equal);
}

template <class Input>
void check_mvtu_weights() {
  check_mvtu<Input, Binary>();
  check_mvtu<Input, Bipolar>();
  check_mvtu<Input, Ternary>();
  check_mvtu<Input, Signed<4>>();
  check_mvtu<Input, Unsigned<8>>();
}

}  // namespace

TEST_CASE("mvtu: accumulators of every pair of operand types", "[hls][mvtu]") {
  check_mvtu_weights<Binary>();
  check_mvtu_weights<Bipolar>();
  check_mvtu_weights<Ternary>();
  check_mvtu_weights<Signed<8>>();
  check_mvtu_weights<Unsigned<4>>();
  check_mvtu<Signed<2>, Unsigned<2>>();
  check_mvtu<Signed<3>, Unsigned<7>>();
  check_mvtu<Signed<5>, Signed<5>>();
  check_mvtu<Unsigned<6>, Signed<6>>();
  check_mvtu<Signed<7>, Unsigned<3>>();
}

TEST_CASE("mvtu: folding 1 and full, one row, one column, tiles wider than a word", "[hls][mvtu]") {
  check_mvtu<Bipolar, Bipolar, 4, 6, 1, 1>();
  check_mvtu<Bipolar, Bipolar, 4, 6, 4, 6>();
  check_mvtu<Bipolar, Bipolar, 6, 70, 3, 35>();
  check_mvtu<Unsigned<3>, Signed<3>, 4, 6, 1, 1>();
  check_mvtu<Unsigned<3>, Signed<3>, 4, 6, 4, 6>();
  check_mvtu<Unsigned<3>, Signed<3>, 1, 7, 1, 7>();
  check_mvtu<Unsigned<3>, Signed<3>, 5, 1, 5, 1>();
}

TEST_CASE("mvtu: weights streamed, a pass of the memory for every vector", "[hls][mvtu][memstream]") {
  check_mvtu<Bipolar, Bipolar, 4, 6, 2, 3, Streamed>();
  check_mvtu<Bipolar, Bipolar, 6, 70, 3, 35, Streamed>();
  check_mvtu<Unsigned<3>, Signed<3>, 4, 6, 4, 6, Streamed>();
}

TEST_CASE("mvtu: several vectors at once", "[hls][mvtu][memstream]") {
  check_mvtu<Bipolar, Bipolar, 4, 6, 4, 3, Embedded, 2>();
  check_mvtu<Unsigned<3>, Signed<3>, 3, 8, 3, 2, Embedded, 4>();
  check_mvtu<Unsigned<3>, Signed<3>, 3, 5, 3, 5, Embedded, 3>();
  check_mvtu<Signed<4>, Ternary, 4, 6, 4, 3, Streamed, 2>();
}

TEST_CASE("mvtu: sums of more than 32 bits", "[hls][mvtu]") {
  check_mvtu<Signed<16>, Signed<16>, 4, 6, 2, 3, Embedded, 1, Signed<34>>();
  check_mvtu<Signed<24>, Signed<24>, 4, 6, 2, 3, Embedded, 1, Signed<50>>();
  check_mvtu<Unsigned<38>, Signed<8>, 4, 6, 4, 2, Streamed, 1, Signed<50>>();
  check_mvtu<Bipolar, Signed<40>, 4, 6, 4, 3, Streamed, 2, Signed<43>>();
  check_mvtu<Signed<53>, Ternary, 4, 6, 1, 1, Embedded, 1, Signed<56>>();
  check_mvtu<Unsigned<53>, Binary, 1, 8, 1, 8, Embedded, 1, Unsigned<56>>();
}

TEST_CASE("mvtu: thresholds of wide sums, products of types wider than the sums", "[hls][mvtu]") {
  // int54 times the weights 2 and -1 of int40: types whose products have 94 bits.
  const std::uint64_t weights[1][2] = {{2 | 0xffffffffffULL << 40, 0xffff}};
  const std::int64_t thresholds[1][1][3] = {{{-0x100'0000'0000, 0x1'0000'0000, 0x1'0000'0001}}};
  ::hls::stream<ap_uint<108>> in("in");
  ::hls::stream<ap_uint<40>> out("out");
  write_all<Signed<54>, 2>(
      in, {0x8000'0000, 0, 0x8000'0000, -1, 0x8000'0000, 1, -0x80'0000'0000, 1, -0x80'0000'0000, 0});
  weir::hls::mvtu<1, 2, 1, 2, 5, 1, Signed<54>, Signed<40>, Signed<56>, Signed<40>>(in, weights, thresholds,
                                                                                    out, 1U);
  CHECK(read_all<Signed<40>, 1>(out) ==
        codes<Signed<40>>({-0x80'0000'0000 + 2, -0x80'0000'0000 + 3, -0x80'0000'0000 + 1, -0x80'0000'0000,
                           -0x80'0000'0000 + 1}));
}

TEST_CASE("mvtu: thresholds count per row", "[hls][mvtu]") {
  // Rows [1 1], [1 -1] over inputs (a, b) in uint2; thresholds of row 0: 1, 3, 5; of row 1: -1, 0, 2.
  const std::uint64_t weights[2][1] = {{0b0101}, {0b1101}};
  const std::int8_t thresholds[2][1][3] = {{{1, 3, 5}}, {{2, -1, 0}}};
  ::hls::stream<ap_uint<4>> in("in");
  ::hls::stream<ap_uint<2>> out("out");
  write_all<Unsigned<2>, 2>(in, {0, 0, 3, 2, 1, 3, 3, 0});
  weir::hls::mvtu<2, 2, 1, 2, 4, 1, Unsigned<2>, Signed<2>, Signed<4>, Signed<2>>(in, weights, thresholds,
                                                                                  out, 1U);
  // Sums (0, 0), (5, 1), (4, -2), (3, 3); the output is -2 + count.
  CHECK(read_all<Signed<2>, 1>(out) == codes<Signed<2>>({-2, 0, 1, 0, 0, -2, 0, 1}));
}

}  // namespace weir::tests::hls_mvtu_test
