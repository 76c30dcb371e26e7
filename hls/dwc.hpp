// Data width converter, at any ratio: a shift buffer.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include <cstdint>

#include "hls/operand.hpp"

namespace weir {
namespace hls {

// Narrowing: every iteration writes a beat, and reads one first if fewer than OutBits are held. Widening:
// every iteration reads a beat, and writes one if OutBits are then held. The first bit in is the lowest bit
// of the first beat out.
template <int InBits, int OutBits, std::int64_t FrameBits>
void dwc(::hls::stream<ap_uint<InBits> >& in, ::hls::stream<ap_uint<OutBits> >& out, unsigned frames) {
  static_assert(FrameBits % InBits == 0, "a frame is a whole number of input beats");
  static_assert(FrameBits % OutBits == 0, "a frame is a whole number of output beats");
  constexpr bool kWidening = InBits < OutBits;
  constexpr std::int64_t kIterations = FrameBits / (kWidening ? InBits : OutBits);
  constexpr int kBufferBits = InBits + OutBits - 1;  // a read comes on top of at most OutBits - 1

  ap_uint<kBufferBits> buffer = 0;
  ap_uint<bits_for(kBufferBits)> held = 0;
dwc_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  dwc_beats:
    for (std::int64_t i = 0; i < kIterations; ++i) {
#pragma HLS PIPELINE II = 1  // trip count: frames * FrameBits / min(InBits, OutBits)
      if (kWidening || held < OutBits) {
        buffer |= ap_uint<kBufferBits>(in.read()) << held.to_int();
        held += InBits;
      }
      if (!kWidening || held >= OutBits) {
        out.write(buffer.range(OutBits - 1, 0));
        buffer >>= OutBits;
        held -= OutBits;
      }
    }
  }
}

}  // namespace hls
}  // namespace weir
