// Reads a layer's beats of weights, from the layer's own memory or from a stream.
#pragma once

#include <hls_stream.h>

#include "hls/memory.hpp"

namespace weir {
namespace hls {

template <int Bits, int Depth, int Words>
ap_uint<Bits> weight_beat(const std::uint64_t (&memory)[Depth][Words], int address) {
#pragma HLS INLINE
  return memory_beat<Bits>(memory, address);
}

// The next beat of streamed weights. The stream has them in the order of the addresses.
template <int Bits>
ap_uint<Bits> weight_beat(::hls::stream<ap_uint<Bits> >& weights, int /*address*/) {
#pragma HLS INLINE
  return weights.read();
}

}  // namespace hls
}  // namespace weir
