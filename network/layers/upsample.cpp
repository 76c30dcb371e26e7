#include "network/layers/upsample.hpp"

#include "network/error.hpp"

namespace weir {

void check(Upsample& upsample) {
  const Extent& in = upsample.map.size;
  const Extent& out = upsample.size;
  check_channel_folding("simd", upsample.simd, upsample.map.channels);
  if (upsample.map.one_dimensional && out.height != 1) {
    throw BadInput("size", std::to_string(out.height) + " rows", "none in one dimension: the width alone");
  }
  if (out.height < in.height || out.width < in.width) {
    throw BadInput(
        "size", to_string(upsample.map.shape(out, {})),
        "at least the map's " + to_string(upsample.map.shape(in, {})) + " (downsample leaves pixels out)");
  }
}

void Upsample::infer(const DataType& input, const Shape& shape, std::int64_t /*width_bits*/) {
  map = FeatureMap::of(shape);
  element = input;
  check(*this);
}

Shape Upsample::output_shape(const Shape& /*shape*/) const { return map.shape(size, {map.channels}); }

}  // namespace weir
