// Thresholds in the forms that users have: with a base value, as floats, beyond the range of the sums.
#include <limits>

#include "golden/golden.hpp"
#include "network/array_file.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::thresholds_test {

namespace {

using Values = std::vector<std::int64_t>;

Draft& threshold(Draft& draft, const std::string& source, const std::string& output,
                 const std::string& type = "int8") {
  return draft.layers("{type: " + type + ", shape: [4, 1], elements_per_beat: 1}",
                      {"  - {kind: threshold, pe: 1, thresholds: {" + source + "}, output: " + output + "}"});
}

Values outputs(const Draft& draft, const Values& values) {
  return evaluate(draft.load().network, {Tensor({4, 1}, values)}).back().values;
}

// .npy of floats of 64 bits, [1, n].
std::string npy_of_floats(const std::vector<double>& values) {
  std::string header =
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1, " + std::to_string(values.size()) + "), }\n";
  std::string bytes = "\x93NUMPY";
  bytes += {1, 0, static_cast<char>(header.size()), 0};
  bytes += header;
  bytes.append(reinterpret_cast<const char*>(values.data()), 8 * values.size());
  return bytes;
}

TEST_CASE("thresholds: a stated base is what no threshold passed stands for", "[scenario][thresholds]") {
  Draft draft;
  const std::string two = "values: [[-5, 5]]";
  CHECK(outputs(threshold(draft, two + ", base: -1", "int4"), {-6, -5, 4, 5}) == Values{-1, 0, 0, 1});
  CHECK(outputs(threshold(draft, two + ", base: 5", "int4"), {-6, -5, 4, 5}) == Values{5, 6, 6, 7});
  CHECK(outputs(threshold(draft, two + ", base: -8", "int4"), {-6, -5, 4, 5}) == Values{-8, -7, -7, -6});
  CHECK(outputs(threshold(draft, two + ", base: 1", "uint2"), {-6, -5, 4, 5}) == Values{1, 2, 2, 3});
  // For an unsigned type, and if the steps fill a signed one, the base may be omitted.
  CHECK(outputs(threshold(draft, two, "uint4"), {-6, -5, 4, 5}) == Values{0, 1, 1, 2});
  CHECK(outputs(threshold(draft, two, "ternary"), {-6, -5, 4, 5}) == Values{-1, 0, 0, 1});
  CHECK(outputs(threshold(draft, "values: [[-5, 0, 5]]", "int2"), {-6, -5, 4, 5}) == Values{-2, -1, 0, 1});
  CHECK(outputs(threshold(draft, "values: [[0]], base: -1", "bipolar"), {-6, -5, 4, 5}) ==
        Values{-1, -1, 1, 1});
  CHECK(outputs(threshold(draft, "values: [[0]], base: 0", "ternary"), {-6, -5, 4, 5}) == Values{0, 0, 1, 1});
}

TEST_CASE("thresholds: steps that do not fill a signed type want a base", "[scenario][thresholds]") {
  Draft draft;
  const std::string two = "values: [[-5, 5]]";
  threshold(draft, two, "int4").rejected(7, "thresholds", "no base, and 2 thresholds", "base: ");
  threshold(draft, two, "int4").rejected(7, "thresholds", "do not fill int4", "-8 to 5");
  threshold(draft, "seed: 1, steps: 14", "int4").rejected(7, "thresholds", "14 thresholds", "-8 to -7");
  threshold(draft, two + ", base: 6", "int4").rejected(7, "base", "6", "-8 to 5, for values of int4");
  threshold(draft, two + ", base: -9", "int4").rejected(7, "base", "-9", "-8 to 5");
  threshold(draft, two + ", base: 2", "uint2").rejected(7, "base", "2", "0 to 1");
  threshold(draft, two + ", base: 9223372036854775807", "int4")
      .rejected(7, "base", "9223372036854775807", "-8 to 5");
  threshold(draft, "values: [[0]], base: 0", "bipolar").rejected(7, "base", "0", "-1");
  threshold(draft, "values: [[0]], base: 0.5", "uint2").rejected(7, "base", "0.5", "an integer");
  threshold(draft, two + ", steps: 2", "uint2").rejected(7, "steps", "without a seed", "seed");
}

TEST_CASE("thresholds: x >= t is x >= t rounded up", "[scenario][thresholds]") {
  Draft draft;
  CHECK(outputs(threshold(draft, "values: [[-0.5, 0.5, 1.0]]", "uint2"), {-1, 0, 1, 2}) ==
        Values{0, 1, 3, 3});
  CHECK(outputs(threshold(draft, "values: [[-.inf, 1.5, .inf]]", "uint2"), {-128, 1, 2, 127}) ==
        Values{1, 1, 2, 2});
  const double inf = std::numeric_limits<double>::infinity();
  draft.data("t.npy", npy_of_floats({-inf, 1.5, 1e30}));
  CHECK(outputs(threshold(draft, "npy: t.npy", "uint2"), {-128, 1, 2, 127}) == Values{1, 1, 2, 2});
  draft.data("t.npy", npy_of_floats({std::numeric_limits<double>::quiet_NaN()}));
  threshold(draft, "npy: t.npy", "uint2").rejected(7, "npy", "nan at element 0", "numbers");
  threshold(draft, "values: [[.nan]]", "uint2").rejected(7, "values", ".nan", "a number");
  threshold(draft, "values: [[one]]", "uint2").rejected(7, "values", "one", "a number");
  // A 64-bit float cannot distinguish this number from its neighbours.
  threshold(draft, "values: [[9007199254740993.0]]", "uint2")
      .rejected(7, "values", "9007199254740993.0", "2^53");
  // Weights are still integers.
  draft
      .layers("{type: int4, shape: [2], elements_per_beat: 1}",
              {"  - {kind: mvtu, rows: 1, pe: 1, simd: 1, weights: {type: int4, values: [[0.5, 1]]}}"})
      .rejected(7, "values", "0.5", "an integer");
}

TEST_CASE("thresholds: as wide as the sums, and wider", "[scenario][thresholds]") {
  Draft draft;
  const std::string t = "values: [[4294967296, 99999999999999999999, -99999999999999999999]]";
  CHECK(outputs(threshold(draft, t, "uint2", "int40"),
                {4294967295, 4294967296, 549755813887, -549755813888}) == Values{1, 2, 2, 1});
  draft.data("t.npy", npy_of(Tensor({1, 2}, {INT64_MAX, INT64_MIN})));
  CHECK(outputs(threshold(draft, "npy: t.npy", "uint2"), {-128, 0, 1, 127}) == Values{1, 1, 1, 1});
}

}  // namespace

}  // namespace weir::tests::thresholds_test
