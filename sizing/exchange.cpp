#include "sizing/exchange.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "models/kinds.hpp"

namespace weir::sizing {

namespace {

// Longer frames are not analysed.
constexpr std::int64_t kMostIterations = 4'000'000;

// The most beats exchanged at a time: with more, a ceiling is useless.
constexpr std::int64_t kMostMoved = 64;

// A frame of a layer of one input and one output, all of whose iterations read, or all write, one every
// cycle: by iteration.
struct Order {
  std::vector<bool> reads;
  std::vector<bool> writes;

  [[nodiscard]] bool all_read() const { return std::ranges::all_of(reads, std::identity()); }
  [[nodiscard]] bool all_write() const { return std::ranges::all_of(writes, std::identity()); }
};

bool is_plain(const Stream& stream, const Traffic& traffic, int index) {
  return !stream.wire && stream.delays == FifoDelays{} && stream.further.empty() &&
         traffic.stream(index).always_open();
}

std::optional<Order> order_of(const Network& network, const Traffic& traffic, const Layer& layer) {
  if (layer.inputs.size() != 1 || layer.outputs.size() != 1 || !layer.monotone() || layer.slices ||
      layer.block || network.endless(layer.outputs[0]) || network.endless(layer.inputs[0]))
    return std::nullopt;
  for (const int s : {layer.inputs[0], layer.outputs[0]}) {
    if (!is_plain(network.stream(s), traffic, s)) return std::nullopt;
  }
  const models::Schedule schedule = models::schedule(layer);
  if (schedule.buffer().beats > 0 || schedule.iterations() > kMostIterations) return std::nullopt;
  Order order;
  models::Cursor cursor(schedule);
  do {
    const models::Step& step = cursor.step();
    if (step.idle != 0 || step.every != 1 || step.delay != 0 || step.waits != 0) return std::nullopt;
    order.reads.push_back(step.reads != 0);
    order.writes.push_back(step.writes != 0);
  } while (!cursor.done(1));
  return order;
}

// The iterations, over two frames, for which `happens` is true.
std::vector<std::int64_t> times_of(const std::vector<bool>& happens) {
  std::vector<std::int64_t> times;
  const auto frame = static_cast<std::int64_t>(happens.size());
  for (std::int64_t i = 0; i < 2 * frame; ++i) {
    if (happens[static_cast<std::size_t>(i % frame)]) times.push_back(i);
  }
  return times;
}

// The fewest iterations from one read to the `beats`-th after it, with all of them writing.
std::int64_t fewest_written(const std::vector<std::int64_t>& reads, std::int64_t beats) {
  std::int64_t fewest = INT64_MAX;
  for (std::size_t k = 0; k + static_cast<std::size_t>(beats) < reads.size(); ++k)
    fewest = std::min(fewest, reads[k + static_cast<std::size_t>(beats)] - reads[k]);
  return fewest == INT64_MAX ? 0 : fewest;
}

// The most beats written in so many iterations, with all of them reading.
std::int64_t most_written(const std::vector<std::int64_t>& writes, std::int64_t iterations) {
  std::int64_t most = 0;
  std::size_t begin = 0;
  for (std::size_t end = 0; end < writes.size(); ++end) {
    while (writes[end] - writes[begin] >= iterations) ++begin;
    most = std::max(most, static_cast<std::int64_t>(end - begin + 1));
  }
  return most;
}

}  // namespace

Depths exchange_ceilings(const Network& network, const Traffic& traffic, const CostModel& cost) {
  Depths ceilings(network.streams.size(), kMaxDepth);
  // Counted in LUTs, one more beat may cost nothing or a whole block RAM.
  if (cost.kind != CostModel::Kind::kBits) return ceilings;
  for (const Layer& layer : network.layers) {
    const std::optional<Order> order = order_of(network, traffic, layer);
    if (!order) continue;
    const int in = layer.inputs[0];
    const int out = layer.outputs[0];
    const std::int64_t in_bits = network.stream(in).width_bits;
    const std::int64_t out_bits = network.stream(out).width_bits;
    const auto ceil_at = [&](int stream, std::int64_t moved) {
      std::int64_t& ceiling = ceilings[static_cast<std::size_t>(stream)];
      ceiling = std::min(ceiling, moved + 1);
    };
    // In one direction only, or beats would be moved back and forth.
    bool found = false;
    if (order->all_write()) {
      const std::vector<std::int64_t> reads = times_of(order->reads);
      for (std::int64_t beats = 1; !found && beats <= kMostMoved; ++beats) {
        const std::int64_t written = fewest_written(reads, beats);
        found = written > 0 && beats * in_bits <= written * out_bits;
        if (found) ceil_at(out, written);
      }
    }
    if (!found && order->all_read()) {
      const std::vector<std::int64_t> writes = times_of(order->writes);
      for (std::int64_t beats = 1; !found && beats <= kMostMoved; ++beats) {
        const std::int64_t written = most_written(writes, beats);
        found = written * out_bits <= beats * in_bits;
        if (found) ceil_at(in, beats);
      }
    }
  }
  return ceilings;
}

}  // namespace weir::sizing
