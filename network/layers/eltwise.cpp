#include "network/layers/eltwise.hpp"

#include <algorithm>

#include "network/error.hpp"
#include "network/layers/feature_map.hpp"

namespace weir {

void check(Eltwise& eltwise) {
  check_channel_folding("pe", eltwise.pe, eltwise.shape.back());
  if (const DataType result = eltwise.output(); result.max() > INT32_MAX) {
    throw BadInput("op", "results up to " + std::to_string(result.max()), "at most 2^31 - 1");
  }
}

DataType Eltwise::output() const {
  switch (op) {
    case Op::kAdd:
      return DataType::smallest(a.min() + b.min(), a.max() + b.max());
    case Op::kSubtract:
      return DataType::smallest(a.min() - b.max(), a.max() - b.min());
    case Op::kAbsoluteDifference:
      return DataType::smallest(0, std::max(a.max() - b.min(), b.max() - a.min()));
    case Op::kMultiply:
      break;
  }
  const auto [low, high] =
      std::minmax({a.min() * b.min(), a.min() * b.max(), a.max() * b.min(), a.max() * b.max()});
  return DataType::smallest(low, high);
}

void Eltwise::infer(const std::vector<StreamType>& inputs) {
  if (inputs.size() != 2) throw BadInput("from", std::to_string(inputs.size()) + " streams", "two to join");
  if (inputs[0].shape != inputs[1].shape) {
    throw BadInput("from",
                   "streams of shapes " + to_string(inputs[0].shape) + " and " + to_string(inputs[1].shape),
                   "one shape");
  }
  a = inputs[0].element;
  b = inputs[1].element;
  shape = inputs[0].shape;
  check(*this);
}

}  // namespace weir
