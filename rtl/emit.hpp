// Writes a network as SystemVerilog: an instrumented core, a clean top, and the memory images of its
// parameters.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "network/network.hpp"

namespace weir::rtl {

struct EmitOptions {
  bool border_fifos = true;  // false: streams at the network's border have no FIFO here, as the part is
                             // one piece of a larger pipeline
  // If not 0, each FIFO is built for more than its depth: the next power of two, and min_capacity at least.
  std::int64_t min_capacity = 0;
  bool parameters = true;  // memory images, too
  bool tlast = false;      // the top's outputs have TLAST, high with the last beat of each frame
};

struct EmittedFile {
  std::string name;  // without a folder
  std::string text;
};

struct Emitted {
  std::string core;  // name of the instrumented module: gates, depths at run time, probes (see docs/rtl.md)
  std::string top;   // name of the module for users: AXI-Stream ports alone
  std::vector<EmittedFile> sources;  // the library, the core, the top, and filelist.f, which names them all
  std::vector<EmittedFile> images;   // memory_images, if wanted
};

// Throws BadInput on what RTL cannot express, including other hardware; ToolFailure if the library folder
// cannot be read.
Emitted emit(const Network& network, const EmitOptions& options);

// The library's folder: the environment's WEIR_RTL_DIR, else rtl of share_folder().
std::filesystem::path library_folder();
// The text of one of its modules. Throws ToolFailure.
std::string library_source(std::string_view module);

// A data port of AXI-Stream has whole bytes.
std::int64_t padded_to_bytes(std::int64_t bits);
// The signal prefix of a border stream, as an input or an output of the network.
std::string axis_name(const Stream& stream, bool in);
// The activity of a layer in other RTL, which does not report it: busy in cycles in which it moves a beat,
// else blocked if it offers one.
std::string activity_text(const Network& network, std::size_t layer);
// Port declarations of a network's core.
std::vector<std::string> core_ports(const Network& network);

// Whether a file is compiled by itself, and not included by others.
bool is_source(const std::string& file);
// Whether it is one that sources include.
bool is_header(const std::string& file);

// The weights, thresholds and contents of every layer, as $readmemh reads them. They are read at run time and
// are no part of a build.
std::vector<EmittedFile> memory_images(const Network& network);

}  // namespace weir::rtl
