#include "network/layers/channelwise.hpp"

#include <algorithm>

#include "network/error.hpp"
#include "network/layers/feature_map.hpp"

namespace weir {

void check(Channelwise& channelwise) {
  check_channel_folding("pe", channelwise.pe, channelwise.channels);
  if (channelwise.parameters.shape != Shape{channelwise.channels}) {
    throw BadInput("parameters", "an array of shape " + to_string(channelwise.parameters.shape),
                   to_string({channelwise.channels}) + ", one a channel");
  }
  for (const std::int32_t value : channelwise.parameters.values) {
    if (!channelwise.parameter.holds(value)) {
      throw BadInput("parameters", std::to_string(value), "values of type " + channelwise.parameter.name());
    }
  }
  if (const DataType result = channelwise.output(); result.max() > INT32_MAX) {
    throw BadInput("op", "results up to " + std::to_string(result.max()), "at most 2^31 - 1");
  }
}

DataType Channelwise::output() const {
  switch (op) {
    case Op::kAdd:
      return DataType::smallest(input.min() + parameter.min(), input.max() + parameter.max());
    case Op::kMultiply: {
      const auto [low, high] = std::minmax({input.min() * parameter.min(), input.min() * parameter.max(),
                                            input.max() * parameter.min(), input.max() * parameter.max()});
      return DataType::smallest(low, high);
    }
    case Op::kCompare:
      break;
  }
  return DataType::binary();
}

void Channelwise::infer(const DataType& element, const Shape& shape, std::int64_t /*width_bits*/) {
  channels = shape.back();
  vectors = elements_of(shape) / channels;
  input = element;
  check(*this);
}

}  // namespace weir
