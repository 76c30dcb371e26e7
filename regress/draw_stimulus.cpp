#include "regress/draw_stimulus.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

namespace weir::regress {

namespace {

// As deep as all FIFOs are built in RTL, so that one build serves all depths.
constexpr std::int64_t kDeepest = 256;

std::int64_t depth(Dice& dice) {
  switch (dice.between(0, 5)) {
    case 0:
      return 1;
    case 1:
      return 2;
    case 2:
    case 3:
      return dice.between(3, 8);
    case 4:
      return dice.between(9, 64);
    default:
      return dice.between(65, 130);
  }
}

std::string depths_of(const Network& network, Depths depths, Dice& dice) {
  std::string lines;
  const bool all_alike = depths == Depths::kAny && dice.one_in(5);  // the default, 2
  for (const Stream& stream : network.streams) {
    if (depths == Depths::kDeep) {
      lines += fmt::format("  {}: {}\n", stream.name, dice.between(kDeepest / 2, kDeepest));
    } else if (!all_alike && !dice.one_in(4)) {
      lines += fmt::format("  {}: {}\n", stream.name, depth(dice));
    }
  }
  return lines.empty() ? "" : "depths:\n" + lines;
}

// Closed now and then: one in n cycles open, bursts at random, or for long.
std::string pattern(Dice& dice) {
  switch (dice.between(0, 5)) {
    case 0:
    case 1:
      return fmt::format("{{one_in: {}}}", dice.between(2, 5));
    case 2:
      return fmt::format("{{open: {}, closed: {}}}", dice.between(2, 6), dice.between(1, 6));
    case 3:
    case 4:
      return fmt::format("{{open: [1, {}], closed: [0, {}], seed: {}}}", dice.between(1, 8),
                         dice.between(1, 9), dice.seed());
    default:
      return fmt::format("{{open: [{}, {}], closed: [{}, {}], seed: {}}}", dice.between(1, 8),
                         dice.between(9, 32), dice.between(17, 24), dice.between(25, 48), dice.seed());
  }
}

// Nowhere, at the network's border, at a few ends, or at most of them.
std::string traffic_of(const Network& network, Dice& dice) {
  const std::int64_t where = dice.between(0, 4);
  if (where == 0) return "";
  std::string lines;
  for (const Stream& stream : network.streams) {
    std::vector<std::string> ends;
    const auto draw = [&](const char* end, bool border) {
      const bool held = where == 1 ? border : where == 2 ? dice.one_in(4) : !dice.one_in(4);
      if (held) ends.push_back(fmt::format("{}: {}", end, pattern(dice)));
    };
    draw("push", stream.from == kBorder);
    draw("pop", stream.to == kBorder);
    if (!ends.empty()) lines += fmt::format("    {}: {{{}}}\n", stream.name, fmt::join(ends, ", "));
  }
  return lines.empty() ? "" : "traffic:\n  streams:\n" + lines;
}

}  // namespace

void draw_stimulus(Draft& draft, Depths depths, Dice& dice) {
  const Network& network = draft.network();
  const std::int64_t frames = dice.any(std::vector<std::int64_t>{1, 2, 2, 3, 3, dice.between(4, 8)});
  std::string lines = depths_of(network, depths, dice) + traffic_of(network, dice);
  if (dice.one_in(3)) {
    // Stalls have a run last longer than that, so that this is mostly in its midst.
    lines += fmt::format("reset_after_cycles: {}\n", dice.between(1, 4 + frames * network.interval_bound()));
  }
  if (dice.one_in(3)) lines += fmt::format("order_seed: {}\n", dice.seed());
  draft.set_stimulus(frames, std::move(lines));
}

}  // namespace weir::regress
