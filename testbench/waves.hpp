// Waves of every stream: handshakes, data and FIFO occupancy, for GTKWave.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "network/network.hpp"
#include "network/trace.hpp"
#include "network/traffic.hpp"

namespace weir::testbench {

// The handshakes implied by a model's trace (recorded with `offered` and `wanted`) and the traffic.
Waves waves_of(const Network& network, const Traffic& traffic, const Trace& trace);

// The first and last cycle of a wave file.
struct WaveWindow {
  Cycle from = 0;
  Cycle to = INT64_MAX;
};

// Checks in advance whether write_waves can write to `path`. Throws BadInput or ToolFailure as it would.
void check_wave_path(const std::filesystem::path& path);

// Writes a VCD, or an FST if the path says so (through vcd2fst: ToolFailure if it is missing), and beside it
// a GTKWave save file
// (<stem>.gtkw) that opens every stream grouped by layer, with occupancies drawn as steps. Scope <engine>:
// clk, cycle, frames_in (begun), frames_out (complete). Scope <engine>.<stream>: clk, push_valid, push_ready,
// push_data, pop_valid, pop_ready, pop_data, occupancy. Scope <engine>.layers.<layer>: frame, the number of
// the frame that the first output's next beat belongs to; and state, a text, as the layer's ports show it:
// busy if a beat moves at one of them, else blocked if an offered beat is not taken, else starved if a beat
// is wanted that is not there, else busy. One cycle lasts one clock period of `clock_mhz`; the rising edge
// stands in its middle. Written under a temporary name and renamed. Throws BadInput if the path cannot be
// written.
void write_waves(const std::filesystem::path& path, const Network& network, const Trace& trace,
                 const Waves& waves, double clock_mhz, const WaveWindow& window = {});

}  // namespace weir::testbench
