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

}  // namespace weir::importer
