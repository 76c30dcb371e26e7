// The HLS library's `channelwise`, compiled on the shim, against a reference of a few lines on plain
// integers.
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>

#include "hls/channelwise.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_channelwise_test {

namespace {

using weir::hls::Bipolar;
using weir::hls::Signed;
using weir::hls::Ternary;
using weir::hls::Unsigned;

template <class Operation, int Channels, int Pe, class Input, class Reference>
void check_channelwise(const Values& of_channels, Reference reference) {
  using Output = typename Operation::Output;
  CAPTURE(Channels, Pe, Input::kBits, Input::kMin, Output::kBits, Output::kMin);
  constexpr int kVectors = 5;
  std::mt19937 random(Channels);
  const Values values = random_values<Input>(2 * kVectors * Channels, random);
  std::int16_t parameters[Channels / Pe][Pe];
  for (int c = 0; c < Channels; ++c) {
    parameters[c / Pe][c % Pe] = static_cast<std::int16_t>(of_channels[static_cast<std::size_t>(c)]);
  }
  Values expected;
  for (std::size_t i = 0; i < values.size(); ++i) {
    expected.push_back(reference(values[i], of_channels[i % Channels]));
  }
  ::hls::stream<ap_uint<Pe * Input::kBits>> in("in");
  ::hls::stream<ap_uint<Pe * Output::kBits>> out("out");
  write_all<Input, Pe>(in, values);
  weir::hls::channelwise<Operation, Channels, Pe, kVectors, Input>(in, parameters, out, 2U);
  CHECK(in.empty());
  CHECK(read_all<Output, Pe>(out) == codes<Output>(expected));
}

}  // namespace

TEST_CASE("channelwise: each channel with its parameter", "[hls][channelwise]") {
  using weir::hls::Add;
  using weir::hls::AtLeast;
  using weir::hls::Multiply;
  const auto add = [](std::int64_t x, std::int64_t p) { return x + p; };
  const auto multiply = [](std::int64_t x, std::int64_t p) { return x * p; };
  const auto compare = [](std::int64_t x, std::int64_t p) { return x >= p ? 1 : 0; };
  check_channelwise<Add<Signed<6>>, 4, 2, Signed<5>>({-16, 15, 0, -1}, add);
  check_channelwise<Add<Unsigned<9>>, 3, 3, Unsigned<8>>({255, 0, 17}, add);
  check_channelwise<Add<Signed<3>>, 2, 1, Bipolar>({1, -2}, add);
  check_channelwise<Multiply<Signed<9>>, 6, 3, Signed<5>>({-16, 15, 0, -1, 1, 7}, multiply);
  check_channelwise<Multiply<Signed<12>>, 2, 1, Unsigned<3>>({-256, 255}, multiply);
  check_channelwise<AtLeast<Binary>, 4, 4, Signed<4>>({-8, 7, 0, 3}, compare);
  check_channelwise<AtLeast<Binary>, 4, 1, Unsigned<4>>({-8, 15, 0, 300}, compare);
  check_channelwise<AtLeast<Binary>, 2, 1, Ternary>({0, 1}, compare);
}

TEST_CASE("channelwise: results of more bits than an int has", "[hls][channelwise]") {
  const std::int64_t parameters[2][1] = {{-(std::int64_t{1} << 39)}, {(std::int64_t{1} << 39) - 1}};
  ::hls::stream<ap_uint<16>> in("in");
  ::hls::stream<ap_uint<56>> out("out");
  in.write(0xffff);
  in.write(0xffff);
  weir::hls::channelwise<weir::hls::Multiply<Signed<56>>, 2, 1, 1, Unsigned<16>>(in, parameters, out, 1U);
  CHECK(out.read().to_uint64() == 0x80008000000000U);  // -(2^16 - 1) 2^39
  CHECK(out.read().to_uint64() == 0x7fff7fffff0001U);
}

}  // namespace weir::tests::hls_channelwise_test
