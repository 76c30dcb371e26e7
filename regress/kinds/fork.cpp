#include <fmt/format.h>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

std::string keys_of_fork(Dice& dice) {
  const std::int64_t copies =
      dice.one_in(2) ? 2 : dice.any(std::vector<std::int64_t>{3, 4, dice.between(5, 16)});
  return copies == 2 && dice.one_in(2) ? "" : fmt::format("copies: {}", copies);
}

Drawing drawing(Of<Fork> /*kind*/) {
  return {.subjects = {{.what = "fork",
                        .lots = 2,
                        .keys = [](const std::vector<Stream>& /*read*/,
                                   Dice& dice) { return keys_of_fork(dice); }}},
          .unary = {}};
}

std::vector<Group> bins(Of<Fork> /*kind*/) {
  return {
      {"fork.copies", {classes(kCounts)}},
  };
}

void cover(Hits& hit, const Fork& fork) { hit("fork.copies", {class_of(fork.copies, kCounts)}); }

}  // namespace weir::regress
