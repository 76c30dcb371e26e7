// The HLS library's `lookup`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>
#include <cstdint>

#include "hls/lookup.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_lookup_test {

namespace {

using weir::hls::Unsigned;

}  // namespace

TEST_CASE("lookup: an index's row of the table, fold by fold", "[hls][lookup]") {
  // Entries of four int4, two in a beat.
  const std::uint64_t table[8][1] = {{0x21}, {0x43}, {0x65}, {0x87}, {0xa9}, {0xcb}, {0xed}, {0x0f}};
  ::hls::stream<ap_uint<2>> in("in");
  ::hls::stream<ap_uint<8>> out("out");
  write_all<Unsigned<2>, 1>(in, {3, 0, 2, 2});
  weir::hls::lookup<8, 2, 2, 2>(in, table, out, 2);
  CHECK(in.empty());
  CHECK(read_all<Unsigned<8>, 1>(out) == Codes{0xed, 0x0f, 0x21, 0x43, 0xa9, 0xcb, 0xa9, 0xcb});

  // One entry in a beat, wider than a word; more entries than indices.
  const std::uint64_t wide[3][2] = {{1, 2}, {3, 4}, {5, 6}};
  ::hls::stream<ap_uint<1>> bits("bits");
  ::hls::stream<ap_uint<70>> beats("beats");
  write_all<Binary, 1>(bits, {1, 0});
  weir::hls::lookup<70, 1, 1, 2>(bits, wide, beats, 1);
  const ap_uint<70> first = beats.read();
  CHECK(first.range(63, 0).to_uint64() == 3);
  CHECK(first.range(69, 64).to_uint64() == 4);
  CHECK(beats.read().range(69, 64).to_uint64() == 2);
  CHECK(beats.empty());
}

}  // namespace weir::tests::hls_lookup_test
