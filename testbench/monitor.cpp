#include "testbench/monitor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <limits>

#include "models/kinds.hpp"

namespace weir::testbench {

namespace {

std::size_t words_for(std::size_t bits) { return (bits + 63) / 64; }

bool bit(const std::vector<std::uint64_t>& words, std::size_t index) {
  return ((words[index / 64] >> (index % 64)) & 1U) != 0;
}

// The outputs that block a layer after `issued` iterations.
std::vector<int> lacking_credit(const Network& network, const Layer& layer, std::int64_t issued,
                                const std::vector<std::int64_t>& pushes) {
  if (layer.outputs.size() == 1 || layer.block || network.finn) return layer.outputs;
  const models::Schedule schedule = models::schedule(layer);
  // Among the outputs that the current iteration writes, those with the fullest queues. All queues have the
  // same length.
  std::vector<int> lacking;
  std::int64_t most = 0;
  for (std::size_t o = 0; o < layer.outputs.size(); ++o) {
    const std::int64_t written = schedule.written(o, issued);
    if (schedule.written(o, issued + 1) == written) continue;
    const std::int64_t held = written - pushes[static_cast<std::size_t>(layer.outputs[o])];
    if (held > most) lacking.clear();
    most = std::max(most, held);
    if (held == most) lacking.push_back(layer.outputs[o]);
  }
  return lacking;
}

}  // namespace

std::string overrun_text(const Stream& stream) {
  return fmt::format("stream {}: more beats were popped than the frames have", stream.name);
}

std::vector<Wait> waits_of(const Network& network, const Probes& probes,
                           const std::vector<std::int64_t>& pushes,
                           const std::vector<LayerActivity>& layers) {
  std::vector<Wait> waits;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const auto wait = [&](int stream, bool for_room) {
      waits.push_back({static_cast<int>(l), stream, for_room});
    };
    if (bit(probes.blocked, l)) {
      for (const int s : lacking_credit(network, layer, layers[l].busy, pushes)) {
        const auto stream = static_cast<std::size_t>(s);
        if (bit(probes.push_valid, stream) && !bit(probes.push_ready, stream)) wait(s, true);
      }
      continue;
    }
    // An input's ready is high if only its beat is missing. If no input is ready, several beats are missing.
    const auto empty = [&](int s) { return !bit(probes.pop_valid, static_cast<std::size_t>(s)); };
    const auto ready = [&](int s) { return bit(probes.pop_ready, static_cast<std::size_t>(s)); };
    const bool one_lacking = std::ranges::any_of(layer.inputs, [&](int s) { return empty(s) && ready(s); });
    for (const int s : layer.inputs) {
      if (empty(s) && (ready(s) || !one_lacking)) wait(s, false);
    }
  }
  return waits;
}

Monitor::Monitor(const Network& network, const VerilatedCore& core, std::int64_t frames, bool record_waves)
    : network_(network),
      frames_(frames),
      record_waves_(record_waves),
      push_valid_port_(core.port("push_valid_o")),
      push_ready_port_(core.port("push_ready_o")),
      pop_valid_port_(core.port("pop_valid_o")),
      pop_ready_port_(core.port("pop_ready_o")),
      occupancy_port_(core.port("occupancy_o")),
      issue_port_(core.port("layer_issue_o")),
      blocked_port_(core.port("layer_blocked_o")),
      streams_(network.streams.size()),
      waves_(record_waves ? network.streams.size() : 0) {
  const std::size_t stream_words = words_for(network.streams.size());
  for (auto* words : {&probes_.push_valid, &probes_.push_ready, &probes_.pop_valid, &probes_.pop_ready})
    words->resize(stream_words);
  for (auto* words : {&probes_.issue, &probes_.blocked}) words->resize(words_for(network.layers.size()));
  occupancy_.resize(words_for(32 * network.streams.size()));
  std::int64_t most_words = 1;
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    const Stream& stream = network.streams[s];
    push_data_.push_back(core.port("push_data_" + stream.name + "_o"));
    pop_data_.push_back(core.port("pop_data_" + stream.name + "_o"));
    streams_[s].values = Beats(stream.width_bits);
    most_words = std::max(most_words, streams_[s].values.words_per_beat);
  }
  beat_.resize(static_cast<std::size_t>(most_words));
}

bool Monitor::complete() const {
  for (std::size_t s = streams_.size(); s-- > 0;) {  // the outputs finish last
    if (static_cast<std::int64_t>(streams_[s].pop.size()) < used(s)) return false;
  }
  return true;
}

std::optional<std::int64_t> most_pops(const Network& network, std::size_t s, std::int64_t frames) {
  const Stream& stream = network.streams[s];
  if (network.finn && network.endless(static_cast<int>(s))) return std::nullopt;
  // Only a memory's converter reads ahead.
  if (stream.to != kBorder && network.endless(network.layer(stream.to).outputs[0])) return std::nullopt;
  // At most one more frame is begun.
  const bool ahead = network.finn && network.runs_ahead(static_cast<int>(s));
  return frames * stream.beats_per_frame + (ahead ? stream.beats_per_frame - 1 : 0);
}

std::string Monitor::overrun() const {
  for (std::size_t s = 0; s < streams_.size(); ++s) {
    const std::optional<std::int64_t> most = most_pops(network_, s, frames_);
    if (most && static_cast<std::int64_t>(streams_[s].pop.size()) > *most)
      return overrun_text(network_.streams[s]);
  }
  return "";
}

std::string pushed_late(const Network& network, const std::vector<StreamTrace>& streams, Cycle last) {
  for (std::size_t s = 0; s < streams.size(); ++s) {
    if (network.runs_ahead(static_cast<int>(s))) continue;
    const auto late = std::ranges::count_if(streams[s].push, [&](Cycle at) { return at > last; });
    if (late > 0)
      return fmt::format("stream {}: {} transfers after the last frame", network.streams[s].name, late);
  }
  return "";
}

std::vector<Wait> Monitor::waits() const {
  std::vector<std::int64_t> pushes;
  for (const StreamTrace& stream : streams_) pushes.push_back(static_cast<std::int64_t>(stream.push.size()));
  return waits_of(network_, probes_, pushes, activity(std::numeric_limits<Cycle>::max()));
}

void Monitor::sample(Cycle cycle) {
  read(push_valid_port_, probes_.push_valid);
  read(push_ready_port_, probes_.push_ready);
  read(pop_valid_port_, probes_.pop_valid);
  read(pop_ready_port_, probes_.pop_ready);
  read(issue_port_, probes_.issue);
  read(blocked_port_, probes_.blocked);
  for (std::size_t w = 0; w < probes_.push_valid.size(); ++w) {
    for (std::uint64_t fires = probes_.push_valid[w] & probes_.push_ready[w]; fires != 0;
         fires &= fires - 1) {
      note_push(64 * w + static_cast<std::size_t>(std::countr_zero(fires)), cycle);
    }
    for (std::uint64_t fires = probes_.pop_valid[w] & probes_.pop_ready[w]; fires != 0; fires &= fires - 1) {
      note_pop(64 * w + static_cast<std::size_t>(std::countr_zero(fires)), cycle);
    }
  }
  labels_.insert(labels_.end(), probes_.issue.begin(), probes_.issue.end());
  labels_.insert(labels_.end(), probes_.blocked.begin(), probes_.blocked.end());
  if (record_waves_) note_waves(cycle);
}

void Monitor::note_push(std::size_t s, Cycle cycle) {
  StreamTrace& stream = streams_[s];
  if (static_cast<std::int64_t>(stream.push.size()) < used(s)) last_moved_ = cycle;
  push_data_[s].get_words(beat_.data());
  stream.push.push_back(cycle);
  stream.values.words.insert(stream.values.words.end(), beat_.begin(),
                             beat_.begin() + stream.values.words_per_beat);
}

void Monitor::note_pop(std::size_t s, Cycle cycle) {
  StreamTrace& stream = streams_[s];
  const auto index = static_cast<std::int64_t>(stream.pop.size());
  if (index < used(s)) last_moved_ = cycle;
  stream.pop.push_back(cycle);
  pop_data_[s].get_words(beat_.data());
  if (!fault_.empty()) return;
  const std::string place =
      fmt::format("stream {}, beat {}, cycle {}: ", network_.streams[s].name, index, cycle);
  if (index >= stream.values.size()) {
    fault_ = place + "popped before it was pushed";
  } else if (!std::equal(beat_.begin(), beat_.begin() + stream.values.words_per_beat,
                         stream.values.beat(index))) {
    fault_ = place + "popped with another value than it was pushed with";
  }
}

void Monitor::note_waves(Cycle cycle) {
  read(occupancy_port_, occupancy_);
  for (std::size_t s = 0; s < streams_.size(); ++s) {
    const Handshake now{bit(probes_.push_valid, s), bit(probes_.push_ready, s), bit(probes_.pop_valid, s),
                        bit(probes_.pop_ready, s), occupancy(s)};
    if (waves_[s].empty() || waves_[s].back().now != now) waves_[s].push_back({cycle, now});
  }
}

Waves Monitor::waves(Cycle last_cycle) const {
  Waves waves = waves_;
  for (std::vector<HandshakeChange>& changes : waves)
    std::erase_if(changes, [&](const HandshakeChange& change) { return change.cycle > last_cycle; });
  return waves;
}

std::vector<LayerActivity> Monitor::activity(Cycle last_cycle) const {
  std::vector<LayerActivity> layers(network_.layers.size());
  const std::size_t words = probes_.issue.size();
  for (std::size_t c = 0; c <= static_cast<std::size_t>(last_cycle) && 2 * words * c < labels_.size(); ++c) {
    for (std::size_t l = 0; l < layers.size(); ++l) {
      const auto at = [&](std::size_t word) {
        return ((labels_[2 * words * c + word + l / 64] >> (l % 64)) & 1U) != 0;
      };
      if (at(0)) {
        ++layers[l].busy;
      } else if (at(words)) {
        ++layers[l].blocked;
      } else {
        ++layers[l].starved;
      }
    }
  }
  return layers;
}

}  // namespace weir::testbench
