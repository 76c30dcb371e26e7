#include "network/layers/channelwise.hpp"

#include "network/error.hpp"
#include "network/layers/feature_map.hpp"
#include "network/layers/results.hpp"

namespace weir {

void check(Channelwise& channelwise) {
  check_channel_folding("pe", channelwise.pe, channelwise.channels);
  if (channelwise.parameters.shape != Shape{channelwise.channels}) {
    throw BadInput("parameters", "an array of shape " + to_string(channelwise.parameters.shape),
                   to_string({channelwise.channels}) + ", one a channel, or [1], one for all");
  }
  for (const std::int64_t value : channelwise.parameters.values) {
    if (!channelwise.parameter.holds(value)) {
      throw BadInput("parameters", std::to_string(value), "values of type " + channelwise.parameter.name());
    }
  }
  check_results(channelwise.output());
}

DataType Channelwise::output() const {
  switch (op) {
    case Op::kAdd:
      return sum_of(input, parameter);
    case Op::kMultiply:
      return product_of(input, parameter);
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
