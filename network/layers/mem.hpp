// Memory to stream, or stream to memory: passes beats with the latency and bandwidth of a memory.
#pragma once

#include "network/stream_type.hpp"

namespace weir {

// A frame is one transaction. It begins when its first beat arrives, and that beat passes `latency` cycles
// later. The other beats follow every `cycles_per_beat` cycles, with `burst_gap` extra cycles after every
// `burst` beats. `mem_in` follows a network input, `mem_out` precedes a network output; the other side is the
// memory.
struct Mem {
  static constexpr const char* kKind = "mem";
  static constexpr const char* kForms[] = {"mem_in", "mem_out"};
  [[nodiscard]] const char* form() const { return kForms[out ? 1 : 0]; }

  bool out = false;  // a mem_out
  std::int64_t latency = 0;
  std::int64_t cycles_per_beat = 1;
  std::int64_t burst = 0;  // beats; 0: a whole frame
  std::int64_t burst_gap = 0;
  StreamType stream;

  [[nodiscard]] DataType output() const { return stream.element; }
  // Derives the members that depend on the input stream.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return 0; }
  [[nodiscard]] Shape output_shape(const Shape& shape) const { return shape; }
  [[nodiscard]] std::int64_t output_bits() const { return stream.width_bits; }
  [[nodiscard]] std::int64_t beats() const {
    return elements_of(stream.shape) * stream.element.bits / stream.width_bits;
  }
  // The least cycles per frame: transactions do not overlap.
  [[nodiscard]] std::int64_t trip_count() const {
    return latency + 1 + (beats() - 1) * cycles_per_beat + (beats() - 1) / burst * burst_gap;
  }

  friend bool operator==(const Mem&, const Mem&) = default;
};

void check(Mem& mem);

}  // namespace weir
