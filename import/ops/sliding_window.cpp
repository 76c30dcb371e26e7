// ConvolutionInputGenerator, also of one dimension.
#include <fmt/format.h>

#include "import/operators.hpp"
#include "import/ops/feature_map.hpp"

namespace weir::importer {

namespace {

// 2022's generator of one dimension had no attribute for it: it gave whole windows wherever it could.
bool gives_whole_windows(const Step& step, std::int64_t simd, std::int64_t channels, std::int64_t positions,
                         bool moves_by_one) {
  if (step.has("parallel_window")) return step.integer("parallel_window") != 0;
  if (!step.node().op.starts_with("ConvolutionInputGenerator1D")) return false;
  if (const auto beat = step.stated_beat()) return *beat == simd * positions && positions > 1;
  return simd == channels && step.integer("depthwise", 0) == 0 && moves_by_one;
}

}  // namespace

void sliding_window(Step& step) {
  const std::vector<std::int64_t> size = step.extent("IFMDim");
  const std::vector<std::int64_t> kernel = step.extent("ConvKernelDim");
  const std::vector<std::int64_t> stride = step.extent("Stride");
  const std::vector<std::int64_t> dilation = step.extent("Dilation", 1, std::vector<std::int64_t>{1, 1});
  const std::int64_t channels = step.count("IFMChannels");
  const std::int64_t simd = step.count("SIMD");
  step.divides("SIMD", simd, channels);
  step.demand(step.integer("M", 1) == 1, fmt::format("M = {}", step.integer("M", 1)),
              "1: FINN has no products of several vectors");
  if (step.integer("dynamic_mode", 0) != 0) step.note("dynamic_mode: the map's size stays as it is");
  see_as_map(step, size, channels);
  Shape windows;
  for (std::size_t d = 0; d < 2; ++d) {
    const std::int64_t span = (kernel[d] - 1) * dilation[d] + 1;
    step.demand(span <= size[d], fmt::format("a kernel that spans {} of {} pixels", span, size[d]),
                "a window within the map");
    windows.push_back((size[d] - span) / stride[d] + 1);
  }
  if (step.has("OFMDim"))
    step.demand(step.extent("OFMDim") == windows, "OFMDim = " + flow_list(step.extent("OFMDim")),
                flow_list(windows) + ", as follows from IFMDim, kernel and stride");
  const std::int64_t positions = kernel[0] * kernel[1];
  const bool depthwise = step.integer("depthwise", 0) != 0;
  const bool whole = gives_whole_windows(
      step, simd, channels, positions,
      stride == std::vector<std::int64_t>{1, 1} && dilation == std::vector<std::int64_t>{1, 1});
  step.demand(!whole || depthwise || simd == channels, fmt::format("parallel_window with SIMD = {}", simd),
              fmt::format("SIMD = {}, all channels", channels));
  Keys keys{{"kernel", flow_list(kernel)}, {"stride", flow_list(stride)}};
  if (dilation != std::vector<std::int64_t>{1, 1}) keys.emplace_back("dilation", flow_list(dilation));
  keys.emplace_back("simd", std::to_string(simd));
  if (depthwise) keys.emplace_back("depthwise", "true");
  if (whole) keys.emplace_back("parallel_window", "true");
  Shape shape{windows[0], windows[1], positions * channels};
  if (depthwise) shape = {windows[0], windows[1], channels / simd, positions, simd};
  step.estimate_differs("FINN adds the filling of the line buffer to the beats");
  step.layer("swu", keys, {"", step.in().element, shape, whole ? simd * positions : simd}, depthwise);
}

}  // namespace weir::importer
