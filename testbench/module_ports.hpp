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
  std::int64_t bits = 0;  // 0: unknown type
};

// The ports of the block's module with its parameters. Its files are in `folder`. Throws ToolFailure with
// Verilator's message if Verilator cannot read them.
std::vector<ModulePort> module_ports(const Block& block, const std::filesystem::path& folder);

// Throws BadInput if a named port is missing, has the wrong direction or has neither the stream's width nor
// that of its whole bytes, and if nothing drives an input.
void check_ports(const Network& network, const Layer& layer, const std::vector<ModulePort>& ports);

}  // namespace weir::testbench
