#include "network/layers/label_select.hpp"

#include "network/error.hpp"

namespace weir {

namespace {

void check_folding(const LabelSelect& label_select) {
  if (label_select.pe < 1 || label_select.inputs % label_select.pe != 0) {
    throw BadInput("pe", std::to_string(label_select.pe),
                   "a divisor of the " + std::to_string(label_select.inputs) + " inputs");
  }
}

}  // namespace

void check(LabelSelect& label_select) {
  check_folding(label_select);
  if (label_select.classes < 1 || label_select.classes > label_select.inputs) {
    throw BadInput("classes", std::to_string(label_select.classes),
                   "1 to the " + std::to_string(label_select.inputs) + " inputs");
  }
  if (label_select.k < 1 || label_select.k > label_select.classes) {
    throw BadInput("k", std::to_string(label_select.k),
                   "1 to the " + std::to_string(label_select.classes) + " classes");
  }
}

void LabelSelect::infer(const DataType& element, const Shape& shape, std::int64_t /*width_bits*/) {
  inputs = elements_of(shape);
  input = element;
  check_folding(*this);
}

Shape LabelSelect::output_shape(const Shape& /*shape*/) const { return {k}; }

}  // namespace weir
