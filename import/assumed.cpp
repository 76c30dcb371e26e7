#include "import/assumed.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "import/operators.hpp"
#include "network/error.hpp"

namespace weir::importer {

namespace {

// Vivado HLS stops a loop where an input lacks a beat; Vitis HLS lets a bubble in.
enum class Tool : std::uint8_t { kVivado, kVitis };

// A kind's block by one of the tools: its numbers in a scenario's form. The one number that varies between
// blocks is given with the least and the most measured.
struct Assumed {
  Tool tool;
  std::string_view family;
  std::string_view numbers;
  int usual;
  int least;
  int most;
  std::string_view blocks;  // the blocks it was measured on
};

// docs/finn-survey.md, "What was found".
constexpr Assumed kMeasured[] = {
    {Tool::kVitis, "MVAU", "control: call, depth: {}", 5, 2, 5,
     "33 of 34 MVAU of 2022.1, 2022.2, 2023.2 and 2024.2"},
    {Tool::kVitis, "StreamingMaxPool", "control: bursts, depth: 0, before: 1, between: {}, after: 1", 6, 6, 6,
     "7 StreamingMaxPool of 2024.1"},
    {Tool::kVitis, "LabelSelect", "control: read_then_write, depth: 0, between: {}", 2, 0, 3,
     "6 LabelSelect of 2023.2 and 2024.1"},
    {Tool::kVitis, "ChannelwiseOp", "control: endless, depth: {}, start: 0, exit: false, completes: true", 2,
     2, 2, "1 ChannelwiseOp of 2024.1"},
    {Tool::kVivado, "MVAU", "control: call, depth: {}, start: 3, freezes: true", 7, 1, 7,
     "8 StreamingFCLayer of 2019.1"},
    {Tool::kVivado, "Thresholding", "control: call, depth: {}, start: 3, freezes: true", 4, 0, 4,
     "5 Thresholding of 2019.1"},
    {Tool::kVivado, "StreamingDataWidthConverter", "control: call, depth: {}, start: 3, freezes: true", 1, 1,
     1, "13 StreamingDataWidthConverter of 2019.1"},
    {Tool::kVivado, "ConvolutionInputGenerator1D", "control: call, depth: {}, start: 3, freezes: true", 1, 1,
     1, "3 ConvolutionInputGenerator1D of 2019.1"},
    {Tool::kVivado, "StreamingMaxPool",
     "control: counted_calls, depth: {}, start: 1, before: 2, after: 1, frames: 2, freezes: true", 1, 1, 2,
     "4 StreamingMaxPool of 2019.1"},
};

// The usual loop, for kinds without a measured block.
constexpr Assumed kAlike[] = {
    {Tool::kVivado, "LabelSelect", "control: read_then_write, depth: 0, start: 3, between: {}, freezes: true",
     2, 0, 3, ""},
    {Tool::kVitis, "", "control: call, depth: {}", 2, 1, 7, ""},
    {Tool::kVivado, "", "control: call, depth: {}, start: 3, freezes: true", 2, 1, 7, ""},
};

const Assumed& assumed_of(Tool tool, const std::string& family) {
  const auto of = [&](const Assumed& each) { return each.tool == tool && each.family == family; };
  if (const auto found = std::ranges::find_if(kMeasured, of); found != std::end(kMeasured)) return *found;
  if (const auto found = std::ranges::find_if(kAlike, of); found != std::end(kAlike)) return *found;
  return *std::ranges::find_if(kAlike,
                               [&](const Assumed& each) { return each.tool == tool && each.family.empty(); });
}

// Whether a max pool's windows have extent 1 in one direction. No block with other windows was measured.
bool pools_along_one_extent(const Node& node) {
  const auto* dims = node.find<std::vector<std::int64_t>>("PoolDim");
  if (dims == nullptr) dims = node.find<std::vector<std::int64_t>>("KernelSize");
  return dims != nullptr && dims->size() == 2 && (*dims)[1] == 1;
}

// A node without `_hls` or `_rtl` in its operator's name is an HLS block; up to 2022, of Vivado HLS.
Tool tool_of(const Graph& graph) {
  const bool vivado = std::ranges::any_of(graph.nodes, [](const Node& node) {
    return node.op.starts_with("StreamingFCLayer") || node.op.starts_with("Vector_Vector");
  });
  return vivado ? Tool::kVivado : Tool::kVitis;
}

}  // namespace

std::vector<std::string> assumed_hardware(const Graph& graph, const Draft& draft,
                                          std::vector<std::string>& notes) {
  const Tool tool = tool_of(graph);
  std::vector<std::string> hls;
  std::vector<std::string> rtllib;
  std::set<std::string> vendor;
  std::set<std::string> measured;
  std::set<std::string> alike;
  int ports = 0;
  const bool before_choice = generation(graph) == kBareNames;
  for (const Mapped& mapped : draft.mapped) {
    const Node& node = graph.nodes[mapped.node];
    if (is_fifo(node)) {
      const auto* style = node.find<std::string>("impl_style");
      if (style != nullptr && *style == "vivado" && !mapped.stream.empty()) vendor.insert(mapped.stream);
      continue;
    }
    if (is_memory(node)) {
      ++ports;
      continue;
    }
    if (mapped.layer.empty()) continue;
    const bool rtl = node.op.ends_with("_rtl");
    const std::string name = family(node.op);
    if (before_choice && !rtl && !node.op.ends_with("_hls"))
      throw BadInput(node.title(), "no tool, HLS or RTL",
                     "the graph of step_specialize_layers, or a later one");
    if (rtl) {
      const auto* deep = node.find<std::int64_t>("deep_pipeline");
      if (name == "Thresholding" && (deep == nullptr || *deep != 0))
        rtllib.push_back(fmt::format("{}: {{deep_pipeline: true}}", mapped.layer));
      continue;
    }
    if (name == "StreamingMaxPool" && !pools_along_one_extent(node))
      throw BadInput(node.title(), "a max pool over two extents",
                     "one over one: of others no block was measured");
    const Assumed& block = assumed_of(tool, name);
    hls.push_back(fmt::format("{}: {{{}, seen: [{}, {}]}}", mapped.layer,
                              fmt::format(fmt::runtime(block.numbers), block.usual), block.least,
                              block.most));
    if (block.blocks.empty()) {
      alike.insert(name);
    } else {
      measured.insert(std::string(block.blocks));
    }
  }
  if (!alike.empty())
    notes.push_back(fmt::format("no block of {} was ever measured: they are taken to be like others",
                                fmt::join(alike, ", ")));
  if (ports > 0)
    notes.push_back(
        fmt::format("{} IODMA: Weir's own port to memory, whose cycles are none of FINN's", ports));
  if (!vendor.empty()) notes.push_back("of the vendor's FIFOs the cycles are assumed");
  const std::string words =
      fmt::format("no RTL: blocks of finn-rtllib as of FINN v0.10; of HLS as {}{}",
                  measured.empty() ? "none" : fmt::format("{}", fmt::join(measured, ", ")),
                  alike.empty() ? "" : fmt::format("; {} like others", fmt::join(alike, ", ")));
  std::vector<std::string> lines{"assumed: " + scalar(words)};
  const auto add = [&](const char* key, const std::vector<std::string>& entries) {
    if (entries.empty()) return;
    lines.push_back(fmt::format("{}:", key));
    for (const std::string& entry : entries) lines.push_back("  " + entry);
  };
  add("hls", hls);
  add("rtllib", rtllib);
  if (!vendor.empty()) lines.push_back(fmt::format("vendor_fifos: [{}]", fmt::join(vendor, ", ")));
  return lines;
}

}  // namespace weir::importer
