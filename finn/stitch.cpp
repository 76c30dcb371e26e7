#include "finn/stitch.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "finn/cells.hpp"
#include "finn/images.hpp"
#include "finn/rewrites.hpp"
#include "finn/sources.hpp"
#include "import/graph.hpp"
#include "import/operators.hpp"
#include "network/error.hpp"

namespace weir::finn {

namespace {

namespace fs = std::filesystem;
using importer::Graph;
using importer::Node;
using importer::own_name;

// What a port that belongs to no stream is connected to.
std::string side_pin(const Port& port) {
  static const std::set<std::string> kClocks{"ap_clk", "aclk", "clk", "s_axis_aclk", "m_axis_aclk", "s_aclk"};
  static const std::set<std::string> kResets{"ap_rst_n",       "aresetn",        "rst_n",
                                             "s_axis_aresetn", "m_axis_aresetn", "s_aresetn"};
  const std::string name = lower(port.name);
  if (!port.input) return "";
  if (kClocks.contains(name)) return "clk_i";
  if (kResets.contains(name)) return "rst_ni";
  if (name == "ap_rst" || name == "rst") return "!rst_ni";
  if (name == "ap_start" || name == "ap_continue") return "1'b1";
  return "'0";
}

}  // namespace

struct Stitch::Plan {
  explicit Plan(const Network& of)
      : network(of),
        build(*of.finn),
        graph(importer::read_onnx(build.folder / build.graph)),
        sources(build.folder),
        vendor(rtl::library_folder() / "vendor"),
        cells(cells_in(build.folder)) {
    for (const Node& node : graph.nodes) nodes.push_back(own_name(node.name));
    if (sources.size() == 0)
      fail("no Verilog",
           "stitched_ip, as step_create_stitched_ip writes it, or ip and code_gen_ipgen_* folders");
    choose_design();
    refuse_what_is_not_supported();
    for (std::size_t l = 0; l < network.layers.size(); ++l) place(static_cast<int>(l));
    join_streams();
    make_images();
  }

  [[noreturn]] void fail(const std::string& found, const std::string& wanted) const {
    throw BadInput(build.folder.string(), 0, "", found, wanted);
  }
  [[noreturn]] void fail(const Node& node, const std::string& found, const std::string& wanted) const {
    throw BadInput(build.folder.string(), 0, "node '" + own_name(node.name) + "'", found, wanted);
  }

  // A folder may hold a design several times over, as it was stitched and as a project took it in.
  void choose_design() {
    std::map<fs::path, std::size_t> files;  // that its cells name and that are there
    for (const Cell& cell : cells) {
      std::size_t& there = files[cell.design];
      for (const fs::path& file : cell.files) there += sources.at(file) == nullptr ? 0 : 1;
      there += sources.defining(cell.module).empty() ? 0 : 1;
    }
    for (const auto& [each, there] : files) {
      const bool stitched = relative(each).find("stitched_ip/") != std::string::npos;
      const bool before = relative(design).find("stitched_ip/") != std::string::npos;
      if (design.empty() || std::pair(stitched, there) > std::pair(before, files[design])) design = each;
    }
    if (files.size() > 1)
      notes.push_back(
          fmt::format("of {} block designs in the folder, {} was taken", files.size(), relative(design)));
  }

  void refuse_what_is_not_supported() const {
    for (const Node& node : graph.nodes) {
      for (const auto& [key, what] :
           {std::pair{"pumpedCompute", "a double clock"}, std::pair{"pumpedMemory", "a double clock"},
            std::pair{"runtime_writeable_weights", "weights that are written while it runs"},
            std::pair{"dynamic_mode", "a size that is set while it runs"},
            std::pair{"dynamic_input", "weights that come as a stream"}}) {
        const auto* value = node.find<std::int64_t>(key);
        if (value != nullptr && *value != 0)
          fail(node, fmt::format("{} = {}, {}", key, *value, what), std::string(key) + " = 0");
      }
      const auto* mode = node.find<std::string>("mem_mode");
      if (mode != nullptr && *mode == "external")
        fail(node, "mem_mode = external", "weights within the design");
    }
  }

  // --- Nodes ---

  // A node's modules.
  struct Placed {
    const Node* node = nullptr;
    std::string module;
    std::vector<Port> ports;
    std::vector<Axis> inputs;  // but that of weights
    std::vector<Axis> outputs;
    std::optional<Axis> weights;  // that the module reads
    std::string memory;           // the module that streams them; "": none
    std::vector<Port> memory_ports;
    Axis memory_axis;
    const Cell* cell = nullptr;
  };

  const Node* node_named(const std::string& name) const {
    const auto found = std::ranges::find(nodes, name);
    return found == nodes.end() ? nullptr : &graph.nodes[static_cast<std::size_t>(found - nodes.begin())];
  }

  // The files of a module: those that its cell names, else those beside the one that uses it, of the node, of
  // the library, else whatever there is; of these any, if all say the same.
  void want(const std::string& module, const Cell* cell, const Node& node, const Source* user) {
    const std::vector<const Source*> all = sources.defining(module);
    if (all.empty()) {
      const std::vector<const Source*> stand_ins = vendor.defining(module);
      if (stand_ins.empty() || chosen.contains(module))
        return;  // if it is a module at all, Verilator will say so
      chosen[module] = stand_ins.front();
      stand_in.insert(module);
      need(*stand_ins.front(), nullptr, node);
      return;
    }
    const std::vector<const Source*> pool = pool_of(all, cell, node, user);
    for (const Source* source : pool) {
      if (source->tokens != pool.front()->tokens)
        fail(node,
             fmt::format("module {} in {} and, otherwise, in {}", module, relative(pool.front()->path),
                         relative(source->path)),
             "one, or a list of the cell's files (.xml beside its .xci) that tells which");
    }
    const Source& source = *pool.front();
    if (const auto before = chosen.find(module); before != chosen.end()) {
      if (before->second->tokens != source.tokens)
        fail(
            node,
            fmt::format("module {} of {}, which says something else than that of {}, chosen for another node",
                        module, relative(source.path), relative(before->second->path)),
            "modules of different names");
      return;
    }
    if (source.encrypted) fail(node, relative(source.path) + ", which is encrypted", "code that can be read");
    chosen[module] = &source;
    const bool unlike =
        std::ranges::any_of(all, [&](const Source* each) { return each->tokens != source.tokens; });
    if (unlike)
      notes.push_back(fmt::format("of {} files of module {}, {} is the one of {}", all.size(), module,
                                  relative(source.path), own_name(node.name)));
    need(source, cell, node);
  }

  std::vector<const Source*> pool_of(const std::vector<const Source*>& all, const Cell* cell,
                                     const Node& node, const Source* user) const {
    const auto those = [&](const auto& fits) {
      std::vector<const Source*> some;
      std::ranges::copy_if(all, std::back_inserter(some), fits);
      return some;
    };
    const auto under = [&](const Source* source, const std::string& folder) {
      return fmt::format("/{}", relative(source->path)).find(folder) != std::string::npos;
    };
    std::vector<const Source*> pool = those([&](const Source* source) {
      return cell != nullptr && std::ranges::find(cell->files, source->path) != cell->files.end();
    });
    if (pool.empty() && user != nullptr)
      pool =
          those([&](const Source* source) { return source->path.parent_path() == user->path.parent_path(); });
    if (pool.empty())
      pool = those([&](const Source* source) {
        return under(source, fmt::format("/rtl_ops/{}/", node.name)) ||
               under(source, fmt::format("/rtl_ops/{}/", own_name(node.name))) ||
               node_of_path(fmt::format("/{}", relative(source->path)), nodes) == own_name(node.name);
      });
    if (pool.empty()) pool = those([&](const Source* source) { return under(source, "/ip/src/"); });
    return pool.empty() ? all : pool;
  }

  // What the file uses, and other modules that it defines.
  void need(const Source& source, const Cell* cell, const Node& node) {
    for (const std::string& module : source.defines) chosen.emplace(module, &source);
    for (const std::string& header : source.includes) headers.insert(header);
    for (const std::string& module : source.uses) want(module, cell, node, &source);
  }

  std::string relative(const fs::path& path) const { return path.lexically_relative(build.folder).string(); }

  // The module that stands for a node where no block design says so.
  std::string module_by_name(const Node& node) const {
    const std::string own = own_name(node.name);
    for (const std::string& module : {own, own + "_" + own}) {
      if (!sources.defining(module).empty()) return module;
    }
    return "";
  }

  std::vector<Port> ports_of_module(const Node& node, const std::string& module, const Cell* cell) {
    if (cell != nullptr) {
      for (const fs::path& file : cell->files) {
        std::error_code error;
        if (!fs::exists(file, error))
          fail(node, fmt::format("no {}, which its {}.xml names", relative(file), cell->module),
               "the whole RTL of the build");
      }
    }
    want(module, cell, node, nullptr);
    const auto source = chosen.find(module);
    if (source == chosen.end()) fail(node, "no module " + module, "its RTL in the folder");
    return ports_of(*source->second, module);
  }

  Placed& placed(const Node& node) {
    const auto known = all_placed.find(&node);
    if (known != all_placed.end()) return known->second;
    const std::string own = own_name(node.name);
    Placed at;
    at.node = &node;
    const Cell* memory = nullptr;
    for (const Cell& cell : cells) {
      if (cell.design != design || (cell.node() != own && cell.node() != node.name)) continue;
      if (cell.streams_weights()) {
        memory = &cell;
      } else if (at.cell != nullptr) {
        fail(node, fmt::format("cells {} and {} in {}", at.cell->path, cell.path, relative(cell.folder)),
             "one, and one of its weights");
      } else {
        at.cell = &cell;
      }
    }
    at.module = at.cell != nullptr ? at.cell->module : module_by_name(node);
    if (at.module.empty())
      fail(node, "no RTL of it in the folder", "a cell of its name in stitched_ip, or a module of its name");
    at.ports = ports_of_module(node, at.module, at.cell);
    for (const Axis& axis : axes_of(at.ports)) (axis.input ? at.inputs : at.outputs).push_back(axis);
    if (memory != nullptr) {
      at.memory = memory->module;
      at.memory_ports = ports_of_module(node, at.memory, memory);
      const std::vector<Axis> axes = axes_of(at.memory_ports);
      const auto out = std::ranges::find(axes, false, &Axis::input);
      if (out == axes.end()) fail(node, at.memory + " without an output stream", "one of weights");
      at.memory_axis = *out;
      auto weights = std::ranges::find_if(
          at.inputs, [](const Axis& axis) { return lower(axis.prefix).starts_with("weight"); });
      if (weights == at.inputs.end())
        weights = std::ranges::find_if(at.inputs, [](const Axis& axis) {
          const std::string name = lower(axis.prefix);
          return !name.starts_with("in0") && !name.starts_with("s_axis_0");
        });
      if (weights == at.inputs.end()) fail(node, at.module + " without a stream for weights", "one");
      at.weights = *weights;
      at.inputs.erase(weights);
    }
    return all_placed.emplace(&node, std::move(at)).first->second;
  }

  void place(int layer) {
    const std::string& name = network.layer(layer).name;
    const auto stated = build.nodes.find(name);
    if (stated == build.nodes.end()) {
      if (std::holds_alternative<Memstream>(network.layer(layer).params)) return;
      throw BadInput(build.file, build.line, "hardware", "layer " + name + ", of which no node is stated",
                     "only layers that weir import made of this build");
    }
    const Node* node = node_named(stated->second);
    if (node == nullptr)
      throw BadInput(build.file, build.line, "nodes", stated->second,
                     "a node of " + (build.folder / build.graph).string());
    layer_of[node] = layer;
    (void)placed(*node);
  }

  // --- Streams: the wires from the producer's node through FIFOs and the like to the consumer's ---

  [[nodiscard]] std::vector<std::string> dynamic_inputs(const Node& node) const {
    std::vector<std::string> names;
    for (const std::string& input : node.inputs) {
      if (!input.empty() && graph.constant(input) == nullptr) names.push_back(input);
    }
    return names;
  }

  const Node* producer(const std::string& tensor) const {
    for (const Node& node : graph.nodes) {
      if (std::ranges::find(node.outputs, tensor) != node.outputs.end()) return &node;
    }
    return nullptr;
  }

  // The streams that the layer reads and no memory writes.
  [[nodiscard]] std::vector<int> data_inputs(const Layer& layer) const {
    std::vector<int> streams;
    std::ranges::copy_if(layer.inputs, std::back_inserter(streams),
                         [&](int s) { return !network.endless(s); });
    return streams;
  }

  void join_streams() {
    paths.resize(network.streams.size());
    for (const auto& [node, layer] : layer_of) {
      const std::vector<std::string> tensors = dynamic_inputs(*node);
      const std::vector<int> streams = data_inputs(network.layer(layer));
      if (tensors.size() != streams.size())
        fail(*node, fmt::format("{} inputs", tensors.size()),
             fmt::format("{}, as its layer has", streams.size()));
      for (std::size_t i = 0; i < streams.size(); ++i) walk_back(tensors[i], streams[i]);
    }
    for (const int s : network.outputs) walk_back_from_end(s);
    for (const std::vector<const Node*>& through : paths) {
      for (const Node* node : through) (void)placed(*node);
    }
  }

  // `tensor`: the last of the stream's.
  void walk_back(std::string tensor, int stream) {
    const Stream& of = network.stream(stream);
    std::vector<const Node*>& through = paths[static_cast<std::size_t>(stream)];
    const Node* node = producer(tensor);
    while (node != nullptr && !layer_of.contains(node) && importer::is_hardware(*node)) {
      through.insert(through.begin(), node);
      const std::vector<std::string> before = dynamic_inputs(*node);
      if (before.size() != 1 || node->outputs.size() != 1)
        fail(*node, fmt::format("{} inputs and {} outputs", before.size(), node->outputs.size()),
             "one of each, or a layer that it is");
      tensor = before.front();
      node = producer(tensor);
    }
    const auto from = node == nullptr ? layer_of.end() : layer_of.find(node);
    const int layer = from == layer_of.end() ? kBorder : from->second;
    if (layer != of.from)
      throw BadInput(build.file, build.line, "hardware",
                     "stream " + of.name + " from " + network.producer_name(stream) + ", in the graph from " +
                         (node == nullptr ? "its border" : own_name(node->name)),
                     "the network that weir import made of this build");
    if (node != nullptr)
      output_of[stream] =
          static_cast<std::size_t>(std::ranges::find(node->outputs, tensor) - node->outputs.begin());
  }

  void walk_back_from_end(int stream) {
    for (const std::string& output : graph.outputs) {
      if (ended.contains(output)) continue;
      // Nodes of the host behind the last hardware are none of the design's.
      std::string last = output;
      for (const Node* at = producer(last); at != nullptr && !importer::is_hardware(*at);
           at = producer(last)) {
        const std::vector<std::string> before = dynamic_inputs(*at);
        if (before.empty()) break;
        last = before.front();
      }
      // The graph's output that leads back to the stream's layer.
      std::string tensor = last;
      const Node* node = producer(tensor);
      while (node != nullptr && !layer_of.contains(node) && dynamic_inputs(*node).size() == 1) {
        tensor = dynamic_inputs(*node).front();
        node = producer(tensor);
      }
      if (node == nullptr || !layer_of.contains(node) || layer_of.at(node) != network.stream(stream).from)
        continue;
      ended.insert(output);
      walk_back(last, stream);
      return;
    }
    throw BadInput(build.file, build.line, "hardware",
                   "output " + network.stream(stream).name + ", which the graph has not",
                   "the network that weir import made of this build");
  }

  // --- Images ---

  void add_image(const Node& node, const std::string& name, const std::string& text) {
    const std::string path = own_name(node.name) + "/" + name;
    if (std::ranges::find(images, path, &rtl::EmittedFile::name) == images.end())
      images.push_back({path, text});
  }

  void make_images() {
    for (auto& [node, at] : all_placed) {
      const std::string family = importer::family(node->op);
      if (!at.memory.empty() && family != "MVAU" && family != "VVAU")
        fail(*node, "a memory that streams to a " + node->op, "one of weights, to an MVAU or VVAU");
      if (!at.memory.empty()) {
        for (Image& image : weight_images(graph, *node)) add_image(*node, image.name, image.text);
      }
      if (family == "Thresholding" && node->op.ends_with("_rtl")) {
        for (Image& image : threshold_images(graph, *node, top_of(at)))
          add_image(*node, image.name, image.text);
      }
    }
    std::set<const Source*> seen;
    for (const auto& [module, source] : chosen) {
      if (!seen.insert(source).second) continue;
      for (const std::string& path : source->images) {
        const std::string name = path.substr(path.find_last_of('/') + 1);
        // Pieces of names that are put together at run time; their images are made above.
        if (name == ".dat" || name.starts_with("memblock") || name.find('%') != std::string::npos) continue;
        const std::string own = node_of_path(path, nodes);
        const Node* node = own.empty() ? nullptr : node_named(own);
        if (node == nullptr)
          fail(fmt::format("image {} in {}, in the folder of no node of the graph", path,
                           relative(source->path)),
               "a path with code_gen_ipgen_<node>_, or the graph that belongs to the RTL");
        std::string text = hls_threshold_image(graph, *node, name, *source);
        const std::string kept = image_in_folder(*node, name);
        if (text.empty() && kept.empty())
          fail(*node, "no image " + name + ", and no rule that makes it", "it in the folder");
        if (text.empty()) {
          notes.push_back(fmt::format("image {} of {} is the folder's own", name, own));
          text = kept;
        } else if (!kept.empty() && !alike(text, kept) && is_other_table(*node, name, *source, kept)) {
          notes.push_back(
              fmt::format("image {} of {} is the folder's own, which HLS numbered otherwise", name, own));
          text = kept;
        } else if (!kept.empty() && !alike(text, kept)) {
          notes.push_back(fmt::format(
              "image {} of {} is other than the graph's thresholds: graph and RTL are of several runs", name,
              own));
        }
        add_image(*node, name, text);
      }
    }
  }

  // Whether the image is the graph's table of another number.
  [[nodiscard]] bool is_other_table(const Node& node, const std::string& name, const Source& rom,
                                    const std::string& kept) const {
    const std::string stem = name.substr(0, name.find("threshs")) + "threshs_";
    for (int k = 0;; ++k) {
      const std::string text = hls_threshold_image(graph, node, fmt::format("{}{}_ROM", stem, k), rom);
      if (text.empty()) return false;
      if (alike(text, kept)) return true;
    }
  }

  // FINN's own top of a node, within the wrapper that the block design puts round it.
  [[nodiscard]] const Source& top_of(const Placed& at) const {
    const Source& wrapper = *chosen.at(at.module);
    for (const std::string& module : wrapper.uses) {
      if (const auto top = chosen.find(module);
          top != chosen.end() && module.starts_with(own_name(at.node->name)))
        return *top->second;
    }
    return wrapper;
  }

  [[nodiscard]] std::string image_in_folder(const Node& node, const std::string& name) const {
    const auto at = all_placed.find(&node);
    if (at == all_placed.end() || at->second.cell == nullptr) return "";
    const fs::path& folder = at->second.cell->folder;
    for (const fs::path& path : {folder / "hdl" / "verilog" / name, folder / name}) {
      std::error_code error;
      if (fs::is_regular_file(path, error)) return read_file(path);
    }
    return "";
  }

  // Words of memories, whatever is between them, in capitals or not.
  static bool alike(const std::string& a, const std::string& b) {
    const auto words = [](const std::string& text) {
      std::string out;
      bool blank = true;
      for (const char c : lower(text)) {
        const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
        if (!space && blank && !out.empty()) out += ' ';
        if (!space) out += c;
        blank = space;
      }
      return out;
    };
    return words(a) == words(b);
  }

  // --- Text ---

  [[nodiscard]] std::string core_text() const {
    std::string body;
    for (std::size_t s = 0; s < network.streams.size(); ++s) body += stream_text(static_cast<int>(s));
    for (const auto& [node, layer] : layer_of) body += layer_text(*node, layer);
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      if (std::holds_alternative<Memstream>(network.layers[l].params)) body += rtl::activity_text(network, l);
    }
    return fmt::format(
        "// Network {0}, of a build's own RTL: a gate at each end of every stream, and probes of every "
        "stream and layer.\n"
        "/* verilator lint_off WIDTH */\nmodule {0}_core (\n    {1}\n);\n{2}endmodule\n",
        network.name, fmt::join(rtl::core_ports(network), ",\n    "), body);
  }

  static std::string signal(const Stream& stream, std::size_t wire, const char* part) {
    return fmt::format("{}_{}_{}", stream.name, wire, part);
  }

  // Wire 0 is the producer's, the last one the consumer's. A gate lies before wire 0 leaves the producer's
  // end, and one behind the last wire.
  [[nodiscard]] std::string stream_text(int index) const {
    const Stream& stream = network.stream(index);
    const std::size_t last = paths[static_cast<std::size_t>(index)].size();
    const std::int64_t bits = rtl::padded_to_bytes(stream.width_bits);
    std::string text = fmt::format("\n  // Stream {}, {}: {} to {}.\n", index, stream.name,
                                   network.producer_name(index), network.consumer_name(index));
    for (std::size_t w = 0; w <= last; ++w)
      text += fmt::format("  logic [{0}:0] {1}_{2}_data;\n  logic {1}_{2}_valid, {1}_{2}_ready;\n", bits - 1,
                          stream.name, w);
    text +=
        fmt::format("  logic {0}_push_valid, {0}_push_ready, {0}_pop_valid, {0}_pop_ready;\n", stream.name);
    const auto gate = [&](const char* end, const std::string& open, const std::string& from,
                          const std::string& to) {
      text += fmt::format(
          "  weir_gate u_gate_{0}_{1} (.clk_i(clk_i), .rst_ni(rst_ni), .open_i({2}), .s_valid_i({3}_valid), "
          ".s_ready_o({3}_ready), .m_valid_o({4}_valid), .m_ready_i({4}_ready));\n",
          end, stream.name, open, from, to);
    };
    const std::string push = stream.name + "_push";
    const std::string pop = stream.name + "_pop";
    gate("push", stream.from == kBorder ? "1'b1" : fmt::format("push_open_i[{}]", index), push,
         fmt::format("{}_0", stream.name));
    gate("pop", stream.to == kBorder ? "1'b1" : fmt::format("pop_open_i[{}]", index),
         fmt::format("{}_{}", stream.name, last), pop);
    if (stream.from == kBorder)
      text += fmt::format(
          "  assign {0}_0_data = s_axis_{0}_tdata;\n  assign {1}_valid = s_axis_{0}_tvalid;\n  assign "
          "s_axis_{0}_tready = {1}_ready;\n",
          stream.name, push);
    if (stream.to == kBorder)
      text += fmt::format(
          "  assign m_axis_{0}_tdata = {0}_{2}_data;\n  assign m_axis_{0}_tvalid = {1}_valid;\n  assign "
          "{1}_ready = m_axis_{0}_tready;\n",
          stream.name, pop, last);
    for (std::size_t w = 0; w <= last; ++w)
      text += fmt::format(
          "  weir_stable #(.Width({0})) u_stable_{1}_{2} (.clk_i(clk_i), .rst_ni(rst_ni), "
          ".data_i({1}_{2}_data[{3}:0]), "
          ".valid_i({4}_valid), .ready_i({4}_ready));\n",
          stream.width_bits, stream.name, w, stream.width_bits - 1,
          w == 0 ? push : fmt::format("{}_{}", stream.name, w));
    text += fmt::format(
        "  assign push_valid_o[{1}] = {0}_push_valid;\n  assign push_ready_o[{1}] = {0}_push_ready;\n  "
        "assign pop_valid_o[{1}] = {0}_pop_valid;\n"
        "  assign pop_ready_o[{1}] = {0}_pop_ready;\n  assign push_data_{0}_o = {0}_0_data[{2}:0];\n  assign "
        "pop_data_{0}_o = {0}_{3}_data[{2}:0];\n"
        "  assign occupancy_o[{4}+:32] = '0;\n",
        stream.name, index, stream.width_bits - 1, last, 32 * index);
    for (std::size_t t = 0; t < last; ++t) {
      const Placed& at = all_placed.at(paths[static_cast<std::size_t>(index)][t]);
      std::vector<std::string> pins;
      std::set<std::string> used;
      if (at.inputs.empty() || at.outputs.size() != 1)
        fail(*at.node,
             fmt::format("{} of {} inputs and {} outputs", at.module, at.inputs.size(), at.outputs.size()),
             "one of each");
      const std::string in = fmt::format("{}_{}", stream.name, t);
      const std::string out = fmt::format("{}_{}", stream.name, t + 1);
      connect(pins, used, at, at.inputs[0], in + "_data", in, bits);
      connect(pins, used, at, at.outputs[0], out + "_data", out, bits);
      text += instance_text(at.module, "u_" + lower(own_name(at.node->name)), at.ports, pins, used);
    }
    return text;
  }

  void connect(std::vector<std::string>& pins, std::set<std::string>& used, const Placed& at,
               const Axis& axis, const std::string& data, const std::string& handshake,
               std::int64_t bits) const {
    if (axis.bits != 0 && axis.bits != bits)
      fail(*at.node, fmt::format("{} of {} bits", axis.data, axis.bits),
           fmt::format("{} bits, as the graph's stream has", bits));
    pins.push_back(fmt::format(".{}({})", axis.data, data));
    pins.push_back(fmt::format(".{}({}_valid)", axis.valid, handshake));
    pins.push_back(fmt::format(".{}({}_ready)", axis.ready, handshake));
    used.insert({axis.data, axis.valid, axis.ready});
  }

  static std::string instance_text(const std::string& module, const std::string& name,
                                   const std::vector<Port>& ports, std::vector<std::string> pins,
                                   const std::set<std::string>& used) {
    for (const Port& port : ports) {
      if (!used.contains(port.name)) pins.push_back(fmt::format(".{}({})", port.name, side_pin(port)));
    }
    return fmt::format("  {} {} (\n      {}\n  );\n", module, name, fmt::join(pins, ",\n      "));
  }

  [[nodiscard]] std::string layer_text(const Node& node, int index) const {
    const Layer& layer = network.layer(index);
    const Placed& at = all_placed.at(&node);
    const std::vector<int> inputs = data_inputs(layer);
    // The selector of sets of thresholds is one of 2026's, and 0 the only set.
    const bool selector =
        importer::family(node.op) == "Thresholding" && at.inputs.size() == inputs.size() + 1;
    if ((at.inputs.size() != inputs.size() && !selector) || at.outputs.size() != layer.outputs.size())
      fail(node,
           fmt::format("module {} with {} inputs and {} outputs", at.module, at.inputs.size(),
                       at.outputs.size()),
           fmt::format("{} and {}, as in the graph", inputs.size(), layer.outputs.size()));
    std::vector<std::string> pins;
    std::set<std::string> used;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const Stream& stream = network.stream(inputs[i]);
      const std::size_t last = paths[static_cast<std::size_t>(inputs[i])].size();
      connect(pins, used, at, at.inputs[i], signal(stream, last, "data"), stream.name + "_pop",
              rtl::padded_to_bytes(stream.width_bits));
    }
    for (const int s : layer.outputs) {
      const Stream& stream = network.stream(s);
      const auto output = output_of.find(s);
      const std::size_t place = output == output_of.end() ? 0 : output->second;
      if (place >= at.outputs.size())
        fail(node, fmt::format("{} outputs of {}", at.outputs.size(), at.module),
             fmt::format("{}", place + 1));
      connect(pins, used, at, at.outputs[place], signal(stream, 0, "data"), stream.name + "_push",
              rtl::padded_to_bytes(stream.width_bits));
    }
    std::string text = fmt::format("\n  // Layer {}, {}: node {}.\n", index, layer.name, own_name(node.name));
    const auto weights = std::ranges::find_if(layer.inputs, [&](int s) { return network.endless(s); });
    if ((weights != layer.inputs.end()) != at.weights.has_value())
      fail(node, at.weights ? "RTL whose weights are streamed" : "RTL that has its weights within",
           at.weights ? "them within, as in the graph" : "them streamed, as in the graph");
    if (at.weights) {
      const Stream& stream = network.stream(*weights);
      const std::int64_t bits = at.weights->bits;
      if (bits != at.memory_axis.bits || bits < stream.width_bits)
        fail(node, fmt::format("weights of {} bits from a memory of {}", bits, at.memory_axis.bits),
             fmt::format("{} bits", rtl::padded_to_bytes(stream.width_bits)));
      // The stream's own wire has whole bytes; these modules may have fewer.
      const std::string wide = stream.name + "_wide";
      text += fmt::format("  logic [{}:0] {};\n  assign {} = {};\n", bits - 1, wide,
                          signal(stream, 0, "data"), wide);
      connect(pins, used, at, *at.weights, wide, stream.name + "_pop", bits);
      std::vector<std::string> memory_pins;
      std::set<std::string> memory_used;
      connect(memory_pins, memory_used, at, at.memory_axis, wide, stream.name + "_push", bits);
      text +=
          instance_text(at.memory, "u_" + layer.name + "_wstrm", at.memory_ports, memory_pins, memory_used);
    }
    return text + instance_text(at.module, "u_" + layer.name, at.ports, pins, used) +
           rtl::activity_text(network, static_cast<std::size_t>(index));
  }

  [[nodiscard]] Stitched write(const std::string& image_folder) const {
    Stitched out;
    out.core = network.name + "_core";
    out.notes = notes;
    std::map<std::string, int> rewrites;
    std::set<std::string> names;
    std::vector<const Source*> order;
    std::set<std::string> seen;
    const auto add = [&](bool packages) {
      for (const auto& [module, source] : chosen) {
        if (source->package == packages && seen.insert(source->tokens).second) order.push_back(source);
      }
    };
    add(true);
    add(false);
    std::map<std::string, const Source*> definitions;
    for (const Source* source : order) {
      for (const std::string& module : source->defines) {
        const auto [other, fresh] = definitions.emplace(module, source);
        if (!fresh)
          fail(fmt::format("module {} in {} and in {}, both of which are wanted", module,
                           relative(other->second->path), relative(source->path)),
               "one");
      }
    }
    const auto keep = [&](const fs::path& path, const std::string& text) {
      Rewritten rewritten = rewrite(text, nodes, image_folder);
      for (const auto& [name, count] : rewritten.counts) rewrites[name] += count;
      std::string name = path.filename().string();
      for (int n = 2; !names.insert(name).second; ++n)
        name = fmt::format("{}_{}{}", path.stem().string(), n, path.extension().string());
      out.sources.push_back({name, std::move(rewritten.text)});
    };
    for (const std::string& header : headers) {
      const std::vector<fs::path> found = sources.headers(header);
      if (found.empty()) continue;
      const std::string text = read_file(found.front());
      const std::string tokens = read_source(found.front(), text).tokens;
      for (const fs::path& path : found) {
        if (read_source(path, read_file(path)).tokens != tokens)
          fail(fmt::format("{} and, otherwise, {}", relative(found.front()), relative(path)),
               "one header of that name");
      }
      keep(found.front(), text);
    }
    for (const Source* source : order) keep(source->path, source->text);
    for (const char* module : {"weir_stable", "weir_gate"})
      keep(std::string(module) + ".sv", rtl::library_source(module));
    keep(out.core + ".sv", core_text());
    for (const auto& [name, count] : rewrites)
      out.notes.push_back(fmt::format("rewritten for Verilator: {}, {} times", name, count));
    for (const std::string& module : stand_in) {
      const std::string& text = chosen.at(module)->text;
      const std::size_t assumed = text.find("// Assumed: ");
      out.notes.push_back(
          assumed == std::string::npos
              ? fmt::format("{}: a stand-in for the vendor's cell", module)
              : fmt::format("{}: a stand-in for the vendor's cell; assumed: {}", module,
                            text.substr(assumed + 12, text.find('\n', assumed) - assumed - 12)));
    }
    return out;
  }

  const Network& network;
  const FinnBuild& build;
  Graph graph;
  Sources sources;
  Sources vendor;
  std::vector<Cell> cells;
  fs::path design;                 // the folder of the block design whose cells count
  std::vector<std::string> nodes;  // own names
  std::map<const Node*, Placed> all_placed;
  std::map<const Node*, int> layer_of;
  std::map<std::string, const Source*> chosen;  // by module
  std::set<std::string> stand_in;
  std::set<std::string> headers;
  std::vector<std::vector<const Node*>> paths;  // by stream: the nodes between its layers
  std::set<std::string> ended;                  // outputs of the graph that have their stream
  std::map<int, std::size_t> output_of;         // of a stream, the producer's output
  std::vector<rtl::EmittedFile> images;
  std::vector<std::string> notes;
};

Stitch::Stitch(const Network& network) : plan_(std::make_unique<Plan>(network)) {}
Stitch::~Stitch() = default;

const std::vector<rtl::EmittedFile>& Stitch::images() const { return plan_->images; }

Stitched Stitch::stitched(const fs::path& images) const { return plan_->write(images.string()); }

}  // namespace weir::finn
