#include <fmt/format.h>

#include <algorithm>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

std::string dwc(const Source& source, Dice& dice) {
  const Stream& stream = source.stream;
  const std::int64_t frame = elements_of(stream.shape) * stream.element.bits;
  std::vector<std::int64_t> widths;
  for (std::int64_t bits = 1; bits <= std::min<std::int64_t>(frame, 512); ++bits) {
    if (frame % bits == 0) widths.push_back(bits);
  }
  if (dice.one_in(8)) return fmt::format("out_bits: {}", stream.width_bits);
  return fmt::format("out_bits: {}", dice.any(widths));
}

}  // namespace

Drawing drawing(Of<Dwc> /*kind*/) {
  return {.subjects = {{.what = "dwc", .lots = 2}}, .unary = {{"dwc", is_plain, dwc}}};
}

std::vector<Group> bins(Of<Dwc> /*kind*/) {
  return {
      {"dwc.ratio", {{"same", "wider", "narrower", "wider, not whole", "narrower, not whole"}}},
  };
}

void cover(Hits& hit, const Dwc& dwc) {
  const auto [less, more] = std::minmax(dwc.in_bits, dwc.out_bits);
  const std::string whole = more % less == 0 ? "" : ", not whole";
  hit("dwc.ratio", {dwc.in_bits == dwc.out_bits  ? "same"
                    : dwc.in_bits < dwc.out_bits ? "wider" + whole
                                                 : "narrower" + whole});
}

}  // namespace weir::regress
