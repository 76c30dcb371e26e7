// The HLS library's `split`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>

#include "hls/split.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_split_test {

namespace {

using weir::hls::Parts;
using weir::hls::Unsigned;

}  // namespace

TEST_CASE("split: each output's channels, one a beat and all a beat", "[hls][split]") {
  ::hls::stream<ap_uint<3>> in("in");
  ::hls::stream<ap_uint<3>> one("one");
  ::hls::stream<ap_uint<3>> two("two");
  write_all<Unsigned<3>, 1>(in, {1, 2, 3, 4, 5, 6});
  weir::hls::split<Parts<1, 1, 2>, 1, 3>(in, 2, one, two);
  CHECK(in.empty());
  CHECK(read_all<Unsigned<3>, 1>(one) == Codes{1, 4});
  CHECK(read_all<Unsigned<3>, 1>(two) == Codes{2, 3, 5, 6});

  ::hls::stream<ap_uint<6>> pairs("pairs");
  ::hls::stream<ap_uint<6>> even("even");
  ::hls::stream<ap_uint<6>> odd("odd");
  write_all<Unsigned<3>, 2>(pairs, {1, 2, 3, 4, 5, 6, 7, 0});
  weir::hls::split<Parts<2, 2, 2>, 2, 3>(pairs, 1, even, odd);
  CHECK(pairs.empty());
  CHECK(read_all<Unsigned<3>, 2>(even) == Codes{1, 2, 5, 6});
  CHECK(read_all<Unsigned<3>, 2>(odd) == Codes{3, 4, 7, 0});
}

TEST_CASE("split: the channels of each pixel, which concat joins", "[hls][split]") {
  // Two frames of two pixels with 4, 2 and 6 channels, two in a beat.
  using Type = Unsigned<4>;
  ::hls::stream<ap_uint<8>> in("in");
  ::hls::stream<ap_uint<8>> a("a");
  ::hls::stream<ap_uint<8>> b("b");
  ::hls::stream<ap_uint<8>> c("c");
  Values values;
  Values of_a;
  Values of_b;
  Values of_c;
  for (int pixel = 0; pixel < 4; ++pixel) {
    for (int channel = 0; channel < 12; ++channel) {
      const int value = (pixel * 5 + channel * 3) % 16;
      (channel < 4 ? of_a : channel < 6 ? of_b : of_c).push_back(value);
      values.push_back(value);
    }
  }
  write_all<Type, 2>(in, values);
  weir::hls::split<Parts<2, 4, 2, 6>, 2, 4>(in, 2, a, b, c);
  CHECK(in.empty());
  CHECK(read_all<Type, 2>(a) == codes<Type>(of_a));
  CHECK(read_all<Type, 2>(b) == codes<Type>(of_b));
  CHECK(read_all<Type, 2>(c) == codes<Type>(of_c));
}

}  // namespace weir::tests::hls_split_test
