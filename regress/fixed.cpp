#include "regress/fixed.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <chrono>

#include "network/engines.hpp"
#include "regress/batch.hpp"
#include "regress/coverage.hpp"
#include "regress/expected.hpp"
#include "regress/scenario_text.hpp"
#include "testbench/run.hpp"

namespace weir::regress {

namespace {

namespace fs = std::filesystem;

std::string describe(const Stop& stop) {
  std::string text =
      fmt::format("last beat on {} of frame {} in cycle {}", stop.stream, stop.frame, stop.cycle);
  for (const DeadlockStep& step : stop.ring) {
    text += fmt::format("; {} waits for {} on {}", step.layer, step.for_room ? "room" : "data", step.stream);
    if (step.depth) text += fmt::format(", {} deep", *step.depth);
  }
  return text;
}

// Where a scenario has to lock: that all of its timed engines do, alike, in place of the checks that say that
// they must not.
void expect_lock(RunResult& result) {
  std::erase_if(result.checks, [](const Check& check) {
    return check.name == "deadlock_free" || check.name == "nothing_left_over";
  });
  std::int64_t timed = 0;
  for (const EngineResult& engine : result.engines) timed += engine.cycles ? 1 : 0;
  Check check{"same_deadlock", {"", ""}, 0, 0, true, {}};
  if (timed == 0 || static_cast<std::int64_t>(result.stops.size()) != timed) {
    check.ok = false;
    check.detail =
        fmt::format("{} of {} timed engines come to a stop, wanted all", result.stops.size(), timed);
  }
  for (const Stop& stop : result.stops) {
    const std::string found = describe(stop);
    const std::string wanted = describe(result.stops.front());
    if (!check.ok || (found == wanted && !stop.ring.empty())) continue;
    check.ok = false;
    check.engines = {result.stops.front().engine, stop.engine};
    check.detail = fmt::format("{}: {}\n{}: {}", stop.engine, found, result.stops.front().engine, wanted);
  }
  result.checks.push_back(std::move(check));
}

Check check_drift(const Expected& found, const fs::path& folder, bool accept, std::string& note) {
  Check check{kDrift, {"", ""}, static_cast<std::int64_t>(found.streams.size()), 0, true, {}};
  const std::optional<Expected> recorded = read_expected(folder, found.scenario);
  if (recorded && lacks_data(*recorded, found))
    note = "values are not held to what is recorded, as the data set that it was recorded of is not here";
  if (accept) {
    const std::string drifted = recorded ? drift(*recorded, found) : "nothing was recorded before";
    note = drifted.empty() ? "recorded: as it was" : "recorded: " + drifted;
    write_expected(folder, found);
    return check;
  }
  check.detail = recorded ? drift(*recorded, found)
                          : fmt::format("nothing is recorded in {}", (folder / found.scenario).string());
  check.ok = check.detail.empty();
  if (!check.ok) check.detail += "; weir regress --accept records it as it is now";
  return check;
}

RunResult run(const Scenario& scenario, bool locks, const testbench::RunOptions& options) {
  RunResult run = testbench::run(scenario, options);
  if (locks) expect_lock(run);
  return run;
}

Scenario load(const FixedScenario& fixed) {
  Overrides overrides;
  overrides.frames = fixed.frames;
  Scenario scenario = load_scenario(fixed.file, overrides);
  if (!fixed.engines.empty()) scenario.engines = fixed.engines;
  return scenario;
}

// Texts that name a file in `folder` name it wherever they are read.
void name_in_full(YAML::Node node, const fs::path& folder) {
  if (node.IsScalar()) {
    const fs::path path = folder / node.Scalar();
    if (!node.Scalar().empty() && fs::is_regular_file(path)) node = fs::canonical(path).string();
  } else {
    for (auto child : node) name_in_full(node.IsMap() ? child.second : child, folder);
  }
}

}  // namespace

void check_fixed(const FixedScenario& fixed, const fs::path& expected) {
  const Scenario scenario = load(fixed);
  if (!expected.empty()) read_expected(expected, scenario.name);
}

bool is_of_figures(const std::string& check) {
  return check == kDrift || check == "throughput" || check == "latency" || check == "accuracy";
}

std::string text_of(const FixedScenario& fixed) {
  YAML::Node tree = YAML::LoadFile(fixed.file);
  name_in_full(tree, fixed.file.parent_path());
  tree.remove("expect");
  if (fixed.frames) tree["frames"] = *fixed.frames;
  if (!fixed.engines.empty()) tree["engines"] = fixed.engines;
  return scenario_text(tree);
}

std::string failing_check(const Scenario& scenario, bool locks, const fs::path& failures) {
  testbench::RunOptions options;
  options.mismatch_folder = failures;
  CaseResult result;
  hold_to(run(scenario, locks, options).checks, result);
  return result.check;
}

BatchResult run_fixed(const FixedScenario& fixed, const fs::path& expected, bool accept,
                      const fs::path& failures) {
  const auto begin = std::chrono::steady_clock::now();
  const Scenario scenario = load(fixed);
  BatchResult batch;
  merge(batch.coverage, bins_of(scenario));
  Recorder recorder(scenario);
  bool covered = false;
  testbench::RunOptions options;
  fs::create_directories(failures);
  options.mismatch_folder = failures;
  options.trace = [&](const Trace& trace) {
    recorder.note(trace);
    if (trace.timed && !covered) merge(batch.coverage, bins_of(scenario.network, trace));
    covered = covered || trace.timed;
  };
  RunResult run = regress::run(scenario, fixed.locks, options);
  CaseResult result;
  // What is wrong is not to be recorded.
  if (!expected.empty() && run.passed())
    run.checks.push_back(check_drift(recorder.expected(run), expected, accept, result.note));
  result.id = fixed.name;
  result.kind = "scenario";
  result.what = fmt::format("{} layers", scenario.network.layers.size());
  result.runs = static_cast<std::int64_t>(run.engines.size());
  for (const EngineResult& engine : run.engines) {
    result.build_s += engine.build_s;
    if (engine.cycles && (engine_named(engine.engine).hardware || result.cycles == 0))
      result.cycles = *engine.cycles;
  }
  hold_to(run.checks, result);
  if (result.verdict == CaseVerdict::kPass && run.checks.empty()) {
    result.verdict = CaseVerdict::kFail;
    result.check = "no check";
    result.detail = "nothing was compared";
  }
  result.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  batch.cases.push_back(std::move(result));
  std::error_code kept;
  fs::remove(failures, kept);  // if nothing was put there
  return batch;
}

}  // namespace weir::regress
