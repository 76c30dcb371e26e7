// FMPadding, FMPadding_Batch: around a map. FMPadding_Pixel: between its pixels.
#include <fmt/format.h>

#include "import/operators.hpp"
#include "import/ops/feature_map.hpp"

namespace weir::importer {

void fm_padding(Step& step) {
  const std::vector<std::int64_t> size = step.extent("ImgDim");
  const std::vector<std::int64_t> pads = step.integers("Padding");
  step.demand(pads.size() == 4, "Padding = " + flow_list(pads), "[top, left, bottom, right]");
  const std::int64_t channels = step.count("NumChannels");
  const std::int64_t simd = step.count("SIMD", 1);
  step.divides("SIMD", simd, channels);
  see_as_map(step, size, channels);
  const Carried in = step.in();
  Keys keys{{"pads", flow_list(pads)}, {"simd", std::to_string(simd)}};
  if (!in.element.holds(0)) {
    keys.emplace_back("value", std::to_string(in.element.min()));
    step.note("pads of bits 0, which are -1");
  }
  step.layer("pad", keys,
             {"", in.element, {size[0] + pads[0] + pads[2], size[1] + pads[1] + pads[3], channels}, simd});
}

void fm_padding_pixel(Step& step) {
  const std::vector<std::int64_t> size = step.extent("ImgDim");
  const std::vector<std::int64_t> stride = step.extent("Stride");
  const std::int64_t channels = step.count("NumChannels");
  const std::int64_t simd = step.count("SIMD", 1);
  step.divides("SIMD", simd, channels);
  see_as_map(step, size, channels);
  const Carried in = step.in();
  Keys keys{
      {"pads", "0"}, {"between", flow_list({stride[0] - 1, stride[1] - 1})}, {"simd", std::to_string(simd)}};
  if (!in.element.holds(0)) keys.emplace_back("value", std::to_string(in.element.min()));
  step.layer(
      "pad", keys,
      {"", in.element, {(size[0] - 1) * stride[0] + 1, (size[1] - 1) * stride[1] + 1, channels}, simd});
}

}  // namespace weir::importer
