// SystemVerilog as plain Verilog: the tree that Verilator makes of a module and all that it uses, written out
// again for a reader that knows less of the language.
#pragma once

#include <filesystem>
#include <string>

namespace weir::skeleton {

// Of what `verilator --xml-only --flatten` wrote, with `module` as its top. Ports keep their names. What only
// speaks at run time ($display, $readmemh) is left out. Throws ToolFailure on what is not known of the tree,
// with its file and line.
std::string to_verilog(const std::filesystem::path& tree, const std::string& module);

}  // namespace weir::skeleton
