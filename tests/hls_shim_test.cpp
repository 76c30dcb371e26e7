// The shim of the vendor's integers and streams, with which the library compiles.
#include <ap_int.h>
#include <hls_stream.h>

#include <catch2/catch.hpp>
#include <cstdint>

namespace weir::tests::hls_shim_test {

// Extra parentheses around comparisons of operands wider than the built-in integers, which Catch cannot
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
  ::hls::stream<ap_uint<3>> stream("fc0_out");
  stream.write(5);
  CHECK(stream.size() == 1);
  CHECK(stream.read().to_uint64() == 5);
  CHECK_THROWS_WITH(stream.read(), "stream 'fc0_out': read while empty");
}

}  // namespace weir::tests::hls_shim_test
