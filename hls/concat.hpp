// Joins streams channel by channel.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/parts.hpp"

namespace weir {
namespace hls {

// Every iteration reads a beat of pe elements from the input whose part of the pixel is at hand, and writes
// it. Channels is the Parts that come from the inputs, which are streams as the output is.
template <class Channels, int Pixels, int Bits, class... Inputs>
void concat(::hls::stream<ap_uint<Channels::kPe * Bits> >& out, unsigned frames, Inputs&... ins) {
  static_assert(sizeof...(Inputs) == Channels::kCount, "each input is a part");
  Channels channels;
concat_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  concat_pixels:
    for (int pixel = 0; pixel < Pixels; ++pixel) {
    concat_beats:
      for (int beat = 0; beat < Channels::kBeats; ++beat) {
#pragma HLS PIPELINE II = 1  // trip count: frames * Pixels * (sum of all channels / pe)
        out.write(read_from(channels.part(), ins...));
        channels.next();
      }
    }
  }
}

}  // namespace hls
}  // namespace weir
