// The smallest depths that cure a deadlock: these depths suffice, and smaller ones do not.
#include "models/analysis/cure.hpp"

#include <catch2/catch.hpp>

#include "models/hosts/native.hpp"
#include "tests/system.hpp"

namespace weir::tests::cure_test {

namespace {

// A fork, one branch of which writes nothing before it has read a whole frame, 8 beats.
Network locked_skip() {
  NetworkBuilder builder("skip");
  builder.input("input", DataType::uint(4), {8}, 1);
  builder.add("copies", Fork{});
  builder.add("normalize", Normalize{});
  Eltwise sum;
  builder.add("sum", sum, {"normalize", "copies"});
  return builder.finish();
}

bool runs_through(Network network, const std::vector<models::Deepened>& depths, std::int64_t frames) {
  for (const models::Deepened& each : depths) network.stream(each.stream).depth = each.depth;
  return models::run_native(network, {frames, Traffic::back_to_back(network), {}}, {}).trace.complete;
}

}  // namespace

TEST_CASE("cure: one FIFO, at any number of frames, under any traffic", "[cure]") {
  const Network network = locked_skip();
  const int skip = network.find_stream("copies_out1");
  const auto check = [&](const Stimulus& stim) {
    const models::Timing timing = models::time_frames(network, stim);
    CHECK_FALSE(timing.complete);
    CHECK_FALSE(timing.latency);
    CHECK_FALSE(find_ring(network, timing.waits).empty());
    const models::Cure cure = models::smallest_cure(network, stim);
    REQUIRE(cure.depths.size() == 1);
    CHECK(cure.depths[0].stream == skip);
    CHECK(runs_through(network, cure.depths, 100));
    CHECK_FALSE(runs_through(network, {{skip, cure.depths[0].depth - 1}}, 1));
    CHECK(cure.proved);
    return cure.depths;
  };
  const auto depths = check({1, Traffic::back_to_back(network), {}});
  // None of the trials simulates that many frames.
  CHECK(check({100'000'000, Traffic::back_to_back(network), {}}) == depths);
  CHECK(check({100'000'000, inner_stalls(network, test_seed(), 5, true), {}}) == depths);
}

TEST_CASE("cure: of graphs at random, none of the FIFOs can be left out or one less deep", "[cure]") {
  int one = 0;
  int several = 0;
  for (std::uint64_t i = 0; i < 600 || one <= 10 || several == 0; ++i) {
    REQUIRE(i < 6000);
    Random random(test_seed(), 6000 + i);
    INFO("graph " << i << " of seed " << test_seed());
    const Network network = random_graph("graph", random);
    constexpr std::int64_t kFrames = 20;
    if (runs_through(network, {}, kFrames)) continue;
    const models::Cure cure = models::smallest_cure(network, {kFrames, Traffic::back_to_back(network), {}});
    REQUIRE_FALSE(cure.depths.empty());
    CHECK(runs_through(network, cure.depths, kFrames));
    for (std::size_t d = 0; d < cure.depths.size(); ++d) {
      std::vector<models::Deepened> less = cure.depths;
      --less[d].depth;
      CHECK_FALSE(runs_through(network, less, kFrames));
    }
    if (cure.depths.size() == 1) {
      ++one;
      continue;
    }
    ++several;
    for (std::size_t s = 0; s < network.streams.size(); ++s) {
      const std::int64_t all = network.streams[s].beats_per_frame * kFrames + 1;
      CHECK_FALSE(runs_through(network, {{static_cast<int>(s), all}}, kFrames));
    }
  }
}

}  // namespace weir::tests::cure_test
