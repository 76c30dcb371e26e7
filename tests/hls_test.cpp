// The HLS library's templates, compiled on the shim, against references of a few lines on plain integers.
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <type_traits>
#include <vector>

#include "hls/dwc.hpp"
#include "hls/label_select.hpp"
#include "hls/memstream.hpp"
#include "hls/mvtu.hpp"
#include "hls/threshold.hpp"

namespace {

using weir::hls::Bipolar;
using weir::hls::NoThresholds;
using weir::hls::Signed;
using weir::hls::Ternary;
using weir::hls::Unsigned;
using Binary = Unsigned<1>;
using Values = std::vector<int>;

template <class Type>
struct Is {
  static constexpr bool bipolar = std::is_same<Type, Bipolar>::value;
  static constexpr bool ternary = std::is_same<Type, Ternary>::value;
};

template <class Type>
Values random_values(int count, std::mt19937& random) {
  Values values;
  for (int i = 0; i < count; ++i) {
    const int n = static_cast<int>(random() & 0xffff);
    if (Is<Type>::bipolar) {
      values.push_back(n % 2 == 0 ? -1 : 1);
    } else if (Is<Type>::ternary) {
      values.push_back(n % 3 - 1);
    } else {
      values.push_back(static_cast<int>(Type::kMin) + n % (1 << Type::kBits));
    }
  }
  return values;
}

template <class Type>
std::uint64_t code(int value) {
  if (Is<Type>::bipolar) return value > 0 ? 1 : 0;
  return static_cast<std::uint64_t>(value) & ((std::uint64_t{1} << Type::kBits) - 1);
}

// Bit by bit, so as to lean on nothing of the library.
template <class Type, int Lanes>
void write_all(hls::stream<ap_uint<Lanes * Type::kBits>>& stream, const Values& values) {
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
std::vector<std::uint64_t> read_all(hls::stream<ap_uint<Lanes * Type::kBits>>& stream) {
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
  for (const int value : values) result.push_back(code<Type>(value));
  return result;
}

Values matrix_vectors(const Values& weights, const Values& inputs, int rows, int cols) {
  Values sums;
  for (std::size_t first = 0; first < inputs.size(); first += static_cast<std::size_t>(cols)) {
    for (int r = 0; r < rows; ++r) {
      int sum = 0;
      for (int c = 0; c < cols; ++c) {
        sum += weights[static_cast<std::size_t>(r * cols + c)] * inputs[first + static_cast<std::size_t>(c)];
      }
      sums.push_back(sum);
    }
  }
  return sums;
}

// Weights (row by row) in the order in which an mvtu looks at them.
Values folded(const Values& weights, int rows, int cols, int pe, int simd) {
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

// Accumulators of random operands, two frames of three vectors. `Weights` runs the unit on an embedded memory
// or, through a memstream, on streamed weights.
struct Embedded {
  template <class Unit, int TileBits, int Vectors, int Tiles, int Words>
  static void run(const std::uint64_t (&memory)[Tiles][Words], unsigned /*frames*/, Unit unit) {
    unit(memory);
  }
};
struct Streamed {
  template <class Unit, int TileBits, int Vectors, int Tiles, int Words>
  static void run(const std::uint64_t (&memory)[Tiles][Words], unsigned frames, Unit unit) {
    hls::stream<ap_uint<TileBits>> tiles("tiles");
    weir::hls::memstream<TileBits, Tiles, Vectors>(memory, tiles, frames);
    unit(tiles);
    CHECK(tiles.empty());
  }
};

template <class Input, class Weight, int Rows = 4, int Cols = 6, int Pe = 2, int Simd = 3,
          class Weights = Embedded>
void check_mvtu() {
  constexpr int kVectors = 3;
  constexpr unsigned kFrames = 2;
  constexpr int kTiles = Rows / Pe * (Cols / Simd);
  constexpr int kTileBits = Pe * Simd * Weight::kBits;
  using Accumulator = Signed<20>;
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

  hls::stream<ap_uint<Simd * Input::kBits>> in("in");
  hls::stream<ap_uint<Pe * Accumulator::kBits>> out("out");
  write_all<Input, Simd>(in, inputs);
  const auto unit = [&](auto& source) {
    weir::hls::mvtu<Rows, Cols, Pe, Simd, kVectors, Input, Weight, Accumulator, Accumulator>(
        in, source, NoThresholds(), out, kFrames);
  };
  Weights::template run<decltype(unit), kTileBits, kVectors>(memory, kFrames, unit);
  const bool equal =
      read_all<Accumulator, Pe>(out) == codes<Accumulator>(matrix_vectors(weights, inputs, Rows, Cols));
  INFO("input bits " << Input::kBits << " from " << Input::kMin << ", weight bits " << Weight::kBits
                     << " from " << Weight::kMin << ", " << Rows << " x " << Cols << ", pe " << Pe
                     << ", simd " << Simd);
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

template <class Input, class Output, int Steps>
void check_threshold() {
  constexpr int kChannels = 6;
  constexpr int kPe = 3;
  constexpr int kVectors = 4;
  CAPTURE(Input::kBits, Input::kMin, Output::kBits, Output::kMin, Steps);
  std::mt19937 random(Steps);
  const Values inputs = random_values<Input>(2 * kVectors * kChannels, random);
  const Values limits = random_values<Input>(kChannels * Steps, random);
  std::int16_t thresholds[kChannels / kPe][kPe][Steps];
  for (int i = 0; i < kChannels * Steps; ++i) {
    thresholds[i / Steps / kPe][i / Steps % kPe][i % Steps] =
        static_cast<std::int16_t>(limits[static_cast<std::size_t>(i)]);
  }
  std::vector<std::uint64_t> expected;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    int passed = 0;
    for (std::size_t s = 0; s < Steps; ++s) passed += inputs[i] >= limits[i % kChannels * Steps + s] ? 1 : 0;
    const int value = Is<Output>::bipolar ? 2 * passed - 1 : static_cast<int>(Output::kMin) + passed;
    expected.push_back(code<Output>(value));
  }
  hls::stream<ap_uint<kPe * Input::kBits>> in("in");
  hls::stream<ap_uint<kPe * Output::kBits>> out("out");
  write_all<Input, kPe>(in, inputs);
  weir::hls::threshold<kChannels, kPe, kVectors, Input, Output>(in, thresholds, out, 2U);
  CHECK(in.empty());
  CHECK(read_all<Output, kPe>(out) == expected);
}

// Bit i of the flow is bit i of a frame, whatever the beats' widths.
template <int InBits, int OutBits, int FrameBits>
void check_dwc() {
  CAPTURE(InBits, OutBits, FrameBits);
  std::mt19937 random(InBits);
  const Values bits = random_values<Binary>(3 * FrameBits, random);
  hls::stream<ap_uint<InBits>> in("in");
  hls::stream<ap_uint<OutBits>> out("out");
  write_all<Binary, InBits>(in, bits);
  weir::hls::dwc<InBits, OutBits, FrameBits>(in, out, 3);
  CHECK(in.empty());
  CHECK(out.size() == 3 * FrameBits / OutBits);
  CHECK(read_all<Binary, OutBits>(out) == codes<Binary>(bits));
}

template <int Inputs, int Pe, int Classes, int K, class Input>
Values labels(const Values& values) {
  constexpr int kBits = weir::hls::bits_for(Classes - 1);
  hls::stream<ap_uint<Pe * Input::kBits>> in("in");
  hls::stream<ap_uint<K * kBits>> out("out");
  write_all<Input, Pe>(in, values);
  weir::hls::label_select<Inputs, Pe, Classes, K, Input>(in, out,
                                                         static_cast<unsigned>(values.size() / Inputs));
  CHECK(in.empty());
  Values result;
  for (const std::uint64_t index : read_all<Unsigned<kBits>, K>(out)) {
    result.push_back(static_cast<int>(index));
  }
  return result;
}

}  // namespace

// Extra parentheses where an operand is wider than the built-in integers: there is nothing for Catch to
// print.
TEST_CASE("shim: wide integers extend, cross words, shift and compare", "[hls]") {
  ap_int<100> minus = -3;
  CHECK(minus.range(99, 64).to_uint64() == 0xf'ffff'ffffU);
  CHECK((ap_int<70>(minus) == ap_int<130>(minus)));
  CHECK((minus < ap_int<100>(2)));
  CHECK((ap_int<100>(2) > ap_int<65>(-1)));
  CHECK(((minus >> 1) == ap_int<100>(-2)));
  CHECK(((minus >> 100) == ap_int<100>(-1)));
  CHECK((ap_uint<100>(minus) > ap_uint<100>(5)));

  ap_uint<200> wide = 0;
  wide.range(130, 60) = ap_uint<71>(ap_int<71>(-1));
  CHECK(wide.range(59, 0).to_uint64() == 0);
  CHECK(wide.range(63, 60).to_uint64() == 0xf);
  CHECK(wide(127, 64).to_uint64() == ~std::uint64_t{0});
  CHECK(wide.range(199, 128).to_uint64() == 0x7);
  wide.range(70, 50) = 0x155;
  CHECK(wide.range(72, 48).to_uint64() == (0x3ULL << 23 | 0x155ULL << 2));
  wide[199] = true;
  CHECK(wide[199]);
  CHECK(((wide >> 199) == ap_uint<200>(1)));
  CHECK(((wide << 1 >> 199) == ap_uint<200>(0)));
  CHECK((wide << 69).range(199, 119).to_uint64() == wide.range(130, 50).to_uint64());
  CHECK(((wide ^ wide) == ap_uint<200>(0)));
  CHECK(((~wide & wide) == ap_uint<200>(0)));
  CHECK(((~wide | wide) == ~ap_uint<200>(0)));
  CHECK((~ap_uint<200>(0)).range(199, 192).to_uint64() == 0xff);

  wide = 0;
  wide.range(99, 0) = minus;
  CHECK(wide.range(99, 0).to_uint64() == static_cast<std::uint64_t>(-3));
  CHECK(wide.range(199, 100).to_uint64() == 0);
}

TEST_CASE("shim: narrow integers wrap to their width", "[hls]") {
  ap_uint<5> five_bits = 31;
  ++five_bits;
  CHECK(five_bits == 0);
  CHECK(ap_int<4>(ap_uint<4>(9)) == -7);
  ap_int<8> byte = 0;
  byte.range(7, 4) = 0xf;
  CHECK(byte.to_int64() == -16);
  CHECK(ap_uint<3>(1) - ap_uint<3>(2) == -1);
  CHECK(ap_uint<64>(-1).to_uint64() == ~std::uint64_t{0});
  CHECK((~ap_uint<8>(3)).to_uint64() == 0xfc);
  CHECK((ap_uint<8>(0x81) << 1).to_uint64() == 2);
  CHECK_THROWS_WITH(byte.range(8, 0), "ap_int: range 8..0 of 8 bits");
  CHECK_THROWS_WITH(byte.range(3, 4), "ap_int: range 3..4 of 8 bits");
}

TEST_CASE("shim: an empty stream is not read", "[hls]") {
  hls::stream<ap_uint<3>> stream("fc0_out");
  stream.write(5);
  CHECK(stream.size() == 1);
  CHECK(stream.read().to_uint64() == 5);
  CHECK_THROWS_WITH(stream.read(), "stream 'fc0_out': read while empty");
}

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

TEST_CASE("mvtu: thresholds count per row", "[hls][mvtu]") {
  // Rows [1 1], [1 -1] over inputs (a, b) in uint2; thresholds of row 0: 1, 3, 5; of row 1: -1, 0, 2.
  const std::uint64_t weights[2][1] = {{0b0101}, {0b1101}};
  const std::int8_t thresholds[2][1][3] = {{{1, 3, 5}}, {{2, -1, 0}}};
  hls::stream<ap_uint<4>> in("in");
  hls::stream<ap_uint<2>> out("out");
  write_all<Unsigned<2>, 2>(in, {0, 0, 3, 2, 1, 3, 3, 0});
  weir::hls::mvtu<2, 2, 1, 2, 4, Unsigned<2>, Signed<2>, Signed<4>, Signed<2>>(in, weights, thresholds, out,
                                                                               1U);
  // Sums (0, 0), (5, 1), (4, -2), (3, 3); the output is -2 + count.
  CHECK(read_all<Signed<2>, 1>(out) == codes<Signed<2>>({-2, 0, 1, 0, 0, -2, 0, 1}));
}

TEST_CASE("threshold: the least output value and one up for each threshold reached", "[hls][threshold]") {
  check_threshold<Signed<9>, Bipolar, 1>();
  check_threshold<Signed<9>, Binary, 1>();
  check_threshold<Unsigned<8>, Ternary, 2>();
  check_threshold<Signed<5>, Unsigned<4>, 15>();
  check_threshold<Unsigned<3>, Signed<3>, 7>();
  check_threshold<Bipolar, Unsigned<2>, 2>();
}

TEST_CASE("dwc: bits keep their order at every ratio", "[hls][dwc]") {
  check_dwc<2, 8, 16>();
  check_dwc<8, 2, 16>();
  check_dwc<6, 4, 24>();
  check_dwc<4, 6, 24>();
  check_dwc<5, 5, 10>();
  check_dwc<5, 7, 70>();
  check_dwc<7, 5, 70>();
  check_dwc<1, 100, 200>();
  check_dwc<160, 96, 480>();
  check_dwc<96, 160, 480>();
}

TEST_CASE("label_select: the lowest index wins ties, padding counts for nothing", "[hls][label_select]") {
  using Value = Signed<6>;
  const Values frames = {-32, 5, 7, 7, 5, 7, 31, 31, /**/ -32, -32, -32, -32, -32, -32, 31, 31};
  CHECK(labels<8, 1, 6, 1, Value>(frames) == Values{2, 0});
  CHECK(labels<8, 2, 6, 4, Value>(frames) == Values{2, 3, 5, 1, 0, 1, 2, 3});
  CHECK(labels<8, 8, 6, 6, Value>(frames) == Values{2, 3, 5, 1, 4, 0, 0, 1, 2, 3, 4, 5});
  CHECK(labels<8, 4, 8, 3, Value>(frames) == Values{6, 7, 2, 6, 7, 0});
  CHECK(labels<4, 2, 4, 2, Unsigned<4>>({0, 15, 8, 15}) == Values{1, 3});
  CHECK(labels<2, 1, 1, 1, Bipolar>({-1, 1}) == Values{0});
}
