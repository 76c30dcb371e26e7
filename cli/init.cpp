#include "cli/init.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <system_error>

#include "network/error.hpp"
#include "network/scenario.hpp"
#include "network/share.hpp"
#include "report/file.hpp"

namespace weir::cli {

namespace {

constexpr const char* kScenario =
    R"({1}# A scenario: a network, its folding, its FIFOs and its input. `weir help scenario` explains the keys.
scenario: {0}  # the name of this file
intent: Tell ten classes apart with one convolution, a pool and a classifier.
seed: 1  # of random inputs and stalls: the same seed gives the same run
clock_mhz: 100
frames: 8
engines: [golden, native]  # or golden, hls, systemc, native, rtl, skeleton
default_depth: 2  # beats, of every FIFO that `depths` does not name

input:
  name: image
  type: uint4  # binary, bipolar, ternary, intN or uintN
  shape: [16, 16, 4]  # height, width, channels; a dense network has [features]
  elements_per_beat: 4  # one pixel a beat
  # from: {{npy: images.npy}}  # without it the input is random

# Each layer reads the one before it, or the one that `from: NAME` names.
layers:
  - kind: conv  # padding, sliding window and matrix-vector-threshold unit
    name: conv0
    channels: 16
    kernel: 3
    pads: 1
    pe: 4  # output channels a cycle: a divisor of channels
    simd: 12  # products a cycle of each: a divisor of 3 x 3 x 4
    weights: {{type: int4, seed: 2}}  # trained ones: {{type: int4, npz: weights.npz, array: conv0}}
    thresholds: {{seed: 3}}
    output: uint4
  - {{kind: maxpool, name: pool, kernel: 2, pe: 4}}
  - kind: mvtu  # dense
    name: classify
    rows: 10
    pe: 1
    simd: 4
    flatten: true  # reads the map as one vector
    weights: {{type: int4, seed: 4}}
  - {{kind: label_select, name: label, pe: 1, classes: 10, k: 1}}

# depths: {{conv0_out: 32}}  # of single FIFOs; `weir size {0}.yaml` finds the cheapest
# expect: {{outputs: {{label_out: {{npy: labels.npy}}}}}}  # compares an output with values from elsewhere
)";

// By this line an editor's YAML language server finds the schema, and completes keys.
std::string editors_line() {
  const std::filesystem::path schema = share_folder() / "scenario.schema.json";
  std::error_code error;
  if (!std::filesystem::exists(schema, error)) return "";
  return fmt::format("# yaml-language-server: $schema={}\n", schema.string());
}

}  // namespace

CLI::App& add_init_command(CLI::App& app, InitArguments& arguments) {
  CLI::App& command = *app.add_subcommand("init", "write a first scenario, with comments, to edit");
  command.add_option("SCENARIO", arguments.file, "new file, NAME.yaml")->required();
  return command;
}

Status init(const InitArguments& arguments) {
  const std::filesystem::path file = arguments.file;
  if (file.extension() != ".yaml") throw BadInput("SCENARIO", arguments.file, "a name that ends in .yaml");
  if (std::filesystem::exists(file))
    throw BadInput("SCENARIO", arguments.file + ", which exists", "a new file");
  const std::string text = fmt::format(kScenario, file.stem().string(), editors_line());
  (void)parse_scenario(text, file);  // the name may be none for a scenario
  report::write_file_atomically(arguments.file, text, "SCENARIO");
  fmt::print("{0}: a scenario; next: weir run {0}\n", arguments.file);
  return kHeld;
}

}  // namespace weir::cli
