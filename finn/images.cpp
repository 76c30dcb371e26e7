#include "finn/images.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "import/step.hpp"
#include "network/error.hpp"

namespace weir::finn {

namespace {

using importer::Array;
using importer::Graph;
using importer::Node;

[[noreturn]] void fail(const Graph& graph, const Node& node, const std::string& found,
                       const std::string& wanted) {
  throw BadInput(graph.file.string(), 0, node.title(), found, wanted);
}

std::int64_t attribute(const Graph& graph, const Node& node, const char* name,
                       std::optional<std::int64_t> otherwise = {}) {
  const auto* value = node.find<std::int64_t>(name);
  if (value == nullptr && !otherwise) fail(graph, node, std::string("no attribute ") + name, "it");
  const std::int64_t found = value == nullptr ? *otherwise : *value;
  if (found < 1) fail(graph, node, fmt::format("{} = {}", name, found), "1 or more");
  return found;
}

// The initialisers among the node's inputs, in their order.
std::vector<std::string> constants(const Graph& graph, const Node& node) {
  std::vector<std::string> names;
  for (const std::string& input : node.inputs) {
    if (graph.constant(input) != nullptr) names.push_back(input);
  }
  return names;
}

const Array& array_of(const Graph& graph, const std::string& tensor) { return *graph.constant(tensor); }

// As FINN sizes memories: by the attribute, else by the tensor's annotation.
DataType type_of(const Graph& graph, const Node& node, const std::string& tensor) {
  const auto& annotated = graph.tensors.at(tensor).type;
  const auto* stated = node.find<std::string>("weightDataType");
  for (const std::string& name : {stated == nullptr ? "" : *stated, annotated ? *annotated : ""}) {
    if (const auto type = importer::data_type(name)) return *type;
  }
  fail(graph, node, "weights of type " + (annotated ? *annotated : "unknown"), "integers");
}

// Two's complement; a type of two values codes the lower one as 0.
std::uint64_t coded(double value, std::int64_t bits) {
  const auto whole = static_cast<std::int64_t>(value);
  const auto word = static_cast<std::uint64_t>(bits == 1 && whole < 0 ? 0 : whole);
  return bits >= 64 ? word : word & ((std::uint64_t{1} << bits) - 1);
}

// A word of fields, written in hexadecimal digits.
class Word {
 public:
  explicit Word(std::int64_t bits) : bits_(static_cast<std::size_t>(bits)) {}
  void put(std::int64_t at, std::int64_t bits, std::uint64_t value) {
    for (std::int64_t b = 0; b < bits; ++b)
      bits_[static_cast<std::size_t>(at + b)] = ((value >> b) & 1U) != 0;
  }
  [[nodiscard]] std::string hex() const {
    std::string digits;
    for (std::size_t digit = (bits_.size() + 3) / 4; digit-- > 0;) {
      unsigned value = 0;
      for (std::size_t b = 0; b < 4 && 4 * digit + b < bits_.size(); ++b)
        value |= (bits_[4 * digit + b] ? 1U : 0U) << b;
      digits += "0123456789abcdef"[value];
    }
    return digits;
  }

 private:
  std::vector<bool> bits_;
};

std::string hex(std::uint64_t value, std::int64_t bits) {
  Word word(bits);
  word.put(0, bits, value);
  return word.hex() + "\n";
}

// [channels, steps] of ceil(t), each row of its own.
struct Steps {
  std::int64_t channels;
  std::vector<std::vector<std::int64_t>> rows;
};

Steps steps_of(const Graph& graph, const Node& node, std::int64_t channels) {
  const std::vector<std::string> names = constants(graph, node);
  if (names.empty()) fail(graph, node, "no thresholds", "them as its last initialiser");
  const Array& array = array_of(graph, names.back());
  if (array.shape.size() != 2 || (array.shape[0] != 1 && array.shape[0] != channels))
    fail(graph, node, "thresholds of shape " + to_string(array.shape),
         fmt::format("[{} or 1, steps]", channels));
  Steps steps{channels, {}};
  const auto count = static_cast<std::size_t>(array.shape[1]);
  for (std::int64_t c = 0; c < channels; ++c) {
    const std::size_t row = array.shape[0] == 1 ? 0 : static_cast<std::size_t>(c);
    std::vector<std::int64_t> values;
    for (std::size_t s = 0; s < count; ++s) {
      const double value = std::ceil(array.values[row * count + s]);
      if (!(std::abs(value) < 0x1p62))
        fail(graph, node, fmt::format("a threshold of {}", value), "one of 62 bits");
      values.push_back(static_cast<std::int64_t>(value));
    }
    steps.rows.push_back(std::move(values));
  }
  return steps;
}

}  // namespace

std::vector<Image> weight_images(const Graph& graph, const Node& node) {
  const std::vector<std::string> names = constants(graph, node);
  if (names.empty()) fail(graph, node, "no weights", "them as an initialiser");
  const Array& array = array_of(graph, names.front());
  const std::int64_t bits = type_of(graph, node, names.front()).bits;
  const std::int64_t pe = attribute(graph, node, "PE");
  const std::int64_t simd = attribute(graph, node, "SIMD", 1);
  // [columns, rows]: as it stands, or of a VVAU, whose weights are [channels, 1, kernel row, kernel column].
  const bool by_channel = array.shape.size() == 4;
  if (!by_channel && array.shape.size() != 2)
    fail(graph, node, "weights of shape " + to_string(array.shape),
         "[MW, MH], or [channels, 1, rows, columns]");
  if (by_channel && simd > 1 && !node.op.ends_with("_rtl"))
    fail(graph, node,
         fmt::format("SIMD = {} of depthwise weights in HLS, whose order in the memory is another", simd),
         "SIMD = 1, or VVAU_rtl");
  const std::int64_t rows = by_channel ? array.shape[0] : array.shape[1];
  const std::int64_t columns = by_channel ? elements_of(array.shape) / rows : array.shape[0];
  if (rows % pe != 0 || columns % simd != 0)
    fail(graph, node, fmt::format("PE = {} and SIMD = {}", pe, simd),
         fmt::format("divisors of {} rows and {} columns", rows, columns));
  const auto weight = [&](std::int64_t row, std::int64_t column) {
    return array.values[static_cast<std::size_t>(by_channel ? row * columns + column : column * rows + row)];
  };
  std::string text;
  for (std::int64_t nf = 0; nf < rows / pe; ++nf) {
    for (std::int64_t sf = 0; sf < columns / simd; ++sf) {
      Word word(pe * simd * bits);
      for (std::int64_t p = 0; p < pe; ++p) {
        for (std::int64_t s = 0; s < simd; ++s)
          word.put((p * simd + s) * bits, bits, coded(weight(nf * pe + p, sf * simd + s), bits));
      }
      text += word.hex() + "\n";
    }
  }
  std::vector<Image> images;
  for (const char* name : {"memblock.dat", "memblock_0.dat", "memblock_sim_0.dat", "memblock_synth_0.dat"})
    images.push_back({name, text});
  return images;
}

std::vector<Image> threshold_images(const Graph& graph, const Node& node, const Source& wrapper) {
  const std::int64_t pe = attribute(graph, node, "PE");
  const std::int64_t channels = attribute(graph, node, "NumChannels");
  const std::vector<std::string> names = constants(graph, node);
  Steps steps = steps_of(graph, node, channels);
  const std::int64_t bits = type_of(graph, node, names.back()).bits;
  const auto* output = node.find<std::string>("outputDataType");
  const auto type = importer::data_type(output == nullptr ? "" : *output);
  if (!type) fail(graph, node, "no outputDataType", "it");
  const auto count = static_cast<std::int64_t>(steps.rows.front().size());
  // One row for all channels also serves all folds.
  const bool shared = array_of(graph, names.back()).shape[0] == 1;
  const std::int64_t folds = shared ? 1 : channels / pe;
  // From 2026 on the top has a parameter SETS: the tree is as deep as the steps want, and filled up behind
  // them. Before, it is as deep as the output's bits, and where steps are missing the least threshold comes
  // before them.
  const bool later = wrapper.tokens.find(" SETS ") != std::string::npos;
  const auto stages = later ? static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(count)))
                            : static_cast<std::int64_t>(type->bits);
  const std::int64_t leaves = (std::int64_t{1} << stages) - 1;
  if (count > leaves || stages > 24)
    fail(graph, node, fmt::format("{} steps", count), fmt::format("at most {}, for {} bits", leaves, stages));
  const DataType threshold = type_of(graph, node, names.back());
  std::vector<Image> images;
  for (std::int64_t p = 0; p < pe; ++p) {
    for (std::int64_t stage = 0; stage < stages; ++stage) {
      std::string text;
      for (std::int64_t f = 0; f < folds; ++f) {
        const auto& row = steps.rows[static_cast<std::size_t>(shared ? 0 : f * pe + p)];
        for (std::int64_t i = 0; i < (std::int64_t{1} << stage); ++i) {
          const std::int64_t leaf = (i << (stages - stage)) + (std::int64_t{1} << (stages - 1 - stage)) - 1;
          const std::int64_t at = later ? leaf : leaf - (leaves - count);
          const std::int64_t value = at < 0       ? threshold.min()
                                     : at < count ? row[static_cast<std::size_t>(at)]
                                                  : 0;
          text += hex(coded(static_cast<double>(value), bits), bits);
        }
      }
      images.push_back({fmt::format("{}_threshs_{}_{}.dat", importer::own_name(node.name), p, stage), text});
    }
  }
  return images;
}

std::string hls_threshold_image(const Graph& graph, const Node& node, const std::string& name,
                                const Source& rom) {
  const std::size_t at = name.rfind("threshs");
  if (at == std::string::npos) return "";
  // "_<k>", or nothing for 0, behind "threshs" or, in Vivado HLS of 2019 and 2020, "threshs_m_thresholds".
  std::string_view rest = std::string_view(name).substr(at + std::string_view("threshs").size());
  constexpr std::string_view kOld = "_m_thresholds";
  const bool old = rest.starts_with(kOld);
  if (old) rest.remove_prefix(kOld.size());
  std::size_t k = 0;
  if (rest.size() > 1 && rest[0] == '_' && rest[1] >= '0' && rest[1] <= '9') {
    rest.remove_prefix(1);
    while (!rest.empty() && rest[0] >= '0' && rest[0] <= '9' && k < (1U << 30)) {
      k = 10 * k + static_cast<std::size_t>(rest[0] - '0');
      rest.remove_prefix(1);
    }
  }
  if (!rest.starts_with("_rom") && !rest.starts_with("_ROM")) return "";
  const std::int64_t pe = attribute(graph, node, "PE");
  const bool product = node.attributes.count("MH") > 0;
  const std::int64_t channels = attribute(graph, node,
                                          product                                    ? "MH"
                                          : node.attributes.count("NumChannels") > 0 ? "NumChannels"
                                                                                     : "Channels");
  const std::vector<std::string> names = constants(graph, node);
  if (names.empty() || array_of(graph, names.back()).shape.size() != 2) return "";
  const Steps steps = steps_of(graph, node, channels);
  const std::size_t count = steps.rows.front().size();
  const auto lanes = static_cast<std::size_t>(pe);
  if (k >= lanes * count || channels % pe != 0) return "";
  std::pair<std::size_t, std::size_t> place{k / count, k % count};
  if (old) {
    // It numbered the tables by their indices as text, the last first.
    std::vector<std::pair<std::string, std::string>> order;
    for (std::size_t p = 0; p < lanes; ++p) {
      for (std::size_t s = 0; s < count; ++s) order.emplace_back(std::to_string(p), std::to_string(s));
    }
    std::ranges::sort(order, std::greater<>());
    place = {std::stoul(order[k].first), std::stoul(order[k].second)};
  }
  // HLS omits upper bits that are equal in all words.
  const long long bits = parameter_of(rom, {"DataWidth", "DWIDTH"});
  if (bits < 1 || bits > 64) return "";
  std::string text;
  for (std::int64_t f = 0; f < channels / pe; ++f) {
    const auto row = static_cast<std::size_t>(f * pe) + place.first;
    text += hex(coded(static_cast<double>(steps.rows[row][place.second]), bits), bits);
  }
  return text;
}

}  // namespace weir::finn
