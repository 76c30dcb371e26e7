#include <fmt/format.h>

#include <algorithm>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

std::string channelwise(const Source& source, Dice& dice) {
  static const std::vector<std::string> kOps{"add", "multiply", "compare"};
  const std::string op = dice.any(kOps);
  const int bits = op == "multiply" ? std::max(1, kMostBits - source.stream.element.bits) : kMostBits;
  const DataType type = dice.type(bits);
  // One for all channels now and then.
  const std::string values = dice.one_in(8) ? fmt::format("values: {}", dice.value_of(type)) : dice.source();
  return fmt::format("op: {}, pe: {}, parameters: {{type: {}, {}}}", op, dice.divisor(channels_of(source)),
                     type.name(), values);
}

}  // namespace

Drawing drawing(Of<Channelwise> /*kind*/) {
  return {.subjects = {{.what = "channelwise", .lots = 3, .multiplies = true}},
          .unary = {{"channelwise", is_plain, channelwise}}};
}

std::vector<Group> bins(Of<Channelwise> /*kind*/) {
  return {
      {"channelwise.op x input x parameters", {{"add", "multiply", "compare"}, kTypes, kTypes}},
      {"channelwise.pe", {kFoldings}},
  };
}

void cover(Hits& hit, const Channelwise& channelwise) {
  static const Values kOps{"add", "multiply", "compare"};
  hit("channelwise.op x input x parameters",
      {kOps[static_cast<std::size_t>(channelwise.op)], type_kind(channelwise.input),
       type_kind(channelwise.parameter)});
  hit("channelwise.pe", {folding(channelwise.pe, channelwise.channels)});
}

}  // namespace weir::regress
