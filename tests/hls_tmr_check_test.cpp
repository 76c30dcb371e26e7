// The HLS library's `tmr_check`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>

#include "hls/tmr_check.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_tmr_check_test {

namespace {

using weir::hls::Triplets;
using weir::hls::Unsigned;

}  // namespace

TEST_CASE("tmr_check: two of three, or the first", "[hls][tmr_check]") {
  // Channels 1, 2, 3 and 5, 6, 7 are triplets; four channels remain. Frames of two pixels.
  using Type = Unsigned<4>;
  const auto check = [](const Values& in, const Codes& out, const Codes& found) {
    ::hls::stream<ap_uint<32>> beats("beats");
    ::hls::stream<ap_uint<16>> voted("voted");
    ::hls::stream<ap_uint<2>> errors("errors");
    write_all<Type, 8>(beats, in);
    weir::hls::tmr_check<Triplets<1, 5>, 8, 2, 4>(beats, voted, errors,
                                                  static_cast<unsigned>(in.size() / 16));
    CHECK(beats.empty());
    CHECK(read_all<Type, 4>(voted) == out);
    CHECK(read_all<Unsigned<2>, 1>(errors) == found);
  };
  // All agree.
  check({9, 5, 5, 5, 8, 1, 1, 1, 3, 0, 0, 0, 2, 7, 7, 7}, {9, 5, 8, 1, 3, 0, 2, 7}, {0});
  // The first, the second or the third differs; errors do not carry over to the next frame.
  check({9, 4, 5, 5, 8, 1, 1, 1, 3, 0, 0, 0, 2, 7, 6, 7,  //
         9, 5, 5, 5, 8, 1, 1, 2, 3, 0, 0, 0, 2, 7, 7, 7,  //
         9, 5, 5, 5, 8, 1, 1, 1, 3, 0, 0, 0, 2, 7, 7, 7},
        {9, 5, 8, 1, 3, 0, 2, 7, 9, 5, 8, 1, 3, 0, 2, 7, 9, 5, 8, 1, 3, 0, 2, 7}, {1, 1, 0});
  // All three differ; and both errors in one frame.
  check({9, 4, 5, 6, 8, 1, 1, 1, 3, 0, 0, 0, 2, 7, 7, 7,  //
         9, 4, 5, 6, 8, 1, 1, 1, 3, 0, 0, 0, 2, 7, 7, 5},
        {9, 4, 8, 1, 3, 0, 2, 7, 9, 4, 8, 1, 3, 0, 2, 7}, {2, 3});

  // Elements that differ only above their 32nd bit.
  ::hls::stream<ap_uint<120>> elements("elements");
  ::hls::stream<ap_uint<40>> majority("majority");
  ::hls::stream<ap_uint<2>> faults("faults");
  constexpr std::int64_t kHigh = std::int64_t{1} << 39;
  write_all<Unsigned<40>, 3>(elements, {5, 5 + kHigh, 5 + kHigh, 5, 5 + kHigh, 5 + kHigh / 2});
  weir::hls::tmr_check<Triplets<0>, 3, 1, 40>(elements, majority, faults, 2);
  CHECK(read_all<Unsigned<40>, 1>(majority) == codes<Unsigned<40>>({5 + kHigh, 5}));
  CHECK(read_all<Unsigned<2>, 1>(faults) == Codes{1, 2});

  // A single triplet of single bits, one pixel a frame.
  ::hls::stream<ap_uint<3>> in("in");
  ::hls::stream<ap_uint<1>> out("out");
  ::hls::stream<ap_uint<2>> found("found");
  write_all<Unsigned<3>, 1>(in, {0b000, 0b011, 0b100, 0b111});
  weir::hls::tmr_check<Triplets<0>, 3, 1, 1>(in, out, found, 4);
  CHECK(read_all<Binary, 1>(out) == Codes{0, 1, 0, 1});
  CHECK(read_all<Unsigned<2>, 1>(found) == Codes{0, 1, 1, 0});
}

}  // namespace weir::tests::hls_tmr_check_test
