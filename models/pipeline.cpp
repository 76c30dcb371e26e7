#include "models/pipeline.hpp"

#include <algorithm>

#include "models/kinds.hpp"

namespace weir::models {

namespace {

constexpr Fifo kSlice{2, {1, 1, 0}};
constexpr Fifo kHlsSlice{2, {1, 1, 1}};
// The read-to-write delay of an unlimited FIFO: every slot was free long before any push.
constexpr Cycle kLongAgo = -(Cycle{1} << 40);

// The most frames' worth of beats that memories stream ahead: as many as fit into the FIFOs and queues after
// them.
std::int64_t frames_ahead(const Network& network) {
  constexpr std::int64_t kMostQueued = OutPort::kMostQueued + 1;  // and one in the pipeline
  std::int64_t frames = 0;
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    const Stream& stream = network.streams[s];
    if (network.endless(static_cast<int>(s)))
      frames += (stream.depth + kMostQueued) / stream.beats_per_frame + 2;
  }
  return frames;
}

// The register slice at each of the layer's ports; none if it has none.
std::optional<Fifo> slice_of(const Layer& layer) {
  if (layer.hls) return kHlsSlice;
  return layer.slices ? std::optional(kSlice) : std::nullopt;
}

bool endless(const Network& network, const Layer& layer) {
  return std::ranges::all_of(layer.outputs, [&](int s) { return network.endless(s); });
}

}  // namespace

Pipeline::Pipeline(const Network& net, const Stimulus& stim, const Recording& rec,
                   const std::vector<bool>& replaced, const std::optional<Interval>& every)
    : network(net), stimulus(stim), recording(rec), admission(every), frames_ahead_(frames_ahead(net)) {
  const auto modelled = [&](int layer) {
    return layer != kBorder && (replaced.empty() || !replaced[static_cast<std::size_t>(layer)]);
  };
  const auto behind = [&](int layer) -> std::optional<Fifo> {
    if (!modelled(layer)) return std::nullopt;
    if (net.layer(layer).rtllib) return rtllib_input(net.layer(layer));
    return slice_of(net.layer(layer));
  };
  const auto before = [&](int layer) { return modelled(layer) ? slice_of(net.layer(layer)) : std::nullopt; };
  const auto streams = static_cast<int>(net.streams.size());
  channels.resize(net.streams.size());
  credits_.assign(net.streams.size(), 1);
  departures_.assign(net.streams.size(), 0);
  ways_.resize(net.streams.size());
  recorded_values_.resize(net.streams.size());
  for (int s = 0; s < streams; ++s) {
    const Stream& stream = net.stream(s);
    add_way(s, before(stream.from), behind(stream.to));
    // A stall pattern there would withdraw a beat that is already shown.
    for (const int c : ways_[static_cast<std::size_t>(s)].channels) {
      if (Channel& channel = *channels[static_cast<std::size_t>(c)];
          channel.wire || stim.traffic.stream(s).pop.always_open())
        channel.offer_ahead(rec.offers_ahead);
    }
    recorded_values_[static_cast<std::size_t>(s)] = Beats(stream.width_bits);
    if (!rec.values) continue;
    values.push_back(std::make_unique<ValueQueue>(stream.width_bits));
    if (rec.cycles) values.back()->record(recorded_values_[static_cast<std::size_t>(s)]);
  }
  for (std::size_t i = 0; i < net.inputs.size(); ++i) {
    const int s = net.inputs[i];
    sources.push_back(std::make_unique<Source>(
        out_port(s), stim.traffic.stream(s).push, stim.frames, rec.values ? &stim.inputs[i] : nullptr,
        rec.values ? values[static_cast<std::size_t>(s)].get() : nullptr, every,
        net.finn ? net.finn->idle : 0));
    members.push_back({"source_of_" + net.stream(s).name,
                       sources.back().get(),
                       {},
                       {ways_[static_cast<std::size_t>(s)].channels.front()}});
    join_slices(s);
  }
  for (std::size_t l = 0; l < net.layers.size(); ++l) {
    if (!replaced.empty() && replaced[l]) {
      layers.push_back(nullptr);
    } else {
      make_layer(l);
    }
    for (const int s : net.layers[l].outputs) join_slices(s);
  }
  for (const int s : net.outputs) {
    sinks.push_back(
        std::make_unique<Sink>(in_port(s), rec.values ? values[static_cast<std::size_t>(s)].get() : nullptr));
    if (rec.waves) sinks.back()->port().note_wanted();
    if (rec.levels) sinks.back()->port().note_level();
    members.push_back({"sink_of_" + net.stream(s).name,
                       sinks.back().get(),
                       {ways_[static_cast<std::size_t>(s)].channels.back()},
                       {}});
  }
  size_rings();
}

int Pipeline::add_channel(const Fifo& fifo, int stream) {
  channels.push_back(
      std::make_unique<Channel>(fifo.depth, fifo.delays, network.stream(stream).beats_per_frame));
  credits_.push_back(1);
  departures_.push_back(0);
  return static_cast<int>(channels.size()) - 1;
}

// The stream's own channel is its FIFO or its wire; for a wire beside slices, the first slice.
void Pipeline::add_way(int s, const std::optional<Fifo>& before, const std::optional<Fifo>& behind) {
  const Stream& stream = network.stream(s);
  Way& way = ways_[static_cast<std::size_t>(s)];
  way = {{}, before.has_value(), behind.has_value(), s};
  std::unique_ptr<Channel>& own = channels[static_cast<std::size_t>(s)];
  if (!stream.wire) {
    const bool unlimited = stream.depth == kUnlimited;
    own = std::make_unique<Channel>(
        unlimited ? recording.look_ahead_frames * stream.beats_per_frame : stream.depth, stream.delays,
        stream.beats_per_frame);
    own->unlimited = unlimited;
    // With history, its pops delay a producer that has reached the look-ahead limit.
    if (unlimited && recording.history_frames == 0) own->delays.read_to_write = kLongAgo;
    if (before) way.channels.push_back(add_channel(*before, s));
    way.channels.push_back(s);
    for (const Fifo& fifo : stream.further) {
      way.last_fifo = add_channel(fifo, s);
      way.channels.push_back(way.last_fifo);
    }
    if (behind) way.channels.push_back(add_channel(*behind, s));
    return;
  }
  way.channels.push_back(s);
  if (before || behind) {
    const Fifo& first = before ? *before : *behind;
    own = std::make_unique<Channel>(first.depth, first.delays, stream.beats_per_frame);
    if (before && behind) way.channels.push_back(add_channel(*behind, s));
  } else {
    own = std::make_unique<Channel>(1, FifoDelays{0, 1, 0}, stream.beats_per_frame);
    own->wire = true;
  }
}

InPort Pipeline::in_port(int s) {
  const Stream& stream = network.stream(s);
  const Way& way = ways_[static_cast<std::size_t>(s)];
  const Pattern& pop = stimulus.traffic.stream(s).pop;
  // The stall pattern applies to the stream's own pop: here, unless a slice is in between.
  const bool here = stream.wire ? way.channels.size() == 1 && !(way.sliced_behind && !way.sliced_before)
                                : !way.sliced_behind;
  return {*channels[static_cast<std::size_t>(way.channels.back())], here ? pop : Pattern::back_to_back()};
}

OutPort Pipeline::out_port(int s) {
  const Stream& stream = network.stream(s);
  const Way& way = ways_[static_cast<std::size_t>(s)];
  const StreamTraffic& traffic = stimulus.traffic.stream(s);
  const Pattern open = Pattern::back_to_back();
  Channel& channel = *channels[static_cast<std::size_t>(way.channels.front())];
  if (stream.wire) return {channel, open, way.sliced_behind && !way.sliced_before ? traffic.pop : open};
  // The source of a network input applies the arrival pattern itself (an offered beat stays offered).
  if (stream.from == kBorder || way.sliced_before) return {channel, open};
  return fifo_port(channel, traffic.push);
}

// A FINN build's FIFO has the stall gate of a wire at its input.
OutPort Pipeline::fifo_port(Channel& fifo, const Pattern& stalls) const {
  return network.finn ? OutPort(fifo, Pattern::back_to_back(), stalls) : OutPort(fifo, stalls);
}

void Pipeline::join_slices(int s) {
  const Stream& stream = network.stream(s);
  const Way& way = ways_[static_cast<std::size_t>(s)];
  const StreamTraffic& traffic = stimulus.traffic.stream(s);
  for (std::size_t i = 0; i + 1 < way.channels.size(); ++i) {
    const int from = way.channels[i];
    const int to = way.channels[i + 1];
    const Pattern open = Pattern::back_to_back();
    const bool pops_own = from == way.last_fifo;
    const bool pushes_own = !stream.wire && to == s && stream.from != kBorder;
    Channel& channel = *channels[static_cast<std::size_t>(to)];
    InPort end(*channels[static_cast<std::size_t>(from)], pops_own ? traffic.pop : open);
    if (recording.levels && pops_own && !stream.wire) {
      end.note_level();
      ways_[static_cast<std::size_t>(s)].reader = static_cast<int>(wires.size());
    }
    wires.push_back(std::make_unique<Wire>(
        std::move(end), pushes_own ? fifo_port(channel, traffic.push) : OutPort(channel, open)));
    members.push_back(
        {"wire_" + std::to_string(wires.size()) + "_of_" + stream.name, wires.back().get(), {from}, {to}});
  }
}

void Pipeline::make_layer(std::size_t l) {
  const Layer& layer = network.layers[l];
  Ports ports;
  Member member{layer.name, nullptr, {}, {}};
  for (const int s : layer.inputs) {
    ports.inputs.push_back(in_port(s));
    if (recording.waves) ports.inputs.back().note_wanted();
    if (recording.levels) ports.inputs.back().note_level();
    member.inputs.push_back(ways_[static_cast<std::size_t>(s)].channels.back());
  }
  for (const int s : layer.outputs) {
    ports.outputs.push_back(out_port(s));
    member.outputs.push_back(ways_[static_cast<std::size_t>(s)].channels.front());
  }
  layers.push_back(discipline_of(layer, std::move(ports)));
  Discipline& discipline = *layers.back();
  for (const int channel : member.outputs) {
    credits_[static_cast<std::size_t>(channel)] = discipline.credits();
    departures_[static_cast<std::size_t>(channel)] = discipline.departures();
  }
  if (endless(network, layer)) {
    discipline.end_after(stimulus.frames + frames_ahead_);
  } else if (layer.rtllib || layer.hls) {
    discipline.end_after(stimulus.frames);  // padding starts without waiting for a frame
  }
  if (recording.values) {
    ValuePorts queues;
    for (const int s : layer.inputs) queues.inputs.push_back(values[static_cast<std::size_t>(s)].get());
    for (const int s : layer.outputs) queues.outputs.push_back(values[static_cast<std::size_t>(s)].get());
    discipline.set_computation(compute(layer, std::move(queues)));
  }
  member.process = &discipline;
  members.push_back(std::move(member));
}

// No larger than needed: a large network's rings should fit in cache.
void Pipeline::size_rings() {
  for (std::size_t s = 0; s < ways_.size(); ++s) {
    for (const int c : ways_[s].channels) {
      Channel& channel = *channels[static_cast<std::size_t>(c)];
      std::uint64_t kept = channel.depth() + std::max(credits_[static_cast<std::size_t>(c)],
                                                      departures_[static_cast<std::size_t>(c)]);
      // Beside these, which beats before the first read as.
      const std::uint64_t history =
          static_cast<std::uint64_t>(recording.history_frames) * channel.frame_beats();
      if (recording.cycles) {
        channel.pushes.keep_all();
        channel.pops.keep_all();
      }
      channel.pushes.keep(kept + history);
      const int to = network.streams[s].to;
      if (to != kBorder && layers[static_cast<std::size_t>(to)]) {
        const Buffer& buffer = layers[static_cast<std::size_t>(to)]->schedule().buffer();
        kept = std::max(kept, static_cast<std::uint64_t>(buffer.places + 2 * buffer.unit));
      }
      // Slots that were never used are free from the FIFO's first cycle on.
      channel.pops.keep(kept + history, channel.delays.opens + std::min<Cycle>(-channel.delays.read_to_write,
                                                                               channel.place ? -2 : -1));
    }
    if (!recording.waves && recording.history_frames == 0) continue;
    if (OutPort* port = writer(static_cast<int>(s)))
      port->note_offered(channels[static_cast<std::size_t>(ways_[s].channels.front())]->pushes.kept(),
                         recording.cycles);
  }
}

namespace {

std::size_t place(const std::vector<int>& streams, int s) {
  return static_cast<std::size_t>(std::ranges::find(streams, s) - streams.begin());
}

}  // namespace

OutPort* Pipeline::writer(int s) const {
  const int from = network.stream(s).from;
  if (from == kBorder) return &sources[place(network.inputs, s)]->port();
  const auto& layer = layers[static_cast<std::size_t>(from)];
  if (!layer) return nullptr;
  return &layer->ports().outputs[place(network.layer(from).outputs, s)];
}

InPort* Pipeline::reader(int s) const {
  const int to = network.stream(s).to;
  if (to == kBorder) return &sinks[place(network.outputs, s)]->port();
  const auto& layer = layers[static_cast<std::size_t>(to)];
  if (!layer) return nullptr;
  return &layer->ports().inputs[place(network.layer(to).inputs, s)];
}

const Timeline& Pipeline::offered(int stream) const { return writer(stream)->offered(); }

const Timeline& Pipeline::pushes(int stream) const { return pushes_of(static_cast<std::size_t>(stream)); }
const Timeline& Pipeline::pops(int stream) const { return pops_of(static_cast<std::size_t>(stream)); }

Timeline& Pipeline::pushes_of(std::size_t s) const {
  Channel& own = *channels[s];
  const Way& way = ways_[s];
  return network.streams[s].wire && (own.wire || way.sliced_before) ? own.pops : own.pushes;
}

Timeline& Pipeline::pops_of(std::size_t s) const {
  Channel& own = *channels[s];
  const Way& way = ways_[s];
  if (network.streams[s].wire && !own.wire && !way.sliced_before) return own.pushes;
  return channels[static_cast<std::size_t>(way.last_fifo)]->pops;
}

std::uint64_t Pipeline::beats(std::size_t s) const {
  return static_cast<std::uint64_t>(stimulus.frames * network.streams[s].beats_per_frame);
}

void Pipeline::resume_from(const FrameBoundary& boundary) {
  // Latest first. Cycles that are not known are set one cycle apart.
  const auto back = [](const std::vector<Cycle>& known, std::uint64_t i) {
    const std::uint64_t last = std::min<std::uint64_t>(i, known.size());
    return known[last - 1] - static_cast<Cycle>(i - last);
  };
  for (std::size_t c = 0; c < channels.size(); ++c) {
    Channel& channel = *channels[c];
    for (std::uint64_t i = 1; i <= credits_[c]; ++i) channel.pushes[-i] = back(boundary.pushes[c], i);
    const std::vector<Cycle> at_once{channel.pushes.last() + 1};
    const std::vector<Cycle>& popped = boundary.pops[c].empty() ? at_once : boundary.pops[c];
    for (std::uint64_t i = 1; i <= std::max<std::uint64_t>(slots(c), 1); ++i)
      channel.pops[-i] = back(popped, i);
  }
  for (std::size_t l = 0; l < layers.size(); ++l) layers[l]->resume_from(boundary.layers[l].data());
}

bool Pipeline::complete() const {
  for (std::size_t s = ways_.size(); s-- > 0;) {  // the outputs finish last
    if (inside_part(network.streams[s])) continue;
    for (const int c : ways_[s].channels) {
      if (channels[static_cast<std::size_t>(c)]->pops.count() < beats(s)) return false;
    }
  }
  return true;
}

bool Pipeline::overrun() const {
  for (std::size_t s = 0; s < ways_.size(); ++s) {
    if (!network.endless(static_cast<int>(s)) && channels[s]->pops.count() > beats(s)) return true;
  }
  return false;
}

Cycle Pipeline::last_cycle() const {
  Cycle last = -1;
  const auto up_to = [&](const Timeline& kept, std::uint64_t known, std::uint64_t most, const auto& cycle) {
    const std::uint64_t count = std::min(known, most);
    if (known - count < kept.kept()) last = std::max(last, cycle(count - 1));
  };
  for (std::size_t s = 0; s < ways_.size(); ++s) {
    for (const int c : ways_[s].channels) {
      const Channel& channel = *channels[static_cast<std::size_t>(c)];
      const auto taken = [&](std::uint64_t beat) { return channel.taken(beat); };
      if (!channel.wire) up_to(channel.pushes, channel.taken(), beats(s), taken);
      const auto popped = [&](std::uint64_t beat) { return channel.pops[beat]; };
      up_to(channel.pops, channel.pops.count(), beats(s), popped);
    }
  }
  return last;
}

bool Pipeline::inside_part(const Stream& stream) const {
  return stream.from != kBorder && stream.to != kBorder && !layers[static_cast<std::size_t>(stream.from)] &&
         !layers[static_cast<std::size_t>(stream.to)];
}

bool Pipeline::monotone() const {
  return std::ranges::all_of(layers, [](const auto& layer) { return !layer || layer->monotone(); });
}

bool Pipeline::looks_ahead() const {
  return std::ranges::any_of(layers, [](const auto& layer) { return layer && layer->looks_ahead(); });
}

// A process that has ended would have continued after its latest transfer.
Cycle Pipeline::untouched_by_the_end() const {
  Cycle cycle = INT64_MAX;
  for (const auto& source : sources) cycle = std::min(cycle, source->port().channel().pushes.last() + 1);
  for (const auto& layer : layers) {
    if (layer && !layer->monotone()) cycle = std::min(cycle, layer->no_pop_before());
  }
  return cycle;
}

std::int64_t Pipeline::frames_begun() const {
  std::int64_t frames = 0;
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    if (network.endless(static_cast<int>(s))) continue;
    const auto pushed = static_cast<std::int64_t>(channels[s]->pushes.count());
    frames = std::max(frames, pushed / network.streams[s].beats_per_frame + 1);
  }
  return std::min(frames, stimulus.frames);
}

FrameTimes Pipeline::frame_times() const {
  FrameTimes times;
  std::size_t begun = static_cast<std::size_t>(stimulus.frames);
  std::size_t ended = begun;
  for (const auto& source : sources) begun = std::min(begun, source->first_in().size());
  for (const auto& sink : sinks) ended = std::min(ended, sink->last_out().size());
  times.first_in.assign(begun, INT64_MAX);
  times.last_out.assign(ended, -1);
  for (std::size_t f = 0; f < begun; ++f) {
    for (const auto& source : sources) times.first_in[f] = std::min(times.first_in[f], source->first_in()[f]);
  }
  for (std::size_t f = 0; f < ended; ++f) {
    for (const auto& sink : sinks) times.last_out[f] = std::max(times.last_out[f], sink->last_out()[f]);
  }
  return times;
}

std::vector<Wait> Pipeline::waits() const {
  std::vector<Wait> waits;
  if (complete()) return waits;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    if (!layers[l]) continue;
    for (const Lack& lack : layers[l]->lacks()) {
      const std::vector<int>& streams = lack.room ? network.layers[l].outputs : network.layers[l].inputs;
      waits.push_back({static_cast<int>(l), streams[lack.port], lack.room});
    }
  }
  return waits;
}

Trace Pipeline::take_trace(std::string engine, Cycle last) {
  Trace trace;
  trace.engine = std::move(engine);
  trace.timed = true;
  trace.has_values = recording.values;
  trace.complete = complete();
  trace.last_cycle = last;
  trace.frames = frame_times();
  for (const auto& layer : layers) {
    trace.layers.push_back(layer ? layer->activity(last) : LayerActivity{});
  }
  for (const auto& channel : channels) channel->settle_offers();
  for (std::size_t s = 0; s < ways_.size(); ++s) {
    StreamTrace& stream = trace.streams.emplace_back();
    stream.values = std::move(recorded_values_[s]);
    if (!recording.cycles) continue;
    if (recording.waves) note_waves(s, stream);
  }
  for (std::size_t s = 0; s < ways_.size() && recording.cycles; ++s) {
    StreamTrace& stream = trace.streams[s];
    if (network.streams[s].wire) {
      stream.push = stream.pop = pops_of(s).take();
    } else {
      stream.push = pushes_of(s).take();
      stream.pop = pops_of(s).take();
    }
    cut(stream, last);
  }
  drop_surplus(network, stimulus.frames, trace);
  return trace;
}

// Records when beats were first offered and wanted: all transferred beats and the next one.
void Pipeline::note_waves(std::size_t s, StreamTrace& trace) {
  const Stream& stream = network.streams[s];
  const auto index = static_cast<int>(s);
  if (writer(index) != nullptr) {
    const Timeline& pushes = channels[s]->pushes;
    // Valid for a beat rises only after the previous beats are gone.
    for (std::uint64_t beat = 0; beat < pushes.count(); ++beat)
      trace.offered.push_back(std::max(offered(index)[beat], beat > 0 ? pushes[beat - 1] + 1 : Cycle{0}));
    const std::optional<Cycle> next = stream.from == kBorder
                                          ? sources[place(network.inputs, index)]->offered_next()
                                          : layers[static_cast<std::size_t>(stream.from)]->offered_next(
                                                place(network.layer(stream.from).outputs, index));
    if (next) trace.offered.push_back(*next);
  }
  InPort* const port = reader(index);
  if (port == nullptr) return;
  trace.wanted = std::move(port->wanted());
  // After the last frame, a layer holds its first input's ready high for a beat that never comes.
  if (stream.to == kBorder || !complete()) return;
  const auto to = static_cast<std::size_t>(stream.to);
  if (network.layers[to].inputs[0] != index) return;
  if (const std::optional<Cycle> wanted = layers[to]->wanted_from()) trace.wanted.push_back(*wanted);
}

std::uint64_t Pipeline::slots(std::size_t c) const {
  const Channel& channel = *channels[c];
  if (channel.has_offers()) return std::max<std::uint64_t>(departures_[c], 1);  // however far ahead offers go
  if (!channel.unlimited) return std::max(departures_[c], channel.depth());
  // With a stall pattern, the next beat's cycle depends on the latest pop.
  const bool held_back = c < ways_.size() && !stimulus.traffic.streams[c].pop.always_open();
  return std::max<std::uint64_t>(departures_[c], held_back ? 1 : 0);
}

void Pipeline::copy_pops(std::size_t c, Cycle* to) const {
  const Timeline& pops = channels[c]->pops;
  for (std::uint64_t i = 1; i <= slots(c); ++i) *to++ = pops[pops.count() - i];
}

void Pipeline::copy_pushes(std::size_t c, Cycle* to) const {
  const Channel& channel = *channels[c];
  const bool offers = channel.has_offers();
  const std::uint64_t count = offers ? channel.pops.count() : channel.pushes.count();
  for (std::uint64_t beat = count; beat != count - credits_[c];) {
    --beat;
    *to++ = offers ? channel.shown(beat) : channel.pushes[beat];
  }
}

std::int64_t Pipeline::level(std::size_t s) const {
  if (ways_[s].reader >= 0) return wires[static_cast<std::size_t>(ways_[s].reader)]->from().level();
  const InPort* const port = reader(static_cast<int>(s));
  return port != nullptr ? port->level() : 0;
}

}  // namespace weir::models
