// A layer's share of the emitted files: a call of its kind's function, and the memories that it reads. Each
// kind defines its own, in hls/emit/<kind>.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "network/network.hpp"

namespace weir::hls {

struct Fragment {
  std::string memories;                 // definitions of constant arrays
  std::vector<std::string> partitions;  // ARRAY_PARTITION pragmas for them, for one beat a cycle
  std::string call;                     // with all its arguments
  std::int64_t widest_bits = 0;         // of integers other than the streams' beats
};

using Names = std::vector<std::string>;

// Each kind defines this. `name` is the layer's name, `in` and `out` are its streams' names.
#define WEIR_DECLARE(Kind) \
  Fragment fragment(const Kind& kind, const std::string& name, const Names& in, const Names& out);
WEIR_KINDS(WEIR_DECLARE)
#undef WEIR_DECLARE
Fragment fragment(const Layer& layer, const Names& in, const Names& out);

// The library's name for a type.
std::string type_of(const DataType& type);
std::string type_of(const Extent& extent);
// The type of the output after the thresholds, if there are any.
std::string output_type(const DataType& output, const std::optional<Thresholds>& thresholds);
std::string parts_of(std::int64_t pe, const std::vector<std::int64_t>& channels);

std::uint64_t code_of(std::int64_t value, const DataType& type);

// A memory with a row of 64-bit words for every `per_beat` elements, the first element in the lowest bits.
std::string beat_memory(const std::string& name, std::span<const std::int64_t> elements, const DataType& type,
                        std::int64_t per_beat);

// A memory [folds][pe] of numbers, one for each channel.
std::string parameter_memory(const std::string& name, const Tensor& parameters, std::int64_t pe);

// Adds a layer's thresholds, if it has any. Returns the argument for them.
std::string add_thresholds(Fragment& f, const std::optional<Thresholds>& thresholds, const std::string& layer,
                           std::int64_t pe);

// Adds the weights of an mvtu or a vvtu, unless they are streamed: a row for each of its iterations over
// them. Returns the argument for them.
template <class Unit>
std::string add_weights(Fragment& f, const Unit& unit, const std::string& layer, const Names& in) {
  const std::int64_t an_iteration = unit.pe * unit.simd;
  f.widest_bits = an_iteration * unit.weight.bits;
  if (unit.weights_streamed) return in.at(1);
  const std::string memory = layer + "_Weights";
  f.memories += beat_memory(memory, weights_in_stream_order(unit.weights, unit.pe, unit.simd).values,
                            unit.weight, an_iteration);
  f.partitions.push_back("variable = " + memory + " complete dim = 2");
  return memory;
}

}  // namespace weir::hls
