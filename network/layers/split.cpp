#include "network/layers/split.hpp"

#include <numeric>

#include "network/error.hpp"
#include "network/layers/feature_map.hpp"

namespace weir {

void check(Split& split) {
  if (split.channels.size() < 2 || split.channels.size() > 16) {
    throw BadInput("channels", std::to_string(split.channels.size()) + " parts", "2 to 16");
  }
  std::int64_t sum = 0;
  for (const std::int64_t channels : split.channels) {
    if (channels < 1) throw BadInput("channels", std::to_string(channels), "at least 1");
    check_channel_folding("pe", split.pe, channels);
    sum += channels;
  }
  if (sum != split.shape.back()) {
    throw BadInput("channels", "a sum of " + std::to_string(sum),
                   "the stream's " + std::to_string(split.shape.back()) + " channels");
  }
}

void Split::infer(const DataType& input, const Shape& whole, std::int64_t /*width_bits*/) {
  element = input;
  shape = whole;
  check(*this);
}

std::vector<StreamType> Split::outputs() const {
  std::vector<StreamType> parts;
  for (const std::int64_t part : channels) {
    parts.push_back({element, shape, pe * element.bits});
    parts.back().shape.back() = part;
  }
  return parts;
}

}  // namespace weir
