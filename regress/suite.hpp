// A suite file: which scenarios a regression runs, what it draws at random, and what each case may take.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "regress/generate.hpp"

namespace weir::regress {

// In place of a campaign's name where a unit is a scenario.
inline constexpr const char* kScenarios = "scenarios";

// A scenario file, run as weir run does, and held to what is recorded of it. That of a build is made of its
// folder whenever the suite is loaded, in the cache.
struct FixedScenario {
  std::string name;  // unique in the suite: the file's stem
  std::filesystem::path file;
  std::optional<std::int64_t> frames;  // else the scenario's
  std::vector<std::string> engines;    // else the scenario's
  bool locks = false;                  // it has to come to a deadlock, the same in all timed engines
};

// Cases drawn at random, so many or for so long: layers or networks, each with so many stimuli.
struct Campaign {
  std::string name;
  Draw draw = Draw::kLayers;
  std::int64_t cases = 0;    // a multiple of stimuli; 0: as many as the minutes allow
  double minutes = 0;        // of work of all jobs together, divided by their number
  std::int64_t batch = 1;    // layers or networks side by side in one build
  std::int64_t stimuli = 1;  // of each of them: a case for each, on the same build
  std::vector<std::string> engines;

  // How many layers or networks; 0: as many as the minutes allow.
  [[nodiscard]] std::int64_t draws() const { return cases / stimuli; }
};

struct Suite {
  std::string name;  // the file's stem
  std::string intent;
  std::filesystem::path file;
  std::string text;                      // what makes it this one: the file's words, the scenarios' hashes
  std::optional<std::uint64_t> seed;     // of the campaigns, unless the command line states one
  std::vector<std::string> engines;      // of the campaigns that name none
  std::filesystem::path expected;        // folder of what is recorded of the scenarios; empty: nothing is
  std::int64_t seconds_per_case = 600;   // CPU time, building included
  std::int64_t memory_mb_per_case = 0;   // address space; 0: no limit
  double shrink_minutes = 5;             // for one failing case; 0: failing cases stay as they are
  std::vector<FixedScenario> scenarios;  // run first
  std::vector<Campaign> campaigns;       // in this order
};

// Throws BadInput with file, line and key. docs/regression.md lists the keys.
Suite load_suite(const std::filesystem::path& file);

// Leaves out all scenarios and campaigns but these, which makes it another suite. Throws BadInput, on behalf
// of --only, where it has none of that name.
void keep_only(Suite& suite, const std::vector<std::string>& names);

}  // namespace weir::regress
