#include <fmt/format.h>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

std::string vvtu(const Source& source, Dice& dice) {
  const std::int64_t positions = source.windows->kernel.area();
  const std::int64_t channels = source.windows->map.channels;
  const std::int64_t pe = source.windows->simd;
  const std::int64_t simd = dice.divisor(positions);
  return fmt::format("pe: {}, simd: {}, {}", pe, simd,
                     products(source.stream.element, channels, positions,
                              memory(channels * positions, pe * simd, dice), dice));
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
      {"vvtu.sum bits x thresholds", {classes(kWide), kYesNo}},
      {"vvtu.memory x its cycles", {{"as used", "narrower", "wider"}, classes({1, 2})}},
      {"vvtu.weights streamed x thresholds", {kYesNo, kYesNo}},
  };
}

void cover(Hits& hit, const Vvtu& vvtu) {
  hit_products(hit, "vvtu", vvtu);
  hit("vvtu.pe x simd", {folding(vvtu.pe, vvtu.channels), folding(vvtu.simd, vvtu.kernel)});
}

}  // namespace weir::regress
