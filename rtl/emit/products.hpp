// Shared by mvtu and vvtu.
#pragma once

#include "network/error.hpp"
#include "rtl/emit/instance.hpp"

namespace weir::rtl {

// Sets all parameters except the names of the sizes and the source of the weights.
template <class Unit>
void set_products(Instance& out, const Unit& unit) {
  if (!unit.thresholds && kind_of(unit.accumulator) == 2) {
    throw BadInput(out.layer() + ".accumulator", unit.accumulator.name(),
                   "an integer type, as accumulators go out");
  }
  out.set("Pe", unit.pe);
  out.set("Simd", unit.simd);
  out.set("InputBits", unit.input.bits);
  out.set("InputKind", kind_of(unit.input));
  out.set("WeightBits", unit.weight.bits);
  out.set("WeightKind", kind_of(unit.weight));
  out.set("AccBits", signed_bits(unit.accumulator));
  out.set("OutBits", unit.output().bits);
  if (unit.thresholds) out.set(*unit.thresholds, unit.pe, unit.accumulator);
}

// The weights are streamed, or in a memory with a word for each of the unit's iterations over them.
template <class Unit>
void set_weights(Instance& out, const Unit& unit) {
  out.inputs = {"in", "weights"};
  if (unit.weights_streamed) {
    out.set("WeightsStreamed", 1);
    return;
  }
  out.memory("WeightFile", "weights", [&unit] {
    return image(weights_in_stream_order(unit.weights, unit.pe, unit.simd), unit.weight, unit.pe * unit.simd);
  });
}

}  // namespace weir::rtl
