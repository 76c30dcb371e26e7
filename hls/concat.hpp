// Joins streams channel by channel.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/operand.hpp"
#include "hls/parts.hpp"

namespace weir {
namespace hls {

// Converts a beat of Lanes elements to another type with the same values.
template <int Lanes, class From, class To>
struct Conversion {
  static ap_uint<Lanes * To::kBits> of(const ap_uint<Lanes * From::kBits>& beat) {
#pragma HLS INLINE
    ap_uint<Lanes* To::kBits> result = 0;
  lanes:
    for (int i = 0; i < Lanes; ++i) {
#pragma HLS UNROLL
      result.range((i + 1) * To::kBits - 1, i * To::kBits) =
          typename To::Code(From::decode(lane<From::kBits>(beat, i)));
    }
    return result;
  }
};

template <int Lanes, class Type>
struct Conversion<Lanes, Type, Type> {
  static ap_uint<Lanes * Type::kBits> of(const ap_uint<Lanes * Type::kBits>& beat) {
#pragma HLS INLINE
    return beat;
  }
};

// Reads a beat from one of several streams, whose elements have the given types, and converts its elements to
// To.
template <int Lanes, class To, class First, class... More>
struct Joined {
  // Reads a beat from the stream with the given index.
  template <class... Streams>
  static ap_uint<Lanes * To::kBits> read(int index, ::hls::stream<ap_uint<Lanes * First::kBits> >& first,
                                         Streams&... more) {
#pragma HLS INLINE
    if (index == 0) return Conversion<Lanes, First, To>::of(first.read());
    return Joined<Lanes, To, More...>::read(index - 1, more...);
  }
};

template <int Lanes, class To, class Last>
struct Joined<Lanes, To, Last> {
  static ap_uint<Lanes * To::kBits> read(int /*index*/, ::hls::stream<ap_uint<Lanes * Last::kBits> >& last) {
#pragma HLS INLINE
    return Conversion<Lanes, Last, To>::of(last.read());
  }
};

// Every iteration reads a beat of pe elements from the input whose channels are next, and writes them as
// elements of type Output. Channels: the Parts, one for each input. Elements: the inputs' element types.
template <class Channels, int Pixels, class Output, class... Elements>
void concat(::hls::stream<ap_uint<Channels::kPe * Output::kBits> >& out, unsigned frames,
            ::hls::stream<ap_uint<Channels::kPe * Elements::kBits> >&... ins) {
  static_assert(sizeof...(Elements) == Channels::kCount, "each input is a part");
  Channels channels;
concat_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  concat_pixels:
    for (int pixel = 0; pixel < Pixels; ++pixel) {
    concat_beats:
      for (int beat = 0; beat < Channels::kBeats; ++beat) {
#pragma HLS PIPELINE II = 1  // trip count: frames * Pixels * (sum of all channels / pe)
        out.write(Joined<Channels::kPe, Output, Elements...>::read(channels.part(), ins...));
        channels.next();
      }
    }
  }
}

}  // namespace hls
}  // namespace weir
