#include "network/layers/lookup.hpp"

#include "network/error.hpp"

namespace weir {

void check(Lookup& lookup) {
  if (lookup.table.shape.size() != 2 || lookup.table.size() == 0) {
    throw BadInput("table", "an array of shape " + to_string(lookup.table.shape), "[entries, dimension]");
  }
  if (lookup.pe < 1 || lookup.dimension() % lookup.pe != 0) {
    throw BadInput("pe", std::to_string(lookup.pe),
                   "a divisor of the table's dimension, " + std::to_string(lookup.dimension()));
  }
  if (lookup.input.min() != 0 || lookup.input.max() >= lookup.entries()) {
    throw BadInput(
        "table", std::to_string(lookup.entries()) + " entries for indices of type " + lookup.input.name(),
        lookup.input.min() != 0 ? "unsigned indices" : std::to_string(lookup.input.max() + 1) + " or more");
  }
  for (const std::int64_t value : lookup.table.values) {
    if (!lookup.entry.holds(value))
      throw BadInput("table", std::to_string(value), "values of type " + lookup.entry.name());
  }
}

void Lookup::infer(const DataType& element, const Shape& shape, std::int64_t /*width_bits*/) {
  input = element;
  indices = elements_of(shape);
  check(*this);
}

Shape Lookup::output_shape(const Shape& shape) const {
  Shape out = shape;
  if (out.size() > 1 && out.back() == 1) out.pop_back();
  out.push_back(dimension());
  return out;
}

}  // namespace weir
