#include "regress/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "regress/bins.hpp"
#include "regress/kinds.hpp"

namespace weir::regress {

namespace {

// Longer than any layer of a drawn case takes for a few beats.
constexpr std::int64_t kLong = 16;

std::string pattern_of_stalls(const Pattern& pattern) {
  if (pattern.always_open()) return "none";
  if (pattern.periodic()) return "periodic";
  return pattern.closed_max > kLong ? "long" : "bursts";
}

std::string kind_of(const Layer& layer) {
  return std::visit([](const auto& kind) { return name_of(kind); }, layer.params);
}

// --- Scenarios ---

class ScenarioBins {
 public:
  explicit ScenarioBins(const Scenario& scenario) : scenario_(scenario), network_(scenario.network) {}

  Coverage operator()() {
    Hits hit_of_layers(bins_);
    for (const Layer& layer : network_.layers) {
      std::visit([&](const auto& kind) { cover(hit_of_layers, kind); }, layer.params);
      of_layer(layer);
    }
    for (std::size_t s = 0; s < network_.streams.size(); ++s) of_stream(s);
    of_data();
    of_topology();
    hit("order of processes permuted", {yes_no(scenario_.order_seed != 0)});
    return std::move(bins_);
  }

 private:
  void hit(const std::string& group, const Values& values) { ++bins_[bin(group, values)]; }
  [[nodiscard]] const StreamTraffic& traffic(int stream) const { return scenario_.traffic.stream(stream); }

  void of_layer(const Layer& layer) {
    const std::string kind = kind_of(layer);
    hit("kind x frames", {kind, class_of(scenario_.frames, kFrames)});
    hit("kind x reset", {kind, yes_no(scenario_.reset_after_cycles != 0)});
    const bool in = std::ranges::any_of(layer.inputs, [&](int s) { return !traffic(s).pop.always_open(); });
    const bool out =
        std::ranges::any_of(layer.outputs, [&](int s) { return !traffic(s).push.always_open(); });
    hit("kind x stalled", {kind, in && out ? "both" : in ? "in" : out ? "out" : "nowhere"});
    for (const int out_stream : layer.outputs) {
      if (const Layer* next = reader(out_stream)) {
        const std::string pair = fmt::format("{} x {}", kind, kind_of(*next));
        if (std::ranges::find(pairs(), pair) != pairs().end()) hit("behind", {pair});
      }
    }
  }

  static const Values& pairs() { return std::ranges::find(groups(), "behind", &Group::name)->axes.front(); }

  // The layer that reads a stream, behind a width converter if there is one.
  [[nodiscard]] const Layer* reader(int stream) const {
    const int to = network_.stream(stream).to;
    if (to == kBorder) return nullptr;
    const Layer& layer = network_.layer(to);
    return std::holds_alternative<Dwc>(layer.params) ? reader(layer.outputs[0]) : &layer;
  }

  void of_stream(std::size_t index) {
    const Stream& stream = network_.streams[index];
    static const Values kShapes{"vector", "1-D map", "2-D map", "windows"};
    hit("type", {type_name(stream.element)});
    hit("shape", {kShapes[std::min<std::size_t>(stream.shape.size(), 4) - 1]});
    hit("beat bits", {class_of(stream.width_bits, kBeatBits)});
    if (stream.to != kBorder) {
      const Layer& layer = network_.layer(stream.to);
      hit("kind x elements across words", {kind_of(layer), across_words(stream)});
    }
    const StreamTraffic& ends = scenario_.traffic.streams[index];
    const std::string push = pattern_of_stalls(ends.push);
    const std::string pop = pattern_of_stalls(ends.pop);
    hit("depth x push x pop", {class_of(stream.depth, kDepths), push, pop});
    for (const std::string& end : {push, pop})
      hit("stalls x reset", {end, yes_no(scenario_.reset_after_cycles != 0)});
  }

  // How far elements of a beat reach beyond a word of 64 bits; by one bit, if any does.
  static std::string across_words(const Stream& stream) {
    bool any = false;
    for (std::int64_t at = 0; at < stream.width_bits; at += stream.element.bits) {
      const std::int64_t beyond = at % 64 + stream.element.bits - 64;
      if (beyond == 1) return "by one bit";
      any = any || beyond > 0;
    }
    return any ? "by more" : "none";
  }

  void of_data() {
    const auto name = [](DataPattern pattern) {
      return std::string(kDataPatterns[static_cast<std::size_t>(pattern)]);
    };
    for (const int s : network_.inputs) {
      const Stream& stream = network_.stream(s);
      const auto pattern = scenario_.patterns.find(stream.name);
      // Only data with a stated seed has a pattern.
      if (pattern == scenario_.patterns.end()) continue;
      hit("input data x type", {name(pattern->second), type_kind(stream.element)});
      for (const Layer& layer : network_.layers)
        hit("kind x input data", {kind_of(layer), name(pattern->second)});
    }
    for (const auto& [of, pattern] : scenario_.patterns) {
      const std::size_t space = of.find(' ');  // "fc0 weights"
      if (space != std::string::npos) hit(of.substr(space + 1) + " data", {name(pattern)});
    }
  }

  void of_topology() {
    hit("layers", {class_of(static_cast<std::int64_t>(network_.layers.size()), kLayerCounts)});
    hit("inputs", {class_of(static_cast<std::int64_t>(network_.inputs.size()), kFew)});
    hit("outputs", {class_of(static_cast<std::int64_t>(network_.outputs.size()), kFew)});
    hit("branches meet again", {yes_no(has_cycle())});
    hit("reshape", {yes_no(scenario_.reshapes != 0)});
  }

  // Whether the graph, ignoring directions, has a cycle: a stream joins layers that are already connected.
  [[nodiscard]] bool has_cycle() const {
    std::vector<int> part(network_.layers.size());
    std::iota(part.begin(), part.end(), 0);
    for (const Stream& stream : network_.streams) {
      if (stream.from == kBorder || stream.to == kBorder) continue;
      const int from = part[static_cast<std::size_t>(stream.from)];
      const int to = part[static_cast<std::size_t>(stream.to)];
      if (from == to) return true;
      std::ranges::replace(part, from, to);
    }
    return false;
  }

  const Scenario& scenario_;
  const Network& network_;
  Coverage bins_;
};

// --- Runs ---

class StreamBins {
 public:
  StreamBins(Coverage& bins, const Stream& stream, const StreamTrace& trace)
      : bins_(bins),
        depth_(stream.depth),
        class_("depth " + class_of(stream.depth, kDepths)),
        trace_(trace) {}

  void operator()() {
    of_levels();
    // An end is stalled although the FIFO has room, or a beat, for it; counts from that cycle.
    const auto size = static_cast<std::size_t>(depth_);
    Cycle last = -1;
    for (std::size_t i = 0; i < trace_.push.size(); ++i) {
      Cycle ready = last + 1;
      if (i >= size && i - size < trace_.pop.size()) ready = std::max(ready, trace_.pop[i - size] + 1);
      hit("stall at push", class_of(trace_.push[i] - ready, kStalls));
      last = trace_.push[i];
    }
    last = -1;
    for (std::size_t i = 0; i < trace_.pop.size(); ++i) {
      hit("stall at pop", class_of(trace_.pop[i] - std::max(last, trace_.push[i]) - 1, kStalls));
      last = trace_.pop[i];
    }
  }

 private:
  void hit(const std::string& group, const std::string& value) { ++bins_[bin(group, {value})]; }

  // Occupancy before each edge; pushes and pops in the order of their cycles.
  void of_levels() {
    std::size_t pushed = 0;
    std::size_t popped = 0;
    const auto at = [](const std::vector<Cycle>& cycles, std::size_t i) {
      return i < cycles.size() ? cycles[i] : INT64_MAX;
    };
    while (pushed < trace_.push.size() || popped < trace_.pop.size()) {
      const Cycle cycle = std::min(at(trace_.push, pushed), at(trace_.pop, popped));
      const auto level = static_cast<std::int64_t>(pushed - popped);
      const bool push = at(trace_.push, pushed) == cycle;
      const bool pop = at(trace_.pop, popped) == cycle;
      if (push && pop) {
        // Of depth 1 never: a slot is filled a cycle after it was freed.
        const std::string where = level == 1 ? "1" : level == depth_ - 1 ? "one below full" : "between";
        hit("fifo push and pop", class_ + " at " + where);
      }
      pushed += push ? 1 : 0;
      popped += pop ? 1 : 0;
      if (push && pushed - popped == static_cast<std::size_t>(depth_)) hit("fifo full", class_);
      if (pop && pushed == popped) hit("fifo empty", class_);
    }
  }

  Coverage& bins_;
  std::int64_t depth_;
  std::string class_;
  const StreamTrace& trace_;
};

}  // namespace

Coverage all_bins() {
  Coverage bins;
  for (const Group& group : groups()) {
    std::vector<Values> rows{{}};
    for (const Values& axis : group.axes) {
      std::vector<Values> longer;
      for (const Values& row : rows) {
        for (const std::string& value : axis) {
          longer.push_back(row);
          longer.back().push_back(value);
        }
      }
      rows = std::move(longer);
    }
    for (const Values& row : rows) {
      if (group.possible(row)) bins.emplace(bin(group.name, row), 0);
    }
  }
  return bins;
}

Coverage bins_of(const Scenario& scenario) {
  // Other hardware does not count towards our coverage.
  if (scenario.network.finn) return {};
  return ScenarioBins(scenario)();
}

Coverage bins_of(const Network& network, const Trace& trace) {
  Coverage bins;
  if (!trace.timed || network.finn) return bins;
  for (std::size_t s = 0; s < network.streams.size(); ++s)
    StreamBins(bins, network.streams[s], trace.streams[s])();
  return bins;
}

void merge(Coverage& into, const Coverage& from) {
  for (const auto& [bin, count] : from) into[bin] += count;
}

}  // namespace weir::regress
