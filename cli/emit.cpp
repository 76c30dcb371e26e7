#include "cli/emit.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cli/checks.hpp"
#include "cli/folder.hpp"
#include "cli/import.hpp"
#include "cli/version.hpp"
#include "hls/emit.hpp"
#include "models/hosts/native.hpp"
#include "network/error.hpp"
#include "network/scenario.hpp"
#include "rtl/emit.hpp"
#include "rtl/emit/block_names.hpp"
#include "rtl/emit/project.hpp"
#include "testbench/engines.hpp"

namespace weir::cli {

namespace {

// What begins a comment in such a file; empty where it has none.
std::string_view comment_of(const std::filesystem::path& file) {
  const std::string extension = file.extension().string();
  for (const std::string_view known : {".sv", ".v", ".cpp", ".hpp", ".h"}) {
    if (extension == known) return "//";
  }
  for (const std::string_view known : {".tcl", ".xdc"}) {
    if (extension == known) return "#";
  }
  return file.filename() == "Makefile" ? "#" : "";
}

// Refuses names that would be others' as well in what is emitted: of the language, of our libraries, or of
// the files and modules that are made beside the network's.
void check_names(const Scenario& scenario, const std::string& language) {
  const std::string& top = scenario.network.name;
  // The C library's types, size_t and others, stand outside of any namespace, as the top function does.
  if (language == "rtl" ? is_reserved(top) || top.starts_with("weir_")
                        : is_cpp_word(top) || top.ends_with("_t"))
    throw BadInput(
        "scenario", '"' + scenario.name + '"',
        language == "rtl"
            ? "for emission a name that SystemVerilog leaves free and that does not begin with weir_"
            : "for emission a name that C++ leaves free and that does not end in _t");
  if (language == "rtl") rtl::check_block_names(scenario.network, {"", "_core", "_top", "_tb"});
}

// The files of users' own blocks.
std::set<std::string> names_of_blocks(const Network& network) {
  std::set<std::string> names;
  for (const Layer& layer : network.layers) {
    if (!layer.block) continue;
    for (const std::filesystem::path& path : layer.block->files) names.insert(path.filename().string());
  }
  return names;
}

// What goes into the network, and what golden makes of it.
struct Reference {
  testbench::Feed feed;
  std::vector<Beats> outputs;
};

Reference reference_of(Scenario scenario) {
  scenario.engines = {"golden"};
  Reference reference{testbench::feed_of(scenario), {}};
  const testbench::EngineRun run = testbench::run_engine("golden", scenario, reference.feed);
  for (const int output : scenario.network.outputs)
    reference.outputs.push_back(run.trace.stream(output).values);
  return reference;
}

// Of each output's last beat, back to back; none, which is said, if a layer has no model, or if the network
// comes to a stop.
std::vector<Cycle> last_cycles(const Network& network, std::int64_t frames) {
  if (first_block(network) != nullptr) {
    fmt::print("note: a layer has no model, so nothing says in which cycle the last beat has to come out\n");
    return {};
  }
  models::NativeOptions options;
  options.recording.cycles = true;
  const Trace trace =
      models::run_native(network, Stimulus{frames, Traffic::back_to_back(network), {}}, options).trace;
  if (!trace.complete) {
    fmt::print("note: the network comes to a stop before its last frame, and so fails its test bench\n");
    return {};
  }
  std::vector<Cycle> cycles;
  for (const int output : network.outputs) cycles.push_back(trace.stream(output).pop.back());
  return cycles;
}

std::vector<File> rtl_files(const Scenario& scenario, bool tlast) {
  const rtl::Emitted emitted = rtl::emit(scenario.network, {.tlast = tlast});
  Reference reference = reference_of(scenario);
  std::vector<Cycle> last = last_cycles(scenario.network, scenario.frames);
  std::vector<File> files;
  const auto take = [&files](const std::vector<rtl::EmittedFile>& all) {
    for (const rtl::EmittedFile& file : all) files.push_back({file.name, file.text});
  };
  take(emitted.sources);
  take(emitted.images);
  take(rtl::project(
      scenario.network, emitted,
      {scenario.clock_mhz, scenario.fpga_part, tlast, scenario.frames,
       std::move(reference.feed.stimulus.inputs), std::move(reference.outputs), std::move(last)}));
  return files;
}

std::vector<File> hls_files(const Scenario& scenario) {
  Reference reference = reference_of(scenario);
  std::vector<File> files;
  const hls::Project project{scenario.clock_mhz, scenario.fpga_part, scenario.frames,
                             std::move(reference.feed.stimulus.inputs), std::move(reference.outputs)};
  for (const hls::EmittedFile& file : hls::emit(scenario.network, project).files)
    files.push_back({file.name, file.text});
  return files;
}

}  // namespace

CLI::App& add_emit_command(CLI::App& app, EmitArguments& arguments) {
  CLI::App& command =
      *app.add_subcommand("emit", "write a scenario's network as an RTL or an HLS C++ project");
  command.add_option("LANGUAGE", arguments.language, "rtl or hls")->required()->check(one_of({"rtl", "hls"}));
  command
      .add_option("SCENARIO", arguments.scenario,
                  "scenario file (YAML), or a model or build folder to import")
      ->required();
  command.add_option("-o", arguments.folder, "new folder for the files")->required();
  command.add_option("--frames", arguments.frames, "frames of the test bench; else the scenario's")
      ->check(whole_number(1));
  command.add_flag("--tlast", arguments.tlast, "rtl: outputs have TLAST, high with a frame's last beat");
  return command;
}

Status emit(const EmitArguments& arguments) {
  check_fresh(arguments.folder);
  if (arguments.tlast && arguments.language != "rtl")
    throw BadInput("--tlast", "it with " + arguments.language, "rtl");
  const ScenarioFile file_of(arguments.scenario);
  Overrides overrides;
  overrides.frames = arguments.frames;
  const Scenario scenario = load_scenario(file_of.path(), overrides);
  check_names(scenario, arguments.language);
  std::vector<File> files =
      arguments.language == "rtl" ? rtl_files(scenario, arguments.tlast) : hls_files(scenario);
  const std::set<std::string> users = names_of_blocks(scenario.network);
  for (File& file : files) {
    if (users.contains(file.name)) continue;
    const std::string_view comment = comment_of(file.name);
    if (comment.empty()) continue;
    file.text =
        fmt::format("{0} Made by weir {1} from the scenario {2}.\n", comment, version(), scenario.name) +
        file.text;
  }
  write_folder(arguments.folder, files);
  fmt::print("{}: {} files; make in it runs its test bench\n", arguments.folder, files.size());
  return kHeld;
}

}  // namespace weir::cli
