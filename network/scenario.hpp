// A scenario file: one network, its folding and FIFO depths, what is fed to it, and what is expected of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "network/frame_source.hpp"
#include "network/network.hpp"
#include "network/traffic.hpp"

namespace weir {

// Exact figures that a run is held to; what is absent is not checked.
struct Expect {
  std::optional<double> interval_cycles;
  std::optional<Cycle> latency_cycles;
  std::optional<double> accuracy_at_least;  // 0 to 1
  std::optional<std::int64_t> correct;      // frames classified right, of all that are run

  // What crosses a stream, from outside: [frames, the stream's shape], as many frames as are run at least, or
  // as many as the inputs' files hold, whose first follows their last.
  struct Output {
    int stream = 0;  // any, by its index
    Tensor frames;
  };
  std::vector<Output> outputs;
};

// Hardware of FINN's of which no RTL is there: the numbers of what HLS would make of it are assumed.
struct AssumedHardware {
  std::string from;  // what they rest on, in words
  // By layer: of its one number that differs from block to block (of a read_then_write or bursts `between`,
  // of all others `depth`) the least and the most that such blocks had.
  std::map<std::string, std::pair<Cycle, Cycle>> seen;

  // The network with the least, or the most, of all of them.
  enum class End : std::uint8_t { kLeast, kMost };
  [[nodiscard]] Network at(End end, const Network& network) const;
};

struct Scenario {
  std::string name;    // the file's stem
  std::string intent;  // one sentence
  std::string file;
  double clock_mhz = 100;
  std::string fpga_part = "xczu3eg-sbva484-1-e";  // as the vendor's tools name it, for emitted projects
  std::uint64_t seed = 1;  // of random inputs and stall patterns that state no seed of their own
  std::int64_t frames = 1;
  std::vector<std::string> engines;
  Network network;
  Traffic traffic;
  std::vector<FrameSource> inputs;  // one for each network input
  // rtl: if not 0, the run is first begun and, after so many cycles, cut off by a reset.
  Cycle reset_after_cycles = 0;
  std::uint64_t order_seed = 0;  // native, systemc: if not 0, permutes the order of processes
  std::vector<int> rtl_layers;   // layers to be run as RTL in whatever engine runs the rest
  std::int64_t reshapes = 0;     // entries that have a stream seen in another shape
  Expect expect;  // without correct, accuracy and outputs where other data than the first choice is used
  // Of what comes from a seed, by what it is ("input", "fc0 weights"); a random input that names no seed is
  // uniform.
  std::map<std::string, DataPattern> patterns;
  std::vector<std::string> sources;          // which files and seeds were used, and for what: for the record
  std::vector<std::filesystem::path> files;  // that were read, its own first, and folders of such
  std::vector<std::string> notes;            // what was passed over, and why
  // What some other tool says of this network, in the file's order: shown, and compared with nothing.
  std::vector<std::pair<std::string, std::string>> reported;
  std::optional<AssumedHardware> assumed = {};
  bool fell_back = false;  // not the first choice of data, as it is not there
};

// What a command line sets in the file's stead.
struct Overrides {
  std::optional<std::int64_t> frames = {};
  std::optional<std::uint64_t> seed = {};
  std::map<std::string, std::int64_t> depths = {};  // by stream
  // What $WEIR_DATA stands for; else the environment's, else shared/data beside the project's root.
  std::optional<std::filesystem::path> data = {};
};

// What a scenario may be called, in words.
inline constexpr std::string_view kScenarioNames =
    "a lower-case letter, then lower-case letters, digits, - and _";
bool is_scenario_name(std::string_view name);

// Throws BadInput with file, line and key. docs/scenario.md lists the keys.
Scenario load_scenario(const std::filesystem::path& file, const Overrides& overrides = {});
// The same of a text that might stand in that file, which need not be there: of a mere name, <name>.yaml.
Scenario parse_scenario(const std::string& text, const std::filesystem::path& file,
                        const Overrides& overrides = {});

}  // namespace weir
