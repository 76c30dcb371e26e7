// The HLS library's templates of layers that branch, join and resample, on the shim, against references of a
// few lines on plain integers.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <vector>

#include "hls/channelwise.hpp"
#include "hls/concat.hpp"
#include "hls/downsample.hpp"
#include "hls/eltwise.hpp"
#include "hls/fork.hpp"
#include "hls/lookup.hpp"
#include "hls/mem.hpp"
#include "hls/normalize.hpp"
#include "hls/split.hpp"
#include "hls/tmr_check.hpp"
#include "hls/upsample.hpp"
#include "tests/hls_streams.hpp"

namespace {

using weir::hls::Bipolar;
using weir::hls::Extent;
using weir::hls::Parts;
using weir::hls::Signed;
using weir::hls::Ternary;
using weir::hls::Triplets;
using weir::hls::Unsigned;
using namespace weir::hls;
using namespace weir::tests;
using Codes = std::vector<std::uint64_t>;

template <class Operation, int Pe, class A, class B, class Reference>
void check_eltwise(Reference reference) {
  using Output = typename Operation::Output;
  CAPTURE(Pe, A::kBits, A::kMin, B::kBits, B::kMin, Output::kBits, Output::kMin);
  constexpr int kBeats = 20;
  std::mt19937 random(Pe);
  const Values a = random_values<A>(2 * kBeats * Pe, random);
  const Values b = random_values<B>(2 * kBeats * Pe, random);
  Values expected;
  for (std::size_t i = 0; i < a.size(); ++i) expected.push_back(reference(a[i], b[i]));
  hls::stream<ap_uint<Pe * A::kBits>> in_a("a");
  hls::stream<ap_uint<Pe * B::kBits>> in_b("b");
  hls::stream<ap_uint<Pe * Output::kBits>> out("out");
  write_all<A, Pe>(in_a, a);
  write_all<B, Pe>(in_b, b);
  weir::hls::eltwise<Operation, Pe, kBeats, A, B>(in_a, in_b, out, 2U);
  CHECK(in_a.empty());
  CHECK(in_b.empty());
  CHECK(read_all<Output, Pe>(out) == codes<Output>(expected));
}

template <class Operation, int Channels, int Pe, class Input, class Reference>
void check_channelwise(const Values& of_channels, Reference reference) {
  using Output = typename Operation::Output;
  CAPTURE(Channels, Pe, Input::kBits, Input::kMin, Output::kBits, Output::kMin);
  constexpr int kVectors = 5;
  std::mt19937 random(Channels);
  const Values values = random_values<Input>(2 * kVectors * Channels, random);
  std::int16_t parameters[Channels / Pe][Pe];
  for (int c = 0; c < Channels; ++c) {
    parameters[c / Pe][c % Pe] = static_cast<std::int16_t>(of_channels[static_cast<std::size_t>(c)]);
  }
  Values expected;
  for (std::size_t i = 0; i < values.size(); ++i) {
    expected.push_back(reference(values[i], of_channels[i % Channels]));
  }
  hls::stream<ap_uint<Pe * Input::kBits>> in("in");
  hls::stream<ap_uint<Pe * Output::kBits>> out("out");
  write_all<Input, Pe>(in, values);
  weir::hls::channelwise<Operation, Channels, Pe, kVectors, Input>(in, parameters, out, 2U);
  CHECK(in.empty());
  CHECK(read_all<Output, Pe>(out) == codes<Output>(expected));
}

template <class Map, class Scale, int Channels, int Simd>
void check_upsample() {
  using Type = Signed<6>;
  CAPTURE(Map::kHeight, Map::kWidth, Scale::kHeight, Scale::kWidth, Channels, Simd);
  const auto maps = random_maps<Map, Channels, Type>();
  Values expected;
  for (int frame = 0; frame < kMapFrames; ++frame) {
    for (int y = 0; y < Map::kHeight * Scale::kHeight; ++y) {
      for (int x = 0; x < Map::kWidth * Scale::kWidth; ++x) {
        for (int c = 0; c < Channels; ++c) {
          expected.push_back(maps.at(frame, y / Scale::kHeight, x / Scale::kWidth, c));
        }
      }
    }
  }
  hls::stream<ap_uint<Simd * Type::kBits>> in("in");
  hls::stream<ap_uint<Simd * Type::kBits>> out("out");
  write_all<Type, Simd>(in, maps.values);
  weir::hls::upsample<Map, Scale, Channels, Simd, Type::kBits>(in, out, kMapFrames);
  CHECK(in.empty());
  const bool equal = read_all<Type, Simd>(out) == codes<Type>(expected);
  CHECK(equal);
}

template <class Map, class Stride, int Channels, int Simd>
void check_downsample() {
  using Type = Signed<6>;
  CAPTURE(Map::kHeight, Map::kWidth, Stride::kHeight, Stride::kWidth, Channels, Simd);
  const auto maps = random_maps<Map, Channels, Type>();
  Values expected;
  for (int frame = 0; frame < kMapFrames; ++frame) {
    for (int y = 0; y < Map::kHeight; y += Stride::kHeight) {
      for (int x = 0; x < Map::kWidth; x += Stride::kWidth) {
        for (int c = 0; c < Channels; ++c) expected.push_back(maps.at(frame, y, x, c));
      }
    }
  }
  hls::stream<ap_uint<Simd * Type::kBits>> in("in");
  hls::stream<ap_uint<Simd * Type::kBits>> out("out");
  write_all<Type, Simd>(in, maps.values);
  weir::hls::downsample<Map, Stride, Channels, Simd, Type::kBits>(in, out, kMapFrames);
  CHECK(in.empty());
  const bool equal = read_all<Type, Simd>(out) == codes<Type>(expected);
  CHECK(equal);
}

template <int Length, int Pe, class Input, class Output>
Codes normalized(const Values& values) {
  hls::stream<ap_uint<Pe * Input::kBits>> in("in");
  hls::stream<ap_uint<Pe * Output::kBits>> out("out");
  write_all<Input, Pe>(in, values);
  weir::hls::normalize<Length, Pe, Input, Output>(in, out, static_cast<unsigned>(values.size() / Length));
  CHECK(in.empty());
  return read_all<Output, Pe>(out);
}

// The value out is the one nearest to the quotient, the larger one of two.
template <int Length, int Pe, class Input, class Output>
void check_normalize() {
  CAPTURE(Length, Pe, Input::kBits, Output::kBits);
  std::mt19937 random(Length);
  const Values values = random_values<Input>(4 * Length, random);
  const Codes out = normalized<Length, Pe, Input, Output>(values);
  REQUIRE(out.size() == values.size());
  const std::int64_t top = (1 << Output::kBits) - 1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i / Length * Length);
    const std::int64_t largest = std::max(1, *std::max_element(begin, begin + Length));
    // Twice how far above the quotient, in parts of `largest`.
    const std::int64_t above = 2 * (static_cast<std::int64_t>(out[i]) * largest - top * values[i]);
    CHECK((above > -largest && above <= largest));
  }
}

}  // namespace

TEST_CASE("fork: every beat to all outputs", "[hls][fork]") {
  const Values values = {1, 5, 2, 7, 0, 6};
  hls::stream<ap_uint<3>> in("in");
  hls::stream<ap_uint<3>> a("a");
  hls::stream<ap_uint<3>> b("b");
  hls::stream<ap_uint<3>> c("c");
  write_all<Unsigned<3>, 1>(in, values);
  weir::hls::fork<3, 3>(in, 2, a, b, c);
  CHECK(in.empty());
  CHECK(read_all<Unsigned<3>, 1>(a) == codes<Unsigned<3>>(values));
  CHECK(read_all<Unsigned<3>, 1>(b) == codes<Unsigned<3>>(values));
  CHECK(read_all<Unsigned<3>, 1>(c) == codes<Unsigned<3>>(values));

  hls::stream<ap_uint<150>> wide("wide");
  hls::stream<ap_uint<150>> left("left");
  hls::stream<ap_uint<150>> right("right");
  ap_uint<150> beat = 0;
  beat[149] = true;
  beat[3] = true;
  wide.write(beat);
  weir::hls::fork<1, 150>(wide, 1, left, right);
  CHECK((left.read() == beat));
  CHECK((right.read() == beat));
}

TEST_CASE("eltwise: each operation on values of each type", "[hls][eltwise]") {
  using weir::hls::AbsoluteDifference;
  using weir::hls::Add;
  using weir::hls::Multiply;
  using weir::hls::Subtract;
  const auto add = [](int a, int b) { return a + b; };
  const auto subtract = [](int a, int b) { return a - b; };
  const auto difference = [](int a, int b) { return std::abs(a - b); };
  const auto multiply = [](int a, int b) { return a * b; };
  check_eltwise<Add<Unsigned<5>>, 3, Unsigned<4>, Unsigned<4>>(add);
  check_eltwise<Add<Signed<6>>, 2, Signed<4>, Unsigned<4>>(add);
  check_eltwise<Add<Signed<3>>, 4, Bipolar, Ternary>(add);
  check_eltwise<Subtract<Signed<5>>, 2, Unsigned<4>, Unsigned<4>>(subtract);
  check_eltwise<Subtract<Signed<9>>, 1, Ternary, Signed<8>>(subtract);
  check_eltwise<AbsoluteDifference<Unsigned<8>>, 3, Signed<8>, Signed<8>>(difference);
  check_eltwise<AbsoluteDifference<Unsigned<5>>, 2, Unsigned<4>, Signed<5>>(difference);
  check_eltwise<AbsoluteDifference<Unsigned<2>>, 5, Bipolar, Bipolar>(difference);
  check_eltwise<Multiply<Signed<16>>, 2, Signed<8>, Signed<8>>(multiply);
  check_eltwise<Multiply<Unsigned<7>>, 2, Unsigned<4>, Unsigned<3>>(multiply);
  check_eltwise<Multiply<Signed<5>>, 20, Bipolar, Unsigned<4>>(multiply);
}

TEST_CASE("eltwise: by hand", "[hls][eltwise]") {
  hls::stream<ap_uint<4>> a("a");
  hls::stream<ap_uint<4>> b("b");
  hls::stream<ap_uint<6>> out("out");
  a.write(0b1101);  // int2: 1, -1
  b.write(0b1110);  // int2: -2, -1
  weir::hls::eltwise<weir::hls::Subtract<Signed<3>>, 2, 1, Signed<2>, Signed<2>>(a, b, out, 1);
  CHECK(out.read().to_uint64() == 0b000'011);  // 3, 0
}

TEST_CASE("concat: the channels of each input after one another", "[hls][concat]") {
  // Two frames of two pixels of 4, 2 and 6 channels, two a beat.
  using Type = Unsigned<4>;
  hls::stream<ap_uint<8>> a("a");
  hls::stream<ap_uint<8>> b("b");
  hls::stream<ap_uint<8>> c("c");
  hls::stream<ap_uint<8>> out("out");
  Values in_a;
  Values in_b;
  Values in_c;
  Values expected;
  for (int pixel = 0; pixel < 4; ++pixel) {
    for (int channel = 0; channel < 12; ++channel) {
      const int value = (pixel * 5 + channel * 3) % 16;
      (channel < 4 ? in_a : channel < 6 ? in_b : in_c).push_back(value);
      expected.push_back(value);
    }
  }
  write_all<Type, 2>(a, in_a);
  write_all<Type, 2>(b, in_b);
  write_all<Type, 2>(c, in_c);
  weir::hls::concat<Parts<2, 4, 2, 6>, 2, 4>(out, 2, a, b, c);
  CHECK(a.empty());
  CHECK(b.empty());
  CHECK(c.empty());
  const Codes joined = read_all<Type, 2>(out);
  CHECK(joined == codes<Type>(expected));

  // And back.
  write_all<Type, 2>(out, expected);
  weir::hls::split<Parts<2, 4, 2, 6>, 2, 4>(out, 2, a, b, c);
  CHECK(out.empty());
  CHECK(read_all<Type, 2>(a) == codes<Type>(in_a));
  CHECK(read_all<Type, 2>(b) == codes<Type>(in_b));
  CHECK(read_all<Type, 2>(c) == codes<Type>(in_c));
}

TEST_CASE("split: each output's channels, one a beat and all a beat", "[hls][split]") {
  hls::stream<ap_uint<3>> in("in");
  hls::stream<ap_uint<3>> one("one");
  hls::stream<ap_uint<3>> two("two");
  write_all<Unsigned<3>, 1>(in, {1, 2, 3, 4, 5, 6});
  weir::hls::split<Parts<1, 1, 2>, 1, 3>(in, 2, one, two);
  CHECK(in.empty());
  CHECK(read_all<Unsigned<3>, 1>(one) == Codes{1, 4});
  CHECK(read_all<Unsigned<3>, 1>(two) == Codes{2, 3, 5, 6});

  hls::stream<ap_uint<6>> pairs("pairs");
  hls::stream<ap_uint<6>> even("even");
  hls::stream<ap_uint<6>> odd("odd");
  write_all<Unsigned<3>, 2>(pairs, {1, 2, 3, 4, 5, 6, 7, 0});
  weir::hls::split<Parts<2, 2, 2>, 2, 3>(pairs, 1, even, odd);
  CHECK(pairs.empty());
  CHECK(read_all<Unsigned<3>, 2>(even) == Codes{1, 2, 5, 6});
  CHECK(read_all<Unsigned<3>, 2>(odd) == Codes{3, 4, 7, 0});
}

TEST_CASE("channelwise: each channel with its parameter", "[hls][channelwise]") {
  using weir::hls::Add;
  using weir::hls::AtLeast;
  using weir::hls::Multiply;
  const auto add = [](int x, int p) { return x + p; };
  const auto multiply = [](int x, int p) { return x * p; };
  const auto compare = [](int x, int p) { return x >= p ? 1 : 0; };
  check_channelwise<Add<Signed<6>>, 4, 2, Signed<5>>({-16, 15, 0, -1}, add);
  check_channelwise<Add<Unsigned<9>>, 3, 3, Unsigned<8>>({255, 0, 17}, add);
  check_channelwise<Add<Signed<3>>, 2, 1, Bipolar>({1, -2}, add);
  check_channelwise<Multiply<Signed<9>>, 6, 3, Signed<5>>({-16, 15, 0, -1, 1, 7}, multiply);
  check_channelwise<Multiply<Signed<12>>, 2, 1, Unsigned<3>>({-256, 255}, multiply);
  check_channelwise<AtLeast<Binary>, 4, 4, Signed<4>>({-8, 7, 0, 3}, compare);
  check_channelwise<AtLeast<Binary>, 4, 1, Unsigned<4>>({-8, 15, 0, 300}, compare);
  check_channelwise<AtLeast<Binary>, 2, 1, Ternary>({0, 1}, compare);
}

TEST_CASE("upsample: each pixel as often as the scale says", "[hls][upsample]") {
  check_upsample<Extent<3, 4>, Extent<2, 2>, 4, 2>();
  check_upsample<Extent<3, 4>, Extent<1, 3>, 2, 2>();
  check_upsample<Extent<3, 4>, Extent<3, 1>, 3, 1>();
  check_upsample<Extent<2, 3>, Extent<1, 1>, 2, 1>();
  check_upsample<Extent<1, 1>, Extent<4, 5>, 2, 1>();
  check_upsample<Extent<1, 7>, Extent<1, 2>, 1, 1>();
}

TEST_CASE("downsample: rows and columns at multiples of the strides", "[hls][downsample]") {
  check_downsample<Extent<4, 6>, Extent<2, 2>, 4, 2>();
  check_downsample<Extent<5, 7>, Extent<2, 3>, 2, 1>();
  check_downsample<Extent<5, 6>, Extent<5, 6>, 2, 2>();
  check_downsample<Extent<3, 4>, Extent<1, 1>, 2, 1>();
  check_downsample<Extent<3, 4>, Extent<1, 2>, 1, 1>();
  check_downsample<Extent<1, 8>, Extent<1, 3>, 2, 1>();
}

TEST_CASE("lookup: an index's row of the table, fold by fold", "[hls][lookup]") {
  // Entries of four int4, two a beat.
  const std::uint64_t table[8][1] = {{0x21}, {0x43}, {0x65}, {0x87}, {0xa9}, {0xcb}, {0xed}, {0x0f}};
  hls::stream<ap_uint<2>> in("in");
  hls::stream<ap_uint<8>> out("out");
  write_all<Unsigned<2>, 1>(in, {3, 0, 2, 2});
  weir::hls::lookup<8, 2, 2, 2>(in, table, out, 2);
  CHECK(in.empty());
  CHECK(read_all<Unsigned<8>, 1>(out) == Codes{0xed, 0x0f, 0x21, 0x43, 0xa9, 0xcb, 0xa9, 0xcb});

  // An entry a beat, wider than a word; more entries than indices.
  const std::uint64_t wide[3][2] = {{1, 2}, {3, 4}, {5, 6}};
  hls::stream<ap_uint<1>> bits("bits");
  hls::stream<ap_uint<70>> beats("beats");
  write_all<Binary, 1>(bits, {1, 0});
  weir::hls::lookup<70, 1, 1, 2>(bits, wide, beats, 1);
  const ap_uint<70> first = beats.read();
  CHECK(first.range(63, 0).to_uint64() == 3);
  CHECK(first.range(69, 64).to_uint64() == 4);
  CHECK(beats.read().range(69, 64).to_uint64() == 2);
  CHECK(beats.empty());
}

TEST_CASE("normalize: the largest becomes the largest, halves go up", "[hls][normalize]") {
  // 15 x / 10 of 10, 3, 1, 0: 15, 4.5, 1.5, 0; a vector of zeros; one that is full already.
  CHECK(normalized<4, 2, Unsigned<4>, Unsigned<4>>({10, 3, 1, 0, 0, 0, 0, 0, 15, 7, 14, 1}) ==
        Codes{15, 5, 2, 0, 0, 0, 0, 0, 15, 7, 14, 1});
  CHECK(normalized<2, 1, Binary, Unsigned<8>>({0, 1, 0, 0}) == Codes{0, 255, 0, 0});
  CHECK(normalized<3, 3, Unsigned<16>, Unsigned<8>>({65535, 128, 129}) == Codes{255, 0, 1});
  CHECK(normalized<4, 1, Unsigned<3>, Binary>({4, 2, 1, 3}) == Codes{1, 1, 0, 1});
  check_normalize<6, 1, Unsigned<8>, Unsigned<8>>();
  check_normalize<6, 3, Unsigned<14>, Unsigned<5>>();
  check_normalize<1, 1, Unsigned<4>, Unsigned<3>>();
}

TEST_CASE("tmr_check: two of three, or the first", "[hls][tmr_check]") {
  // Channels 1, 2, 3 and 5, 6, 7 are triplets; four are left. Frames of two pixels.
  using Type = Unsigned<4>;
  const auto check = [](const Values& in, const Codes& out, const Codes& found) {
    hls::stream<ap_uint<32>> beats("beats");
    hls::stream<ap_uint<16>> voted("voted");
    hls::stream<ap_uint<2>> errors("errors");
    write_all<Type, 8>(beats, in);
    weir::hls::tmr_check<Triplets<1, 5>, 8, 2, 4>(beats, voted, errors,
                                                  static_cast<unsigned>(in.size() / 16));
    CHECK(beats.empty());
    CHECK(read_all<Type, 4>(voted) == out);
    CHECK(read_all<Unsigned<2>, 1>(errors) == found);
  };
  // All agree.
  check({9, 5, 5, 5, 8, 1, 1, 1, 3, 0, 0, 0, 2, 7, 7, 7}, {9, 5, 8, 1, 3, 0, 2, 7}, {0});
  // The first, the second, the third differs; and what is found is forgotten with the frame.
  check({9, 4, 5, 5, 8, 1, 1, 1, 3, 0, 0, 0, 2, 7, 6, 7,  //
         9, 5, 5, 5, 8, 1, 1, 2, 3, 0, 0, 0, 2, 7, 7, 7,  //
         9, 5, 5, 5, 8, 1, 1, 1, 3, 0, 0, 0, 2, 7, 7, 7},
        {9, 5, 8, 1, 3, 0, 2, 7, 9, 5, 8, 1, 3, 0, 2, 7, 9, 5, 8, 1, 3, 0, 2, 7}, {1, 1, 0});
  // All three differ; and both in one frame.
  check({9, 4, 5, 6, 8, 1, 1, 1, 3, 0, 0, 0, 2, 7, 7, 7,  //
         9, 4, 5, 6, 8, 1, 1, 1, 3, 0, 0, 0, 2, 7, 7, 5},
        {9, 4, 8, 1, 3, 0, 2, 7, 9, 4, 8, 1, 3, 0, 2, 7}, {2, 3});

  // Nothing but one triplet, a pixel a frame, of single bits.
  hls::stream<ap_uint<3>> in("in");
  hls::stream<ap_uint<1>> out("out");
  hls::stream<ap_uint<2>> found("found");
  write_all<Unsigned<3>, 1>(in, {0b000, 0b011, 0b100, 0b111});
  weir::hls::tmr_check<Triplets<0>, 3, 1, 1>(in, out, found, 4);
  CHECK(read_all<Binary, 1>(out) == Codes{0, 1, 0, 1});
  CHECK(read_all<Unsigned<2>, 1>(found) == Codes{0, 1, 1, 0});
}

TEST_CASE("mem: beats pass", "[hls][mem]") {
  hls::stream<ap_uint<5>> in("in");
  hls::stream<ap_uint<5>> out("out");
  write_all<Unsigned<5>, 1>(in, {3, 1, 4, 15, 9, 26});
  weir::hls::mem<3, 5>(in, out, 2);
  CHECK(in.empty());
  CHECK(read_all<Unsigned<5>, 1>(out) == Codes{3, 1, 4, 15, 9, 26});
}
