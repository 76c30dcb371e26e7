#include "regress/minimal.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>

#include "network/engines.hpp"
#include "network/error.hpp"
#include "regress/scenario_text.hpp"
#include "regress/shrink.hpp"
#include "testbench/build_cache.hpp"
#include "testbench/run.hpp"

namespace weir::regress {

namespace {

namespace fs = std::filesystem;

// Of the whole run, beside the scenario; that of the first mismatch is drawn as well.
void draw_waves(const Scenario& scenario, const fs::path& folder, const Limits& limits) {
  fs::remove(folder / (scenario.name + ".mismatch.vcd"));  // a candidate's
  Isolated(
      [&] {
        testbench::RunOptions options;
        options.mismatch_folder = folder;
        if (std::ranges::any_of(scenario.engines, is_timed)) options.wave = folder / (scenario.name + ".vcd");
        testbench::run(scenario, options);
        return std::string();
      },
      limits)
      .wait();
}

}  // namespace

Minimal make_minimal(const Failing& failing, const Limits& limits, double seconds, const fs::path& folder) {
  fs::create_directories(folder);
  const fs::path file = folder / "minimal.yaml";
  const auto parsed = [&](const std::string& text) -> std::optional<Scenario> {
    try {
      return parse_scenario(text, file);
    } catch (const BadInput&) {
      return std::nullopt;
    }
  };
  const CaseResult& result = failing.result;
  const auto fails = [&](const std::string& text) {
    const std::optional<Scenario> candidate = parsed(text);
    if (!candidate) return false;
    const auto check = [&] {
      testbench::build_quickly();
      return failing.check(*candidate);
    };
    const Ended ended = Isolated(check, limits).wait();
    if (ended.how == Ended::How::kDone) return !ended.text.empty() && ended.text == result.check;
    return ended.how == Ended::How::kCrash && result.verdict == CaseVerdict::kCrash;
  };
  YAML::Node tree = YAML::Load(failing.text());
  tree["scenario"] = "minimal";
  const std::string text = scenario_text(tree);
  if (!fails(text)) return {"", "does not fail by itself, as it does in the suite"};
  const Shrunk shrunk = shrink(text, fails, seconds);
  testbench::write_text(file, shrunk.text);
  const Scenario before = parse_scenario(text, file);
  const Scenario after = load_scenario(file);
  draw_waves(after, folder, limits);
  return {file, fmt::format("{}: {} layers of {}, {} lines of {}, {} candidates in {:.0f} s", file.string(),
                            after.network.layers.size(), before.network.layers.size(),
                            std::ranges::count(shrunk.text, '\n'), std::ranges::count(text, '\n'),
                            shrunk.candidates, shrunk.seconds)};
}

}  // namespace weir::regress
