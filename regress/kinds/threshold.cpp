#include <fmt/format.h>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

std::string threshold(const Source& source, Dice& dice) {
  return fmt::format("pe: {}{}", dice.divisor(channels_of(source)),
                     activation(channels_of(source), true, dice));
}

}  // namespace

Drawing drawing(Of<Threshold> /*kind*/) {
  return {
      .subjects = {{.what = "threshold", .lots = 2},
                   {.what = "mvtu+threshold", .lots = 1, .chain = {"mvtu", "threshold"}, .multiplies = true},
                   {.what = "vvtu+threshold",
                    .lots = 1,
                    .chain = {"swu", "vvtu", "threshold"},
                    .depthwise = true,
                    .map = true,
                    .multiplies = true}},
      .unary = {{"threshold", is_plain, threshold}}};
}

std::vector<Group> bins(Of<Threshold> /*kind*/) {
  return {
      {"threshold.input x output", {kTypes, kTypes}},
      {"threshold.input x bits", {kTypes, classes(kBits)}, has_bits},
      {"threshold.output bits", {classes(kWide)}},
      {"threshold.pe", {kFoldings}},
      {"threshold.base x sign of output", {{"the least", "another"}, {"unsigned", "signed"}}},
      {"threshold.steps", {classes(kSteps)}},
  };
}

void cover(Hits& hit, const Threshold& threshold) {
  hit("threshold.input x output", {type_kind(threshold.input), type_kind(threshold.thresholds.output)});
  hit("threshold.input x bits", {type_kind(threshold.input), class_of(threshold.input.bits, kBits)});
  hit("threshold.output bits", {class_of(threshold.thresholds.output.bits, kWide)});
  hit("threshold.pe", {folding(threshold.pe, threshold.channels)});
  const Thresholds& thresholds = threshold.thresholds;
  hit("threshold.base x sign of output",
      {thresholds.bias() == thresholds.output.min() ? "the least" : "another",
       thresholds.output.min() < 0 ? "signed" : "unsigned"});
  hit("threshold.steps", {class_of(threshold.thresholds.steps(), kSteps)});
}

}  // namespace weir::regress
