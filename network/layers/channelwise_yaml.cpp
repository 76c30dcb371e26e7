#include <algorithm>
#include <iterator>

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

// [channels]; one element serves all channels, and extents of 1 beside them are of no account. A number alone
// may stand for an array of it.
Tensor read_parameters(const Yaml& source, const Sources& sources, const DataType& type,
                       std::int64_t channels) {
  if (source.find("seed")) return read_values(source, sources, type, {channels});
  const auto written = source.find("values");
  Tensor array =
      written && !written->is_list() ? Tensor({1}, {written->integer()}) : read_array(source, sources);
  if (array.size() == 1) array.values.resize(static_cast<std::size_t>(channels), array.values.front());
  const auto is_one = [](std::int64_t extent) { return extent == 1; };
  const auto others =
      array.shape.size() - static_cast<std::size_t>(std::ranges::count_if(array.shape, is_one));
  if (array.size() == channels && others <= 1) array.shape = {channels};
  return array;  // of any other shape, the layer refuses it
}

void parse_channelwise(LayerEntry& entry) {
  Channelwise channelwise;
  channelwise.op = parse_channelwise_op(entry.yaml.at("op"));
  channelwise.pe = entry.yaml.at("pe").integer(1);
  const Yaml parameters = entry.yaml.at("parameters");
  channelwise.parameter = parameters.at("type").type();
  const Yaml source = source_in(parameters, entry.name + " parameters", *entry.sources);
  channelwise.parameters = parameters.locate([&] {
    return read_parameters(source, *entry.sources, channelwise.parameter, entry.source().shape.back());
  });
  entry.add(std::move(channelwise));
}

}  // namespace

std::vector<EntryKind> entries(Of<Channelwise> /*kind*/) { return {{Channelwise::kKind, parse_channelwise}}; }

}  // namespace weir
