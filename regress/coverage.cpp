#include "regress/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "network/layers/products.hpp"
#include "regress/bins.hpp"

namespace weir::regress {

namespace {

std::string yes_no(bool yes) { return yes ? "yes" : "no"; }

// Longer than any layer of a drawn case takes for a few beats.
constexpr std::int64_t kLong = 16;

std::string pattern_of_stalls(const Pattern& pattern) {
  if (pattern.always_open()) return "none";
  if (pattern.periodic()) return "periodic";
  return pattern.closed_max > kLong ? "long" : "bursts";
}

std::string kind_of(const Layer& layer) {
  const auto* mem = std::get_if<Mem>(&layer.params);
  if (mem != nullptr) return mem->out ? "mem_out" : "mem_in";
  return std::string(layer.kind());
}

// --- A layer's parameters ---

class LayerBins {
 public:
  explicit LayerBins(Coverage& bins) : bins_(bins) {}

  void operator()(const Mvtu& mvtu) {
    products("mvtu", mvtu);
    hit("mvtu.weights x input x simd",
        {type_kind(mvtu.weight), type_kind(mvtu.input), class_of(mvtu.simd, kLanes)});
    hit("mvtu.pe x simd", {folding(mvtu.pe, mvtu.rows), folding(mvtu.simd, mvtu.cols)});
    hit("mvtu.mmv", {mvtu.mmv == 1 ? "1" : mvtu.simd == mvtu.cols ? "of vectors" : "of a swu"});
    hit("mvtu.vectors", {class_of(mvtu.vectors, kFew)});
    hit("mvtu.flatten", {yes_no(mvtu.flatten)});
    hit("mvtu.weights streamed x thresholds",
        {yes_no(mvtu.weights_streamed), yes_no(mvtu.thresholds.has_value())});
    const DataType needed = accumulator_for(mvtu.input, mvtu.weight, mvtu.cols);
    hit("mvtu.accumulator", {mvtu.accumulator == needed    ? "as needed"
                             : mvtu.accumulator.bits == 32 ? "32 bits"
                                                           : "wider"});
    if (!mvtu.weights_streamed) return;
    const std::int64_t used = mvtu.pe * mvtu.simd;
    const std::int64_t beat = mvtu.memory_elements == 0 ? used : mvtu.memory_elements;
    hit("mvtu.memory x its cycles", {beat == used  ? "as used"
                                     : beat < used ? "narrower"
                                                   : "wider",
                                     class_of(mvtu.memory_cycles, {1, 2})});
  }
  void operator()(const Vvtu& vvtu) {
    products("vvtu", vvtu);
    hit("vvtu.pe x simd", {folding(vvtu.pe, vvtu.channels), folding(vvtu.simd, vvtu.kernel)});
  }
  void operator()(const Swu& swu) {
    if (swu.map.one_dimensional) {
      hit("swu.1-D kernel x stride x dilation",
          {yes_no(swu.kernel.width > 1), yes_no(swu.stride.width > 1), yes_no(swu.dilation.width > 1)});
    } else {
      hit("swu.kernel x stride x dilation",
          {directions(swu.kernel, 1), directions(swu.stride, 1), directions(swu.dilation, 1)});
    }
    const std::string depthwise = yes_no(swu.depthwise);
    const std::string parallel = yes_no(swu.parallel_window);
    const std::string mmv = yes_no(swu.mmv > 1);
    hit("swu.depthwise x parallel window x mmv", {depthwise, parallel, mmv});
    hit("swu.depthwise x parallel window x simd", {depthwise, parallel, folding(swu.simd, swu.map.channels)});
    if (!swu.parallel_window) {
      const std::int64_t full = swu.full_rate_pixels();
      const std::string buffer = swu.buffer_pixels == swu.window_pixels() ? "a window"
                                 : swu.buffer_pixels < full               ? "between"
                                 : swu.buffer_pixels == full              ? "full rate"
                                                                          : "more";
      hit("swu.depthwise x buffer", {depthwise, buffer});
      hit("swu.mmv x buffer", {mmv, buffer});
    }
    const Extent spread{(swu.kernel.height - 1) * swu.dilation.height + 1,
                        (swu.kernel.width - 1) * swu.dilation.width + 1};
    hit("swu.left over", {directions({(swu.map.size.height - spread.height) % swu.stride.height,
                                      (swu.map.size.width - spread.width) % swu.stride.width},
                                     0)});
    hit("swu.type", {type_kind(swu.element)});
  }
  void operator()(const Pad& pad) {
    const auto sides = [](std::int64_t before, std::int64_t after) -> std::string {
      if (before > 0 && after > 0) return "both";
      return before > 0 ? "before" : after > 0 ? "after" : "none";
    };
    const std::string columns = sides(pad.before.width, pad.after.width);
    if (pad.map.one_dimensional) {
      hit("pad.1-D", {columns});
    } else {
      hit("pad.rows x columns", {sides(pad.before.height, pad.after.height), columns});
    }
    hit("pad.between x other value", {directions(pad.between, 0), yes_no(pad.value != 0)});
    hit("pad.simd", {folding(pad.simd, pad.map.channels)});
    hit("pad.type", {type_kind(pad.element)});
  }
  void operator()(const Maxpool& maxpool) {
    const Extent left{maxpool.map.size.height % maxpool.kernel.height,
                      maxpool.map.size.width % maxpool.kernel.width};
    // Of one row of windows.
    const auto held = static_cast<std::uint64_t>(maxpool.map.size.width / maxpool.kernel.width *
                                                 (maxpool.map.channels / maxpool.pe));
    hit("maxpool.kernel x left over x beats held",
        {directions(maxpool.kernel, 1), directions(left, 0), std::has_single_bit(held) ? "2^n" : "others"});
    hit("maxpool.pe", {folding(maxpool.pe, maxpool.map.channels)});
    hit("maxpool.type", {type_kind(maxpool.element)});
  }
  void operator()(const Pool& pool) {
    static const Values kOps{"max", "average", "accumulate"};
    hit("pool.op x type x global",
        {kOps[static_cast<std::size_t>(pool.op)], type_kind(pool.input), yes_no(pool.global)});
    hit("pool.pe", {folding(pool.pe, pool.channels)});
    if (!pool.global) hit("pool.simd", {folding(pool.simd, pool.positions)});
    if (pool.op != Pool::Op::kAverage) return;
    const DataType holds = DataType::smallest(pool.positions * pool.input.min() >> *pool.shift,
                                              pool.positions * pool.input.max() >> *pool.shift);
    hit("pool.shift x sign x output",
        {class_of(*pool.shift, {0, 1}), pool.input.min() < 0 ? "signed" : "unsigned",
         pool.result.bits > std::max(holds.bits, pool.input.min() < 0 ? 2 : 1) ? "wider"
                                                                               : "as narrow as can be"});
  }
  void operator()(const Threshold& threshold) {
    hit("threshold.input x output", {type_kind(threshold.input), type_kind(threshold.thresholds.output)});
    hit("threshold.input x bits", {type_kind(threshold.input), class_of(threshold.input.bits, kBits)});
    hit("threshold.pe", {folding(threshold.pe, threshold.channels)});
    hit("threshold.steps", {class_of(threshold.thresholds.steps(), kSteps)});
  }
  void operator()(const Dwc& dwc) {
    const auto [less, more] = std::minmax(dwc.in_bits, dwc.out_bits);
    const std::string whole = more % less == 0 ? "" : ", not whole";
    hit("dwc.ratio", {dwc.in_bits == dwc.out_bits  ? "same"
                      : dwc.in_bits < dwc.out_bits ? "wider" + whole
                                                   : "narrower" + whole});
  }
  void operator()(const LabelSelect& label) {
    hit("label_select.pe", {folding(label.pe, label.inputs)});
    hit("label_select.classes", {folding(label.classes, label.inputs)});
    hit("label_select.k", {label.k == 1 ? "1" : label.k == label.classes ? "all" : "some"});
    hit("label_select.type", {type_kind(label.input)});
  }
  void operator()(const Memstream& /*memstream*/) {}  // its figures are the mvtu's
  void operator()(const Fork& fork) { hit("fork.copies", {class_of(fork.copies, kCounts)}); }
  void operator()(const Eltwise& eltwise) {
    static const Values kOps{"add", "subtract", "absolute_difference", "multiply"};
    hit("eltwise.op x a x b",
        {kOps[static_cast<std::size_t>(eltwise.op)], type_kind(eltwise.a), type_kind(eltwise.b)});
    hit("eltwise.pe", {folding(eltwise.pe, eltwise.shape.back())});
  }
  void operator()(const Concat& concat) { parts("concat", concat); }
  void operator()(const Split& split) { parts("split", split); }
  void operator()(const Channelwise& channelwise) {
    static const Values kOps{"add", "multiply", "compare"};
    hit("channelwise.op x input x parameters",
        {kOps[static_cast<std::size_t>(channelwise.op)], type_kind(channelwise.input),
         type_kind(channelwise.parameter)});
    hit("channelwise.pe", {folding(channelwise.pe, channelwise.channels)});
  }
  void operator()(const Upsample& upsample) {
    if (upsample.map.one_dimensional) {
      hit("upsample.1-D scaled", {yes_no(upsample.scale.width > 1)});
    } else {
      hit("upsample.scale", {directions(upsample.scale, 1)});
    }
    hit("upsample.simd", {folding(upsample.simd, upsample.map.channels)});
  }
  void operator()(const Downsample& downsample) {
    const Extent& size = downsample.map.size;
    const Extent& stride = downsample.stride;
    if (downsample.map.one_dimensional) {
      hit("downsample.1-D strided", {yes_no(stride.width > 1)});
    } else {
      hit("downsample.stride", {directions(stride, 1)});
    }
    hit("downsample.left over", {directions({size.height % stride.height, size.width % stride.width}, 0)});
    hit("downsample.simd", {folding(downsample.simd, downsample.map.channels)});
  }
  void operator()(const Lookup& lookup) {
    hit("lookup.index bits", {class_of(lookup.input.bits, {1, 2, 5})});
    hit("lookup.entry", {type_kind(lookup.entry)});
    hit("lookup.pe", {folding(lookup.pe, lookup.dimension())});
  }
  void operator()(const Normalize& normalize) {
    hit("normalize.input bits", {class_of(normalize.input.bits, {1, 2, 5, 9})});
    hit("normalize.output bits", {class_of(normalize.result.bits, {1, 2, 5})});
    hit("normalize.pe", {folding(normalize.pe, normalize.length)});
  }
  void operator()(const TmrCheck& tmr_check) {
    const auto triplets = static_cast<std::int64_t>(tmr_check.triplets.size());
    hit("tmr_check.triplets x other channels",
        {class_of(triplets, {1, 2}), yes_no(3 * triplets < tmr_check.shape.back())});
  }
  void operator()(const Mem& mem) {
    const std::string which = mem.out ? "mem_out" : "mem_in";
    hit("mem.latency", {which, class_of(mem.latency, kLatencies)});
    hit("mem.cycles", {which, class_of(mem.cycles_per_beat, {1, 2})});
    hit("mem.burst", {which, mem.burst >= mem.beats() ? "frame" : mem.burst == 1 ? "1" : "some"});
    hit("mem.gap", {which, class_of(mem.burst_gap, {0, 1})});
  }

 private:
  void hit(const std::string& group, const Values& values) { ++bins_[bin(group, values)]; }

  template <class Layer>
  void products(const std::string& kind, const Layer& layer) {
    hit(kind + ".weights x input", {type_kind(layer.weight), type_kind(layer.input)});
    hit(kind + ".weight bits", {class_of(layer.weight.bits, kBits)});
    hit(kind + ".input x bits", {type_kind(layer.input), class_of(layer.input.bits, kBits)});
    hit(kind + ".output", {layer.thresholds ? type_kind(layer.thresholds->output) : "accumulators"});
    if (layer.thresholds) hit(kind + ".steps", {class_of(layer.thresholds->steps(), kSteps)});
  }

  template <class Layer>
  void parts(const std::string& kind, const Layer& layer) {
    const auto& channels = layer.channels;
    const std::int64_t common = std::accumulate(channels.begin(), channels.end(), std::int64_t{0},
                                                std::gcd<std::int64_t, std::int64_t>);
    const bool alike = std::ranges::all_of(channels, [&](std::int64_t each) { return each == channels[0]; });
    hit(kind + ".streams x alike",
        {class_of(static_cast<std::int64_t>(channels.size()), kCounts), yes_no(alike)});
    hit(kind + ".pe", {folding(layer.pe, common)});
  }

  Coverage& bins_;
};

// --- Scenarios ---

class ScenarioBins {
 public:
  explicit ScenarioBins(const Scenario& scenario) : scenario_(scenario), network_(scenario.network) {}

  Coverage operator()() {
    LayerBins of_parameters(bins_);
    for (const Layer& layer : network_.layers) {
      std::visit(of_parameters, layer.params);
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
  [[nodiscard]] const StreamTraffic& traffic(int stream) const {
    return scenario_.traffic.streams[static_cast<std::size_t>(stream)];
  }

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
    const int to = network_.streams[static_cast<std::size_t>(stream)].to;
    if (to == kBorder) return nullptr;
    const Layer& layer = network_.layers[static_cast<std::size_t>(to)];
    return std::holds_alternative<Dwc>(layer.params) ? reader(layer.outputs[0]) : &layer;
  }

  void of_stream(std::size_t index) {
    const Stream& stream = network_.streams[index];
    static const Values kShapes{"vector", "1-D map", "2-D map", "windows"};
    hit("type", {stream.element.name()});
    hit("shape", {kShapes[std::min<std::size_t>(stream.shape.size(), 4) - 1]});
    hit("beat bits", {class_of(stream.width_bits, kBeatBits)});
    if (stream.to != kBorder) {
      const Layer& layer = network_.layers[static_cast<std::size_t>(stream.to)];
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
      const Stream& stream = network_.streams[static_cast<std::size_t>(s)];
      const auto pattern = scenario_.patterns.find(stream.name);
      // Only what states its seed follows a pattern.
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
    hit("layers", {class_of(static_cast<std::int64_t>(network_.layers.size()), kLayers)});
    hit("inputs", {class_of(static_cast<std::int64_t>(network_.inputs.size()), kFew)});
    hit("outputs", {class_of(static_cast<std::int64_t>(network_.outputs.size()), kFew)});
    hit("branches meet again", {yes_no(has_cycle())});
  }

  // Whether two ways lead from one layer to another, arrows aside: a stream joins what hangs together
  // already.
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
    // An end stands still though the FIFO lets it go on: from the cycle in which there was room, or a beat.
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

Coverage bins_of(const Scenario& scenario) { return ScenarioBins(scenario)(); }

Coverage bins_of(const Network& network, const Trace& trace) {
  Coverage bins;
  if (!trace.timed) return bins;
  for (std::size_t s = 0; s < network.streams.size(); ++s)
    StreamBins(bins, network.streams[s], trace.streams[s])();
  return bins;
}

void merge(Coverage& into, const Coverage& from) {
  for (const auto& [bin, count] : from) into[bin] += count;
}

}  // namespace weir::regress
