// The location of the files that Weir needs at run time: its RTL and HLS libraries and the sources compiled
// with them.
#pragma once

#include <filesystem>

namespace weir {

// share/weir beside the folder of the running program: <prefix>/share/weir of an installed command, and links
// to the sources in a build folder. The path is relative to the program, so a prefix may be moved.
std::filesystem::path share_folder();

}  // namespace weir
