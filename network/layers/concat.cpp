#include "network/layers/concat.hpp"

#include <numeric>

#include "network/error.hpp"
#include "network/layers/feature_map.hpp"

namespace weir {

void check(Concat& concat) {
  if (concat.channels.size() < 2 || concat.channels.size() > 16) {
    throw BadInput("from", std::to_string(concat.channels.size()) + " streams", "2 to 16 to join");
  }
  for (const std::int64_t channels : concat.channels) check_channel_folding("pe", concat.pe, channels);
}

void Concat::infer(const std::vector<StreamType>& inputs) {
  channels.clear();
  Shape outer;
  for (const StreamType& input : inputs) {
    Shape own(input.shape.begin(), input.shape.end() - 1);
    if (channels.empty()) {
      outer = own;
      element = input.element;
    } else if (own != outer) {
      throw BadInput("from",
                     "a stream of shape " + to_string(input.shape) + " beside " + to_string(inputs[0].shape),
                     "shapes alike but for their channels");
    } else if (input.element != element) {
      throw BadInput("from", "streams of " + element.name() + " and of " + input.element.name(), "one type");
    }
    channels.push_back(input.shape.back());
  }
  pixels = elements_of(outer);
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
