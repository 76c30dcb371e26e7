#include "network/data_type.hpp"

#include <charconv>
#include <cstdint>

namespace weir {

std::optional<DataType> DataType::parse(std::string_view text) {
  if (text == "binary") return binary();
  if (text == "bipolar") return bipolar();
  if (text == "ternary") return ternary();
  const bool is_unsigned = text.starts_with("uint");
  if (!is_unsigned && !text.starts_with("int")) return std::nullopt;
  text.remove_prefix(is_unsigned ? 4 : 3);
  int bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '0') return std::nullopt;
  if (bits < (is_unsigned ? 1 : 2) || bits > kMostBits) return std::nullopt;
  return is_unsigned ? uint(bits) : sint(bits);
}

DataType DataType::smallest_signed(std::int64_t low, std::int64_t high) {
  int bits = 2;
  while (low < sint(bits).min() || high > sint(bits).max()) ++bits;
  return sint(bits);
}

DataType DataType::smallest_unsigned(std::int64_t high) {
  int bits = 1;
  while (high > uint(bits).max()) ++bits;
  return uint(bits);
}

std::string DataType::name() const {
  switch (kind) {
    case Kind::kBipolar:
      return "bipolar";
    case Kind::kTernary:
      return "ternary";
    case Kind::kSigned:
      return "int" + std::to_string(bits);
    case Kind::kUnsigned:
      break;
  }
  return bits == 1 ? "binary" : "uint" + std::to_string(bits);
}

std::int64_t DataType::min() const {
  switch (kind) {
    case Kind::kBipolar:
    case Kind::kTernary:
      return -1;
    case Kind::kSigned:
      return INT64_MIN >> (64 - bits);  // also of the 64 bits that products of two streams' values may take
    case Kind::kUnsigned:
      break;
  }
  return 0;
}

std::int64_t DataType::max() const {
  switch (kind) {
    case Kind::kBipolar:
    case Kind::kTernary:
      return 1;
    case Kind::kSigned:
      return INT64_MAX >> (64 - bits);
    case Kind::kUnsigned:
      break;
  }
  return INT64_MAX >> (63 - bits);
}

bool DataType::holds(std::int64_t value) const {
  return value >= min() && value <= max() && (kind != Kind::kBipolar || value != 0);
}

}  // namespace weir
