#include "survey/blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <string_view>

#include "finn/stitch.hpp"
#include "import/graph.hpp"
#include "import/import.hpp"
#include "network/error.hpp"
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

// What a module of finn-rtllib is built with: of all that the sources state for a parameter, one value.
std::optional<std::string> parameter(const std::vector<rtl::EmittedFile>& sources, const std::string& name) {
  const std::regex stated("[. \\t]" + name + R"re([ \t]*[=(][ \t]*"?([A-Za-z0-9_]+)"?)re");
  std::optional<std::string> found;
  for (const rtl::EmittedFile& file : sources) {
    for (std::sregex_iterator at(file.text.begin(), file.text.end(), stated), end; at != end; ++at) {
      const std::string value = (*at)[1];
      if (value == name) continue;  // handed on
      if (found && *found != value && value != "0") found = value;
      if (!found) found = value;
    }
  }
  return found;
}

// Throws BadInput of what has no model.
Rtllib rtllib_of(const std::vector<rtl::EmittedFile>& sources, const std::string& node) {
  Rtllib rtllib;
  if (const auto core = parameter(sources, "COMPUTE_CORE")) {
    rtllib.core = *core == "mvu_vvu_8sx9_dsp58" ? Rtllib::Core::kDsp58 : Rtllib::Core::kDsp48;
    if (*core != "mvu_vvu_8sx9_dsp58" && !core->starts_with("mvu_4sx4u") && *core != "mvu_8sx8u_dsp48")
      throw BadInput(node, "compute core " + *core, "one that has a model");
  }
  const auto number = [&](const char* name) { return std::stoll(parameter(sources, name).value_or("0")); };
  if (rtllib.core == Rtllib::Core::kDsp58) rtllib.segment = number("SEGMENTLEN");
  rtllib.deep_pipeline = number("DEEP_PIPELINE") != 0;
  if (number("PUMPED_COMPUTE") != 0) throw BadInput(node, "a pumped compute core", "one with a single clock");
  return rtllib;
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
    Block block{importer::own_name(node.name), node.op, {}, alone(whole, layer), 0, {}, {}};
    block.layer = block.network.find_layer(node.layer);
    const finn::Stitched stitched = finn::Stitch(block.network).stitched("images");
    block.tool = maker == Maker::kHls ? tool_of(stitched.sources) : "finn-rtllib";
    if (block.tool.empty()) continue;
    if (maker == Maker::kRtllib) block.rtllib = rtllib_of(stitched.sources, block.node);
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
