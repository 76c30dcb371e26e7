// The HLS library's `memstream`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "hls/dwc.hpp"
#include "hls/memstream.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_memstream_test {

namespace {

using weir::hls::Unsigned;

}  // namespace

TEST_CASE("memstream: a memory narrower and wider than its reader, through a converter", "[hls][memstream]") {
  // Six beats of 4 bits, streamed twice a frame.
  const std::uint64_t memory[6][1] = {{0x1}, {0x2}, {0x3}, {0x4}, {0x5}, {0x6}};
  ::hls::stream<ap_uint<4>> contents("contents");
  ::hls::stream<ap_uint<12>> wider("wider");
  weir::hls::memstream<4, 6, 2>(memory, contents, 2);
  CHECK(contents.size() == 24);
  weir::hls::dwc<4, 12, 48>(contents, wider, 2);
  CHECK(contents.empty());
  for (int pass = 0; pass < 4; ++pass) {
    CHECK(wider.read().to_uint64() == 0x321);
    CHECK(wider.read().to_uint64() == 0x654);
  }
  CHECK(wider.empty());
  ::hls::stream<ap_uint<2>> narrower("narrower");
  weir::hls::memstream<4, 6, 1>(memory, contents, 1);
  weir::hls::dwc<4, 2, 24>(contents, narrower, 1);
  CHECK(read_all<Unsigned<2>, 1>(narrower) == std::vector<std::uint64_t>{1, 0, 2, 0, 3, 0, 0, 1, 1, 1, 2, 1});
}

}  // namespace weir::tests::hls_memstream_test
