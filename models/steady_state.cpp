#include "models/steady_state.hpp"

#include <xxhash.h>

#include <algorithm>

namespace weir::models {

namespace {

// States kept at most, in cycles of 8 bytes: what has not recurred within 512 MiB is left undecided.
constexpr std::size_t kMostCycles = std::size_t{64} << 20U;

}  // namespace

SteadyStateFinder::SteadyStateFinder(Pipeline& pipeline)
    : pipeline_(pipeline),
      traffic_period_(pipeline.stimulus.traffic.period()),
      layer_frames_(pipeline.layers.size()) {
  if (!pipeline.stimulus.traffic.periodic()) return;
  for (std::size_t s = 0; s < pipeline.channels.size(); ++s) {
    Channel& channel = *pipeline.channels[s];
    channel.observe(*this, static_cast<int>(s));
    pops_at_.push_back(size_);
    size_ += channel.depth();
    pushes_at_.push_back(size_);
    size_ += channel.credits();
  }
  for (std::size_t l = 0; l < pipeline.layers.size(); ++l) {
    pipeline.layers[l]->observe(*this, static_cast<int>(l));
    layers_at_.push_back(size_);
    size_ += pipeline.layers[l]->state_size();
  }
}

SteadyStateFinder::State* SteadyStateFinder::state_of(std::int64_t frame) {
  const auto index = static_cast<std::size_t>(frame);
  if (found_ || (index + 1) * size_ > kMostCycles) return nullptr;
  while (states_.size() <= index) {
    states_.push_back({std::vector<Cycle>(size_), 2 * pops_at_.size() + layers_at_.size()});
  }
  return &states_[index];
}

void SteadyStateFinder::frame_pushed(int stream) {
  const auto s = static_cast<std::size_t>(stream);
  const Channel& channel = *pipeline_.channels[s];
  const std::int64_t frame =
      static_cast<std::int64_t>(channel.pushed()) / pipeline_.network.streams[s].beats_per_frame - 1;
  State* state = state_of(frame);
  if (state == nullptr) return;
  channel.copy_pushes(state->cycles.data() + pushes_at_[s]);
  taken(*state);
}

void SteadyStateFinder::frame_popped(int stream) {
  const auto s = static_cast<std::size_t>(stream);
  const Channel& channel = *pipeline_.channels[s];
  const std::int64_t frame =
      static_cast<std::int64_t>(channel.popped()) / pipeline_.network.streams[s].beats_per_frame - 1;
  State* state = state_of(frame);
  if (state == nullptr) return;
  channel.copy_pops(state->cycles.data() + pops_at_[s]);
  taken(*state);
}

void SteadyStateFinder::frame_done(int process) {
  const auto l = static_cast<std::size_t>(process);
  State* state = state_of(layer_frames_[l]++);
  if (state == nullptr) return;
  pipeline_.layers[l]->copy_state(state->cycles.data() + layers_at_[l]);
  taken(*state);
}

void SteadyStateFinder::taken(State& state) {
  if (--state.missing == 0) decide();
}

void SteadyStateFinder::decide() {
  for (; decided_ < states_.size() && states_[decided_].missing == 0; ++decided_) {
    const std::vector<Cycle>& now = states_[decided_].cycles;
    std::vector<Cycle> relative(now);
    for (Cycle& cycle : relative) cycle -= now.back();
    const std::uint64_t hash = XXH3_64bits(relative.data(), relative.size() * sizeof(Cycle));
    const auto [begin, end] = seen_.equal_range(hash);
    for (auto it = begin; it != end; ++it) {
      const std::vector<Cycle>& then = states_[it->second].cycles;
      const Cycle shift = now.back() - then.back();
      const auto shifted = [&](Cycle a, Cycle b) { return a + shift == b; };
      if (shift % traffic_period_ != 0 || !std::ranges::equal(then, now, shifted)) continue;
      found_ = SteadyState{static_cast<std::int64_t>(it->second) + 1,
                           static_cast<std::int64_t>(decided_ - it->second), shift};
      return;
    }
    seen_.emplace(hash, decided_);
  }
}

}  // namespace weir::models
