#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_maxpool(LayerEntry& entry) {
  const PoolWindows windows = parse_pool_windows(entry);
  const std::int64_t pe = entry.yaml.at("pe").integer(1);
  add_pool_pad(entry, windows, pe, entry.source().element.min());
  if (windows.stride == windows.kernel) {
    Maxpool maxpool;
    maxpool.kernel = windows.kernel;
    maxpool.pe = pe;
    entry.add(std::move(maxpool));
  } else {
    add_pool_swu(entry, windows, pe, 1);
    Pool pool;
    pool.op = Pool::Op::kMax;
    pool.pe = pe;
    entry.add(std::move(pool));
  }
}

}  // namespace

std::vector<EntryKind> entries(Of<Maxpool> /*kind*/) { return {{Maxpool::kKind, parse_maxpool}}; }

}  // namespace weir
