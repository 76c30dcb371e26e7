// Writes a network as a C++ top function, parameters, test bench and vendor script, with the library beside
// them: a folder that stands alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "network/trace.hpp"

namespace weir::hls {

struct EmittedFile {
  std::string name;  // path within the folder, with "/"
  std::string text;
};

struct Emitted {
  std::string top;  // name of the top function, and stem of the files
  std::vector<EmittedFile> files;
};

// Settings of an emitted folder's scripts.
struct Project {
  double clock_mhz = 100;
  std::string fpga_part;
  std::int64_t frames = 1;
  // All frames' beats of each network input and output: files of data/, to run on and to compare with. Empty:
  // there are none.
  std::vector<Beats> inputs = {};
  std::vector<Beats> outputs = {};
};

// Files <top>.hpp, <top>.cpp, <top>_params.hpp, <top>_tb.cpp, <top>.tcl, Makefile, data/, and the library in
// hls/ (its shim of the vendor's headers in hls/shim/). The Makefile compiles them with g++ and runs the test
// bench with a folder and a number of frames: it reads <stream>.in there for every network input, writes
// <stream>.out for every stream (hls/csim.hpp has the format), and compares those of outputs with
// <stream>.expected where that is there; 0 if all went well, 1 with a message naming the stream on underrun,
// leftover or another beat, 2 on wrong arguments. Reads the library from WEIR_HLS_DIR of the
// environment, or else from hls of share_folder(); throws ToolFailure if it is not there.
Emitted emit(const Network& network, const Project& project = {});

}  // namespace weir::hls
