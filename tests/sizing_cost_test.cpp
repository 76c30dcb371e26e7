// The cost of FIFOs.
#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "sizing/cost.hpp"

namespace weir::tests::sizing_cost_test {

namespace {

using weir::Cost;
using weir::sizing::CostModel;

constexpr CostModel kBits{};
constexpr CostModel kLutBram{CostModel::Kind::kLutBram};

}  // namespace

TEST_CASE("cost: bits are depth times width, and LUTs decide before bits", "[sizing]") {
  CHECK(kBits.of(36, 512) == Cost{18432, 18432});
  CHECK(kLutBram.of(36, 512) == Cost{190, 18432});
  CHECK(Cost{1, 9} < Cost{2, 3});
  CHECK(Cost{1, 3} < Cost{1, 9});
  CHECK(kBits.name() == "bits");
  CHECK(kBits.unit() == "bits");
  CHECK(kLutBram.name() == "lut-bram");
  CHECK(kLutBram.unit() == "LUTs");
}

// Computed by hand from the tables of UG474 and UG473. A shift register takes half a LUT for each bit up to a
// depth of 16, then one LUT for each 32 beats. LUT-RAM takes, for each 32 beats, 4 LUTs for 6 bits; of a
// rest, 2 for one bit and 4 for two to five.
TEST_CASE("cost: LUTs at the steps of shift registers, LUT-RAM and block RAM", "[sizing]") {
  struct Step {
    std::int64_t width_bits, depth, luts;
  };
  const std::vector<Step> steps{// Shift registers: one bit.
                                {1, 1, 1},
                                {1, 2, 1},
                                {1, 16, 1},
                                {1, 17, 1},
                                {1, 32, 1},
                                {1, 33, 2},
                                {1, 64, 2},
                                {1, 65, 3},
                                {1, 512, 16},
                                {1, 513, 17},
                                {1, 1024, 32},
                                // Two shift registers of 16 fit a LUT; then LUT-RAM, 4 + 4 LUTs for 32 or 3 x
                                // 4 for 64.
                                {8, 1, 4},
                                {8, 2, 4},
                                {8, 16, 4},
                                {8, 17, 8},
                                {8, 32, 8},
                                {8, 33, 12},
                                {8, 64, 12},
                                {8, 65, 24},
                                // From here on a block RAM, 2048 x 9.
                                {8, 512, 96},
                                {8, 513, 108},
                                {8, 1024, 190},
                                {8, 2048, 190},
                                {8, 2049, 380},
                                // Six LUT-RAMs of 6 bits.
                                {36, 1, 18},
                                {36, 2, 18},
                                {36, 16, 18},
                                {36, 17, 24},
                                {36, 32, 24},
                                {36, 33, 48},
                                {36, 64, 48},
                                {36, 224, 168},
                                {36, 225, 190},
                                {36, 512, 190},
                                {36, 513, 380},
                                {36, 1024, 380},
                                {36, 1025, 570},
                                // One bit more than these, and more than a block RAM. 17 LUT-RAMs deep take
                                // fewer LUTs than three block RAMs count as.
                                {37, 1, 19},
                                {37, 2, 19},
                                {37, 32, 26},
                                {37, 33, 50},
                                {37, 64, 50},
                                {37, 512, 380},
                                {37, 513, 442},
                                {37, 1024, 570},
                                {37, 2048, 950},
                                {72, 1, 36},
                                {72, 2, 36},
                                {72, 32, 48},
                                {72, 33, 96},
                                {72, 64, 96},
                                {72, 512, 380},
                                {72, 513, 760},
                                {72, 1024, 760}};
  for (const Step& step : steps) {
    CAPTURE(step.width_bits, step.depth);
    CHECK(kLutBram.of(step.width_bits, step.depth).units == step.luts);
  }
}

TEST_CASE("cost: block RAM is used where it is worth its LUTs", "[sizing]") {
  CostModel scarce = kLutBram;
  scarce.luts_per_bram18 = 1'000'000;
  CHECK(scarce.of(36, 512).units == 384);
  CostModel plenty = kLutBram;
  plenty.luts_per_bram18 = 1;
  CHECK(plenty.of(36, 512).units == 1);
  CHECK(plenty.of(1, 1).units == 1);
}

TEST_CASE("cost: no FIFO costs more than a deeper or a wider one", "[sizing]") {
  for (const std::int64_t luts : {1, 20, 190, 1000}) {
    CostModel model = kLutBram;
    model.luts_per_bram18 = luts;
    std::vector<Cost> narrower(2300, Cost{});
    for (std::int64_t width = 1; width <= 150; ++width) {
      Cost shallower;
      for (std::int64_t depth = 1; depth < 2300; ++depth) {
        const Cost cost = model.of(width, depth);
        Cost& beside = narrower[static_cast<std::size_t>(depth)];
        if (cost.units < shallower.units || cost.units < beside.units || cost.units < 1) {
          FAIL("width " << width << ", depth " << depth << ": " << cost.units << " LUTs");
        }
        shallower = beside = cost;
      }
    }
  }
}

}  // namespace weir::tests::sizing_cost_test
