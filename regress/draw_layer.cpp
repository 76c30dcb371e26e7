#include "regress/draw_layer.hpp"

#include "regress/kinds.hpp"

namespace weir::regress {

namespace {

Drawing all_drawings() {
  Drawing all;
  for_each_kind([&](auto kind) {
    const Drawing some = drawing(kind);
    all.subjects.insert(all.subjects.end(), some.subjects.begin(), some.subjects.end());
    all.unary.insert(all.unary.end(), some.unary.begin(), some.unary.end());
  });
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
