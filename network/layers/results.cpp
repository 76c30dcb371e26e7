#include "network/layers/results.hpp"

#include <algorithm>

#include "network/error.hpp"

namespace weir {

DataType sum_of(const DataType& a, const DataType& b) {
  return DataType::smallest(a.min() + b.min(), a.max() + b.max());
}

DataType difference_of(const DataType& a, const DataType& b) {
  return DataType::smallest(a.min() - b.max(), a.max() - b.min());
}

DataType product_of(const DataType& a, const DataType& b) {
  if (const int bits = a.bits + b.bits; bits > 63) return DataType::sint(bits);
  const auto [low, high] =
      std::minmax({a.min() * b.min(), a.min() * b.max(), a.max() * b.min(), a.max() * b.max()});
  return DataType::smallest(low, high);
}

void check_results(const DataType& results) {
  if (results.bits <= kMostBits) return;
  const std::string most = std::to_string(kMostBits);
  throw BadInput("op", "results of type " + results.name(),
                 "at most " + most + " bits: narrower elements, or a threshold before it");
}

}  // namespace weir
