#include "testbench/packing.hpp"

#include <algorithm>

namespace weir::testbench {

namespace {

bool bit_of(const Beats& beats, std::int64_t beat, std::int64_t bit) {
  return ((beats.beat(beat)[bit / 64] >> (bit % 64)) & 1U) != 0;
}

}  // namespace

void append_frame(Beats& beats, const Stream& stream, const Tensor& tensor) {
  const std::int64_t first_beat = beats.size();
  beats.words.resize(static_cast<std::size_t>((first_beat + stream.beats_per_frame) * beats.words_per_beat));
  std::int64_t position = 0;  // of the next bit, within the frame
  for (const std::int64_t value : tensor.values) {
    const bool bipolar = stream.element.kind == DataType::Kind::kBipolar;
    const auto code = bipolar ? std::uint64_t{value > 0} : static_cast<std::uint64_t>(value);
    for (int bit = 0; bit < stream.element.bits; ++bit, ++position) {
      if (((code >> bit) & 1U) == 0) continue;
      const std::int64_t beat = first_beat + position / stream.width_bits;
      const std::int64_t in_beat = position % stream.width_bits;
      beats.words[static_cast<std::size_t>(beat * beats.words_per_beat + in_beat / 64)] |= std::uint64_t{1}
                                                                                           << (in_beat % 64);
    }
  }
}

std::int64_t element_of(const Beats& beats, const Stream& stream, std::int64_t frame, std::int64_t element) {
  std::int64_t value = 0;
  for (int bit = 0; bit < stream.element.bits; ++bit) {
    const std::int64_t position = element * stream.element.bits + bit;
    const std::int64_t beat = frame * stream.beats_per_frame + position / stream.width_bits;
    if (!bit_of(beats, beat, position % stream.width_bits)) continue;
    const bool negative = bit == stream.element.bits - 1 && stream.element.min() < 0;
    value += (std::int64_t{1} << bit) * (negative ? -1 : 1);
  }
  if (stream.element.kind == DataType::Kind::kBipolar) return value == 0 ? -1 : 1;
  return value;
}

Tensor frame_of(const Beats& beats, const Stream& stream, std::int64_t frame) {
  Tensor tensor(stream.shape);
  for (std::int64_t i = 0; i < tensor.size(); ++i) {
    tensor.values[static_cast<std::size_t>(i)] = element_of(beats, stream, frame, i);
  }
  return tensor;
}

Tensor frames_of(const Beats& beats, const Stream& stream, std::int64_t frames) {
  Shape shape = stream.shape;
  shape.insert(shape.begin(), frames);
  Tensor tensor(shape);
  auto next = tensor.values.begin();
  for (std::int64_t frame = 0; frame < frames; ++frame)
    next = std::ranges::copy(frame_of(beats, stream, frame).values, next).out;
  return tensor;
}

}  // namespace weir::testbench
