// The HLS library's `eltwise`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <random>

#include "hls/eltwise.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_eltwise_test {

namespace {

using weir::hls::Bipolar;
using weir::hls::kNoVector;
using weir::hls::kVectorA;
using weir::hls::kVectorB;
using weir::hls::Signed;
using weir::hls::Ternary;
using weir::hls::Unsigned;

// Two frames of 5 pixels with 4 beats each; a vector operand has one pixel a frame.
template <class Operation, int Pe, class A, class B, weir::hls::VectorOperand Vector = kNoVector,
          class Reference>
void check_eltwise(Reference reference) {
  using Output = typename Operation::Output;
  CAPTURE(Pe, A::kBits, A::kMin, B::kBits, B::kMin, Output::kBits, Output::kMin, Vector);
  constexpr int kPixels = 5;
  constexpr int kFolds = 4;
  constexpr int kChannels = kFolds * Pe;
  std::mt19937 random(Pe);
  const Values a = random_values<A>(2 * kChannels * (Vector == kVectorA ? 1 : kPixels), random);
  const Values b = random_values<B>(2 * kChannels * (Vector == kVectorB ? 1 : kPixels), random);
  Values expected;
  for (int pixel = 0; pixel < 2 * kPixels; ++pixel) {
    for (int c = 0; c < kChannels; ++c) {
      const int of_map = pixel * kChannels + c;
      const int of_vector = pixel / kPixels * kChannels + c;
      expected.push_back(reference(a[static_cast<std::size_t>(Vector == kVectorA ? of_vector : of_map)],
                                   b[static_cast<std::size_t>(Vector == kVectorB ? of_vector : of_map)]));
    }
  }
  ::hls::stream<ap_uint<Pe * A::kBits>> in_a("a");
  ::hls::stream<ap_uint<Pe * B::kBits>> in_b("b");
  ::hls::stream<ap_uint<Pe * Output::kBits>> out("out");
  write_all<A, Pe>(in_a, a);
  write_all<B, Pe>(in_b, b);
  weir::hls::eltwise<Operation, Pe, kPixels, kFolds, Vector, A, B>(in_a, in_b, out, 2U);
  CHECK(in_a.empty());
  CHECK(in_b.empty());
  CHECK(read_all<Output, Pe>(out) == codes<Output>(expected));
}

}  // namespace

TEST_CASE("eltwise: each operation on values of each type", "[hls][eltwise]") {
  using weir::hls::AbsoluteDifference;
  using weir::hls::Add;
  using weir::hls::Multiply;
  using weir::hls::Subtract;
  const auto add = [](std::int64_t a, std::int64_t b) { return a + b; };
  const auto subtract = [](std::int64_t a, std::int64_t b) { return a - b; };
  const auto difference = [](std::int64_t a, std::int64_t b) { return std::abs(a - b); };
  const auto multiply = [](std::int64_t a, std::int64_t b) { return a * b; };
  check_eltwise<Add<Unsigned<5>>, 3, Unsigned<4>, Unsigned<4>>(add);
  check_eltwise<Add<Signed<6>>, 2, Signed<4>, Unsigned<4>>(add);
  check_eltwise<Add<Signed<3>>, 4, Bipolar, Ternary>(add);
  check_eltwise<Subtract<Signed<5>>, 2, Unsigned<4>, Unsigned<4>>(subtract);
  check_eltwise<Subtract<Signed<9>>, 1, Ternary, Signed<8>>(subtract);
  check_eltwise<AbsoluteDifference<Unsigned<8>>, 3, Signed<8>, Signed<8>>(difference);
  check_eltwise<AbsoluteDifference<Unsigned<5>>, 2, Unsigned<4>, Signed<5>>(difference);
  check_eltwise<AbsoluteDifference<Unsigned<2>>, 5, Bipolar, Bipolar>(difference);
  check_eltwise<Multiply<Signed<16>>, 2, Signed<8>, Signed<8>>(multiply);
  check_eltwise<Multiply<Unsigned<7>>, 2, Unsigned<4>, Unsigned<3>>(multiply);
  check_eltwise<Multiply<Signed<5>>, 20, Bipolar, Unsigned<4>>(multiply);
  check_eltwise<Subtract<Signed<5>>, 2, Unsigned<4>, Unsigned<4>, kVectorA>(subtract);
  check_eltwise<Subtract<Signed<9>>, 1, Ternary, Signed<8>, kVectorB>(subtract);
  check_eltwise<Multiply<Signed<5>>, 20, Bipolar, Unsigned<4>, kVectorB>(multiply);
}

TEST_CASE("eltwise: results of more bits than an int has", "[hls][eltwise]") {
  ::hls::stream<ap_uint<28>> a("a");
  ::hls::stream<ap_uint<28>> b("b");
  ::hls::stream<ap_uint<56>> out("out");
  a.write(0xfffffff);
  b.write(0x8000000);
  weir::hls::eltwise<weir::hls::Multiply<Signed<56>>, 1, 1, 1, kNoVector, Unsigned<28>, Signed<28>>(a, b, out,
                                                                                                    1);
  CHECK(out.read().to_uint64() == 0x80000008000000U);  // -(2^28 - 1) 2^27
}

TEST_CASE("eltwise: by hand", "[hls][eltwise]") {
  ::hls::stream<ap_uint<4>> a("a");
  ::hls::stream<ap_uint<4>> b("b");
  ::hls::stream<ap_uint<6>> out("out");
  a.write(0b1101);  // int2: 1, -1
  b.write(0b1110);  // int2: -2, -1
  weir::hls::eltwise<weir::hls::Subtract<Signed<3>>, 2, 1, 1, kNoVector, Signed<2>, Signed<2>>(a, b, out, 1);
  CHECK(out.read().to_uint64() == 0b000'011);  // 3, 0
}

}  // namespace weir::tests::hls_eltwise_test
