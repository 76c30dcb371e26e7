#include "rtl/emit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>

#include "network/error.hpp"
#include "network/share.hpp"
#include "rtl/emit/block_names.hpp"
#include "rtl/emit/instance.hpp"
#include "rtl/verilog.hpp"

namespace weir::rtl {

namespace {

// The modules of the library that every network uses.
constexpr std::array kCommon{"weir_stable", "weir_fifo", "weir_stream", "weir_output_queue"};

constexpr int kCountBits = 32;  // of a depth or an occupancy in a flat vector; yosys accepts no other port

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) throw ToolFailure("cannot read " + path.string());
  return text.str();
}

// The files of all users' modules, without duplicates.
std::vector<EmittedFile> block_sources(const Network& network) {
  std::vector<EmittedFile> sources;
  for (const Layer& layer : network.layers) {
    if (!layer.block) continue;
    for (const std::filesystem::path& path : layer.block->files) {
      EmittedFile file{path.filename().string(), text_of(path)};
      const auto same = std::ranges::find(sources, lower_case(file.name),
                                          [](const EmittedFile& other) { return lower_case(other.name); });
      if (same == sources.end()) {
        sources.push_back(std::move(file));
      } else if (same->name != file.name || same->text != file.text) {
        throw BadInput(layer.block->file, layer.block->line, "files",
                       "files " + same->name + " and " + file.name + ", which are not the same",
                       "names that differ in more than upper and lower case");
      }
    }
  }
  return sources;
}

// The modules that the network's core instantiates, directly or not. Each occurs once, after those that it
// needs.
std::vector<std::string> library_modules(const Network& network) {
  std::vector<std::string> modules(kCommon.begin(), kCommon.end());
  const auto add = [&](const std::string& module) {
    if (std::find(modules.begin(), modules.end(), module) == modules.end()) modules.push_back(module);
  };
  for (const Layer& layer : network.layers) {
    if (layer.block) continue;
    const Instance described = instance(layer);
    for (const std::string& module : described.modules()) add(module);
    add(fmt::format("weir_{}", layer.kind()));
  }
  return modules;
}

// Ports, pins or parameters, one on each line.
std::string list(const std::vector<std::string>& entries, std::string_view indent) {
  return fmt::format("{}{}", indent, fmt::join(entries, fmt::format(",\n{}", indent)));
}

std::string axis_signal(const Stream& stream, std::string_view signal) {
  return fmt::format("{}_{}", axis_name(stream, stream.from == kBorder), signal);
}

// clk_i, rst_ni and the AXI-Stream ports, which core and top share.
std::vector<std::string> border_ports(const Network& network) {
  std::vector<std::string> ports{"input  logic clk_i", "input  logic rst_ni"};
  const auto add = [&](int index, std::string_view forward, std::string_view backward) {
    const Stream& stream = network.stream(index);
    const std::int64_t msb = padded_to_bytes(stream.width_bits) - 1;
    ports.push_back(fmt::format("{} logic [{}:0] {}", forward, msb, axis_signal(stream, "tdata")));
    ports.push_back(fmt::format("{} logic {}", forward, axis_signal(stream, "tvalid")));
    ports.push_back(fmt::format("{} logic {}", backward, axis_signal(stream, "tready")));
  };
  for (const int stream : network.inputs) add(stream, "input ", "output");
  for (const int stream : network.outputs) add(stream, "output", "input ");
  return ports;
}

std::int64_t capacity_of(const Stream& stream, const EmitOptions& options) {
  if (options.min_capacity == 0) return stream.depth;
  const auto ample = static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(stream.depth)));
  return std::max(ample, options.min_capacity);
}

std::string stream_text(const Network& network, int index, const EmitOptions& options) {
  const Stream& stream = network.stream(index);
  const bool from_border = stream.from == kBorder;
  const bool to_border = stream.to == kBorder;
  std::string text = fmt::format(
      "\n  // Stream {1}, {0}: {2} to {3}.\n"
      "  logic [{4}:0] {0}_push_data, {0}_pop_data;\n"
      "  logic {0}_push_valid, {0}_push_ready, {0}_pop_valid, {0}_pop_ready;\n",
      stream.name, index, network.producer_name(index), network.consumer_name(index), stream.width_bits - 1);
  const auto assign = [&](const std::string& left, const std::string& right) {
    text += fmt::format("  assign {} = {};\n", left, right);
  };
  const auto signal = [&](std::string_view name) { return fmt::format("{}_{}", stream.name, name); };
  if (from_border) {
    assign(signal("push_data"), fmt::format("{}[{}:0]", axis_signal(stream, "tdata"), stream.width_bits - 1));
    assign(signal("push_valid"), axis_signal(stream, "tvalid"));
    assign(axis_signal(stream, "tready"), signal("push_ready"));
  }
  if (to_border) {
    const std::int64_t bits = padded_to_bytes(stream.width_bits);
    assign(axis_signal(stream, "tdata"), fmt::format("{}'({})", bits, signal("pop_data")));
    assign(axis_signal(stream, "tvalid"), signal("pop_valid"));
    assign(signal("pop_ready"), axis_signal(stream, "tready"));
  }
  if ((from_border || to_border) && !options.border_fifos) {
    assign(signal("pop_data"), signal("push_data"));
    assign(signal("pop_valid"), signal("push_valid"));
    assign(signal("push_ready"), signal("pop_ready"));
    assign(fmt::format("occupancy_o[{}+:{}]", kCountBits * index, kCountBits), "'0");
  } else {
    // The network's inputs and outputs stall by themselves: they need no gate.
    text += fmt::format(
        "  weir_stream #(\n      .Width({1}),\n      .Capacity({2})\n  ) u_stream_{0} (\n"
        "      .clk_i(clk_i),\n      .rst_ni(rst_ni),\n      .depth_i(depth_i[{5}+:32]),\n"
        "      .push_open_i({3}),\n      .pop_open_i({4}),\n"
        "      .s_data_i({0}_push_data),\n      .s_valid_i({0}_push_valid),\n      "
        ".s_ready_o({0}_push_ready),\n"
        "      .m_data_o({0}_pop_data),\n      .m_valid_o({0}_pop_valid),\n      .m_ready_i({0}_pop_ready),\n"
        "      .occupancy_o(occupancy_o[{5}+:32])\n  );\n",
        stream.name, stream.width_bits, capacity_of(stream, options),
        from_border ? "1'b1" : fmt::format("push_open_i[{}]", index),
        to_border ? "1'b1" : fmt::format("pop_open_i[{}]", index), kCountBits * index);
  }
  for (const char* end : {"push", "pop"}) {
    for (const char* part : {"valid", "ready"}) {
      assign(fmt::format("{}_{}_o[{}]", end, part, index), fmt::format("{}_{}_{}", stream.name, end, part));
    }
    assign(fmt::format("{}_data_{}_o", end, stream.name), fmt::format("{}_{}_data", stream.name, end));
  }
  return text;
}

// One side of a layer: how its ports connect to streams.
struct Side {
  std::string_view prefix;                   // of the ports
  std::string_view end;                      // the streams' end
  std::array<std::string_view, 3> suffixes;  // of its data, valid and ready
};
constexpr Side kInputSide{"s", "pop", {"data_i", "valid_i", "ready_o"}};
constexpr Side kOutputSide{"m", "push", {"data_o", "valid_o", "ready_i"}};

// Connects each port to a stream, in order. The last port takes all remaining streams in one vector, the
// first of them in the lowest bits.
void connect(std::vector<std::string>& pins, const Network& network, const Side& side,
             const std::vector<std::string_view>& ports, const std::vector<int>& streams) {
  for (std::size_t port = 0; port < ports.size() && port < streams.size(); ++port) {
    const std::size_t end = port + 1 == ports.size() ? streams.size() : port + 1;
    for (const std::string_view suffix : side.suffixes) {
      const std::string_view signal = suffix.substr(0, suffix.size() - 2);
      std::vector<std::string> wires;
      for (std::size_t i = end; i-- > port;) {
        const Stream& stream = network.stream(streams[i]);
        wires.push_back(fmt::format("{}_{}_{}", stream.name, side.end, signal));
      }
      const std::string wire =
          wires.size() == 1 ? wires.front() : fmt::format("{{{}}}", fmt::join(wires, ", "));
      pins.push_back(fmt::format(".{}_{}_{}({})", side.prefix, ports[port], suffix, wire));
    }
  }
}

// Its data ports may have the stream's width, or be padded to whole bytes.
std::string block_text(const Network& network, std::size_t index) {
  const Layer& layer = network.layers[index];
  const Block& block = *layer.block;
  std::string signals, checks;
  std::vector<std::string> parameters;
  std::vector<std::string> pins{fmt::format(".{}(clk_i)", block.clock)};
  if (!block.reset.empty())
    pins.push_back(fmt::format(".{}({}rst_ni)", block.reset, block.reset_is_high ? "!" : ""));
  for (const auto& [port, value] : block.ties) pins.push_back(fmt::format(".{}('{})", port, value));
  const auto add = [&](const Block::Axis& axis, const std::string& end, const std::string& data) {
    pins.push_back(fmt::format(".{}({})", axis.data, data));
    pins.push_back(fmt::format(".{}({}_valid)", axis.valid, end));
    pins.push_back(fmt::format(".{}({}_ready)", axis.ready, end));
  };
  for (std::size_t i = 0; i < layer.inputs.size(); ++i) {
    const Stream& stream = network.stream(layer.inputs[i]);
    const std::string end = stream.name + "_pop";
    add(block.inputs[i], end, fmt::format("{}'({}_data)", padded_to_bytes(stream.width_bits), end));
  }
  for (std::size_t o = 0; o < layer.outputs.size(); ++o) {
    const Stream& stream = network.stream(layer.outputs[o]);
    const std::string end = stream.name + "_push";
    signals += fmt::format("  logic [{}:0] {}_padded;\n  assign {}_data = {}_padded[{}:0];\n",
                           padded_to_bytes(stream.width_bits) - 1, end, end, end, stream.width_bits - 1);
    add(block.outputs[o], end, end + "_padded");
    checks += fmt::format(
        "  weir_stable #(\n      .Width({1})\n  ) u_stable_{0} (\n      .clk_i(clk_i),\n      "
        ".rst_ni(rst_ni),\n"
        "      .data_i({2}_data),\n      .valid_i({2}_valid),\n      .ready_i({2}_ready)\n  );\n",
        stream.name, stream.width_bits, end);
  }
  for (const auto& [name, value] : block.parameters)
    parameters.push_back(fmt::format(".{}({})", name, value));
  const std::string with = parameters.empty() ? "" : fmt::format("#(\n{}\n  ) ", list(parameters, "      "));
  return fmt::format(
      "\n  // Layer {0}, {1}, in the user's RTL.\n"
      "  // verilator lint_off PINMISSING\n  // verilator lint_off UNUSEDSIGNAL\n  // verilator lint_off "
      "WIDTH\n"
      "{2}  {3} {4}u_layer_{1} (\n{5}\n  );\n"
      "  // verilator lint_on WIDTH\n  // verilator lint_on UNUSEDSIGNAL\n  // verilator lint_on PINMISSING\n"
      "{6}{7}",
      index, layer.name, signals, block.module, with, list(pins, "      "), checks,
      activity_text(network, index));
}

std::string layer_text(const Network& network, std::size_t index) {
  const Layer& layer = network.layers[index];
  if (layer.block) return block_text(network, index);
  const Instance described = instance(layer);
  std::vector<std::string> pins{".clk_i(clk_i)", ".rst_ni(rst_ni)"};
  connect(pins, network, kInputSide, described.inputs, layer.inputs);
  std::string_view before, after;
  // Only an input port may be left open.
  for (std::size_t port = layer.inputs.size(); port < described.inputs.size(); ++port) {
    const std::string_view name = described.inputs[port];
    before = "  // It has no weight stream.\n  // verilator lint_off PINMISSING\n";
    after = "  // verilator lint_on PINMISSING\n";
    pins.push_back(fmt::format(".s_{}_data_i(1'b0)", name));
    pins.push_back(fmt::format(".s_{}_valid_i(1'b0)", name));
  }
  connect(pins, network, kOutputSide, described.outputs, layer.outputs);
  pins.push_back(fmt::format(".issue_o(layer_issue_o[{}])", index));
  pins.push_back(fmt::format(".blocked_o(layer_blocked_o[{}])", index));
  return fmt::format("\n  // Layer {0}, {1}.\n{5}  weir_{2} #(\n{3}\n  ) u_layer_{1} (\n{4}\n  );\n{6}",
                     index, layer.name, layer.kind(), list(described.parameters(), "      "),
                     list(pins, "      "), before, after);
}

std::string core_text(const Network& network, const EmitOptions& options) {
  std::string body;
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    body += stream_text(network, static_cast<int>(s), options);
  }
  for (std::size_t l = 0; l < network.layers.size(); ++l) body += layer_text(network, l);
  return fmt::format(
      "// Network {0}, instrumented: the depth of every FIFO is an input, a gate stands at each end that a "
      "layer drives or\n"
      "// reads, and every stream and layer has probes. The index of a stream or layer is its place in the "
      "network.\n\n"
      "// The padding of border beats, and depths and gates where there are none, are looked at by nobody.\n"
      "// verilator lint_off UNUSEDSIGNAL\n"
      "module {0}_core (\n{1}\n);\n"
      "// verilator lint_on UNUSEDSIGNAL\n"
      "{2}endmodule\n",
      network.name, list(core_ports(network), "    "), body);
}

std::string top_text(const Network& network, bool tlast) {
  std::vector<std::string> pins{".clk_i(clk_i)", ".rst_ni(rst_ni)"};
  for (const std::vector<int>& streams : {network.inputs, network.outputs}) {
    for (const int index : streams) {
      for (const char* signal : {"tdata", "tvalid", "tready"}) {
        pins.push_back(fmt::format(".{0}({0})", axis_signal(network.stream(index), signal)));
      }
    }
  }
  std::vector<std::string> depths;
  for (auto s = network.streams.rbegin(); s != network.streams.rend(); ++s) {
    depths.push_back(fmt::format("32'd{}", s->depth));
  }
  pins.push_back(fmt::format(".depth_i({{{}}})", fmt::join(depths, ", ")));
  std::vector<std::string> ports = border_ports(network);
  std::string lasts;
  for (const int index : network.outputs) {
    if (!tlast) break;
    const Stream& stream = network.stream(index);
    ports.push_back(fmt::format("output logic {}", axis_signal(stream, "tlast")));
    lasts += fmt::format(
        "\n  weir_last #(\n      .Beats({})\n  ) u_last_{} (\n      .clk_i(clk_i),\n      .rst_ni(rst_ni),\n"
        "      .valid_i({}),\n      .ready_i({}),\n      .last_o({})\n  );\n",
        stream.beats_per_frame, stream.name, axis_signal(stream, "tvalid"), axis_signal(stream, "tready"),
        axis_signal(stream, "tlast"));
  }
  for (const char* gate : {"push_open_i", "pop_open_i"})
    pins.push_back(fmt::format(".{}({{{}{{1'b1}}}})", gate, network.streams.size()));
  return fmt::format(
      "// Network {0}: AXI-Stream in, AXI-Stream out.\n"
      "module {0} (\n{1}\n);\n\n"
      "  // The core's probes stay open.\n"
      "  // verilator lint_off PINMISSING\n"
      "  {0}_core u_core (\n{2}\n  );\n"
      "  // verilator lint_on PINMISSING\n"
      "{3}endmodule\n",
      network.name, list(ports, "    "), list(pins, "      "), lasts);
}

}  // namespace

std::int64_t padded_to_bytes(std::int64_t bits) { return (bits + 7) / 8 * 8; }

std::string axis_name(const Stream& stream, bool in) {
  return fmt::format("{}_axis_{}", in ? 's' : 'm', stream.name);
}

std::string activity_text(const Network& network, std::size_t layer) {
  std::vector<std::string> moved;
  std::vector<std::string> held{"1'b0"};
  for (const int s : network.layers[layer].inputs)
    moved.push_back(fmt::format("({0}_pop_valid && {0}_pop_ready)", network.stream(s).name));
  for (const int s : network.layers[layer].outputs) {
    moved.push_back(fmt::format("({0}_push_valid && {0}_push_ready)", network.stream(s).name));
    held.push_back(fmt::format("({0}_push_valid && !{0}_push_ready)", network.stream(s).name));
  }
  return fmt::format(
      "  assign layer_issue_o[{0}] = {1};\n  assign layer_blocked_o[{0}] = !layer_issue_o[{0}] && ({2});\n",
      layer, fmt::join(moved, " || "), fmt::join(held, " || "));
}

std::filesystem::path library_folder() {
  const char* folder = std::getenv("WEIR_RTL_DIR");
  return folder != nullptr ? folder : share_folder() / "rtl";
}

std::string library_source(std::string_view module) {
  return text_of(library_folder() / fmt::format("{}.sv", module));
}

std::vector<std::string> core_ports(const Network& network) {
  std::vector<std::string> ports = border_ports(network);
  const std::size_t last_stream = network.streams.size() - 1;
  const std::size_t last_layer = network.layers.size() - 1;
  ports.push_back(fmt::format("input  logic [{}:0] depth_i", kCountBits * network.streams.size() - 1));
  for (const char* gate : {"push_open_i", "pop_open_i"}) {
    ports.push_back(fmt::format("input  logic [{}:0] {}", last_stream, gate));
  }
  for (const char* probe : {"push_valid_o", "push_ready_o", "pop_valid_o", "pop_ready_o"}) {
    ports.push_back(fmt::format("output logic [{}:0] {}", last_stream, probe));
  }
  for (const Stream& stream : network.streams) {
    for (const char* end : {"push", "pop"}) {
      ports.push_back(
          fmt::format("output logic [{}:0] {}_data_{}_o", stream.width_bits - 1, end, stream.name));
    }
  }
  ports.push_back(fmt::format("output logic [{}:0] occupancy_o", kCountBits * network.streams.size() - 1));
  for (const char* label : {"layer_issue_o", "layer_blocked_o"}) {
    ports.push_back(fmt::format("output logic [{}:0] {}", last_layer, label));
  }
  return ports;
}

bool is_source(const std::string& file) { return file.ends_with(".sv") || file.ends_with(".v"); }
bool is_header(const std::string& file) { return file.ends_with(".svh") || file.ends_with(".vh"); }

std::vector<EmittedFile> memory_images(const Network& network) {
  std::vector<EmittedFile> images;
  for (const Layer& layer : network.layers) {
    if (layer.block) continue;
    const Instance described = instance(layer);
    for (const Instance::Memory& memory : described.memories())
      images.push_back({memory.file, memory.text()});
  }
  return images;
}

Emitted emit(const Network& network, const EmitOptions& options) {
  if (network.finn)
    throw BadInput(network.finn->file, network.finn->line, "hardware",
                   "that of a FINN build, whose RTL there is", "weir");
  check_own_hardware("RTL", network, options.border_fifos);
  check_block_names(network, {"_core"});
  Emitted out;
  out.top = network.name;
  out.core = network.name + "_core";
  for (const std::string& module : library_modules(network))
    out.sources.push_back({module + ".sv", library_source(module)});
  if (options.tlast) out.sources.push_back({"weir_last.sv", library_source("weir_last")});
  for (EmittedFile& file : block_sources(network)) out.sources.push_back(std::move(file));
  out.sources.push_back({out.core + ".sv", core_text(network, options)});
  out.sources.push_back({out.top + ".sv", top_text(network, options.tlast)});
  std::string files;
  for (const EmittedFile& source : out.sources) {
    if (is_source(source.name)) files += source.name + "\n";
  }
  out.sources.push_back({"filelist.f", files});
  if (options.parameters) out.images = memory_images(network);
  return out;
}

}  // namespace weir::rtl
