// The HLS library's `pool`, compiled on the shim, against a reference of a few lines on plain integers.
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <random>

#include "hls/pool.hpp"
#include "tests/hls_streams.hpp"

namespace {

using weir::hls::Bipolar;
using weir::hls::Largest;
using weir::hls::ShiftedSum;
using weir::hls::Signed;
using weir::hls::Ternary;
using weir::hls::Unsigned;
using namespace weir::tests;

// `Reduce` of the values of each channel's positions. Windowed: beats [groups, positions / Simd, Simd, Pe];
// global: [positions, folds, Pe].
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
  hls::stream<ap_uint<Simd * Pe * Input::kBits>> in("in");
  hls::stream<ap_uint<Pe * Output::kBits>> out("out");
  write_all<Input, Simd * Pe>(in, values);
  weir::hls::pool<Pooling, Groups, Positions, Folds, Pe, Simd>(in, out, static_cast<unsigned>(kFrames));
  CHECK(in.empty());
  CHECK(read_all<Output, Pe>(out) == codes<Output>(expected));
}

int largest(const Values& values) { return *std::max_element(values.begin(), values.end()); }
int sum(const Values& values) { return std::accumulate(values.begin(), values.end(), 0); }

// Towards minus infinity, without a shift.
template <int Divisor>
int floor_average(const Values& values) {
  const int total = sum(values);
  return total >= 0 ? total / Divisor : -((-total + Divisor - 1) / Divisor);
}

template <class Type>
void check_pools() {
  check_pool<Largest<Type>, 4, 6, 1, 2, 3>(largest);
  check_pool<Largest<Type>, 3, 4, 1, 1, 1>(largest);
  check_pool<Largest<Type>, 1, 5, 3, 2, 1>(largest);
}

}  // namespace

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
}
