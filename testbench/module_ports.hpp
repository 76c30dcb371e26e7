// The ports of a user's module, as Verilator elaborates it, and whether they are what its layer needs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "network/network.hpp"

namespace weir::testbench {

struct ModulePort {
  std::string name;
  bool is_input = false;
  bool is_output = false;
  std::int64_t bits = 0;  // 0: of a type that is not known here
};

// Of the block's module with its parameters. Its files are in the folder, by their names. Throws ToolFailure
// with Verilator's words where it cannot read them.
std::vector<ModulePort> module_ports(const Block& block, const std::filesystem::path& folder);

// Throws BadInput on a port that is named and not there, that goes the other way, that has not the stream's
// width (or that of its whole bytes), and on an input that nothing drives.
void check_ports(const Network& network, const Layer& layer, const std::vector<ModulePort>& ports);

}  // namespace weir::testbench
