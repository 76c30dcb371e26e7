#include "regress/batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "network/engines.hpp"
#include "network/waits.hpp"
#include "regress/coverage.hpp"
#include "regress/side_by_side.hpp"
#include "testbench/scoreboard.hpp"

namespace weir::regress {

namespace {

using testbench::EngineRun;

std::vector<EngineRun> run_engines(const Scenario& scenario) {
  const testbench::Feed feed = testbench::feed_of(scenario);
  std::vector<EngineRun> runs;
  for (const std::string& engine : scenario.engines)
    runs.push_back(testbench::run_engine(engine, scenario, feed));
  return runs;
}

// Describes how a timed engine stopped. Engines that stop in the same way give the same text.
std::string describe_stop(const Network& network, const EngineRun& run) {
  const std::vector<Wait> ring = find_ring(network, run.waits);
  const std::optional<testbench::Transfer> last = testbench::last_transfer(network, run.trace);
  const std::string when = last ? fmt::format("last beat {} on {} in cycle {}", last->beat,
                                              network.stream(last->stream).name, last->cycle)
                                : std::string("no beat moved");
  if (ring.empty()) return when + "; no ring of waits closes";
  return fmt::format("{}\n{}", when, describe_ring(network, ring));
}

// Checks that engines that stop are in the same deadlock.
Check check_stops(const Network& network, const std::vector<const EngineRun*>& timed) {
  const EngineRun& reference = *timed.back();
  const std::string wanted = describe_stop(network, reference);
  Check check{"same_deadlock", {reference.trace.engine, ""}, 0, 0, true, {}};
  if (find_ring(network, reference.waits).empty()) {
    check.name = "not_starved";
    check.ok = false;
    check.detail = fmt::format("{}: stopped, not locked: {}", reference.trace.engine, wanted);
    return check;
  }
  for (const EngineRun* run : timed) {
    const std::string found = describe_stop(network, *run);
    if (found == wanted && run->trace.complete == reference.trace.complete) continue;
    check.ok = false;
    check.engines[1] = run->trace.engine;
    check.detail =
        fmt::format("{}: {}\n{}: {}", run->trace.engine, run->trace.complete ? "comes to its end" : found,
                    reference.trace.engine, wanted);
    return check;
  }
  return check;
}

// Up to this case's own last transfer; its neighbours in the batch do not count.
std::int64_t own_cycles(const Trace& trace) {
  Cycle last = -1;
  for (const StreamTrace& stream : trace.streams) {
    if (!stream.push.empty()) last = std::max(last, stream.push.back());
    if (!stream.pop.empty()) last = std::max(last, stream.pop.back());
  }
  return last + 1;
}

CaseResult result_of(const DrawnCase& drawn, const std::vector<EngineRun>& runs) {
  CaseResult result;
  result.id = drawn.id;
  result.kind = drawn.kind;
  result.what = drawn.what;
  result.runs = static_cast<std::int64_t>(runs.size());
  for (const EngineRun& run : runs) {
    if (engine_named(run.trace.engine).hardware || (run.trace.timed && result.cycles == 0))
      result.cycles = own_cycles(run.trace);
  }
  hold_to(judge(drawn.scenario, runs), result);
  return result;
}

}  // namespace

void hold_to(const std::vector<Check>& checks, CaseResult& result) {
  for (const Check& check : checks) {
    result.beats += check.beats;
    if (check.ok || result.verdict != CaseVerdict::kPass) continue;
    result.verdict = CaseVerdict::kFail;
    result.check = check.name;
    result.detail = check.detail;
  }
}

std::vector<Check> judge(const Scenario& scenario, const std::vector<EngineRun>& runs) {
  const Network& network = scenario.network;
  std::vector<Check> checks;
  std::vector<const Trace*> traces;
  std::vector<const EngineRun*> timed;
  for (const EngineRun& run : runs) {
    traces.push_back(&run.trace);
    if (run.trace.timed) timed.push_back(&run);
    if (!run.fault.empty())
      checks.push_back(
          {"no_fault", {run.trace.engine, ""}, 0, 0, false, run.trace.engine + ": " + run.fault});
  }
  if (std::ranges::all_of(timed, [](const EngineRun* run) { return run->trace.complete; })) {
    for (const EngineRun* run : timed)
      checks.push_back(testbench::check_completion(network, scenario.frames, run->trace));
  } else {
    checks.push_back(check_stops(network, timed));
  }
  for (testbench::Comparison& comparison : testbench::compare_engines(network, scenario.frames, traces))
    checks.push_back(std::move(comparison.check));
  return checks;
}

BatchResult run_batch(const std::vector<DrawnCase>& cases) {
  const auto begin = std::chrono::steady_clock::now();
  std::vector<Scenario> scenarios;
  for (const DrawnCase& drawn : cases) scenarios.push_back(drawn.scenario);
  const SideBySide all = side_by_side(scenarios);
  const std::vector<EngineRun> runs = run_engines(all.scenario);

  BatchResult result;
  const auto share = static_cast<double>(cases.size());
  double build_s = 0;
  for (const EngineRun& run : runs) {
    build_s += run.build_s;
    // After an aborted run, the results of the other cases are unknown.
    if (!run.fault.empty() && cases.size() > 1)
      result.unclear = fmt::format("{}: {}", run.trace.engine, run.fault);
  }
  if (!result.unclear.empty()) return result;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Scenario& scenario = cases[i].scenario;
    std::vector<EngineRun> parts;
    for (const EngineRun& run : runs) {
      EngineRun& part = parts.emplace_back(part_of(all, i, run));
      // A different case may be the one that stopped.
      part.trace.complete = !part.trace.timed || part.trace.complete ||
                            testbench::check_completion(scenario.network, scenario.frames, part.trace).ok;
    }
    result.cases.push_back(result_of(cases[i], parts));
    merge(result.coverage, bins_of(scenario));
    const auto timed = std::ranges::find_if(parts, [](const EngineRun& run) { return run.trace.timed; });
    if (timed != parts.end()) merge(result.coverage, bins_of(scenario.network, timed->trace));
  }
  const double wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (CaseResult& each : result.cases) {
    each.build_s = build_s / share;
    each.wall_s = wall_s / share;
  }
  return result;
}

}  // namespace weir::regress
