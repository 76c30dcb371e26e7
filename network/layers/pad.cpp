#include "network/layers/pad.hpp"

#include "network/error.hpp"

namespace weir {

void check(Pad& pad) {
  check_channel_folding("simd", pad.simd, pad.map.channels);
  for (const std::int64_t pixels : {pad.before.height, pad.before.width, pad.after.height, pad.after.width}) {
    if (pixels < 0) throw BadInput("pads", std::to_string(pixels), "at least 0");
  }
  for (const std::int64_t pixels : {pad.between.height, pad.between.width}) {
    if (pixels < 0) throw BadInput("between", std::to_string(pixels), "at least 0");
  }
  if (pad.map.one_dimensional && pad.between.height != 0) {
    throw BadInput("between", "rows", "none in one dimension");
  }
  if (pad.map.one_dimensional && (pad.before.height != 0 || pad.after.height != 0)) {
    throw BadInput("pads", "rows above or below", "none in one dimension");
  }
  if (!pad.element.holds(pad.value)) {
    throw BadInput("value", std::to_string(pad.value), "a value of type " + pad.element.name());
  }
}

void Pad::infer(const DataType& input, const Shape& shape, std::int64_t /*width_bits*/) {
  map = FeatureMap::of(shape);
  element = input;
  check(*this);
}

Shape Pad::output_shape(const Shape& /*shape*/) const { return map.shape(padded(), {map.channels}); }

}  // namespace weir
