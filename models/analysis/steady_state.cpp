#include "models/analysis/steady_state.hpp"

#include <xxhash.h>

#include <algorithm>

namespace weir::models {

namespace {

// The most cycles (8 bytes each) kept in states. A network whose state has not recurred within 512 MiB stays
// undecided.
constexpr std::size_t kMostCycles = std::size_t{64} << 20U;

// How many earlier states each state is compared with for bounds. Intervals rarely repeat with a longer
// period.
constexpr std::size_t kMostBack = 16;

}  // namespace

SteadyStateFinder::SteadyStateFinder(Pipeline& pipeline, bool bounds, bool goes_on)
    : pipeline_(pipeline),
      traffic_period_(pipeline.stimulus.traffic.period()),
      layer_frames_(pipeline.layers.size()),
      bounds_wanted_(bounds),
      tightens_(bounds && pipeline.monotone()),
      looks_ahead_(pipeline.looks_ahead()) {
  if (!pipeline.stimulus.traffic.periodic()) return;
  for (std::size_t s = 0; s < pipeline.channels.size(); ++s) {
    Channel& channel = *pipeline.channels[s];
    channel.observe(*this, static_cast<int>(s));
    pops_at_.push_back(size_);
    size_ += pipeline.slots(s);
    pushes_at_.push_back(size_);
    size_ += pipeline.credits(s);
  }
  for (std::size_t l = 0; l < pipeline.layers.size(); ++l) {
    pipeline.layers[l]->observe(*this, static_cast<int>(l));
    layers_at_.push_back(size_);
    size_ += pipeline.layers[l]->state_size();
  }
  if (!goes_on) return;
  before_ = 1;
  for (std::size_t s = 0; s < pipeline.channels.size(); ++s) {
    take_pops(s, -1);
    take_pushes(s, -1);
  }
  for (std::size_t l = 0; l < pipeline.layers.size(); ++l) take_layer(l, -1);
}

SteadyStateFinder::State* SteadyStateFinder::state_of(std::int64_t frame) {
  const std::size_t index = before_ + static_cast<std::size_t>(frame);
  if (found_ || (index + 1) * size_ > kMostCycles) return nullptr;
  while (states_.size() <= index) {
    states_.push_back({std::vector<Cycle>(size_), 2 * pops_at_.size() + layers_at_.size()});
  }
  return &states_[index];
}

void SteadyStateFinder::frame_pushed(int channel) {
  const auto c = static_cast<std::size_t>(channel);
  const Channel& pushed = *pipeline_.channels[c];
  if (pushed.has_offers()) return;
  take_pushes(c, static_cast<std::int64_t>(pushed.pushes.count() / pushed.frame_beats()) - 1);
}

void SteadyStateFinder::frame_popped(int channel) {
  const auto c = static_cast<std::size_t>(channel);
  const Channel& popped = *pipeline_.channels[c];
  const std::int64_t frame = static_cast<std::int64_t>(popped.pops.count() / popped.frame_beats()) - 1;
  take_pops(c, frame);
  if (popped.has_offers()) take_pushes(c, frame);
}

void SteadyStateFinder::frame_done(int layer) {
  const auto l = static_cast<std::size_t>(layer);
  take_layer(l, layer_frames_[l]++);
}

void SteadyStateFinder::take_pushes(std::size_t channel, std::int64_t frame) {
  State* state = state_of(frame);
  if (state == nullptr) return;
  pipeline_.copy_pushes(channel, state->cycles.data() + pushes_at_[channel]);
  taken(*state);
}

void SteadyStateFinder::take_pops(std::size_t channel, std::int64_t frame) {
  State* state = state_of(frame);
  if (state == nullptr) return;
  pipeline_.copy_pops(channel, state->cycles.data() + pops_at_[channel]);
  taken(*state);
}

void SteadyStateFinder::take_layer(std::size_t layer, std::int64_t frame) {
  State* state = state_of(frame);
  if (state == nullptr) return;
  pipeline_.layers[layer]->copy_state(state->cycles.data() + layers_at_[layer]);
  taken(*state);
}

FrameBoundary SteadyStateFinder::latest() const {
  const std::vector<Cycle>& cycles = states_[decided_ - 1].cycles;
  // Shifts the state towards cycle 0 by whole periods of the traffic, since patterns count from cycle 0.
  // Every stream's latest push and every layer's latest issue must stay at or after it. (A layer's latest
  // issue is the last entry of its part, just before the next part.)
  Cycle earliest = cycles.back();
  for (const std::size_t at : pushes_at_) earliest = std::min(earliest, cycles[at]);
  for (const std::size_t at : layers_at_) {
    if (at > 0) earliest = std::min(earliest, cycles[at - 1]);
  }
  const Cycle shift = std::max<Cycle>(earliest, 0) / traffic_period_ * traffic_period_;
  auto from = cycles.begin();
  const auto next = [&](std::size_t size) {
    std::vector<Cycle> part(size);
    for (Cycle& cycle : part) cycle = *from++ - shift;
    return part;
  };
  FrameBoundary boundary;
  for (std::size_t c = 0; c < pipeline_.channels.size(); ++c) {
    boundary.pops.push_back(next(pipeline_.slots(c)));
    boundary.pushes.push_back(next(pipeline_.credits(c)));
  }
  for (const auto& layer : pipeline_.layers) boundary.layers.push_back(next(layer->state_size()));
  return boundary;
}

void SteadyStateFinder::taken(State& state) {
  if (--state.missing == 0) decide();
  if (pending_) settle();
}

void SteadyStateFinder::decide() {
  for (; decided_ < states_.size() && states_[decided_].missing == 0 && !found_; ++decided_) {
    if (tightens_) tighten();
    if (pending_) continue;
    if (const std::optional<SteadyState> steady = recurrence()) {
      const std::vector<Cycle>& now = states_[decided_].cycles;
      pending_ = Pending{*steady, *std::ranges::max_element(now)};
      settle();
    }
  }
}

void SteadyStateFinder::settle() {
  if (looks_ahead_ && pipeline_.untouched_by_the_end() <= pending_->latest) return;
  found_ = pending_->steady;
  if (looks_ahead_) found_->frames_needed = std::max(found_->frames_needed, pipeline_.frames_begun());
  pending_.reset();
  if (!bounds_wanted_) return;
  bounds_ = {found_->interval(), found_->interval()};
}

std::optional<SteadyState> SteadyStateFinder::recurrence() {
  const std::vector<Cycle>& now = states_[decided_].cycles;
  std::vector<Cycle> relative(now);
  for (Cycle& cycle : relative) cycle -= now.back();
  const std::uint64_t hash = XXH3_64bits(relative.data(), relative.size() * sizeof(Cycle));
  const auto [begin, end] = seen_.equal_range(hash);
  for (auto it = begin; it != end; ++it) {
    const std::vector<Cycle>& then = states_[it->second].cycles;
    const Cycle shift = now.back() - then.back();
    const auto frames = static_cast<std::int64_t>(decided_ - it->second);
    const auto shifted = [&](Cycle a, Cycle b) { return a + shift == b; };
    if (shift % traffic_period_ != 0 || !std::ranges::equal(then, now, shifted)) continue;
    // With admission, frames recur only if their admission cycles do.
    if (const auto& admission = pipeline_.admission;
        admission && (frames % admission->frames != 0 || Interval{shift, frames} != *admission))
      continue;
    const std::int64_t transient = static_cast<std::int64_t>(it->second) + 1;
    return SteadyState{transient, frames, shift, transient + frames};
  }
  seen_.emplace(hash, decided_);
  return std::nullopt;
}

void SteadyStateFinder::tighten() {
  const std::vector<Cycle>& now = states_[decided_].cycles;
  const Interval turns = pipeline_.admission.value_or(Interval{0, 1});
  for (std::size_t back = 1; back <= std::min(decided_, kMostBack); ++back) {
    const auto frames = static_cast<std::int64_t>(back);
    if (frames % turns.frames != 0) continue;
    const std::vector<Cycle>& then = states_[decided_ - back].cycles;
    Cycle least = INT64_MAX;
    Cycle most = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
      least = std::min(least, now[i] - then[i]);
      most = std::max(most, now[i] - then[i]);
    }
    // Round both bounds outwards: to the admission interval and to whole periods of the traffic.
    most = std::max(most, frames / turns.frames * turns.cycles);
    most = (most + traffic_period_ - 1) / traffic_period_ * traffic_period_;
    if (pipeline_.admission) least = std::min(least, frames / turns.frames * turns.cycles);
    least = least / traffic_period_ * traffic_period_;
    if (!bounds_.at_most || Interval{most, frames} < *bounds_.at_most) bounds_.at_most = {most, frames};
    if (least > 0 && (!bounds_.at_least || Interval{least, frames} > *bounds_.at_least))
      bounds_.at_least = {least, frames};
  }
}

}  // namespace weir::models
