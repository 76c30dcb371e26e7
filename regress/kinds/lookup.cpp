#include <fmt/format.h>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

// Its tables have an entry for each value of the type.
bool indexes(const Source& source) {
  const DataType& type = source.stream.element;
  return is_plain(source) && type.kind == DataType::Kind::kUnsigned && type.bits <= 6 &&
         (source.stream.shape.size() == 1 || channels_of(source) == 1);
}

std::string lookup(const Source& /*source*/, Dice& dice) {
  const std::int64_t dimension = dice.any(std::vector<std::int64_t>{1, 2, 3, 4, 6, 8});
  return fmt::format("pe: {}, table: {{type: {}, dimension: {}, {}}}", dice.divisor(dimension),
                     dice.type(kMostBits).name(), dimension, dice.source());
}

}  // namespace

Drawing drawing(Of<Lookup> /*kind*/) {
  return {.reads = Drawing::Reads::kElements,
          .subjects = {{.what = "lookup", .lots = 2, .unsigned_bits = 6, .one_channel = true}},
          .unary = {{"lookup", indexes, lookup}}};
}

std::vector<Group> bins(Of<Lookup> /*kind*/) {
  return {
      {"lookup.index bits", {classes({1, 2, 5})}},
      {"lookup.entry", {kTypes}},
      {"lookup.entry bits", {classes(kWide)}},
      {"lookup.pe", {kFoldings}},
  };
}

void cover(Hits& hit, const Lookup& lookup) {
  hit("lookup.index bits", {class_of(lookup.input.bits, {1, 2, 5})});
  hit("lookup.entry", {type_kind(lookup.entry)});
  hit("lookup.entry bits", {class_of(lookup.entry.bits, kWide)});
  hit("lookup.pe", {folding(lookup.pe, lookup.dimension())});
}

}  // namespace weir::regress
