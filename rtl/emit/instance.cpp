#include "rtl/emit/instance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <variant>

namespace weir::rtl {

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

std::int64_t signed_bits(const DataType& type) { return type.bits + (kind_of(type) == 1 ? 0 : 1); }

std::int64_t code_of(const DataType& type, std::int64_t value) {
  return kind_of(type) == 2 ? (value + 1) / 2 : value;
}

namespace {

// The width of a threshold, which must also hold max + 1 of the type.
std::int64_t threshold_bits(const DataType& compared) { return signed_bits(compared) + 1; }

// A bipolar output has the codes 0 and 1, which are the count itself.
std::int64_t bias_of(const Thresholds& thresholds) {
  return kind_of(thresholds.output) == 2 ? 0 : thresholds.bias();
}

// Words of fixed width in the format of $readmemh, filled lane by lane from the least significant bit on.
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

// Row r of the tensor is lane r % pe of word r / pe, so that the words keep the tensor's order.
std::string threshold_image(const Thresholds& thresholds, std::int64_t pe, const DataType& compared) {
  const std::int64_t bits = threshold_bits(compared);
  Image out(pe * thresholds.steps() * bits);
  for (const std::int64_t value : thresholds.values.values) out.append(value, bits);
  return out.text();
}

}  // namespace

std::string image(const Tensor& values, const DataType& type, std::int64_t lanes) {
  Image out(lanes * type.bits);
  for (const std::int64_t value : values.values) out.append(code_of(type, value), type.bits);
  return out.text();
}

void Instance::set(std::string_view name, std::int64_t value) {
  if (value == static_cast<std::int32_t>(value)) {
    parameters_.push_back(fmt::format(".{}({})", name, value));
  } else {  // a number without a size has 32 bits
    parameters_.push_back(fmt::format(".{}({}64'sd{})", name, value < 0 ? "-" : "", std::abs(value)));
  }
}

void Instance::set(const std::string& name, const Extent& extent) {
  set(name + "Height", extent.height);
  set(name + "Width", extent.width);
}

void Instance::set(std::string_view name, const std::vector<std::int64_t>& values) {
  std::vector<std::string> words;
  for (auto value = values.rbegin(); value != values.rend(); ++value)
    words.push_back(fmt::format("32'd{}", *value));
  parameters_.push_back(fmt::format(".{}({{{}}})", name, fmt::join(words, ", ")));
}

void Instance::memory(std::string_view name, std::string_view of, std::function<std::string()> text) {
  memories_.push_back({fmt::format("{}_{}.hex", layer_, of), std::move(text)});
  parameters_.push_back(fmt::format(".{}(\"{}\")", name, memories_.back().file));
}

void Instance::set(const Thresholds& thresholds, std::int64_t pe, const DataType& compared) {
  set("Steps", thresholds.steps());
  set("OutBias", bias_of(thresholds));
  set("ThresholdBits", threshold_bits(compared));
  memory("ThresholdFile", "thresholds",
         [&thresholds, pe, &compared] { return threshold_image(thresholds, pe, compared); });
}

Instance instance(const Layer& layer) {
  Instance out(layer.name);
  std::visit([&](const auto& kind) { describe(out, kind); }, layer.params);
  return out;
}

}  // namespace weir::rtl
