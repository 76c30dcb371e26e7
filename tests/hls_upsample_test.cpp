// The HLS library's `upsample`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>

#include "hls/upsample.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_upsample_test {

namespace {

using weir::hls::Extent;
using weir::hls::Signed;

template <class Map, class Size, int Channels, int Simd>
void check_upsample() {
  using Type = Signed<6>;
  CAPTURE(Map::kHeight, Map::kWidth, Size::kHeight, Size::kWidth, Channels, Simd);
  const auto maps = random_maps<Map, Channels, Type>();
  Values expected;
  for (int frame = 0; frame < kMapFrames; ++frame) {
    for (int y = 0; y < Size::kHeight; ++y) {
      for (int x = 0; x < Size::kWidth; ++x) {
        for (int c = 0; c < Channels; ++c) {
          expected.push_back(
              maps.at(frame, y * Map::kHeight / Size::kHeight, x * Map::kWidth / Size::kWidth, c));
        }
      }
    }
  }
  ::hls::stream<ap_uint<Simd * Type::kBits>> in("in");
  ::hls::stream<ap_uint<Simd * Type::kBits>> out("out");
  write_all<Type, Simd>(in, maps.values);
  weir::hls::upsample<Map, Size, Channels, Simd, Type::kBits>(in, out, kMapFrames);
  CHECK(in.empty());
  const bool equal = read_all<Type, Simd>(out) == codes<Type>(expected);
  CHECK(equal);
}

}  // namespace

TEST_CASE("upsample: each pixel as often as the size says", "[hls][upsample]") {
  check_upsample<Extent<3, 4>, Extent<6, 8>, 4, 2>();
  check_upsample<Extent<3, 4>, Extent<3, 12>, 2, 2>();
  check_upsample<Extent<3, 4>, Extent<9, 4>, 3, 1>();
  check_upsample<Extent<2, 3>, Extent<2, 3>, 2, 1>();
  check_upsample<Extent<1, 1>, Extent<4, 5>, 2, 1>();
  check_upsample<Extent<1, 7>, Extent<1, 14>, 1, 1>();
  check_upsample<Extent<3, 4>, Extent<5, 7>, 4, 2>();
  check_upsample<Extent<3, 4>, Extent<4, 4>, 2, 1>();
  check_upsample<Extent<4, 5>, Extent<4, 12>, 2, 2>();
  check_upsample<Extent<4, 6>, Extent<6, 15>, 3, 1>();
  check_upsample<Extent<1, 8>, Extent<1, 13>, 2, 1>();
}

}  // namespace weir::tests::hls_upsample_test
