#include "import/ops/feature_map.hpp"

#include <fmt/format.h>

namespace weir::importer {

void see_as_map(Step& step, const std::vector<std::int64_t>& size, std::int64_t channels) {
  const Shape map{size.at(0), size.at(1), channels};
  const Shape& in = step.in().shape;
  step.demand(fits(map) && elements_of(map) == elements_of(in), "an input of shape " + to_string(in),
              to_string(map) + ", as its attributes say");
  if (in != map) step.reshape(map);
}

Shape see_as_vectors(Step& step, std::int64_t elements) {
  Shape shape = step.in().shape;
  if (shape.back() == elements) return shape;
  shape = elements_of(shape) == elements ? Shape{elements} : Shape{elements_of(shape) / elements, elements};
  step.reshape(shape);
  return shape;
}

Shape one_for_each_window(Step& step, std::int64_t positions, std::int64_t pe, std::int64_t channels) {
  const Shape in = step.in().shape;
  step.demand(in.size() >= 3 && in.back() == pe && in[in.size() - 2] == positions,
              "an input of shape " + to_string(in),
              fmt::format("windows of a depthwise ConvolutionInputGenerator with SIMD = PE = {}", pe));
  Shape out(in.begin(), in.end() - 3);
  out.push_back(channels);
  return out;
}

}  // namespace weir::importer
