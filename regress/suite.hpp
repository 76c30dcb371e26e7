// A suite file: the scenarios that a regression runs, its random campaigns, and the limits of each case.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "network/schema.hpp"
#include "regress/generate.hpp"

namespace weir::regress {

// In place of a campaign's name where a unit is a scenario.
inline constexpr const char* kScenarios = "scenarios";

// A scenario file, run as weir run does, and held to what is recorded of it. A FINN build's scenario is
// imported from its folder into the cache whenever the suite is loaded.
struct FixedScenario {
  std::string name;  // unique in the suite: the file's stem
  std::filesystem::path file;
  std::optional<std::int64_t> frames;  // else the scenario's
  std::vector<std::string> engines;    // else the scenario's
  bool locks = false;                  // it must deadlock, in the same way in all timed engines
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

// That of suite files: suite.schema.json.
const Schema& suite_schema();

// Throws BadInput with file, line and key.
Suite load_suite(const std::filesystem::path& file);

// Removes all other scenarios and campaigns, which makes it a different suite. Throws BadInput, naming
// --only, if a name is unknown.
void keep_only(Suite& suite, const std::vector<std::string>& names);

}  // namespace weir::regress
