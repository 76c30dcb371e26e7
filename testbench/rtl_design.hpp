// A network's hardware as sources of SystemVerilog: ours as it is emitted, or a build's own as it is
// stitched.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "finn/stitch.hpp"
#include "network/network.hpp"
#include "rtl/emit.hpp"

namespace weir::testbench {

// What FIFOs are built for.
enum class Capacity : std::uint8_t {
  kAmple,  // more than their depth, so that a change of depth rebuilds nothing
  kExact,  // their depth and no more
};

struct RtlDesign {
  std::string core;  // its top (rtl/emit.hpp)
  std::vector<rtl::EmittedFile> sources;
  std::vector<finn::StitchedBlock> blocks;  // of a build's own RTL
  std::filesystem::path images;             // folder of memory images
  std::vector<std::string> flags;           // for Verilator
  std::vector<std::string> notes;           // what a user has to know of others' RTL
  std::vector<int> assumed;                 // streams whose cycles rest on what is assumed of a vendor's cell
};

// Throws BadInput on what RTL cannot express.
RtlDesign rtl_design(const Network& network, bool border_fifos, Capacity capacity);

}  // namespace weir::testbench
