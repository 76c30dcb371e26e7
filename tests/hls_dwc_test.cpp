// The HLS library's `dwc`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>

#include "hls/dwc.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_dwc_test {

namespace {

// Frames of frame_bits bits; the last beat of each is filled up to the width.
Values filled_up(const Values& bits, int frame_bits, int width, std::int64_t filling) {
  Values all;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    all.push_back(bits[i]);
    const bool frame_ends = (i + 1) % static_cast<std::size_t>(frame_bits) == 0;
    while (frame_ends && all.size() % static_cast<std::size_t>(width) != 0) all.push_back(filling);
  }
  return all;
}

// Bit i of a frame is bit i of its beats, for all widths.
template <int InBits, int OutBits, int FrameBits>
void check_dwc() {
  CAPTURE(InBits, OutBits, FrameBits);
  std::mt19937 random(InBits);
  const Values bits = random_values<Binary>(3 * FrameBits, random);
  ::hls::stream<ap_uint<InBits>> in("in");
  ::hls::stream<ap_uint<OutBits>> out("out");
  write_all<Binary, InBits>(in, filled_up(bits, FrameBits, InBits, 1));
  weir::hls::dwc<InBits, OutBits, FrameBits>(in, out, 3);
  CHECK(in.empty());
  CHECK(read_all<Binary, OutBits>(out) == codes<Binary>(filled_up(bits, FrameBits, OutBits, 0)));
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

  // Widths that do not divide the frame.
  check_dwc<8, 24, 40>();
  check_dwc<24, 8, 40>();
  check_dwc<24, 16, 26>();
  check_dwc<16, 24, 30>();
  check_dwc<24, 24, 40>();
  check_dwc<4, 36, 40>();
  check_dwc<64, 7, 40>();
  check_dwc<64, 128, 40>();
  check_dwc<1, 2, 1>();
  check_dwc<3, 2, 1>();
  check_dwc<130, 70, 333>();
  check_dwc<70, 130, 333>();

  // A frame of more bits than an int counts, such as streamed weights have.
  ::hls::stream<ap_uint<8>> in("in");
  ::hls::stream<ap_uint<16>> out("out");
  weir::hls::dwc<8, 16, std::int64_t{1} << 35>(in, out, 0);
  CHECK(out.empty());
}

}  // namespace weir::tests::hls_dwc_test
