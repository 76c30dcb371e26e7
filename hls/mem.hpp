// Memory to stream, or stream to memory: passes beats. The memory's latency and bandwidth do not affect
// values.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

namespace weir {
namespace hls {

// Every iteration reads a beat and writes it.
template <int Beats, int Width>
void mem(::hls::stream<ap_uint<Width> >& in, ::hls::stream<ap_uint<Width> >& out, unsigned frames) {
mem_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  mem_beats:
    for (int beat = 0; beat < Beats; ++beat) {
#pragma HLS PIPELINE II = 1  // trip count: frames * Beats
      out.write(in.read());
    }
  }
}

}  // namespace hls
}  // namespace weir
