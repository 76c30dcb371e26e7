#include "network/layer_parsers.hpp"

namespace weir {

namespace {

Pool::Op parse_pool_op(const Yaml& yaml) {
  const std::string op = yaml.text();
  if (op == "max") return Pool::Op::kMax;
  if (op == "average") return Pool::Op::kAverage;
  if (op == "accumulate") return Pool::Op::kAccumulate;
  yaml.fail("max, average or accumulate");
}

Pool::By parse_pool_by(const Yaml& yaml) {
  const std::string by = yaml.text();
  if (by == "shift") return Pool::By::kShift;
  if (by == "count") return Pool::By::kCount;
  yaml.fail("shift or count");
}

// The windows that the entry itself states.
void add_pool_windows(LayerEntry& entry, const Pool& pool) {
  const PoolWindows windows = parse_pool_windows(entry);
  const DataType element = entry.source().element;
  const bool sums = pool.op != Pool::Op::kMax;
  if (sums && !element.holds(0)) {
    entry.yaml.at("op").fail("sums of " + element.name() + " values", "max, or values of another type");
  }
  if (sums && windows.grown != Extent{0, 0}) {
    entry.yaml.at("ceil").fail("it with windows that reach beyond the map's end",
                               "op: max, or pads that fill them: their zeros count as positions");
  }
  add_pool_pad(entry, windows, pool.pe, sums ? 0 : element.min());
  add_pool_swu(entry, windows, pool.pe, pool.simd);
}

void parse_pool(LayerEntry& entry) {
  const Yaml& yaml = entry.yaml;
  Pool pool;
  pool.op = parse_pool_op(yaml.at("op"));
  if (const auto global = yaml.find("global")) pool.global = global->boolean();
  pool.pe = yaml.at("pe").integer(1);
  if (const auto simd = yaml.find("simd")) pool.simd = simd->integer(1);
  if (pool.op == Pool::Op::kAverage) {
    pool.result = yaml.at("output").type();
    if (const auto by = yaml.find("by")) pool.by = parse_pool_by(*by);
    if (const auto shift = yaml.find("shift"))
      pool.shift = static_cast<int>(shift->integer(0, kMostBits - 1));
  } else {
    for (const char* key : {"output", "by", "shift"}) {
      if (const auto value = yaml.find(key))
        value->fail("it with op: " + yaml.at("op").text(), "it with op: average alone");
    }
  }
  if (const auto kernel = yaml.find("kernel")) {
    if (pool.global) kernel->fail("it with global: true", "one of the two");
    add_pool_windows(entry, pool);
  } else {
    for (const char* key : {"stride", "pads", "ceil"}) {
      if (const auto value = yaml.find(key)) value->fail("it without kernel", "a kernel beside it");
    }
  }
  entry.add(std::move(pool));
}

}  // namespace

std::vector<EntryKind> entries(Of<Pool> /*kind*/) { return {{Pool::kKind, parse_pool}}; }

}  // namespace weir
