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

void parse_pool(LayerEntry& entry) {
  entry.only({"op", "global", "pe", "simd", "output", "shift"});
  Pool pool;
  pool.op = parse_pool_op(entry.yaml.at("op"));
  if (const auto global = entry.yaml.find("global")) pool.global = global->boolean();
  pool.pe = entry.yaml.at("pe").integer(1);
  if (const auto simd = entry.yaml.find("simd")) pool.simd = simd->integer(1);
  if (pool.op == Pool::Op::kAverage) {
    pool.result = entry.yaml.at("output").type();
    if (const auto shift = entry.yaml.find("shift")) pool.shift = static_cast<int>(shift->integer(0, 31));
  } else {
    for (const char* key : {"output", "shift"}) {
      if (const auto value = entry.yaml.find(key))
        value->fail("it with op: " + entry.yaml.at("op").text(), "it with op: average alone");
    }
  }
  entry.add(std::move(pool));
}

}  // namespace

std::vector<EntryKind> entries(Of<Pool> /*kind*/) { return {{Pool::kKind, parse_pool}}; }

}  // namespace weir
