#include <fmt/format.h>

#include <algorithm>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

constexpr std::int64_t kWidest = 512;

std::string dwc(const Source& source, Dice& dice) {
  const Stream& stream = source.stream;
  const std::int64_t frame = stream.frame_bits();
  if (dice.one_in(8)) return fmt::format("out_bits: {}", stream.width_bits);
  // Any width; most of them do not divide the frame.
  if (dice.one_in(3)) return fmt::format("out_bits: {}", dice.between(1, std::min(frame + 8, kWidest)));
  std::vector<std::int64_t> widths;
  for (std::int64_t bits = 1; bits <= std::min(frame, kWidest); ++bits) {
    if (frame % bits == 0) widths.push_back(bits);
  }
  return fmt::format("out_bits: {}", dice.any(widths));
}

}  // namespace

Drawing drawing(Of<Dwc> /*kind*/) {
  return {.subjects = {{.what = "dwc", .lots = 2}, {.what = "dwc+dwc", .lots = 1, .chain = {"dwc", "dwc"}}},
          .unary = {{"dwc", is_plain, dwc}}};
}

std::vector<Group> bins(Of<Dwc> /*kind*/) {
  return {
      {"dwc.ratio", {{"same", "wider", "narrower", "wider, not whole", "narrower, not whole"}}},
      {"dwc.last beats filled up", {{"none", "in", "out", "both"}}},
      {"dwc.last beat in completes two", {kYesNo}},
  };
}

void cover(Hits& hit, const Dwc& dwc) {
  const auto [less, more] = std::minmax(dwc.in_bits, dwc.out_bits);
  const std::string whole = more % less == 0 ? "" : ", not whole";
  hit("dwc.ratio", {dwc.in_bits == dwc.out_bits  ? "same"
                    : dwc.in_bits < dwc.out_bits ? "wider" + whole
                                                 : "narrower" + whole});
  const bool in = dwc.frame_bits % dwc.in_bits != 0;
  const bool out = dwc.frame_bits % dwc.out_bits != 0;
  hit("dwc.last beats filled up", {in && out ? "both" : in ? "in" : out ? "out" : "none"});
  hit("dwc.last beat in completes two", {yes_no(dwc.completes_two())});
}

}  // namespace weir::regress
