// The HLS library's `pad`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>
#include <cstdint>

#include "hls/pad.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_pad_test {

namespace {

using weir::hls::Bipolar;
using weir::hls::Extent;
using weir::hls::Signed;
using weir::hls::Ternary;
using weir::hls::Unsigned;

template <class Map, class Before, class After, int Channels, int Simd, class Type,
          class Between = Extent<0, 0>>
void check_pad(std::int64_t value) {
  constexpr std::uint64_t kCode = Type::kMin == -1 ? 1 : Type::kBits > 32 ? 0x92'3456'789a : 2;
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
  ::hls::stream<ap_uint<Simd * Type::kBits>> in("in");
  ::hls::stream<ap_uint<Simd * Type::kBits>> out("out");
  write_all<Type, Simd>(in, maps.values);
  weir::hls::pad<Map, Before, After, Between, Channels, Simd, Type::kBits, kCode>(in, out, kMapFrames);
  CHECK(in.empty());
  const bool equal = read_all<Type, Simd>(out) == codes<Type>(expected);
  CHECK(equal);
}

}  // namespace

TEST_CASE("pad: a constant around the map, on any side", "[hls][pad]") {
  check_pad<Extent<3, 4>, Extent<1, 1>, Extent<1, 1>, 4, 2, Unsigned<3>>(2);
  check_pad<Extent<3, 4>, Extent<2, 0>, Extent<0, 3>, 2, 1, Signed<4>>(2);
  check_pad<Extent<2, 2>, Extent<0, 0>, Extent<0, 0>, 2, 2, Unsigned<8>>(2);
  check_pad<Extent<2, 3>, Extent<1, 2>, Extent<0, 1>, 3, 3, Bipolar>(1);
  check_pad<Extent<2, 3>, Extent<1, 2>, Extent<0, 1>, 3, 1, Ternary>(1);
  check_pad<Extent<1, 5>, Extent<0, 2>, Extent<0, 1>, 1, 1, Unsigned<2>>(2);
  check_pad<Extent<2, 3>, Extent<1, 2>, Extent<0, 1>, 2, 2, Signed<40>>(0x92'3456'789a -
                                                                        (std::int64_t{1} << 40));
  check_pad<Extent<2, 3>, Extent<1, 2>, Extent<0, 1>, 3, 1, Unsigned<56>>(0x92'3456'789a);
}

TEST_CASE("pad: a constant between the map's pixels", "[hls][pad]") {
  using None = Extent<0, 0>;
  check_pad<Extent<3, 4>, None, None, 4, 2, Unsigned<3>, Extent<1, 1>>(2);
  // More padding behind the map than between pixels, where another pixel of the map would fit.
  check_pad<Extent<3, 2>, Extent<2, 3>, Extent<4, 5>, 2, 1, Signed<4>, Extent<2, 1>>(2);
  check_pad<Extent<2, 3>, Extent<0, 1>, Extent<3, 0>, 2, 2, Bipolar, Extent<0, 2>>(1);
  check_pad<Extent<1, 1>, Extent<1, 0>, Extent<2, 6>, 1, 1, Unsigned<2>, Extent<3, 3>>(2);
  check_pad<Extent<1, 5>, None, Extent<0, 4>, 1, 1, Unsigned<2>, Extent<0, 1>>(2);
}

}  // namespace weir::tests::hls_pad_test
