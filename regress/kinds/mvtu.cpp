#include <fmt/format.h>

#include "network/layers/products.hpp"
#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

std::string mvtu(const Source& source, Dice& dice) {
  const Shape& shape = source.stream.shape;
  const std::int64_t count = rows(dice);
  std::int64_t pe = dice.divisor(count);
  std::int64_t columns = shape.back();
  std::int64_t mmv = 1;
  bool flatten = false;
  std::int64_t simd = 1;
  if (source.windows != nullptr) {
    mmv = source.windows->mmv;
    columns = shape[shape.size() - 3] * shape.back();
    simd = source.windows->simd;
    pe = count;
  } else if (shape.size() > 1 && shape[shape.size() - 2] > 1 && dice.one_in(4)) {
    mmv = dice.divisor(shape[shape.size() - 2]);
    simd = columns;
    if (mmv > 1) pe = count;
  } else {
    flatten = dice.one_in(shape.size() > 1 ? 4 : 16);
    if (flatten) columns = elements_of(shape);
    simd = dice.divisor(columns);
  }
  return fmt::format(
      "rows: {}, pe: {}, simd: {}, {}{}{}", count, pe, simd,
      products(source.stream.element, count, columns, memory(count * columns, pe * simd, dice), dice),
      mmv > 1 ? fmt::format(", mmv: {}", mmv) : "", flatten ? ", flatten: true" : "");
}

}  // namespace

Drawing drawing(Of<Mvtu> /*kind*/) {
  return {.subjects = {{.what = "mvtu", .lots = 5, .multiplies = true}},
          .unary = {{"mvtu",
                     [](const Source& s) {
                       return !is_depthwise(s) && (s.windows != nullptr || is_plain(s)) && multiplies(s);
                     },
                     mvtu}}};
}

std::vector<Group> bins(Of<Mvtu> /*kind*/) {
  return {
      {"mvtu.weights x input", {kTypes, kTypes}},
      {"mvtu.weights x input x simd", {kTypes, kTypes, classes(kLanes)}},
      {"mvtu.weight bits", {classes(kBits)}},
      {"mvtu.input x bits", {kTypes, classes(kBits)}, has_bits},
      {"mvtu.pe x simd", {kFoldings, kFoldings}},
      {"mvtu.mmv", {{"1", "of a swu", "of vectors"}}},
      {"mvtu.output", {kOutputs}},
      {"mvtu.steps", {classes(kSteps)}},
      {"mvtu.accumulator", {{"as needed", "wider", "widest"}}},
      {"mvtu.sum bits x thresholds", {classes(kWide), kYesNo}},
      {"mvtu.vectors", {classes(kFew)}},
      {"mvtu.flatten", {kYesNo}},
      // A bipolar side beside few bits at the other, in many lanes: the other's sum counts by itself.
      {"mvtu.bipolar side x other", {{"input", "weights"}, {"ternary", "uint", "int"}}},
      // Of sums of 32 bits.
      {"mvtu.operands in 16 bits", {{"both", "but the input", "but the weights"}}},
      {"mvtu.memory x its cycles", {{"as used", "narrower", "wider"}, classes({1, 2})}},
      {"mvtu.weights streamed x thresholds", {kYesNo, kYesNo}},
  };
}

namespace {

void hit_bipolar(Hits& hit, const char* side, const DataType& own, const DataType& other,
                 std::int64_t lanes) {
  const std::string kind = type_kind(other);
  if (type_kind(own) != "bipolar" || kind == "bipolar" || kind == "binary") return;
  if (other.bits <= 4 && lanes >= 4 * other.bits) hit("mvtu.bipolar side x other", {side, kind});
}

// In how many bits of two's complement a type fits.
int signed_bits(const DataType& type) { return type.bits + (type.min() < 0 ? 0 : 1); }

}  // namespace

void cover(Hits& hit, const Mvtu& mvtu) {
  hit_products(hit, "mvtu", mvtu);
  hit("mvtu.weights x input x simd",
      {type_kind(mvtu.weight), type_kind(mvtu.input), class_of(mvtu.simd, kLanes)});
  hit_bipolar(hit, "input", mvtu.input, mvtu.weight, mvtu.simd);
  hit_bipolar(hit, "weights", mvtu.weight, mvtu.input, mvtu.simd);
  const int input = signed_bits(mvtu.input);
  const int weight = signed_bits(mvtu.weight);
  if (mvtu.accumulator.bits <= 32 && input <= 17 && weight <= 17 && (input <= 16 || weight <= 16))
    hit("mvtu.operands in 16 bits", {input == 17    ? "but the input"
                                     : weight == 17 ? "but the weights"
                                                    : "both"});
  hit("mvtu.pe x simd", {folding(mvtu.pe, mvtu.rows), folding(mvtu.simd, mvtu.cols)});
  hit("mvtu.mmv", {mvtu.mmv == 1 ? "1" : mvtu.simd == mvtu.cols ? "of vectors" : "of a swu"});
  hit("mvtu.vectors", {class_of(mvtu.vectors, kFew)});
  hit("mvtu.flatten", {yes_no(mvtu.flatten)});
  const DataType needed = accumulator_for(mvtu.input, mvtu.weight, mvtu.cols);
  hit("mvtu.accumulator", {mvtu.accumulator == needed           ? "as needed"
                           : mvtu.accumulator.bits == kMostBits ? "widest"
                                                                : "wider"});
}

}  // namespace weir::regress
