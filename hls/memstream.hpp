// Streams a memory repeatedly: `Passes` times per frame.
#pragma once

#include <hls_stream.h>

#include "hls/memory.hpp"

namespace weir {
namespace hls {

template <int Bits, int Depth, int Passes, int Words>
void memstream(const std::uint64_t (&memory)[Depth][Words], ::hls::stream<ap_uint<Bits> >& out,
               unsigned frames) {
  static_assert(Passes >= 1, "a frame takes at least one pass");
memstream_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  memstream_passes:
    for (int pass = 0; pass < Passes; ++pass) {
    memstream_beats:
      for (int address = 0; address < Depth; ++address) {
#pragma HLS PIPELINE II = 1  // trip count: frames * Passes * Depth
        out.write(memory_beat<Bits>(memory, address));
      }
    }
  }
}

}  // namespace hls
}  // namespace weir
