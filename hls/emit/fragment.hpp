// What a layer adds to the emitted files: a call of its kind's function, and the memories that it reads. Each
// kind tells its own, in hls/emit/<kind>.cpp.
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
  std::vector<std::string> partitions;  // ARRAY_PARTITION pragmas of theirs, one beat a cycle
  std::string call;                     // with all its arguments
  std::int64_t widest_bits = 0;         // of integers that are not streams' beats
};

using Names = std::vector<std::string>;

// Of each kind. `name` is the layer's, `in` and `out` are its streams' names.
#define WEIR_DECLARE(Kind) \
  Fragment fragment(const Kind& kind, const std::string& name, const Names& in, const Names& out);
WEIR_KINDS(WEIR_DECLARE)
#undef WEIR_DECLARE
Fragment fragment(const Layer& layer, const Names& in, const Names& out);

// The library's types.
std::string type_of(const DataType& type);
std::string type_of(const Extent& extent);
std::string parts_of(std::int64_t pe, const std::vector<std::int64_t>& channels);

std::uint64_t code_of(std::int32_t value, const DataType& type);

// A memory of one row of 64-bit words for every `per_beat` elements, first element lowest.
std::string beat_memory(const std::string& name, std::span<const std::int32_t> elements, const DataType& type,
                        std::int64_t per_beat);

// A memory [folds][pe] of numbers, one a channel.
std::string parameter_memory(const std::string& name, const Tensor& parameters, std::int64_t pe);

// Adds a layer's thresholds, if it has any; returns the argument that stands for them.
std::string add_thresholds(Fragment& f, const std::optional<Thresholds>& thresholds, const std::string& layer,
                           std::int64_t pe);

// Of an mvtu or a vvtu: a row for each of its iterations over the weights.
template <class Unit>
std::string weight_memory(const std::string& name, const Unit& unit) {
  return beat_memory(name, weights_in_stream_order(unit.weights, unit.pe, unit.simd).values, unit.weight,
                     unit.pe * unit.simd);
}

}  // namespace weir::hls
