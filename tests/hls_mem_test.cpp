// The HLS library's `mem`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>

#include "hls/mem.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_mem_test {

namespace {

using weir::hls::Unsigned;

}  // namespace

TEST_CASE("mem: beats pass", "[hls][mem]") {
  ::hls::stream<ap_uint<5>> in("in");
  ::hls::stream<ap_uint<5>> out("out");
  write_all<Unsigned<5>, 1>(in, {3, 1, 4, 15, 9, 26});
  weir::hls::mem<3, 5>(in, out, 2);
  CHECK(in.empty());
  CHECK(read_all<Unsigned<5>, 1>(out) == Codes{3, 1, 4, 15, 9, 26});
}

}  // namespace weir::tests::hls_mem_test
