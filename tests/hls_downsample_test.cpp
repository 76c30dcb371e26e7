// The HLS library's `downsample`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>

#include "hls/downsample.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_downsample_test {

namespace {

using weir::hls::Extent;
using weir::hls::Signed;

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
  ::hls::stream<ap_uint<Simd * Type::kBits>> in("in");
  ::hls::stream<ap_uint<Simd * Type::kBits>> out("out");
  write_all<Type, Simd>(in, maps.values);
  weir::hls::downsample<Map, Stride, Channels, Simd, Type::kBits>(in, out, kMapFrames);
  CHECK(in.empty());
  const bool equal = read_all<Type, Simd>(out) == codes<Type>(expected);
  CHECK(equal);
}

}  // namespace

TEST_CASE("downsample: rows and columns at multiples of the strides", "[hls][downsample]") {
  check_downsample<Extent<4, 6>, Extent<2, 2>, 4, 2>();
  check_downsample<Extent<5, 7>, Extent<2, 3>, 2, 1>();
  check_downsample<Extent<5, 6>, Extent<5, 6>, 2, 2>();
  check_downsample<Extent<3, 4>, Extent<1, 1>, 2, 1>();
  check_downsample<Extent<3, 4>, Extent<1, 2>, 1, 1>();
  check_downsample<Extent<1, 8>, Extent<1, 3>, 2, 1>();
}

}  // namespace weir::tests::hls_downsample_test
