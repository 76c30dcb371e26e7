#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void add_mem(LayerEntry& entry, bool out) {
  Mem mem;
  mem.out = out;
  if (const auto latency = entry.yaml.find("latency")) mem.latency = latency->integer();
  if (const auto cycles = entry.yaml.find("cycles_per_beat")) mem.cycles_per_beat = cycles->integer();
  if (const auto burst = entry.yaml.find("burst")) mem.burst = burst->integer(1);
  if (const auto gap = entry.yaml.find("burst_gap")) mem.burst_gap = gap->integer();
  entry.add(std::move(mem));
}

void parse_mem_in(LayerEntry& entry) { add_mem(entry, false); }

void parse_mem_out(LayerEntry& entry) { add_mem(entry, true); }

}  // namespace

std::vector<EntryKind> entries(Of<Mem> /*kind*/) {
  return {{"mem_in", parse_mem_in}, {"mem_out", parse_mem_out}};
}

}  // namespace weir
