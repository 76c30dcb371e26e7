// The channels of a pixel, divided into consecutive parts. The templates that join and split streams share
// this.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/operand.hpp"

namespace weir {
namespace hls {

template <int... Numbers>
constexpr int sum_of() {
  constexpr int kNumbers[] = {Numbers...};
  int sum = 0;
  for (int i = 0; i < static_cast<int>(sizeof...(Numbers)); ++i) sum += kNumbers[i];
  return sum;
}

// Steps through a pixel's beats of Pe channels, pixel after pixel. Channels: the number of channels in each
// part.
template <int Pe, int... Channels>
class Parts {
 public:
  static constexpr int kPe = Pe;
  static constexpr int kCount = sizeof...(Channels);
  static constexpr int kBeats = sum_of<(Channels / Pe)...>();  // in a pixel
  static_assert(kCount >= 2, "there are at least two parts");
  static_assert(sum_of<(Channels % Pe)...>() == 0, "pe divides the channels of each part");

  // The current beat's part.
  int part() const {
#pragma HLS INLINE
    return part_.to_int();
  }
  void next() {
#pragma HLS INLINE
    const int folds[kCount] = {Channels / Pe...};
    if (fold_ == folds[part_.to_int()] - 1) {
      fold_ = 0;
      part_ = part_ == kCount - 1 ? 0 : part_.to_int() + 1;
    } else {
      fold_ = fold_.to_int() + 1;
    }
  }

 private:
  ap_uint<bits_for(kCount - 1)> part_ = 0;
  ap_uint<bits_for(kBeats)> fold_ = 0;  // within the part
};

// Writes a beat to the stream with the given index.
template <int Width>
void write_to(int /*index*/, const ap_uint<Width>& beat, ::hls::stream<ap_uint<Width> >& last) {
#pragma HLS INLINE
  last.write(beat);
}

template <int Width, class... More>
void write_to(int index, const ap_uint<Width>& beat, ::hls::stream<ap_uint<Width> >& first, More&... more) {
#pragma HLS INLINE
  if (index == 0) {
    first.write(beat);
  } else {
    write_to(index - 1, beat, more...);
  }
}

}  // namespace hls
}  // namespace weir
