#include "network/layers/normalize.hpp"

#include "network/error.hpp"
#include "network/layers/feature_map.hpp"

namespace weir {

void check(Normalize& normalize) {
  check_channel_folding("pe", normalize.pe, normalize.length);
  if (normalize.input.kind != DataType::Kind::kUnsigned || normalize.input.bits > 16) {
    throw BadInput("from", "a stream of " + normalize.input.name(), "one of binary or uint2 to uint16");
  }
  if (normalize.result.kind != DataType::Kind::kUnsigned || normalize.result.bits > 8) {
    throw BadInput("output", normalize.result.name(), "binary or uint2 to uint8");
  }
}

void Normalize::infer(const DataType& element, const Shape& shape, std::int64_t /*width_bits*/) {
  input = element;
  length = elements_of(shape);
  check(*this);
}

}  // namespace weir
