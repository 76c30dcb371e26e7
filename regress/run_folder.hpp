// The folder of a regression run: its options and the results so far, one file per unit, so that an
// interrupted run can resume and shards can be merged.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "regress/record.hpp"

namespace weir::regress {

struct Shard {
  std::int64_t index = 1;  // from 1 on
  std::int64_t count = 1;
};

// The identity of a run. Runs with equal keys draw and judge the same cases.
struct RunKey {
  std::string suite;  // the suite file's text
  std::uint64_t seed = 0;
  Coverage covered;  // coverage before the run, which steers the drawing
  Shard shard;
  std::string started;  // UTC, of its first session
  std::string version;
  std::string tools;
};

// "by Weir 0.1.0, Verilator 5.006; g++ 12.2.0"
std::string made_by(const RunKey& key);

// A unit of work: a scenario, or a batch of a campaign.
struct UnitResult {
  BatchResult result;
  double wall_s = 0;  // of all its processes together
};

// The states of a run.
inline constexpr const char* kComplete = "complete";
inline constexpr const char* kRunning = "running";  // or it was killed
inline constexpr const char* kInterrupted = "interrupted";
inline constexpr const char* kStopped = "stopped at the first failure";

class RunFolder {
 public:
  // Begins a run, or resumes one with the same key. When resuming, keeps the original `started` and coverage.
  // Throws BadInput if the folder has another run, or a run without `resume`, or cannot be written.
  RunFolder(std::filesystem::path path, const RunKey& key, bool resume);
  // One that is there. Throws BadInput where it is not.
  explicit RunFolder(std::filesystem::path path);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const RunKey& key() const { return key_; }
  // By their names: "<scenarios or campaign>/<index>".
  [[nodiscard]] const std::map<std::string, UnitResult>& units() const { return units_; }
  void add(const std::string& name, const UnitResult& unit);
  // Whether its cases count compared beats as this version does. Earlier versions also counted the beats of
  // native's repeated runs.
  [[nodiscard]] bool counts_beats_alike() const { return counts_beats_alike_; }
  // Wall clock of all sessions before this one.
  [[nodiscard]] double wall_s() const { return wall_s_; }
  [[nodiscard]] const std::string& state() const { return state_; }
  // Records how this session ended, and the wall clock of all sessions.
  void end(const std::string& state, double wall_s);
  // Where a failing case's files go.
  [[nodiscard]] std::filesystem::path failures(const std::string& id) const;

 private:
  void read();
  void read_units();
  void write() const;

  std::filesystem::path path_;
  RunKey key_;
  std::map<std::string, UnitResult> units_;
  double wall_s_ = 0;
  std::string state_ = kRunning;
  bool counts_beats_alike_ = true;
};

}  // namespace weir::regress
