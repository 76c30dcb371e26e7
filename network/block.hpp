// A user's Verilog in the place of a layer's own hardware.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace weir {

// A module with AXI-Stream ports that does what a layer does, in cycles of its own.
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
  std::string reset;                              // "": it has none
  bool reset_is_high = false;                     // what resets it
  std::vector<Axis> inputs;                       // of the layer's inputs, in their order
  std::vector<Axis> outputs;                      // likewise
  std::vector<std::pair<std::string, int>> ties;  // other inputs of the module, held at 0 or 1 in all bits
  std::int64_t longest_idle = 10'000;             // cycles in which it may work without moving a beat
  std::string file;                               // where it is stated, for messages
  int line = 0;
};

class Sources;
class Yaml;

// What stands under `engine: {rtl: ..}` of a layer's entry. Throws BadInput.
Block parse_block(const Yaml& yaml, const Sources& sources);

}  // namespace weir
