// Where the files lie that Weir needs while it runs: its RTL and HLS libraries, and what is compiled beside
// them.
#pragma once

#include <filesystem>

namespace weir {

// share/weir beside the folder of the running program: <prefix>/share/weir of an installed command, and links
// to the sources in a build folder. It is found from the program, so a prefix may be moved.
std::filesystem::path share_folder();

}  // namespace weir
