#include "network/network.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "network/error.hpp"
#include "network/spelling.hpp"

namespace weir {

namespace {

// Words of C++, and of the emitted code itself, that would pass as a name.
constexpr std::string_view kCppWords[] = {
    "alignas", "alignof", "and", "and_eq", "ap_int", "ap_uint", "asm", "auto", "bitand", "bitor", "bool",
    "break", "case", "catch", "char", "class", "compl", "const", "constexpr", "continue", "decltype",
    "default", "delete", "do", "double", "else", "enum", "explicit", "export", "extern", "false", "float",
    "for", "friend", "goto", "hls", "if", "inline", "int", "long", "main", "mutable", "namespace", "new",
    "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private", "protected", "public",
    "register", "return", "short", "signed", "sizeof", "static", "std", "struct", "switch", "template",
    "this", "throw", "true", "try", "typedef", "typeid", "typename", "union", "unsigned", "using", "virtual",
    "void", "volatile", "weir", "while", "xor", "xor_eq",
    // Macros of the headers that it includes, and types outside of any namespace.
    "alloca", "assert", "errno", "fd_mask", "math_errhandling", "offsetof", "sched_priority", "stderr",
    "stdin", "stdout", "u_char", "u_int", "u_long", "u_short", "uint", "ulong", "ushort", "va_arg", "va_copy",
    "va_end", "va_list", "va_start"};
// Those that SystemVerilog has beside them.
constexpr std::string_view kSystemVerilogWords[] = {
    "alias",     "always",  "assert",    "assign",   "before",    "begin",    "bind",     "bit",
    "buf",       "byte",    "cell",      "checker",  "clocking",  "config",   "context",  "cover",
    "design",    "disable", "dist",      "edge",     "end",       "event",    "expect",   "extends",
    "final",     "force",   "forever",   "fork",     "function",  "generate", "genvar",   "global",
    "iff",       "implies", "import",    "initial",  "inout",     "inside",   "instance", "integer",
    "interface", "join",    "large",     "let",      "library",   "local",    "logic",    "matches",
    "medium",    "modport", "module",    "nand",     "negedge",   "nor",      "null",     "output",
    "package",   "packed",  "parameter", "posedge",  "primitive", "priority", "program",  "property",
    "pure",      "rand",    "real",      "ref",      "reg",       "release",  "repeat",   "restrict",
    "sequence",  "shared",  "small",     "solve",    "specify",   "string",   "strong",   "super",
    "table",     "tagged",  "task",      "time",     "tran",      "tri",      "type",     "unique",
    "untyped",   "use",     "var",       "vectored", "wait",      "wand",     "weak",     "wire",
    "with",      "within",  "wor",       "xnor"};

// The memory from which an mvtu or a vvtu takes pe * simd weights each iteration.
template <class Unit>
Memstream memory_of(const Unit& unit) {
  const Tensor ordered = weights_in_stream_order(unit.weights, unit.pe, unit.simd);
  const std::int64_t an_iteration = unit.pe * unit.simd;
  return {.element = unit.weight,
          .contents = Tensor({ordered.size()}, ordered.values),
          .elements_per_beat = unit.memory_elements == 0 ? an_iteration : unit.memory_elements,
          .passes = unit.trip_count() * an_iteration / ordered.size(),
          .cycles_per_beat = unit.memory_cycles};
}

// Names become C and SystemVerilog identifiers.
void check_name(const std::string& name) {
  if (is_reserved(name)) {
    throw BadInput("name", '"' + name + '"', "a name that C++ and SystemVerilog leave free");
  }
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  if (name.empty() || name[0] < 'a' || name[0] > 'z' || !std::ranges::all_of(name, allowed)) {
    throw BadInput("name", '"' + name + '"', "a lower-case letter, then lower-case letters, digits and _");
  }
}

}  // namespace

bool is_cpp_word(const std::string& name) {
  return std::ranges::find(kCppWords, name) != std::end(kCppWords);
}

bool is_reserved(const std::string& name) {
  return is_cpp_word(name) || std::ranges::find(kSystemVerilogWords, name) != std::end(kSystemVerilogWords);
}

std::string_view Layer::kind() const {
  return std::visit([](const auto& layer) { return std::string_view(layer.kKind); }, params);
}

std::int64_t Layer::pe() const {
  return std::visit(
      [](const auto& layer) -> std::int64_t {
        if constexpr (requires { layer.pe; }) return layer.pe;
        return 1;
      },
      params);
}

std::int64_t Layer::simd() const {
  return std::visit(
      [](const auto& layer) -> std::int64_t {
        if constexpr (requires { layer.simd; }) return layer.simd;
        return 1;
      },
      params);
}

std::int64_t Layer::ideal_cycles() const {
  return std::visit([](const auto& layer) { return layer.trip_count(); }, params);
}

std::string Layer::remark() const {
  return std::visit(
      [](const auto& layer) -> std::string {
        if constexpr (requires { layer.remark(); }) return layer.remark();
        return "";
      },
      params);
}

std::string Network::stream_names(const std::string& unknown) const {
  std::string text;
  std::vector<std::string> names;
  for (const Stream& each : streams) {
    text += (text.empty() ? "one of " : ", ") + each.name;
    names.push_back(each.name);
  }
  return text + (unknown.empty() ? "" : nearest_of(unknown, names));
}

namespace {

// "a->b" in its two ends; none of another name.
std::optional<std::pair<std::string_view, std::string_view>> ends_of(std::string_view name) {
  constexpr std::string_view kArrow = "->";
  const std::size_t arrow = name.find(kArrow);
  if (arrow == std::string_view::npos) return std::nullopt;
  return std::pair(name.substr(0, arrow), name.substr(arrow + kArrow.size()));
}

// Of the converters that the builder puts in.
constexpr std::string_view kConverter = "_dwc";

bool is_converter_between(std::string_view converter, std::string_view producer, std::string_view consumer) {
  return converter.size() == producer.size() + consumer.size() + 1 + kConverter.size() &&
         converter.starts_with(producer) && converter[producer.size()] == '_' &&
         converter.substr(producer.size() + 1).starts_with(consumer) && converter.ends_with(kConverter);
}

// Whether a stream comes to that consumer, through converters that the builder puts in before it or directly.
bool leads_to(const Network& network, int stream, std::string_view consumer) {
  for (;;) {
    if (network.consumer_name(stream) == consumer) return true;
    const int to = network.stream(stream).to;
    if (to == kBorder || !std::holds_alternative<Dwc>(network.layer(to).params)) return false;
    const std::string& converter = network.layer(to).name;
    if (!is_converter_between(converter, network.producer_name(stream), consumer) &&
        !is_converter_between(converter, network.stream(stream).name, consumer))
      return false;
    stream = network.layer(to).outputs[0];
  }
}

}  // namespace

int Network::find_stream(std::string_view stream_name) const {
  const auto it = std::ranges::find(streams, stream_name, &Stream::name);
  if (it != streams.end()) return static_cast<int>(it - streams.begin());
  const auto ends = ends_of(stream_name);
  if (!ends) return -1;
  int found = -1;
  for (int s = 0; s < static_cast<int>(streams.size()); ++s) {
    if (producer_name(s) != ends->first || !leads_to(*this, s, ends->second)) continue;
    if (found >= 0) return -1;
    found = s;
  }
  return found;
}

bool Network::names_absent_converter(std::string_view stream_name) const {
  constexpr std::string_view kOut = "_out";
  std::vector<std::string_view> converters;
  if (const auto ends = ends_of(stream_name)) {
    converters = {ends->first, ends->second};
  } else if (stream_name.ends_with(kOut)) {
    converters = {stream_name.substr(0, stream_name.size() - kOut.size())};
  }
  for (int s = 0; s < static_cast<int>(streams.size()); ++s) {
    for (const std::string_view converter : converters) {
      if (find_layer(converter) < 0 && (is_converter_between(converter, producer_name(s), consumer_name(s)) ||
                                        is_converter_between(converter, stream(s).name, consumer_name(s))))
        return true;
    }
  }
  return false;
}

int Network::find_layer(std::string_view layer_name) const {
  const auto it = std::ranges::find(layers, layer_name, &Layer::name);
  return it == layers.end() ? -1 : static_cast<int>(it - layers.begin());
}

std::int64_t Network::interval_bound() const {
  std::int64_t bound = 0;
  for (const Layer& layer : layers) bound = std::max(bound, layer.ideal_cycles());
  for (const Stream& stream : streams) {
    // A FIFO of depth 1 carries a beat every second cycle.
    bound = std::max(bound, stream.beats_per_frame * (!stream.wire && stream.depth == 1 ? 2 : 1));
  }
  return bound;
}

namespace {

// Why finn-rtllib has no block that does what the layer does; "" if it has one.
std::string no_block(const Dwc& dwc) {
  if (dwc.in_bits == dwc.out_bits) return "equal widths, of which nothing is made";
  const std::int64_t wide = std::max(dwc.in_bits, dwc.out_bits);
  const std::int64_t narrow = std::min(dwc.in_bits, dwc.out_bits);
  return wide % narrow == 0 && dwc.frame_bits % wide == 0 ? ""
                                                          : "widths of no whole ratio, or of no whole frame";
}
std::string no_block(const Pad& pad) {
  if (pad.value != 0) return "padding with other values than 0";
  return pad.between == Extent{0, 0} ? "" : "padding between pixels";
}
std::string no_block(const Threshold& threshold) {
  constexpr int kMostBits = 14;  // as many stages as the model's queues hold beats of
  return threshold.output().bits <= kMostBits
             ? ""
             : "an output of more than " + std::to_string(kMostBits) + " bits";
}
std::string no_block(const Memstream& memstream) {
  return memstream.cycles_per_beat == 1 ? "" : "a memory that takes several cycles a beat";
}
// The compute cores take numbers of at most 8 bits, weights signed; DSP58s signed activations of 9.
std::string no_core(const DataType& weight, const DataType& input, bool dsp58) {
  if (weight.kind != DataType::Kind::kSigned && weight.kind != DataType::Kind::kTernary)
    return "weights of " + weight.name();
  if (weight.bits > 8) return "weights of more than 8 bits";
  if (input.kind == DataType::Kind::kBipolar) return "bipolar activations";
  const bool nine = dsp58 && input.kind == DataType::Kind::kSigned && input.bits == 9;
  return input.bits <= 8 || nine ? "" : "activations of more than 8 bits";
}
std::string no_block(const Mvtu& mvtu) {
  if (mvtu.thresholds) return "thresholds in a product";
  return mvtu.mmv == 1 ? "" : "several vectors at once";
}
std::string no_block(const Vvtu& vvtu) { return vvtu.thresholds ? "thresholds in a product" : ""; }
// If windows cover less than half of a map, FINN's parameter generator counts the rest wrongly.
bool covers_half(std::int64_t size, std::int64_t windows, std::int64_t kernel, std::int64_t stride,
                 std::int64_t dilation) {
  return size < 2 * ((kernel - 1) * dilation + 1 + (windows - 1) * stride);
}
std::string no_block(const Swu& swu) {
  if (swu.mmv != 1) return "several windows at once";
  const Extent windows = swu.windows();
  if (!covers_half(swu.map.size.height, windows.height, swu.kernel.height, swu.stride.height,
                   swu.dilation.height) ||
      !covers_half(swu.map.size.width, windows.width, swu.kernel.width, swu.stride.width, swu.dilation.width))
    return "windows that leave half of the map or more";
  return swu.kernel.area() > 1 || swu.parallel_window ? ""
                                                      : "windows of one position, unless parallel_window";
}
template <class Kind>
std::string no_block(const Kind& /*kind*/) {
  return "this kind";
}

// Checks a layer's stated compute core or pipeline, and what it can compute.
void check_core(const Layer& layer) {
  const Rtllib& rtllib = *layer.rtllib;
  const auto* mvtu = std::get_if<Mvtu>(&layer.params);
  const auto* vvtu = std::get_if<Vvtu>(&layer.params);
  const auto refuse = [&](const std::string& key, const std::string& found, const std::string& wanted) {
    throw BadInput(key, found + " of " + layer.name + ", of kind " + std::string(layer.kind()), wanted);
  };
  if (rtllib.deep_pipeline && !std::holds_alternative<Threshold>(layer.params))
    refuse("deep_pipeline", "it", "it of a threshold");
  if (mvtu == nullptr && vvtu == nullptr) {
    if (rtllib.core != Rtllib::Core::kByKind) refuse("core", "it", "it of an mvtu or a vvtu");
    return;
  }
  if (vvtu != nullptr && rtllib.core == Rtllib::Core::kDsp48) refuse("core", "dsp48", "dsp58");
  const bool dsp58 = vvtu != nullptr || rtllib.core == Rtllib::Core::kDsp58;
  const std::string lacks =
      mvtu != nullptr ? no_core(mvtu->weight, mvtu->input, dsp58) : no_core(vvtu->weight, vvtu->input, dsp58);
  if (!lacks.empty()) refuse("rtllib", lacks, "what a compute core takes");
  const std::int64_t chain = (layer.simd() + 2) / 3;
  if (rtllib.segment > chain)
    refuse("segment", std::to_string(rtllib.segment), "at most " + std::to_string(chain) + ", its DSPs");
}

// What the control of an HLS block is for.
void check_hls(const Layer& layer) {
  using Control = HlsBlock::Control;
  const HlsBlock& hls = *layer.hls;
  const auto* maxpool = std::get_if<Maxpool>(&layer.params);
  const auto* swu = std::get_if<Swu>(&layer.params);
  const auto refuse = [&](const std::string& wanted) {
    throw BadInput("control", layer.name + ", of kind " + std::string(layer.kind()), wanted);
  };
  if (hls.control == Control::kBursts && (maxpool == nullptr || maxpool->windows().width != 1))
    refuse("bursts of a maxpool with windows as wide as the map");
  if ((hls.control == Control::kReadThenWrite) != std::holds_alternative<LabelSelect>(layer.params))
    refuse("a frame read, then written, of a label_select, and of it alone");
  if ((swu != nullptr && !swu->parallel_window) || std::holds_alternative<Normalize>(layer.params) ||
      std::holds_alternative<Mem>(layer.params) || std::holds_alternative<Memstream>(layer.params))
    refuse("a kind whose order of beats is known of HLS");
  if (hls.depth < 0 || hls.frames < 1 || hls.start < 0 || hls.before < 0 || hls.between < 0 || hls.after < 0)
    refuse("numbers of 0 or more, and a frame or more");
}

}  // namespace

void check_hardware(const Network& network, const Layer& layer) {
  if (layer.rtllib) {
    const std::string lacks = std::visit([](const auto& kind) { return no_block(kind); }, layer.params);
    if (!lacks.empty())
      throw BadInput("rtllib", layer.name + ", of kind " + std::string(layer.kind()),
                     "what finn-rtllib has a block for, and not " + lacks);
    check_core(layer);
    return;
  }
  if (layer.hls) {
    check_hls(layer);
    return;
  }
  if (!layer.freezing) return;
  const auto* swu = std::get_if<Swu>(&layer.params);
  const bool reads_beside =
      (swu != nullptr && !swu->parallel_window) || std::holds_alternative<Normalize>(layer.params);
  if (reads_beside || std::holds_alternative<Mem>(layer.params) ||
      std::holds_alternative<Memstream>(layer.params)) {
    throw BadInput("freezing", layer.name + ", of kind " + std::string(layer.kind()),
                   "a kind that reads and writes in one pipeline");
  }
  if (layer.outputs.size() > 1 && !layer.slices) {
    for (const int s : layer.outputs) {
      if (network.stream(s).wire)
        throw BadInput("freezing", layer.name + ", with a wire at one of several outputs",
                       "FIFOs or slices there");
    }
  }
}

std::string other_hardware(const Network& network, bool border_fifos) {
  for (const Layer& layer : network.layers) {
    if (layer.freezing)
      return "layer " + layer.name + ", a freezing pipeline of depth " +
             std::to_string(layer.freezing->depth);
    if (layer.slices) return "layer " + layer.name + ", with register slices at its ports";
    if (layer.rtllib) return "layer " + layer.name + ", a block of finn-rtllib";
    if (layer.hls) return "layer " + layer.name + ", a block that HLS made";
  }
  for (const Stream& stream : network.streams) {
    const bool inside = stream.from != kBorder && stream.to != kBorder;
    if (stream.wire) return "stream " + stream.name + ", a wire";
    if ((inside || border_fifos) && stream.delays != FifoDelays{}) {
      return "stream " + stream.name + ", a FIFO of delays " + std::to_string(stream.delays.write_to_read) +
             " and " + std::to_string(stream.delays.read_to_write);
    }
  }
  return "";
}

void check_own_hardware(const std::string& key, const Network& network, bool border_fifos) {
  const std::string found = other_hardware(network, border_fifos);
  if (found.empty()) return;
  throw BadInput(
      key, found,
      "elastic layers and FIFOs, as Weir's own RTL has them (engines golden, hls, native and systemc "
      "take other hardware)");
}

const Layer* first_block(const Network& network) {
  const auto found =
      std::ranges::find_if(network.layers, [](const Layer& layer) { return layer.block.has_value(); });
  return found == network.layers.end() ? nullptr : &*found;
}

void check_modelled(const std::string& key, const Network& network) {
  if (network.finn) {
    throw BadInput(
        network.finn->file, network.finn->line, key, "the RTL of a FINN build as hardware",
        "hardware of which every layer has a model; systemc runs such layers beside the RTL of the "
        "others, rtl the build's RTL, golden and hls its values");
  }
  const Layer* const found = first_block(network);
  if (found == nullptr) return;
  throw BadInput(found->block->file, found->block->line, key,
                 "layer " + found->name + " in the user's RTL, module " + found->block->module,
                 "layers that have models (engines golden, hls, systemc and rtl run such RTL)");
}

bool Network::endless(int stream) const {
  const int from = streams[static_cast<std::size_t>(stream)].from;
  if (from == kBorder) return false;
  const Layer& layer = layers[static_cast<std::size_t>(from)];
  if (std::holds_alternative<Memstream>(layer.params)) return true;
  return std::holds_alternative<Dwc>(layer.params) && endless(layer.inputs[0]);
}

bool Network::runs_ahead(int index) const {
  const int from = stream(index).from;
  if (endless(index)) return true;
  if (!finn || from == kBorder) return false;
  const Layer& producer = layer(from);
  return std::holds_alternative<Pad>(producer.params) ||
         std::ranges::any_of(producer.inputs, [&](int s) { return !endless(s) && runs_ahead(s); });
}

std::string Network::producer_name(int stream) const {
  const Stream& of = this->stream(stream);
  return of.from == kBorder ? of.name : layer(of.from).name;
}

std::string Network::consumer_name(int stream) const {
  const int layer = streams[static_cast<std::size_t>(stream)].to;
  return layer == kBorder ? "output" : layers[static_cast<std::size_t>(layer)].name;
}

NetworkBuilder::NetworkBuilder(std::string name, std::int64_t default_depth) : default_depth_(default_depth) {
  network_.name = std::move(name);
}

int NetworkBuilder::new_stream(const std::string& name, int from, const DataType& element, const Shape& shape,
                               std::int64_t width_bits) {
  if (!fits(shape)) {
    throw BadInput(name, "a frame of shape " + to_string(shape),
                   "at most " + std::to_string(kMaxElements) + " elements");
  }
  const std::int64_t frame_bits = elements_of(shape) * element.bits;
  const bool may_fill = from != kBorder && std::holds_alternative<Dwc>(network_.layer(from).params);
  if (width_bits < 1 || (frame_bits % width_bits != 0 && !may_fill)) {
    throw BadInput(name, std::to_string(width_bits) + " bits a beat",
                   "a divisor of the frame's " + std::to_string(frame_bits) + " bits" +
                       (from == kBorder ? "" : " (only a dwc fills beats up: put it behind this layer)"));
  }
  check_name(name);
  if (network_.find_stream(name) >= 0) throw BadInput("name", name, "a name not yet taken");
  const std::int64_t beats = (frame_bits + width_bits - 1) / width_bits;
  network_.streams.push_back({name, from, kBorder, element, shape, width_bits, beats, default_depth_});
  return tail_ = static_cast<int>(network_.streams.size()) - 1;
}

int NetworkBuilder::stream_of(const std::string& producer, const std::vector<int>& taken) const {
  if (producer.empty()) {
    if (tail_ < 0) throw BadInput("input", "nothing", "a network input before the first layer");
    return tail_;
  }
  if (const int layer = network_.find_layer(producer); layer >= 0) {
    const std::vector<int>& outputs = network_.layer(layer).outputs;
    const auto unread = std::ranges::find_if(outputs, [&](int s) {
      return network_.stream(s).to == kBorder && std::ranges::find(taken, s) == taken.end();
    });
    return unread == outputs.end() ? outputs.front() : *unread;
  }
  const int stream = network_.find_stream(producer);
  if (stream < 0) {
    std::vector<std::string> names;
    for (const Layer& each : network_.layers) names.push_back(each.name);
    for (const Stream& each : network_.streams) names.push_back(each.name);
    throw BadInput("from", producer,
                   "the name of an earlier layer, its stream, or an input" + nearest_of(producer, names));
  }
  return stream;
}

const Stream& NetworkBuilder::tail(const std::string& from) const { return network_.stream(stream_of(from)); }

const Layer* NetworkBuilder::producer(const std::string& from) const {
  const int layer = tail(from).from;
  return layer == kBorder ? nullptr : &network_.layer(layer);
}

void NetworkBuilder::input(const std::string& name, const DataType& element, const Shape& shape,
                           std::int64_t elements_per_beat) {
  network_.inputs.push_back(new_stream(name, kBorder, element, shape, elements_per_beat * element.bits));
}

void NetworkBuilder::append(const std::string& name, LayerParams params, std::vector<int> inputs) {
  check_name(name);
  if (network_.find_layer(name) >= 0) throw BadInput("name", name, "a name not yet taken");
  std::visit([](auto& layer) { check(layer); }, params);
  const auto index = static_cast<int>(network_.layers.size());
  Shape in_shape;
  for (const int stream : inputs) {
    const Stream& input = network_.stream(stream);
    if (input.to != kBorder) {
      throw BadInput("from", input.name,
                     "a stream that no other layer reads (" + network_.consumer_name(stream) +
                         " does; a fork has it read twice)");
    }
  }
  if (!inputs.empty()) in_shape = network_.stream(inputs[0]).shape;
  const std::vector<StreamType> outputs = std::visit(
      [&](const auto& layer) {
        if constexpr (requires { layer.outputs(); }) {
          return layer.outputs();
        } else {
          return std::vector<StreamType>{{layer.output(), layer.output_shape(in_shape), layer.output_bits()}};
        }
      },
      params);
  // From here on nothing is refused: what a refused layer would have read stays unread.
  network_.layers.push_back({name, std::move(params), std::move(inputs), {}, {}, false});
  for (const int stream : network_.layers.back().inputs) network_.stream(stream).to = index;
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    const std::string stream = name + "_out" + (outputs.size() > 1 ? std::to_string(o) : "");
    network_.layers.back().outputs.push_back(
        new_stream(stream, index, outputs[o].element, outputs[o].shape, outputs[o].width_bits));
  }
  tail_ = network_.layers.back().outputs.front();
}

// The stream as `consumer` reads it: itself, or what a width converter makes of it.
int NetworkBuilder::converted(int stream, const std::string& consumer, std::int64_t wanted_bits) {
  const Stream& source = network_.stream(stream);
  if (wanted_bits == 0) return stream;
  const std::int64_t frame_bits = source.frame_bits();
  if (frame_bits % wanted_bits != 0) {
    throw BadInput(consumer, "a layer that reads " + std::to_string(wanted_bits) + " bits a beat",
                   "a divisor of the " + std::to_string(frame_bits) + " bits of a frame of " + source.name);
  }
  if (wanted_bits == source.width_bits) return stream;
  // Where a layer feeds the consumer twice, the stream's own name tells the converters apart.
  std::string producer = network_.producer_name(stream);
  if (network_.find_layer(producer + "_" + consumer + "_dwc") >= 0) producer = source.name;
  append(producer + "_" + consumer + "_dwc", Dwc{source.width_bits, wanted_bits, frame_bits, source.element},
         {stream});
  return tail_;
}

void NetworkBuilder::add(const std::string& name, LayerParams params, const std::vector<std::string>& from) {
  std::vector<int> inputs;
  std::vector<StreamType> types;
  for (const std::string& producer : from.empty() ? std::vector<std::string>{""} : from) {
    const int stream = stream_of(producer, inputs);
    const Stream& source = network_.stream(stream);
    if (std::ranges::find(inputs, stream) != inputs.end()) {
      throw BadInput("from", source.name + " a second time", "it once (a fork has it read twice)");
    }
    inputs.push_back(stream);
    types.push_back({source.element, source.shape, source.width_bits});
  }
  std::visit(
      [&](auto& layer) {
        if constexpr (requires { layer.infer(types); }) {
          layer.infer(types);
          for (std::size_t i = 0; i < inputs.size(); ++i)
            inputs[i] = converted(inputs[i], name, layer.input_bits(i));
        } else {
          if (types.size() != 1) {
            throw BadInput("from", std::to_string(types.size()) + " streams",
                           "one, for a " + std::string(layer.kKind));
          }
          layer.infer(types[0].element, types[0].shape, types[0].width_bits);
          inputs[0] = converted(inputs[0], name, layer.input_bits());
        }
      },
      params);
  std::visit(
      [&](auto& unit) {
        if constexpr (requires { unit.weights_streamed; }) {
          if (!unit.weights_streamed) return;
          check(unit);
          append(name + "_weights", memory_of(unit), {});
          inputs.push_back(converted(tail_, name, unit.pe * unit.simd * unit.weight.bits));
        }
      },
      params);
  append(name, std::move(params), std::move(inputs));
}

void NetworkBuilder::fifo(std::int64_t depth, const std::string& from) {
  this->depth(tail(from).name, depth);
}

void NetworkBuilder::reshape(const Shape& shape, const std::string& from) {
  const int index = stream_of(from);
  Stream& stream = network_.stream(index);
  if (stream.to != kBorder) {
    throw BadInput("from", stream.name,
                   "a stream that no layer reads yet (" + network_.consumer_name(index) + " does)");
  }
  if (elements_of(shape) != elements_of(stream.shape)) {
    throw BadInput("shape", to_string(shape) + ", of " + std::to_string(elements_of(shape)) + " elements",
                   std::to_string(elements_of(stream.shape)) + " elements, as " + stream.name + " of shape " +
                       to_string(stream.shape) + " has");
  }
  stream.shape = shape;
  tail_ = index;
}

void NetworkBuilder::depth(const std::string& stream, std::int64_t depth) {
  const int index = network_.find_stream(stream);
  if (index < 0) throw BadInput(stream, "a depth", "the name of a stream");
  if (depth < 1 || depth > kMaxDepth) {
    throw BadInput("depth", std::to_string(depth), "1 to " + std::to_string(kMaxDepth));
  }
  network_.stream(index).depth = depth;
}

Network NetworkBuilder::finish() {
  if (network_.inputs.empty()) throw BadInput("input", "nothing", "at least one network input");
  if (network_.layers.empty()) throw BadInput("layers", "nothing", "at least one layer");
  for (const int input : network_.inputs) {
    const Stream& stream = network_.stream(input);
    if (stream.to == kBorder)
      throw BadInput("inputs", stream.name + ", which no layer reads", "a layer that reads it");
  }
  for (std::size_t s = 0; s < network_.streams.size(); ++s) {
    if (network_.streams[s].to == kBorder) network_.outputs.push_back(static_cast<int>(s));
  }
  for (const Layer& layer : network_.layers) {
    const auto* mem = std::get_if<Mem>(&layer.params);
    if (mem == nullptr) continue;
    const auto stream = [&](int s) -> const Stream& { return network_.stream(s); };
    if (!mem->out && stream(layer.inputs[0]).from != kBorder) {
      throw BadInput(layer.name, "a mem_in that reads " + stream(layer.inputs[0]).name,
                     "a network input before it");
    }
    if (mem->out && stream(layer.outputs[0]).to != kBorder) {
      throw BadInput(layer.name, "a mem_out that " + network_.consumer_name(layer.outputs[0]) + " reads",
                     "nothing after it");
    }
  }
  return std::move(network_);
}

}  // namespace weir
