// The HLS library's `threshold`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <vector>

#include "hls/threshold.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_threshold_test {

namespace {

using weir::hls::Bipolar;
using weir::hls::Signed;
using weir::hls::Ternary;
using weir::hls::Unsigned;

template <class Input, class Output, int Steps, class Number = std::int16_t>
void check_threshold() {
  constexpr int kChannels = 6;
  constexpr int kPe = 3;
  constexpr int kVectors = 4;
  CAPTURE(Input::kBits, Input::kMin, Output::kBits, Output::kMin, Steps);
  std::mt19937 random(Steps);
  const Values inputs = random_values<Input>(2 * kVectors * kChannels, random);
  const Values limits = random_values<Input>(kChannels * Steps, random);
  Number thresholds[kChannels / kPe][kPe][Steps];
  for (int i = 0; i < kChannels * Steps; ++i) {
    thresholds[i / Steps / kPe][i / Steps % kPe][i % Steps] =
        static_cast<Number>(limits[static_cast<std::size_t>(i)]);
  }
  std::vector<std::uint64_t> expected;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    int passed = 0;
    for (std::size_t s = 0; s < Steps; ++s) passed += inputs[i] >= limits[i % kChannels * Steps + s] ? 1 : 0;
    const std::int64_t value = Is<Output>::bipolar ? 2 * passed - 1 : Output::kMin + passed;
    expected.push_back(code<Output>(value));
  }
  ::hls::stream<ap_uint<kPe * Input::kBits>> in("in");
  ::hls::stream<ap_uint<kPe * Output::kBits>> out("out");
  write_all<Input, kPe>(in, inputs);
  weir::hls::threshold<kChannels, kPe, kVectors, Input, Output>(in, thresholds, out, 2U);
  CHECK(in.empty());
  CHECK(read_all<Output, kPe>(out) == expected);
}

}  // namespace

TEST_CASE("threshold: the least output value and one up for each threshold reached", "[hls][threshold]") {
  check_threshold<Signed<9>, Bipolar, 1>();
  check_threshold<Signed<9>, Binary, 1>();
  check_threshold<Unsigned<8>, Ternary, 2>();
  check_threshold<Signed<5>, Unsigned<4>, 15>();
  check_threshold<Unsigned<3>, Signed<3>, 7>();
  check_threshold<Bipolar, Unsigned<2>, 2>();
  check_threshold<Signed<48>, Signed<4>, 15, std::int64_t>();
  check_threshold<Unsigned<56>, Unsigned<40>, 3, std::int64_t>();
  check_threshold<Signed<40>, Signed<56>, 7, std::int64_t>();
}

}  // namespace weir::tests::hls_threshold_test
