// The bins of functional coverage, by groups: the classes that parameters fall into.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "network/layers.hpp"

namespace weir::regress {

using Values = std::vector<std::string>;

// A parameter, or a cross of several. Its bins are all combinations of a value of each axis, but the
// impossible.
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
    kLanes, kStalls, kLayers;

// A folding beside what it divides: "1", "some", "all", or "of 1" where there is nothing to fold.
std::string folding(std::int64_t part, std::int64_t whole);
// "binary", "bipolar", "ternary", "uint", "int".
std::string type_kind(const DataType& type);
// Of a pair of numbers, in which directions they are more than `least`: "no", "in rows", "in columns",
// "both".
std::string directions(const Extent& extent, std::int64_t least);

}  // namespace weir::regress
