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

}  // namespace

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
  for (auto* words : {&push_valid_, &push_ready_, &pop_valid_, &pop_ready_}) words->resize(stream_words);
  for (auto* words : {&issue_, &blocked_}) words->resize(words_for(network.layers.size()));
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
  for (std::size_t s = streams_.size(); s-- > 0;) {  // the last to be done are the outputs
    if (static_cast<std::int64_t>(streams_[s].pop.size()) < used(s)) return false;
  }
  return true;
}

std::string Monitor::overrun() const {
  // Only a memory's converter reads ahead.
  const auto read_ahead = [&](const Stream& stream) {
    return stream.to != kBorder && network_.endless(network_.layer(stream.to).outputs[0]);
  };
  for (std::size_t s = 0; s < streams_.size(); ++s) {
    const Stream& stream = network_.streams[s];
    if (network_.finn && network_.endless(static_cast<int>(s))) continue;
    // No more than one frame is begun.
    const bool ahead = network_.finn && network_.runs_ahead(static_cast<int>(s));
    const std::int64_t most = used(s) + (ahead ? stream.beats_per_frame - 1 : 0);
    if (static_cast<std::int64_t>(streams_[s].pop.size()) > most && !read_ahead(stream))
      return fmt::format("stream {}: more beats were popped than the frames have", stream.name);
  }
  return "";
}

std::string Monitor::pushed_late() const {
  for (std::size_t s = 0; s < streams_.size(); ++s) {
    if (network_.runs_ahead(static_cast<int>(s))) continue;
    const auto late = std::ranges::count_if(streams_[s].push, [&](Cycle at) { return at > last_moved_; });
    if (late > 0)
      return fmt::format("stream {}: {} transfers after the last frame", network_.streams[s].name, late);
  }
  return "";
}

std::vector<int> Monitor::lacking_credit(const Layer& layer, std::int64_t issued) const {
  if (layer.outputs.size() == 1 || layer.block || network_.finn) return layer.outputs;
  const models::Schedule schedule = models::schedule(layer);
  // Of the outputs that the iteration at hand writes those whose queues hold most: they are all of one
  // length.
  std::vector<int> lacking;
  std::int64_t most = 0;
  for (std::size_t o = 0; o < layer.outputs.size(); ++o) {
    const std::int64_t written = schedule.written(o, issued);
    if (schedule.written(o, issued + 1) == written) continue;
    const std::vector<Cycle>& pushes = streams_[static_cast<std::size_t>(layer.outputs[o])].push;
    const std::int64_t held = written - static_cast<std::int64_t>(pushes.size());
    if (held > most) lacking.clear();
    most = std::max(most, held);
    if (held == most) lacking.push_back(layer.outputs[o]);
  }
  return lacking;
}

std::vector<Wait> Monitor::waits() const {
  std::vector<Wait> waits;
  const std::vector<LayerActivity> activity = this->activity(std::numeric_limits<Cycle>::max());
  for (std::size_t l = 0; l < network_.layers.size(); ++l) {
    const Layer& layer = network_.layers[l];
    const auto wait = [&](int stream, bool for_room) {
      waits.push_back({static_cast<int>(l), stream, for_room});
    };
    if (bit(blocked_, l)) {
      for (const int s : lacking_credit(layer, activity[l].busy)) {
        const auto stream = static_cast<std::size_t>(s);
        if (bit(push_valid_, stream) && !bit(push_ready_, stream)) wait(s, true);
      }
      continue;
    }
    // An input is ready where nothing but its beat is lacking; where none is, several beats are.
    const auto empty = [&](int s) { return !bit(pop_valid_, static_cast<std::size_t>(s)); };
    const auto ready = [&](int s) { return bit(pop_ready_, static_cast<std::size_t>(s)); };
    const bool one_lacking = std::ranges::any_of(layer.inputs, [&](int s) { return empty(s) && ready(s); });
    for (const int s : layer.inputs) {
      if (empty(s) && (ready(s) || !one_lacking)) wait(s, false);
    }
  }
  return waits;
}

void Monitor::sample(Cycle cycle) {
  read(push_valid_port_, push_valid_);
  read(push_ready_port_, push_ready_);
  read(pop_valid_port_, pop_valid_);
  read(pop_ready_port_, pop_ready_);
  read(issue_port_, issue_);
  read(blocked_port_, blocked_);
  for (std::size_t w = 0; w < push_valid_.size(); ++w) {
    for (std::uint64_t fires = push_valid_[w] & push_ready_[w]; fires != 0; fires &= fires - 1) {
      note_push(64 * w + static_cast<std::size_t>(std::countr_zero(fires)), cycle);
    }
    for (std::uint64_t fires = pop_valid_[w] & pop_ready_[w]; fires != 0; fires &= fires - 1) {
      note_pop(64 * w + static_cast<std::size_t>(std::countr_zero(fires)), cycle);
    }
  }
  labels_.insert(labels_.end(), issue_.begin(), issue_.end());
  labels_.insert(labels_.end(), blocked_.begin(), blocked_.end());
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
    const Handshake now{bit(push_valid_, s), bit(push_ready_, s), bit(pop_valid_, s), bit(pop_ready_, s),
                        occupancy(s)};
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
  const std::size_t words = issue_.size();
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
