// Writes a network as a C++ top function, parameters, test bench and vendor script, with the library beside
// them: a folder that stands alone.
#pragma once

#include <string>
#include <vector>

#include "network/network.hpp"

namespace weir::hls {

struct EmittedFile {
  std::string name;  // path within the folder, with "/"
  std::string text;
};

struct Emitted {
  std::string top;  // name of the top function, and stem of the files
  std::vector<EmittedFile> files;
};

// Files <top>.hpp, <top>.cpp, <top>_params.hpp, <top>_tb.cpp, <top>.tcl, and the library in hls/ (its shim of
// the vendor's headers in hls/shim/). Compile with
//   g++ -std=c++14 -O1 -Wno-unknown-pragmas -Wno-unused-label -I. -Ihls/shim <top>.cpp <top>_tb.cpp
// and run with a folder and a number of frames: reads <stream>.in there for every network input, writes
// <stream>.out for every stream (hls/csim.hpp has the format); 0 if all went well, 1 with a message naming
// the stream on underrun or leftover, 2 on wrong arguments. Reads the library from WEIR_HLS_DIR of the
// environment, or else from the source tree; throws ToolFailure if it is not there.
Emitted emit(const Network& network);

}  // namespace weir::hls
