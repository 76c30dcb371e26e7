// Splits a stream's channels into several streams.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/parts.hpp"

namespace weir {
namespace hls {

// Every iteration reads a beat of pe elements and writes it to the output whose channels are next. Channels:
// the Parts, one for each output. All streams have the input's type.
template <class Channels, int Pixels, int Bits, class... Outputs>
void split(::hls::stream<ap_uint<Channels::kPe * Bits> >& in, unsigned frames, Outputs&... outs) {
  static_assert(sizeof...(Outputs) == Channels::kCount, "each output is a part");
  Channels channels;
split_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  split_pixels:
    for (int pixel = 0; pixel < Pixels; ++pixel) {
    split_beats:
      for (int beat = 0; beat < Channels::kBeats; ++beat) {
#pragma HLS PIPELINE II = 1  // trip count: frames * Pixels * (sum of all channels / pe)
        write_to(channels.part(), in.read(), outs...);
        channels.next();
      }
    }
  }
}

}  // namespace hls
}  // namespace weir
