// A memory of beats.
#pragma once

#include <ap_int.h>

#include <cstdint>

namespace weir {
namespace hls {

// Beat `address` of a memory of 64-bit words, least significant word first: constants of plain integers cost
// neither compile time nor start-up time. ARRAY_PARTITION dim=2 complete makes it one wide memory.
template <int Bits, int Depth, int Words>
ap_uint<Bits> memory_beat(const std::uint64_t (&memory)[Depth][Words], int address) {
#pragma HLS INLINE
  static_assert(Words == (Bits + 63) / 64, "a beat is ceil(bits / 64) words");
  ap_uint<Bits> beat = 0;
words:
  for (int w = 0; w < Words; ++w) {
#pragma HLS UNROLL
    const int hi = 64 * w + 63 < Bits ? 64 * w + 63 : Bits - 1;
    beat.range(hi, 64 * w) = ap_uint<64>(memory[address][w]);
  }
  return beat;
}

}  // namespace hls
}  // namespace weir
