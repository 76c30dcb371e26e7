// The HLS library's `label_select`, compiled on the shim, against a reference of a few lines on plain
// integers.
#include <catch2/catch.hpp>
#include <cstdint>

#include "hls/label_select.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_label_select_test {

namespace {

using weir::hls::Bipolar;
using weir::hls::Signed;
using weir::hls::Unsigned;

template <int Inputs, int Pe, int Classes, int K, class Input>
Values labels(const Values& values) {
  constexpr int kBits = weir::hls::bits_for(Classes - 1);
  ::hls::stream<ap_uint<Pe * Input::kBits>> in("in");
  ::hls::stream<ap_uint<K * kBits>> out("out");
  write_all<Input, Pe>(in, values);
  weir::hls::label_select<Inputs, Pe, Classes, K, Input>(in, out,
                                                         static_cast<unsigned>(values.size() / Inputs));
  CHECK(in.empty());
  Values result;
  for (const std::uint64_t index : read_all<Unsigned<kBits>, K>(out)) {
    result.push_back(static_cast<std::int64_t>(index));
  }
  return result;
}

}  // namespace

TEST_CASE("label_select: the lowest index wins ties, padding counts for nothing", "[hls][label_select]") {
  using Value = Signed<6>;
  const Values frames = {-32, 5, 7, 7, 5, 7, 31, 31, /**/ -32, -32, -32, -32, -32, -32, 31, 31};
  CHECK(labels<8, 1, 6, 1, Value>(frames) == Values{2, 0});
  CHECK(labels<8, 2, 6, 4, Value>(frames) == Values{2, 3, 5, 1, 0, 1, 2, 3});
  CHECK(labels<8, 8, 6, 6, Value>(frames) == Values{2, 3, 5, 1, 4, 0, 0, 1, 2, 3, 4, 5});
  CHECK(labels<8, 4, 8, 3, Value>(frames) == Values{6, 7, 2, 6, 7, 0});
  CHECK(labels<4, 2, 4, 2, Unsigned<4>>({0, 15, 8, 15}) == Values{1, 3});
  CHECK(labels<2, 1, 1, 1, Bipolar>({-1, 1}) == Values{0});
  constexpr std::int64_t kHigh = std::int64_t{1} << 32;
  CHECK(labels<4, 2, 4, 4, Signed<40>>({7, 7 + kHigh, 7 - kHigh, 7 + kHigh}) == Values{1, 3, 0, 2});
  CHECK(labels<3, 1, 3, 3, Signed<56>>({-(kHigh << 23), (kHigh << 23) - 1, -(kHigh << 23)}) ==
        Values{1, 0, 2});
  CHECK(labels<3, 3, 3, 3, Unsigned<56>>({kHigh, (kHigh << 24) - 1, 0}) == Values{1, 0, 2});
}

}  // namespace weir::tests::hls_label_select_test
