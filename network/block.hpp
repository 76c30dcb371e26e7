// A user's Verilog that replaces a layer's own hardware.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace weir {

// A module with AXI-Stream ports that computes the same as a layer, with its own timing.
struct Block {
  // Names of the three ports of a stream.
  struct Axis {
    std::string data;
    std::string valid;
    std::string ready;
  };

  std::vector<std::filesystem::path> files;  // Verilog and SystemVerilog, in the order of compilation
  std::string module;
  std::vector<std::pair<std::string, std::string>> parameters;  // values as SystemVerilog writes them
  std::string clock;
  std::string reset;                              // "": no reset
  bool reset_is_high = false;                     // the reset's polarity: active high
  std::vector<Axis> inputs;                       // of the layer's inputs, in their order
  std::vector<Axis> outputs;                      // likewise
  std::vector<std::pair<std::string, int>> ties;  // other inputs of the module, with all bits tied to 0 or 1
  std::int64_t longest_idle = 10'000;             // cycles for which it may run without moving a beat
  std::string file;                               // where it is stated, for messages
  int line = 0;
};

class Sources;
class Yaml;

// Parses the value of `engine: {rtl: ..}` of a layer's entry. Throws BadInput.
Block parse_block(const Yaml& yaml, const Sources& sources);

}  // namespace weir
