#include "finn/core.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <vector>

#include "finn/sources.hpp"
#include "import/operators.hpp"
#include "rtl/emit.hpp"
#include "rtl/verilog.hpp"

namespace weir::finn {

namespace {

using importer::Node;
using importer::own_name;

// The connection of a port that belongs to no stream.
std::string side_pin(const Port& port) {
  static const std::set<std::string> kClocks{"ap_clk", "aclk", "clk", "s_axis_aclk", "m_axis_aclk", "s_aclk"};
  static const std::set<std::string> kResets{"ap_rst_n",       "aresetn",        "rst_n",
                                             "s_axis_aresetn", "m_axis_aresetn", "s_aresetn"};
  const std::string name = rtl::lower_case(port.name);
  if (!port.input) return "";
  if (kClocks.contains(name)) return "clk_i";
  if (kResets.contains(name)) return "rst_ni";
  if (name == "ap_rst" || name == "rst") return "!rst_ni";
  if (name == "ap_start" || name == "ap_continue") return "1'b1";
  return "'0";
}

class Core {
 public:
  Core(const Build& build, const Network& network, const Placement& placement, const Wires& wires)
      : build_(build), network_(network), placement_(placement), wires_(wires) {}

  [[nodiscard]] std::string text(const std::optional<OwnTop>& own_top) const {
    std::string body;
    for (std::size_t s = 0; s < network_.streams.size(); ++s) body += stream_text(static_cast<int>(s));
    for (const auto& [node, layer] : wires_.layers()) body += layer_text(*node, layer);
    for (std::size_t l = 0; l < network_.layers.size(); ++l) {
      if (std::holds_alternative<Memstream>(network_.layers[l].params))
        body += rtl::activity_text(network_, l);
    }
    if (own_top) body += own_top_text(*own_top);
    return fmt::format(
        "// Network {0}, of a build's own RTL: a gate at each end of every stream, and probes of every "
        "stream and layer.\n"
        "/* verilator lint_off WIDTH */\nmodule {0}_core (\n    {1}\n);\n{2}endmodule\n",
        network_.name, fmt::join(rtl::core_ports(network_), ",\n    "), body);
  }

 private:
  static std::string signal(const Stream& stream, std::size_t wire, const char* part) {
    return fmt::format("{}_{}_{}", stream.name, wire, part);
  }

  // Wire 0 is the producer's, the last one the consumer's. One gate is at the producer's end of wire 0, and
  // one after the last wire.
  [[nodiscard]] std::string stream_text(int index) const {
    const Stream& stream = network_.stream(index);
    const std::size_t last = wires_.nodes_of(index).size();
    const std::int64_t bits = rtl::padded_to_bytes(stream.width_bits);
    std::string text = fmt::format("\n  // Stream {}, {}: {} to {}.\n", index, stream.name,
                                   network_.producer_name(index), network_.consumer_name(index));
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
      const Placed& at = placement_.at(*wires_.nodes_of(index)[t]);
      std::vector<std::string> pins;
      std::set<std::string> used;
      if (at.inputs.empty() || at.outputs.size() != 1)
        build_.fail(
            *at.node,
            fmt::format("{} of {} inputs and {} outputs", at.module, at.inputs.size(), at.outputs.size()),
            "one of each");
      const std::string in = fmt::format("{}_{}", stream.name, t);
      const std::string out = fmt::format("{}_{}", stream.name, t + 1);
      connect(pins, used, at, at.inputs[0], in + "_data", in, bits);
      connect(pins, used, at, at.outputs[0], out + "_data", out, bits);
      text += instance_text(at.module, "u_" + rtl::lower_case(own_name(at.node->name)), at.ports, pins, used);
    }
    return text;
  }

  void connect(std::vector<std::string>& pins, std::set<std::string>& used, const Placed& at,
               const Axis& axis, const std::string& data, const std::string& handshake,
               std::int64_t bits) const {
    if (axis.bits != 0 && axis.bits != bits)
      build_.fail(*at.node, fmt::format("{} of {} bits", axis.data, axis.bits),
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
    const Layer& layer = network_.layer(index);
    const Placed& at = placement_.at(node);
    const std::vector<int> inputs = wires_.data_inputs(layer);
    // Thresholds of 2026 have an input that selects a set; 0 is the only set.
    const bool selector =
        importer::family(node.op) == "Thresholding" && at.inputs.size() == inputs.size() + 1;
    if ((at.inputs.size() != inputs.size() && !selector) || at.outputs.size() != layer.outputs.size())
      build_.fail(node,
                  fmt::format("module {} with {} inputs and {} outputs", at.module, at.inputs.size(),
                              at.outputs.size()),
                  fmt::format("{} and {}, as in the graph", inputs.size(), layer.outputs.size()));
    std::vector<std::string> pins;
    std::set<std::string> used;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const Stream& stream = network_.stream(inputs[i]);
      const std::size_t last = wires_.nodes_of(inputs[i]).size();
      connect(pins, used, at, at.inputs[i], signal(stream, last, "data"), stream.name + "_pop",
              rtl::padded_to_bytes(stream.width_bits));
    }
    for (const int s : layer.outputs) {
      const Stream& stream = network_.stream(s);
      const std::size_t place = wires_.output_of(s);
      if (place >= at.outputs.size())
        build_.fail(node, fmt::format("{} outputs of {}", at.outputs.size(), at.module),
                    fmt::format("{}", place + 1));
      connect(pins, used, at, at.outputs[place], signal(stream, 0, "data"), stream.name + "_push",
              rtl::padded_to_bytes(stream.width_bits));
    }
    std::string text = fmt::format("\n  // Layer {}, {}: node {}.\n", index, layer.name, own_name(node.name));
    const auto weights = std::ranges::find_if(layer.inputs, [&](int s) { return network_.endless(s); });
    if ((weights != layer.inputs.end()) != at.weights.has_value())
      build_.fail(node, at.weights ? "RTL whose weights are streamed" : "RTL that has its weights within",
                  at.weights ? "them within, as in the graph" : "them streamed, as in the graph");
    if (at.weights) {
      const Stream& stream = network_.stream(*weights);
      const std::int64_t bits = at.weights->bits;
      if (bits != at.memory_axis.bits || bits < stream.width_bits)
        build_.fail(node, fmt::format("weights of {} bits from a memory of {}", bits, at.memory_axis.bits),
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
           rtl::activity_text(network_, static_cast<std::size_t>(index));
  }

  // The build's own top, with the same inputs as the core. It has no gates inside, so it is compared until
  // one of the core's gates closes.
  [[nodiscard]] std::string own_top_text(const OwnTop& top) const {
    std::vector<std::string> gates{"1'b1"};
    for (std::size_t s = 0; s < network_.streams.size(); ++s) {
      const Stream& stream = network_.streams[s];
      if (stream.from != kBorder) gates.push_back(fmt::format("push_open_i[{}]", s));
      if (stream.to != kBorder) gates.push_back(fmt::format("pop_open_i[{}]", s));
    }
    std::string text = fmt::format(
        "\n  // The author's own top.\n  logic own_closed_q;\n  wire own_compared = !own_closed_q && {};\n"
        "  always_ff @(posedge clk_i) own_closed_q <= rst_ni && !own_compared;\n",
        fmt::join(gates, " && "));
    std::vector<std::string> pins;
    std::set<std::string> used;
    const auto pin = [&](const std::string& port, const std::string& signal) {
      pins.push_back(fmt::format(".{}({})", port, signal));
      used.insert(port);
    };
    const auto same = [&](const std::string& port, const std::string& own, const std::string& ours,
                          const std::string& when) {
      text += fmt::format(
          "  same_{0} : assert property (@(posedge clk_i) disable iff (!rst_ni) own_compared && {3} |-> {1} "
          "== "
          "{2})\n    else $error(\"the author's own {4}: {0} is other than in the core made of the "
          "graph\");\n",
          port, own, ours, when, top.module);
    };
    for (std::size_t i = 0; i < top.inputs.size(); ++i) {
      const Axis& axis = top.inputs[i];
      const std::string& name = network_.stream(network_.inputs[i]).name;
      const std::string ready = fmt::format("own_{}", axis.ready);
      text += fmt::format("  wire {};\n", ready);
      pin(axis.data, name + "_0_data");
      pin(axis.valid, name + "_push_valid");
      pin(axis.ready, ready);
      same(axis.ready, ready, name + "_push_ready", "1'b1");
    }
    for (std::size_t i = 0; i < top.outputs.size(); ++i) {
      const Axis& axis = top.outputs[i];
      const int index = network_.outputs[i];
      const Stream& stream = network_.stream(index);
      const std::size_t last = wires_.nodes_of(index).size();
      const std::string data = fmt::format("own_{}", axis.data);
      const std::string valid = fmt::format("own_{}", axis.valid);
      text += fmt::format("  wire [{}:0] {};\n  wire {};\n", rtl::padded_to_bytes(stream.width_bits) - 1,
                          data, valid);
      pin(axis.data, data);
      pin(axis.valid, valid);
      pin(axis.ready, stream.name + "_pop_ready");
      same(axis.valid, valid, stream.name + "_pop_valid", "1'b1");
      // The bits that pad a beat to whole bytes are ignored.
      const std::string bits = fmt::format("[{}:0]", stream.width_bits - 1);
      same(axis.data, data + bits, signal(stream, last, "data") + bits, valid);
    }
    return text + instance_text(top.module, "u_own_top", top.ports, pins, used);
  }

  const Build& build_;
  const Network& network_;
  const Placement& placement_;
  const Wires& wires_;
};

}  // namespace

std::string core_text(const Build& build, const Network& network, const Placement& placement,
                      const Wires& wires, const std::optional<OwnTop>& own_top) {
  return Core(build, network, placement, wires).text(own_top);
}

}  // namespace weir::finn
