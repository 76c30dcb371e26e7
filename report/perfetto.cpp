#include "report/perfetto.hpp"

#include <cmath>
#include <optional>

#include "report/perfetto.pb.h"

namespace weir::report {

namespace {

using perfetto::TrackEvent;

// Packets are of one sequence, of which the first says that nothing before it counts.
constexpr std::uint32_t kSequence = 1;
constexpr std::uint32_t kCleared = 1;

class Trace {
 public:
  explicit Trace(double clock_mhz) : ns_a_cycle_(1000 / clock_mhz) {}

  std::uint64_t process(const std::string& name) {
    perfetto::TrackDescriptor& track = descriptor(name);
    track.mutable_process()->set_pid(static_cast<std::int32_t>(track.uuid()));
    track.mutable_process()->set_process_name(name);
    return track.uuid();
  }
  std::uint64_t track(const std::string& name, std::uint64_t parent) {
    perfetto::TrackDescriptor& track = descriptor(name);
    track.set_parent_uuid(parent);
    return track.uuid();
  }
  std::uint64_t counter(const std::string& name, std::uint64_t parent, const std::string& unit) {
    perfetto::TrackDescriptor& track = descriptor(name);
    track.set_parent_uuid(parent);
    track.mutable_counter()->set_unit_name(unit);
    return track.uuid();
  }
  void slice(std::uint64_t track, const std::string& name, Cycle from, Cycle to) {
    TrackEvent& begin = event(track, TrackEvent::TYPE_SLICE_BEGIN, from);
    begin.set_name(name);
    begin.add_categories("layer");
    event(track, TrackEvent::TYPE_SLICE_END, to);
  }
  // A frame's passage, joined with its others.
  void step(std::uint64_t track, const std::string& name, Cycle at, std::uint64_t flow) {
    TrackEvent& begin = event(track, TrackEvent::TYPE_SLICE_BEGIN, at);
    begin.set_name(name);
    begin.add_categories("frame");
    begin.add_flow_ids(flow);
    event(track, TrackEvent::TYPE_SLICE_END, at + 1);
  }
  void count(std::uint64_t track, std::int64_t value, Cycle at) {
    event(track, TrackEvent::TYPE_COUNTER, at).set_counter_value(value);
  }
  [[nodiscard]] std::string bytes() const { return trace_.SerializeAsString(); }

 private:
  perfetto::TracePacket& packet() {
    perfetto::TracePacket& packet = *trace_.add_packet();
    packet.set_trusted_packet_sequence_id(kSequence);
    if (trace_.packet_size() == 1) packet.set_sequence_flags(kCleared);
    return packet;
  }
  perfetto::TrackDescriptor& descriptor(const std::string& name) {
    perfetto::TrackDescriptor& track = *packet().mutable_track_descriptor();
    track.set_uuid(next_++);
    track.set_name(name);
    return track;
  }
  TrackEvent& event(std::uint64_t track, TrackEvent::Type type, Cycle at) {
    perfetto::TracePacket& of = packet();
    of.set_timestamp(static_cast<std::uint64_t>(std::llround(static_cast<double>(at) * ns_a_cycle_)));
    TrackEvent& event = *of.mutable_track_event();
    event.set_type(type);
    event.set_track_uuid(track);
    return event;
  }

  double ns_a_cycle_;
  perfetto::Trace trace_;
  std::uint64_t next_ = 1;
};

const char* label_of(const LayerActivity& cycle) {
  return cycle.busy > 0 ? "busy" : cycle.blocked > 0 ? "blocked" : "starved";
}

// Of single cycles: a slice for each that is busy or blocked, joined with those alike.
void add_labels(Trace& trace, std::uint64_t track, const DetailLevel& level,
                const std::vector<LayerActivity>& spans) {
  for (std::size_t from = 0; from < spans.size();) {
    const std::string label = label_of(spans[from]);
    std::size_t to = from + 1;
    while (to < spans.size() && label_of(spans[to]) == label) ++to;
    if (label != "starved")
      trace.slice(track, label, level.from + static_cast<Cycle>(from), level.from + static_cast<Cycle>(to));
    from = to;
  }
}

template <class Value>
void add_counter(Trace& trace, std::uint64_t track, const DetailLevel& level, const Value& value) {
  std::optional<std::int64_t> before;
  for (std::int64_t span = 0; span < level.spans; ++span) {
    const std::int64_t now = value(static_cast<std::size_t>(span));
    if (before == now) continue;
    trace.count(track, now, level.from + span * level.width);
    before = now;
  }
}

}  // namespace

std::string perfetto(const RunResult& result) {
  const Picture& picture = *result.picture;
  Trace trace(result.clock_mhz);
  const std::uint64_t layers = trace.process(result.scenario + ": layers");
  const std::uint64_t streams = trace.process(result.scenario + ": beats held");
  const std::uint64_t frames = trace.process(result.scenario + ": frames");
  if (picture.levels.empty()) return trace.bytes();
  const DetailLevel& whole = picture.levels.front();
  const DetailLevel& fine = picture.levels.back();
  for (std::size_t l = 0; l < result.layers.size(); ++l) {
    const std::string& name = result.layers[l].name;
    if (fine.width == 1) add_labels(trace, trace.track(name, layers), fine, fine.layers[l]);
    if (whole.width == 1) continue;
    const auto share = [&](std::int64_t LayerActivity::*label) {
      return [&, label](std::size_t span) {
        const LayerActivity& of = whole.layers[l][span];
        const std::int64_t all = of.busy + of.blocked + of.starved;
        return all > 0 ? 100 * (of.*label) / all : 0;
      };
    };
    add_counter(trace, trace.counter(name + " busy", layers, "%"), whole, share(&LayerActivity::busy));
    add_counter(trace, trace.counter(name + " blocked", layers, "%"), whole, share(&LayerActivity::blocked));
  }
  for (std::size_t s = 0; s < result.streams.size(); ++s) {
    add_counter(trace, trace.counter(result.streams[s].name, streams, "beats"), whole,
                [&](std::size_t span) { return whole.held[s][span]; });
  }
  // Where each frame's last beat entered each stream.
  std::vector<std::uint64_t> tracks;
  for (const StreamResult& stream : result.streams) tracks.push_back(trace.track(stream.name, frames));
  for (std::size_t f = 0; f < picture.marks.size(); ++f) {
    for (std::size_t s = 0; s < tracks.size(); ++s) {
      if (picture.marks[f][s].last < 0) continue;
      trace.step(tracks[s], "frame " + std::to_string(f), picture.marks[f][s].last, f + 1);
    }
  }
  return trace.bytes();
}

}  // namespace weir::report
