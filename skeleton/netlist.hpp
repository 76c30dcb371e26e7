// A netlist from yosys: modules of cells, connected by bits.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace weir::skeleton {

// A net of its module, from 2 on, or a constant. Undefined bits are 0, as in Verilator.
using Bit = std::int32_t;
inline constexpr Bit kZero = 0;
inline constexpr Bit kOne = 1;
inline bool is_net(Bit bit) { return bit > kOne; }

// A port of a module, or the bits connected to a port of a cell; least significant bit first.
struct Pin {
  std::string name;
  bool output = false;
  std::vector<Bit> bits;
};

struct Cell {
  std::string name;
  std::string type;  // of yosys ("$add"), or a module's name
  std::vector<Pin> pins;
  bool a_signed = false;
  bool b_signed = false;

  // Null if it has no such pin.
  [[nodiscard]] const Pin* pin(std::string_view name) const;
};

struct Module {
  std::string name;
  std::vector<Pin> ports;
  std::vector<Cell> cells;
  std::unordered_map<Bit, std::string> names;  // "signal[bit]" of nets that have one
  std::unordered_map<Bit, bool> initial;       // of registers, where it is stated

  [[nodiscard]] std::string name_of(Bit bit) const;
};

struct Netlist {
  std::map<std::string, Module> modules;
  std::string top;

  [[nodiscard]] const Module& module(const std::string& name) const { return modules.at(name); }
};

// Reads what `write_json` wrote. Throws ToolFailure if the file is not a netlist.
Netlist read_netlist(const std::filesystem::path& path, const std::string& top);

}  // namespace weir::skeleton
