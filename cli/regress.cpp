#include "cli/regress.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <limits>
#include <thread>

#include "cli/checks.hpp"
#include "cli/progress.hpp"
#include "cli/version.hpp"
#include "network/error.hpp"
#include "network/scenario.hpp"
#include "regress/history.hpp"
#include "regress/regress.hpp"
#include "regress/suite.hpp"
#include "report/file.hpp"
#include "report/page.hpp"
#include "report/regression.hpp"
#include "testbench/build_cache.hpp"
#include "testbench/interrupt.hpp"
#include "testbench/run.hpp"
#include "testbench/subprocess.hpp"

namespace weir::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMostShards = 10'000;

std::string first_line_of(const std::vector<std::string>& command, const fs::path& folder) {
  const testbench::Finished finished = testbench::run_command(command, folder);
  return finished.status == 0 ? finished.output.substr(0, finished.output.find('\n')) : std::string();
}

std::string tools() {
  std::string all;
  for (const char* tool : {"verilator", "g++"}) {
    const std::string found = first_line_of({tool, "--version"}, ".");
    all += (all.empty() ? "" : "; ") + (found.empty() ? fmt::format("no {}", tool) : found);
  }
  return all;
}

regress::Shard parse_shard(const std::string& text) {
  regress::Shard shard;
  const std::size_t slash = text.find('/');
  const bool is_shard = slash != std::string::npos &&
                        CLI::detail::lexical_cast(text.substr(0, slash), shard.index) &&
                        CLI::detail::lexical_cast(text.substr(slash + 1), shard.count);
  if (!is_shard || shard.count < 1 || shard.count > kMostShards || shard.index < 1 ||
      shard.index > shard.count) {
    throw BadInput("--shard", '"' + text + '"', "I/N, of which I is 1 to N");
  }
  return shard;
}

regress::RunKey key_of(const RegressArguments& arguments, const regress::Suite& suite, std::time_t now,
                       std::int64_t milliseconds) {
  regress::RunKey key;
  if (!arguments.shard.empty()) key.shard = parse_shard(arguments.shard);
  key.started = fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(now), milliseconds);
  key.version = version();
  key.tools = tools();
  if (!arguments.like.empty() || arguments.resume) {
    const regress::RunFolder before(arguments.like.empty() ? arguments.out : arguments.like);
    if (!arguments.like.empty() && before.key().suite != suite.text)
      throw BadInput("--like", arguments.like + ", a run of another suite, or of this one before it changed",
                     "a run of the same");
    key.seed = before.key().seed;
    key.covered = before.key().covered;
  } else if (suite.seed) {
    key.seed = *suite.seed;
  } else {
    CLI::detail::lexical_cast(fmt::format("{:%Y%m%d}", fmt::gmtime(now)), key.seed);
    if (!arguments.no_history) key.covered = regress::History(arguments.history).coverage();
  }
  if (arguments.seed) key.seed = *arguments.seed;
  return key;
}

// Makes a folder of that name, or of that and a number, which no other run has made.
fs::path made_new(const fs::path& wanted) {
  std::error_code error;
  fs::create_directories(wanted.parent_path(), error);
  fs::path folder = wanted;
  for (int number = 2; !error; ++number) {
    if (fs::create_directory(folder, error)) return folder;
    folder = wanted.string() + fmt::format("-{}", number);
  }
  throw BadInput("--out", fmt::format("{}: {}", folder.string(), error.message()), "a folder");
}

RegressionResult run_suite(const RegressArguments& arguments, const regress::Suite& suite) {
  const std::int64_t since = std::chrono::duration_cast<std::chrono::milliseconds>(
                                 std::chrono::system_clock::now().time_since_epoch())
                                 .count();
  const std::time_t now = since / 1000;
  if (arguments.resume && arguments.out.empty()) throw BadInput("--resume", "no --out", "the run's folder");
  regress::RegressOptions options;
  options.key = key_of(arguments, suite, now, since % 1000);
  options.folder = arguments.out;
  if (arguments.out.empty()) {
    options.folder =
        fmt::format("weir-regress/{}-{}-{:%Y%m%dT%H%M%S}", suite.name, options.key.seed, fmt::gmtime(now));
    if (options.key.shard.count > 1)
      options.folder += fmt::format("-{}of{}", options.key.shard.index, options.key.shard.count);
    options.folder = made_new(options.folder);
  }
  options.resume = arguments.resume;
  options.like = arguments.like;
  options.jobs = arguments.jobs > 0 ? arguments.jobs
                                    : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  options.stop_at_first = arguments.stop_at_first;
  options.accept = arguments.accept;
  Progress progress(arguments.quiet);
  options.progress = [&](const std::string& line) { progress.message(line); };
  options.news = [&](const std::string& line) { progress.news(line); };
  options.share = [&](double done, double total) { progress.share(done, total); };
  options.interrupted = &testbench::catch_interrupts();
  return regress::regress(suite, options);
}

constexpr int kMostPages = 8;

// A page for each of the first failures of which there is a scenario: the smallest that still fails, or the
// suite's own.
void write_pages(const fs::path& folder, const regress::Suite& suite, const RegressionResult& result) {
  int pages = 0;
  for (const CaseResult& failed : result.cases) {
    if (failed.verdict == CaseVerdict::kPass || pages == kMostPages) continue;
    const auto own = std::ranges::find(suite.scenarios, failed.id, &regress::FixedScenario::name);
    const fs::path file = !failed.minimal.empty()        ? fs::path(failed.minimal)
                          : own != suite.scenarios.end() ? own->file
                                                         : fs::path();
    if (file.empty()) continue;
    try {
      Scenario scenario = load_scenario(file);
      if (failed.minimal.empty() && !own->engines.empty()) scenario.engines = own->engines;
      testbench::RunOptions options;
      options.mismatch_folder = folder;
      options.picture.emplace();
      std::string name = failed.id;
      std::ranges::replace(name, '/', '-');
      report::write_file_atomically(
          folder / (name + ".html"),
          report::page(testbench::run(scenario, options), "weir run " + file.string()), "--html");
      ++pages;
    } catch (const std::exception& error) {  // a case that crashed there may crash here, too
      fmt::print(stderr, "no page of {}: {}\n", failed.id, error.what());
    }
  }
}

}  // namespace

CLI::App& add_regress_command(CLI::App& app, RegressArguments& arguments) {
  CLI::App& command = *app.add_subcommand("regress", "run a suite of scenarios and random campaigns");
  command.add_option("SUITE", arguments.suite, "suite file (YAML)")->required();
  CLI::Option* seed =
      command.add_option("--seed", arguments.seed, "of the campaigns; else the suite's, or today's date")
          ->check(whole_number(0));
  command.add_option("--jobs", arguments.jobs, "cases, or batches of them, at a time; else as many as cores")
      ->check(whole_number(1));
  CLI::Option* shard =
      command.add_option("--shard", arguments.shard, "I/N: only this one of N shares of the suite");
  CLI::Option* out = command.add_option("--out", arguments.out,
                                        "the run's folder; else weir-regress/<suite>-<seed>-<start>");
  CLI::Option* resume = command.add_flag("--resume", arguments.resume, "go on with the run in --out");
  CLI::Option* like =
      command
          .add_option("--like", arguments.like,
                      "the cases of the run in that folder, which have to come out as they did")
          ->excludes(resume)
          ->excludes(seed);
  CLI::Option* merge = command
                           .add_option("--merge", arguments.merge,
                                       "folders of all shards of a run: run nothing, and report on them")
                           ->delimiter(',')
                           ->excludes(shard)
                           ->excludes(out)
                           ->excludes(resume)
                           ->excludes(like)
                           ->excludes(seed);
  command
      .add_option("--only", arguments.only,
                  "these scenarios and campaigns alone, which is not for the history")
      ->delimiter(',');
  command.add_flag("--quiet", arguments.quiet, "say nothing of what is being done");
  command.add_flag("--stop-at-first", arguments.stop_at_first, "end at the first failure")->excludes(merge);
  command
      .add_flag("--accept", arguments.accept,
                "run the scenarios, not the campaigns, and record their cycles and values as they are now")
      ->excludes(merge)
      ->excludes(resume)
      ->excludes(like)
      ->excludes(shard);
  command.add_option("--junit", arguments.junit, "write JUnit XML there");
  command.add_option("--json", arguments.json, "write the report there, for programs");
  command.add_option("--html", arguments.html, "a folder: write a page of each of the first failures there");
  CLI::Option* history = command.add_option("--history", arguments.history,
                                            "database of all runs; else WEIR_HISTORY, or the user's");
  command.add_flag("--no-history", arguments.no_history, "neither steer by the history nor add to it")
      ->excludes(history);
  return command;
}

Status regress(const RegressArguments& given) {
  RegressArguments arguments = given;
  regress::Suite suite = regress::load_suite(arguments.suite);
  if (!arguments.only.empty()) keep_only(suite, arguments.only);
  if (arguments.accept) {
    if (suite.expected.empty())
      throw BadInput("--accept", "a suite without expected", "one with that folder");
    suite.campaigns.clear();
    if (suite.scenarios.empty()) throw BadInput("--accept", "no scenario", "one of the suite's");
  }
  if (arguments.history.empty()) arguments.history = regress::default_history();
  // Before anything slow: no result is to be lost at the end.
  std::vector<fs::path> read{arguments.suite, suite.expected};
  for (const regress::FixedScenario& scenario : suite.scenarios) read.push_back(scenario.file);
  if (!arguments.no_history) read.emplace_back(arguments.history);
  report::check_writable({{"--junit", arguments.junit}, {"--json", arguments.json}}, read);
  if (!arguments.no_history) const regress::History writable(arguments.history);
  if (!arguments.html.empty()) {
    std::error_code error;
    fs::create_directories(arguments.html, error);
    if (error || !fs::is_directory(arguments.html))
      throw BadInput("--html", '"' + arguments.html + "\", which is no folder and cannot be made one",
                     "a folder for the pages");
  }
  const RegressionResult result =
      arguments.merge.empty()
          ? run_suite(arguments, suite)
          : regress::merge_shards(suite, {arguments.merge.begin(), arguments.merge.end()});
  testbench::trim_cache();  // removes builds of random cases
  fmt::print("{}", report::text(result));
  if (!arguments.junit.empty())
    report::write_file_atomically(arguments.junit, report::junit(result), "--junit");
  if (!arguments.json.empty()) report::write_file_atomically(arguments.json, report::json(result));
  if (!arguments.html.empty()) write_pages(arguments.html, suite, result);
  // A shard is added to the history once the run is merged. Partial suites are not added.
  const bool is_whole = arguments.shard.empty() && arguments.only.empty() && !arguments.accept;
  if (!arguments.no_history && is_whole) regress::History(arguments.history).add(result);
  return result.passed() ? kHeld : kFailed;
}

}  // namespace weir::cli
