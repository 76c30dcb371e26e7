#include "hls/emit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <span>
#include <sstream>
#include <utility>

#include "network/error.hpp"

namespace weir::hls {

namespace {

// Names of the emitter's own (fc0_Weights, Frames) have a capital, which no name in a network has.

std::string read_library_file(const std::string& name) {
  const char* directory = std::getenv("WEIR_HLS_DIR");
  const std::string path = std::string(directory != nullptr ? directory : WEIR_HLS_DIR) + "/" + name;
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file)
    throw ToolFailure("cannot read " + path +
                      " (environment variable WEIR_HLS_DIR: folder of the HLS library)");
  return text.str();
}

// The header hls/`name` and those of the library that it includes.
void add_library_file(const std::string& name, std::map<std::string, std::string>& files) {
  const auto [file, is_new] = files.emplace("hls/" + name, "");
  if (!is_new) return;
  file->second = read_library_file(name);
  static const std::regex kInclude("(?:^|\n)#include \"hls/([^\"]*)\"");
  const std::string& text = file->second;
  for (std::sregex_iterator i(text.begin(), text.end(), kInclude), end; i != end; ++i)
    add_library_file((*i)[1], files);
}

std::string type_of(const DataType& type) {
  switch (type.kind) {
    case DataType::Kind::kBipolar:
      return "weir::hls::Bipolar";
    case DataType::Kind::kTernary:
      return "weir::hls::Ternary";
    case DataType::Kind::kSigned:
      return fmt::format("weir::hls::Signed<{}>", type.bits);
    case DataType::Kind::kUnsigned:
      break;
  }
  return fmt::format("weir::hls::Unsigned<{}>", type.bits);
}

std::string type_of(const Extent& extent) {
  return fmt::format("weir::hls::Extent<{}, {}>", extent.height, extent.width);
}

std::uint64_t code_of(std::int32_t value, const DataType& type) {
  if (type.kind == DataType::Kind::kBipolar) return value > 0 ? 1 : 0;
  return static_cast<std::uint64_t>(std::int64_t{value}) & ((std::uint64_t{1} << type.bits) - 1);
}

// A memory of one row of 64-bit words for every `per_beat` elements, first element lowest.
std::string beat_memory(const std::string& name, std::span<const std::int32_t> elements, const DataType& type,
                        std::int64_t per_beat) {
  const auto lanes = static_cast<std::size_t>(per_beat);
  const auto bits = static_cast<std::size_t>(type.bits);
  std::vector<std::uint64_t> words((lanes * bits + 63) / 64);
  std::string text = fmt::format("static const std::uint64_t {}[{}][{}] = {{\n", name,
                                 elements.size() / lanes, words.size());
  for (; !elements.empty(); elements = elements.subspan(lanes)) {
    std::ranges::fill(words, 0);
    for (std::size_t i = 0; i < lanes; ++i) {
      const std::uint64_t code = code_of(elements[i], type);
      const std::size_t word = i * bits / 64;
      const std::size_t shift = i * bits % 64;
      words[word] |= code << shift;
      if (shift + bits > 64) words[word + 1] |= code >> (64 - shift);
    }
    fmt::format_to(std::back_inserter(text), "    {{{:#x}}},\n", fmt::join(words, ", "));
  }
  return text + "};\n";
}

// Of an mvtu or a vvtu: a row for each of its iterations over the weights.
template <class Unit>
std::string weight_memory(const std::string& name, const Unit& unit) {
  return beat_memory(name, weights_in_stream_order(unit.weights, unit.pe, unit.simd).values, unit.weight,
                     unit.pe * unit.simd);
}

// The narrowest built-in integer that holds every one of them.
std::string number_type(const std::vector<std::int32_t>& numbers) {
  const auto [low, high] = std::ranges::minmax(numbers);
  const int bits = DataType::smallest_signed(low, high).bits;
  return fmt::format("std::int{}_t", bits <= 8 ? 8 : bits <= 16 ? 16 : 32);
}

// A memory [folds][pe][steps] of numbers.
std::string threshold_memory(const std::string& name, const Thresholds& thresholds, std::int64_t pe) {
  std::string text =
      fmt::format("static const {} {}[{}][{}][{}] = {{\n", number_type(thresholds.values.values), name,
                  thresholds.channels() / pe, pe, thresholds.steps());
  for (std::int64_t fold = 0; fold < thresholds.channels() / pe; ++fold) {
    text += "    {";
    for (std::int64_t p = 0; p < pe; ++p) {
      fmt::format_to(std::back_inserter(text), "{}{{{}}}", p == 0 ? "" : ", ",
                     fmt::join(thresholds.values.row(fold * pe + p), ", "));
    }
    text += "},\n";
  }
  return text + "};\n";
}

// A memory [folds][pe] of numbers, one a channel.
std::string parameter_memory(const std::string& name, const Tensor& parameters, std::int64_t pe) {
  const auto lanes = static_cast<std::size_t>(pe);
  std::string text = fmt::format("static const {} {}[{}][{}] = {{\n", number_type(parameters.values), name,
                                 parameters.values.size() / lanes, lanes);
  for (std::span<const std::int32_t> rest = parameters.values; !rest.empty(); rest = rest.subspan(lanes)) {
    fmt::format_to(std::back_inserter(text), "    {{{}}},\n", fmt::join(rest.first(lanes), ", "));
  }
  return text + "};\n";
}

// What one layer adds to the emitted files.
struct Fragment {
  std::string memories;                 // definitions of constant arrays
  std::vector<std::string> partitions;  // ARRAY_PARTITION pragmas of theirs, one beat a cycle
  std::string call;                     // with all its arguments
  std::int64_t widest_bits = 0;         // of integers that are not streams' beats
};

// Adds a layer's thresholds, if it has any; returns the argument that stands for them.
std::string add_thresholds(Fragment& f, const std::optional<Thresholds>& thresholds, const std::string& layer,
                           std::int64_t pe) {
  if (!thresholds) return "weir::hls::NoThresholds()";
  const std::string memory = layer + "_Thresholds";
  f.memories += threshold_memory(memory, *thresholds, pe);
  f.partitions.push_back(fmt::format("variable = {} complete dim = 2", memory));
  f.partitions.push_back(fmt::format("variable = {} complete dim = 3", memory));
  return memory;
}

// The library's types of operations.
std::string operation_of(Eltwise::Op op) {
  switch (op) {
    case Eltwise::Op::kAdd:
      return "weir::hls::Add";
    case Eltwise::Op::kSubtract:
      return "weir::hls::Subtract";
    case Eltwise::Op::kAbsoluteDifference:
      return "weir::hls::AbsoluteDifference";
    case Eltwise::Op::kMultiply:
      break;
  }
  return "weir::hls::Multiply";
}

std::string operation_of(Channelwise::Op op) {
  switch (op) {
    case Channelwise::Op::kAdd:
      return "weir::hls::Add";
    case Channelwise::Op::kMultiply:
      return "weir::hls::Multiply";
    case Channelwise::Op::kCompare:
      break;
  }
  return "weir::hls::AtLeast";
}

std::string parts_of(std::int64_t pe, const std::vector<std::int64_t>& channels) {
  return fmt::format("weir::hls::Parts<{}, {}>", pe, fmt::join(channels, ", "));
}

// One overload for each kind of layer. `name` is the layer's, `in` and `out` are its streams' names.
using Names = std::vector<std::string>;

Fragment fragment(const Mvtu& l, const std::string& name, const Names& in, const Names& out) {
  Fragment f;
  f.widest_bits = l.pe * l.simd * l.weight.bits;
  std::string weights;
  if (l.weights_streamed) {
    weights = in.at(1);
  } else {
    weights = name + "_Weights";
    f.memories += weight_memory(weights, l);
    f.partitions.push_back(fmt::format("variable = {} complete dim = 2", weights));
  }
  f.call = fmt::format("mvtu<{}, {}, {}, {}, {}, {}, {}, {}, {}, {}>({}, {}, {}, {}, Frames)", l.rows, l.cols,
                       l.pe, l.simd, l.vectors, l.mmv, type_of(l.input), type_of(l.weight),
                       type_of(l.accumulator), type_of(l.output()), in.at(0), weights,
                       add_thresholds(f, l.thresholds, name, l.pe), out.at(0));
  return f;
}

Fragment fragment(const Vvtu& l, const std::string& name, const Names& in, const Names& out) {
  Fragment f;
  f.widest_bits = l.pe * l.simd * l.weight.bits;
  const std::string weights = name + "_Weights";
  f.memories = weight_memory(weights, l);
  f.partitions.push_back(fmt::format("variable = {} complete dim = 2", weights));
  f.call = fmt::format("vvtu<{}, {}, {}, {}, {}, {}, {}, {}, {}>({}, {}, {}, {}, Frames)", l.channels,
                       l.kernel, l.pe, l.simd, l.vectors, type_of(l.input), type_of(l.weight),
                       type_of(l.accumulator), type_of(l.output()), in.at(0), weights,
                       add_thresholds(f, l.thresholds, name, l.pe), out.at(0));
  return f;
}

Fragment fragment(const Swu& l, const std::string&, const Names& in, const Names& out) {
  const std::string sizes = fmt::format("{}, {}, {}, {}, {}, {}", type_of(l.map.size), type_of(l.kernel),
                                        type_of(l.stride), type_of(l.dilation), l.map.channels, l.simd);
  Fragment f;
  if (l.parallel_window) {
    f.call = fmt::format("swu_parallel<{}, {}>({}, {}, Frames)", sizes, l.element.bits, in.at(0), out.at(0));
  } else {
    f.call = fmt::format("swu<{}, weir::hls::WindowOrder::{}, {}, {}, {}>({}, {}, Frames)", sizes,
                         l.depthwise ? "kDepthwise" : "kStandard", l.mmv, l.buffer_pixels, l.element.bits,
                         in.at(0), out.at(0));
  }
  return f;
}

Fragment fragment(const Pad& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("pad<{}, {}, {}, {}, {}, {}, {}, {:#x}>({}, {}, Frames)", type_of(l.map.size),
                       type_of(l.before), type_of(l.after), type_of(l.between), l.map.channels, l.simd,
                       l.element.bits, code_of(l.value, l.element), in.at(0), out.at(0));
  return f;
}

Fragment fragment(const Maxpool& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("maxpool<{}, {}, {}, {}, {}>({}, {}, Frames)", type_of(l.map.size), type_of(l.kernel),
                       l.map.channels, l.pe, type_of(l.element), in.at(0), out.at(0));
  return f;
}

Fragment fragment(const Pool& l, const std::string&, const Names& in, const Names& out) {
  const std::string input = type_of(l.input);
  const std::string pooling =
      l.op == Pool::Op::kMax
          ? fmt::format("weir::hls::Largest<{}>", input)
          : fmt::format("weir::hls::ShiftedSum<{}, {}, {}, {}>", input, l.positions,
                        l.op == Pool::Op::kAverage ? l.shift.value() : 0, type_of(l.output()));
  Fragment f;
  f.call = fmt::format("pool<{}, {}, {}, {}, {}, {}>({}, {}, Frames)", pooling, l.groups(), l.positions,
                       l.folds(), l.pe, l.simd, in.at(0), out.at(0));
  return f;
}

Fragment fragment(const Threshold& l, const std::string& name, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("threshold<{}, {}, {}, {}, {}>({}, {}, {}, Frames)", l.channels, l.pe, l.vectors,
                       type_of(l.input), type_of(l.output()), in.at(0),
                       add_thresholds(f, l.thresholds, name, l.pe), out.at(0));
  return f;
}

Fragment fragment(const Dwc& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.widest_bits = l.in_bits + l.out_bits - 1;
  f.call = fmt::format("dwc<{}, {}, {}>({}, {}, Frames)", l.in_bits, l.out_bits, l.frame_bits, in.at(0),
                       out.at(0));
  return f;
}

Fragment fragment(const LabelSelect& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("label_select<{}, {}, {}, {}, {}>({}, {}, Frames)", l.inputs, l.pe, l.classes, l.k,
                       type_of(l.input), in.at(0), out.at(0));
  return f;
}

Fragment fragment(const Memstream& l, const std::string& name, const Names&, const Names& out) {
  Fragment f;
  const std::string contents = name + "_Contents";
  f.memories = beat_memory(contents, l.contents.values, l.element, l.elements_per_beat);
  f.partitions.push_back(fmt::format("variable = {} complete dim = 2", contents));
  f.call = fmt::format("memstream<{}, {}, {}>({}, {}, Frames)", l.elements_per_beat * l.element.bits,
                       l.depth(), l.passes, contents, out.at(0));
  return f;
}

Fragment fragment(const Fork& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("fork<{}, {}>({}, Frames, {})", l.beats(), l.stream.width_bits, in.at(0),
                       fmt::join(out, ", "));
  return f;
}

Fragment fragment(const Eltwise& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("eltwise<{}<{}>, {}, {}, {}, {}>({}, {}, {}, Frames)", operation_of(l.op),
                       type_of(l.output()), l.pe, l.trip_count(), type_of(l.a), type_of(l.b), in.at(0),
                       in.at(1), out.at(0));
  return f;
}

Fragment fragment(const Concat& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("concat<{}, {}, {}>({}, Frames, {})", parts_of(l.pe, l.channels), l.pixels,
                       l.element.bits, out.at(0), fmt::join(in, ", "));
  return f;
}

Fragment fragment(const Split& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("split<{}, {}, {}>({}, Frames, {})", parts_of(l.pe, l.channels), l.pixels(),
                       l.element.bits, in.at(0), fmt::join(out, ", "));
  return f;
}

Fragment fragment(const Channelwise& l, const std::string& name, const Names& in, const Names& out) {
  Fragment f;
  const std::string parameters = name + "_Parameters";
  f.memories = parameter_memory(parameters, l.parameters, l.pe);
  f.partitions.push_back(fmt::format("variable = {} complete dim = 2", parameters));
  f.call = fmt::format("channelwise<{}<{}>, {}, {}, {}, {}>({}, {}, {}, Frames)", operation_of(l.op),
                       type_of(l.output()), l.channels, l.pe, l.vectors, type_of(l.input), in.at(0),
                       parameters, out.at(0));
  return f;
}

Fragment fragment(const Upsample& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("upsample<{}, {}, {}, {}, {}>({}, {}, Frames)", type_of(l.map.size), type_of(l.scale),
                       l.map.channels, l.simd, l.element.bits, in.at(0), out.at(0));
  return f;
}

Fragment fragment(const Downsample& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("downsample<{}, {}, {}, {}, {}>({}, {}, Frames)", type_of(l.map.size),
                       type_of(l.stride), l.map.channels, l.simd, l.element.bits, in.at(0), out.at(0));
  return f;
}

Fragment fragment(const Lookup& l, const std::string& name, const Names& in, const Names& out) {
  Fragment f;
  const std::string table = name + "_Table";
  f.memories = beat_memory(table, l.table.values, l.entry, l.pe);
  f.partitions.push_back(fmt::format("variable = {} complete dim = 2", table));
  f.call = fmt::format("lookup<{}, {}, {}, {}>({}, {}, {}, Frames)", l.pe * l.entry.bits, l.folds(),
                       l.input.bits, l.indices, in.at(0), table, out.at(0));
  return f;
}

Fragment fragment(const Normalize& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("normalize<{}, {}, {}, {}>({}, {}, Frames)", l.length, l.pe, type_of(l.input),
                       type_of(l.result), in.at(0), out.at(0));
  return f;
}

Fragment fragment(const TmrCheck& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("tmr_check<weir::hls::Triplets<{}>, {}, {}, {}>({}, {}, {}, Frames)",
                       fmt::join(l.triplets, ", "), l.shape.back(), l.trip_count(), l.element.bits, in.at(0),
                       out.at(0), out.at(1));
  return f;
}

Fragment fragment(const Mem& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("mem<{}, {}>({}, {}, Frames)", l.beats(), l.stream.width_bits, in.at(0), out.at(0));
  return f;
}

class Emitter {
 public:
  explicit Emitter(const Network& network) : network_(network), top_(network.name) {
    for (const Layer& layer : network.layers) {
      fragments_.push_back(std::visit(
          [&](const auto& params) {
            return fragment(params, layer.name, names(layer.inputs), names(layer.outputs));
          },
          layer.params));
    }
  }

  Emitted emit() const {
    Emitted emitted{top_,
                    {{top_ + ".hpp", header()},
                     {top_ + ".cpp", source()},
                     {top_ + "_params.hpp", parameters()},
                     {top_ + "_tb.cpp", test_bench()},
                     {top_ + ".tcl", script()}}};
    std::map<std::string, std::string> library;
    for (const std::string& name : headers()) add_library_file(name, library);
    for (const char* shim : {"shim/ap_int.h", "shim/hls_stream.h"}) add_library_file(shim, library);
    for (auto& [name, text] : library) emitted.files.push_back({name, std::move(text)});
    return emitted;
  }

 private:
  const Stream& stream(int index) const { return network_.streams[static_cast<std::size_t>(index)]; }

  Names names(const std::vector<int>& streams) const {
    Names result;
    for (const int index : streams) result.push_back(stream(index).name);
    return result;
  }

  std::vector<int> ports() const {
    std::vector<int> result = network_.inputs;
    std::ranges::copy_if(network_.outputs, std::back_inserter(result),
                         [&](int index) { return stream(index).from != kBorder; });
    return result;
  }

  std::string signature() const {
    std::string text = "void " + top_ + "(";
    for (const int index : ports()) {
      fmt::format_to(std::back_inserter(text), "hls::stream<ap_uint<{}> >& {}, ", stream(index).width_bits,
                     stream(index).name);
    }
    return text + "unsigned Frames)";
  }

  std::string header() const {
    constexpr std::int64_t kVendorMaximum = 1024;  // AP_INT_MAX_W of the vendor's ap_common.h
    std::int64_t widest = 0;
    for (const Stream& s : network_.streams) widest = std::max(widest, s.width_bits);
    for (const Fragment& f : fragments_) widest = std::max(widest, f.widest_bits);
    return fmt::format(
        "// The network {} as a dataflow of streams; runs Frames frames.\n#pragma once\n\n{}"
        "#include <ap_int.h>\n#include <hls_stream.h>\n\n{};\n",
        top_, widest > kVendorMaximum ? fmt::format("#define AP_INT_MAX_W {}\n\n", widest) : "", signature());
  }

  std::set<std::string> headers() const {
    std::set<std::string> result{"csim.hpp"};  // a layer's header has its function's name
    for (const Fragment& f : fragments_) result.insert(f.call.substr(0, f.call.find('<')) + ".hpp");
    return result;
  }

  std::string source() const {
    std::string text = fmt::format("#include \"{0}.hpp\"\n\n", top_);
    for (const std::string& name : headers())
      fmt::format_to(std::back_inserter(text), "#include \"hls/{}\"\n", name);
    fmt::format_to(std::back_inserter(text), "#include \"{}_params.hpp\"\n\n{} {{\n", top_, signature());
    for (const int index : ports()) {
      fmt::format_to(std::back_inserter(text), "#pragma HLS INTERFACE axis port = {}\n", stream(index).name);
    }
    text += "#pragma HLS INTERFACE s_axilite port = Frames\n#pragma HLS INTERFACE s_axilite port = return\n";
    for (const Fragment& f : fragments_) {
      for (const std::string& partition : f.partitions)
        text += "#pragma HLS ARRAY_PARTITION " + partition + "\n";
    }
    text += "#pragma HLS DATAFLOW\n";
    for (const Stream& s : network_.streams) {
      if (!is_inner(s)) continue;
      fmt::format_to(
          std::back_inserter(text),
          "  hls::stream<ap_uint<{1}> > {0}(\"{0}\");\n#pragma HLS STREAM variable = {0} depth = {2}\n",
          s.name, s.width_bits, s.depth);
    }
    for (std::size_t i = 0; i < fragments_.size(); ++i) {
      const Layer& layer = network_.layers[i];
      fmt::format_to(std::back_inserter(text), "\n  // {}\n  weir::hls::{};\n", layer.name,
                     fragments_[i].call);
      for (const int index : layer.outputs) {
        if (!is_inner(stream(index))) continue;
        fmt::format_to(std::back_inserter(text), "  WEIR_CSIM_RECORD({}, std::uint64_t{{{}}} * Frames);\n",
                       stream(index).name, stream(index).beats_per_frame);
      }
    }
    text += "\n";
    for (const Stream& s : network_.streams) {
      if (is_inner(s)) fmt::format_to(std::back_inserter(text), "  WEIR_CSIM_DRAINED({});\n", s.name);
    }
    return text + "}\n";
  }

  std::string parameters() const {
    std::string text = "// Weights, thresholds and other constants.\n#pragma once\n\n#include <cstdint>\n";
    for (const Fragment& f : fragments_) {
      if (!f.memories.empty()) text += "\n" + f.memories;
    }
    return text;
  }

  std::string test_bench() const {
    std::string text = fmt::format(
        "// Runs {0} on <folder>/<stream>.in and writes every stream's beats to <folder>/<stream>.out.\n"
        "#include \"{0}.hpp\"\n\n#include <exception>\n#include <iostream>\n#include <string>\n\n#include "
        "\"hls/csim.hpp\"\n\n"
        "namespace {{\n\nvoid run(unsigned Frames) {{\n",
        top_);
    for (const int index : ports()) {
      fmt::format_to(std::back_inserter(text), "  hls::stream<ap_uint<{1}> > {0}(\"{0}\");\n",
                     stream(index).name, stream(index).width_bits);
    }
    std::string arguments;
    std::string after;
    for (const int index : ports()) {
      const Stream& s = stream(index);
      const std::string beats = fmt::format("std::uint64_t{{{}}} * Frames", s.beats_per_frame);
      arguments += s.name + ", ";
      if (s.from == kBorder) {
        fmt::format_to(std::back_inserter(text),
                       "  weir::hls::csim::load({0}, \"{0}\", {1});\n  WEIR_CSIM_RECORD({0}, {1});\n", s.name,
                       beats);
        if (s.to != kBorder) fmt::format_to(std::back_inserter(after), "  WEIR_CSIM_DRAINED({});\n", s.name);
      } else {
        fmt::format_to(std::back_inserter(after),
                       "  WEIR_CSIM_RECORD({0}, {1});\n  weir::hls::csim::drain({0});\n", s.name, beats);
      }
    }
    return text + fmt::format("  ::{}({}Frames);\n{}}}\n\n}}  // namespace\n", top_, arguments, after) + R"(
int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: " << argv[0] << " FOLDER FRAMES\n";
    return 2;
  }
  try {
    weir::hls::csim::folder() = argv[1];
    run(static_cast<unsigned>(std::stoul(argv[2])));
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
)";
  }

  std::string script() const {
    std::string text =
        R"(# Vitis HLS: vitis_hls -f @TOP@.tcl, in this folder, with the input streams' files in `data`.
set part xczu3eg-sbva484-1-e
set clock_ns 5
set frames 2
set data [file normalize data]
set cflags "-std=c++14 -I[pwd]"

open_project -reset @TOP@_hls
set_top @TOP@
add_files @TOP@.cpp -cflags $cflags
add_files -tb @TOP@_tb.cpp -cflags $cflags
open_solution -reset solution -flow_target vivado
set_part $part
create_clock -period $clock_ns
csim_design -argv "$data $frames"
csynth_design
cosim_design -argv "$data $frames"
export_design -format ip_catalog
exit
)";
    for (std::size_t at; (at = text.find("@TOP@")) != std::string::npos;) text.replace(at, 5, top_);
    return text;
  }

  static bool is_inner(const Stream& s) { return s.from != kBorder && s.to != kBorder; }

  const Network& network_;
  const std::string& top_;
  std::vector<Fragment> fragments_;
};

}  // namespace

Emitted emit(const Network& network) { return Emitter(network).emit(); }

}  // namespace weir::hls
