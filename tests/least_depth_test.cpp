// The search for a least depth: its result never depends on the reported excess, and it is short if the
// excess is linear in the depth.
#include <catch2/catch.hpp>
#include <random>

#include "models/analysis/least.hpp"

namespace weir::tests::least_depth_test {

namespace {

using namespace models;

TEST_CASE("least depth: found whatever is told of those that fall short", "[least]") {
  std::mt19937_64 random(1);
  const auto draw = [&](std::int64_t from, std::int64_t to) {
    return std::uniform_int_distribution<std::int64_t>(from, to)(random);
  };
  for (int n = 0; n < 20'000; ++n) {
    const std::int64_t fails = draw(0, 50);
    const std::int64_t holds = fails + (n % 2 == 0 ? draw(1, 20) : draw(1, 100'000));
    const std::int64_t least = draw(fails + 1, holds);
    const std::int64_t kind = draw(0, 3);
    std::int64_t trials = 0;
    const auto excess = [&](std::int64_t depth) -> double {
      ++trials;
      REQUIRE(fails < depth);
      REQUIRE(depth < holds);
      if (depth >= least) return 0;
      const auto missing = static_cast<double>(least - depth);
      if (kind == 0) return kUnknownExcess;
      if (kind == 1) return missing * missing;
      if (kind == 2) return static_cast<double>(draw(1, 1000));
      return missing < 10 ? 1 : missing / 10;
    };
    INFO(n << ": kind " << kind << ", " << fails << " < " << least << " <= " << holds);
    CHECK(least_depth(fails, holds, excess, draw(0, 1) == 0 ? kUnknownExcess : 1e6) == least);
    CHECK(trials <= 80);
  }
}

TEST_CASE("least depth: a line leads there at once", "[least]") {
  for (const std::int64_t least : {3, 100, 5'000, 99'999}) {
    std::int64_t trials = 0;
    const auto excess = [&](std::int64_t depth) {
      ++trials;
      return depth < least ? 12.5 * static_cast<double>(least - depth) : 0;
    };
    CHECK(least_depth(1, 1'000'000, excess) == least);
    CHECK(trials <= 4);  // two on the line, the one they point to, and the one below that
  }
}

}  // namespace

}  // namespace weir::tests::least_depth_test
