// Embedding table: reads indices, and writes their rows of the table.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/memory.hpp"

namespace weir {
namespace hls {

// Each fold of an index is an iteration, which writes a beat of the index's row; the first one reads the
// index. `table` is a memory [entries * Folds][words], in which the folds of an entry are adjacent.
template <int BeatBits, int Folds, int IndexBits, int Indices, int Depth, int Words>
void lookup(::hls::stream<ap_uint<IndexBits> >& in, const std::uint64_t (&table)[Depth][Words],
            ::hls::stream<ap_uint<BeatBits> >& out, unsigned frames) {
  static_assert(IndexBits < 31 && Depth / Folds >> IndexBits != 0, "the table has an entry for every index");
  static_assert(Depth % Folds == 0, "an entry is a whole number of beats");
  static_assert(Indices >= 1, "a frame has at least one index");
  ap_uint<IndexBits> index = 0;
lookup_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  lookup_indices:
    for (int i = 0; i < Indices; ++i) {
    lookup_folds:
      for (int fold = 0; fold < Folds; ++fold) {
#pragma HLS PIPELINE II = 1  // trip count: frames * Indices * Folds
        if (fold == 0) index = in.read();
        out.write(memory_beat<BeatBits>(table, index.to_int() * Folds + fold));
      }
    }
  }
}

}  // namespace hls
}  // namespace weir
