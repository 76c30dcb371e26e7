#include <fmt/format.h>
#include <fmt/ranges.h>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

std::string keys_of_memory(Dice& dice) {
  std::vector<std::string> keys;
  if (!dice.one_in(3))
    keys.push_back(fmt::format("latency: {}",
                               dice.any(std::vector<std::int64_t>{dice.between(1, 4), dice.between(5, 40)})));
  if (!dice.one_in(3)) keys.push_back(fmt::format("cycles_per_beat: {}", dice.between(1, 4)));
  if (!dice.one_in(3)) {
    keys.push_back(fmt::format("burst: {}", dice.one_in(4) ? 1 : dice.between(2, 12)));
    if (!dice.one_in(3)) keys.push_back(fmt::format("burst_gap: {}", dice.between(1, 6)));
  }
  return fmt::format("{}", fmt::join(keys, ", "));
}

Drawing drawing(Of<Mem> /*kind*/) {
  return {.subjects = {{.what = "mem_in",
                        .lots = 2,
                        .keys = [](const std::vector<Stream>& /*read*/,
                                   Dice& dice) { return keys_of_memory(dice); }},
                       {.what = "mem_out",
                        .lots = 2,
                        .keys = [](const std::vector<Stream>& /*read*/,
                                   Dice& dice) { return keys_of_memory(dice); }}},
          .unary = {}};
}

std::vector<Group> bins(Of<Mem> /*kind*/) {
  return {
      {"mem.latency", {{"mem_in", "mem_out"}, classes(kLatencies)}},
      {"mem.cycles", {{"mem_in", "mem_out"}, classes({1, 2})}},
      {"mem.burst", {{"mem_in", "mem_out"}, {"1", "some", "frame"}}},
      {"mem.gap", {{"mem_in", "mem_out"}, classes({0, 1})}},
  };
}

void cover(Hits& hit, const Mem& mem) {
  const std::string which = mem.form();
  hit("mem.latency", {which, class_of(mem.latency, kLatencies)});
  hit("mem.cycles", {which, class_of(mem.cycles_per_beat, {1, 2})});
  hit("mem.burst", {which, mem.burst >= mem.beats() ? "frame" : mem.burst == 1 ? "1" : "some"});
  hit("mem.gap", {which, class_of(mem.burst_gap, {0, 1})});
}

}  // namespace weir::regress
