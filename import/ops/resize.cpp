// UpsampleNearestNeighbour, DownSampler, Lookup.
#include <fmt/format.h>

#include <utility>

#include "import/operators.hpp"
#include "import/ops/feature_map.hpp"

namespace weir::importer {

void upsample(Step& step) {
  std::vector<std::int64_t> size;
  std::vector<std::int64_t> to;
  if (step.has("HO")) {
    size = {step.count("HI"), step.count("WI")};
    to = {step.count("HO"), step.count("WO")};
  } else {  // up to 2024: squares, or one dimension
    size = step.extent("IFMDim");
    to = step.extent("OFMDim");
    if (step.integer("DimMode", 0) != 0) size[1] = to[1] = 1;
  }
  for (std::size_t d = 0; d < 2; ++d)
    step.demand(to[d] % size[d] == 0, fmt::format("{} pixels of {}", to[d], size[d]),
                "a whole number of times as many");
  const std::int64_t channels = step.count("NumChannels");
  const std::int64_t simd = step.count("SIMD", channels);  // up to 2024: all channels of a pixel
  step.divides("SIMD", simd, channels);
  see_as_map(step, size, channels);
  step.layer("upsample", {{"size", flow_list(to)}, {"simd", std::to_string(simd)}},
             {"", step.in().element, {to[0], to[1], channels}, simd});
}

void down_sampler(Step& step) {
  std::vector<std::int64_t> size = step.extent("ImgDim");
  std::vector<std::int64_t> stride = step.extent("Stride");
  if (step.integer("is1D", 0) != 0) {
    const std::size_t flat = step.integer("is1D_unitx", 1) != 0 ? 1 : 0;
    size[flat] = stride[flat] = 1;
  }
  const std::int64_t channels = step.count("NumChannels");
  const std::int64_t simd = step.count("SIMD");
  step.divides("SIMD", simd, channels);
  see_as_map(step, size, channels);
  step.layer("downsample", {{"stride", flow_list(stride)}, {"simd", std::to_string(simd)}},
             {"",
              step.in().element,
              {(size[0] - 1) / stride[0] + 1, (size[1] - 1) / stride[1] + 1, channels},
              simd});
}

void lookup(Step& step) {
  const std::int64_t entries = step.count("NumEmbeddings");
  const std::int64_t dimension = step.count("EmbeddingDim");
  const DataType type = step.type("EmbeddingType");
  const Array& array = step.initialiser(1, "a table");
  step.demand(array.shape == Shape{entries, dimension}, "a table of shape " + to_string(array.shape),
              fmt::format("[{}, {}]", entries, dimension));
  step.demand(step.text("mem_mode", "internal_embedded") != "external", "mem_mode = external",
              "internal_embedded: a table in the hardware");
  Shape shape = step.in().shape;
  if (shape.back() == 1 && shape.size() > 1) shape.pop_back();
  shape.push_back(dimension);
  Keys source{{"type", type.name()}, {"dimension", std::to_string(dimension)}};
  for (auto& key : step.draft().array(step.name() + "_table", step.integers_of(array, type, "an entry")))
    source.push_back(std::move(key));
  step.layer("lookup", {{"pe", std::to_string(dimension)}, {"table", flow_map(source)}},
             {"", type, shape, dimension});
}

}  // namespace weir::importer
