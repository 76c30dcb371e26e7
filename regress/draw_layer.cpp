#include "regress/draw_layer.hpp"

#include "regress/kinds.hpp"

namespace weir::regress {

namespace {

Drawing all_drawings() {
  Drawing all;
  const auto add = [&](const Drawing& kind) {
    all.subjects.insert(all.subjects.end(), kind.subjects.begin(), kind.subjects.end());
    all.unary.insert(all.unary.end(), kind.unary.begin(), kind.unary.end());
  };
#define WEIR_ADD(Kind) add(drawing(Of<Kind>{}));
  WEIR_KINDS(WEIR_ADD)
#undef WEIR_ADD
  return all;
}

const Drawing& drawings() {
  static const Drawing kAll = all_drawings();
  return kAll;
}

}  // namespace

Source::Source(const Stream& from, const Layer* producer) : stream(from) {
  const auto* swu = producer == nullptr ? nullptr : std::get_if<Swu>(&producer->params);
  if (swu != nullptr && (swu->depthwise || swu->mmv > 1)) windows = swu;
}

const std::vector<Subject>& subjects() { return drawings().subjects; }

const std::vector<UnaryKind>& unary_kinds() { return drawings().unary; }

}  // namespace weir::regress
