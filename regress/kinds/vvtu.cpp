#include <fmt/format.h>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

std::string vvtu(const Source& source, Dice& dice) {
  const std::int64_t positions = source.windows->kernel.area();
  return fmt::format("pe: {}, simd: {}, {}", source.windows->simd, dice.divisor(positions),
                     products(source.stream.element, source.windows->map.channels, positions, "", dice));
}

}  // namespace

Drawing drawing(Of<Vvtu> /*kind*/) {
  return {.subjects = {{.what = "vvtu",
                        .lots = 3,
                        .chain = {"swu", "vvtu"},
                        .depthwise = true,
                        .map = true,
                        .multiplies = true}},
          .unary = {{"vvtu", [](const Source& s) { return is_depthwise(s) && multiplies(s); }, vvtu}}};
}

std::vector<Group> bins(Of<Vvtu> /*kind*/) {
  return {
      {"vvtu.weights x input", {kTypes, kTypes}},
      {"vvtu.weight bits", {classes(kBits)}},
      {"vvtu.input x bits", {kTypes, classes(kBits)}, has_bits},
      {"vvtu.pe x simd", {kFoldings, kFoldings}},
      {"vvtu.output", {kOutputs}},
      {"vvtu.steps", {classes(kSteps)}},
  };
}

void cover(Hits& hit, const Vvtu& vvtu) {
  hit_products(hit, "vvtu", vvtu);
  hit("vvtu.pe x simd", {folding(vvtu.pe, vvtu.channels), folding(vvtu.simd, vvtu.kernel)});
}

}  // namespace weir::regress
