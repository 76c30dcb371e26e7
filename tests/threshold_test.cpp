// The ladder of `threshold`: a grid of input types, channels, foldings and numbers of steps.
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"

namespace weir::tests::threshold_test {

namespace {

struct Folding {
  std::int64_t vectors, channels, pe;
};

// Folding 1 and full, one channel, one vector and several, width 1.
const std::vector<Folding> kFoldings{{1, 4, 1}, {2, 6, 3}, {3, 5, 5}, {4, 1, 1},
                                     {1, 8, 8}, {2, 9, 3}, {1, 1, 1}};

const std::vector<DataType> kInputs{
    DataType::binary(), DataType::bipolar(), DataType::ternary(), DataType::sint(2),  DataType::sint(3),
    DataType::sint(4),  DataType::sint(5),   DataType::sint(6),   DataType::sint(7),  DataType::sint(8),
    DataType::uint(2),  DataType::uint(3),   DataType::uint(4),   DataType::uint(5),  DataType::uint(6),
    DataType::uint(7),  DataType::uint(8),   DataType::sint(19),  DataType::sint(32), DataType::uint(31),
    DataType::sint(48), DataType::uint(33),  DataType::sint(56),  DataType::uint(56)};

const std::vector<DataType> kWideOutputs{DataType::sint(40), DataType::uint(34), DataType::sint(56),
                                         DataType::uint(56)};

void add(NetworkBuilder& builder, Random& random, const std::string& number, const DataType& input,
         const DataType& output, const Folding& folding, std::int64_t steps) {
  // For wide types half of the values are at the ends of the range.
  const auto sample = [&](std::int64_t) {
    const std::int64_t value = random.value_of(input);
    if (input.bits <= 32 || value % 2 == 0) return value;
    return value < 0 ? input.min() : input.max();
  };
  Threshold threshold;
  threshold.pe = folding.pe;
  threshold.thresholds = random_thresholds(random, folding.channels, steps, output, input, sample);
  builder.input("in" + number, input, {folding.vectors, folding.channels}, folding.pe);
  builder.add("threshold" + number, threshold, "in" + number);
}

const Bench& bench() {
  static const Bench bench(
      [] {
        Random random = seeded("threshold");
        NetworkBuilder builder("thresholds");
        for (std::size_t i = 0; i < 2 * kInputs.size(); ++i) {
          const DataType& input = kInputs[i % kInputs.size()];
          const Folding& folding = kFoldings[i % kFoldings.size()];
          const auto steps = static_cast<std::int64_t>(1 + (i + i / kInputs.size()) % 7);
          const std::string number = std::to_string(i);
          add(builder, random, number, input, threshold_output(steps, folding.channels), folding, steps);
        }
        for (std::size_t i = 0; i < kWideOutputs.size(); ++i) {
          const std::string number = std::to_string(2 * kInputs.size() + i);
          add(builder, random, number, i % 2 == 0 ? s(5) : s(40), kWideOutputs[i], kFoldings[i], 3);
        }
        return builder.finish();
      }(),
      4, "threshold");
  return bench;
}

}  // namespace

}  // namespace weir::tests::threshold_test

namespace weir::tests {

const Bench& bench_of(Of<Threshold> /*kind*/) { return threshold_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Threshold& threshold) {
  const std::int64_t beats = threshold.vectors * threshold.channels / threshold.pe;
  return {2, std::vector<Iteration>(static_cast<std::size_t>(beats), {1, 1})};
}

}  // namespace weir::tests

namespace weir::tests::threshold_test {

TEST_CASE("threshold: starts at the output type's least value", "[threshold][golden]") {
  const auto layer = [](const DataType& output, const Tensor& values) {
    Threshold threshold;
    threshold.thresholds = {values, output};
    return threshold;
  };
  const Tensor frame({2, 2}, {-2, -1, 0, 1});
  const Tensor values({2, 3}, {-2, 0, 1, -1, 1, 2});
  CHECK(output(one(layer(DataType::uint(2), values), DataType::sint(8), {2, 2}), frame) ==
        Values{1, 1, 2, 2});
  CHECK(output(one(layer(DataType::sint(2), values), DataType::sint(8), {2, 2}), frame) ==
        Values{-1, -1, 0, 0});
  const Tensor single({2, 1}, {-1, 1});
  CHECK(output(one(layer(DataType::bipolar(), single), DataType::sint(8), {2, 2}), frame) ==
        Values{-1, -1, 1, 1});
  CHECK(output(one(layer(DataType::binary(), single), DataType::sint(8), {2, 2}), frame) ==
        Values{0, 0, 1, 1});
  // Thresholds beyond the type: one that every value reaches, one that none does.
  const std::int64_t most = DataType::sint(56).max();
  CHECK(output(one(layer(DataType::sint(2), Tensor({1, 3}, {-most - 100, most, most + 100})),
                   DataType::sint(56), {2, 1}),
               Tensor({2, 1}, {most - 1, most})) == Values{-1, 0});
}

TEST_CASE("threshold: latency is 2, and every cycle issues", "[threshold][rtl]") {
  bench().check_full_rate();
}

}  // namespace weir::tests::threshold_test
