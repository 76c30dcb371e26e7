#include "import/front/value.hpp"

#include <algorithm>
#include <numeric>

#include "import/front/constant.hpp"

namespace weir::importer {

float Operation::apply(float x, std::size_t element) const {
  const float c = a.at(element);
  switch (kind) {
    case Kind::kAdd:
      return x + c;
    case Kind::kSubtract:
      return x - c;
    case Kind::kSubtractFrom:
      return c - x;
    case Kind::kMultiply:
      return x * c;
    case Kind::kDivide:
      return x / c;
    case Kind::kLeaky:
      return x >= 0 ? x : x * c;
    case Kind::kMaximum:
      return std::max(x, c);
    case Kind::kMinimum:
      return std::min(x, c);
  }
  return x;
}

int Operation::direction(std::size_t element) const {
  const float c = a.at(element);
  switch (kind) {
    case Kind::kSubtractFrom:
      return -1;
    case Kind::kMultiply:
    case Kind::kDivide:
      return c > 0 ? 1 : c < 0 ? -1 : 0;
    default:
      return 1;
  }
}

float Value::at(std::int64_t k, std::size_t element) const {
  float x = scaled(k + origin.offset.at(element), origin.scale.at(element));
  for (const Operation& operation : operations) x = operation.apply(x, element);
  return x;
}

int Value::direction(std::size_t element) const {
  const double scale = origin.scale.at(element);
  int direction = scale > 0 ? 1 : scale < 0 ? -1 : 0;
  for (const Operation& operation : operations) direction *= operation.direction(element);
  return direction;
}

std::size_t Value::period() const {
  std::size_t period = std::lcm(origin.scale.period(), origin.offset.period());
  for (const Operation& operation : operations) period = std::lcm(period, operation.a.period());
  return period;
}

}  // namespace weir::importer
