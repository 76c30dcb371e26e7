#include <fmt/format.h>

#include <numeric>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

std::string keys_of_concat(const std::vector<Stream>& streams, Dice& dice) {
  std::int64_t common = 0;
  for (const Stream& stream : streams) common = std::gcd(common, stream.shape.back());
  return fmt::format("pe: {}", dice.divisor(common));
}

Drawing drawing(Of<Concat> /*kind*/) {
  return {
      .subjects = {{.what = "concat", .lots = 2, .inputs = Subject::Inputs::kMany, .keys = keys_of_concat}},
      .unary = {}};
}

std::vector<Group> bins(Of<Concat> /*kind*/) {
  return {
      {"concat.streams x alike", {classes(kCounts), kYesNo}},
      {"concat.pe", {kFoldings}},
      {"concat.unlike input x output",
       {kTypes, {"uint", "int"}},
       [](const Values& v) { return v[1] == "int" || v[0] == "binary" || v[0] == "uint"; }},
  };
}

void cover(Hits& hit, const Concat& concat) {
  hit_parts(hit, "concat", concat);
  const auto& elements = concat.elements;
  if (std::ranges::all_of(elements, [&](const DataType& each) { return each == elements[0]; })) return;
  for (const DataType& element : elements) {
    hit("concat.unlike input x output", {type_kind(element), type_kind(concat.output())});
  }
}

}  // namespace weir::regress
