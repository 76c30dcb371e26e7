// The HLS library's `concat`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>

#include "hls/concat.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_concat_test {

namespace {

using weir::hls::Bipolar;
using weir::hls::Parts;
using weir::hls::Signed;
using weir::hls::Ternary;
using weir::hls::Unsigned;

// Two frames of two pixels with 4, 2 and 6 channels, two in a beat.
template <class Output, class A, class B, class C>
void check_concat() {
  CAPTURE(Output::kBits, A::kBits, B::kBits, C::kBits);
  ::hls::stream<ap_uint<2 * A::kBits>> a("a");
  ::hls::stream<ap_uint<2 * B::kBits>> b("b");
  ::hls::stream<ap_uint<2 * C::kBits>> c("c");
  ::hls::stream<ap_uint<2 * Output::kBits>> out("out");
  std::mt19937 random(Output::kBits);
  const Values in_a = random_values<A>(4 * 4, random);
  const Values in_b = random_values<B>(4 * 2, random);
  const Values in_c = random_values<C>(4 * 6, random);
  Values expected;
  for (int pixel = 0; pixel < 4; ++pixel) {
    expected.insert(expected.end(), in_a.begin() + 4 * pixel, in_a.begin() + 4 * pixel + 4);
    expected.insert(expected.end(), in_b.begin() + 2 * pixel, in_b.begin() + 2 * pixel + 2);
    expected.insert(expected.end(), in_c.begin() + 6 * pixel, in_c.begin() + 6 * pixel + 6);
  }
  write_all<A, 2>(a, in_a);
  write_all<B, 2>(b, in_b);
  write_all<C, 2>(c, in_c);
  weir::hls::concat<Parts<2, 4, 2, 6>, 2, Output, A, B, C>(out, 2, a, b, c);
  CHECK(a.empty());
  CHECK(b.empty());
  CHECK(c.empty());
  const Codes joined = read_all<Output, 2>(out);
  CHECK(joined == codes<Output>(expected));
}

}  // namespace

TEST_CASE("concat: the channels of each input after one another", "[hls][concat]") {
  check_concat<Unsigned<4>, Unsigned<4>, Unsigned<4>, Unsigned<4>>();
  check_concat<Bipolar, Bipolar, Bipolar, Bipolar>();
}

TEST_CASE("concat: elements of unlike types become elements of one", "[hls][concat]") {
  check_concat<Signed<5>, Unsigned<4>, Signed<2>, Bipolar>();
  check_concat<Signed<2>, Bipolar, Ternary, Binary>();
  check_concat<Unsigned<7>, Binary, Unsigned<7>, Unsigned<3>>();
  check_concat<Signed<40>, Signed<12>, Ternary, Signed<3>>();
}

TEST_CASE("concat: elements of more bits than an int has", "[hls][concat]") {
  ::hls::stream<ap_uint<40>> a("a");
  ::hls::stream<ap_uint<50>> b("b");
  ::hls::stream<ap_uint<50>> out("out");
  a.write(0xffffffffffU);
  b.write(0x3ffffffffffffU);  // -1
  weir::hls::concat<Parts<1, 1, 1>, 1, Signed<50>, Unsigned<40>, Signed<50>>(out, 1, a, b);
  CHECK(out.read().to_uint64() == 0xffffffffffU);
  CHECK(out.read().to_uint64() == 0x3ffffffffffffU);
}

}  // namespace weir::tests::hls_concat_test
