// The HLS library's templates, compiled on the shim, against references of a few lines on plain integers.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include "hls/dwc.hpp"
#include "hls/label_select.hpp"
#include "hls/maxpool.hpp"
#include "hls/memstream.hpp"
#include "hls/mvtu.hpp"
#include "hls/pad.hpp"
#include "hls/pool.hpp"
#include "hls/swu.hpp"
#include "hls/swu_parallel.hpp"
#include "hls/threshold.hpp"
#include "hls/vvtu.hpp"
#include "tests/hls_streams.hpp"

namespace {

using weir::hls::Bipolar;
using weir::hls::Extent;
using weir::hls::Largest;
using weir::hls::NoThresholds;
using weir::hls::ShiftedSum;
using weir::hls::Signed;
using weir::hls::Ternary;
using weir::hls::Unsigned;
using weir::hls::WindowOrder;
using namespace weir::hls;
using namespace weir::tests;

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

// Accumulators of random operands, two frames of three times Mmv vectors. `Weights` runs the unit on an
// embedded memory or, through a memstream, on streamed weights.
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
          class Weights = Embedded, int Mmv = 1>
void check_mvtu() {
  constexpr int kVectors = 3 * Mmv;
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

  Values side_by_side;  // [groups of Mmv vectors, folds, Mmv, Simd]
  for (int i = 0; i < static_cast<int>(inputs.size()); ++i) {
    const int lane = i % (Mmv * Simd);
    const int fold = i / (Mmv * Simd) % (Cols / Simd);
    const int vector = i / (Mmv * Cols) * Mmv + lane / Simd;
    side_by_side.push_back(inputs[static_cast<std::size_t>(vector * Cols + fold * Simd + lane % Simd)]);
  }
  hls::stream<ap_uint<Mmv * Simd * Input::kBits>> in("in");
  hls::stream<ap_uint<Mmv * Pe * Accumulator::kBits>> out("out");
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

// As depthwise order has them: [windows, channels / simd, kernel area, simd].
template <class Map, class Kernel, class Stride, class Dilation, int Channels, int Simd>
Values windows_by_channel(const Maps<Map, Channels>& maps) {
  Values out;
  for (int frame = 0; frame < kMapFrames; ++frame) {
    for (int y = 0; y + (Kernel::kHeight - 1) * Dilation::kHeight < Map::kHeight; y += Stride::kHeight) {
      for (int x = 0; x + (Kernel::kWidth - 1) * Dilation::kWidth < Map::kWidth; x += Stride::kWidth) {
        for (int fold = 0; fold < Channels / Simd; ++fold) {
          for (int i = 0; i < Kernel::kHeight; ++i) {
            for (int j = 0; j < Kernel::kWidth; ++j) {
              for (int s = 0; s < Simd; ++s) {
                out.push_back(
                    maps.at(frame, y + i * Dilation::kHeight, x + j * Dilation::kWidth, fold * Simd + s));
              }
            }
          }
        }
      }
    }
  }
  return out;
}

// Standard order is that of one fold of all channels. `Buffer` pixels beyond what a window spans.
template <class Map, class Kernel, class Stride, class Dilation, int Channels, int Simd, int Buffer = 0>
void check_swu() {
  using Type = Unsigned<7>;
  CAPTURE(Map::kHeight, Map::kWidth, Kernel::kHeight, Kernel::kWidth, Stride::kHeight, Stride::kWidth);
  CAPTURE(Dilation::kHeight, Dilation::kWidth, Channels, Simd, Buffer);
  constexpr int kBuffer = (Kernel::kHeight - 1) * Dilation::kHeight * Map::kWidth +
                          (Kernel::kWidth - 1) * Dilation::kWidth + 1 + Buffer;
  const auto maps = random_maps<Map, Channels, Type>();
  const std::vector<std::uint64_t> standard =
      codes<Type>(windows_by_channel<Map, Kernel, Stride, Dilation, Channels, Channels>(maps));
  const std::vector<std::uint64_t> depthwise =
      codes<Type>(windows_by_channel<Map, Kernel, Stride, Dilation, Channels, Simd>(maps));
  hls::stream<ap_uint<Simd * Type::kBits>> in("in");
  {
    hls::stream<ap_uint<Simd * Type::kBits>> out("out");
    write_all<Type, Simd>(in, maps.values);
    weir::hls::swu<Map, Kernel, Stride, Dilation, Channels, Simd, WindowOrder::kStandard, 1, kBuffer,
                   Type::kBits>(in, out, kMapFrames);
    CHECK(in.empty());
    const bool equal = read_all<Type, Simd>(out) == standard;
    CHECK(equal);
  }
  {
    hls::stream<ap_uint<Simd * Type::kBits>> out("out");
    write_all<Type, Simd>(in, maps.values);
    weir::hls::swu<Map, Kernel, Stride, Dilation, Channels, Simd, WindowOrder::kDepthwise, 1, kBuffer,
                   Type::kBits>(in, out, kMapFrames);
    CHECK(in.empty());
    const bool equal = read_all<Type, Simd>(out) == depthwise;
    CHECK(equal);
  }
  {
    hls::stream<ap_uint<Kernel::kArea * Simd * Type::kBits>> out("out");
    write_all<Type, Simd>(in, maps.values);
    weir::hls::swu_parallel<Map, Kernel, Stride, Dilation, Channels, Simd, Type::kBits>(in, out, kMapFrames);
    CHECK(in.empty());
    const bool equal = read_all<Type, Kernel::kArea * Simd>(out) == depthwise;
    CHECK(equal);
  }
}

// Windows side by side: [groups, positions, channels / simd, mmv, simd].
template <int Mmv, class Map, class Kernel, class Stride, class Dilation, int Channels, int Simd,
          int Buffer = 0>
void check_swu_mmv() {
  using Type = Unsigned<7>;
  CAPTURE(Mmv, Map::kHeight, Map::kWidth, Kernel::kHeight, Kernel::kWidth, Stride::kHeight, Stride::kWidth);
  CAPTURE(Dilation::kHeight, Dilation::kWidth, Channels, Simd, Buffer);
  constexpr int kBuffer = (Kernel::kHeight - 1) * Dilation::kHeight * Map::kWidth +
                          (Kernel::kWidth - 1) * Dilation::kWidth + (Mmv - 1) * Stride::kWidth + 1 + Buffer;
  const auto maps = random_maps<Map, Channels, Type>();
  const auto windows =
      codes<Type>(windows_by_channel<Map, Kernel, Stride, Dilation, Channels, Channels>(maps));
  constexpr std::size_t kWindow = Kernel::kArea * Channels;
  std::vector<std::uint64_t> expected;
  for (std::size_t group = 0; group < windows.size(); group += Mmv * kWindow) {
    for (std::size_t beat = 0; beat < kWindow; beat += Simd) {
      for (std::size_t m = 0; m < Mmv; ++m) {
        for (std::size_t s = 0; s < Simd; ++s) expected.push_back(windows[group + m * kWindow + beat + s]);
      }
    }
  }
  hls::stream<ap_uint<Simd * Type::kBits>> in("in");
  hls::stream<ap_uint<Mmv * Simd * Type::kBits>> out("out");
  write_all<Type, Simd>(in, maps.values);
  weir::hls::swu<Map, Kernel, Stride, Dilation, Channels, Simd, WindowOrder::kStandard, Mmv, kBuffer,
                 Type::kBits>(in, out, kMapFrames);
  CHECK(in.empty());
  const bool equal = read_all<Type, Mmv * Simd>(out) == expected;
  CHECK(equal);
}

template <class Map, class Before, class After, int Channels, int Simd, class Type,
          class Between = Extent<0, 0>>
void check_pad(int value) {
  constexpr std::uint32_t kCode = Type::kMin == -1 ? 1 : 2;
  constexpr int kDown = Between::kHeight + 1;
  constexpr int kRight = Between::kWidth + 1;
  CAPTURE(Map::kHeight, Map::kWidth, Before::kHeight, Before::kWidth, After::kHeight, After::kWidth);
  CAPTURE(Between::kHeight, Between::kWidth, Channels, Simd, Type::kBits);
  REQUIRE(code<Type>(value) == kCode);
  const auto maps = random_maps<Map, Channels, Type>();
  Values expected;
  for (int frame = 0; frame < kMapFrames; ++frame) {
    for (int y = -Before::kHeight; y < (Map::kHeight - 1) * kDown + 1 + After::kHeight; ++y) {
      for (int x = -Before::kWidth; x < (Map::kWidth - 1) * kRight + 1 + After::kWidth; ++x) {
        for (int c = 0; c < Channels; ++c) {
          const bool own = y >= 0 && y % kDown == 0 && y / kDown < Map::kHeight && x >= 0 &&
                           x % kRight == 0 && x / kRight < Map::kWidth;
          expected.push_back(own ? maps.at(frame, y / kDown, x / kRight, c) : value);
        }
      }
    }
  }
  hls::stream<ap_uint<Simd * Type::kBits>> in("in");
  hls::stream<ap_uint<Simd * Type::kBits>> out("out");
  write_all<Type, Simd>(in, maps.values);
  weir::hls::pad<Map, Before, After, Between, Channels, Simd, Type::kBits, kCode>(in, out, kMapFrames);
  CHECK(in.empty());
  const bool equal = read_all<Type, Simd>(out) == codes<Type>(expected);
  CHECK(equal);
}

template <class Map, class Kernel, int Channels, int Pe, class Type>
void check_maxpool() {
  CAPTURE(Map::kHeight, Map::kWidth, Kernel::kHeight, Kernel::kWidth, Channels, Pe, Type::kBits, Type::kMin);
  const auto maps = random_maps<Map, Channels, Type>();
  Values expected;
  for (int frame = 0; frame < kMapFrames; ++frame) {
    for (int y = 0; y + Kernel::kHeight <= Map::kHeight; y += Kernel::kHeight) {
      for (int x = 0; x + Kernel::kWidth <= Map::kWidth; x += Kernel::kWidth) {
        for (int c = 0; c < Channels; ++c) {
          int best = maps.at(frame, y, x, c);
          for (int k = 0; k < Kernel::kArea; ++k) {
            best = std::max(best, maps.at(frame, y + k / Kernel::kWidth, x + k % Kernel::kWidth, c));
          }
          expected.push_back(best);
        }
      }
    }
  }
  hls::stream<ap_uint<Pe * Type::kBits>> in("in");
  hls::stream<ap_uint<Pe * Type::kBits>> out("out");
  write_all<Type, Pe>(in, maps.values);
  weir::hls::maxpool<Map, Kernel, Channels, Pe, Type>(in, out, kMapFrames);
  CHECK(in.empty());
  const bool equal = read_all<Type, Pe>(out) == codes<Type>(expected);
  CHECK(equal);
}

// `Reduce` of the values of each channel's positions. Windowed: beats [groups, positions / Simd, Simd, Pe];
// global: [positions, folds, Pe].
template <class Pooling, int Groups, int Positions, int Folds, int Pe, int Simd, class Reduce>
void check_pool(Reduce reduce) {
  using Input = typename Pooling::Input;
  using Output = typename Pooling::Output;
  CAPTURE(Groups, Positions, Folds, Pe, Simd, Input::kBits, Input::kMin, Output::kBits);
  constexpr int kFrames = 2;
  std::mt19937 random(Positions);
  const Values values = random_values<Input>(kFrames * Groups * Positions * Folds * Pe, random);
  Values expected;
  for (int group = 0; group < kFrames * Groups; ++group) {
    for (int channel = 0; channel < Folds * Pe; ++channel) {
      Values of_channel;
      for (int k = 0; k < Positions; ++k) {
        of_channel.push_back(
            values[static_cast<std::size_t>((group * Positions + k) * Folds * Pe + channel)]);
      }
      expected.push_back(reduce(of_channel));
    }
  }
  hls::stream<ap_uint<Simd * Pe * Input::kBits>> in("in");
  hls::stream<ap_uint<Pe * Output::kBits>> out("out");
  write_all<Input, Simd * Pe>(in, values);
  weir::hls::pool<Pooling, Groups, Positions, Folds, Pe, Simd>(in, out, static_cast<unsigned>(kFrames));
  CHECK(in.empty());
  CHECK(read_all<Output, Pe>(out) == codes<Output>(expected));
}

int largest(const Values& values) { return *std::max_element(values.begin(), values.end()); }
int sum(const Values& values) { return std::accumulate(values.begin(), values.end(), 0); }

// Towards minus infinity, without a shift.
template <int Divisor>
int floor_average(const Values& values) {
  const int total = sum(values);
  return total >= 0 ? total / Divisor : -((-total + Divisor - 1) / Divisor);
}

template <class Type>
void check_pools() {
  check_pool<Largest<Type>, 4, 6, 1, 2, 3>(largest);
  check_pool<Largest<Type>, 3, 4, 1, 1, 1>(largest);
  check_pool<Largest<Type>, 1, 5, 3, 2, 1>(largest);
}

template <class Input, class Weight, int Channels, int Kernel, int Pe, int Simd>
void check_vvtu() {
  CAPTURE(Input::kBits, Input::kMin, Weight::kBits, Weight::kMin, Channels, Kernel, Pe, Simd);
  constexpr int kVectors = 3;
  constexpr int kFrames = 2;
  constexpr int kTiles = Channels / Pe * (Kernel / Simd);
  constexpr int kTileBits = Pe * Simd * Weight::kBits;
  using Accumulator = Signed<18>;
  std::mt19937 random(Input::kBits * 100 + Weight::kBits);
  const Values weights = random_values<Weight>(Channels * Kernel, random);  // [channels, kernel]
  // [.., channels / pe, kernel, pe]
  const Values inputs = random_values<Input>(kFrames * kVectors * Channels * Kernel, random);

  const std::vector<std::uint64_t> order = codes<Weight>(folded(weights, Channels, Kernel, Pe, Simd));
  std::uint64_t memory[kTiles][(kTileBits + 63) / 64] = {};
  for (int i = 0; i < kTiles * kTileBits; ++i) {
    const int bit = i % kTileBits;
    const std::uint64_t element = order[static_cast<std::size_t>(i / Weight::kBits)];
    memory[i / kTileBits][bit / 64] |= (element >> i % Weight::kBits & 1) << bit % 64;
  }
  Values sums;
  for (int vector = 0; vector < kFrames * kVectors; ++vector) {
    for (int c = 0; c < Channels; ++c) {
      int total = 0;
      for (int k = 0; k < Kernel; ++k) {
        const int at = ((vector * (Channels / Pe) + c / Pe) * Kernel + k) * Pe + c % Pe;
        total += weights[static_cast<std::size_t>(c * Kernel + k)] * inputs[static_cast<std::size_t>(at)];
      }
      sums.push_back(total);
    }
  }
  hls::stream<ap_uint<Simd * Pe * Input::kBits>> in("in");
  hls::stream<ap_uint<Pe * Accumulator::kBits>> out("out");
  write_all<Input, Simd * Pe>(in, inputs);
  weir::hls::vvtu<Channels, Kernel, Pe, Simd, kVectors, Input, Weight, Accumulator, Accumulator>(
      in, memory, NoThresholds(), out, static_cast<unsigned>(kFrames));
  CHECK(in.empty());
  CHECK(read_all<Accumulator, Pe>(out) == codes<Accumulator>(sums));
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

TEST_CASE("mvtu: several vectors at once", "[hls][mvtu][memstream]") {
  check_mvtu<Bipolar, Bipolar, 4, 6, 4, 3, Embedded, 2>();
  check_mvtu<Unsigned<3>, Signed<3>, 3, 8, 3, 2, Embedded, 4>();
  check_mvtu<Unsigned<3>, Signed<3>, 3, 5, 3, 5, Embedded, 3>();
  check_mvtu<Signed<4>, Ternary, 4, 6, 4, 3, Streamed, 2>();
}

TEST_CASE("mvtu: thresholds count per row", "[hls][mvtu]") {
  // Rows [1 1], [1 -1] over inputs (a, b) in uint2; thresholds of row 0: 1, 3, 5; of row 1: -1, 0, 2.
  const std::uint64_t weights[2][1] = {{0b0101}, {0b1101}};
  const std::int8_t thresholds[2][1][3] = {{{1, 3, 5}}, {{2, -1, 0}}};
  hls::stream<ap_uint<4>> in("in");
  hls::stream<ap_uint<2>> out("out");
  write_all<Unsigned<2>, 2>(in, {0, 0, 3, 2, 1, 3, 3, 0});
  weir::hls::mvtu<2, 2, 1, 2, 4, 1, Unsigned<2>, Signed<2>, Signed<4>, Signed<2>>(in, weights, thresholds,
                                                                                  out, 1U);
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

  // A frame of more bits than an int counts, such as streamed weights have.
  hls::stream<ap_uint<8>> in("in");
  hls::stream<ap_uint<16>> out("out");
  weir::hls::dwc<8, 16, std::int64_t{1} << 35>(in, out, 0);
  CHECK(out.empty());
}

TEST_CASE("memstream: a memory narrower and wider than its reader, through a converter", "[hls][memstream]") {
  // Six beats of 4 bits, passed through twice a frame.
  const std::uint64_t memory[6][1] = {{0x1}, {0x2}, {0x3}, {0x4}, {0x5}, {0x6}};
  hls::stream<ap_uint<4>> contents("contents");
  hls::stream<ap_uint<12>> wider("wider");
  weir::hls::memstream<4, 6, 2>(memory, contents, 2);
  CHECK(contents.size() == 24);
  weir::hls::dwc<4, 12, 48>(contents, wider, 2);
  CHECK(contents.empty());
  for (int pass = 0; pass < 4; ++pass) {
    CHECK(wider.read().to_uint64() == 0x321);
    CHECK(wider.read().to_uint64() == 0x654);
  }
  CHECK(wider.empty());
  hls::stream<ap_uint<2>> narrower("narrower");
  weir::hls::memstream<4, 6, 1>(memory, contents, 1);
  weir::hls::dwc<4, 2, 24>(contents, narrower, 1);
  CHECK(read_all<Unsigned<2>, 1>(narrower) == std::vector<std::uint64_t>{1, 0, 2, 0, 3, 0, 0, 1, 1, 1, 2, 1});
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

// In both orders, and all positions a beat.
TEST_CASE("swu: windows of every frame in order, and nothing left over", "[hls][swu]") {
  using One = Extent<1, 1>;
  using Two = Extent<2, 2>;
  using Three = Extent<3, 3>;
  check_swu<Extent<5, 4>, Three, One, One, 4, 2>();
  check_swu<Extent<5, 4>, Three, One, One, 4, 2, 7>();   // near full_rate_pixels()
  check_swu<Extent<5, 4>, Three, One, One, 4, 2, 50>();  // more than a frame ahead
  check_swu<Extent<4, 7>, Extent<3, 2>, Extent<1, 2>, One, 3, 3, 1>();
  check_swu<Extent<4, 7>, Extent<2, 3>, Extent<2, 1>, One, 3, 1>();
  // Kernel 1, with and without stride, and the whole map.
  check_swu<Extent<3, 4>, One, One, One, 4, 2>();
  check_swu<Extent<5, 4>, One, Two, One, 2, 1>();
  check_swu<Extent<1, 1>, One, One, One, 1, 1>();
  check_swu<Extent<3, 5>, Extent<3, 5>, One, One, 2, 1>();
  check_swu<Extent<3, 5>, Extent<3, 5>, Extent<9, 9>, One, 2, 2, 3>();
  // Strides longer than the kernel, and than the buffer; leftovers on both sides.
  check_swu<Extent<8, 9>, Two, Three, One, 2, 1>();
  check_swu<Extent<9, 8>, Extent<1, 2>, Extent<4, 3>, One, 2, 1>();
  check_swu<Extent<7, 7>, One, Extent<5, 3>, One, 3, 1>();
  check_swu<Extent<7, 6>, Two, Two, One, 1, 1>();
  check_swu<Extent<6, 6>, Two, One, One, 1, 1, 1>();
  // Dilation.
  check_swu<Extent<6, 7>, Three, One, Two, 2, 1>();
  check_swu<Extent<6, 7>, Two, Two, Extent<3, 1>, 2, 2, 4>();
  check_swu<Extent<7, 6>, Extent<3, 2>, Extent<1, 2>, Extent<2, 4>, 3, 1>();
  // One dimension.
  check_swu<Extent<1, 11>, Extent<1, 3>, One, One, 4, 2>();
  check_swu<Extent<1, 11>, Extent<1, 3>, Extent<1, 2>, Extent<1, 2>, 2, 1, 3>();
  check_swu<Extent<1, 11>, Extent<1, 2>, Extent<1, 4>, One, 1, 1>();
  check_swu<Extent<6, 1>, Extent<2, 1>, One, One, 2, 1>();
}

TEST_CASE("swu: windows side by side, position by position", "[hls][swu]") {
  using One = Extent<1, 1>;
  using Two = Extent<2, 2>;
  check_swu_mmv<2, Extent<5, 6>, Extent<3, 3>, One, One, 4, 2>();
  check_swu_mmv<2, Extent<5, 6>, Extent<3, 3>, One, One, 4, 2, 50>();
  check_swu_mmv<4, Extent<5, 6>, Extent<3, 3>, One, One, 4, 4, 3>();  // all of a row
  check_swu_mmv<3, Extent<4, 8>, Two, Extent<1, 3>, Extent<2, 1>, 2, 1, 1>();
  check_swu_mmv<3, Extent<1, 11>, Extent<1, 3>, One, One, 2, 2>();
  check_swu_mmv<5, Extent<3, 5>, One, One, One, 2, 1>();
}

TEST_CASE("pad: a constant around the map, on any side", "[hls][pad]") {
  check_pad<Extent<3, 4>, Extent<1, 1>, Extent<1, 1>, 4, 2, Unsigned<3>>(2);
  check_pad<Extent<3, 4>, Extent<2, 0>, Extent<0, 3>, 2, 1, Signed<4>>(2);
  check_pad<Extent<2, 2>, Extent<0, 0>, Extent<0, 0>, 2, 2, Unsigned<8>>(2);
  check_pad<Extent<2, 3>, Extent<1, 2>, Extent<0, 1>, 3, 3, Bipolar>(1);
  check_pad<Extent<2, 3>, Extent<1, 2>, Extent<0, 1>, 3, 1, Ternary>(1);
  check_pad<Extent<1, 5>, Extent<0, 2>, Extent<0, 1>, 1, 1, Unsigned<2>>(2);
}

TEST_CASE("pad: a constant between the map's pixels", "[hls][pad]") {
  using None = Extent<0, 0>;
  check_pad<Extent<3, 4>, None, None, 4, 2, Unsigned<3>, Extent<1, 1>>(2);
  // More beyond the map than between, so that the next own pixel would lie there.
  check_pad<Extent<3, 2>, Extent<2, 3>, Extent<4, 5>, 2, 1, Signed<4>, Extent<2, 1>>(2);
  check_pad<Extent<2, 3>, Extent<0, 1>, Extent<3, 0>, 2, 2, Bipolar, Extent<0, 2>>(1);
  check_pad<Extent<1, 1>, Extent<1, 0>, Extent<2, 6>, 1, 1, Unsigned<2>, Extent<3, 3>>(2);
  check_pad<Extent<1, 5>, None, Extent<0, 4>, 1, 1, Unsigned<2>, Extent<0, 1>>(2);
}

TEST_CASE("maxpool: the largest of each window, leftovers dropped", "[hls][maxpool]") {
  using Two = Extent<2, 2>;
  check_maxpool<Extent<4, 6>, Two, 4, 2, Unsigned<4>>();
  check_maxpool<Extent<4, 6>, Two, 4, 4, Signed<5>>();
  check_maxpool<Extent<4, 6>, Two, 2, 1, Ternary>();
  check_maxpool<Extent<4, 6>, Two, 2, 1, Bipolar>();
  check_maxpool<Extent<4, 6>, Two, 6, 3, Binary>();
  check_maxpool<Extent<5, 7>, Two, 2, 1, Signed<8>>();
  check_maxpool<Extent<8, 5>, Extent<3, 2>, 3, 1, Unsigned<8>>();
  check_maxpool<Extent<5, 5>, Extent<3, 4>, 2, 2, Signed<3>>();
  check_maxpool<Extent<3, 4>, Extent<1, 1>, 2, 1, Signed<3>>();
  check_maxpool<Extent<3, 4>, Extent<3, 4>, 2, 1, Signed<6>>();
  check_maxpool<Extent<5, 4>, Extent<2, 1>, 1, 1, Unsigned<6>>();
  check_maxpool<Extent<1, 9>, Extent<1, 2>, 2, 1, Unsigned<6>>();
}

TEST_CASE("pool: largest, sum and average, of windows and of whole maps", "[hls][pool]") {
  check_pools<Unsigned<4>>();
  check_pools<Signed<4>>();
  check_pools<Ternary>();
  check_pools<Bipolar>();
  check_pool<ShiftedSum<Unsigned<4>, 9, 0, Unsigned<8>>, 3, 9, 1, 2, 3>(sum);
  check_pool<ShiftedSum<Signed<4>, 9, 0, Signed<8>>, 3, 9, 1, 2, 9>(sum);
  check_pool<ShiftedSum<Ternary, 4, 0, Signed<4>>, 1, 4, 2, 3, 1>(sum);
  check_pool<ShiftedSum<Signed<8>, 1, 0, Signed<8>>, 2, 1, 1, 1, 1>(sum);
  check_pool<ShiftedSum<Unsigned<4>, 4, 2, Unsigned<4>>, 3, 4, 1, 2, 2>(floor_average<4>);
  check_pool<ShiftedSum<Signed<6>, 4, 2, Signed<6>>, 3, 4, 1, 2, 1>(floor_average<4>);
  check_pool<ShiftedSum<Signed<6>, 6, 3, Signed<8>>, 1, 6, 4, 2, 1>(floor_average<8>);
}

TEST_CASE("vvtu: each channel's window times its weights", "[hls][vvtu]") {
  check_vvtu<Unsigned<4>, Signed<4>, 4, 9, 2, 3>();
  check_vvtu<Unsigned<4>, Signed<4>, 4, 9, 1, 1>();
  check_vvtu<Signed<3>, Signed<5>, 4, 9, 4, 9>();
  check_vvtu<Signed<8>, Bipolar, 2, 4, 1, 2>();
  check_vvtu<Bipolar, Bipolar, 6, 9, 3, 3>();
  check_vvtu<Bipolar, Bipolar, 8, 9, 8, 9>();
  check_vvtu<Ternary, Unsigned<3>, 3, 2, 3, 1>();
  check_vvtu<Bipolar, Ternary, 2, 6, 2, 3>();
  check_vvtu<Binary, Signed<2>, 1, 1, 1, 1>();
}

TEST_CASE("vvtu: thresholds count per channel", "[hls][vvtu]") {
  // Channels [1 1], [1 -1], one a beat, over windows (a, b) in uint2; thresholds 1, 3, 5 and -1, 0, 2.
  const std::uint64_t weights[2][1] = {{0b0101}, {0b1101}};
  const std::int8_t thresholds[2][1][3] = {{{1, 3, 5}}, {{2, -1, 0}}};
  hls::stream<ap_uint<4>> in("in");
  hls::stream<ap_uint<2>> out("out");
  write_all<Unsigned<2>, 2>(in, {0, 0, 3, 2, 1, 3, 3, 0});
  weir::hls::vvtu<2, 2, 1, 2, 2, Unsigned<2>, Signed<2>, Signed<4>, Signed<2>>(in, weights, thresholds, out,
                                                                               1U);
  // Sums 0, 1 and 4, 3; the output is -2 + count.
  CHECK(read_all<Signed<2>, 1>(out) == codes<Signed<2>>({-2, 0, 0, 1}));
}
