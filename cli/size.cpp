#include "cli/size.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/checks.hpp"
#include "cli/import.hpp"
#include "cli/progress.hpp"
#include "finn/stitch.hpp"
#include "import/folding.hpp"
#include "network/error.hpp"
#include "network/scenario.hpp"
#include "network/sized_scenario.hpp"
#include "report/file.hpp"
#include "report/page.hpp"
#include "report/sizing.hpp"
#include "sizing/size.hpp"
#include "testbench/interrupt.hpp"
#include "testbench/run.hpp"

namespace weir::cli {

namespace {

namespace fs = std::filesystem;

// Before anything slow: no result is to be lost at the end.
void check_paths(const SizeArguments& arguments, const Scenario& scenario) {
  const std::string stem = fs::path(arguments.sized).stem().string();
  if (!arguments.sized.empty() && !is_scenario_name(stem)) {
    throw BadInput("-o", arguments.sized,
                   "a file whose stem is a scenario's name: " + std::string(kScenarioNames));
  }
  if (!arguments.sized.empty() && scenario.network.finn)
    throw BadInput("-o", "a FINN build's own hardware, whose depths no scenario states",
                   "--write-folding FILE, for FINN to build it anew");
  if (!arguments.sized.empty() && scenario.assumed &&
      std::ranges::any_of(scenario.network.streams, [](const Stream& stream) {
        return !stream.wire && stream.delays == vendor_fifo(0).delays;
      }))
    throw BadInput("-o", "FIFOs of the vendor's in an assumed build, whose depths are their memories'",
                   "a scenario without vendor_fifos");
  if (!arguments.folding.empty() && !scenario.network.finn)
    throw BadInput("--write-folding",
                   scenario.assumed
                       ? "a build without RTL (--assume), whose FIFOs are not known by FINN's names"
                       : "hardware that is no FINN build's",
                   "-o FILE, the scenario with the depths");
  if (!arguments.html.empty() && scenario.network.finn)
    throw BadInput("--html", "a FINN build's own hardware, whose depths no scenario states",
                   "--html of weir run, once it is built anew");
  report::check_writable({{"--json", arguments.json},
                          {"--svg", arguments.svg},
                          {"--html", arguments.html},
                          {"-o", arguments.sized},
                          {"--write-folding", arguments.folding}},
                         scenario.files);
}

// A FINN build's hardware as models know it, with what they assume. Throws BadInput if a layer has none.
std::vector<std::string> take_models(Scenario& scenario) {
  const Network& network = scenario.network;
  if (!network.finn) return {};
  finn::Models models = finn::Stitch(network).models();
  models.check_complete(
      "hardware",
      "a model of each (weir import FOLDER --hardware finn --measure), as depths are tried on models");
  std::vector<std::string> notes{
      "depths are FINN's: up to 256 a shift register's, above that the vendor's FIFO's, of a power of two, "
      "whose cycles are assumed (docs/finn-rtl.md)"};
  std::size_t wires = 0;
  for (std::size_t s = 0; s < models.network.streams.size(); ++s) {
    if (models.network.streams[s].wire && !models.network.endless(static_cast<int>(s))) ++wires;
  }
  if (wires > 0)
    notes.push_back(fmt::format("{} streams have no FIFO in the build, and get none here", wires));
  scenario.network = std::move(models.network);
  return notes;
}

// FINN's configuration with the depths found. A node's input fed by a memory has no FIFO.
std::string sized_folding(const Network& network, const SizingResult& result) {
  constexpr std::int64_t kNoFifo = 0;  // with which FINN lays none
  std::map<std::string, importer::FifoDepths> depths;
  for (const auto& [layer, node] : network.finn->nodes) {
    const int l = network.find_layer(layer);
    if (l < 0) continue;
    const auto depth = [&](int s) {
      const auto sized = std::ranges::find(result.streams, network.stream(s).name, &SizedStream::name);
      return sized == result.streams.end() ? kNoFifo : sized->depth;
    };
    importer::FifoDepths& of = depths[importer::own_name(node)];
    for (const int s : network.layer(l).inputs) {
      if (!network.endless(s)) of.in.push_back(depth(s));
    }
    for (const int s : network.layer(l).outputs) of.out.push_back(depth(s));
  }
  return importer::folding_json(importer::read_onnx(network.finn->folder / network.finn->graph), depths);
}

// Of 4096 frames and more, the cycles still fit.
constexpr std::int64_t kLongestInterval = 1'000'000'000'000'000;

constexpr std::int64_t kMostPoints = 1'000;
constexpr std::int64_t kMostLuts = 1'000'000;
// Shares of the budget are up to ten times as many.
constexpr std::int64_t kMostBeats = 1'000'000'000'000'000;

// A rate becomes the whole cycles that a frame may take at most.
std::optional<Interval> target(const SizeArguments& arguments, double clock_mhz) {
  if (arguments.target_interval) return Interval{*arguments.target_interval, 1};
  if (!arguments.target_fps) return std::nullopt;
  const double most = clock_mhz * 1e6;     // a frame every cycle
  if (!(*arguments.target_fps <= most)) {  // nor is nan
    throw BadInput("--target-fps", fmt::format("{}", *arguments.target_fps),
                   fmt::format("at most {}, a frame every cycle at {:g} MHz", most, clock_mhz));
  }
  // A rate whose interval does not fit is replaced by the longest interval, which is more than an hour
  // anyway.
  const double longest = static_cast<double>(kLongestInterval);
  return Interval{static_cast<std::int64_t>(std::min(std::floor(most / *arguments.target_fps), longest)), 1};
}

sizing::SizingOptions options(const SizeArguments& arguments, double clock_mhz, Progress& progress) {
  sizing::SizingOptions options;
  options.target = target(arguments, clock_mhz);
  options.latency = arguments.latency;
  if (arguments.cost == "lut-bram") options.cost.kind = sizing::CostModel::Kind::kLutBram;
  if (arguments.luts_per_bram18) {
    if (options.cost.kind == sizing::CostModel::Kind::kBits) {
      throw BadInput("--luts-per-bram18", "it with --cost bits", "--cost lut-bram");
    }
    options.cost.luts_per_bram18 = *arguments.luts_per_bram18;
  }
  options.exact = arguments.mode == "exact";
  options.scenario_traffic = !arguments.back_to_back;
  options.trade_off_points = arguments.trade_off_points;
  if (arguments.most_beats) options.most_beats = *arguments.most_beats;
  options.progress = [&](const std::string& line) { progress.news(line); };
  options.share = [&](double done, double total) { progress.share(done, total); };
  options.interrupted = &testbench::catch_interrupts();
  return options;
}

// A run can be compared with an interval only if it finds one: if a state recurs within its frames.
bool run_finds_interval(Scenario scenario, const SizingResult& result) {
  for (const SizedStream& stream : result.streams)
    scenario.network.stream(scenario.network.find_stream(stream.name)).depth = stream.depth;
  return testbench::steady_interval(scenario) == result.interval;
}

void write_sized(const Scenario& scenario, const SizeArguments& arguments, const SizingResult& result) {
  SizedScenario sized;
  sized.file = arguments.sized;
  for (const Stream& stream : scenario.network.streams) sized.depths.push_back(stream.depth);
  for (const SizedStream& stream : result.streams)
    sized.depths[static_cast<std::size_t>(scenario.network.find_stream(stream.name))] = stream.depth;
  // What a run will find, which has the scenario's traffic.
  const bool is_open = scenario.traffic.always_open();
  if (is_open || !arguments.back_to_back) {
    if (run_finds_interval(scenario, result)) {
      sized.interval = result.interval;
    } else {
      fmt::print(
          "note: {} expects no interval, as weir run finds none to hold to it: no state recurs in its "
          "frames\n",
          arguments.sized);
    }
  }
  if (is_open) sized.latency_cycles = result.latency;
  report::write_file_atomically(sized.file, sized_scenario_text(scenario, sized), "-o");
}

// The page of a run with the depths found.
void write_page(Scenario scenario, const SizeArguments& arguments, const SizingResult& result) {
  std::string command = "weir run " + arguments.scenario;
  for (const SizedStream& stream : result.streams) {
    Stream& of = scenario.network.stream(scenario.network.find_stream(stream.name));
    if (of.depth != stream.depth) command += fmt::format(" --depth {}={}", stream.name, stream.depth);
    of.depth = stream.depth;
  }
  scenario.engines = {"native"};
  scenario.expect = {};
  testbench::RunOptions run;
  run.timing_only = true;
  run.picture.emplace();
  RunResult sized = testbench::run(scenario, run);
  sized.picture->sized = result.streams;
  sized.notes.insert(sized.notes.end(), result.notes.begin(), result.notes.end());
  report::write_file_atomically(arguments.html, report::page(sized, command), "--html");
}

}  // namespace

CLI::App& add_size_command(CLI::App& app, SizeArguments& arguments) {
  CLI::App& command = *app.add_subcommand("size", "find the cheapest FIFO depths that reach an interval");
  command
      .add_option("SCENARIO", arguments.scenario,
                  "scenario file (YAML), or a model or build folder to import")
      ->required();
  CLI::Option* max =
      command.add_option("--target", "max, which is the default: the best interval of any depths")
          ->check(one_of({"max"}, "; --target-interval takes cycles, --target-fps frames a second"));
  CLI::Option* fps = command.add_option("--target-fps", arguments.target_fps, "frames a second to reach")
                         ->check(positive_number())
                         ->excludes(max);
  command
      .add_option("--target-interval", arguments.target_interval,
                  "cycles that a frame may take, in the long run")
      ->check(whole_number(1, kLongestInterval))
      ->excludes(max)
      ->excludes(fps);
  command.add_option("--latency", arguments.latency, "cycles of latency that no frame may exceed")
      ->check(whole_number(1));
  command.add_option("--cost", arguments.cost, "what is to be least: bits (default) or lut-bram")
      ->check(one_of({"bits", "lut-bram"}));
  command
      .add_option("--luts-per-bram18", arguments.luts_per_bram18, "LUTs that a block RAM counts as; else 190")
      ->check(whole_number(1, kMostLuts));
  command.add_option("--mode", arguments.mode, "exact (default) or fast")->check(one_of({"exact", "fast"}));
  command.add_flag("--quiet", arguments.quiet, "say nothing of what is being done");
  command.add_flag("--back-to-back", arguments.back_to_back, "in place of the scenario's traffic");
  CLI::Option* curve = command
                           .add_option("--trade-off", arguments.trade_off_points,
                                       "points of the curve of cost against interval")
                           ->check(whole_number(1, kMostPoints));
  command.add_option("--svg", arguments.svg, "draw the curve there")->needs(curve);
  command.add_option("--json", arguments.json, "write the result there, for programs");
  command.add_option("--html", arguments.html, "write a page that shows a run with the depths found there");
  command.add_option("-o", arguments.sized, "write the scenario with the depths found there");
  command.add_option("--write-folding", arguments.folding,
                     "of a FINN build: write FINN's folding configuration with the depths found there");
  command
      .add_option("--most-beats", arguments.most_beats,
                  "beats to move before less is proved exactly; else 2,000,000,000")
      ->check(whole_number(1, kMostBeats));
  return command;
}

Status size(const SizeArguments& arguments) {
  const ScenarioFile file(arguments.scenario);
  if (file.imported() && !arguments.sized.empty())
    throw BadInput("-o", "a model or a build folder, " + arguments.scenario,
                   "a scenario: weir import " + arguments.scenario + " -o NAME.yaml");
  Scenario scenario = load_scenario(file.path());
  check_paths(arguments, scenario);
  std::optional<Progress> progress;
  progress.emplace(arguments.quiet);
  const sizing::SizingOptions how = options(arguments, scenario.clock_mhz, *progress);
  std::vector<std::string> notes = take_models(scenario);
  SizingResult result = sizing::size(scenario, how);
  progress.reset();
  notes.insert(notes.end(), scenario.notes.begin(), scenario.notes.end());
  result.notes.insert(result.notes.begin(), notes.begin(), notes.end());
  fmt::print("{}", report::sizing_text(result));
  if (!arguments.json.empty())
    report::write_file_atomically(arguments.json, report::sizing_json(result), "--json");
  if (result.end == SizingEnd::kSized && (result.passed() || !result.proofs_withheld)) {
    if (!arguments.svg.empty() && !result.trade_off.empty())
      report::write_file_atomically(arguments.svg, report::trade_off_svg(result), "--svg");
    if (!arguments.html.empty()) write_page(scenario, arguments, result);
    if (!arguments.sized.empty()) write_sized(scenario, arguments, result);
    if (!arguments.folding.empty())
      report::write_file_atomically(arguments.folding, sized_folding(scenario.network, result),
                                    "--write-folding");
  }
  return result.passed() && !result.interrupted ? kHeld : kFailed;
}

}  // namespace weir::cli
