#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Lookup& l, const std::string& name, const Names& in, const Names& out) {
  Fragment f;
  const std::string table = name + "_Table";
  f.memories = beat_memory(table, l.table.values, l.entry, l.pe);
  f.partitions.push_back(fmt::format("variable = {} complete dim = 2", table));
  f.call = fmt::format("lookup<{}, {}, {}, {}>({}, {}, {}, Frames)", l.pe * l.entry.bits, l.folds(),
                       l.input.bits, l.indices, in.at(0), table, out.at(0));
  return f;
}

}  // namespace weir::hls
