// Duplicates a stream.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

namespace weir {
namespace hls {

template <int Width>
void write_to_all(const ap_uint<Width>& /*beat*/) {
#pragma HLS INLINE
}

template <int Width, class... More>
void write_to_all(const ap_uint<Width>& beat, ::hls::stream<ap_uint<Width> >& out, More&... more) {
#pragma HLS INLINE
  out.write(beat);
  write_to_all(beat, more...);
}

// Every iteration reads a beat and writes it to all outputs, which have the type of the input stream.
template <int Beats, int Width, class... Outputs>
void fork(::hls::stream<ap_uint<Width> >& in, unsigned frames, Outputs&... outs) {
  static_assert(sizeof...(Outputs) >= 2, "a fork has at least two outputs");
fork_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  fork_beats:
    for (int beat = 0; beat < Beats; ++beat) {
#pragma HLS PIPELINE II = 1  // trip count: frames * Beats
      write_to_all(in.read(), outs...);
    }
  }
}

}  // namespace hls
}  // namespace weir
