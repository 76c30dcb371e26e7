#include "regress/bins.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "regress/kinds.hpp"

namespace weir::regress {

namespace {

const Values kPatterns{"uniform", "extremes", "sparse", "ramp", "runs"};
const Values kPatternsOfStalls{"none", "periodic", "bursts", "long"};
constexpr int kNamedBits = 32;  // wider types share a bin

Values type_names() {
  Values names{"bipolar", "ternary"};
  for (int bits = 1; bits <= kNamedBits + 1; ++bits) names.push_back(type_name(DataType::uint(bits)));
  for (int bits = 2; bits <= kNamedBits + 1; ++bits) names.push_back(type_name(DataType::sint(bits)));
  return names;
}

Values kind_names() {
  Values names;
  for_each_kind([&](auto kind) {
    for (const char* name : names_of(kind)) names.emplace_back(name);
  });
  return names;
}

// What layers of that name read.
Drawing::Reads reads_of(const std::string& name) {
  static const std::map<std::string, Drawing::Reads> kReads = [] {
    std::map<std::string, Drawing::Reads> reads;
    for_each_kind([&](auto kind) {
      for (const char* each : names_of(kind)) reads.emplace(each, drawing(kind).reads);
    });
    return reads;
  }();
  return kReads.at(name);
}

std::vector<Group> all_groups() {
  using Reads = Drawing::Reads;
  const Values kinds = kind_names();
  std::vector<Group> groups{
      // Of every layer and stream.
      {"kind x frames", {kinds, classes(kFrames)}},
      {"kind x reset", {kinds, kYesNo}},
      {"kind x stalled",
       {kinds, {"nowhere", "in", "out", "both"}},
       [](const Values& v) { return reads_of(v[0]) != Reads::kNothing || (v[1] != "in" && v[1] != "both"); }},
      {"type", {type_names()}},
      {"shape", {{"vector", "1-D map", "2-D map", "windows"}}},
      {"beat bits", {classes(kBeatBits)}},
      {"depth x push x pop", {classes(kDepths), kPatternsOfStalls, kPatternsOfStalls}},
      {"stalls x reset", {kPatternsOfStalls, kYesNo}},
      {"order of processes permuted", {kYesNo}},
      {"input data x type", {kPatterns, kTypes}},
      {"kind x input data", {kinds, kPatterns}},
      // Elements of the beats it reads, which the models pack in words of 64 bits.
      {"kind x elements across words",
       {kinds, {"none", "by one bit", "by more"}},
       [](const Values& v) {
         const Reads reads = reads_of(v[0]);
         return reads == Reads::kBeats || (reads == Reads::kElements && v[1] == "none");
       }},
      {"weights data", {kPatterns}},
      {"thresholds data", {kPatterns}},
      {"parameters data", {kPatterns}},
      {"table data", {kPatterns}},
      {"behind",
       {{"swu x mvtu", "swu x vvtu", "swu x pool", "pad x swu", "mvtu x threshold", "vvtu x threshold",
         "mvtu x mvtu", "fork x eltwise", "swu x swu"}}},
      {"layers", {classes(kLayerCounts)}},
      {"inputs", {classes(kFew)}},
      {"outputs", {classes(kFew)}},
      {"branches meet again", {kYesNo}},
      {"reshape", {kYesNo}},
  };
  // Of each kind's parameters.
  for_each_kind([&](auto kind) {
    const std::vector<Group> some = bins(kind);
    groups.insert(groups.end(), some.begin(), some.end());
  });
  // Of runs.
  Values levels{"depth 2 at 1"};
  Values depths;
  for (const std::string& depth : classes(kDepths)) depths.push_back("depth " + depth);
  for (std::size_t d = 2; d < depths.size(); ++d) {
    for (const char* level : {"1", "between", "one below full"}) levels.push_back(depths[d] + " at " + level);
  }
  groups.push_back({"fifo full", {depths}});
  groups.push_back({"fifo empty", {depths}});
  groups.push_back({"fifo push and pop", {levels}});
  groups.push_back({"stall at push", {classes(kStalls)}});
  groups.push_back({"stall at pop", {classes(kStalls)}});
  return groups;
}

}  // namespace

const std::vector<std::int64_t> kDepths{1, 2, 3, 9, 65}, kBits{1, 2, 5, 8, 9, 16, 17, 33},
    kBeatBits{1, 2, 9, 33, 65, 129}, kFrames{1, 2, 3}, kFew{1, 2, 3}, kLanes{1, 2, 8}, kCounts{2, 3, 5},
    kSteps{1, 2, 16}, kLatencies{0, 1, 5}, kWide{1, 17, 33}, kStalls{0, 1, 2, 8, 32},
    kLayerCounts{1, 2, 4, 9};

const std::vector<Group>& groups() {
  static const std::vector<Group> kGroups = all_groups();
  return kGroups;
}

std::string yes_no(bool yes) { return yes ? "yes" : "no"; }

bool has_bits(const Values& type_and_bits) {
  const bool one = type_and_bits[1] == "1";
  if (type_and_bits[0] == "binary" || type_and_bits[0] == "bipolar") return one;
  return type_and_bits[0] == "ternary" ? type_and_bits[1] == class_of(2, kBits) : !one;
}

std::string bin(const std::string& group, const Values& values) {
  return fmt::format("{}/{}", group, fmt::join(values, " x "));
}

Values classes(const std::vector<std::int64_t>& from) {
  Values classes;
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (i + 1 == from.size())
      classes.push_back(fmt::format("{}..", from[i]));
    else if (from[i + 1] == from[i] + 1)
      classes.push_back(fmt::format("{}", from[i]));
    else
      classes.push_back(fmt::format("{}..{}", from[i], from[i + 1] - 1));
  }
  return classes;
}

std::string class_of(std::int64_t number, const std::vector<std::int64_t>& from) {
  const auto above = std::ranges::upper_bound(from, number);
  return classes(from)[static_cast<std::size_t>(above - from.begin()) - 1];
}

std::string folding(std::int64_t part, std::int64_t whole) {
  if (whole == 1) return "of 1";
  if (part == 1) return "1";
  return part == whole ? "all" : "some";
}

std::string type_kind(const DataType& type) {
  if (type == DataType::binary()) return "binary";
  switch (type.kind) {
    case DataType::Kind::kBipolar:
      return "bipolar";
    case DataType::Kind::kTernary:
      return "ternary";
    case DataType::Kind::kSigned:
      return "int";
    case DataType::Kind::kUnsigned:
      break;
  }
  return "uint";
}

std::string type_name(const DataType& type) {
  return type.bits <= kNamedBits ? type.name() : fmt::format("{}{}..", type_kind(type), kNamedBits + 1);
}

std::string directions(const Extent& extent, std::int64_t least) {
  if (extent.height > least && extent.width > least) return "both";
  if (extent.height > least) return "in columns";
  return extent.width > least ? "in rows" : "no";
}

}  // namespace weir::regress
