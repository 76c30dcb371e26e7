// A scenario file: one network, its folding and FIFO depths, its stimulus, and the expected results.
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

// Bounds of clock_mhz. Emitted projects state a period in picoseconds, which these leave exact to 1 %.
inline constexpr double kLeastClockMhz = 0.001;
inline constexpr double kMostClockMhz = 10'000;

// Exact figures that a run is compared with; absent ones are not checked.
struct Expect {
  std::optional<double> interval_cycles;
  std::optional<Cycle> latency_cycles;
  std::optional<double> accuracy_at_least;  // 0 to 1
  std::optional<std::int64_t> correct;      // frames classified right, of all that are run

  // External reference values of a stream: [frames, the stream's shape]. It has at least as many frames as
  // are run, or as many as the inputs' files hold, which repeat.
  struct Output {
    int stream = 0;  // any, by its index
    Tensor frames;
  };
  std::vector<Output> outputs;
};

// FINN hardware without RTL: the numbers of the HLS blocks are assumed.
struct AssumedHardware {
  std::string from;  // the basis of the assumption, in words
  // By layer: the least and the most that similar blocks had of the one number that varies between blocks
  // (`between` for read_then_write and bursts, `depth` for all others).
  std::map<std::string, std::pair<Cycle, Cycle>> seen;

  // The network with the least (the most) of all these numbers.
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
  // rtl: if not 0, the run is started, reset after this many cycles, and started again.
  Cycle reset_after_cycles = 0;
  std::uint64_t order_seed = 0;  // native, systemc: if not 0, permutes the order of processes
  std::vector<int> rtl_layers;   // layers to run as RTL within the other engines
  std::int64_t reshapes = 0;     // the number of `reshape` entries
  Expect expect;                 // without correct, accuracy and outputs if fallback data is used
  // Patterns of seeded data by purpose ("input", "fc0 weights"). A random input without a stated seed is
  // uniform.
  std::map<std::string, DataPattern> patterns;
  std::vector<std::string> sources;          // which files and seeds were used, and for what: for the record
  std::vector<std::filesystem::path> files;  // that were read, its own first, and folders of such
  std::vector<std::string> notes;            // what was ignored, and why
  // Another tool's figures for this network, in the file's order. Shown, but not compared.
  std::vector<std::pair<std::string, std::string>> reported;
  std::optional<AssumedHardware> assumed = {};
  bool fell_back = false;  // the first choice of data is missing, and another was used
};

// Values from the command line that override the file.
struct Overrides {
  std::optional<std::int64_t> frames = {};
  std::optional<std::uint64_t> seed = {};
  std::map<std::string, std::int64_t> depths = {};  // by stream
  // What $WEIR_DATA stands for; else the environment's, else shared/data beside the project's root.
  std::optional<std::filesystem::path> data = {};
};

// The rule for scenario names, in words.
inline constexpr std::string_view kScenarioNames =
    "a lower-case letter, then lower-case letters, digits, - and _";
bool is_scenario_name(std::string_view name);

// Throws BadInput with file, line and key. docs/scenario.md lists the keys.
Scenario load_scenario(const std::filesystem::path& file, const Overrides& overrides = {});
// Parses a text as if it were in `file`, which need not exist. A bare name stands for <name>.yaml.
Scenario parse_scenario(const std::string& text, const std::filesystem::path& file,
                        const Overrides& overrides = {});

}  // namespace weir
