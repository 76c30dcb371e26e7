#include <fmt/format.h>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

std::string keys_of_eltwise(const Stream& one, Dice& dice) {
  static const std::vector<std::string> kOps{"add", "subtract", "absolute_difference", "multiply"};
  return fmt::format("op: {}, pe: {}", dice.any(kOps), dice.divisor(one.shape.back()));
}

std::string keys_of_add(const Stream& one, Dice& dice) {
  return fmt::format("pe: {}", dice.divisor(one.shape.back()));
}

Drawing drawing(Of<Eltwise> /*kind*/) {
  return {.subjects = {{.what = "eltwise",
                        .lots = 3,
                        .inputs = Subject::Inputs::kTwo,
                        .keys = [](const std::vector<Stream>& read,
                                   Dice& dice) { return keys_of_eltwise(read.front(), dice); }},
                       {.what = "add",
                        .lots = 1,
                        .inputs = Subject::Inputs::kTwo,
                        .keys = [](const std::vector<Stream>& read,
                                   Dice& dice) { return keys_of_add(read.front(), dice); }}},
          .unary = {}};
}

std::vector<Group> bins(Of<Eltwise> /*kind*/) {
  return {
      {"eltwise.op x a x b", {{"add", "subtract", "absolute_difference", "multiply"}, kTypes, kTypes}},
      {"eltwise.pe", {kFoldings}},
      {"eltwise.vector x pe", {{"a", "b"}, kFoldings}},
  };
}

void cover(Hits& hit, const Eltwise& eltwise) {
  static const Values kOps{"add", "subtract", "absolute_difference", "multiply"};
  hit("eltwise.op x a x b",
      {kOps[static_cast<std::size_t>(eltwise.op)], type_kind(eltwise.a), type_kind(eltwise.b)});
  const std::string pe = folding(eltwise.pe, eltwise.shape.back());
  hit("eltwise.pe", {pe});
  if (eltwise.vector) hit("eltwise.vector x pe", {*eltwise.vector == 0 ? "a" : "b", pe});
}

}  // namespace weir::regress
