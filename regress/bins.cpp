#include "regress/bins.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace weir::regress {

namespace {

const Values kKinds{"mvtu",         "vvtu",        "swu",       "pad",        "maxpool", "pool",
                    "threshold",    "dwc",         "memstream", "fork",       "eltwise", "concat",
                    "split",        "channelwise", "upsample",  "downsample", "lookup",  "normalize",
                    "label_select", "tmr_check",   "mem_in",    "mem_out"};
const Values kTypes{"binary", "bipolar", "ternary", "uint", "int"};
const Values kFoldings{"1", "some", "all", "of 1"};
const Values kDirections{"no", "in rows", "in columns", "both"};
const Values kPatterns{"uniform", "extremes", "sparse", "ramp", "runs"};
const Values kPatternsOfStalls{"none", "periodic", "bursts", "long"};
const Values kSides{"none", "before", "after", "both"};
const Values kYesNo{"no", "yes"};
const Values kOutputs{"accumulators", "binary", "bipolar", "ternary", "uint", "int"};

Values type_names() {
  Values names{"bipolar", "ternary"};
  for (int bits = 1; bits <= 31; ++bits) names.push_back(DataType::uint(bits).name());
  for (int bits = 2; bits <= 32; ++bits) names.push_back(DataType::sint(bits).name());
  return names;
}

// Whether there are types of such a kind with so many bits.
bool has_bits(const Values& type_and_bits) {
  const bool one = type_and_bits[1] == "1";
  if (type_and_bits[0] == "binary" || type_and_bits[0] == "bipolar") return one;
  return type_and_bits[0] == "ternary" ? type_and_bits[1] == class_of(2, kBits) : !one;
}

std::vector<Group> all_groups() {
  std::vector<Group> groups{
      // Of every layer and stream.
      {"kind x frames", {kKinds, classes(kFrames)}},
      {"kind x reset", {kKinds, kYesNo}},
      {"kind x stalled",
       {kKinds, {"nowhere", "in", "out", "both"}},
       // A memory reads no stream.
       [](const Values& v) { return v[0] != "memstream" || (v[1] != "in" && v[1] != "both"); }},
      {"type", {type_names()}},
      {"shape", {{"vector", "1-D map", "2-D map", "windows"}}},
      {"beat bits", {classes(kBeatBits)}},
      {"depth x push x pop", {classes(kDepths), kPatternsOfStalls, kPatternsOfStalls}},
      {"stalls x reset", {kPatternsOfStalls, kYesNo}},
      {"order of processes permuted", {kYesNo}},
      {"input data x type", {kPatterns, kTypes}},
      {"kind x input data", {kKinds, kPatterns}},
      // Elements of the beats it reads, which the models pack in words of 64 bits.
      {"kind x elements across words",
       {kKinds, {"none", "by one bit", "by more"}},
       [](const Values& v) { return v[0] != "memstream" && (v[0] != "lookup" || v[1] == "none"); }},
      {"weights data", {kPatterns}},
      {"thresholds data", {kPatterns}},
      {"parameters data", {kPatterns}},
      {"table data", {kPatterns}},
      {"behind",
       {{"swu x mvtu", "swu x vvtu", "swu x pool", "pad x swu", "mvtu x threshold", "vvtu x threshold",
         "mvtu x mvtu", "fork x eltwise", "swu x swu"}}},
      {"layers", {classes(kLayers)}},
      {"inputs", {classes(kFew)}},
      {"outputs", {classes(kFew)}},
      {"branches meet again", {kYesNo}},
      // Products.
      {"mvtu.weights x input", {kTypes, kTypes}},
      {"mvtu.weights x input x simd", {kTypes, kTypes, classes(kLanes)}},
      {"mvtu.weight bits", {classes(kBits)}},
      {"mvtu.input x bits", {kTypes, classes(kBits)}, has_bits},
      {"mvtu.pe x simd", {kFoldings, kFoldings}},
      {"mvtu.mmv", {{"1", "of a swu", "of vectors"}}},
      {"mvtu.output", {kOutputs}},
      {"mvtu.steps", {classes(kSteps)}},
      {"mvtu.accumulator", {{"as needed", "wider", "32 bits"}}},
      {"mvtu.vectors", {classes(kFew)}},
      {"mvtu.flatten", {kYesNo}},
      {"mvtu.memory x its cycles", {{"as used", "narrower", "wider"}, classes({1, 2})}},
      {"mvtu.weights streamed x thresholds", {kYesNo, kYesNo}},
      {"vvtu.weights x input", {kTypes, kTypes}},
      {"vvtu.weight bits", {classes(kBits)}},
      {"vvtu.input x bits", {kTypes, classes(kBits)}, has_bits},
      {"vvtu.pe x simd", {kFoldings, kFoldings}},
      {"vvtu.output", {kOutputs}},
      {"vvtu.steps", {classes(kSteps)}},
      // Windows.
      {"swu.kernel x stride x dilation", {kDirections, kDirections, kDirections}},
      {"swu.1-D kernel x stride x dilation", {kYesNo, kYesNo, kYesNo}},
      {"swu.depthwise x parallel window x mmv",
       {kYesNo, kYesNo, kYesNo},
       [](const Values& v) { return v[2] == "no" || (v[0] == "no" && v[1] == "no"); }},
      {"swu.depthwise x parallel window x simd",
       {kYesNo, kYesNo, kFoldings},
       // A window at once is of all channels, but in depthwise order.
       [](const Values& v) { return v[0] == "yes" || v[1] == "no" || v[2] == "all" || v[2] == "of 1"; }},
      {"swu.depthwise x buffer", {kYesNo, {"a window", "between", "full rate", "more"}}},
      {"swu.mmv x buffer", {kYesNo, {"a window", "between", "full rate", "more"}}},
      {"swu.left over", {kDirections}},
      {"swu.type", {kTypes}},
      {"pad.rows x columns", {kSides, kSides}},
      {"pad.1-D", {kSides}},
      {"pad.between x other value", {kDirections, kYesNo}},
      {"pad.simd", {kFoldings}},
      {"pad.type", {kTypes}},
      // Left over is what windows do not reach, so only where they are larger than a pixel.
      {"maxpool.kernel x left over x beats held",
       {kDirections, kDirections, {"2^n", "others"}},
       [](const Values& v) { return v[0] == "both" || v[1] == "no" || v[1] == v[0]; }},
      {"maxpool.pe", {kFoldings}},
      {"maxpool.type", {kTypes}},
      {"pool.op x type x global",
       {{"max", "average", "accumulate"}, kTypes, kYesNo},
       [](const Values& v) { return v[0] == "max" || v[1] != "bipolar"; }},
      {"pool.pe", {kFoldings}},
      {"pool.simd", {kFoldings}},
      {"pool.shift x sign x output",
       {classes({0, 1}), {"unsigned", "signed"}, {"as narrow as can be", "wider"}}},
      // Elements one by one.
      {"threshold.input x output", {kTypes, kTypes}},
      {"threshold.input x bits", {kTypes, classes(kBits)}, has_bits},
      {"threshold.pe", {kFoldings}},
      {"threshold.steps", {classes(kSteps)}},
      {"channelwise.op x input x parameters", {{"add", "multiply", "compare"}, kTypes, kTypes}},
      {"channelwise.pe", {kFoldings}},
      {"dwc.ratio", {{"same", "wider", "narrower", "wider, not whole", "narrower, not whole"}}},
      {"label_select.pe", {kFoldings}},
      {"label_select.classes", {kFoldings}},
      {"label_select.k", {{"1", "some", "all"}}},
      {"label_select.type", {kTypes}},
      {"upsample.scale", {kDirections}},
      {"upsample.1-D scaled", {kYesNo}},
      {"upsample.simd", {kFoldings}},
      {"downsample.stride", {kDirections}},
      {"downsample.1-D strided", {kYesNo}},
      {"downsample.left over", {kDirections}},
      {"downsample.simd", {kFoldings}},
      {"lookup.index bits", {classes({1, 2, 5})}},
      {"lookup.entry", {kTypes}},
      {"lookup.pe", {kFoldings}},
      {"normalize.input bits", {classes({1, 2, 5, 9})}},
      {"normalize.output bits", {classes({1, 2, 5})}},
      {"normalize.pe", {kFoldings}},
      // Branches.
      {"fork.copies", {classes(kCounts)}},
      {"eltwise.op x a x b", {{"add", "subtract", "absolute_difference", "multiply"}, kTypes, kTypes}},
      {"eltwise.pe", {kFoldings}},
      {"concat.streams x alike", {classes(kCounts), kYesNo}},
      {"concat.pe", {kFoldings}},
      {"split.streams x alike", {classes(kCounts), kYesNo}},
      {"split.pe", {kFoldings}},
      {"tmr_check.triplets x other channels", {classes({1, 2}), kYesNo}},
      // Memories.
      {"mem.latency", {{"mem_in", "mem_out"}, classes(kLatencies)}},
      {"mem.cycles", {{"mem_in", "mem_out"}, classes({1, 2})}},
      {"mem.burst", {{"mem_in", "mem_out"}, {"1", "some", "frame"}}},
      {"mem.gap", {{"mem_in", "mem_out"}, classes({0, 1})}},
  };
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

const std::vector<std::int64_t> kDepths{1, 2, 3, 9, 65}, kBits{1, 2, 5, 8, 9, 16, 17},
    kBeatBits{1, 2, 9, 33, 65, 129}, kFrames{1, 2, 3}, kFew{1, 2, 3}, kLanes{1, 2, 8}, kCounts{2, 3, 5},
    kSteps{1, 2, 16}, kLatencies{0, 1, 5}, kStalls{0, 1, 2, 8, 32}, kLayers{1, 2, 4, 9};

const std::vector<Group>& groups() {
  static const std::vector<Group> kGroups = all_groups();
  return kGroups;
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

std::string directions(const Extent& extent, std::int64_t least) {
  if (extent.height > least && extent.width > least) return "both";
  if (extent.height > least) return "in columns";
  return extent.width > least ? "in rows" : "no";
}

}  // namespace weir::regress
