// Orders of elements in users' arrays: frames and weights are read correctly, or refused.
#include <numeric>

#include "network/array_file.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::layout_test {

namespace {

using Values = std::vector<std::int64_t>;

// Each element is its own index.
Tensor counted(const Shape& shape) {
  Tensor tensor(shape);
  std::iota(tensor.values.begin(), tensor.values.end(), 0);
  return tensor;
}

// A scenario with frames from an array of that shape.
Draft& frames_of(Draft& draft, const Shape& shape, const Shape& array, const std::string& more = "") {
  return draft.data("f.npy", npy_of(counted(array)))
      .layers("{type: uint12, shape: " + to_string(shape) + ", elements_per_beat: 1, from: {npy: f.npy" +
                  more + "}}",
              {"  - {kind: threshold, pe: 1, thresholds: {values: [[7]]}, output: binary}"});
}

// The weights of the entry's mvtu or vvtu, which come from an array of that shape.
Tensor weights_of(Draft& draft, const Shape& array, const std::string& input, const std::string& entry,
                  const std::string& layout) {
  const Network network =
      draft.data("w.npy", npy_of(counted(array)))
          .layers(input, {"  - {" + entry + ", weights: {type: uint12, npy: w.npy" + layout + "}}"})
          .load()
          .network;
  const LayerParams& last = network.layers.back().params;
  if (const auto* vvtu = std::get_if<Vvtu>(&last)) return vvtu->weights;
  return std::get<Mvtu>(last).weights;
}

TEST_CASE("layout: frames have the stream's extents, or one", "[scenario][layout]") {
  Draft draft;
  const Values second = {24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35,
                         36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47};
  for (const Shape& array : {Shape{2, 4, 2, 3}, Shape{2, 24}, Shape{2, 4, 2, 1, 3}}) {
    INFO(to_string(array));
    CHECK(frames_of(draft, {4, 2, 3}, array).load().inputs[0].frame(1).values == second);
  }
  CHECK(frames_of(draft, {24}, {2, 4, 2, 3}).load().inputs[0].frame(1).values == second);
  CHECK(frames_of(draft, {4, 6, 1}, {2, 4, 6}).load().inputs[0].frame(1).values == second);
  CHECK(frames_of(draft, {4, 2, 3}, {2, 4, 2, 3}, ", layout: hwc").load().inputs[0].frame(1).values ==
        second);
  frames_of(draft, {4, 2, 3}, {2, 3, 4, 2}).rejected(5, "from", "frames of shape [3, 4, 2]", "layout: chw");
  frames_of(draft, {4, 2, 3}, {2, 2, 4, 3})
      .rejected(5, "from", "frames of shape [2, 4, 3]", "[4, 2, 3], or one");
  frames_of(draft, {4, 2, 3}, {2, 12, 2}).rejected(5, "from", "frames of shape [12, 2]", "[4, 2, 3], or one");
  frames_of(draft, {4, 2, 3}, {4, 2, 3})
      .rejected(5, "from", "frames of 6 elements", "24 for shape [4, 2, 3]");
}

TEST_CASE("layout: channels first", "[scenario][layout]") {
  Draft draft;
  const Tensor frame = frames_of(draft, {2, 2, 3}, {2, 3, 2, 2}, ", layout: chw").load().inputs[0].frame(1);
  CHECK(frame.shape == Shape{2, 2, 3});
  CHECK(frame.values == Values{12, 16, 20, 13, 17, 21, 14, 18, 22, 15, 19, 23});
  CHECK(frames_of(draft, {4, 2}, {1, 2, 4}, ", layout: chw").load().inputs[0].frame(0).values ==
        Values{0, 4, 1, 5, 2, 6, 3, 7});
  // A square map with as many channels looks the same in both orders: the stated one is used.
  CHECK(frames_of(draft, {2, 2, 2}, {1, 2, 2, 2}, ", layout: chw").load().inputs[0].frame(0).values ==
        Values{0, 4, 1, 5, 2, 6, 3, 7});
  frames_of(draft, {2, 2, 3}, {2, 2, 2, 3}, ", layout: chw").rejected(5, "from", "[2, 2, 3]", "[3, 2, 2]");
  frames_of(draft, {2, 2, 3}, {2, 12}, ", layout: chw").rejected(5, "from", "[12]", "[3, 2, 2]");
  frames_of(draft, {12}, {2, 12}, ", layout: chw").rejected(5, "layout", "a stream of shape [12]", "[height");
  frames_of(draft, {2, 2, 3}, {2, 12}, ", layout: nchw").rejected(5, "layout", "nchw", "chw or hwc");
}

TEST_CASE("layout: weights of convolutions", "[scenario][layout]") {
  Draft draft;
  const std::string map = "{type: uint2, shape: [5, 5, 2], elements_per_beat: 2}";
  const std::string conv = "kind: conv, name: c, channels: 3, kernel: [1, 2], pe: 1, simd: 2";
  // [out, in, 1, 2]: channel 0's two columns, then channel 1's.
  const Tensor wanted({3, 4}, {0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11});
  CHECK(weights_of(draft, {3, 2, 1, 2}, map, conv, ", layout: oihw") == wanted);
  CHECK(weights_of(draft, {3, 4}, map, conv, ", layout: oihw") == wanted);
  CHECK(weights_of(draft, {3, 1, 2, 2}, map, conv, ", layout: ohwi") == counted({3, 4}));
  CHECK(weights_of(draft, {3, 4}, map, conv, "") == counted({3, 4}));
  const auto refused = [&](const Shape& array, const std::string& layout, const std::string& key,
                           const std::string& wanted_shape) {
    try {
      (void)weights_of(draft, array, map, conv, layout);
      FAIL("accepted " << to_string(array) << layout);
    } catch (const BadInput& error) {
      CHECK(error.key() == key);
      CHECK_THAT(error.wanted(), Catch::Contains(wanted_shape));
    }
  };
  refused({3, 2, 1, 2}, "", "weights", "shape [3, 4]");
  refused({3, 2, 2, 1}, ", layout: oihw", "weights", "[3, 2, 1, 2]");
  refused({3, 4}, ", layout: chw", "layout", "oihw or ohwi");

  const std::string depthwise = "kind: conv, name: c, depthwise: true, kernel: 2, pe: 1, simd: 1";
  CHECK(weights_of(draft, {2, 1, 2, 2}, map, depthwise, ", layout: oihw") == counted({2, 4}));
  // In one dimension there is no height.
  CHECK(weights_of(draft, {3, 2, 2}, "{type: uint2, shape: [5, 2], elements_per_beat: 2}",
                   "kind: conv, name: c, channels: 3, kernel: 2, pe: 1, simd: 2",
                   ", layout: oihw") == wanted);
  // A whole map as one vector, as a network learns it that flattens the channels first.
  const std::string flat = "kind: mvtu, name: fc, rows: 1, pe: 1, simd: 1, flatten: true";
  const std::string small = "{type: uint2, shape: [2, 2, 2], elements_per_beat: 2}";
  const Tensor flat_wanted({1, 8}, {0, 4, 1, 5, 2, 6, 3, 7});
  CHECK(weights_of(draft, {1, 8}, small, flat, ", layout: oihw") == flat_wanted);
  CHECK(weights_of(draft, {1, 2, 2, 2}, small, flat, ", layout: oihw") == flat_wanted);
}

TEST_CASE("layout: weights whose kernel is not seen are refused", "[scenario][layout]") {
  Draft draft;
  const auto behind = [&](const std::vector<std::string>& layers) -> Draft& {
    std::vector<std::string> all = layers;
    all.emplace_back(
        "  - {kind: mvtu, name: m, rows: 1, pe: 1, simd: 1, weights: {type: int4, values: [[1, 2, 3, 4, 5, "
        "6, 7, 7]], "
        "layout: oihw}}");
    return draft.layers("{type: int4, shape: [2, 2, 2], elements_per_beat: 2}", all);
  };
  const std::string swu = "  - {kind: swu, kernel: 2, simd: 2}";
  const Network network = behind({swu}).load().network;
  CHECK(std::get<Mvtu>(network.layers.back().params).weights.values == Values{1, 5, 2, 6, 3, 7, 4, 7});
  behind({swu, "  - {kind: fork, copies: 2}"})
      .rejected(9, "layout", "columns of one pixel", "[rows, columns, 1, 1]");
  behind({swu, "  - {kind: dwc, out_bits: 4}"}).rejected(9, "layout", "columns of one pixel", "none");
  behind({"  - {kind: reshape, shape: [8]}"}).rejected(8, "layout", "columns of one pixel", "none");
  behind({swu, "  - {kind: reshape, shape: [4, 2]}"}).rejected(9, "layout", "columns of one pixel", "none");
}

TEST_CASE("layout: a source stands in place or under from, and is one", "[scenario][layout]") {
  Draft draft;
  const auto weights = [&](const std::string& text) -> Draft& {
    return draft.line(12, "    weights: {type: bipolar, " + text + "}");
  };
  CHECK_NOTHROW((void)weights("from: {seed: 1}").load());
  weights("from: {seed: 1}, seed: 2").rejected(12, "seed", "beside from", "under from");
  weights("from: {seed: 1, sead: 2}").rejected(12, "sead", "an unknown key", "pattern");
  weights("from: {seed: 1}, layout: oihw").rejected(12, "layout", "beside from", "under from");
  weights("seed: 1, layout: oihw").rejected(12, "layout", "with a seed", "array");
  weights("values: [[1]], array: a").rejected(12, "array", "without npz", "npz");
}

}  // namespace

}  // namespace weir::tests::layout_test
