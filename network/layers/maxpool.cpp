#include "network/layers/maxpool.hpp"

#include "network/error.hpp"

namespace weir {

void check(Maxpool& maxpool) {
  check_channel_folding("pe", maxpool.pe, maxpool.map.channels);
  const Extent& kernel = maxpool.kernel;
  const Extent& size = maxpool.map.size;
  if (kernel.height < 1 || kernel.width < 1 || kernel.height > size.height || kernel.width > size.width) {
    throw BadInput("kernel", to_string(Shape{kernel.height, kernel.width}),
                   "from 1 to the map's " + to_string(Shape{size.height, size.width}));
  }
}

void Maxpool::infer(const DataType& input, const Shape& shape, std::int64_t /*width_bits*/) {
  map = FeatureMap::of(shape);
  element = input;
  check(*this);
}

Shape Maxpool::output_shape(const Shape& /*shape*/) const { return map.shape(windows(), {map.channels}); }

std::string Maxpool::remark() const {
  const Extent reached{windows().height * kernel.height, windows().width * kernel.width};
  const std::string dropped = map.dropped(reached, kernel);
  return dropped.empty() ? "" : dropped + " (ceil: true pads the map)";
}

}  // namespace weir
