#include "testbench/timing_only.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace weir::testbench {

std::vector<Timings> run_timings(const Scenario& scenario, Stimulus stimulus) {
  EngineOptions recorded;
  recorded.values = false;
  recorded.order_seed = scenario.order_seed;
  EngineOptions timing_only = recorded;
  timing_only.record = false;
  timing_only.history_frames = scenario.frames;
  std::vector<Timings> timings;
  for (const bool stalls : {true, false}) {
    if (!stalls) std::ranges::fill(stimulus.traffic.streams, StreamTraffic{});
    Timings& timing = timings.emplace_back();
    timing.recorded = run_native(scenario.network, stimulus, recorded);
    for (const std::uint64_t order : {std::uint64_t{0}, scenario.seed + 1, scenario.seed + 2}) {
      timing_only.order_seed = order;
      timing.timing_only.push_back(run_native(scenario.network, stimulus, timing_only));
    }
  }
  return timings;
}

Check check_timing_only(const Network& network, const EngineRun& recorded, const EngineRun& timing_only) {
  Check check{"same_timing", {"native", "native, timing only"}, 0, 0, true, {}};
  for (std::size_t s = 0; s < network.streams.size() && check.ok; ++s) {
    const StreamTrace& wanted = recorded.trace.streams[s];
    const StreamTrace& found = timing_only.trace.streams[s];
    // A memory's stream is without an end: there is no history of it all.
    if (network.endless(static_cast<int>(s))) continue;
    ++check.streams;
    check.beats += static_cast<std::int64_t>(wanted.push.size());
    check.ok = found.push == wanted.push && found.pop == wanted.pop;
    if (!check.ok)
      check.detail = fmt::format("native, timing only: other cycles on {}", network.streams[s].name);
  }
  if (check.ok && recorded.trace.layers != timing_only.trace.layers) {
    check.ok = false;
    check.detail = "native, timing only: other labels";
  }
  if (check.ok && recorded.trace.last_cycle != timing_only.trace.last_cycle) {
    check.ok = false;
    check.detail = fmt::format("native, timing only: ends in cycle {}, with a record in {}",
                               timing_only.trace.last_cycle, recorded.trace.last_cycle);
  }
  return check;
}

Check check_timing_only(const Network& network, const std::vector<Timings>& timings) {
  Check all;
  for (const auto& [recorded, timing_only] : timings) {
    for (const EngineRun& run : timing_only) {
      Check check = check_timing_only(network, recorded, run);
      check.beats += all.beats;
      all = std::move(check);
      if (!all.ok) return all;
    }
  }
  return all;
}

}  // namespace weir::testbench
