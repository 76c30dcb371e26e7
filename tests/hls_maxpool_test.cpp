// The HLS library's `maxpool`, compiled on the shim, against a reference of a few lines on plain integers.
#include <algorithm>
#include <catch2/catch.hpp>

#include "hls/maxpool.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_maxpool_test {

namespace {

using weir::hls::Bipolar;
using weir::hls::Extent;
using weir::hls::Signed;
using weir::hls::Ternary;
using weir::hls::Unsigned;

template <class Map, class Kernel, int Channels, int Pe, class Type>
void check_maxpool() {
  CAPTURE(Map::kHeight, Map::kWidth, Kernel::kHeight, Kernel::kWidth, Channels, Pe, Type::kBits, Type::kMin);
  const auto maps = random_maps<Map, Channels, Type>();
  Values expected;
  for (int frame = 0; frame < kMapFrames; ++frame) {
    for (int y = 0; y + Kernel::kHeight <= Map::kHeight; y += Kernel::kHeight) {
      for (int x = 0; x + Kernel::kWidth <= Map::kWidth; x += Kernel::kWidth) {
        for (int c = 0; c < Channels; ++c) {
          std::int64_t best = maps.at(frame, y, x, c);
          for (int k = 0; k < Kernel::kArea; ++k) {
            best = std::max(best, maps.at(frame, y + k / Kernel::kWidth, x + k % Kernel::kWidth, c));
          }
          expected.push_back(best);
        }
      }
    }
  }
  ::hls::stream<ap_uint<Pe * Type::kBits>> in("in");
  ::hls::stream<ap_uint<Pe * Type::kBits>> out("out");
  write_all<Type, Pe>(in, maps.values);
  weir::hls::maxpool<Map, Kernel, Channels, Pe, Type>(in, out, kMapFrames);
  CHECK(in.empty());
  const bool equal = read_all<Type, Pe>(out) == codes<Type>(expected);
  CHECK(equal);
}

}  // namespace

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

}  // namespace weir::tests::hls_maxpool_test
