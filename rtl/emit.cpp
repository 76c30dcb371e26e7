#include "rtl/emit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>
#include <variant>

#include "network/error.hpp"

namespace weir::rtl {

namespace {

// The library: what every network uses, and then what each kind of layer needs beside its own module.
constexpr std::array kCommon{"weir_fifo", "weir_stream", "weir_output_queue"};

struct Needs {
  std::string_view kind;
  std::array<const char*, 4> modules;  // before the layer's own, which instances them; nullptr: none
};
constexpr std::array kNeeds{
    Needs{Mvtu::kKind, {"weir_table", "weir_rom", "weir_threshold_count", "weir_accumulate"}},
    Needs{Vvtu::kKind, {"weir_table", "weir_rom", "weir_threshold_count", "weir_accumulate"}},
    Needs{Threshold::kKind, {"weir_table", "weir_rom", "weir_threshold_count"}},
    Needs{Memstream::kKind, {"weir_table", "weir_rom"}},
    Needs{Swu::kKind, {"weir_delay_line"}},
    Needs{Channelwise::kKind, {"weir_table", "weir_rom"}},
    Needs{Lookup::kKind, {"weir_table"}},
};

constexpr int kCountBits = 32;  // of a depth or an occupancy, flat in one vector: yosys takes no other port

// How the modules name a type's coding.
int kind_of(const DataType& type) {
  switch (type.kind) {
    case DataType::Kind::kSigned:
    case DataType::Kind::kTernary:
      return 1;
    case DataType::Kind::kBipolar:
      return 2;
    case DataType::Kind::kUnsigned:
      break;
  }
  return 0;
}

// Bits of the two's complement that holds every value of the type, and the type's max + 1.
std::int64_t signed_bits(const DataType& type) { return type.bits + (kind_of(type) == 1 ? 0 : 1); }
std::int64_t threshold_bits(const DataType& compared) { return signed_bits(compared) + 1; }

// A bipolar output is coded 0 and 1: the count itself.
std::int64_t bias_of(const Thresholds& thresholds) {
  return kind_of(thresholds.output) == 2 ? 0 : thresholds.bias();
}

std::int64_t code_of(const DataType& type, std::int64_t value) {
  return kind_of(type) == 2 ? (value + 1) / 2 : value;
}

// Words of fixed width as $readmemh reads them, filled lane by lane from the least significant end.
class Image {
 public:
  explicit Image(std::int64_t word_bits) : word_(static_cast<std::size_t>(word_bits)) {}

  void append(std::int64_t code, std::int64_t bits) {
    for (std::int64_t b = 0; b < bits; ++b) word_[at_++] = static_cast<char>((code >> b) & 1);
    if (at_ == word_.size()) flush();
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void flush() {
    for (std::size_t digit = (word_.size() + 3) / 4; digit-- > 0;) {
      int value = 0;
      for (std::size_t b = std::min(word_.size(), 4 * digit + 4); b-- > 4 * digit;)
        value = 2 * value + word_[b];
      text_ += "0123456789abcdef"[value];
    }
    text_ += '\n';
    at_ = 0;
  }

  std::vector<char> word_;  // bits, least significant first
  std::size_t at_ = 0;
  std::string text_;
};

std::string image(const Tensor& values, const DataType& type, std::int64_t lanes) {
  Image out(lanes * type.bits);
  for (const std::int32_t value : values.values) out.append(code_of(type, value), type.bits);
  return out.text();
}

// Of an mvtu or a vvtu: a word for each of its iterations over the weights.
template <class Unit>
std::string weight_image(const Unit& unit) {
  return image(weights_in_stream_order(unit.weights, unit.pe, unit.simd), unit.weight, unit.pe * unit.simd);
}

// Row r of the tensor is lane r % pe of word r / pe, which is the tensor's own order.
std::string threshold_image(const Thresholds& thresholds, std::int64_t pe, const DataType& compared) {
  const std::int64_t bits = threshold_bits(compared);
  Image out(pe * thresholds.steps() * bits);
  for (const std::int32_t value : thresholds.values.values) out.append(value, bits);
  return out.text();
}

std::string weight_file(const Layer& layer) { return layer.name + "_weights.hex"; }
std::string threshold_file(const Layer& layer) { return layer.name + "_thresholds.hex"; }
std::string table_file(const Layer& layer) { return layer.name + "_table.hex"; }
std::string parameter_file(const Layer& layer) { return layer.name + "_parameters.hex"; }
std::string contents_file(const Layer& layer) { return layer.name + "_contents.hex"; }

std::string library_source(std::string_view module) {
  const char* folder = std::getenv("WEIR_RTL_DIR");
  const std::string path = fmt::format("{}/{}.sv", folder != nullptr ? folder : WEIR_RTL_DIR, module);
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) throw ToolFailure("cannot read " + path + " of the RTL library");
  return text.str();
}

// The modules that the network's core instances, directly or not, each once and after those that it needs.
std::vector<std::string> library_modules(const Network& network) {
  std::vector<std::string> modules(kCommon.begin(), kCommon.end());
  const auto add = [&](const std::string& module) {
    if (std::find(modules.begin(), modules.end(), module) == modules.end()) modules.push_back(module);
  };
  for (const Layer& layer : network.layers) {
    for (const Needs& needs : kNeeds) {
      if (needs.kind != layer.kind()) continue;
      for (const char* module : needs.modules)
        if (module != nullptr) add(module);
    }
    add(fmt::format("weir_{}", layer.kind()));
  }
  return modules;
}

std::int64_t padded_to_bytes(std::int64_t bits) { return (bits + 7) / 8 * 8; }

// Ports, pins and parameters: one a line.
std::string list(const std::vector<std::string>& entries, std::string_view indent) {
  return fmt::format("{}{}", indent, fmt::join(entries, fmt::format(",\n{}", indent)));
}

std::string axis_name(const Stream& stream, std::string_view signal) {
  return fmt::format("{}_axis_{}_{}", stream.from == kBorder ? 's' : 'm', stream.name, signal);
}

// clk_i, rst_ni and the AXI-Stream ports, which core and top have in common.
std::vector<std::string> border_ports(const Network& network) {
  std::vector<std::string> ports{"input  logic clk_i", "input  logic rst_ni"};
  const auto add = [&](int index, std::string_view forward, std::string_view backward) {
    const Stream& stream = network.streams[static_cast<std::size_t>(index)];
    const std::int64_t msb = padded_to_bytes(stream.width_bits) - 1;
    ports.push_back(fmt::format("{} logic [{}:0] {}", forward, msb, axis_name(stream, "tdata")));
    ports.push_back(fmt::format("{} logic {}", forward, axis_name(stream, "tvalid")));
    ports.push_back(fmt::format("{} logic {}", backward, axis_name(stream, "tready")));
  };
  for (const int stream : network.inputs) add(stream, "input ", "output");
  for (const int stream : network.outputs) add(stream, "output", "input ");
  return ports;
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

std::int64_t capacity_of(const Stream& stream, const EmitOptions& options) {
  if (options.min_capacity == 0) return stream.depth;
  const auto ample = static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(stream.depth)));
  return std::max(ample, options.min_capacity);
}

std::string stream_text(const Network& network, int index, const EmitOptions& options) {
  const Stream& stream = network.streams[static_cast<std::size_t>(index)];
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
    assign(signal("push_data"), fmt::format("{}[{}:0]", axis_name(stream, "tdata"), stream.width_bits - 1));
    assign(signal("push_valid"), axis_name(stream, "tvalid"));
    assign(axis_name(stream, "tready"), signal("push_ready"));
  }
  if (to_border) {
    const std::int64_t bits = padded_to_bytes(stream.width_bits);
    assign(axis_name(stream, "tdata"), fmt::format("{}'({})", bits, signal("pop_data")));
    assign(axis_name(stream, "tvalid"), signal("pop_valid"));
    assign(signal("pop_ready"), axis_name(stream, "tready"));
  }
  if ((from_border || to_border) && !options.border_fifos) {
    assign(signal("pop_data"), signal("push_data"));
    assign(signal("pop_valid"), signal("push_valid"));
    assign(signal("push_ready"), signal("pop_ready"));
    assign(fmt::format("occupancy_o[{}+:{}]", kCountBits * index, kCountBits), "'0");
  } else {
    // The environment stalls at the border by itself: no gate there.
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

// The parameters of a layer's module.
class Parameters {
 public:
  void set(std::string_view name, std::int64_t value) {
    entries_.push_back(fmt::format(".{}({})", name, value));
  }
  void set(std::string_view name, const std::string& file) {
    entries_.push_back(fmt::format(".{}(\"{}\")", name, file));
  }
  void set(const std::string& name, const Extent& extent) {
    set(name + "Height", extent.height);
    set(name + "Width", extent.width);
  }
  // 32 bits each, the first in the lowest.
  void set(std::string_view name, const std::vector<std::int64_t>& values) {
    std::vector<std::string> words;
    for (auto value = values.rbegin(); value != values.rend(); ++value)
      words.push_back(fmt::format("32'd{}", *value));
    entries_.push_back(fmt::format(".{}({{{}}})", name, fmt::join(words, ", ")));
  }
  void set(const Thresholds& thresholds, const DataType& compared, const std::string& file) {
    set("Steps", thresholds.steps());
    set("OutBias", bias_of(thresholds));
    set("ThresholdBits", threshold_bits(compared));
    set("ThresholdFile", file);
  }
  [[nodiscard]] const std::vector<std::string>& entries() const { return entries_; }

 private:
  std::vector<std::string> entries_;
};

// What weir_mvtu and weir_vvtu have in common: all but their sizes' names and where the weights come from.
template <class Unit>
void set_products(Parameters& out, const Layer& layer, const Unit& unit) {
  if (!unit.thresholds && kind_of(unit.accumulator) == 2) {
    throw BadInput(layer.name + ".accumulator", unit.accumulator.name(),
                   "an integer type, as accumulators go out");
  }
  out.set("Pe", unit.pe);
  out.set("Simd", unit.simd);
  out.set("InputBits", unit.input.bits);
  out.set("InputKind", kind_of(unit.input));
  out.set("WeightBits", unit.weight.bits);
  out.set("WeightKind", kind_of(unit.weight));
  out.set("AccBits", signed_bits(unit.accumulator));
  out.set("OutBits", unit.output().bits);
  if (unit.thresholds) out.set(*unit.thresholds, unit.accumulator, threshold_file(layer));
}

Parameters parameters_of(const Layer& layer, const Mvtu& mvtu) {
  Parameters out;
  out.set("Rows", mvtu.rows);
  out.set("Cols", mvtu.cols);
  set_products(out, layer, mvtu);
  if (mvtu.weights_streamed) {
    out.set("WeightsStreamed", 1);
  } else {
    out.set("WeightFile", weight_file(layer));
  }
  if (mvtu.mmv > 1) out.set("Mmv", mvtu.mmv);
  return out;
}

Parameters parameters_of(const Layer& layer, const Vvtu& vvtu) {
  Parameters out;
  out.set("Channels", vvtu.channels);
  out.set("Kernel", vvtu.kernel);
  set_products(out, layer, vvtu);
  out.set("WeightFile", weight_file(layer));
  return out;
}

Parameters parameters_of(const Layer&, const Swu& swu) {
  Parameters out;
  out.set("Map", swu.map.size);
  out.set("Channels", swu.map.channels);
  out.set("Simd", swu.simd);
  out.set("ElementBits", swu.element.bits);
  out.set("Kernel", swu.kernel);
  out.set("Stride", swu.stride);
  out.set("Dilation", swu.dilation);
  out.set("Depthwise", swu.depthwise ? 1 : 0);
  if (swu.parallel_window) {
    out.set("ParallelWindow", 1);
  } else {
    out.set("BufferPixels", swu.buffer_pixels);
  }
  if (swu.mmv > 1) out.set("Mmv", swu.mmv);
  return out;
}

Parameters parameters_of(const Layer&, const Pad& pad) {
  Parameters out;
  out.set("Map", pad.map.size);
  out.set("Before", pad.before);
  out.set("After", pad.after);
  out.set("Channels", pad.map.channels);
  out.set("Simd", pad.simd);
  out.set("ElementBits", pad.element.bits);
  out.set("Code", code_of(pad.element, pad.value));
  if (pad.between != Extent{0, 0}) out.set("Between", pad.between);
  return out;
}

Parameters parameters_of(const Layer&, const Maxpool& maxpool) {
  Parameters out;
  out.set("Map", maxpool.map.size);
  out.set("Kernel", maxpool.kernel);
  out.set("Channels", maxpool.map.channels);
  out.set("Pe", maxpool.pe);
  out.set("ElementBits", maxpool.element.bits);
  out.set("Kind", kind_of(maxpool.element));
  return out;
}

Parameters parameters_of(const Layer&, const Pool& pool) {
  Parameters out;
  out.set("Positions", pool.positions);
  out.set("Folds", pool.folds());
  out.set("Pe", pool.pe);
  out.set("Simd", pool.simd);
  out.set("InputBits", pool.input.bits);
  out.set("InputKind", kind_of(pool.input));
  switch (pool.op) {
    case Pool::Op::kMax:
      out.set("Op", 0);
      break;
    case Pool::Op::kAverage:
      out.set("Op", 1);
      out.set("Shift", pool.shift.value());
      break;
    case Pool::Op::kAccumulate:
      out.set("Op", 2);
      break;
  }
  out.set("OutBits", pool.output().bits);
  return out;
}

Parameters parameters_of(const Layer& layer, const Threshold& threshold) {
  Parameters out;
  out.set("Channels", threshold.channels);
  out.set("Pe", threshold.pe);
  out.set("InputBits", threshold.input.bits);
  out.set("InputKind", kind_of(threshold.input));
  out.set("OutBits", threshold.output().bits);
  out.set(threshold.thresholds, threshold.input, threshold_file(layer));
  return out;
}

Parameters parameters_of(const Layer&, const Dwc& dwc) {
  Parameters out;
  out.set("InBits", dwc.in_bits);
  out.set("OutBits", dwc.out_bits);
  return out;
}

Parameters parameters_of(const Layer&, const LabelSelect& label_select) {
  Parameters out;
  out.set("Inputs", label_select.inputs);
  out.set("Pe", label_select.pe);
  out.set("Classes", label_select.classes);
  out.set("K", label_select.k);
  out.set("InputBits", label_select.input.bits);
  out.set("InputKind", kind_of(label_select.input));
  out.set("IndexBits", label_select.output().bits);
  return out;
}

Parameters parameters_of(const Layer& layer, const Memstream& memstream) {
  Parameters out;
  out.set("Width", memstream.elements_per_beat * memstream.element.bits);
  out.set("Depth", memstream.depth());
  out.set("File", contents_file(layer));
  if (memstream.cycles_per_beat > 1) out.set("CyclesPerBeat", memstream.cycles_per_beat);
  return out;
}

Parameters parameters_of(const Layer&, const Fork& fork) {
  Parameters out;
  out.set("Width", fork.stream.width_bits);
  out.set("Outputs", fork.copies);
  return out;
}

Parameters parameters_of(const Layer&, const Eltwise& eltwise) {
  Parameters out;
  out.set("Pe", eltwise.pe);
  switch (eltwise.op) {
    case Eltwise::Op::kAdd:
      out.set("Op", 0);
      break;
    case Eltwise::Op::kSubtract:
      out.set("Op", 1);
      break;
    case Eltwise::Op::kAbsoluteDifference:
      out.set("Op", 2);
      break;
    case Eltwise::Op::kMultiply:
      out.set("Op", 3);
      break;
  }
  out.set("ABits", eltwise.a.bits);
  out.set("AKind", kind_of(eltwise.a));
  out.set("BBits", eltwise.b.bits);
  out.set("BKind", kind_of(eltwise.b));
  out.set("OutBits", eltwise.output().bits);
  return out;
}

Parameters parameters_of(const Layer&, const Concat& concat) {
  Parameters out;
  out.set("Inputs", static_cast<std::int64_t>(concat.channels.size()));
  out.set("Channels", concat.channels);
  out.set("Pe", concat.pe);
  out.set("ElementBits", concat.element.bits);
  return out;
}

Parameters parameters_of(const Layer&, const Split& split) {
  Parameters out;
  out.set("Outputs", static_cast<std::int64_t>(split.channels.size()));
  out.set("Channels", split.channels);
  out.set("Pe", split.pe);
  out.set("ElementBits", split.element.bits);
  return out;
}

Parameters parameters_of(const Layer& layer, const Channelwise& channelwise) {
  Parameters out;
  out.set("Channels", channelwise.channels);
  out.set("Pe", channelwise.pe);
  switch (channelwise.op) {
    case Channelwise::Op::kAdd:
      out.set("Op", 0);
      break;
    case Channelwise::Op::kMultiply:
      out.set("Op", 1);
      break;
    case Channelwise::Op::kCompare:
      out.set("Op", 2);
      break;
  }
  out.set("InputBits", channelwise.input.bits);
  out.set("InputKind", kind_of(channelwise.input));
  out.set("ParameterBits", channelwise.parameter.bits);
  out.set("ParameterKind", kind_of(channelwise.parameter));
  out.set("OutBits", channelwise.output().bits);
  out.set("ParameterFile", parameter_file(layer));
  return out;
}

Parameters parameters_of(const Layer&, const Upsample& upsample) {
  Parameters out;
  out.set("MapWidth", upsample.map.size.width);
  out.set("Scale", upsample.scale);
  out.set("Channels", upsample.map.channels);
  out.set("Simd", upsample.simd);
  out.set("ElementBits", upsample.element.bits);
  return out;
}

Parameters parameters_of(const Layer&, const Downsample& downsample) {
  Parameters out;
  out.set("Map", downsample.map.size);
  out.set("Stride", downsample.stride);
  out.set("Channels", downsample.map.channels);
  out.set("Simd", downsample.simd);
  out.set("ElementBits", downsample.element.bits);
  return out;
}

Parameters parameters_of(const Layer& layer, const Lookup& lookup) {
  Parameters out;
  out.set("Entries", lookup.entries());
  out.set("Dimension", lookup.dimension());
  out.set("Pe", lookup.pe);
  out.set("IndexBits", lookup.input.bits);
  out.set("EntryBits", lookup.entry.bits);
  out.set("TableFile", table_file(layer));
  return out;
}

Parameters parameters_of(const Layer&, const Normalize& normalize) {
  Parameters out;
  out.set("Length", normalize.length);
  out.set("Pe", normalize.pe);
  out.set("InputBits", normalize.input.bits);
  out.set("OutBits", normalize.result.bits);
  return out;
}

Parameters parameters_of(const Layer&, const TmrCheck& tmr_check) {
  Parameters out;
  out.set("Pixels", tmr_check.trip_count());
  out.set("Channels", tmr_check.shape.back());
  out.set("Triplets", static_cast<std::int64_t>(tmr_check.triplets.size()));
  out.set("First", tmr_check.triplets);
  out.set("ElementBits", tmr_check.element.bits);
  return out;
}

Parameters parameters_of(const Layer&, const Mem& mem) {
  Parameters out;
  out.set("Width", mem.stream.width_bits);
  out.set("Beats", mem.beats());
  out.set("Latency", mem.latency);
  out.set("CyclesPerBeat", mem.cycles_per_beat);
  out.set("Burst", mem.burst);
  out.set("BurstGap", mem.burst_gap);
  return out;
}

// Names of a kind's ports, in the order of Layer::inputs.
std::vector<std::string_view> input_ports(std::string_view kind) {
  if (kind == Mvtu::kKind) return {"in", "weights"};
  if (kind == Eltwise::kKind) return {"a", "b"};
  return {"in"};
}

// Likewise of Layer::outputs.
std::vector<std::string_view> output_ports(std::string_view kind) {
  if (kind == TmrCheck::kKind) return {"out", "error"};
  return {"out"};
}

// What is between a layer and the streams on one side of it.
struct Side {
  std::string_view prefix;                   // of its ports
  std::string_view end;                      // of the streams
  std::array<std::string_view, 3> suffixes;  // of its data, valid and ready
};
constexpr Side kInputSide{"s", "pop", {"data_i", "valid_i", "ready_o"}};
constexpr Side kOutputSide{"m", "push", {"data_o", "valid_o", "ready_i"}};

// Each port has a stream, in order; the last one takes all that are left side by side, the first in the
// lowest bits.
void connect(std::vector<std::string>& pins, const Network& network, const Side& side,
             const std::vector<std::string_view>& ports, const std::vector<int>& streams) {
  for (std::size_t port = 0; port < ports.size() && port < streams.size(); ++port) {
    const std::size_t end = port + 1 == ports.size() ? streams.size() : port + 1;
    for (const std::string_view suffix : side.suffixes) {
      const std::string_view signal = suffix.substr(0, suffix.size() - 2);
      std::vector<std::string> wires;
      for (std::size_t i = end; i-- > port;) {
        const Stream& stream = network.streams[static_cast<std::size_t>(streams[i])];
        wires.push_back(fmt::format("{}_{}_{}", stream.name, side.end, signal));
      }
      const std::string wire =
          wires.size() == 1 ? wires.front() : fmt::format("{{{}}}", fmt::join(wires, ", "));
      pins.push_back(fmt::format(".{}_{}_{}({})", side.prefix, ports[port], suffix, wire));
    }
  }
}

std::string layer_text(const Network& network, std::size_t index) {
  const Layer& layer = network.layers[index];
  const Parameters parameters =
      std::visit([&](const auto& kind) { return parameters_of(layer, kind); }, layer.params);
  std::vector<std::string> pins{".clk_i(clk_i)", ".rst_ni(rst_ni)"};
  connect(pins, network, kInputSide, input_ports(layer.kind()), layer.inputs);
  std::string_view before, after;
  if (layer.kind() == Mvtu::kKind && layer.inputs.size() == 1) {
    before = "  // It has no weight stream.\n  // verilator lint_off PINMISSING\n";
    after = "  // verilator lint_on PINMISSING\n";
    pins.insert(pins.end(), {".s_weights_data_i(1'b0)", ".s_weights_valid_i(1'b0)"});
  }
  connect(pins, network, kOutputSide, output_ports(layer.kind()), layer.outputs);
  pins.push_back(fmt::format(".issue_o(layer_issue_o[{}])", index));
  pins.push_back(fmt::format(".blocked_o(layer_blocked_o[{}])", index));
  return fmt::format("\n  // Layer {0}, {1}.\n{5}  weir_{2} #(\n{3}\n  ) u_layer_{1} (\n{4}\n  );\n{6}",
                     index, layer.name, layer.kind(), list(parameters.entries(), "      "),
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

std::string top_text(const Network& network) {
  std::vector<std::string> pins{".clk_i(clk_i)", ".rst_ni(rst_ni)"};
  for (const std::vector<int>& streams : {network.inputs, network.outputs}) {
    for (const int index : streams) {
      for (const char* signal : {"tdata", "tvalid", "tready"}) {
        pins.push_back(
            fmt::format(".{0}({0})", axis_name(network.streams[static_cast<std::size_t>(index)], signal)));
      }
    }
  }
  std::vector<std::string> depths;
  for (auto s = network.streams.rbegin(); s != network.streams.rend(); ++s) {
    depths.push_back(fmt::format("32'd{}", s->depth));
  }
  pins.push_back(fmt::format(".depth_i({{{}}})", fmt::join(depths, ", ")));
  pins.push_back(".push_open_i('1)");
  pins.push_back(".pop_open_i('1)");
  return fmt::format(
      "// Network {0}: AXI-Stream in, AXI-Stream out.\n"
      "module {0} (\n{1}\n);\n\n"
      "  // The core's probes stay open.\n"
      "  // verilator lint_off PINMISSING\n"
      "  {0}_core u_core (\n{2}\n  );\n"
      "  // verilator lint_on PINMISSING\n"
      "endmodule\n",
      network.name, list(border_ports(network), "    "), list(pins, "      "));
}

}  // namespace

std::vector<EmittedFile> memory_images(const Network& network) {
  std::vector<EmittedFile> images;
  for (const Layer& layer : network.layers) {
    if (const auto* mvtu = std::get_if<Mvtu>(&layer.params)) {
      if (!mvtu->weights_streamed) {
        images.push_back({weight_file(layer), weight_image(*mvtu)});
      }
      if (mvtu->thresholds) {
        images.push_back(
            {threshold_file(layer), threshold_image(*mvtu->thresholds, mvtu->pe, mvtu->accumulator)});
      }
    } else if (const auto* vvtu = std::get_if<Vvtu>(&layer.params)) {
      images.push_back({weight_file(layer), weight_image(*vvtu)});
      if (vvtu->thresholds) {
        images.push_back(
            {threshold_file(layer), threshold_image(*vvtu->thresholds, vvtu->pe, vvtu->accumulator)});
      }
    } else if (const auto* threshold = std::get_if<Threshold>(&layer.params)) {
      images.push_back(
          {threshold_file(layer), threshold_image(threshold->thresholds, threshold->pe, threshold->input)});
    } else if (const auto* memstream = std::get_if<Memstream>(&layer.params)) {
      images.push_back({contents_file(layer),
                        image(memstream->contents, memstream->element, memstream->elements_per_beat)});
    } else if (const auto* channelwise = std::get_if<Channelwise>(&layer.params)) {
      images.push_back(
          {parameter_file(layer), image(channelwise->parameters, channelwise->parameter, channelwise->pe)});
    } else if (const auto* lookup = std::get_if<Lookup>(&layer.params)) {
      images.push_back({table_file(layer), image(lookup->table, lookup->entry, lookup->pe)});
    }
  }
  return images;
}

Emitted emit(const Network& network, const EmitOptions& options) {
  check_own_hardware("RTL", network, options.border_fifos);
  Emitted out;
  out.top = network.name;
  out.core = network.name + "_core";
  for (const std::string& module : library_modules(network))
    out.sources.push_back({module + ".sv", library_source(module)});
  out.sources.push_back({out.core + ".sv", core_text(network, options)});
  out.sources.push_back({out.top + ".sv", top_text(network)});
  std::string files;
  for (const EmittedFile& source : out.sources) files += source.name + "\n";
  out.sources.push_back({"filelist.f", files});
  if (options.parameters) out.images = memory_images(network);
  return out;
}

}  // namespace weir::rtl
