#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

std::string keys_of_split(const Stream& stream, Dice& dice) {
  std::vector<std::int64_t> parts;
  std::int64_t left = stream.shape.back();
  // Parts that are multiples of a number, so that more than one channel at a time may pass.
  const std::int64_t divisor = dice.divisor(left);
  const std::int64_t unit = divisor == left ? 1 : divisor;
  const std::int64_t most = dice.any(std::vector<std::int64_t>{2, 4, 16});
  while (left > 0 && static_cast<std::int64_t>(parts.size()) + 1 < most) {
    const std::int64_t part = unit * dice.between(1, std::max<std::int64_t>(1, left / unit / 2));
    parts.push_back(std::min(part, left));
    left -= parts.back();
  }
  if (left > 0) parts.push_back(left);
  std::int64_t common = 0;
  for (const std::int64_t part : parts) common = std::gcd(common, part);
  return fmt::format("pe: {}, channels: [{}]", dice.divisor(common), fmt::join(parts, ", "));
}

Drawing drawing(Of<Split> /*kind*/) {
  return {.subjects = {{.what = "split",
                        .lots = 2,
                        .least_channels = 2,
                        .keys = [](const std::vector<Stream>& read,
                                   Dice& dice) { return keys_of_split(read.front(), dice); }}},
          .unary = {}};
}

std::vector<Group> bins(Of<Split> /*kind*/) {
  return {
      {"split.streams x alike", {classes(kCounts), kYesNo}},
      {"split.pe", {kFoldings}},
  };
}

void cover(Hits& hit, const Split& split) { hit_parts(hit, "split", split); }

}  // namespace weir::regress
