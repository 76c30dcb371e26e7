#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_label_select(LayerEntry& entry) {
  LabelSelect label_select;
  label_select.pe = entry.yaml.at("pe").integer(1);
  label_select.classes = entry.yaml.at("classes").integer(1);
  if (const auto k = entry.yaml.find("k")) label_select.k = k->integer(1);
  entry.add(label_select);
}

}  // namespace

std::vector<EntryKind> entries(Of<LabelSelect> /*kind*/) {
  return {{LabelSelect::kKind, parse_label_select}};
}

}  // namespace weir
