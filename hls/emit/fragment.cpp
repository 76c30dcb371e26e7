#include "hls/emit/fragment.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

namespace weir::hls {

namespace {

// The narrowest built-in integer type that holds all of the numbers.
std::string number_type(const std::vector<std::int64_t>& numbers) {
  const auto [low, high] = std::ranges::minmax(numbers);
  const int bits = DataType::smallest_signed(low, high).bits;
  return fmt::format("std::int{}_t", bits <= 8 ? 8 : bits <= 16 ? 16 : bits <= 32 ? 32 : 64);
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

}  // namespace

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

std::string output_type(const DataType& output, const std::optional<Thresholds>& thresholds) {
  if (!thresholds || thresholds->bias() == output.min()) return type_of(output);
  return fmt::format("weir::hls::From<{}, {}>", type_of(output), thresholds->bias());
}

std::string type_of(const Extent& extent) {
  return fmt::format("weir::hls::Extent<{}, {}>", extent.height, extent.width);
}

std::uint64_t code_of(std::int64_t value, const DataType& type) {
  if (type.kind == DataType::Kind::kBipolar) return value > 0 ? 1 : 0;
  return static_cast<std::uint64_t>(value) & ((std::uint64_t{1} << type.bits) - 1);
}

std::string beat_memory(const std::string& name, std::span<const std::int64_t> elements, const DataType& type,
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

std::string parameter_memory(const std::string& name, const Tensor& parameters, std::int64_t pe) {
  const auto lanes = static_cast<std::size_t>(pe);
  std::string text = fmt::format("static const {} {}[{}][{}] = {{\n", number_type(parameters.values), name,
                                 parameters.values.size() / lanes, lanes);
  for (std::span<const std::int64_t> rest = parameters.values; !rest.empty(); rest = rest.subspan(lanes)) {
    fmt::format_to(std::back_inserter(text), "    {{{}}},\n", fmt::join(rest.first(lanes), ", "));
  }
  return text + "};\n";
}

std::string parts_of(std::int64_t pe, const std::vector<std::int64_t>& channels) {
  return fmt::format("weir::hls::Parts<{}, {}>", pe, fmt::join(channels, ", "));
}

std::string add_thresholds(Fragment& f, const std::optional<Thresholds>& thresholds, const std::string& layer,
                           std::int64_t pe) {
  if (!thresholds) return "weir::hls::NoThresholds()";
  const std::string memory = layer + "_Thresholds";
  f.memories += threshold_memory(memory, *thresholds, pe);
  f.partitions.push_back(fmt::format("variable = {} complete dim = 2", memory));
  f.partitions.push_back(fmt::format("variable = {} complete dim = 3", memory));
  return memory;
}

Fragment fragment(const Layer& layer, const Names& in, const Names& out) {
  return std::visit([&](const auto& kind) { return fragment(kind, layer.name, in, out); }, layer.params);
}

}  // namespace weir::hls
