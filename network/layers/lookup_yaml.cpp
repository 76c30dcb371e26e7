#include "network/layer_parsers.hpp"

namespace weir {

namespace {

// [entries, dimension]; from a seed, an entry for each value of the indices' type.
Tensor read_table(const Yaml& table, const LayerEntry& entry, const DataType& type) {
  const std::int64_t dimension = table.at("dimension").integer(1, kMaxExtent);
  const Yaml source = source_in(table, entry.name + " table", *entry.sources);
  if (source.find("seed")) {
    const std::int64_t entries = entry.source().element.max() + 1;
    if (entries > kMaxElements / dimension) {
      table.fail("a table of shape " + to_string({entries, dimension}), "at most 2^30 elements");
    }
    return read_values(source, *entry.sources, type, {entries, dimension});
  }
  Tensor values = table.locate([&] { return read_array(source, *entry.sources); });
  if (values.shape.size() != 2 || values.shape.back() != dimension) {
    table.fail("an array of shape " + to_string(values.shape),
               "[entries, " + std::to_string(dimension) + "]");
  }
  return values;
}

void parse_lookup(LayerEntry& entry) {
  Lookup lookup;
  lookup.pe = entry.yaml.at("pe").integer(1);
  const Yaml table = entry.yaml.at("table");
  lookup.entry = table.at("type").type();
  lookup.table = read_table(table, entry, lookup.entry);
  entry.add(std::move(lookup));
}

}  // namespace

std::vector<EntryKind> entries(Of<Lookup> /*kind*/) { return {{Lookup::kKind, parse_lookup}}; }

}  // namespace weir
