// Surveys the blocks of FINN builds that HLS made: runs each alone under stalls and finds the rule of its
// ready and valid. docs/finn-survey.md.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "finn/contents.hpp"
#include "survey/blocks.hpp"
#include "survey/fit.hpp"
#include "survey/handshakes.hpp"
#include "survey/model.hpp"

namespace weir::survey {

namespace {

namespace fs = std::filesystem;

// Blocks whose RTL is the same but for their names.
struct Alike {
  Block block;
  std::vector<std::string> places;  // "build node"
};

// Cycles between the last output beats of consecutive frames, without stalls. One number if all frames but
// the first agree; otherwise the shortest and the longest.
std::string period(const Block& block, const Handshakes& seen) {
  const std::int64_t frame = block.network.stream(block.network.outputs.back()).beats_per_frame;
  const std::vector<Cycle> beats = seen.waves.back().transfers();
  std::set<Cycle> periods;
  for (std::size_t b = static_cast<std::size_t>(2 * frame) - 1; b < beats.size();
       b += static_cast<std::size_t>(frame))
    periods.insert(beats[b] - beats[b - static_cast<std::size_t>(frame)]);
  if (periods.empty()) return "-";
  if (periods.size() == 1) return fmt::format("{}", *periods.begin());
  return fmt::format("{}..{}", *periods.begin(), *periods.rbegin());
}

std::string beats_a_frame(const Block& block) {
  const Layer& layer = block.network.layer(block.layer);
  const auto beats = [&](const std::vector<int>& streams) {
    std::vector<std::int64_t> counts;
    counts.reserve(streams.size());
    for (const int s : streams) counts.push_back(block.network.stream(s).beats_per_frame);
    return fmt::format("{}", fmt::join(counts, " + "));
  };
  return fmt::format("{} | {}", beats(layer.inputs), beats(layer.outputs));
}

// "D 3, start 2, exit, drains"
std::string numbers(const Fit& found) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : found.candidate.numbers) {
    if (name == "freezes") {
      if (found.freezing_shows) texts.emplace_back(value != 0 ? "freezes" : "drains");
    } else if (name == "exit" || name == "completes") {
      if (value != 0) texts.push_back(name);
    } else if (name != "frames" || value != 1) {
      texts.push_back(fmt::format("{} {}", name, value));
    }
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

// How the blocks are looked at.
struct Task {
  Maker maker = Maker::kHls;
  bool models = false;
  Watch watch;
  std::vector<StallPattern> further;  // on which nothing is fitted
};

// Observes a block; adds its protocol faults to `unfitted`.
std::vector<Handshakes> watched(const Alike& alike, const Watch& watch,
                                const std::vector<StallPattern>& patterns,
                                std::vector<std::string>& unfitted) {
  const Block& block = alike.block;
  if (patterns.empty()) return {};
  std::vector<Handshakes> seen = observe(block.network, block.layer, block.content, watch, patterns);
  for (const Handshakes& each : seen) {
    if (!each.fault.empty()) unfitted.push_back(fmt::format("{}: {}", alike.places.front(), each.fault));
  }
  return seen;
}

// A row of the table; adds a line to `unfitted` if the rule does not hold.
std::string row(const Alike& alike, const Task& task, std::vector<std::string>& unfitted) {
  const Block& block = alike.block;
  const Layer& layer = block.network.layer(block.layer);
  const std::vector<Handshakes> seen = watched(alike, task.watch, stall_patterns(), unfitted);
  std::size_t cycles = 0;
  for (const Handshakes& each : seen) cycles += each.cycles();
  const Fit found = fit(layer, seen);
  const auto tell = [&](const Difference& at, const std::vector<StallPattern>& patterns) {
    unfitted.push_back(fmt::format("{}: {}, {}: first other under \"{}\" in cycle {}: {} is {}, wanted {}",
                                   alike.places.front(), found.candidate.discipline, numbers(found),
                                   patterns[at.pattern].name, at.cycle, at.port, at.found ? 1 : 0,
                                   at.found ? 0 : 1));
  };
  if (found.difference) tell(*found.difference, stall_patterns());
  const std::vector<Handshakes> more = watched(alike, task.watch, task.further, unfitted);
  std::size_t fits = found.patterns;
  for (std::size_t p = 0; p < more.size(); ++p) {
    cycles += more[p].cycles();
    const std::optional<Difference> difference = compare(found.candidate.rule, more[p], p);
    if (difference) tell(*difference, task.further);
    fits += difference ? 0 : 1;
  }
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {}/{} |", fmt::join(alike.places, ", "),
                     block.op, block.tool, hls_schedule(layer).iterations(), beats_a_frame(block),
                     period(block, seen.front()), cycles, found.candidate.discipline, numbers(found), fits,
                     seen.size() + more.size());
}

// Lists equal blocks once, with all their places.
std::vector<Alike> alike(const std::vector<fs::path>& folders, Maker maker) {
  std::vector<Alike> all;
  std::map<std::vector<std::string>, std::size_t> known;
  for (const fs::path& folder : folders) {
    for (Block& block : blocks_of(folder, maker)) {
      const std::string place =
          fmt::format("{} {}", fs::absolute(folder).lexically_normal().filename().string(), block.node);
      const auto [at, fresh] = known.emplace(block.content, all.size());
      if (fresh) all.push_back({std::move(block), {}});
      all[at->second].places.push_back(place);
    }
  }
  return all;
}

// Compares the block's RTL with its model; an HLS block's model uses the numbers of its rule.
std::string row_of_model(const Alike& alike, const Task& task, std::vector<std::string>& unfitted) {
  Block block = alike.block;
  const std::vector<Handshakes> seen = watched(alike, task.watch, stall_patterns(), unfitted);
  if (!block.rtllib) block.hls = hls_block(fit(block.network.layer(block.layer), seen).candidate);
  ModelFit fit = fit_model(block, seen);
  const ModelFit more = fit_model(block, watched(alike, task.watch, task.further, unfitted), task.further);
  fit.patterns += more.patterns;
  fit.transfers += more.transfers;
  if (fit.difference.empty()) fit.difference = more.difference;
  if (!fit.difference.empty())
    unfitted.push_back(fmt::format("{}: {}", alike.places.front(), fit.difference));
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} |", fmt::join(alike.places, ", "), block.op,
                     beats_a_frame(block), period(block, seen.front()), fit.patterns, fit.transfers,
                     fit.difference.empty() ? "equal" : "unequal");
}

int survey(const std::vector<fs::path>& folders, const Task& task) {
  const std::vector<Alike> all = alike(folders, task.maker);
  if (!task.models) {
    fmt::print(
        "| block | operator | made by | N | reads | writes | period | cycles | discipline | numbers | fits "
        "|\n"
        "|---|---|---|---|---|---|---|---|---|---|---|\n");
  } else {
    fmt::print(
        "| block | operator | reads | writes | period | patterns | transfers | model |\n"
        "|---|---|---|---|---|---|---|---|\n");
  }
  std::vector<std::string> unfitted;
  std::size_t fitting = 0;
  for (const Alike& each : all) {
    const std::size_t before = unfitted.size();
    try {
      fmt::print("{}\n", task.models ? row_of_model(each, task, unfitted) : row(each, task, unfitted));
    } catch (const std::exception& error) {
      unfitted.push_back(fmt::format("{}: {}", each.places.front(), error.what()));
    }
    fitting += unfitted.size() == before ? 1 : 0;
    std::fflush(stdout);
  }
  fmt::print("\n{} of {} blocks fit in every {} of every pattern.\n", fitting, all.size(),
             task.models ? "transfer" : "cycle");
  for (const std::string& line : unfitted) fmt::print("- {}\n", line);
  return unfitted.empty() ? 0 : 1;
}

int print_codes(const std::vector<fs::path>& files, const std::string& node) {
  for (const fs::path& file : files) {
    const finn::Source source = finn::read_source(file, finn::read_file(file));
    const finn::Content content = finn::content_of(source, "", node);
    fmt::print("{:016x} {}{}{}\n", content.code, file.filename().string(), content.logic ? "" : ", no logic",
               finn::release_of(content.code) ? ", known" : "");
  }
  return 0;
}

}  // namespace

}  // namespace weir::survey

int main(int argc, char** argv) {
  using namespace weir::survey;
  std::vector<std::filesystem::path> folders;
  Task task;
  bool rtllib = false;
  std::size_t further = 0;
  std::uint64_t seed = 1;
  std::string code_of;
  CLI::App app{
      "Surveys the blocks of FINN builds that HLS made: which rule their ready and valid follow; or "
      "finn-rtllib's: whether\n"
      "their models have the same transfers. Exit status: 0 all blocks fit, 1 not all do, 2 bad input.",
      "finn_survey"};
  app.add_option("FOLDER", folders, "builds, as for weir import --hardware finn")->required();
  app.add_flag("--rtllib", rtllib, "finn-rtllib's blocks and their models");
  app.add_flag("--models", task.models,
               "the HLS blocks and their models, which have the numbers of their rules");
  app.add_option("--code-of", code_of,
                 "only print, of Verilog files, what finn/known.cpp knows them by; those made for a node of "
                 "this name without what differs from node to node");
  app.add_option("--further", further,
                 "stall patterns at random, beside the 20 on which rules are fitted; default none")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--seed", seed, "of these; else 1")->check(CLI::NonNegativeNumber);
  app.add_option("--cycles", task.watch.cycles, "each pattern runs for so many at most; else 40000")
      ->check(CLI::PositiveNumber);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    if (app.count("--code-of") > 0) return print_codes(folders, code_of);
    task.maker = rtllib ? Maker::kRtllib : Maker::kHls;
    task.models = task.models || rtllib;
    task.further = drawn_patterns(further, seed);
    return survey(folders, task);
  } catch (const std::exception& error) {
    fmt::print(stderr, "finn_survey: {}\n", error.what());
    return 2;
  }
}
