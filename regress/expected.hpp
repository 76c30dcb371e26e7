// A scenario's record: its exact cycles and digests of every stream's beats, to detect changes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "network/result.hpp"
#include "network/scenario.hpp"
#include "network/trace.hpp"

namespace weir::regress {

struct Digest {
  std::int64_t beats = 0;
  std::string values;  // of all beats pushed; empty if no engine computed them
  std::string cycles;  // of all pushes and pops; empty if no engine is timed

  friend bool operator==(const Digest&, const Digest&) = default;
};

struct Expected {
  std::string scenario;
  std::int64_t frames = 0;
  std::uint64_t seed = 0;
  std::vector<std::string> sources;    // of its data, as Scenario::sources
  bool fell_back = false;              // not recorded: the data of the record may not be here
  std::optional<std::int64_t> cycles;  // of the run
  std::optional<Cycle> latency_cycles;
  std::optional<std::int64_t> period_frames;
  std::optional<Cycle> period_cycles;
  std::map<std::string, Digest> streams;  // without the memories' streams, which have no end
};

// Collects digests while a scenario runs: values of the first engine that has them, cycles of rtl, or else of
// the first timed one. They have to be equal anyhow.
class Recorder {
 public:
  explicit Recorder(const Scenario& scenario) : scenario_(scenario) {}
  void note(const Trace& trace);
  [[nodiscard]] Expected expected(const RunResult& result) const;

 private:
  const Scenario& scenario_;
  std::string cycles_of_;
  std::map<std::string, Digest> streams_;
};

// `<folder>/<scenario>.json`; none if there is no such file. Throws BadInput if the file was not written by
// write_expected.
std::optional<Expected> read_expected(const std::filesystem::path& folder, const std::string& scenario);
void write_expected(const std::filesystem::path& folder, const Expected& expected);

// Whether values cannot be compared because the record's data is not available.
bool lacks_data(const Expected& before, const Expected& after);

// The differences from a scenario's record, before and after; empty if there are none.
std::string drift(const Expected& before, const Expected& after);

}  // namespace weir::regress
