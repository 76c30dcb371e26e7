// The names in a user's RTL must differ from those of the files and modules that Weir puts beside it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "network/network.hpp"

namespace weir::rtl {

// The modules, interfaces, packages, programs and primitives that a Verilog text declares, in its order.
std::vector<std::string> declared_names(std::string_view text);

// Throws BadInput, with the place of the block, if a file of a user's RTL, or anything declared in it, has
// the name of one of the network's modules: its name with one of `suffixes`. The same holds for every name
// that begins with weir_, as those of the library do. Names that differ in case alone are the same here.
void check_block_names(const Network& network, const std::vector<std::string>& suffixes);

}  // namespace weir::rtl
