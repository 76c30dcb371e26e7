// The HLS library's `pool`, compiled on the shim, against a reference of a few lines on plain integers.
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <random>

#include "hls/pool.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_pool_test {

namespace {

using weir::hls::Average;
using weir::hls::Bipolar;
using weir::hls::Largest;
using weir::hls::ShiftedSum;
using weir::hls::Signed;
using weir::hls::Ternary;
using weir::hls::Unsigned;

// Applies `Reduce` to the values of each channel's positions. Windowed: beats [groups, positions / Simd,
// Simd, Pe]; global: [positions, folds, Pe].
template <class Pooling, int Groups, int Positions, int Folds, int Pe, int Simd, class Reduce>
void check_pool(Reduce reduce) {
  using Input = typename Pooling::Input;
  using Output = typename Pooling::Output;
  CAPTURE(Groups, Positions, Folds, Pe, Simd, Input::kBits, Input::kMin, Output::kBits);
  constexpr int kFrames = 2;
  std::mt19937 random(Positions);
  const Values values = random_values<Input>(kFrames * Groups * Positions * Folds * Pe, random);
  Values expected;
  for (int group = 0; group < kFrames * Groups; ++group) {
    for (int channel = 0; channel < Folds * Pe; ++channel) {
      Values of_channel;
      for (int k = 0; k < Positions; ++k) {
        of_channel.push_back(
            values[static_cast<std::size_t>((group * Positions + k) * Folds * Pe + channel)]);
      }
      expected.push_back(reduce(of_channel));
    }
  }
  ::hls::stream<ap_uint<Simd * Pe * Input::kBits>> in("in");
  ::hls::stream<ap_uint<Pe * Output::kBits>> out("out");
  write_all<Input, Simd * Pe>(in, values);
  weir::hls::pool<Pooling, Groups, Positions, Folds, Pe, Simd>(in, out, static_cast<unsigned>(kFrames));
  CHECK(in.empty());
  CHECK(read_all<Output, Pe>(out) == codes<Output>(expected));
}

std::int64_t largest(const Values& values) { return *std::max_element(values.begin(), values.end()); }
std::int64_t sum(const Values& values) {
  return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

// Rounds towards minus infinity, without a shift or a product.
template <int Divisor>
std::int64_t floor_average(const Values& values) {
  const std::int64_t total = sum(values);
  return total >= 0 ? total / Divisor : -((-total + Divisor - 1) / Divisor);
}

template <class Type>
void check_pools() {
  check_pool<Largest<Type>, 4, 6, 1, 2, 3>(largest);
  check_pool<Largest<Type>, 3, 4, 1, 1, 1>(largest);
  check_pool<Largest<Type>, 1, 5, 3, 2, 1>(largest);
}

// Sums of Positions values. Positions consecutive sums have one quotient: tests the least and the largest of
// them, for quotients near both ends of the range and at random in between.
template <class Type, int Positions>
void check_quotients() {
  using Pooling = Average<Type, Positions, Signed<60>>;
  CAPTURE(Positions, Type::kBits, Type::kMin);
  const std::uint64_t most = (std::uint64_t{1} << Type::kBits) - 1;  // of values, counted from the least one
  std::mt19937_64 random(Positions);
  bool equal = true;
  const auto check = [&](std::uint64_t quotient) {
    for (const std::uint64_t rest : {0, Positions - 1}) {
      const std::uint64_t above = quotient * Positions + rest;
      if (above > most * Positions) continue;
      const auto code = Pooling::result(typename Pooling::State(above));
      const std::int64_t wanted = static_cast<std::int64_t>(quotient) + Type::kMin;
      equal =
          equal && code.to_uint64() == (static_cast<std::uint64_t>(wanted) & ((std::uint64_t{1} << 60) - 1));
    }
  };
  for (std::uint64_t i = 0; i <= std::min<std::uint64_t>(most, 2000); ++i) {
    check(i);
    check(most - i);
    check(random() % (most + 1));
  }
  CHECK(equal);
}

}  // namespace

TEST_CASE("pool: an average is exact at the ends of every quotient", "[hls][pool]") {
  check_quotients<Unsigned<1>, 1>();
  check_quotients<Unsigned<1>, 7>();
  check_quotients<Signed<2>, 3>();
  check_quotients<Unsigned<8>, 49>();
  check_quotients<Signed<8>, 64>();
  check_quotients<Signed<8>, 768>();
  check_quotients<Unsigned<8>, 1000003>();
  check_quotients<Signed<16>, 65535>();
  check_quotients<Signed<25>, 1073741823>();
  check_quotients<Unsigned<31>, 3>();
  check_quotients<Signed<46>, 1023>();
  check_quotients<Unsigned<53>, 7>();
  check_quotients<Signed<54>, 3>();
  check_quotients<Unsigned<56>, 1>();
  check_quotients<Signed<55>, 2>();
}

TEST_CASE("pool: largest, sum and average, of windows and of whole maps", "[hls][pool]") {
  check_pools<Unsigned<4>>();
  check_pools<Signed<4>>();
  check_pools<Ternary>();
  check_pools<Bipolar>();
  check_pool<ShiftedSum<Unsigned<4>, 9, 0, Unsigned<8>>, 3, 9, 1, 2, 3>(sum);
  check_pool<ShiftedSum<Signed<4>, 9, 0, Signed<8>>, 3, 9, 1, 2, 9>(sum);
  check_pool<ShiftedSum<Ternary, 4, 0, Signed<4>>, 1, 4, 2, 3, 1>(sum);
  check_pool<ShiftedSum<Signed<8>, 1, 0, Signed<8>>, 2, 1, 1, 1, 1>(sum);
  check_pool<ShiftedSum<Unsigned<4>, 4, 2, Unsigned<4>>, 3, 4, 1, 2, 2>(floor_average<4>);
  check_pool<ShiftedSum<Signed<6>, 4, 2, Signed<6>>, 3, 4, 1, 2, 1>(floor_average<4>);
  check_pool<ShiftedSum<Signed<6>, 6, 3, Signed<8>>, 1, 6, 4, 2, 1>(floor_average<8>);
  check_pool<Average<Unsigned<4>, 9, Unsigned<4>>, 3, 9, 1, 2, 3>(floor_average<9>);
  check_pool<Average<Signed<6>, 7, Signed<9>>, 3, 7, 1, 2, 7>(floor_average<7>);
  check_pool<Average<Signed<4>, 6, Signed<4>>, 1, 6, 4, 2, 1>(floor_average<6>);
  check_pool<Average<Signed<5>, 4, Signed<5>>, 2, 4, 1, 1, 2>(floor_average<4>);
  check_pool<Average<Ternary, 5, Signed<2>>, 2, 5, 1, 3, 1>(floor_average<5>);
  check_pool<Average<Unsigned<1>, 3, Unsigned<1>>, 4, 3, 1, 2, 1>(floor_average<3>);
  check_pool<Average<Signed<8>, 1, Signed<8>>, 2, 1, 1, 1, 1>(floor_average<1>);
}

}  // namespace weir::tests::hls_pool_test
