#include "cli/import.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <string>
#include <system_error>
#include <vector>

#include "cli/checks.hpp"
#include "finn/sources.hpp"
#include "finn/stitch.hpp"
#include "import/import.hpp"
#include "network/error.hpp"
#include "network/scenario.hpp"
#include "report/file.hpp"
#include "survey/measure.hpp"
#include "testbench/run.hpp"

namespace weir::cli {

namespace fs = std::filesystem;

CLI::App& add_import_command(CLI::App& app, ImportArguments& arguments) {
  CLI::App& command = *app.add_subcommand(
      "import", "make a scenario of a FINN hardware graph, a build folder, or a QONNX export");
  command.add_option("MODEL", arguments.model, "an .onnx file, or a build folder")->required();
  command.add_option("-o", arguments.output, "NAME.yaml to write; its arrays go to NAME.npz beside it")
      ->required();
  CLI::Option* const folding = command.add_option("--folding", arguments.folding,
                                                  "FINN's folding JSON, whose PE, SIMD and so on are used");
  command.add_option("--write-folding", arguments.write_folding,
                     "write the graph's folding there, as FINN does");
  command
      .add_option("--hardware", arguments.hardware,
                  "weir (the default), or finn: the RTL in the build's folder, for engine rtl")
      ->check(one_of({"weir", "finn"}));
  command.add_flag("--measure", arguments.measure,
                   "with --hardware finn: measure the blocks that HLS made, so that they have models");
  command.add_flag(
      "--assume", arguments.assume,
      "with --hardware finn, where no RTL is there: take the numbers that such blocks had elsewhere");
  command.add_option("--map", arguments.map, "write there, as JSON, what became of each node");
  CLI::Option_group& trained = *command.add_option_group("QONNX", "of QONNX exports");
  trained.add_option(
      "--input-type", arguments.input_type,
      "the network is fed integers of that type, such as uint8, and quantizes them in hardware");
  trained.add_option("--input-scale", arguments.input_scale,
                     "a step of these integers, such as 1/255; default 1");
  trained.add_option("--top-k", arguments.top_k, "labels of the K largest outputs in the outputs' place")
      ->check(whole_number(1));
  trained
      .add_option("--target-fps", arguments.target_fps,
                  "the least parallelism of each layer that gives as many frames a second")
      ->check(positive_number())
      ->excludes(folding);
  command.add_option("--clock-mhz", arguments.clock_mhz, "the clock; default: the graph's, or 100")
      ->check(number(kLeastClockMhz, kMostClockMhz));
  return command;
}

namespace {

// Adds the measured numbers to the scenario's last key, `hardware`, so that the models can run it.
void measure(const ImportArguments& arguments, const importer::Imported& imported) {
  const survey::Measurement found = survey::measure(
      arguments.model, [](const std::string& node) { fmt::print(stderr, "measuring {}\n", node); });
  std::string text = finn::read_file(arguments.output);
  if (!found.blocks.empty()) text += "  measured:\n";
  for (const auto& [layer, block] : found.blocks)
    text += fmt::format("    {}\n", survey::line_of(layer, block));
  std::string fastest = "rtl";
  std::vector<std::string> notes;
  const std::size_t layers = imported.scenario.network.layers.size();
  std::size_t modelled = 0;
  try {
    const Scenario scenario = parse_scenario(text, fs::absolute(arguments.output));
    const finn::Models models = finn::Stitch(scenario.network).models();
    fastest = models.rtl.empty() ? "native" : "systemc";
    notes = models.notes;
    modelled = layers - models.rtl.size();
  } catch (const BadInput& error) {
    notes.push_back(fmt::format("no models run: {}", error.what()));
  }
  const std::string engines = "\nengines: [golden, rtl]\n";
  if (const std::size_t at = text.find(engines); at != std::string::npos)
    text.replace(at, engines.size(), fmt::format("\nengines: [golden, {}]\n", fastest));
  report::write_file_atomically(arguments.output, text, "-o");
  fmt::print("measured {} of {} HLS blocks of {}; {} of {} layers have models: engine {}\n",
             found.blocks.size(), found.blocks.size() + found.unfitted.size(), imported.scenario.name,
             modelled, layers, fastest);
  for (const std::string& each : found.unfitted) fmt::print("without a model: {}\n", each);
  for (const std::string& each : notes) fmt::print("{}\n", each);
  for (const std::string& each : found.assumed) fmt::print("assumed, as no stall told: {}\n", each);
}

// Compares the frame rate of engine native with the wanted one. If FIFOs of depth 2 do not reach it, also
// states the rate with deep FIFOs.
Status prove_frame_rate(const importer::Imported& imported, const std::string& output, double target_fps) {
  const auto rate_of = [](const Scenario& scenario) {
    const auto interval = testbench::steady_interval(scenario);
    return interval ? scenario.clock_mhz * 1e6 * static_cast<double>(interval->frames) /
                          static_cast<double>(interval->cycles)
                    : 0.0;
  };
  const double rate = rate_of(imported.scenario);
  fmt::print("  proved by native: {:.6g} frames/s, {} the {:.6g} wanted\n", rate,
             rate >= target_fps ? "at least" : "short of", target_fps);
  if (rate >= target_fps) return kHeld;
  Overrides deep;
  for (const Stream& stream : imported.scenario.network.streams)
    deep.depths[stream.name] = std::max<std::int64_t>(2, stream.beats_per_frame);
  const double possible = rate_of(load_scenario(output, deep));
  fmt::print("  with FIFOs of a frame each: {:.6g} frames/s{}\n", possible,
             possible >= target_fps
                 ? fmt::format("; `weir size {} -o NAME.yaml` finds the depths that it takes", output)
                 : "");
  return possible >= target_fps ? kHeld : kFailed;
}

}  // namespace

Status import_command(const ImportArguments& arguments) {
  const auto start = std::chrono::steady_clock::now();
  fs::path npz = arguments.output;
  npz.replace_extension(".npz");
  report::check_writable({{"-o", arguments.output},
                          {"-o", npz},
                          {"--map", arguments.map},
                          {"--write-folding", arguments.write_folding}},
                         {arguments.model});
  importer::Options options{arguments.model,
                            arguments.output,
                            arguments.folding,
                            arguments.write_folding,
                            arguments.hardware == "finn" && !arguments.assume,
                            arguments.map,
                            arguments.input_type,
                            arguments.input_scale,
                            arguments.top_k,
                            arguments.target_fps,
                            arguments.clock_mhz,
                            arguments.assume};
  if (arguments.assume && arguments.hardware != "finn")
    throw BadInput("--assume", "it without --hardware finn", "both: it is of FINN's hardware");
  if (arguments.assume && arguments.measure)
    throw BadInput("--assume", "it beside --measure", "one of them: what is measured is not assumed");
  if (arguments.measure && !options.finn_hardware)
    throw BadInput("--measure", "it without --hardware finn", "both: it is of the build's RTL");
  // A build whose RTL is incomplete is refused here, not when it is run.
  if (options.finn_hardware)
    options.check = [](const Scenario& scenario) { const finn::Stitch rtl(scenario.network); };
  const importer::Imported imported = importer::import_model(options);
  if (arguments.measure) measure(arguments, imported);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  fmt::print("{}", importer::text(imported, options, elapsed.count()));
  return arguments.target_fps > 0 ? prove_frame_rate(imported, arguments.output, arguments.target_fps)
                                  : kHeld;
}

ScenarioFile::ScenarioFile(const std::string& path) : path_(path) {
  if (!importer::is_model(path)) return;
  std::string folder = (fs::temp_directory_path() / "weir-import-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr)
    throw BadInput(fs::temp_directory_path().string(), "no room for a folder",
                   "a folder that can be written to");
  folder_ = folder;
  importer::Options options;
  options.model = path;
  options.output = folder_ / (importer::scenario_name(path) + ".yaml");
  path_ = options.output.string();
  try {
    const importer::Imported imported = importer::import_model(options);
    fmt::print(stderr, "imported {} ({}); `weir import` says more, and keeps the scenario\n",
               imported.graph.string(), imported.generation);
  } catch (...) {
    std::error_code error;
    fs::remove_all(folder_, error);
    throw;
  }
}

ScenarioFile::~ScenarioFile() {
  std::error_code error;
  if (!folder_.empty()) fs::remove_all(folder_, error);
}

}  // namespace weir::cli
