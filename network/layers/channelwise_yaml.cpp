#include "network/layer_parsers.hpp"

namespace weir {

namespace {

Channelwise::Op parse_channelwise_op(const Yaml& yaml) {
  const std::string op = yaml.text();
  if (op == "add") return Channelwise::Op::kAdd;
  if (op == "multiply") return Channelwise::Op::kMultiply;
  if (op == "compare") return Channelwise::Op::kCompare;
  yaml.fail("add, multiply or compare");
}

void parse_channelwise(LayerEntry& entry) {
  entry.only({"op", "pe", "parameters"});
  Channelwise channelwise;
  channelwise.op = parse_channelwise_op(entry.yaml.at("op"));
  channelwise.pe = entry.yaml.at("pe").integer(1);
  const Yaml parameters = entry.yaml.at("parameters");
  parameters.only({"type", "from", "npy", "npz", "array", "values", "seed", "pattern"});
  channelwise.parameter = parameters.at("type").type();
  const Yaml source =
      entry.sources->choose(entry.name + " parameters", parameters.find("from").value_or(parameters));
  channelwise.parameters = parameters.locate([&] {
    return read_values(source, *entry.sources, channelwise.parameter, {entry.source().shape.back()});
  });
  entry.add(std::move(channelwise));
}

}  // namespace

std::vector<EntryKind> entries(Of<Channelwise> /*kind*/) { return {{Channelwise::kKind, parse_channelwise}}; }

}  // namespace weir
