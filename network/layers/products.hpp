// Sums of products: what `mvtu` and `vvtu` accumulate.
#pragma once

#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir {

// The narrowest signed type that holds every sum of `terms` products of the two types; wider than kMostBits
// if no such type holds them.
DataType accumulator_for(const DataType& input, const DataType& weight, std::int64_t terms);

// Weights [sums, terms] in the order in which a unit of pe sums by simd terms takes them: [sums / pe, terms /
// simd, pe, simd].
Tensor weights_in_stream_order(const Tensor& weights, std::int64_t pe, std::int64_t simd);

// Checks that `weights` [sums, terms] have the shape `wanted` and values of type `weight`, and that every
// partial sum over a row, for any inputs of type `input`, is a value of `accumulator`, of at most kMostBits.
// Throws BadInput.
void check_sums(const Tensor& weights, const Shape& wanted, const DataType& weight, const DataType& input,
                const DataType& accumulator);

}  // namespace weir
