// Majority vote over triplicated channels, with a report of faults.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/operand.hpp"

namespace weir {
namespace hls {

// The first channels of the triplets, in ascending order and without overlaps.
template <int... First>
struct Triplets {
  static constexpr int kCount = sizeof...(First);

  // The number of triplets that begin at channel `from` or later, and below `to`.
  static constexpr int between(int from, int to) {
    constexpr int kFirst[] = {First...};
    int count = 0;
    for (int t = 0; t < kCount; ++t) count += kFirst[t] >= from && kFirst[t] < to ? 1 : 0;
    return count;
  }
};

// Every iteration reads a beat with all channels of a pixel and writes one. In it a single channel replaces
// each triplet, in the place of its first channel: the value that at least two of the three have, or the
// first one's. A frame's last iteration also writes to `found`. Bit 0: in some triplet one channel differed
// from the other two. Bit 1: some triplet had three different values.
template <class Triplicated, int Channels, int Pixels, int Bits>
void tmr_check(::hls::stream<ap_uint<Channels * Bits> >& in,
               ::hls::stream<ap_uint<(Channels - 2 * Triplicated::kCount) * Bits> >& out,
               ::hls::stream<ap_uint<2> >& found, unsigned frames) {
  static_assert(Triplicated::kCount >= 1, "there is at least one triplet");
  static_assert(Triplicated::between(0, Channels - 2) == Triplicated::kCount, "triplets are of the channels");
  static_assert(Pixels >= 1, "a frame has at least one pixel");
  using InputBeat = ap_uint<Channels * Bits>;
  using OutputBeat = ap_uint<(Channels - 2 * Triplicated::kCount) * Bits>;
  using Code = ap_uint<Bits>;

  ap_uint<2> seen = 0;
tmr_check_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  tmr_check_pixels:
    for (int pixel = 0; pixel < Pixels; ++pixel) {
#pragma HLS PIPELINE II = 1  // trip count: frames * Pixels
      if (pixel == 0) seen = 0;
      const InputBeat inputs = in.read();
      OutputBeat outputs = 0;
    tmr_check_channels:
      for (int c = 0; c < Channels; ++c) {
#pragma HLS UNROLL
        if (Triplicated::between(c - 2, c) == 0) {  // neither second nor third of a triplet
          Code code = lane<Bits>(inputs, c);
          if (Triplicated::between(c, c + 1) != 0) {
            const Code second = lane<Bits>(inputs, c + 1);
            const Code third = lane<Bits>(inputs, c + 2);
            const bool all_agree = code == second && second == third;
            const bool none_agree = code != second && second != third && third != code;
            if (none_agree) {
              seen |= ap_uint<2>(2);
            } else if (!all_agree) {
              seen |= ap_uint<2>(1);
            }
            if (second == third) code = second;
          }
          const int place = c - 2 * Triplicated::between(0, c);
          outputs.range((place + 1) * Bits - 1, place * Bits) = code;
        }
      }
      out.write(outputs);
      if (pixel == Pixels - 1) found.write(seen);
    }
  }
}

}  // namespace hls
}  // namespace weir
