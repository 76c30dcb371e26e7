// The files that make emitted RTL a project: a Verilog top for a block design, a test bench, and the scripts
// and constraints for the tools.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "network/trace.hpp"
#include "rtl/emit.hpp"

namespace weir::rtl {

struct ProjectOptions {
  double clock_mhz = 100;
  std::string fpga_part;
  bool tlast = false;  // outputs have TLAST, high with the last beat of each frame
  // For the test bench: the beats of each network input, sent without stalls, and of each output, as
  // expected, for that many frames. With 0 frames there is no test bench.
  std::int64_t frames = 0;
  std::vector<Beats> inputs;
  std::vector<Beats> outputs;
  std::vector<Cycle> last_cycles;  // of each output's last beat, without stalls; or empty
};

// Returns files for what emit() returns with the same tlast: <name>_top.v, with aclk, aresetn and interface
// attributes; <name>_top.xdc, its clock; package.tcl, which packages it for Vivado; <name>_tb.sv, a test
// bench that checks values and cycles, with weir_bench_*.sv and data/; and a Makefile that runs it under
// Verilator and under Icarus Verilog.
std::vector<EmittedFile> project(const Network& network, const Emitted& emitted,
                                 const ProjectOptions& options);

}  // namespace weir::rtl
