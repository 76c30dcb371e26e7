#include "testbench/rtl_part.hpp"

#include <algorithm>
#include <set>

namespace weir::testbench {

namespace {

Extract extract(const Network& network, const std::set<int>& group) {
  Extract result;
  std::vector<int> stream_at(network.streams.size(), -1);
  std::vector<int> layer_at(network.layers.size(), -1);
  for (const int l : group) {
    layer_at[static_cast<std::size_t>(l)] = static_cast<int>(result.layers.size());
    result.layers.push_back(l);
  }
  result.network.name = network.name + "_part";
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    Stream stream = network.streams[s];
    stream.from = stream.from == kBorder ? kBorder : layer_at[static_cast<std::size_t>(stream.from)];
    stream.to = stream.to == kBorder ? kBorder : layer_at[static_cast<std::size_t>(stream.to)];
    if (stream.from == kBorder && stream.to == kBorder) continue;  // not the group's
    stream_at[s] = static_cast<int>(result.streams.size());
    if (stream.from == kBorder) result.network.inputs.push_back(stream_at[s]);
    if (stream.to == kBorder) result.network.outputs.push_back(stream_at[s]);
    result.streams.push_back(static_cast<int>(s));
    result.network.streams.push_back(std::move(stream));
  }
  for (const int l : group) {
    Layer layer = network.layer(l);
    for (auto* ends : {&layer.inputs, &layer.outputs}) {
      for (int& s : *ends) s = stream_at[static_cast<std::size_t>(s)];
    }
    result.network.name += "_" + layer.name;
    result.network.layers.push_back(std::move(layer));
  }
  return result;
}

// What crosses the part's border is held up outside it.
Traffic traffic_inside(const Extract& part, const Traffic& traffic) {
  Traffic inside = Traffic::back_to_back(part.network);
  for (std::size_t s = 0; s < part.streams.size(); ++s) {
    const Stream& stream = part.network.streams[s];
    if (stream.from != kBorder && stream.to != kBorder) inside.streams[s] = traffic.stream(part.streams[s]);
  }
  return inside;
}

}  // namespace

std::vector<Extract> extracts_of(const Network& network, const std::vector<int>& layers) {
  std::set<int> left(layers.begin(), layers.end());
  std::vector<Extract> extracts;
  while (!left.empty()) {
    std::set<int> group;
    std::vector<int> reached{*left.begin()};
    while (!reached.empty()) {
      const int l = reached.back();
      reached.pop_back();
      if (left.erase(l) == 0) continue;
      group.insert(l);
      for (const Stream& stream : network.streams) {
        if (stream.from == l && left.contains(stream.to)) reached.push_back(stream.to);
        if (stream.to == l && left.contains(stream.from)) reached.push_back(stream.from);
      }
    }
    extracts.push_back(extract(network, group));
  }
  return extracts;
}

RtlPart::RtlPart(const Extract& part, const RtlBuild& build, const Stimulus& stimulus, std::uint64_t seed)
    : extract_(part),
      core_(part.network, build, seed),
      monitor_(part.network, core_, stimulus.frames, false),
      stalls_(core_, traffic_inside(part, stimulus.traffic)) {
  for (const int s : part.network.inputs) {
    inputs_.push_back(part.streams[static_cast<std::size_t>(s)]);
    in_.push_back(axis(s, 's'));
  }
  for (const int s : part.network.outputs) {
    outputs_.push_back(part.streams[static_cast<std::size_t>(s)]);
    out_.push_back(axis(s, 'm'));
  }
}

RtlPart::Axis RtlPart::axis(int stream, char side) {
  const Stream& s = extract_.network.stream(stream);
  const std::string prefix = std::string(1, side) + "_axis_" + s.name + "_";
  return {core_.port(prefix + "tdata"), core_.port(prefix + "tvalid"), core_.port(prefix + "tready"),
          s.width_bits, std::vector<std::uint64_t>(static_cast<std::size_t>((s.width_bits + 7) / 64 + 1))};
}

void RtlPart::set_input(std::size_t input, bool valid, const std::uint64_t* data) {
  in_[input].valid.set(valid ? 1 : 0);
  if (valid) in_[input].data.set_words(data, in_[input].width_bits);
}

void RtlPart::set_output_ready(std::size_t output, bool ready) { out_[output].ready.set(ready ? 1 : 0); }

void RtlPart::evaluate() {
  stalls_.drive(cycle_);
  core_.evaluate();
}

const std::uint64_t* RtlPart::output_data(std::size_t output) const {
  out_[output].data.get_words(out_[output].beat.data());
  return out_[output].beat.data();
}

void RtlPart::clock() {
  monitor_.sample(cycle_);
  core_.clock();
  if (fault_.empty() && !core_.failure().empty())
    fault_ = "cycle " + std::to_string(cycle_) + ": " + core_.failure();
  ++cycle_;
}

void RtlPart::complete(Trace& trace) {
  if (fault_.empty()) fault_ = monitor_.fault();
  const Network& network = extract_.network;
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    if (network.streams[s].from == kBorder || network.streams[s].to == kBorder) continue;
    StreamTrace stream = monitor_.streams()[s];
    cut(stream, trace.last_cycle);
    trace.stream(extract_.streams[s]) = std::move(stream);
  }
  const std::vector<LayerActivity> activity = monitor_.activity(trace.last_cycle);
  for (std::size_t l = 0; l < activity.size(); ++l) {
    trace.layer(extract_.layers[l]) = activity[l];
  }
}

std::vector<Wait> RtlPart::waits() const {
  std::vector<Wait> waits = monitor_.waits();
  for (Wait& wait : waits) {
    wait.layer = extract_.layers[static_cast<std::size_t>(wait.layer)];
    wait.stream = extract_.streams[static_cast<std::size_t>(wait.stream)];
  }
  return waits;
}

}  // namespace weir::testbench
