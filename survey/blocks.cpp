#include "survey/blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "finn/contents.hpp"
#include "finn/stitch.hpp"
#include "import/graph.hpp"
#include "import/import.hpp"
#include "network/sub_network.hpp"
#include "testbench/temporary_folder.hpp"

namespace weir::survey {

namespace fs = std::filesystem;

namespace {

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// The Verilog without comments, as these have dates.
std::string code_of(const std::string& text) {
  std::string code;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    if (!line.starts_with("//") && line.find("CORE_GENERATION_INFO") == std::string::npos)
      code += line + "\n";
    begin = end + 1;
  }
  return code;
}

// The tool's version, as it writes it into the top of what it makes; "": HLS did not make it.
std::string tool_of(const std::vector<rtl::EmittedFile>& sources) {
  constexpr std::string_view kMark = "hls_ip_";  // and "2022_1"
  for (const rtl::EmittedFile& file : sources) {
    const std::size_t at = file.text.find(kMark);
    if (at == std::string::npos) continue;
    const std::size_t begin = at + kMark.size();
    std::string version = file.text.substr(begin, file.text.find_first_not_of("0123456789_", begin) - begin);
    std::ranges::replace(version, '_', '.');
    return "HLS " + version;
  }
  return "";
}

}  // namespace

Network alone(const Network& whole, int layer) {
  std::vector<int> layers{layer};
  for (const int s : whole.layer(layer).inputs) {
    const int from = whole.stream(s).from;
    if (from != kBorder && std::holds_alternative<Memstream>(whole.layer(from).params))
      layers.push_back(from);
  }
  Network network = sub_network(whole, layers).network;
  network.name = "block";
  network.finn->part = true;  // of a network of one layer as well
  return network;
}

std::vector<Block> blocks_of(const fs::path& folder, Maker maker) {
  const testbench::TemporaryFolder workshop("weir-survey", "finn_survey");
  importer::Options options;
  options.model = fs::absolute(folder);
  options.output = workshop.path() / "build.yaml";
  options.finn_hardware = true;
  const importer::Imported imported = importer::import_model(options);
  const Network& whole = imported.scenario.network;
  std::vector<Block> blocks;
  for (const importer::ImportedNode& node : imported.nodes) {
    const int layer = node.layer.empty() ? -1 : whole.find_layer(node.layer);
    if (layer < 0 || node.op.ends_with("_rtl") != (maker == Maker::kRtllib)) continue;
    const auto stated = whole.finn->nodes.find(node.layer);
    if (stated == whole.finn->nodes.end() || stated->second != importer::own_name(node.name)) continue;
    Block block{importer::own_name(node.name), node.op, {}, alone(whole, layer), 0, 0, {}, {}, {}, {}};
    block.layer = block.network.find_layer(node.layer);
    const finn::Stitch stitch(block.network);
    const finn::Stitched stitched = stitch.stitched("images");
    block.tool = maker == Maker::kHls ? tool_of(stitched.sources) : "finn-rtllib";
    if (block.tool.empty()) continue;
    const finn::Placed& at = stitch.placed(block.layer);
    block.rtl = finn::code_of_rtl(stitch.modules(), at.module);
    if (!at.memory.empty()) block.memory = finn::memory_of(stitch.modules(), at);
    if (maker == Maker::kRtllib) block.rtllib = finn::rtllib_of(stitch.modules(), at);
    for (const rtl::EmittedFile& file : stitched.sources) {
      std::string code = code_of(file.text);
      replace_all(code, block.node, "node");
      replace_all(code, node.layer, "layer");
      block.content.push_back(std::move(code));
    }
    std::ranges::sort(block.content);
    blocks.push_back(std::move(block));
  }
  return blocks;
}

}  // namespace weir::survey
