// The pe and simd that take at most a given number of cycles, compared with trying all of them.
#include "network/refold.hpp"

#include <catch2/catch.hpp>

#include "network/scenario.hpp"

namespace weir::tests::refold_test {

namespace {

Network network_of(const std::string& input, const std::string& layer) {
  return parse_scenario("scenario: s\nintent: One.\nseed: 1\nengines: [native]\ninput: {type: uint4, " +
                            input + "}\nlayers:\n  - {" + layer + "}\n",
                        "s")
      .network;
}

const std::string kWeights = ", weights: {type: int4, seed: 1}";

}  // namespace

TEST_CASE("refold: of a product, the least rows and columns at once", "[refold]") {
  const Network network = network_of("shape: [24], elements_per_beat: 2",
                                     "kind: mvtu, name: fc, rows: 12, pe: 1, simd: 2" + kWeights);
  const Layer& fc = network.layer(network.find_layer("fc"));
  CHECK(folding_of(fc) == Folding{1, 2, false, 144});
  for (std::int64_t most = 1; most <= 300; ++most) {
    std::int64_t least = INT64_MAX;
    for (std::int64_t pe = 1; pe <= 12; ++pe) {
      for (std::int64_t simd = 1; simd <= 24; ++simd) {
        if (12 % pe == 0 && 24 % simd == 0 && 12 / pe * (24 / simd) <= most)
          least = std::min(least, pe * simd);
      }
    }
    const std::optional<Folding> found = folding_within(fc, most);
    REQUIRE(found);
    CHECK(found->pe * found->simd == least);
    CHECK(found->cycles <= most);
    CHECK(12 / found->pe * (24 / found->simd) == found->cycles);
  }
  CHECK_FALSE(folding_within(fc, 0));
  // Among equally good foldings, one that changes a single number.
  CHECK(folding_within(fc, 72) == Folding{1, 4, false, 72});
}

TEST_CASE("refold: of windows, whole ones where channels at once are not enough", "[refold]") {
  const Network network =
      network_of("shape: [6, 6, 4], elements_per_beat: 1",
                 "kind: conv, name: c, channels: 4, kernel: 3, pe: 1, simd: 1" + kWeights);
  const Layer& swu = network.layer(network.find_layer("c_swu"));
  CHECK(swu.ideal_cycles() == 16 * 9 * 4);
  CHECK(folding_within(swu, 16 * 9 * 2) == Folding{1, 2, false, 16 * 9 * 2});
  CHECK(folding_within(swu, 36) == Folding{1, 4, true, 36});
  CHECK_FALSE(folding_within(swu, 35));
}

TEST_CASE("refold: thresholds and pools fold their channels alone", "[refold]") {
  const Network network =
      network_of("shape: [4, 4, 6], elements_per_beat: 2", "kind: maxpool, name: p, kernel: 2, pe: 2");
  const Layer& pool = network.layer(network.find_layer("p"));
  CHECK(folding_within(pool, 47) == Folding{3, 1, false, 32});
  CHECK_FALSE(folding_within(pool, 15));
}

}  // namespace weir::tests::refold_test
