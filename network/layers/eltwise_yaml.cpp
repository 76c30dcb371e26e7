#include "network/layer_parsers.hpp"

namespace weir {

namespace {

Eltwise::Op parse_eltwise_op(const Yaml& yaml) {
  const std::string op = yaml.text();
  if (op == "add") return Eltwise::Op::kAdd;
  if (op == "subtract") return Eltwise::Op::kSubtract;
  if (op == "absolute_difference") return Eltwise::Op::kAbsoluteDifference;
  if (op == "multiply") return Eltwise::Op::kMultiply;
  yaml.fail("add, subtract, absolute_difference or multiply");
}

void add_eltwise(LayerEntry& entry, Eltwise::Op op) {
  Eltwise eltwise;
  eltwise.op = op;
  eltwise.pe = entry.yaml.at("pe").integer(1);
  entry.add(std::move(eltwise));
}

void parse_add(LayerEntry& entry) { add_eltwise(entry, Eltwise::Op::kAdd); }

void parse_eltwise(LayerEntry& entry) { add_eltwise(entry, parse_eltwise_op(entry.yaml.at("op"))); }

}  // namespace

std::vector<EntryKind> entries(Of<Eltwise> /*kind*/) {
  return {{"add", parse_add}, {Eltwise::kKind, parse_eltwise}};
}

}  // namespace weir
