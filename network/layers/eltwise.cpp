#include "network/layers/eltwise.hpp"

#include <algorithm>

#include "network/error.hpp"
#include "network/layers/feature_map.hpp"
#include "network/layers/results.hpp"

namespace weir {

namespace {

// Whether a stream of shape `vector` is one pixel for every one of the several of `map`.
bool serves_every_pixel(const Shape& vector, const Shape& map) {
  return vector.size() <= 3 && map.size() <= 3 && vector.back() == map.back() &&
         elements_of(vector) == vector.back() && elements_of(map) > map.back();
}

}  // namespace

void check(Eltwise& eltwise) {
  check_channel_folding("pe", eltwise.pe, eltwise.shape.back());
  check_results(eltwise.output());
}

DataType Eltwise::output() const {
  switch (op) {
    case Op::kAdd:
      return sum_of(a, b);
    case Op::kSubtract:
      return difference_of(a, b);
    case Op::kAbsoluteDifference:
      return DataType::smallest(0, std::max(a.max() - b.min(), b.max() - a.min()));
    case Op::kMultiply:
      break;
  }
  return product_of(a, b);
}

void Eltwise::infer(const std::vector<StreamType>& inputs) {
  if (inputs.size() != 2) throw BadInput("from", std::to_string(inputs.size()) + " streams", "two to join");
  const Shape& first = inputs[0].shape;
  const Shape& second = inputs[1].shape;
  vector.reset();
  if (serves_every_pixel(first, second)) vector = 0;
  if (serves_every_pixel(second, first)) vector = 1;
  if (first != second && !vector) {
    throw BadInput("from", "streams of shapes " + to_string(first) + " and " + to_string(second),
                   "one shape, or a map [.., C] and a vector [C] for all its pixels");
  }
  a = inputs[0].element;
  b = inputs[1].element;
  shape = vector == std::size_t{0} ? second : first;
  check(*this);
}

}  // namespace weir
