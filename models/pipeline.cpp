#include "models/pipeline.hpp"

#include <algorithm>

namespace weir::models {

Source::Source(const Stream& stream, const Pattern& arrival, const Stimulus& stimulus, const Beats* beats,
               const std::optional<Interval>& admission, Channel& channel)
    : frames_(stimulus.frames),
      beats_per_frame_(stream.beats_per_frame),
      beats_(beats),
      admission_(admission.value_or(Interval{0, 1})),
      channel_(channel),
      gate_(arrival) {
  channel.set_credits(1);  // a source has no output queue: it offers a beat when the one before is gone
}

Process Source::run() {
  for (std::int64_t f = 0; f < frames_; ++f) {
    for (std::int64_t i = 0; i < beats_per_frame_;) {
      const Cycle free = co_await CreditOf{channel_};
      if (i == 1) first_push_.push_back(free - 1);
      const std::int64_t run = i == 0 || !channel_.plain() || !gate_.always_open() || beats_ != nullptr
                                   ? 0
                                   : std::min(beats_per_frame_ - i, channel_.room());
      if (run > 0) {
        const Channel::Run row = channel_.run_from(run, free, 0);
        channel_.push_run(row, 0);
        i += row.count;
        continue;
      }
      const Cycle offered = gate_.next_open(i == 0 ? std::max(free, admitted(admission_, f)) : free);
      if (beats_ != nullptr) {
        channel_.offer(offered, beats_->beat(f * beats_per_frame_ + i));
      } else {
        channel_.offer(offered);
      }
      ++i;
    }
    if (beats_per_frame_ == 1) first_push_.push_back(co_await CreditOf{channel_} - 1);
  }
}

Process Sink::run() {
  for (;;) {
    for (std::int64_t i = 0; i < beats_per_frame_; ++i) {
      const Cycle arrived = co_await BeatOf{channel_};
      const Cycle wanted = last_ + 1;
      last_ = std::max(arrived, wanted);
      channel_.pop(last_, wanted);
    }
    last_pop_.push_back(last_);
  }
}

namespace {

// The most iterations that a layer whose output has no end issues after the last transfer on any other
// stream: as many as the streams, queues and converters behind it hold the outcome of; and the unit that
// reads it, where it is locked, goes on until it lacks a credit.
std::size_t most_ahead(const Network& network, std::size_t layer) {
  const std::vector<int>& outputs = network.layers[layer].outputs;
  if (outputs.size() != 1 || !network.endless(outputs[0])) return 0;
  constexpr auto kMostCredits = static_cast<std::int64_t>(Channel::kMostCredits);
  std::int64_t bits = 0;
  for (int s = outputs[0];;) {
    const Stream& stream = network.streams[static_cast<std::size_t>(s)];
    bits += (stream.depth + kMostCredits + 2) * stream.width_bits;
    if (stream.to == kBorder) break;
    const Layer& next = network.layers[static_cast<std::size_t>(stream.to)];
    if (const auto* mvtu = std::get_if<Mvtu>(&next.params))
      bits += (kMostCredits + 1) * mvtu->synapse_folds() * stream.width_bits;
    if (!network.endless(next.outputs[0])) break;
    s = next.outputs[0];
  }
  std::int64_t width = network.streams[static_cast<std::size_t>(outputs[0])].width_bits;
  for (const int input : network.layers[layer].inputs)
    width = std::min(width, network.streams[static_cast<std::size_t>(input)].width_bits);
  return static_cast<std::size_t>(bits / width + 2);
}

}  // namespace

Pipeline::Pipeline(const Network& net, const Stimulus& stim, const Recording& rec,
                   const std::vector<bool>& replaced, const std::optional<Interval>& every)
    : network(net), stimulus(stim), recording(rec), admission(every) {
  for (std::size_t s = 0; s < net.streams.size(); ++s) {
    channels.push_back(std::make_unique<Channel>(net.streams[s], stim.traffic.streams[s], rec));
  }
  for (std::size_t l = 0; l < net.layers.size(); ++l) {
    if (!replaced.empty() && replaced[l]) {
      layers.push_back(nullptr);
      continue;
    }
    Ends ends{{}, {}, rec.values, most_ahead(net, l)};
    for (const int s : net.layers[l].inputs)
      ends.inputs.push_back(channels[static_cast<std::size_t>(s)].get());
    for (const int s : net.layers[l].outputs)
      ends.outputs.push_back(channels[static_cast<std::size_t>(s)].get());
    layers.push_back(layer_model(net.layers[l], ends));
  }
  for (std::size_t i = 0; i < net.inputs.size(); ++i) {
    const auto s = static_cast<std::size_t>(net.inputs[i]);
    sources.emplace_back(net.streams[s], stim.traffic.streams[s].push, stim,
                         rec.values ? &stim.inputs[i] : nullptr, admission, *channels[s]);
  }
  for (const int s : net.outputs) {
    sinks.emplace_back(net.streams[static_cast<std::size_t>(s)], *channels[static_cast<std::size_t>(s)]);
  }
}

void Pipeline::go_on_from(const FrameBoundary& boundary) {
  for (std::size_t s = 0; s < channels.size(); ++s)
    channels[s]->go_on_from(boundary.pops[s], boundary.pushes[s]);
  for (std::size_t l = 0; l < layers.size(); ++l) layers[l]->go_on_from(boundary.layers[l].data());
  for (std::size_t o = 0; o < sinks.size(); ++o)
    sinks[o].go_on_from(channels[static_cast<std::size_t>(network.outputs[o])]->last_pop());
}

bool Pipeline::complete() const {
  for (std::size_t s = channels.size(); s-- > 0;) {  // the last to be done are the outputs
    const Stream& stream = network.streams[s];
    if (inside_part(stream) || network.endless(static_cast<int>(s))) continue;
    if (static_cast<std::int64_t>(channels[s]->popped()) < stimulus.frames * stream.beats_per_frame)
      return false;
  }
  return true;
}

bool Pipeline::overrun() const {
  for (std::size_t s = 0; s < channels.size(); ++s) {
    if (network.endless(static_cast<int>(s))) continue;
    if (static_cast<std::int64_t>(channels[s]->popped()) >
        stimulus.frames * network.streams[s].beats_per_frame)
      return true;
  }
  return false;
}

Cycle Pipeline::last_cycle() const {
  Cycle last = -1;
  for (std::size_t s = 0; s < channels.size(); ++s) {
    if (!network.endless(static_cast<int>(s)))
      last = std::max({last, channels[s]->last_push(), channels[s]->last_pop()});
  }
  return last;
}

bool Pipeline::inside_part(const Stream& stream) const {
  return stream.from != kBorder && stream.to != kBorder && !layers[static_cast<std::size_t>(stream.from)] &&
         !layers[static_cast<std::size_t>(stream.to)];
}

FrameTimes Pipeline::frame_times() const {
  FrameTimes times;
  std::size_t begun = static_cast<std::size_t>(stimulus.frames);
  std::size_t ended = begun;
  for (const Source& source : sources) begun = std::min(begun, source.first_push().size());
  for (const Sink& sink : sinks) ended = std::min(ended, sink.last_pop().size());
  times.first_in.assign(begun, INT64_MAX);
  times.last_out.assign(ended, -1);
  for (std::size_t f = 0; f < begun; ++f) {
    for (const Source& source : sources)
      times.first_in[f] = std::min(times.first_in[f], source.first_push()[f]);
  }
  for (std::size_t f = 0; f < ended; ++f) {
    for (const Sink& sink : sinks) times.last_out[f] = std::max(times.last_out[f], sink.last_pop()[f]);
  }
  return times;
}

std::vector<Wait> Pipeline::waits() const {
  std::vector<Wait> waits;
  if (complete()) return waits;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    if (!layers[l]) continue;
    const auto layer = static_cast<int>(l);
    for (const int s : network.layers[l].inputs) {
      if (channels[static_cast<std::size_t>(s)]->reader_waits()) waits.push_back({layer, s, false});
    }
    for (const int s : network.layers[l].outputs) {
      if (channels[static_cast<std::size_t>(s)]->writer_waits()) waits.push_back({layer, s, true});
    }
  }
  return waits;
}

// After the last frame a layer waits for a beat of its first input, which never comes, with ready high.
void Pipeline::note_last_wanted(std::size_t layer, Trace& trace) const {
  const std::vector<int>& inputs = network.layers[layer].inputs;
  if (!layers[layer] || inputs.empty()) return;
  const std::optional<Cycle> wanted = layers[layer]->wanted_from();
  if (!wanted || *wanted > trace.last_cycle) return;
  trace.streams[static_cast<std::size_t>(inputs[0])].wanted.push_back(*wanted);
}

Trace Pipeline::take_trace(std::string engine, Cycle last) {
  Trace trace;
  trace.engine = std::move(engine);
  trace.timed = true;
  trace.has_values = recording.values;
  trace.complete = complete();
  trace.last_cycle = last;
  for (const auto& channel : channels) {
    StreamTrace& stream = trace.streams.emplace_back(channel->take_trace());
    cut(stream, trace.last_cycle);  // of what a memory streamed ahead of need
  }
  if (recording.waves && trace.complete) {
    for (std::size_t l = 0; l < layers.size(); ++l) note_last_wanted(l, trace);
  }
  for (const auto& layer : layers) {
    trace.layers.push_back(layer ? layer->activity(trace.last_cycle) : LayerActivity{});
  }
  return trace;
}

}  // namespace weir::models
