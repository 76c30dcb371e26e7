#include "import/front/constant.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace weir::importer {

Constant constant_of(const Array& array) {
  Constant constant;
  constant.shape = array.shape;
  constant.values.reserve(array.values.size());
  for (const double value : array.values) constant.values.push_back(static_cast<float>(value));
  return constant;
}

Constant gather(const Constant& from, Shape shape, const std::vector<std::size_t>& indices) {
  Constant to;
  to.shape = std::move(shape);
  for (const std::size_t i : indices) {
    to.values.push_back(from.values[i]);
    if (!from.quantized()) continue;
    to.integers.push_back(from.integers[i]);
    to.scales.push_back(from.scales[i]);
  }
  return to;
}

float scaled(std::int64_t k, double scale) {
  double product = static_cast<double>(k) * scale;
  const double error = std::fma(static_cast<double>(k), scale, -product);
  // Choose the odd one of the two doubles around the exact product: rounding it to float32 gives the same as
  // rounding the product itself.
  if (error != 0 && std::isfinite(product) && (std::bit_cast<std::uint64_t>(product) & 1U) == 0) {
    const double infinity = std::numeric_limits<double>::infinity();
    product = std::nextafter(product, error > 0 ? infinity : -infinity);
  }
  return static_cast<float>(product);
}

}  // namespace weir::importer
