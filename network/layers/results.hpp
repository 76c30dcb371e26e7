// The types of what is made of two elements: by `eltwise`, and by `channelwise` with its parameters.
#pragma once

#include "network/data_type.hpp"

namespace weir {

// The narrowest unsigned, or else signed, type that holds every result of any two values of the types. A
// product's that no 64 bits hold is a signed type of as many bits as both have.
DataType sum_of(const DataType& a, const DataType& b);
DataType difference_of(const DataType& a, const DataType& b);
DataType product_of(const DataType& a, const DataType& b);

// Throws BadInput, of key "op", if results of that type are wider than any stream's elements.
void check_results(const DataType& results);

}  // namespace weir
