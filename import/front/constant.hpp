// Arrays that the graph computes without its input: weights behind a quantizer, shapes, factors.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "import/graph.hpp"

namespace weir::importer {

// values[i] is integers[i] x scales[i], rounded once to float32, where the array has integers.
struct Constant {
  Shape shape;  // empty: one number
  std::vector<float> values;
  std::vector<std::int64_t> integers;  // empty: no quantizer made it
  std::vector<double> scales;          // of each element

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(values.size()); }
  [[nodiscard]] bool quantized() const { return !integers.empty(); }
};

// An initialiser's numbers as float32.
Constant constant_of(const Array& array);

// One element for each index, in that shape.
Constant gather(const Constant& from, Shape shape, const std::vector<std::size_t>& indices);

// The product rounded once to float32. |k| <= 2^53.
float scaled(std::int64_t k, double scale);

}  // namespace weir::importer
