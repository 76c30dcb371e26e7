// Result types of operations on two elements: those of `eltwise`, and of `channelwise` with its parameters.
#pragma once

#include "network/data_type.hpp"

namespace weir {

// The narrowest type, unsigned if possible, that holds every result of any two values of the types. If 64
// bits cannot hold a product, its type is signed with as many bits as both factors together.
DataType sum_of(const DataType& a, const DataType& b);
DataType difference_of(const DataType& a, const DataType& b);
DataType product_of(const DataType& a, const DataType& b);

// Throws BadInput, of key "op", if results of that type are wider than any stream's elements.
void check_results(const DataType& results);

}  // namespace weir
