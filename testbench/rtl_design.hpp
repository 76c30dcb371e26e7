// A network's hardware as SystemVerilog sources: our emitted RTL, or a build's own stitched RTL.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "finn/stitch.hpp"
#include "network/network.hpp"
#include "rtl/emit.hpp"

namespace weir::testbench {

// The capacity FIFOs are built with.
enum class Capacity : std::uint8_t {
  kAmple,  // more than their depth, so that a change of depth needs no rebuild
  kExact,  // their depth and no more
};

struct RtlDesign {
  std::string core;  // its top (rtl/emit.hpp)
  std::vector<rtl::EmittedFile> sources;
  std::vector<finn::StitchedBlock> blocks;  // of a build's own RTL
  std::filesystem::path images;             // folder of memory images
  std::vector<std::string> flags;           // for Verilator
  std::vector<std::string> notes;           // what a user has to know about other RTL
  std::vector<int> assumed;                 // streams whose cycles rest on assumptions about a vendor's cell
};

// Throws BadInput on what RTL cannot express.
RtlDesign rtl_design(const Network& network, bool border_fifos, Capacity capacity);

}  // namespace weir::testbench
