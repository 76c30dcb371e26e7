// The HLS library's `concat`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>

#include "hls/concat.hpp"
#include "tests/hls_streams.hpp"

namespace {

using weir::hls::Parts;
using weir::hls::Unsigned;
using namespace weir::tests;

}  // namespace

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
}
