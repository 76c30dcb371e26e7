// Weights and thresholds of the nodes that have them.
#pragma once

#include <optional>
#include <string>

#include "import/step.hpp"

namespace weir::importer {

// Whether weights are streamed from a memory beside the layer, as the node's mem_mode says; `fallback` is its
// generation's default.
bool streams_weights(Step& step, const std::string& fallback);

// Whether FINN counts equal bits in place of products: XNOR. Refuses other types than it has then.
bool counts_bits(const Step& step);
// Of thresholds [1 or rows, steps] of such counts, those of the sums of products: weights [rows, terms] are
// -1 and +1. Of inputs of 0 and 1 a count is the sum, and one more for each weight of -1; of inputs of -1 and
// +1 it is half of the sum and the terms.
Tensor thresholds_of_sums(const Tensor& thresholds, const Tensor& weights, const DataType& input);
// A threshold for each count, where counts go out as they are.
Tensor every_count(std::int64_t terms);

// The thresholds at that place among the inputs, [channels or 1, steps], as integers: t becomes the least
// integer that is no less, which no integer tells from it.
Tensor thresholds_of(const Step& step, std::size_t place, std::int64_t channels);

// weights: {..}, of an array of the step's; and the thresholds that follow, if there are any, else the
// accumulator as wide as `output`.
void add_product_keys(Step& step, Keys& keys, const DataType& weight, Tensor weights, bool streamed,
                      std::optional<Tensor> thresholds, const DataType& output, std::int64_t base);
// thresholds: {..}, output: ..
void add_threshold_keys(Step& step, Keys& keys, Tensor thresholds, const DataType& output, std::int64_t base);

}  // namespace weir::importer
