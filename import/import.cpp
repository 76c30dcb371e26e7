#include "import/import.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "import/assumed.hpp"
#include "import/build_folder.hpp"
#include "import/draft.hpp"
#include "import/folding.hpp"
#include "import/front/front_end.hpp"
#include "import/graph.hpp"
#include "import/npz.hpp"
#include "import/operators.hpp"
#include "import/step.hpp"
#include "network/error.hpp"

namespace weir::importer {

namespace {

using Json = nlohmann::ordered_json;

namespace fs = std::filesystem;

// A temporary folder beside the output files.
class Workshop {
 public:
  explicit Workshop(const fs::path& folder) {
    std::string name = (folder / ".weir-import-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw BadInput("-o", folder.string(), "a folder that can be written to");
    path_ = name;
  }
  ~Workshop() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void write_text(const fs::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  stream.close();
  if (!stream) throw BadInput(file.string(), 0, "", "no way to write it", "a file that can be written");
}

std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return text;
}

// Whether the graph has the borders of the node that stands for it.
bool fits_into(const Graph& inner, const Node& node, const Graph& outer) {
  const auto same = [&](const std::vector<std::string>& a, const std::vector<std::string>& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
      const auto x = inner.tensors.find(a[i]);
      const auto y = outer.tensors.find(b[i]);
      if (x != inner.tensors.end() && y != outer.tensors.end() && x->second.shape && y->second.shape &&
          x->second.shape != y->second.shape)
        return false;
    }
    return true;
  };
  return same(inner.inputs, node.inputs) && same(inner.outputs, node.outputs);
}

// The network's graph, if `graph` contains it as a StreamingDataflowPartition.
Graph network_of(Graph graph, std::vector<std::string>& host, std::vector<std::string>& notes) {
  std::vector<const Node*> partitions;
  for (const Node& node : graph.nodes) {
    if (is_partition(node)) partitions.push_back(&node);
  }
  const bool layers = std::ranges::any_of(graph.nodes, [](const Node& node) {
    return is_hardware(node) && !is_partition(node) && !is_memory(node);
  });
  if (partitions.empty() || layers) return graph;
  std::vector<Graph> found;
  std::string missing, left_out;
  for (const Node* node : partitions) {
    const auto* path = node->find<std::string>("model");
    std::optional<Graph> inner;
    for (const fs::path& file :
         path == nullptr ? std::vector<fs::path>{} : find_partitions(graph.file, *path)) {
      Graph candidate = read_onnx(file);
      if (!fits_into(candidate, *node, graph)) continue;
      inner = std::move(candidate);
      break;
    }
    if (!inner) {
      const std::string name = path == nullptr ? "" : path->substr(path->find_last_of("/\\") + 1);
      missing += (missing.empty() ? "" : ", ") +
                 fmt::format("{} of {}", name.empty() ? "a model" : name, node->name);
      continue;
    }
    const bool computes = std::ranges::any_of(
        inner->nodes, [](const Node& each) { return is_hardware(each) && !is_memory(each); });
    if (computes)
      found.push_back(std::move(*inner));
    else
      left_out += (left_out.empty() ? "" : ", ") +
                  fmt::format("{} ({})", node->name, inner->file.filename().string());
  }
  if (found.size() != 1) {
    if (found.empty() && !missing.empty()) {
      throw BadInput(graph.file.string(), 0, partitions.front()->title(),
                     "the network in another file, which is not here: " + missing,
                     "that file, in kernel_partitions or supported_op_partitions beside this one; or the "
                     "flat graph of step_set_fifo_depths");
    }
    throw BadInput(graph.file.string(), 0, partitions.front()->title(),
                   fmt::format("{} partitions that compute", found.size()),
                   "one: only a single StreamingDataflowPartition is a dataflow network");
  }
  notes.push_back(fmt::format("the network is in {}", found.front().file.string()));
  if (!left_out.empty()) notes.push_back("partitions that only move data, left out: " + left_out);
  if (!missing.empty()) notes.push_back("partitions whose file is not here, left out: " + missing);
  for (const Node& node : graph.nodes) {
    if (!is_partition(node)) host.push_back(host_words(graph, node));
  }
  if (found.front().metadata.empty()) found.front().metadata = graph.metadata;
  return network_of(std::move(found.front()), host, notes);
}

// Elements a beat as the node's first input takes them.
std::int64_t beat_into(const Graph& graph, const Node& node) {
  const auto number = [&](const char* key, std::int64_t otherwise) {
    const auto* value = node.find<std::int64_t>(key);
    return value == nullptr || *value < 1 ? otherwise : *value;
  };
  if (const auto* folded = node.find<std::vector<std::int64_t>>("folded_shape");
      folded != nullptr && !folded->empty()) {
    return std::max<std::int64_t>(1, folded->back());
  }
  if (is_fifo(node)) {  // whatever reads it
    for (const Node& reader : graph.nodes) {
      if (!reader.inputs.empty() && !node.outputs.empty() && reader.inputs[0] == node.outputs[0])
        return beat_into(graph, reader);
    }
  }
  const std::string op = family(node.op);
  if (is_converter(node) || is_memory(node)) {
    const auto* finn = node.find<std::string>("dataType");
    const auto type = finn == nullptr ? std::nullopt : data_type(*finn);
    return std::max<std::int64_t>(
        1, number(is_memory(node) ? "streamWidth" : "inWidth", 1) / (type ? type->bits : 1));
  }
  if (op == "StreamingMaxPool" || op.starts_with("Upsample"))
    return number(number("PE", 0) > 0 ? "PE" : "SIMD", number("NumChannels", 1));
  return number("SIMD", number("PE", 1));
}

class Importer {
 public:
  Importer(const Graph& graph, Draft& draft, std::vector<std::string>& host)
      : graph_(graph), draft_(draft), host_(host) {}

  void operator()() {
    part_host();
    has_fifos_ = std::ranges::any_of(graph_.nodes, is_fifo);
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      if (on_host_[n]) continue;
      find_inputs(n);
    }
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      if (!on_host_[n]) convert(n);
    }
    if (has_fifos_) return;
    draft_.notes.emplace_back(wanted_ ? "the graph has no FIFO nodes: depths are those that its nodes want "
                                        "(inFIFODepths, outFIFODepths)"
                                      : "the graph has no FIFO nodes: every FIFO is 2 deep");
  }

 private:
  [[noreturn]] void refuse(const Node& node, const std::string& found, const std::string& wanted) const {
    throw BadInput(graph_.file.string(), 0, node.title(), found, wanted);
  }

  // Whether the node reads floats and only passes them on or compares them.
  static bool quantizes_floats(const Node& node) {
    if (!is_fifo(node) && !is_converter(node) && !is_memory(node) && family(node.op) != "Thresholding")
      return false;
    for (const char* key : {"inputDataType", "dataType"}) {
      if (const auto* type = node.find<std::string>(key)) return type->starts_with("FLOAT");
    }
    return false;
  }

  // Non-hardware nodes stay on the host, unless they are between hardware nodes. So does hardware that
  // converts the network's float input to integers.
  void part_host() {
    std::set<std::string> behind;  // tensors that depend on hardware
    std::map<std::string, const Node*> host_behind;
    const Node* left = nullptr;  // the first of the latter
    std::size_t hardware = 0;
    for (const Node& node : graph_.nodes) {
      const bool first =
          std::ranges::none_of(node.inputs, [&](const auto& input) { return behind.count(input) > 0; });
      const bool floats = first && is_hardware(node) && quantizes_floats(node);
      if (floats) {
        if (left == nullptr) left = &node;
        draft_.notes.push_back(node.name +
                               " reads floats, which streams here do not carry: it is left to the host");
      }
      const bool is =
          (is_hardware(node) && !floats) || (is_reshape(node) && !node.inputs.empty() &&
                                             behind.count(node.inputs[0]) > 0 && feeds_hardware(node));
      on_host_.push_back(!is);
      hardware += is ? 1 : 0;
      for (const std::string& input : node.inputs) {
        if (const auto between = host_behind.find(input); is && between != host_behind.end()) {
          const Node& other = *between->second;
          const std::string known = cure(other.op);
          refuse(other, "it between hardware nodes: '" + node.name + "' reads what becomes of it",
                 known.empty() ? "hardware there: only what is before the first and behind the last hardware "
                                 "node stays on the host"
                               : known);
        }
        if (!is && (behind.count(input) > 0 || host_behind.count(input) > 0)) {
          for (const std::string& output : node.outputs) host_behind.emplace(output, &node);
        }
      }
      if (is) behind.insert(node.outputs.begin(), node.outputs.end());
      if (!is) host_.push_back(host_words(graph_, node));
    }
    if (hardware == 0 && left != nullptr)
      refuse(*left, "inputDataType = FLOAT32, and no hardware behind it",
             "integers: streams carry no floats");
    if (hardware == 0) {
      std::string ops;
      std::set<std::string> seen;
      for (const Node& node : graph_.nodes) {
        if (seen.insert(node.op).second && seen.size() <= 12) ops += (ops.empty() ? "" : ", ") + node.op;
      }
      throw BadInput(graph_.file.string(), 0, "",
                     fmt::format("no hardware node among {} ({})", graph_.nodes.size(), ops),
                     "a graph of FINN's step_convert_to_hw or behind it, best of step_set_fifo_depths");
    }
  }

  // Whether hardware reads what comes of a node, directly or through reshapes.
  [[nodiscard]] bool feeds_hardware(const Node& node) const {
    std::set<std::string> reached(node.outputs.begin(), node.outputs.end());
    for (const Node& reader : graph_.nodes) {
      if (reader.inputs.empty() || reached.count(reader.inputs[0]) == 0) continue;
      if (is_hardware(reader)) return true;
      if (is_reshape(reader)) reached.insert(reader.outputs.begin(), reader.outputs.end());
    }
    return false;
  }

  void find_inputs(std::size_t n) {
    const Node& node = graph_.nodes[n];
    for (const std::string& input : node.inputs) {
      const auto tensor = graph_.tensors.find(input);
      if (input.empty() || graph_.constant(input) != nullptr || inputs_.count(input) > 0 ||
          given_.count(input) > 0)
        continue;
      inputs_.insert(input);
      if (tensor == graph_.tensors.end() || !tensor->second.shape || tensor->second.shape->empty())
        refuse(node, "input '" + input + "' of unknown shape", "a shape of numbers");
      const auto shape = without_batch(*tensor->second.shape);
      if (!shape || shape->empty())
        refuse(node, "input '" + input + "' of shape " + to_string(*tensor->second.shape),
               "a batch of 1: [1, ..]");
      const Step step(graph_, n, draft_);
      std::optional<DataType> element;
      if (tensor->second.type)
        element = step.type_named(*tensor->second.type, "the type of input '" + input + "'");
      for (const char* key : {"inputDataType", "dataType", "dtype", "InputDataType"}) {
        if (!element && step.has(key)) element = step.type(key);
      }
      if (!element)
        refuse(node, "input '" + input + "' of unknown type", "an annotation of its finn_datatype");
      std::int64_t beat = beat_into(graph_, node);
      const std::int64_t elements = elements_of(*shape);
      if (beat > elements || elements % beat != 0) beat = 1;
      draft_.add_input(input, *element, *shape, beat);
    }
    given_.insert(node.outputs.begin(), node.outputs.end());
  }

  // The larger of the depths that the stream's ends request, if the graph has no FIFOs of its own.
  void add_wanted_fifo(std::size_t n, std::size_t place) {
    const Node& node = graph_.nodes[n];
    const Carried* stream = draft_.find(node.inputs[place]);
    if (has_fifos_ || stream == nullptr) return;
    const auto depth_of = [](const Node& of, const char* lists, const char* single,
                             std::size_t at) -> std::int64_t {
      if (of.attributes.count(lists) > 0) {
        const auto* depths = of.find<std::vector<std::int64_t>>(lists);
        return depths != nullptr && at < depths->size() ? (*depths)[at] : 0;
      }
      const auto* depth = of.find<std::int64_t>(single);
      return depth == nullptr ? 0 : *depth;
    };
    std::int64_t depth = depth_of(node, "inFIFODepths", "inFIFODepth", place);
    for (const Node& producer : graph_.nodes) {
      for (std::size_t o = 0; o < producer.outputs.size(); ++o) {
        if (producer.outputs[o] == node.inputs[place])
          depth = std::max(depth, depth_of(producer, "outFIFODepths", "outFIFODepth", o));
      }
    }
    if (depth <= 2 || depth > kMaxDepth) return;
    wanted_ = true;
    draft_.deepen(n, node.inputs[place], depth);
  }

  void convert(std::size_t n) {
    const Node& node = graph_.nodes[n];
    const Convert function = find_operator(node);
    if (function == nullptr) {
      const std::string known = cure(node.op);
      refuse(node, "an operator that is not modelled", known.empty() ? "one of " + known_operators() : known);
    }
    for (std::size_t i = 0; i < node.inputs.size(); ++i) add_wanted_fifo(n, i);
    Step step(graph_, n, draft_);
    try {
      function(step);
    } catch (const BadInput& error) {
      if (!error.file().empty()) throw;
      refuse(node, error.found(), (error.key().empty() ? "" : error.key() + ": ") + error.wanted());
    }
    step.finish();
  }

  const Graph& graph_;
  Draft& draft_;
  std::vector<std::string>& host_;
  std::vector<bool> on_host_;
  std::set<std::string> inputs_;
  std::set<std::string> given_;
  bool has_fifos_ = false;
  bool wanted_ = false;
};

// The scenario's text, and of each line the node that it is of.
struct Written {
  std::string text;
  std::map<int, std::size_t> nodes;
};

Written write_scenario(const Draft& draft, const Graph& graph, const Imported& imported, const Build& build,
                       bool finn_hardware, const std::vector<std::string>& assumed) {
  Written written;
  int lines = 0;
  const auto line = [&](const std::string& words) {
    written.text += words + "\n";
    ++lines;
  };
  line(one_line("# Imported from " + graph.file.string()));
  line("# Generation: " + imported.generation);
  if (imported.host.empty()) line("# Nothing stays on the host.");
  for (const std::string& each : imported.host) line(one_line("# On the host: " + each));
  for (const std::string& each : imported.notes) line(one_line("# Note: " + each));
  for (const std::string& each : draft.notes) line(one_line("# Note: " + each));
  for (const std::string& each : imported.warnings) line(one_line("# Warning: " + each));
  line("scenario: " + draft.name());
  line("intent: " + scalar(one_line("Imported from " + graph.file.filename().string() + ".")));
  line("seed: 1");
  line(fmt::format("clock_mhz: {:.6g}", build.clock_mhz.value_or(100)));
  line("frames: 8");
  line(finn_hardware ? "engines: [golden, rtl]" : "engines: [golden, native]");
  std::vector<std::string> inputs;
  for (const Carried& input : draft.inputs()) {
    inputs.push_back(flow_map({{"name", input.name},
                               {"type", input.element.name()},
                               {"shape", flow_list(input.shape)},
                               {"elements_per_beat", std::to_string(input.elements)}}));
  }
  if (inputs.size() == 1) {
    line("input: " + inputs.front());
  } else {
    line("inputs:");
    for (const std::string& each : inputs) line("  - " + each);
  }
  line("layers:");
  for (const Draft::Entry& entry : draft.entries()) {
    line("  " + entry.text);
    written.nodes[lines] = entry.node;
  }
  if (!build.reported.empty()) {
    line("reported:  # by FINN, compared with nothing");
    for (const auto& [key, value] : build.reported)
      line("  " + scalar(one_line(key)) + ": " + scalar(one_line(value)));
  }
  if (finn_hardware) {
    line("hardware:");
    line("  finn: " + scalar(build.folder.string()));
    line("  graph: " +
         scalar(fs::absolute(graph.file).lexically_normal().lexically_relative(build.folder).string()));
    // FINN's C++ driver, which counts transactions, offers its input at once; that in Python waits for two
    // clocks.
    const bool at_once = std::ranges::any_of(
        build.reported, [](const auto& each) { return each.first == "rtlsim N_IN_TXNS"; });
    line(fmt::format("  idle: {}", at_once ? 0 : 2));
    line("  nodes:");
    for (const Mapped& mapped : draft.mapped) {
      if (!mapped.layer.empty())
        line("    " + mapped.layer + ": " + scalar(own_name(graph.nodes[mapped.node].name)));
    }
  }
  if (!assumed.empty()) line("hardware:");
  for (const std::string& each : assumed) line("  " + each);
  return written;
}

// Loads the scenario like any other, and attributes each mistake to the node it comes from.
Scenario check_scenario(const fs::path& file, const Written& written, const Graph& graph) {
  try {
    return load_scenario(file);
  } catch (const BadInput& error) {
    const auto at = written.nodes.find(error.line());
    if (at == written.nodes.end())
      throw BadInput(graph.file.string(), 0, error.key(), error.found(), error.wanted());
    throw BadInput(graph.file.string(), 0,
                   graph.nodes[at->second].title() + (error.key().empty() ? "" : ": " + error.key()),
                   error.found(), error.wanted());
  }
}

// How the stream's integers map to the tensor's values: value = (k + offset) x scale; the tensor, reshaped to
// its `factors`, is transposed by `order`.
void add_value(Json& entry, const MappedValue& value) {
  const auto number_or_list = [](const auto& periodic) {
    return periodic.uniform() ? Json(periodic.values.front()) : Json(periodic.values);
  };
  entry["tensor"] = value.tensor;
  entry["scale"] = number_or_list(value.integers.scale);
  entry["offset"] = number_or_list(value.integers.offset);
  entry["shape"] = value.layout.shape();
  std::vector<std::size_t> factors;
  for (const auto& dim : value.layout.dims) factors.insert(factors.end(), dim.begin(), dim.end());
  Json extents = Json::array();
  Json order = Json::array();
  for (const std::size_t factor : factors) extents.push_back(value.layout.extents[factor]);
  for (const std::size_t factor : value.layout.order)
    order.push_back(std::ranges::find(factors, factor) - factors.begin());
  entry["factors"] = std::move(extents);
  entry["order"] = std::move(order);
}

std::string map_json(const Imported& imported) {
  const auto or_null = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
  Json all = Json::array();
  for (const ImportedNode& node : imported.nodes) {
    Json entry{{"node", node.name},
               {"op", node.op},
               {"layer", or_null(node.layer)},
               {"stream", or_null(node.stream)},
               {"note", node.note}};
    entry["cycles_estimate"] = node.estimate ? Json(*node.estimate) : Json(nullptr);
    entry["ideal_cycles"] = node.layer.empty() ? Json(nullptr) : Json(node.ideal_cycles);
    entry["why"] = node.why;
    const auto value = std::ranges::find(imported.values, node.tensor, &MappedValue::tensor);
    if (!node.tensor.empty() && value != imported.values.end()) add_value(entry, *value);
    all.push_back(std::move(entry));
  }
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void take_nodes(const Draft& draft, const Graph& graph, Imported& imported) {
  std::map<std::string, std::string> differ;  // by why, some nodes
  for (const Mapped& mapped : draft.mapped) {
    const Node& node = graph.nodes[mapped.node];
    ImportedNode all{node.name,
                     node.op,
                     mapped.layer,
                     mapped.stream,
                     mapped.note,
                     {},
                     0,
                     mapped.why,
                     node.outputs.empty() ? "" : node.outputs[0]};
    const int layer = mapped.layer.empty() ? -1 : imported.scenario.network.find_layer(mapped.layer);
    if (layer >= 0) {
      all.estimate = mapped.estimate;
      all.ideal_cycles = imported.scenario.network.layer(layer).ideal_cycles();
      if (all.estimate && *all.estimate != all.ideal_cycles)
        all.note += (all.note.empty() ? "" : "; ") +
                    fmt::format("FINN estimates {} cycles, and Weir's ideal is {}{}", *all.estimate,
                                all.ideal_cycles, mapped.why.empty() ? "" : ": " + mapped.why);
    }
    imported.nodes.push_back(std::move(all));
  }
}

// Notes for readers of the cycles: they are of other hardware than FINN's, and where FINN expects its own to
// be slower.
void note_hardware(const Graph& graph, Imported& imported) {
  imported.notes.emplace_back(
      "cycles are those of Weir's own hardware in this folding; FINN's pipelines differ");
  const ImportedNode* slowest = nullptr;
  for (const ImportedNode& node : imported.nodes) {
    if (node.estimate && (slowest == nullptr || *node.estimate > *slowest->estimate)) slowest = &node;
  }
  const std::int64_t bound = imported.scenario.network.interval_bound();
  if (slowest == nullptr || *slowest->estimate <= bound || !estimates_are_current(graph)) return;
  imported.notes.push_back(
      fmt::format("FINN's hardware is slower: it expects {} to take {} cycles a frame, and no layer takes "
                  "more than {} here",
                  slowest->name, *slowest->estimate, bound));
}

}  // namespace

bool is_model(const fs::path& path) {
  std::error_code error;
  return path.extension() == ".onnx" || fs::is_directory(path, error);
}

std::string scenario_name(const std::filesystem::path& model) {
  const std::filesystem::path path = std::filesystem::absolute(model).lexically_normal();
  std::string name;
  for (const char c : (path.has_filename() ? path : path.parent_path()).stem().string()) {
    const auto byte = static_cast<unsigned char>(c);
    const bool kept = byte < 128 && (std::isalnum(byte) != 0 || c == '-' || c == '_');
    name += kept ? static_cast<char>(std::tolower(byte)) : '_';
  }
  return name.empty() || std::isalpha(static_cast<unsigned char>(name[0])) == 0 ? "model_" + name : name;
}

namespace {

float input_scale_of(const std::string& text) {
  if (text.empty()) return 1;
  const std::size_t bar = text.find('/');
  const auto number = [&](const std::string& part) {
    double value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size() || !std::isfinite(value) || value <= 0)
      throw BadInput("--input-scale", "'" + text + "'",
                     "a number above 0, or a quotient of two, such as 1/255");
    return value;
  };
  const double scale =
      bar == std::string::npos ? number(text) : number(text.substr(0, bar)) / number(text.substr(bar + 1));
  if (!std::isnormal(static_cast<float>(scale)))
    throw BadInput("--input-scale", "'" + text + "'", "a number that float32 holds");
  return static_cast<float>(scale);
}

FrontOptions front_options(const Options& options, double clock_mhz) {
  FrontOptions front;
  if (!options.input_type.empty()) {
    front.input_type = data_type(options.input_type);
    if (!front.input_type)
      throw BadInput("--input-type", "'" + options.input_type + "'", "a type such as uint8, int8 or bipolar");
  }
  front.input_scale = input_scale_of(options.input_scale);
  if (front.input_scale != 1 && !front.input_type)
    throw BadInput("--input-scale", "it without --input-type",
                   "both: integers of that type, times the scale");
  front.top_k = options.top_k;
  front.folding = options.folding;
  if (options.target_fps > 0) {
    const double cycles = std::floor(clock_mhz * 1e6 / options.target_fps);
    if (!(cycles >= 1))
      throw BadInput("--target-fps", fmt::format("{:g}", options.target_fps),
                     fmt::format("at most a frame a cycle, at {:g} MHz", clock_mhz));
    front.target_cycles = static_cast<std::int64_t>(std::min(cycles, 9e15));
  }
  return front;
}

// Imports a trained network.
void import_trained(const Graph& graph, const Options& options, const Build& build, Draft& draft,
                    Imported& imported) {
  if (options.finn_hardware || options.assume)
    throw BadInput("--hardware", "finn, of a graph without hardware nodes",
                   "the graph of a build, whose RTL is there");
  FrontEnd front = import_front_end(graph, front_options(options, build.clock_mhz.value_or(100)), draft);
  imported.front_end = true;
  imported.host = std::move(front.host);
  draft.notes = std::move(front.notes);
  imported.warnings = std::move(front.warnings);
  imported.values = std::move(front.values);
  imported.folding = std::move(front.folding);
}

void refuse_trained_options(const Options& options) {
  for (const auto& [name, given] :
       {std::pair("--input-type", !options.input_type.empty()),
        std::pair("--input-scale", !options.input_scale.empty()), std::pair("--top-k", options.top_k > 0),
        std::pair("--target-fps", options.target_fps > 0)}) {
    if (given)
      throw BadInput(name, "it with a graph of hardware",
                     "a graph of a trained network: hardware has its types and its folding");
  }
}

}  // namespace

Imported import_model(const Options& options) {
  const std::string stem = options.output.stem().string();
  if (options.output.extension() != ".yaml" || !is_scenario_name(stem))
    throw BadInput("-o", options.output.string(),
                   "NAME.yaml, NAME being a scenario's: " + std::string(kScenarioNames));
  Imported imported;
  Build build;
  if (fs::is_directory(options.model)) {
    build = choose_graph(options.model);
  } else {
    build.graph = options.model;
  }
  Graph graph = network_of(read_onnx(build.graph), imported.host, build.notes);
  read_reports(graph, build);
  imported.graph = graph.file;
  const bool trained = is_front_end(graph);
  imported.generation = trained ? front_generation(graph) : generation(graph);
  if (options.clock_mhz > 0) build.clock_mhz = options.clock_mhz;
  if (!build.clock_mhz) build.notes.emplace_back("no clock is stated: 100 MHz");
  Draft draft(stem);
  if (trained) {
    import_trained(graph, options, build, draft, imported);
  } else {
    refuse_trained_options(options);
    if (!options.folding.empty()) {
      for (std::string& note : apply_folding(graph, options.folding)) build.notes.push_back(std::move(note));
    }
    Importer(graph, draft, imported.host)();
  }
  imported.notes = build.notes;

  const fs::path folder = fs::absolute(options.output).lexically_normal().parent_path();
  const Workshop workshop(folder);
  const fs::path yaml = workshop.path() / (stem + ".yaml");
  const fs::path npz = workshop.path() / (stem + ".npz");
  if (!draft.arrays().empty()) write_npz(npz, draft.arrays());
  std::vector<std::string> assumed;
  if (options.assume) assumed = assumed_hardware(graph, draft, imported.notes);
  const Written written = write_scenario(draft, graph, imported, build, options.finn_hardware, assumed);
  write_text(yaml, written.text);
  imported.scenario = check_scenario(yaml, written, graph);
  imported.scenario.file = options.output.string();
  if (options.check) options.check(imported.scenario);
  imported.notes.insert(imported.notes.end(), draft.notes.begin(), draft.notes.end());
  take_nodes(draft, graph, imported);
  if (!trained && !options.finn_hardware && !options.assume) note_hardware(graph, imported);

  std::vector<std::pair<fs::path, fs::path>> moves;
  if (!draft.arrays().empty()) moves.emplace_back(npz, folder / (stem + ".npz"));
  const auto also = [&](const fs::path& path, const char* name, const std::string& text) {
    if (path.empty()) return;
    write_text(workshop.path() / name, text);
    moves.emplace_back(workshop.path() / name, path);
  };
  also(options.map, "map.json", map_json(imported));
  also(options.write_folding, "folding.json", trained ? imported.folding : folding_json(graph));
  moves.emplace_back(yaml, folder / (stem + ".yaml"));  // last: it is there only with the others
  for (const auto& [from, to] : moves) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error)
      fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);  // in another file system
    if (error) throw BadInput(to.string(), 0, "", error.message(), "a file that can be written");
  }
  return imported;
}

std::string text(const Imported& imported, const Options& options, double seconds) {
  const Network& network = imported.scenario.network;
  std::string words =
      fmt::format("{}: {} nodes became {} layers and {} streams in {:.2f} s\n", options.output.string(),
                  imported.nodes.size(), network.layers.size(), network.streams.size(), seconds);
  words += fmt::format("  read: {}\n  generation: {}\n  clock: {:g} MHz\n", imported.graph.string(),
                       imported.generation, imported.scenario.clock_mhz);
  if (imported.host.empty()) words += "  on the host: nothing\n";
  for (const std::string& each : imported.host) words += "  on the host: " + each + "\n";
  for (const std::string& each : imported.warnings) words += "  warning: " + each + "\n";
  for (const std::string& each : imported.notes) words += "  note: " + each + "\n";
  std::size_t estimates = 0;
  std::size_t equal = 0;
  for (const ImportedNode& node : imported.nodes) {
    if (!node.estimate) continue;
    ++estimates;
    equal += *node.estimate == node.ideal_cycles ? 1 : 0;
  }
  if (estimates > 0)
    words += fmt::format("  cycles_estimate: {} of {} nodes as Weir's ideal\n", equal, estimates);
  std::map<std::string, std::vector<std::string>> nodes_by_note;
  for (const ImportedNode& node : imported.nodes) {
    if (!node.note.empty()) nodes_by_note[node.note].push_back(node.name);
  }
  for (const auto& [note, nodes] : nodes_by_note) {
    words += fmt::format("  {}{}: {}\n", nodes.front(),
                         nodes.size() > 1 ? fmt::format(" and {} more", nodes.size() - 1) : "", note);
  }
  return words;
}

}  // namespace weir::importer
