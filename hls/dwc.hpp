// Data width converter, at any ratio: a shift buffer.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include <cstdint>

#include "hls/operand.hpp"

namespace weir {
namespace hls {

// A frame of FrameBits bits, cut into beats. The last beat holds the remaining bits, with padding above them.
template <int Bits, std::int64_t FrameBits>
struct BeatsOf {
  static constexpr std::int64_t kCount = (FrameBits + Bits - 1) / Bits;
  static constexpr std::int64_t kBeforeLast = (kCount - 1) * Bits;
  static constexpr int kLastBits = static_cast<int>(FrameBits - kBeforeLast);
};

// Reads a beat if fewer bits are held than the frame's next output beat needs, and writes that beat if enough
// are held then. The first input bit is the lowest bit of the first output beat. Padding of an input beat is
// dropped; an output beat is padded with zeros.
template <int InBits, int OutBits, std::int64_t FrameBits>
void dwc(::hls::stream<ap_uint<InBits> >& in, ::hls::stream<ap_uint<OutBits> >& out, unsigned frames) {
  static_assert(InBits >= 1 && OutBits >= 1, "a beat has at least one bit");
  static_assert(FrameBits >= 1, "a frame has at least one bit");
  using In = BeatsOf<InBits, FrameBits>;
  using Out = BeatsOf<OutBits, FrameBits>;
  constexpr bool kWidening = InBits < OutBits;
  // The last input beat may complete the last two output beats, each of which takes an iteration.
  constexpr bool kCompletesTwo = kWidening && Out::kBeforeLast > In::kBeforeLast;
  constexpr std::int64_t kIterations = kWidening ? In::kCount + (kCompletesTwo ? 1 : 0) : Out::kCount;
  constexpr bool kAlwaysReads = kWidening && !kCompletesTwo;
  constexpr int kBufferBits = InBits + OutBits - 1;  // a read adds to at most OutBits - 1 bits

  ap_uint<kBufferBits> buffer = 0;
  ap_uint<bits_for(kBufferBits)> held = 0;
dwc_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
    std::int64_t read = 0;  // beats of the frame
    std::int64_t written = 0;
  dwc_beats:
    for (std::int64_t i = 0; i < kIterations; ++i) {
#pragma HLS PIPELINE II = 1  // trip count: frames * kIterations
      const int wanted = written == Out::kCount - 1 ? Out::kLastBits : OutBits;
      if (kAlwaysReads || held.to_int() < wanted) {
        const bool last = read == In::kCount - 1;
        ap_uint<InBits> beat = in.read();
        if (last) beat = ap_uint<In::kLastBits>(beat);
        buffer |= ap_uint<kBufferBits>(beat) << held.to_int();
        held += last ? In::kLastBits : InBits;
        ++read;
      }
      if (!kWidening || held.to_int() >= wanted) {
        out.write(buffer.range(OutBits - 1, 0));
        buffer >>= OutBits;
        held -= wanted;
        ++written;
      }
    }
  }
}

}  // namespace hls
}  // namespace weir
