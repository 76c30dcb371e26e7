// The HLS library's `fork`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>

#include "hls/fork.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_fork_test {

namespace {

using weir::hls::Unsigned;

}  // namespace

TEST_CASE("fork: every beat to all outputs", "[hls][fork]") {
  const Values values = {1, 5, 2, 7, 0, 6};
  ::hls::stream<ap_uint<3>> in("in");
  ::hls::stream<ap_uint<3>> a("a");
  ::hls::stream<ap_uint<3>> b("b");
  ::hls::stream<ap_uint<3>> c("c");
  write_all<Unsigned<3>, 1>(in, values);
  weir::hls::fork<3, 3>(in, 2, a, b, c);
  CHECK(in.empty());
  CHECK(read_all<Unsigned<3>, 1>(a) == codes<Unsigned<3>>(values));
  CHECK(read_all<Unsigned<3>, 1>(b) == codes<Unsigned<3>>(values));
  CHECK(read_all<Unsigned<3>, 1>(c) == codes<Unsigned<3>>(values));

  ::hls::stream<ap_uint<150>> wide("wide");
  ::hls::stream<ap_uint<150>> left("left");
  ::hls::stream<ap_uint<150>> right("right");
  ap_uint<150> beat = 0;
  beat[149] = true;
  beat[3] = true;
  wide.write(beat);
  weir::hls::fork<1, 150>(wide, 1, left, right);
  CHECK((left.read() == beat));
  CHECK((right.read() == beat));
}

}  // namespace weir::tests::hls_fork_test
