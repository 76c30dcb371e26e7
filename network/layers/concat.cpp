#include "network/layers/concat.hpp"

#include <algorithm>
#include <numeric>

#include "network/error.hpp"
#include "network/layers/feature_map.hpp"

namespace weir {

void check(Concat& concat) {
  if (concat.channels.size() < 2 || concat.channels.size() > 16) {
    throw BadInput("from", std::to_string(concat.channels.size()) + " streams", "2 to 16 to join");
  }
  for (const std::int64_t channels : concat.channels) check_channel_folding("pe", concat.pe, channels);
  if (const DataType output = concat.output(); output.bits > kMostBits) {
    throw BadInput("from", "streams that only " + output.name() + " holds",
                   "at most " + std::to_string(kMostBits) + " bits: narrower elements");
  }
}

DataType Concat::output() const {
  if (std::ranges::all_of(elements, [&](const DataType& each) { return each == elements.front(); })) {
    return elements.front();
  }
  std::int64_t low = 0;
  std::int64_t high = 0;
  for (const DataType& each : elements) {
    low = std::min(low, each.min());
    high = std::max(high, each.max());
  }
  return DataType::smallest(low, high);
}

void Concat::infer(const std::vector<StreamType>& inputs) {
  channels.clear();
  elements.clear();
  const auto outer = [](const Shape& shape) { return Shape(shape.begin(), shape.end() - 1); };
  for (const StreamType& input : inputs) {
    if (outer(input.shape) != outer(inputs[0].shape)) {
      throw BadInput("from",
                     "a stream of shape " + to_string(input.shape) + " beside " + to_string(inputs[0].shape),
                     "shapes alike but for their channels");
    }
    channels.push_back(input.shape.back());
    elements.push_back(input.element);
  }
  pixels = elements_of(outer(inputs[0].shape));
  check(*this);
}

std::int64_t Concat::channels_out() const {
  return std::accumulate(channels.begin(), channels.end(), std::int64_t{0});
}

Shape Concat::output_shape(const Shape& first) const {
  Shape out = first;
  out.back() = channels_out();
  return out;
}

}  // namespace weir
