// The element types that quantized streams carry, and the ranges of values they hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

// The most bits of an element, a sum or a product: calculation in 64 bits has room to spare.
inline constexpr int kMostBits = 56;

// One element's type. `binary` is {0, 1}; `bipolar` is {-1, +1}, one bit, 1 standing for +1; `ternary` is
// {-1, 0, +1} in two bits of two's complement; `uintN` and `intN` are plain binary and two's complement.
struct DataType {
  enum class Kind : std::uint8_t { kUnsigned, kSigned, kBipolar, kTernary };

  Kind kind = Kind::kUnsigned;
  int bits = 1;

  static constexpr DataType binary() { return {Kind::kUnsigned, 1}; }
  static constexpr DataType bipolar() { return {Kind::kBipolar, 1}; }
  static constexpr DataType ternary() { return {Kind::kTernary, 2}; }
  static constexpr DataType uint(int bits) { return {Kind::kUnsigned, bits}; }
  static constexpr DataType sint(int bits) { return {Kind::kSigned, bits}; }

  // The type that a scenario's text names ("binary", "bipolar", "ternary", "uint1".."uint56",
  // "int2".."int56"); nothing if it names none.
  static std::optional<DataType> parse(std::string_view text);
  // The narrowest intN that holds every value from `low` to `high`.
  static DataType smallest_signed(std::int64_t low, std::int64_t high);
  // The narrowest uintN that holds every value from 0 to `high`.
  static DataType smallest_unsigned(std::int64_t high);
  // The narrowest uintN or, if `low` is negative, intN that holds every value from `low` to `high`.
  static DataType smallest(std::int64_t low, std::int64_t high) {
    return low < 0 ? smallest_signed(low, high) : smallest_unsigned(high);
  }

  [[nodiscard]] std::string name() const;
  [[nodiscard]] std::int64_t min() const;
  [[nodiscard]] std::int64_t max() const;
  // How many values the type has.
  [[nodiscard]] std::int64_t levels() const { return kind == Kind::kBipolar ? 2 : max() - min() + 1; }
  // Whether `value` is one of the type's values (bipolar holds no 0, ternary no -2).
  [[nodiscard]] bool holds(std::int64_t value) const;

  friend bool operator==(const DataType&, const DataType&) = default;
};

}  // namespace weir
