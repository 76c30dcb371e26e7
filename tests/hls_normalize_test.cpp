// The HLS library's `normalize`, compiled on the shim, against a reference of a few lines on plain integers.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>

#include "hls/normalize.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_normalize_test {

namespace {

using weir::hls::Unsigned;

template <int Length, int Pe, class Input, class Output>
Codes normalized(const Values& values) {
  ::hls::stream<ap_uint<Pe * Input::kBits>> in("in");
  ::hls::stream<ap_uint<Pe * Output::kBits>> out("out");
  write_all<Input, Pe>(in, values);
  weir::hls::normalize<Length, Pe, Input, Output>(in, out, static_cast<unsigned>(values.size() / Length));
  CHECK(in.empty());
  return read_all<Output, Pe>(out);
}

// The output is the value nearest to the quotient, and the larger one of two equally near.
template <int Length, int Pe, class Input, class Output>
void check_normalize() {
  CAPTURE(Length, Pe, Input::kBits, Output::kBits);
  std::mt19937 random(Length);
  const Values values = random_values<Input>(4 * Length, random);
  const Codes out = normalized<Length, Pe, Input, Output>(values);
  REQUIRE(out.size() == values.size());
  const std::int64_t top = (1 << Output::kBits) - 1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i / Length * Length);
    const std::int64_t largest = std::max(std::int64_t{1}, *std::max_element(begin, begin + Length));
    // Twice the output's excess over the quotient, in units of 1 / `largest`.
    const std::int64_t above = 2 * (static_cast<std::int64_t>(out[i]) * largest - top * values[i]);
    CHECK((above > -largest && above <= largest));
  }
}

}  // namespace

TEST_CASE("normalize: the largest becomes the largest, halves go up", "[hls][normalize]") {
  // 15 x / 10 for 10, 3, 1, 0 is 15, 4.5, 1.5, 0; a vector of zeros; a vector with the largest value.
  CHECK(normalized<4, 2, Unsigned<4>, Unsigned<4>>({10, 3, 1, 0, 0, 0, 0, 0, 15, 7, 14, 1}) ==
        Codes{15, 5, 2, 0, 0, 0, 0, 0, 15, 7, 14, 1});
  CHECK(normalized<2, 1, Binary, Unsigned<8>>({0, 1, 0, 0}) == Codes{0, 255, 0, 0});
  CHECK(normalized<3, 3, Unsigned<16>, Unsigned<8>>({65535, 128, 129}) == Codes{255, 0, 1});
  CHECK(normalized<4, 1, Unsigned<3>, Binary>({4, 2, 1, 3}) == Codes{1, 1, 0, 1});
  check_normalize<6, 1, Unsigned<8>, Unsigned<8>>();
  check_normalize<6, 3, Unsigned<14>, Unsigned<5>>();
  check_normalize<1, 1, Unsigned<4>, Unsigned<3>>();
}

}  // namespace weir::tests::hls_normalize_test
