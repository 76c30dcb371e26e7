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
  // The beats of all frames of each network input and output, which become files of data/: to run on, and to
  // compare with. Empty if there are none.
  std::vector<Beats> inputs = {};
  std::vector<Beats> outputs = {};
};

// Writes <top>.hpp, <top>.cpp, <top>_params.hpp, <top>_tb.cpp, <top>.tcl, a Makefile, data/, and the library
// in hls/ (its shim of the vendor's headers in hls/shim/). The Makefile compiles them with g++ and runs the
// test bench with a folder and a number of frames. The test bench reads <stream>.in in that folder for every
// network input, and writes <stream>.out for every stream (hls/csim.hpp has the format). It compares outputs
// with <stream>.expected if that file exists. Its exit status is 0 on success, 1 on an underrun, a leftover
// or a wrong beat, with a message that names the stream, and 2 on wrong arguments. emit() reads the library
// from the folder in the environment variable WEIR_HLS_DIR, or else from hls in share_folder(), and throws
// ToolFailure if it is not there.
Emitted emit(const Network& network, const Project& project = {});

}  // namespace weir::hls
