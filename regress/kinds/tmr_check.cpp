#include <fmt/format.h>
#include <fmt/ranges.h>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

std::string tmr_check(const Source& source, Dice& dice) {
  std::vector<std::int64_t> triplets;
  for (std::int64_t first = 0; first + 3 <= channels_of(source);) {
    const bool last = first + 6 > channels_of(source);
    if (!dice.one_in(3) || (last && triplets.empty())) {
      triplets.push_back(first);
      first += 3;
    } else {
      first += last ? 1 : dice.between(1, 2);
    }
  }
  return fmt::format("triplets: [{}]", fmt::join(triplets, ", "));
}

}  // namespace

Drawing drawing(Of<TmrCheck> /*kind*/) {
  return {.subjects = {{.what = "tmr_check", .lots = 2, .least_channels = 3}},
          .unary = {
              {"tmr_check", [](const Source& s) { return is_plain(s) && channels_of(s) >= 3; }, tmr_check}}};
}

std::vector<Group> bins(Of<TmrCheck> /*kind*/) {
  return {
      {"tmr_check.triplets x other channels", {classes({1, 2}), kYesNo}},
  };
}

void cover(Hits& hit, const TmrCheck& tmr_check) {
  const auto triplets = static_cast<std::int64_t>(tmr_check.triplets.size());
  hit("tmr_check.triplets x other channels",
      {class_of(triplets, {1, 2}), yes_no(3 * triplets < tmr_check.shape.back())});
}

}  // namespace weir::regress
