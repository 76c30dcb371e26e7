// The HLS library's `dwc`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>

#include "hls/dwc.hpp"
#include "tests/hls_streams.hpp"

namespace {

using namespace weir::tests;

// Bit i of the flow is bit i of a frame, whatever the beats' widths.
template <int InBits, int OutBits, int FrameBits>
void check_dwc() {
  CAPTURE(InBits, OutBits, FrameBits);
  std::mt19937 random(InBits);
  const Values bits = random_values<Binary>(3 * FrameBits, random);
  hls::stream<ap_uint<InBits>> in("in");
  hls::stream<ap_uint<OutBits>> out("out");
  write_all<Binary, InBits>(in, bits);
  weir::hls::dwc<InBits, OutBits, FrameBits>(in, out, 3);
  CHECK(in.empty());
  CHECK(out.size() == 3 * FrameBits / OutBits);
  CHECK(read_all<Binary, OutBits>(out) == codes<Binary>(bits));
}

}  // namespace

TEST_CASE("dwc: bits keep their order at every ratio", "[hls][dwc]") {
  check_dwc<2, 8, 16>();
  check_dwc<8, 2, 16>();
  check_dwc<6, 4, 24>();
  check_dwc<4, 6, 24>();
  check_dwc<5, 5, 10>();
  check_dwc<5, 7, 70>();
  check_dwc<7, 5, 70>();
  check_dwc<1, 100, 200>();
  check_dwc<160, 96, 480>();
  check_dwc<96, 160, 480>();

  // A frame of more bits than an int counts, such as streamed weights have.
  hls::stream<ap_uint<8>> in("in");
  hls::stream<ap_uint<16>> out("out");
  weir::hls::dwc<8, 16, std::int64_t{1} << 35>(in, out, 0);
  CHECK(out.empty());
}
