// What several kinds' files have in common.
#pragma once

#include <algorithm>
#include <numeric>
#include <string>

#include "regress/kinds.hpp"

namespace weir::regress {

bool is_map(const Source& source);
bool is_plain(const Source& source);
bool is_plain_map(const Source& source);
bool is_depthwise(const Source& source);
bool multiplies(const Source& source);
std::int64_t channels_of(const Source& source);
// A pair of numbers over a map: one number where one will do, else a list.
std::string extent(const Extent& extent, const FeatureMap& map);
// Windows that a pooling entry states itself, and their keys: stride, pads and ceil now and then.
struct PoolWindowKeys {
  Extent kernel;
  std::string keys;
};
PoolWindowKeys pool_windows(const FeatureMap& map, Dice& dice);
// Of sums in so many rows: thresholds and an output type, or neither.
std::string activation(std::int64_t rows, bool required, Dice& dice);
// Weights, thresholds, output and accumulator of sums of so many products.
std::string products(const DataType& input, std::int64_t rows, std::int64_t terms, const std::string& memory,
                     Dice& dice);
std::string memory(std::int64_t weights, std::int64_t a_cycle, Dice& dice);
std::int64_t rows(Dice& dice);

template <class Unit>
void hit_products(Hits& hit, const std::string& kind, const Unit& unit) {
  hit(kind + ".weights x input", {type_kind(unit.weight), type_kind(unit.input)});
  hit(kind + ".weight bits", {class_of(unit.weight.bits, kBits)});
  hit(kind + ".input x bits", {type_kind(unit.input), class_of(unit.input.bits, kBits)});
  hit(kind + ".output", {unit.thresholds ? type_kind(unit.thresholds->output) : "accumulators"});
  if (unit.thresholds) hit(kind + ".steps", {class_of(unit.thresholds->steps(), kSteps)});
  hit(kind + ".sum bits x thresholds",
      {class_of(unit.accumulator.bits, kWide), yes_no(unit.thresholds.has_value())});
  hit(kind + ".weights streamed x thresholds",
      {yes_no(unit.weights_streamed), yes_no(unit.thresholds.has_value())});
  if (!unit.weights_streamed) return;
  const std::int64_t used = unit.pe * unit.simd;
  const std::int64_t beat = unit.memory_elements == 0 ? used : unit.memory_elements;
  const std::string width = beat == used ? "as used" : beat < used ? "narrower" : "wider";
  hit(kind + ".memory x its cycles", {width, class_of(unit.memory_cycles, {1, 2})});
}

// Of a concat or a split.
template <class Layer>
void hit_parts(Hits& hit, const std::string& kind, const Layer& layer) {
  const auto& channels = layer.channels;
  const std::int64_t common = std::accumulate(channels.begin(), channels.end(), std::int64_t{0},
                                              std::gcd<std::int64_t, std::int64_t>);
  const bool alike = std::ranges::all_of(channels, [&](std::int64_t each) { return each == channels[0]; });
  hit(kind + ".streams x alike",
      {class_of(static_cast<std::int64_t>(channels.size()), kCounts), yes_no(alike)});
  hit(kind + ".pe", {folding(layer.pe, common)});
}

}  // namespace weir::regress
