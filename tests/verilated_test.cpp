// How much the simulation of hardware is optimised: as far as the run repays the compile time.
#include "testbench/verilated.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "network/error.hpp"
#include "testbench/engines.hpp"
#include "tests/system.hpp"

namespace weir::tests::verilated_test {

namespace {

using namespace weir::testbench;

Network one_layer() {
  Random random(5);
  NetworkBuilder builder("optimised", 2);
  builder.input("input", DataType::uint(2), {6}, 3);
  Mvtu fc = random_mvtu(4, 6, DataType::ternary(), DataType::uint(2), 5, random);
  fc.pe = 2;
  fc.simd = 3;
  builder.add("fc", fc);
  return builder.finish();
}

}  // namespace

TEST_CASE("verilated: a longer run is worth a longer build", "[verilated]") {
  CHECK(best_optimisation(0) == 0);
  CHECK(best_optimisation(1'000'000) == 0);
  CHECK(best_optimisation(1'500'000) == 1);
  CHECK(best_optimisation(10'000'000) == 1);
  CHECK(best_optimisation(1'000'000'000) == 3);
  int before = 0;
  for (Cycle cycles = 1; cycles < 10'000'000'000; cycles *= 2) {
    const int level = best_optimisation(cycles);
    CHECK(level >= before);
    before = level;
  }
}

TEST_CASE("verilated: a core that is built takes no time to build", "[verilated]") {
  CHECK(best_optimisation(0, {false, true, false, false}) == 1);
  CHECK(best_optimisation(0, {true, false, true, false}) == 2);
  CHECK(best_optimisation(1'000'000'000, {true, true, true, true}) == 3);
  // An existing build with less optimisation is used for somewhat longer runs than a new one would be, but no
  // longer.
  CHECK(best_optimisation(2'000'000, {true, false, false, false}) == 0);
  CHECK(best_optimisation(3'000'000, {true, false, false, false}) == 1);
}

TEST_CASE("verilated: a core built at a higher level is taken for a short run", "[verilated][rtl]") {
  const Network network = one_layer();
  {
    const Environment stated("WEIR_RTL_OPTIMISE", "1");
    CHECK(build_rtl(network, true).optimisation == 1);
  }
  const Environment unstated("WEIR_RTL_OPTIMISE", std::nullopt);
  const RtlBuild taken = build_rtl(network, true);
  CHECK(taken.optimisation == 1);
  CHECK(taken.build_s == 0);
}

TEST_CASE("verilated: a level that there is not is bad input", "[verilated]") {
  for (const std::string level : {"", "4", "-1", "11", "s"}) {
    const Environment stated("WEIR_RTL_OPTIMISE", level);
    try {
      build_rtl(one_layer(), true);
      FAIL("took " << level);
    } catch (const BadInput& error) {
      CHECK(error.key() == "WEIR_RTL_OPTIMISE");
      CHECK(error.found() == (level.empty() ? "nothing" : level));
      CHECK(error.wanted() == "0, 1, 2 or 3");
    }
  }
}

TEST_CASE("verilated: the cycles expected are those of the slowest layer, stream or source", "[verilated]") {
  const Network network = one_layer();  // 4 iterations, 2 beats in, 2 out a frame
  Stimulus stimulus{10, Traffic::back_to_back(network), {}};
  CHECK(expected_cycles(network, stimulus) == 12 * 4);
  const auto input = static_cast<std::size_t>(network.inputs[0]);
  stimulus.traffic.streams[input].push = Pattern::one_in(7);
  CHECK(expected_cycles(network, stimulus) == 12 * 2 * 7);
  stimulus.traffic.streams[input].push = {1, 3, 2, 4, 9};  // open in 2 of 5 cycles on average
  CHECK(expected_cycles(network, stimulus) == 12 * 2 * 5 / 2);
}

}  // namespace weir::tests::verilated_test
