#include <fmt/format.h>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

bool normalizes(const Source& source) {
  const DataType& type = source.stream.element;
  return is_plain(source) && type.kind == DataType::Kind::kUnsigned && type.bits <= 16;
}

std::string normalize(const Source& source, Dice& dice) {
  return fmt::format("pe: {}, output: {}", dice.divisor(elements_of(source.stream.shape)),
                     DataType::uint(static_cast<int>(dice.between(1, 8))).name());
}

}  // namespace

Drawing drawing(Of<Normalize> /*kind*/) {
  return {.subjects = {{.what = "normalize", .lots = 2, .unsigned_bits = 16}},
          .unary = {{"normalize", normalizes, normalize}}};
}

std::vector<Group> bins(Of<Normalize> /*kind*/) {
  return {
      {"normalize.input bits", {classes({1, 2, 5, 9})}},
      {"normalize.output bits", {classes({1, 2, 5})}},
      {"normalize.pe", {kFoldings}},
  };
}

void cover(Hits& hit, const Normalize& normalize) {
  hit("normalize.input bits", {class_of(normalize.input.bits, {1, 2, 5, 9})});
  hit("normalize.output bits", {class_of(normalize.result.bits, {1, 2, 5})});
  hit("normalize.pe", {folding(normalize.pe, normalize.length)});
}

}  // namespace weir::regress
