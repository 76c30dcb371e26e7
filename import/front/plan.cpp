#include "import/front/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

namespace weir::importer {

namespace {

// Pixels of the map, all of which a layer with windows reads.
std::int64_t pixels_of(const Shape& map) { return elements_of(map) / map.back(); }

}  // namespace

std::int64_t PlannedLayer::cycles(std::int64_t pe_, std::int64_t simd_,
                                  const std::vector<PlannedStream>& streams) const {
  const std::int64_t in = elements_of(inputs.front().shape);
  const std::int64_t out = elements_of(streams[outputs.front()].shape);
  if (!weights) {
    // Pools with windows of their own take a channel's positions one after another.
    const std::int64_t windows = has_windows() ? out * kernel : 0;
    return std::max({in, out, windows, has_windows() ? elements_of(padded) : 0}) / (pe_ * simd_);
  }
  const std::int64_t products = out / pe_ * (inner / simd_);
  if (!has_windows()) return products;
  const std::int64_t in_channels = depthwise ? channels : inner / kernel;
  const bool whole = simd_ == inner;
  const std::int64_t width = depthwise ? pe_ : whole ? in_channels : std::gcd(simd_, in_channels);
  const std::int64_t windows = out / channels * (whole ? 1 : kernel) * (in_channels / width);
  return std::max({products, windows, pixels_of(padded) * (in_channels / width)});
}

DataType PlannedLayer::parameter_type() const {
  const auto [low, high] = std::ranges::minmax(parameters->values);
  return DataType::smallest(low, high);
}

std::size_t Plan::add_layer(PlannedLayer layer, PlannedStream output) {
  output.layer = static_cast<int>(layers.size());
  const std::size_t stream = add_stream(std::move(output));
  layer.outputs = {stream};
  layers.push_back(std::move(layer));
  return stream;
}

PlannedLayer* Plan::bare_products(std::size_t stream) {
  const int layer = streams[stream].layer;
  if (layer < 0 || readers(stream) > 0) return nullptr;
  PlannedLayer& found = layers[static_cast<std::size_t>(layer)];
  return found.weights && !found.thresholds ? &found : nullptr;
}

int Plan::readers(std::size_t stream) const {
  auto count = std::ranges::count(outputs, stream);
  for (const PlannedLayer& layer : layers)
    count += std::ranges::count(layer.inputs, stream, [](const Edge& edge) { return edge.stream; });
  return static_cast<int>(count);
}

namespace {

// Writes a plan into a draft.
class PlanWriter {
 public:
  PlanWriter(const Plan& plan, Draft& draft)
      : plan_(plan), draft_(draft), keys_(plan.streams.size()), next_(plan.streams.size()) {}

  std::vector<std::string> operator()() {
    for (std::size_t s = 0; s < plan_.streams.size(); ++s) {
      if (plan_.streams[s].layer < 0) add_input(s);
    }
    for (std::size_t s = 0; s < plan_.streams.size(); ++s) {
      if (plan_.streams[s].layer < 0) fork(s);
    }
    for (const PlannedLayer& layer : plan_.layers) {
      add(layer);
      for (const std::size_t output : layer.outputs) fork(output);
    }
    std::vector<std::string> names;
    for (const auto& key : keys_) names.push_back(draft_.find(key.front())->name);
    return names;
  }

 private:
  // The elements per beat that the layer reads from its first input.
  static std::int64_t beat_of(const PlannedLayer& layer) {
    if (!layer.weights) return layer.pe * layer.simd;
    if (!layer.has_windows()) return layer.simd;
    if (layer.depthwise) return layer.pe;
    const std::int64_t channels = layer.inner / layer.kernel;
    return layer.simd == layer.inner ? channels : std::gcd(layer.simd, channels);
  }

  void add_input(std::size_t s) {
    const PlannedStream& stream = plan_.streams[s];
    Shape shape = stream.shape;
    std::int64_t beat = 1;
    if (plan_.readers(s) == 1) {
      for (const PlannedLayer& layer : plan_.layers) {
        if (layer.inputs.front().stream != s) continue;
        shape = layer.inputs.front().shape;
        beat = beat_of(layer);
      }
    }
    keys_[s] = {fmt::format("stream {}", s)};
    draft_.add_input(keys_[s].front(), stream.type, shape, beat);
  }

  void fork(std::size_t s) {
    const int readers = plan_.readers(s);
    if (readers < 2) return;
    const Carried stream = *draft_.find(keys_[s].front());
    std::vector<std::string> copies;
    for (int c = 0; c < readers; ++c) copies.push_back(fmt::format("stream {} copy {}", s, c));
    const std::size_t node =
        plan_.streams[s].layer < 0 ? 0 : plan_.layers[static_cast<std::size_t>(plan_.streams[s].layer)].node;
    draft_.add_layer(node, "fork", draft_.identifier(stream.name + "_fork"),
                     {{"copies", std::to_string(readers)}}, {stream.name}, copies,
                     std::vector<Carried>(copies.size(), stream));
    keys_[s].insert(keys_[s].end(), copies.begin(), copies.end());
    next_[s] = 1;
  }

  // The name of the stream for this reader, in the reader's shape.
  std::string read(const Edge& edge, std::size_t node) {
    const std::string key = keys_[edge.stream][next_[edge.stream]];
    if (next_[edge.stream] > 0) ++next_[edge.stream];
    if (draft_.find(key)->shape != edge.shape) draft_.reshape(node, key, edge.shape);
    return draft_.find(key)->name;
  }

  void add(const PlannedLayer& layer) {
    std::vector<std::string> from;
    for (const Edge& edge : layer.inputs) from.push_back(read(edge, layer.node));
    Keys keys = layer.keys;
    const bool by_simd = layer.kind == "upsample" || layer.kind == "pad";
    keys.emplace_back(by_simd ? "simd" : "pe", std::to_string(layer.pe));
    if (layer.weights) keys.emplace_back("simd", std::to_string(layer.simd));
    const auto source = [&](const std::string& what, const Tensor& values, Keys first) {
      for (auto& key : draft_.array(layer.name + "_" + what, values)) first.push_back(std::move(key));
      return flow_map(first);
    };
    if (layer.weights) {
      const auto [low, high] = std::ranges::minmax(layer.weights->values);
      const bool bipolar =
          std::ranges::all_of(layer.weights->values, [](std::int64_t w) { return w == 1 || w == -1; });
      const DataType type = bipolar ? DataType::bipolar() : DataType::smallest(low, high);
      keys.emplace_back("weights", source("weights", *layer.weights, {{"type", type.name()}}));
      if (!layer.thresholds)
        keys.emplace_back("accumulator", plan_.streams[layer.outputs.front()].type.name());
    }
    if (layer.thresholds) {
      Keys first;
      if (layer.output.kind != DataType::Kind::kBipolar)
        first.emplace_back("base", std::to_string(layer.base));
      keys.emplace_back("thresholds", source("thresholds", *layer.thresholds, first));
      keys.emplace_back("output", layer.output.name());
    }
    if (layer.parameters)
      keys.emplace_back("parameters",
                        source("parameters", *layer.parameters, {{"type", layer.parameter_type().name()}}));
    std::vector<std::string> tensors;
    std::vector<Carried> outputs;
    for (const std::size_t output : layer.outputs) {
      tensors.push_back(fmt::format("stream {}", output));
      keys_[output] = {tensors.back()};
      outputs.push_back({"", plan_.streams[output].type, plan_.streams[output].shape, 1, 0});
    }
    draft_.add_layer(layer.node, layer.kind, layer.name, keys, from, tensors, outputs);
  }

  const Plan& plan_;
  Draft& draft_;
  std::vector<std::vector<std::string>> keys_;  // per stream: the names in the draft of itself and its copies
  std::vector<std::size_t> next_;               // per stream: the next of these to be read
};

}  // namespace

std::vector<std::string> write_plan(const Plan& plan, Draft& draft) { return PlanWriter(plan, draft)(); }

}  // namespace weir::importer
