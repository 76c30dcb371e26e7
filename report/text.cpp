#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "report/figures.hpp"
#include "report/table.hpp"

namespace weir::report {

namespace {

std::string count(const std::optional<std::int64_t>& number) {
  return number ? grouped(*number) : std::string(kUnknown);
}

std::string decimal(const std::optional<double>& number, int places) {
  return number ? fmt::format("{:.{}f}", *number, places) : std::string(kUnknown);
}

// An interval is a ratio of whole numbers, mostly a whole number itself.
std::string cycles(const std::optional<double>& number) {
  if (!number) return std::string(kUnknown);
  const auto whole = static_cast<std::int64_t>(*number);
  return static_cast<double>(whole) == *number ? grouped(whole) : fmt::format("{:.3f}", *number);
}

std::string frames(std::int64_t number) { return grouped(number) + (number == 1 ? " frame" : " frames"); }

std::string engines(const RunResult& result) {
  Table table({"engine", "frames", "cycles", "latency", "us", "steady", "interval", "frames/s", "cycles/s",
               "beats/s", "ns", "build s", "wall s"},
              1);
  std::string steady;
  std::string compiled;
  for (const EngineResult& engine : result.engines) {
    table.row({engine.engine, grouped(engine.frames), count(engine.cycles), count(engine.latency_cycles),
               decimal(latency_us(engine, result.clock_mhz), 2), count(engine.latency_steady_cycles),
               cycles(engine.interval_cycles), rate(throughput_fps(engine, result.clock_mhz)),
               rate(cycles_per_s(engine)), rate(beats_per_s(engine, result)),
               decimal(ns_per_beat(engine, result), 1), decimal(engine.build_s, 1),
               decimal(engine.wall_s, 3)});
    if (engine.period_frames && engine.period_cycles) {
      steady += fmt::format("  {}: {} every {} cycles", engine.engine, frames(*engine.period_frames),
                            grouped(*engine.period_cycles));
      if (engine.transient_frames) steady += ", steady after " + frames(*engine.transient_frames);
      if (engine.frames_simulated != engine.frames) {
        steady += "; " + frames(engine.frames_simulated) + " simulated, the rest follow from that";
      }
      steady += "\n";
    }
    if (engine.optimisation) {
      compiled +=
          fmt::format("  {}: Verilator's code compiled with -O{}\n", engine.engine, *engine.optimisation);
    }
  }
  return "\nEngines (latency, steady latency, interval in cycles; cycles and beats simulated a second, ns a "
         "beat)\n" +
         table.text() + steady + compiled;
}

std::string share(const LayerActivity& activity, std::int64_t part) {
  const std::int64_t all = activity.busy + activity.blocked + activity.starved;
  return all == 0 ? std::string(kUnknown)
                  : fmt::format("{:.1f}", 100 * static_cast<double>(part) / static_cast<double>(all));
}

// The remark on a layer's or stream's row: whether it sets the interval, or would if no FIFO were too
// shallow.
std::string remark_of(const RunResult& result, const std::string& name, bool is_layer) {
  if (!result.pace) return is_layer && name == result.bottleneck ? "<- bottleneck" : "";
  const PaceResult& pace = *result.pace;
  const auto own = std::ranges::find_if(pace.culprits, [&](const Culprit& each) {
    return each.name == name && (each.kind == Culprit::Kind::kLayer) == is_layer;
  });
  if (own == pace.culprits.end()) return "";
  // Among several FIFOs that would each suffice, only the first.
  if (own->kind == Culprit::Kind::kFifo && !pace.together && own != pace.culprits.begin()) return "";
  if (own->kind == Culprit::Kind::kFifo) return pace.locks ? "<- locks" : "<- bottleneck";
  return pace.locks || pace.culprits.front().kind != Culprit::Kind::kFifo ? "<- bottleneck" : "<- bound";
}

std::string layers(const RunResult& result) {
  Table table({"layer", "kind", "pe", "simd", "ideal", "busy", "%", "starved", "%", "blocked", "%"}, 2);
  for (const LayerResult& layer : result.layers) {
    std::vector<std::string> cells{layer.name, layer.kind, grouped(layer.pe), grouped(layer.simd),
                                   grouped(layer.ideal_cycles)};
    if (const auto& activity = layer.activity) {
      for (const std::int64_t part : {activity->busy, activity->starved, activity->blocked}) {
        cells.push_back(grouped(part));
        cells.push_back(share(*activity, part));
      }
    } else {
      cells.resize(cells.size() + 6, std::string(kUnknown));
    }
    table.row(std::move(cells), remark_of(result, layer.name, true));
  }
  return "\nLayers (ideal: cycles a frame; busy, starved, blocked: cycles of the whole run)\n" + table.text();
}

std::string streams(const RunResult& result) {
  Table table({"stream", "from", "to", "bits", "depth", "beats/frame", "max held"}, 3);
  for (const StreamResult& stream : result.streams) {
    std::string remark = remark_of(result, stream.name, false);
    if (stream.assumed) remark += remark.empty() ? "assumed" : ", assumed";
    table.row({stream.name, stream.from, stream.to, grouped(stream.width_bits), count(stream.depth),
               grouped(stream.beats_per_frame), count(stream.max_occupancy)},
              remark);
  }
  const bool assumed = std::ranges::any_of(result.streams, &StreamResult::assumed);
  return fmt::format(
      "\nStreams{}\n{}",
      assumed ? " (assumed: its cycles rest on what is not documented of a cell, see the notes)" : "",
      table.text());
}

// The layers, sources and sinks as slow as the best interval: "fc0 and fc1", "the source of input".
std::string slowest(const PaceResult& pace) {
  std::vector<std::string> names;
  for (const Culprit& culprit : pace.culprits) {
    if (culprit.kind == Culprit::Kind::kLayer) names.push_back(culprit.name);
    if (culprit.kind == Culprit::Kind::kSource) names.push_back("the source of " + culprit.name);
    if (culprit.kind == Culprit::Kind::kSink) names.push_back("the sink of " + culprit.name);
  }
  std::string text;
  for (std::size_t n = 0; n < names.size(); ++n)
    text += (n == 0 ? "" : n + 1 == names.size() ? " and " : ", ") + names[n];
  return text + (names.size() == 1 ? " takes" : " take");
}

// The remark on a network whose FIFOs prevent the best interval.
std::string pace(const RunResult& result) {
  if (!result.pace || !result.pace->interval_cycles) return "";
  const PaceResult& pace = *result.pace;
  const double more = *pace.interval_cycles - pace.best_cycles;
  if (more <= 0) return "";
  std::string text = fmt::format(
      "\nPace\n  a frame takes {} cycles, {} ({:.1f} %) more than the {} that {} by {}\n",
      cycles(pace.interval_cycles), cycles(more), 100 * more / pace.best_cycles, cycles(pace.best_cycles),
      slowest(pace), pace.culprits.back().kind == Culprit::Kind::kLayer ? "folding" : "traffic");
  std::vector<const Culprit*> fifos;
  for (const Culprit& culprit : pace.culprits) {
    if (culprit.kind == Culprit::Kind::kFifo) fifos.push_back(&culprit);
  }
  if (fifos.empty())
    return text + "  it was not found out which FIFO holds it up; weir size finds depths for all\n";
  if (!fifos.front()->wanted) {
    text += "  held up, as far as was found out, by";
    for (const Culprit* fifo : fifos)
      text +=
          fmt::format("{} {} (depth {})", fifo == fifos.front() ? "" : ",", fifo->name, count(fifo->depth));
    return text + "; weir size finds depths for all\n";
  }
  const auto wanted = [](const Culprit& fifo) {
    return fmt::format("{} {} deep (now {})", fifo.name, grouped(*fifo.wanted), count(fifo.depth));
  };
  text += fmt::format("  held up by FIFO{} {}", pace.together ? "s" : "", fifos.front()->name);
  if (pace.together) {
    for (std::size_t f = 1; f < fifos.size(); ++f)
      text += (f + 1 == fifos.size() ? " and " : ", ") + fifos[f]->name +
              (f + 1 == fifos.size() ? " together" : "");
  }
  text += "\n  cure: " + wanted(*fifos.front());
  for (std::size_t f = 1; f < fifos.size(); ++f)
    text += (pace.together ? ", " : f == 1 ? "; or alone " : ", ") + wanted(*fifos[f]);
  return text + ", proved for every frame to come; weir size finds the cheapest depths of all FIFOs\n";
}

std::string checks(const RunResult& result) {
  std::string text = "\nChecks\n";
  std::size_t name_width = 0;
  std::size_t pair_width = 0;
  const auto pair = [](const Check& check) {
    return check.engines[1].empty() ? check.engines[0] : check.engines[0] + " = " + check.engines[1];
  };
  for (const Check& check : result.checks) {
    name_width = std::max(name_width, check.name.size());
    pair_width = std::max(pair_width, pair(check).size());
  }
  for (const Check& check : result.checks) {
    std::string line = fmt::format("  {:<6}  {:<{}}  {:<{}}", check.ok ? "ok" : "FAILED", check.name,
                                   name_width, pair(check), pair_width);
    if (check.streams > 0) {
      line += fmt::format("  {} stream{}, {} beat{}", grouped(check.streams), check.streams == 1 ? "" : "s",
                          grouped(check.beats), check.beats == 1 ? "" : "s");
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n" + indented(check.detail, "          ");
  }
  return text;
}

std::string accuracy(const RunResult& result) {
  std::string text;
  for (const EngineResult& engine : result.engines) {
    if (!engine.correct) continue;
    text += fmt::format("{}{} {} of {}", text.empty() ? "" : ", ", engine.engine, grouped(*engine.correct),
                        grouped(engine.frames));
  }
  if (result.accuracy) {
    text = fmt::format("{:.2f} % of labels right{}", 100 * *result.accuracy,
                       text.empty() ? "" : " (" + text + ")");
  }
  return text.empty() ? "" : "\naccuracy: " + text + "\n";
}

std::string by(const Extent& extent) { return fmt::format("{}x{}", extent.height, extent.width); }

// What a layer on feature maps does with its pixels, in short; nothing of other kinds.
struct PixelWork {
  std::string operator()(const Swu& swu) const {
    std::string text = by(swu.kernel);
    if (swu.stride != Extent{}) text += " stride " + by(swu.stride);
    if (swu.dilation != Extent{}) text += " dilation " + by(swu.dilation);
    if (swu.depthwise) text += " depthwise";
    return text + (swu.parallel_window ? " at once" : fmt::format(", buffer {}", grouped(swu.buffer_pixels)));
  }
  std::string operator()(const Pad& pad) const {
    return fmt::format("+{},{} +{},{}", pad.before.height, pad.before.width, pad.after.height,
                       pad.after.width);
  }
  std::string operator()(const Maxpool& maxpool) const { return by(maxpool.kernel); }
  std::string operator()(const Pool& pool) const {
    const std::string positions = grouped(pool.positions);
    if (pool.op == Pool::Op::kMax) return "max of " + positions;
    if (pool.op == Pool::Op::kAccumulate) return "sum of " + positions;
    if (pool.by == Pool::By::kCount) return fmt::format("floor(sum / {})", positions);
    return fmt::format("sum of {} >> {}", positions, pool.shift.value());
  }
  std::string operator()(const Vvtu& vvtu) const { return fmt::format("of {}", grouped(vvtu.kernel)); }
  template <class Other>
  std::string operator()(const Other& /*layer*/) const {
    return "";
  }
};

std::string tensor(const Stream& stream) { return stream.element.name() + " " + to_string(stream.shape); }

}  // namespace

std::string text(const RunResult& result) {
  std::string text = fmt::format("{}: {}\n{}, seed {}, {:g} MHz\n", result.scenario, result.intent,
                                 frames(result.frames), result.seed, result.clock_mhz);
  text +=
      engines(result) + layers(result) + streams(result) + pace(result) + checks(result) + accuracy(result);
  if (!result.notes.empty()) text += "\n";
  for (const std::string& note : result.notes) text += "note: " + note + "\n";
  return text + fmt::format("\nverdict: {}{}\n", result.passed() ? "pass" : "fail",
                            result.interrupted ? ": interrupted, this is what was known by then" : "");
}

std::string show(const std::string& name, const Network& network, double clock_mhz) {
  const std::int64_t bound = network.interval_bound();
  Table layers({"layer", "kind", "in", "out", "pixels", "pe", "simd", "cycles/frame"}, 5);
  for (const Layer& layer : network.layers) {
    const auto stream = [&](int index) { return network.stream(index); };
    layers.row({layer.name, std::string(layer.kind()),
                layer.inputs.empty() ? std::string(kUnknown) : tensor(stream(layer.inputs[0])),
                layer.outputs.empty() ? std::string(kUnknown) : tensor(stream(layer.outputs[0])),
                std::visit(PixelWork(), layer.params), grouped(layer.pe()), grouped(layer.simd()),
                grouped(layer.ideal_cycles())},
               layer.ideal_cycles() == bound ? "<- bound" : "");
  }
  Table streams({"stream", "from", "to", "bits", "depth", "beats/frame"}, 3);
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    const Stream& stream = network.streams[s];
    // A FIFO of depth 1 carries a beat every second cycle.
    const std::int64_t least = stream.beats_per_frame * (!stream.wire && stream.depth == 1 ? 2 : 1);
    streams.row({stream.name, network.producer_name(static_cast<int>(s)),
                 network.consumer_name(static_cast<int>(s)), grouped(stream.width_bits),
                 stream.wire ? "wire" : grouped(stream.depth), grouped(stream.beats_per_frame)},
                least == bound ? "<- bound" : "");
  }
  std::string remarks;
  for (const Layer& layer : network.layers) {
    if (const std::string remark = layer.remark(); !remark.empty())
      remarks += fmt::format("{}note: {}: {}\n", remarks.empty() ? "\n" : "", layer.name, remark);
  }
  return fmt::format(
      "{}: a frame every {} cycles at best: {} frames/s at {:g} MHz\n\nLayers\n{}\nStreams\n{}{}", name,
      grouped(bound), rate(clock_mhz * 1e6 / static_cast<double>(bound)), clock_mhz, layers.text(),
      streams.text(), remarks);
}

}  // namespace weir::report
