// The HLS library's `vvtu`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <vector>

#include "hls/memstream.hpp"
#include "hls/vvtu.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_vvtu_test {

namespace {

using weir::hls::Bipolar;
using weir::hls::NoThresholds;
using weir::hls::Signed;
using weir::hls::Ternary;
using weir::hls::Unsigned;

// With a memory of weights or, through a memstream, with streamed weights.
template <class Input, class Weight, int Channels, int Kernel, int Pe, int Simd, bool kStreamed = false,
          class Accumulator = Signed<18>>
void check_vvtu() {
  CAPTURE(Input::kBits, Input::kMin, Weight::kBits, Weight::kMin, Channels, Kernel, Pe, Simd, kStreamed);
  constexpr int kVectors = 3;
  constexpr int kFrames = 2;
  constexpr int kTiles = Channels / Pe * (Kernel / Simd);
  constexpr int kTileBits = Pe * Simd * Weight::kBits;
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
      std::int64_t total = 0;
      for (int k = 0; k < Kernel; ++k) {
        const int at = ((vector * (Channels / Pe) + c / Pe) * Kernel + k) * Pe + c % Pe;
        total += weights[static_cast<std::size_t>(c * Kernel + k)] * inputs[static_cast<std::size_t>(at)];
      }
      sums.push_back(total);
    }
  }
  ::hls::stream<ap_uint<Simd * Pe * Input::kBits>> in("in");
  ::hls::stream<ap_uint<Pe * Accumulator::kBits>> out("out");
  write_all<Input, Simd * Pe>(in, inputs);
  ::hls::stream<ap_uint<kTileBits>> tiles("tiles");
  if (kStreamed) {
    weir::hls::memstream<kTileBits, kTiles, kVectors>(memory, tiles, kFrames);
    weir::hls::vvtu<Channels, Kernel, Pe, Simd, kVectors, Input, Weight, Accumulator, Accumulator>(
        in, tiles, NoThresholds(), out, static_cast<unsigned>(kFrames));
  } else {
    weir::hls::vvtu<Channels, Kernel, Pe, Simd, kVectors, Input, Weight, Accumulator, Accumulator>(
        in, memory, NoThresholds(), out, static_cast<unsigned>(kFrames));
  }
  CHECK(in.empty());
  CHECK(tiles.empty());
  CHECK(read_all<Accumulator, Pe>(out) == codes<Accumulator>(sums));
}

}  // namespace

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

TEST_CASE("vvtu: weights streamed, a pass of the memory for every window", "[hls][vvtu][memstream]") {
  check_vvtu<Unsigned<4>, Signed<4>, 4, 9, 2, 3, true>();
  check_vvtu<Bipolar, Bipolar, 6, 9, 3, 3, true>();
  check_vvtu<Signed<3>, Signed<5>, 4, 9, 4, 9, true>();
}

TEST_CASE("vvtu: sums of more than 32 bits", "[hls][vvtu]") {
  check_vvtu<Unsigned<28>, Signed<24>, 4, 9, 2, 3, false, Signed<56>>();
  check_vvtu<Bipolar, Signed<40>, 2, 4, 2, 4, true, Signed<43>>();
}

TEST_CASE("vvtu: thresholds count per channel", "[hls][vvtu]") {
  // Channels [1 1], [1 -1], one a beat, over windows (a, b) in uint2; thresholds 1, 3, 5 and -1, 0, 2.
  const std::uint64_t weights[2][1] = {{0b0101}, {0b1101}};
  const std::int8_t thresholds[2][1][3] = {{{1, 3, 5}}, {{2, -1, 0}}};
  ::hls::stream<ap_uint<4>> in("in");
  ::hls::stream<ap_uint<2>> out("out");
  write_all<Unsigned<2>, 2>(in, {0, 0, 3, 2, 1, 3, 3, 0});
  weir::hls::vvtu<2, 2, 1, 2, 2, Unsigned<2>, Signed<2>, Signed<4>, Signed<2>>(in, weights, thresholds, out,
                                                                               1U);
  // Sums 0, 1 and 4, 3; the output is -2 + count.
  CHECK(read_all<Signed<2>, 1>(out) == codes<Signed<2>>({-2, 0, 0, 1}));
}

}  // namespace weir::tests::hls_vvtu_test
