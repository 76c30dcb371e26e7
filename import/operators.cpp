#include "import/operators.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace weir::importer {

namespace {

constexpr std::pair<std::string_view, Convert> kOperators[] = {
    {"MVAU", mvau},
    {"VVAU", vvau},
    {"Thresholding", thresholding},
    {"ConvolutionInputGenerator", sliding_window},
    {"ConvolutionInputGenerator1D", sliding_window},
    {"FMPadding", fm_padding},
    {"FMPadding_Pixel", fm_padding_pixel},
    {"StreamingMaxPool", max_pool},
    {"Pool", pool},
    {"GlobalAccPool", global_acc_pool},
    {"StreamingDataWidthConverter", data_width_converter},
    {"StreamingFIFO", streaming_fifo},
    {"Reshape", reshape},
    {"Flatten", see_in_shape},
    {"Squeeze", see_in_shape},
    {"Unsqueeze", see_in_shape},
    {"Identity", see_in_shape},
    {"LabelSelect", label_select},
    {"ChannelwiseOp", channelwise},
    {"AddStreams", add_streams},
    {"ElementwiseAdd", elementwise},
    {"ElementwiseSub", elementwise},
    {"ElementwiseMul", elementwise},
    {"StreamingEltwise", elementwise},
    {"DuplicateStreams", duplicate_streams},
    {"ReplicateStream", duplicate_streams},
    {"StreamingConcat", concat},
    {"StreamingSplit", split},
    {"UpsampleNearestNeighbour", upsample},
    {"DownSampler", down_sampler},
    {"Lookup", lookup},
    {"IODMA", io_dma},
    {"TLastMarker", tlast_marker},
};

// What generations called an operator before.
constexpr std::pair<std::string_view, std::string_view> kFormerNames[] = {
    {"StreamingFCLayer", "MVAU"},
    {"MatrixVectorActivation", "MVAU"},
    {"VectorVectorActivation", "VVAU"},
    {"Vector_Vector_Activate", "VVAU"},
    {"ConvolutionInputGenerator_MMV", "ConvolutionInputGenerator"},
    {"FIFO", "StreamingFIFO"},
    {"UpsampleNearestNeighbour1D", "UpsampleNearestNeighbour"},
    {"LookUp", "Lookup"},
};

constexpr std::string_view kSuffixes[] = {"_hls", "_rtl", "_Batch"};

constexpr std::pair<std::string_view, std::string_view> kCures[] = {
    {"Softmax", "leave the softmax on the host: what is before it is then the network"},
    {"HWSoftmax", "leave the softmax on the host: what is before it is then the network"},
    {"LayerNorm", "no cure within integer hardware: means and divisions are not modelled"},
    {"Shuffle", "streams in the order in which the next node reads them: a transpose on the host"},
    {"Transpose", "none there: FINN moves it to the host, as in the graph of step_create_dataflow_partition"},
    {"ScaledDotProductAttention", "no cure: products of two streams are not modelled"},
    {"MultiThreshold", "FINN's step_convert_to_hw (before 2024: _hls), which makes a Thresholding of it"},
    {"MatMul", "FINN's step_convert_to_hw (before 2024: _hls), which makes an MVAU of it"},
    {"Mul", "FINN's step_streamline, which moves factors into thresholds or to the end"},
    {"Add", "FINN's step_streamline, which moves constants into thresholds or to the end"},
    {"Im2Col",
     "FINN's step_convert_to_hw (before 2024: _hls) behind step_streamline, which makes a "
     "ConvolutionInputGenerator of it"},
};

bool is_hardware_domain(const std::string& domain) {
  return domain.find("fpgadataflow") != std::string::npos || domain.starts_with("brainsmith");
}

}  // namespace

std::string family(const std::string& op) {
  std::string name = op;
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view suffix : kSuffixes) {
      if (!name.ends_with(suffix)) continue;
      name.resize(name.size() - suffix.size());
      cut = true;
    }
  }
  const auto former =
      std::ranges::find(kFormerNames, name, &std::pair<std::string_view, std::string_view>::first);
  return former == std::end(kFormerNames) ? name : std::string(former->second);
}

bool is_partition(const Node& node) { return node.op == "StreamingDataflowPartition"; }
bool is_fifo(const Node& node) { return family(node.op) == "StreamingFIFO"; }
bool is_converter(const Node& node) { return family(node.op) == "StreamingDataWidthConverter"; }
bool is_reshape(const Node& node) {
  constexpr std::string_view kShapes[] = {"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity"};
  return !is_hardware_domain(node.domain) && std::ranges::find(kShapes, node.op) != std::end(kShapes);
}

bool is_memory(const Node& node) { return family(node.op) == "IODMA"; }

Convert find_operator(const Node& node) {
  const std::string name = family(node.op);
  const auto found = std::ranges::find(kOperators, name, &std::pair<std::string_view, Convert>::first);
  return found == std::end(kOperators) ? nullptr : found->second;
}

bool is_hardware(const Node& node) {
  if (is_hardware_domain(node.domain)) return true;
  const auto* backend = node.find<std::string>("backend");
  if (backend != nullptr && (*backend == "fpgadataflow" || *backend == "hls" || *backend == "rtl"))
    return true;
  // The first graphs have no domain.
  return (node.domain.empty() || node.domain == "finn") && !is_reshape(node) &&
         find_operator(node) != nullptr;
}

std::string generation(const Graph& graph) {
  const auto any = [&](const auto& has) { return std::ranges::any_of(graph.nodes, has); };
  const auto op = [&](std::string_view name) {
    return any([&](const Node& node) { return node.op == name; });
  };
  const auto ends = [&](std::string_view suffix) {
    return any([&](const Node& node) { return node.op.ends_with(suffix); });
  };
  const bool brainsmith = any([](const Node& node) {
    const auto* backend = node.find<std::string>("backend");
    return node.domain.starts_with("brainsmith") || (backend != nullptr && *backend != "fpgadataflow");
  });
  if (brainsmith) return "Brainsmith, 2025 and later";
  if (any([](const Node& node) { return node.attributes.count("inShape") > 0; }) || op("Reshape_rtl"))
    return "FINN of 2026 (Reshape_rtl, converters with inShape)";
  if (ends("_hls") || ends("_rtl")) return "FINN of 2024 and later (X_hls, X_rtl)";
  if (op("MatrixVectorActivation") || op("VectorVectorActivation"))
    return "FINN of 2022 to 2024 (MatrixVectorActivation)";
  if (op("ConvolutionInputGenerator1D"))
    return "FINN of 2022 (StreamingFCLayer_Batch, ConvolutionInputGenerator1D)";
  if (op("StreamingFCLayer_Batch") || ends("_Batch")) return "FINN of 2019 to 2022 (StreamingFCLayer_Batch)";
  return std::string(kBareNames);
}

std::string known_operators() {
  std::string names;
  for (const auto& each : kOperators) names += (names.empty() ? "" : ", ") + std::string(each.first);
  return names;
}

std::string cure(const std::string& op) {
  const std::string name = family(op);
  const auto found = std::ranges::find(kCures, name, &std::pair<std::string_view, std::string_view>::first);
  return found == std::end(kCures) ? "" : std::string(found->second);
}

}  // namespace weir::importer
