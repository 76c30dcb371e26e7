#include "finn/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "network/error.hpp"

namespace weir::finn {

namespace {

using importer::Node;
using importer::own_name;

void refuse_what_is_not_supported(const Build& build) {
  for (const Node& node : build.graph.nodes) {
    for (const auto& [key, what] :
         {std::pair{"pumpedCompute", "a double clock"}, std::pair{"pumpedMemory", "a double clock"},
          std::pair{"runtime_writeable_weights", "weights that are written while it runs"},
          std::pair{"dynamic_mode", "a size that is set while it runs"},
          std::pair{"dynamic_input", "weights that come as a stream"}}) {
      const auto* value = node.find<std::int64_t>(key);
      if (value != nullptr && *value != 0)
        build.fail(node, fmt::format("{} = {}, {}", key, *value, what), std::string(key) + " = 0");
    }
    const auto* mode = node.find<std::string>("mem_mode");
    if (mode != nullptr && *mode == "external")
      build.fail(node, "mem_mode = external", "weights within the design");
  }
}

}  // namespace

Build::Build(const FinnBuild& build) : stated(build), graph(importer::read_onnx(build.folder / build.graph)) {
  for (const Node& node : graph.nodes) nodes.push_back(own_name(node.name));
  refuse_what_is_not_supported(*this);
}

void Build::fail(const std::string& found, const std::string& wanted) const {
  throw BadInput(stated.folder.string(), 0, "", found, wanted);
}

void Build::fail(const Node& node, const std::string& found, const std::string& wanted) const {
  throw BadInput(stated.folder.string(), 0, "node '" + own_name(node.name) + "'", found, wanted);
}

void Build::fail_stated(const std::string& key, const std::string& found, const std::string& wanted) const {
  throw BadInput(stated.file, stated.line, key, found, wanted);
}

std::string Build::relative(const std::filesystem::path& path) const {
  return path.lexically_relative(stated.folder).string();
}

const Node* Build::node_named(const std::string& own_name) const {
  const auto found = std::ranges::find(nodes, own_name);
  return found == nodes.end() ? nullptr : &graph.nodes[static_cast<std::size_t>(found - nodes.begin())];
}

const Node* Build::producer(const std::string& tensor) const {
  for (const Node& node : graph.nodes) {
    if (std::ranges::find(node.outputs, tensor) != node.outputs.end()) return &node;
  }
  return nullptr;
}

std::vector<std::string> Build::dynamic_inputs(const Node& node) const {
  std::vector<std::string> names;
  for (const std::string& input : node.inputs) {
    if (!input.empty() && graph.constant(input) == nullptr) names.push_back(input);
  }
  return names;
}

}  // namespace weir::finn
