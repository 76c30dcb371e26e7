#include <fmt/format.h>

#include <algorithm>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

std::string label_select(const Source& source, Dice& dice) {
  const std::int64_t inputs = elements_of(source.stream.shape);
  const std::int64_t classes = dice.any(std::vector<std::int64_t>{inputs, dice.between(1, inputs)});
  const std::int64_t most = std::min<std::int64_t>(classes, 8);
  const std::int64_t k = dice.any(std::vector<std::int64_t>{1, most, dice.between(1, most)});
  return fmt::format("pe: {}, classes: {}{}", dice.divisor(inputs), classes,
                     k > 1 || dice.one_in(2) ? fmt::format(", k: {}", k) : "");
}

}  // namespace

Drawing drawing(Of<LabelSelect> /*kind*/) {
  return {.subjects = {{.what = "label_select", .lots = 2}},
          .unary = {{"label_select", is_plain, label_select}}};
}

std::vector<Group> bins(Of<LabelSelect> /*kind*/) {
  return {
      {"label_select.pe", {kFoldings}},           {"label_select.classes", {kFoldings}},
      {"label_select.k", {{"1", "some", "all"}}}, {"label_select.type", {kTypes}},
      {"label_select.bits", {classes(kWide)}},
  };
}

void cover(Hits& hit, const LabelSelect& label) {
  hit("label_select.pe", {folding(label.pe, label.inputs)});
  hit("label_select.classes", {folding(label.classes, label.inputs)});
  hit("label_select.k", {label.k == 1 ? "1" : label.k == label.classes ? "all" : "some"});
  hit("label_select.type", {type_kind(label.input)});
  hit("label_select.bits", {class_of(label.input.bits, kWide)});
}

}  // namespace weir::regress
