#include "testbench/rtl_part.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace weir::testbench {

namespace {

// Streams across the part's border are stalled outside it.
Traffic traffic_inside(const SubNetwork& part, const Traffic& traffic) {
  Traffic inside = Traffic::back_to_back(part.network);
  for (std::size_t s = 0; s < part.streams.size(); ++s) {
    const Stream& stream = part.network.streams[s];
    if (stream.from != kBorder && stream.to != kBorder) inside.streams[s] = traffic.stream(part.streams[s]);
  }
  return inside;
}

}  // namespace

std::vector<SubNetwork> sub_networks_of(const Network& network, const std::vector<int>& layers) {
  std::set<int> left(layers.begin(), layers.end());
  std::vector<SubNetwork> parts;
  while (!left.empty()) {
    std::vector<int> group;
    std::vector<int> reached{*left.begin()};
    while (!reached.empty()) {
      const int l = reached.back();
      reached.pop_back();
      if (left.erase(l) == 0) continue;
      group.push_back(l);
      for (const Stream& stream : network.streams) {
        if (stream.from == l && left.contains(stream.to)) reached.push_back(stream.to);
        if (stream.to == l && left.contains(stream.from)) reached.push_back(stream.from);
      }
    }
    SubNetwork& part = parts.emplace_back(sub_network(network, std::move(group)));
    if (part.network.finn) part.network.finn->part = true;  // a part has no FIFOs at its border
    part.network.name += "_part";
    // Each layer is in one part only, so its name is unique. Verilator does not find long names again.
    part.network.name += "_" + part.network.layers.front().name;
  }
  return parts;
}

RtlPart::RtlPart(const SubNetwork& part, const RtlBuild& build, const Stimulus& stimulus, std::uint64_t seed)
    : sub_network_(part),
      core_(part.network, build, seed),
      monitor_(part.network, core_, stimulus.frames, false),
      stalls_(core_, traffic_inside(part, stimulus.traffic)) {
  for (const int s : part.network.inputs) {
    inputs_.push_back(part.whole_stream(s));
    in_.push_back(axis(s, 's'));
  }
  for (const int s : part.network.outputs) {
    outputs_.push_back(part.whole_stream(s));
    out_.push_back(axis(s, 'm'));
  }
}

RtlPart::Axis RtlPart::axis(int stream, char side) {
  const Stream& s = sub_network_.network.stream(stream);
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
  const Network& network = sub_network_.network;
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    if (network.streams[s].from == kBorder || network.streams[s].to == kBorder) continue;
    StreamTrace stream = monitor_.streams()[s];
    cut(stream, trace.last_cycle);
    trace.stream(sub_network_.streams[s]) = std::move(stream);
  }
  const std::vector<LayerActivity> activity = monitor_.activity(trace.last_cycle);
  for (std::size_t l = 0; l < activity.size(); ++l) trace.layer(sub_network_.layers[l]) = activity[l];
}

std::vector<Wait> RtlPart::waits() const {
  std::vector<Wait> waits = monitor_.waits();
  for (Wait& wait : waits) {
    wait.layer = sub_network_.whole_layer(wait.layer);
    wait.stream = sub_network_.whole_stream(wait.stream);
  }
  return waits;
}

}  // namespace weir::testbench
