// Converts SystemVerilog to plain Verilog: writes out Verilator's tree of a module and everything it uses,
// for a reader that supports less of the language.
#pragma once

#include <filesystem>
#include <string>

namespace weir::skeleton {

// `tree`: the output of `verilator --xml-only --flatten` with `module` as its top. Ports keep their names.
// Run-time tasks ($display, $readmemh) are left out. Throws ToolFailure with file and line on unsupported
// nodes of the tree.
std::string to_verilog(const std::filesystem::path& tree, const std::string& module);

}  // namespace weir::skeleton
