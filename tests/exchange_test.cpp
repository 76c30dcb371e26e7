// FIFOs that can replace one another, and targets that no depths reach. That totals stay minimal is checked
// against all depths in sizing_test.cpp.
#include "sizing/exchange.hpp"

#include <catch2/catch.hpp>

#include "network/scenario.hpp"
#include "sizing/size.hpp"

namespace weir::tests::exchange_test {

namespace {

Scenario four_branches() { return load_scenario(WEIR_SOURCE_DIR "/tests/networks/four_branches.yaml"); }

}  // namespace

TEST_CASE("exchange: a product that reads and writes in every iteration leaves its beats to the FIFO before",
          "[sizing][exchange]") {
  const Scenario scenario = four_branches();
  const sizing::Depths ceilings = sizing::exchange_ceilings(scenario.network, scenario.traffic, {});
  const auto of = [&](const char* stream) {
    return ceilings[static_cast<std::size_t>(scenario.network.find_stream(stream))];
  };
  CHECK(of("pixels_out") == 2);
  CHECK(of("pixels_joined_dwc_out") == 3);  // two beats of 8 bits make one of 16
  CHECK(of("parts_out0") == kMaxDepth);
  CHECK(of("parts_out1") == kMaxDepth);
  // Counted in LUTs and block RAMs, another beat may cost nothing, or a block RAM.
  for (const std::int64_t ceiling : sizing::exchange_ceilings(scenario.network, scenario.traffic,
                                                              {.kind = sizing::CostModel::Kind::kLutBram}))
    CHECK(ceiling == kMaxDepth);
}

TEST_CASE("exchange: four branches of unlike depth are sized to the end", "[sizing][exchange]") {
  const SizingResult result = sizing::size(four_branches(), {});
  CHECK(result.optimal);
  CHECK(result.total.bits == 1732);
  CHECK(result.interval == result.best);
}

TEST_CASE("sizing: a target that depths cannot reach names layers, and the pe and simd that would",
          "[sizing][refold]") {
  sizing::SizingOptions options;
  options.target = Interval{2000, 1};
  const SizingResult result = sizing::size(four_branches(), options);
  CHECK(result.end == SizingEnd::kUnreachable);
  REQUIRE(result.refolds.size() == 2);
  for (const Refold& refold : result.refolds) {
    CHECK((refold.layer == "far" || refold.layer == "far_swu"));
    CHECK(refold.alone == Interval{3600, 1});
    REQUIRE(refold.wanted);
    CHECK(refold.wanted->cycles <= 2000);
  }
}

}  // namespace weir::tests::exchange_test
