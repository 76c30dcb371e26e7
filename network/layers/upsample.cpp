#include "network/layers/upsample.hpp"

#include "network/error.hpp"

namespace weir {

void check(Upsample& upsample) {
  check_channel_folding("simd", upsample.simd, upsample.map.channels);
  for (const std::int64_t scale : {upsample.scale.height, upsample.scale.width}) {
    if (scale < 1 || scale > 1024) throw BadInput("scale", std::to_string(scale), "1 to 1024");
  }
  if (upsample.map.one_dimensional && upsample.scale.height != 1) {
    throw BadInput("scale", "rows above each other", "none in one dimension");
  }
}

void Upsample::infer(const DataType& input, const Shape& shape, std::int64_t /*width_bits*/) {
  map = FeatureMap::of(shape);
  element = input;
  check(*this);
}

Shape Upsample::output_shape(const Shape& /*shape*/) const {
  return map.shape({map.size.height * scale.height, map.size.width * scale.width}, {map.channels});
}

}  // namespace weir
