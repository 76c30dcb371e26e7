// The bins of functional coverage, by groups: the classes that parameters fall into.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "network/layers.hpp"

namespace weir::regress {

using Values = std::vector<std::string>;

// A layer kind's names: its own, or those of its forms.
template <class Kind>
constexpr auto names_of(Of<Kind> /*kind*/) {
  if constexpr (requires { Kind::kForms; }) {
    return std::to_array(Kind::kForms);
  } else {
    return std::array{Kind::kKind};
  }
}
template <class Kind>
std::string name_of(const Kind& kind) {
  if constexpr (requires { kind.form(); }) {
    return kind.form();
  } else {
    return Kind::kKind;
  }
}

// A parameter, or a cross of several. Its bins are all combinations of one value per axis, except impossible
// ones.
struct Group {
  std::string name;
  std::vector<Values> axes;
  bool (*possible)(const Values& values) = [](const Values& /*values*/) { return true; };
};

const std::vector<Group>& groups();
// The name of a group's bin: "mvtu.weights x input/ternary x bipolar".
std::string bin(const std::string& group, const Values& values);

// "3..8": the class of those bounds, each from one bound to below the next, the last open.
std::string class_of(std::int64_t number, const std::vector<std::int64_t>& from);
Values classes(const std::vector<std::int64_t>& from);
// Bounds of the classes.
extern const std::vector<std::int64_t> kDepths, kBits, kBeatBits, kFrames, kFew, kCounts, kSteps, kLatencies,
    kLanes, kStalls, kLayerCounts, kWide;

// Axes that several groups have.
inline const Values kTypes{"binary", "bipolar", "ternary", "uint", "int"};
inline const Values kFoldings{"1", "some", "all", "of 1"};
inline const Values kDirections{"no", "in rows", "in columns", "both"};
inline const Values kSides{"none", "before", "after", "both"};
inline const Values kYesNo{"no", "yes"};
inline const Values kOutputs{"accumulators", "binary", "bipolar", "ternary", "uint", "int"};

std::string yes_no(bool yes);
// Whether a type of kind [0] with [1] bits exists.
bool has_bits(const Values& type_and_bits);

// A folding relative to what it divides: "1", "some", "all", or "of 1" if there is nothing to fold.
std::string folding(std::int64_t part, std::int64_t whole);
// "binary", "bipolar", "ternary", "uint", "int".
std::string type_kind(const DataType& type);
// Its name, or "uint33..", "int33.." of those of more than 32 bits.
std::string type_name(const DataType& type);
// The directions in which an extent exceeds `least`: "no", "in rows", "in columns", "both".
std::string directions(const Extent& extent, std::int64_t least);

}  // namespace weir::regress
