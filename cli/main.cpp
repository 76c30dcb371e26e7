// The `weir` command. Its exit status is a Status.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "cli/checks.hpp"
#include "cli/colour.hpp"
#include "cli/completion.hpp"
#include "cli/dump.hpp"
#include "cli/emit.hpp"
#include "cli/help.hpp"
#include "cli/history.hpp"
#include "cli/import.hpp"
#include "cli/init.hpp"
#include "cli/misuse.hpp"
#include "cli/page.hpp"
#include "cli/progress.hpp"
#include "cli/regress.hpp"
#include "cli/size.hpp"
#include "cli/status.hpp"
#include "cli/stream_number.hpp"
#include "cli/version.hpp"
#include "network/engines.hpp"
#include "network/error.hpp"
#include "network/memory.hpp"
#include "network/scenario.hpp"
#include "report/file.hpp"
#include "report/json.hpp"
#include "report/text.hpp"
#include "testbench/interrupt.hpp"
#include "testbench/run.hpp"
#include "testbench/waves.hpp"

namespace weir::cli {

namespace {

struct RunArguments {
  std::string scenario;
  std::vector<std::string> engines;
  std::vector<std::string> depths;
  std::vector<std::string> dump;
  std::optional<std::int64_t> frames;
  std::optional<std::uint64_t> seed;
  std::string json;
  std::string wave;
  PageArguments page;
  bool timing_only = false;
  bool every_beat = false;
  bool replay_rtl = false;
  bool quiet = false;
  std::int64_t replay_beats = 0;
};

// "stream=N", entry by entry.
std::map<std::string, std::int64_t> parse_depths(const std::vector<std::string>& entries) {
  std::map<std::string, std::int64_t> depths;
  for (const std::string& entry : entries) {
    const auto [stream, depth] = parse_stream_number("--depth", entry, "STREAM=N");
    depths[stream] = depth;
  }
  return depths;
}

void check_engines(const std::vector<std::string>& engines) {
  for (const std::string& engine : engines) {
    if (std::ranges::count(engines, engine) > 1) {
      throw BadInput("--engine", '"' + engine + "\" more than once", "each engine once");
    }
    if (find_engine(engine) == nullptr) {
      throw BadInput("--engine", '"' + engine + '"',
                     fmt::format("some of {}", fmt::join(engine_names(), ", ")));
    }
  }
}

// Checks the paths before anything slow, so that no result is lost at the end.
void check_paths(const RunArguments& arguments, const Scenario& scenario, const Dump& dump) {
  const std::filesystem::path wave = arguments.wave;
  std::vector<report::Output> outputs = dump.outputs();
  outputs.push_back({"--json", arguments.json});
  outputs.push_back({"--wave", wave});
  for (const report::Output& output : outputs_of(arguments.page)) outputs.push_back(output);
  if (!wave.empty() && wave.extension() != ".gtkw")
    outputs.push_back({"--wave", std::filesystem::path(wave).replace_extension(".gtkw")});
  report::check_writable(outputs, scenario.files);
  if (!wave.empty()) testbench::check_wave_path(wave);
}

// The command that repeats this run.
std::string command_of(const RunArguments& arguments) {
  std::string command = "weir run " + arguments.scenario;
  if (arguments.frames) command += fmt::format(" --frames {}", *arguments.frames);
  if (arguments.seed) command += fmt::format(" --seed {}", *arguments.seed);
  for (const std::string& depth : arguments.depths) command += " --depth " + depth;
  return command;
}

Status run(const RunArguments& arguments) {
  check_engines(arguments.engines);
  Overrides overrides;
  overrides.frames = arguments.frames;
  overrides.seed = arguments.seed;
  overrides.depths = parse_depths(arguments.depths);
  const ScenarioFile file(arguments.scenario);
  Scenario scenario = load_scenario(file.path(), overrides);
  if (arguments.timing_only && !arguments.dump.empty())
    throw BadInput("--dump", "--timing-only beside it", "a run with values, which are written");
  Dump dump(arguments.dump, scenario);
  check_paths(arguments, scenario, dump);
  if (!arguments.engines.empty()) scenario.engines = arguments.engines;
  testbench::RunOptions options;
  options.wave = arguments.wave;
  options.timing_only = arguments.timing_only;
  options.use_steady_state = !arguments.every_beat;
  if (arguments.replay_rtl) options.replay_beats = arguments.replay_beats;
  options.picture = picture_options(arguments.page, scenario);
  std::optional<Progress> progress;
  progress.emplace(arguments.quiet);
  options.progress = [&](const std::string& line) { progress->step(line); };
  options.share = [&](double done, double total) { progress->share(done, total); };
  if (!dump.empty()) options.trace = [&](const Trace& trace) { dump.write(trace); };
  RunResult result = testbench::run(scenario, options);
  progress.reset();
  result.notes.insert(result.notes.end(), dump.notes().begin(), dump.notes().end());
  for (const auto& [name, figure] : scenario.reported)
    result.notes.push_back(fmt::format("reported {}: {}", name, figure));
  fmt::print("{}", painted(report::text(result), has_colour(stdout)));
  if (!arguments.json.empty()) report::write_file_atomically(arguments.json, report::json(result));
  write_page(arguments.page, result, command_of(arguments));
  return result.passed() ? kHeld : kFailed;
}

Status show(const std::string& file) {
  const ScenarioFile scenario_file(file);
  const Scenario scenario = load_scenario(scenario_file.path());
  fmt::print("{}", report::show(scenario.name, scenario.network, scenario.clock_mhz));
  for (const std::string& note : scenario.notes) fmt::print("note: {}\n", note);
  for (const auto& [name, figure] : scenario.reported) fmt::print("note: reported {}: {}\n", name, figure);
  return kHeld;
}

Status main(int argc, char** argv) {
  CLI::App app("Weir: cycle-accurate simulation and verification of streaming QNN accelerators", "weir");
  app.set_version_flag("--version", "weir " + version());
  app.require_subcommand(1);

  RunArguments run_arguments;
  CLI::App& run_command = *app.add_subcommand("run", "run a scenario on its engines and compare them");
  run_command
      .add_option("SCENARIO", run_arguments.scenario,
                  "scenario file (YAML), or a model or build folder to import")
      ->required();
  run_command.add_option("--engine", run_arguments.engines, "engines, with commas; else the scenario's")
      ->delimiter(',')
      ->type_name(fmt::format("{{{}}}", fmt::join(engine_names(), ",")));
  run_command.add_option("--frames", run_arguments.frames, "frames to run; else the scenario's")
      ->check(whole_number(1));
  run_command
      .add_option("--seed", run_arguments.seed, "seed of random inputs and stalls; else the scenario's")
      ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()));
  run_command.add_option("--depth", run_arguments.depths, "STREAM=N: that stream's FIFO depth; repeatable");
  run_command.add_option("--dump", run_arguments.dump,
                         "STREAM=FILE.npy, or a folder for all streams: write what crossed them, as "
                         "[frames, shape], of the first engine; repeatable");
  run_command.add_option("--json", run_arguments.json, "write the report there, for programs");
  run_command.add_option("--wave", run_arguments.wave, "write waves there: .vcd or .fst, and a .gtkw");
  add_page_options(run_command, run_arguments.page);
  run_command.add_flag("--timing-only", run_arguments.timing_only, "no values: systemc and native only");
  run_command.add_flag("--every-beat", run_arguments.every_beat, "simulate every frame, steady or not");
  run_command.add_flag("--quiet", run_arguments.quiet, "say nothing of what is being done");
  CLI::Option* replay_rtl = run_command.add_flag("--replay-rtl", run_arguments.replay_rtl,
                                                 "replay native's trace on each distinct layer as RTL");
  run_command
      .add_option("--replay-beats", run_arguments.replay_beats,
                  "beats of a layer's busiest stream to replay; else, or if 0, all")
      ->check(whole_number(0))
      ->needs(replay_rtl);

  SizeArguments size_arguments;
  CLI::App& size_command = add_size_command(app, size_arguments);

  RegressArguments regress_arguments;
  CLI::App& regress_command = add_regress_command(app, regress_arguments);

  HistoryArguments history_arguments;
  CLI::App& history_command = add_history_command(app, history_arguments);

  ImportArguments import_arguments;
  CLI::App& import_app = add_import_command(app, import_arguments);

  std::string show_scenario;
  CLI::App& show_command = *app.add_subcommand("show", "print layers, folding, widths and bounds");
  show_command
      .add_option("SCENARIO", show_scenario, "scenario file (YAML), or a model or build folder to import")
      ->required();

  InitArguments init_arguments;
  CLI::App& init_command = add_init_command(app, init_arguments);

  EmitArguments emit_arguments;
  add_emit_command(app, emit_arguments);

  HelpArguments help_arguments;
  CLI::App& help_command = add_help_command(app, help_arguments);

  std::string shell;
  CLI::App& completion_command =
      *app.add_subcommand("completion", "print a script with which a shell completes this command");
  completion_command.add_option("SHELL", shell, "bash, zsh or fish")
      ->required()
      ->check(one_of({"bash", "zsh", "fish"}));

  app.footer(
      "Exit status: 0 if every check held; 1 if one failed; 2 on bad input; 3 if a tool is missing or "
      "broke.\n"
      "`weir help NAME` explains a subcommand, a kind of layer, or a key of a scenario.");

  // The completion script's call.
  if (argc > 2 && argv[1] == std::string_view("complete-words")) {
    for (const std::string& word : completions(app, {argv + 3, argv + argc})) fmt::print("{}\n", word);
    return kHeld;
  }

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    app.exit(asked);
    return kHeld;
  } catch (const CLI::ParseError& error) {
    print_error(misuse(app, {argv + 1, argv + argc}, error.what()));
    return kBadInput;
  }
  try {
    if (run_command.parsed() || size_command.parsed() || regress_command.parsed() || import_app.parsed())
      testbench::catch_interrupts();
    if (run_command.parsed()) return run(run_arguments);
    if (size_command.parsed()) return size(size_arguments);
    if (regress_command.parsed()) return regress(regress_arguments);
    if (history_command.parsed()) return history(history_arguments);
    if (import_app.parsed()) return import_command(import_arguments);
    if (init_command.parsed()) return init(init_arguments);
    if (show_command.parsed()) return show(show_scenario);
    if (help_command.parsed()) return help(help_arguments, app);
    if (completion_command.parsed()) {
      fmt::print("{}", completion_script(shell));
      return kHeld;
    }
    return emit(emit_arguments);
  } catch (const testbench::Interrupted&) {
    fmt::print(stderr, "weir: interrupted\n");
    return kFailed;
  } catch (const BadInput& error) {
    print_error(error.what());
    return kBadInput;
  } catch (const ToolFailure& error) {
    print_error(error.what());
    return kToolFailure;
  } catch (const std::system_error& error) {  // printing: the end says so
    if (std::ferror(stdout) != 0) return kBadInput;
    print_error(fmt::format("broke, which is a fault of its own: {}", error.what()));
    return kToolFailure;
  } catch (const std::exception& error) {
    print_error(fmt::format("broke, which is a fault of its own: {}", error.what()));
    return kToolFailure;
  }
}

}  // namespace

}  // namespace weir::cli

int main(int argc, char** argv) {
  weir::keep_freed_memory();
  const int status = weir::cli::main(argc, argv);
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  fmt::print(stderr, "weir: standard output: found {}, wanted room for what is printed\n",
             std::strerror(errno));
  return std::max<int>(status, weir::cli::kBadInput);
}
