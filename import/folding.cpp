#include "import/folding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "import/operators.hpp"
#include "network/error.hpp"
#include "network/spelling.hpp"

namespace weir::importer {

namespace {

using Json = nlohmann::ordered_json;

// What FINN writes there, if the node has it.
constexpr const char* kKeys[] = {"PE",
                                 "SIMD",
                                 "parallel_window",
                                 "M",
                                 "ram_style",
                                 "ram_style_thresholds",
                                 "resType",
                                 "mem_mode",
                                 "runtime_writeable_weights",
                                 "depth_trigger_uram",
                                 "depth_trigger_bram",
                                 "depth",
                                 "impl_style",
                                 "preferred_impl_style",
                                 "inFIFODepth",
                                 "outFIFODepth",
                                 "inFIFODepths",
                                 "outFIFODepths"};

std::optional<Attribute> attribute_of(const Json& value) {
  if (value.is_number_integer()) return Attribute(value.get<std::int64_t>());
  if (value.is_number_float()) return Attribute(value.get<double>());
  if (value.is_string()) return Attribute(value.get<std::string>());
  if (value.is_boolean()) return Attribute(std::int64_t{value.get<bool>() ? 1 : 0});
  if (value.is_array() &&
      std::ranges::all_of(value, [](const Json& each) { return each.is_number_integer(); }))
    return Attribute(value.get<std::vector<std::int64_t>>());
  return std::nullopt;
}

Json read_json(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  Json json = Json::parse(stream, nullptr, false);
  if (!stream || json.is_discarded() || !json.is_object())
    throw BadInput(file.string(), 0, "", "no readable JSON object", "FINN's folding configuration");
  return json;
}

class Folding {
 public:
  Folding(Graph& graph, const std::filesystem::path& file)
      : graph_(graph), file_(file.string()), json_(read_json(file)) {}

  std::vector<std::string> operator()() {
    for (const auto& [name, settings] : json_.items()) {
      if (!settings.is_object()) throw BadInput(file_, 0, name, settings.dump(), "a map of attributes");
      if (name == "Defaults") set_defaults(settings);
    }
    std::vector<std::string> strangers, unread;
    for (const auto& [name, settings] : json_.items()) {
      if (name == "Defaults") continue;
      Node* node = find(name);
      if (node == nullptr) {
        strangers.push_back(name);
        continue;
      }
      ++nodes_;
      for (const auto& [key, value] : settings.items()) {
        if (!is_folding_key(key) && node->attributes.count(key) == 0)
          unread.push_back(name + ": " + with_nearest_name(key, folding_keys()));
        set(*node, key, value);
      }
    }
    if (nodes_ == 0 && !strangers.empty())
      throw BadInput(file_, 0, strangers.front(), "no node of that name, nor of any other there",
                     "the graph's own, such as " + nearest_name(strangers.front(), node_names()));
    std::vector<std::string> notes{
        fmt::format("folding of {}: {} nodes, {} changed", file_, nodes_, changed_)};
    const std::vector<std::string> known = node_names();
    for (std::string& stranger : strangers) stranger = with_nearest_name(stranger, known);
    if (!strangers.empty())
      notes.push_back(fmt::format("{} names {} nodes that the graph does not have: {}", file_,
                                  strangers.size(), fmt::join(strangers, ", ")));
    if (!unread.empty())
      notes.push_back(fmt::format("{} sets keys that nothing reads: {}", file_, fmt::join(unread, ", ")));
    if (refolded_) drop_converters(notes);
    return notes;
  }

 private:
  Node* find(const std::string& name) {
    const auto found = std::ranges::find_if(
        graph_.nodes, [&](const Node& node) { return own_name(node.name) == own_name(name); });
    return found == graph_.nodes.end() ? nullptr : &*found;
  }

  [[nodiscard]] std::vector<std::string> node_names() const {
    std::vector<std::string> names;
    for (const Node& node : graph_.nodes) {
      if (is_hardware(node)) names.push_back(node.name);
    }
    return names;
  }

  // {"mem_mode": ["decoupled", ["all"]]}: of all nodes, or of some operators, that have the attribute.
  void set_defaults(const Json& defaults) {
    for (const auto& [key, entry] : defaults.items()) {
      if (!entry.is_array() || entry.size() != 2 || !entry[1].is_array())
        throw BadInput(file_, 0, "Defaults: " + key, entry.dump(), "[value, [operators, or \"all\"]]");
      for (Node& node : graph_.nodes) {
        const bool meant =
            std::ranges::any_of(entry[1], [&](const Json& op) { return op == "all" || op == node.op; });
        if (meant && is_hardware(node) && node.attributes.count(key) > 0) set(node, key, entry[0]);
      }
    }
  }

  void set(Node& node, const std::string& key, const Json& value) {
    const auto attribute = attribute_of(value);
    if (!attribute)
      throw BadInput(file_, 0, node.name + ": " + key, value.dump(),
                     "a number, a text or a list of integers");
    const auto before = node.attributes.find(key);
    if (before != node.attributes.end() && before->second == *attribute) return;
    node.attributes[key] = *attribute;
    if (key != "PE" && key != "SIMD" && key != "parallel_window") return;
    node.attributes.erase("cycles_estimate");
    ++changed_;
    refolded_ = true;
  }

  void drop_converters(std::vector<std::string>& notes) {
    std::size_t dropped = 0;
    std::map<std::string, std::string> instead;
    std::vector<Node> kept;
    for (Node& node : graph_.nodes) {
      for (std::string& input : node.inputs) {
        if (const auto other = instead.find(input); other != instead.end()) input = other->second;
      }
      if (is_converter(node) && !node.inputs.empty() && node.outputs.size() == 1) {
        instead[node.outputs[0]] = node.inputs[0];
        ++dropped;
        continue;
      }
      node.attributes.erase("folded_shape");  // of the folding before
      kept.push_back(std::move(node));
    }
    graph_.nodes = std::move(kept);
    if (dropped > 0)
      notes.push_back(fmt::format(
          "{} converters of the graph's own folding dropped: Weir puts in those that are wanted", dropped));
  }

  Graph& graph_;
  std::string file_;
  Json json_;
  std::size_t nodes_ = 0;
  std::size_t changed_ = 0;
  bool refolded_ = false;
};

}  // namespace

std::vector<std::string> apply_folding(Graph& graph, const std::filesystem::path& file) {
  return Folding(graph, file)();
}

bool is_folding_key(const std::string& key) { return std::ranges::find(kKeys, key) != std::end(kKeys); }

std::vector<std::string> folding_keys() { return {std::begin(kKeys), std::end(kKeys)}; }

std::string folding_json(const Graph& graph) {
  Json json;
  json["Defaults"] = Json::object();
  for (const Node& node : graph.nodes) {
    if (!is_hardware(node) || is_partition(node)) continue;
    Json settings = Json::object();
    for (const char* key : kKeys) {
      const auto found = node.attributes.find(key);
      if (found == node.attributes.end()) continue;
      std::visit(
          [&](const auto& value) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(value)>, std::monostate>)
              settings[key] = value;
          },
          found->second);
    }
    json[node.name] = settings;
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string folding_json(Graph graph, const std::map<std::string, FifoDepths>& depths) {
  std::erase_if(graph.nodes, [](const Node& node) { return is_hardware(node) && is_fifo(node); });
  for (Node& node : graph.nodes) {
    const auto sized = depths.find(own_name(node.name));
    if (sized == depths.end()) continue;
    const auto set = [&](const std::string& one, const std::string& several,
                         const std::vector<std::int64_t>& values) {
      // FINN's nodes had one of each until 2022.
      if (node.find<std::int64_t>(one) != nullptr && values.size() == 1) {
        node.attributes[one] = values[0];
      } else {
        node.attributes[several] = values;
      }
    };
    set("inFIFODepth", "inFIFODepths", sized->second.in);
    set("outFIFODepth", "outFIFODepths", sized->second.out);
  }
  return folding_json(graph);
}

}  // namespace weir::importer
