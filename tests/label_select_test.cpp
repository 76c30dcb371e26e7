// The ladder of `label_select`: a grid of types, foldings, classes and numbers of labels. Every second frame
// has only two different values, and types of few values have ties in all frames.
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::label_select_test {

namespace {

struct Choice {
  DataType input;
  std::int64_t inputs, pe, classes, k;
};

const std::vector<Choice> kChoices{{DataType::bipolar(), 10, 1, 10, 1}, {DataType::binary(), 10, 10, 10, 3},
                                   {DataType::ternary(), 12, 4, 10, 2}, {DataType::sint(8), 10, 1, 10, 1},
                                   {DataType::sint(8), 10, 5, 10, 10},  {DataType::uint(8), 16, 16, 10, 1},
                                   {DataType::sint(2), 16, 2, 9, 4},    {DataType::uint(2), 6, 6, 6, 6},
                                   {DataType::sint(20), 64, 8, 44, 5},  {DataType::sint(32), 8, 1, 8, 2},
                                   {DataType::uint(31), 8, 4, 5, 2},    {DataType::sint(4), 1, 1, 1, 1},
                                   {DataType::uint(4), 4, 1, 1, 1},     {DataType::sint(3), 7, 7, 2, 2},
                                   {DataType::bipolar(), 1, 1, 1, 1},   {DataType::uint(3), 33, 11, 33, 3},
                                   {DataType::sint(12), 24, 3, 20, 7},  {DataType::bipolar(), 64, 64, 10, 1},
                                   {DataType::sint(5), 12, 3, 4, 4},    {DataType::sint(40), 12, 2, 11, 4},
                                   {DataType::uint(56), 6, 3, 6, 2},    {DataType::sint(56), 5, 1, 5, 5}};

const Bench& bench() {
  static const Bench bench(
      [] {
        NetworkBuilder builder("label_selects");
        for (std::size_t i = 0; i < kChoices.size(); ++i) {
          const Choice& choice = kChoices[i];
          const std::string number = std::to_string(i);
          LabelSelect label_select;
          label_select.pe = choice.pe;
          label_select.classes = choice.classes;
          label_select.k = choice.k;
          builder.input("in" + number, choice.input, {choice.inputs}, choice.pe);
          builder.add("label_select" + number, label_select, "in" + number);
        }
        return builder.finish();
      }(),
      12, "label_select");
  return bench;
}

}  // namespace

}  // namespace weir::tests::label_select_test

namespace weir::tests {

const Bench& bench_of(Of<LabelSelect> /*kind*/) { return label_select_test::bench(); }

// docs/timing.md
Schedule schedule_of(const LabelSelect& label_select) {
  const auto beats = static_cast<std::size_t>(label_select.inputs / label_select.pe);
  Schedule schedule{2, std::vector<Iteration>(beats, {1, 0})};
  schedule.frame.back().writes = 1;
  return schedule;
}

}  // namespace weir::tests

namespace weir::tests::label_select_test {

TEST_CASE("label_select: the lowest index wins ties, padding is not looked at", "[label_select][golden]") {
  const auto select = [](std::int64_t classes, std::int64_t k) {
    LabelSelect layer;
    layer.classes = classes;
    layer.k = k;
    return one(layer, DataType::sint(4), {6});
  };
  const Tensor frame({6}, {-3, 2, 1, 2, -8, 7});
  CHECK(output(select(5, 1), frame) == Values{1});
  CHECK(output(select(6, 1), frame) == Values{5});
  CHECK(output(select(5, 5), frame) == Values{1, 3, 2, 0, 4});
  CHECK(output(select(5, 1), Tensor({6}, {-8, -8, -8, -8, -8, -8})) == Values{0});
  LabelSelect wide;
  wide.classes = wide.k = 4;
  const std::int64_t high = std::int64_t{1} << 32;
  CHECK(output(one(wide, DataType::sint(40), {4}), Tensor({4}, {7, 7 + high, 7 - high, 7 + high})) ==
        Values{1, 3, 0, 2});
}

TEST_CASE("label_select: its keys", "[scenario][label_select]") {
  Draft draft;
  draft.line(15, "  - {kind: label_select, pe: 1, classes: 5}")
      .rejected(15, "classes", "5", "1 to the 4 inputs");
}

TEST_CASE("label_select: latency is 2, and every cycle issues", "[label_select][rtl]") {
  bench().check_full_rate();
}

}  // namespace weir::tests::label_select_test
