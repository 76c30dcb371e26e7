#include "models/analysis/causes.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "models/hosts/scheduler.hpp"

namespace weir::models {

namespace {

// Something that an event may have waited for, and the first cycle in which it allowed the event.
struct Candidate {
  Causes::Event event;
  Cause cause = Cause::kIterations;
  int place = -1;
  Cycle allows = -1;
};

// The first candidate as late as the event. If there is none and `stream` has a stall pattern, the latest
// candidate.
std::optional<Causes::Back> tight(const std::vector<Candidate>& candidates, Cycle at, int stream) {
  const Candidate* best = nullptr;
  for (const Candidate& candidate : candidates) {
    if (best == nullptr || candidate.allows > best->allows) best = &candidate;
  }
  if (best == nullptr || best->allows > at) return std::nullopt;
  if (best->allows < at && stream < 0) return std::nullopt;
  Causes::Back step;
  step.event = best->event;
  step.span = {best->cause, best->place, best->event.at, best->allows - best->event.at};
  if (best->allows < at) step.held = CausalSpan{Cause::kTraffic, stream, best->allows, at - best->allows};
  return step;
}

std::optional<Cycle> kept(const Timeline& timeline, std::int64_t beat) {
  const auto count = static_cast<std::int64_t>(timeline.count());
  if (beat < 0 || beat >= count || count - beat > static_cast<std::int64_t>(timeline.kept()))
    return std::nullopt;
  return timeline[static_cast<std::uint64_t>(beat)];
}

// The last recorded beat before `cycle` in a growing timeline.
std::int64_t last_before(const Timeline& timeline, Cycle cycle) {
  auto end = static_cast<std::int64_t>(timeline.count());
  std::int64_t begin = std::max<std::int64_t>(end - static_cast<std::int64_t>(timeline.kept()), 0);
  while (begin < end) {
    const std::int64_t middle = begin + (end - begin) / 2;
    if (timeline[static_cast<std::uint64_t>(middle)] < cycle) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin - 1;
}

std::size_t port_of(const std::vector<int>& streams, int stream) {
  return static_cast<std::size_t>(std::ranges::find(streams, stream) - streams.begin());
}

}  // namespace

Causes::Causes(const Pipeline& pipeline)
    : pipeline_(pipeline), network_(pipeline.network), places_(pipeline.channels.size()) {
  for (int s = 0; s < static_cast<int>(network_.streams.size()); ++s) {
    const std::vector<int>& way = pipeline.channels_of(s);
    for (std::size_t i = 0; i < way.size(); ++i) {
      places_[static_cast<std::size_t>(way[i])] = {s, i > 0 ? way[i - 1] : -1,
                                                   i + 1 < way.size() ? way[i + 1] : -1};
    }
    offers_.push_back(&pipeline.offered(s));
  }
  for (std::size_t l = 0; l < network_.layers.size(); ++l) {
    const Layer& layer = network_.layers[l];
    iterations_.push_back(layer.monotone()
                              ? std::make_unique<Iterations>(pipeline.layers[l]->schedule(),
                                                             layer.inputs.size(), layer.outputs.size())
                              : nullptr);
  }
}

std::int64_t Causes::a_frame(const Event& event) const {
  if (event.kind != Event::Kind::kIssue) return static_cast<std::int64_t>(channel(event.index).frame_beats());
  return iterations(event.index)->a_frame();
}

std::optional<Cycle> Causes::pushed(int index, std::int64_t beat) const {
  return kept(channel(index).pushes, beat);
}

std::optional<Cycle> Causes::popped(int index, std::int64_t beat) const {
  return kept(channel(index).pops, beat);
}

std::optional<Cycle> Causes::offered(int stream, std::int64_t beat) const {
  const Timeline& offers = *offers_[static_cast<std::size_t>(stream)];
  const Channel& first = channel(pipeline_.first_channel(stream));
  if (!kept(first.pushes, beat) ||
      static_cast<std::int64_t>(first.pushes.count()) - beat > static_cast<std::int64_t>(offers.kept()))
    return std::nullopt;
  return offers[static_cast<std::uint64_t>(beat)];
}

std::optional<Cycle> Causes::seen(int index, std::int64_t beat) const {
  const std::optional<Cycle> at = pushed(index, beat);
  return at ? std::optional(*at + channel(index).delays.write_to_read) : std::nullopt;
}

std::optional<Causes::Event> Causes::push(int stream, std::int64_t beat) const {
  const int index = pipeline_.first_channel(stream);
  if (channel(index).has_offers()) return pop(stream, beat);
  const std::optional<Cycle> at = pushed(index, beat);
  return at ? std::optional(Event{Event::Kind::kPush, index, beat, *at}) : std::nullopt;
}

std::optional<Causes::Event> Causes::pop(int stream, std::int64_t beat) const {
  const int index = pipeline_.last_channel(stream);
  const std::optional<Cycle> at = popped(index, beat);
  return at ? std::optional(Event{Event::Kind::kPop, index, beat, *at}) : std::nullopt;
}

std::optional<Cycle> Causes::issue(int layer, const Iterations::At& at) const {
  const Layer& of = network_.layer(layer);
  const bool buffered = at.step->needs != Step::kNothing;
  for (std::size_t i = 0; i < of.inputs.size() && !buffered; ++i) {
    if ((at.step->reads >> i & 1U) != 0) return popped(pipeline_.last_channel(of.inputs[i]), at.reads[i]);
  }
  for (std::size_t o = 0; o < of.outputs.size(); ++o) {
    if ((at.step->writes >> o & 1U) == 0) continue;
    const std::optional<Cycle> from = offered(of.outputs[o], at.writes[o]);
    if (!from) return std::nullopt;
    return pipeline_.layers[static_cast<std::size_t>(layer)]->issue_of(*from);
  }
  return std::nullopt;
}

std::optional<Causes::Back> Causes::before(const Event& event) const {
  switch (event.kind) {
    case Event::Kind::kPush:
      return before_push(event);
    case Event::Kind::kPop:
      return before_pop(event);
    default:
      return before_issue(event);
  }
}

std::optional<Causes::Back> Causes::before_push(const Event& event) const {
  const Channel& c = channel(event.index);
  const auto& [stream, upstream, behind] = place(event.index);
  const auto depth = static_cast<std::int64_t>(c.depth());
  if (upstream >= 0)  // a wire: the beat leaves the previous channel in the same cycle
    return Back{{Event::Kind::kPop, upstream, event.n, event.at}, {Cause::kBeat, stream, event.at, 0}, {}};
  const int from = network_.stream(stream).from;
  std::vector<Candidate> candidates;
  const Iterations* const nest = from == kBorder ? nullptr : iterations(from);
  if (nest != nullptr) {
    const auto output = port_of(network_.layer(from).outputs, stream);
    const std::optional<Cycle> offer = offered(stream, event.n);
    const std::optional<Iterations::At> writer = nest->writing(output, event.n);
    if (!offer || !writer) return std::nullopt;
    const Cycle issued = pipeline_.layers[static_cast<std::size_t>(from)]->issue_of(*offer);
    candidates.push_back(
        {{Event::Kind::kIssue, from, writer->iteration, issued}, Cause::kPipeline, from, *offer});
  }
  if (const auto at = pushed(event.index, event.n - 1))
    candidates.push_back(
        {{Event::Kind::kPush, event.index, event.n - 1, *at}, Cause::kOrder, stream, *at + 1});
  if (const auto at = c.unlimited ? std::nullopt : popped(event.index, event.n - depth);
      at && !c.has_offers())
    candidates.push_back({{Event::Kind::kPop, event.index, event.n - depth, *at},
                          Cause::kRoom,
                          stream,
                          *at + c.delays.read_to_write});
  if (from == kBorder || nest != nullptr) return tight(candidates, event.at, stream);
  // Other hardware: the beat waited for room, or else for its layer's previous event.
  const std::optional<Cycle> offer = offered(stream, event.n);
  if (!candidates.empty() && candidates.back().cause == Cause::kRoom &&
      candidates.back().allows == event.at && offer && *offer < event.at)
    return tight({candidates.back()}, event.at, -1);
  return before_touch(from, event);
}

std::optional<Causes::Back> Causes::before_pop(const Event& event) const {
  const Channel& c = channel(event.index);
  const auto& [stream, upstream, behind] = place(event.index);
  const int to = network_.stream(stream).to;
  const std::optional<Cycle> front = seen(event.index, event.n);
  if (!front) return std::nullopt;
  const Candidate data{{Event::Kind::kPush, event.index, event.n, *front - c.delays.write_to_read},
                       Cause::kBeat,
                       stream,
                       *front};
  std::vector<Candidate> candidates;
  if (const auto at = popped(event.index, event.n - 1))
    candidates.push_back(
        {{Event::Kind::kPop, event.index, event.n - 1, *at}, Cause::kOrder, stream, *at + 1});
  candidates.push_back(data);
  if (behind >= 0) {
    const Channel& next = channel(behind);
    const std::int64_t freed = event.n - static_cast<std::int64_t>(next.depth());
    if (const auto at = popped(behind, freed); at && !next.has_offers())
      candidates.push_back(
          {{Event::Kind::kPop, behind, freed, *at}, Cause::kRoom, stream, *at + next.delays.read_to_write});
    return tight(candidates, event.at, stream);
  }
  if (to == kBorder) return tight(candidates, event.at, stream);
  const Iterations* const nest = iterations(to);
  if (nest == nullptr) {
    if (*front == event.at) return tight({data}, event.at, -1);
    return before_touch(to, event);
  }
  const auto input = port_of(network_.layer(to).inputs, stream);
  const Buffer& buffer = pipeline_.layers[static_cast<std::size_t>(to)]->schedule().buffer();
  if (buffer.places == 0 || input != 0) {
    const std::optional<Iterations::At> reader = nest->reading(input, event.n);
    if (!reader) return std::nullopt;
    return Back{
        {Event::Kind::kIssue, to, reader->iteration, event.at}, {Cause::kIterations, to, event.at, 0}, {}};
  }
  // The buffer's reader: the beat's unit needs a place.
  const std::int64_t unit = event.n / buffer.unit * buffer.unit;
  if (const auto freeing = nest->freeing(unit - buffer.places)) {
    const std::optional<Cycle> at = issue(to, *freeing);
    if (!at) return std::nullopt;
    candidates.push_back({{Event::Kind::kIssue, to, freeing->iteration, *at}, Cause::kBuffer, to, *at + 1});
  }
  return tight(candidates, event.at, stream);
}

std::optional<Causes::Back> Causes::before_issue(const Event& event) const {
  const int layer = event.index;
  const Layer& of = network_.layer(layer);
  const Iterations& nest = *iterations(layer);
  const Iterations::At at = nest.at(event.n);
  const Step& step = *at.step;
  std::vector<Candidate> candidates;
  if (const std::optional<Iterations::Before> last = nest.before(at)) {
    const std::optional<Cycle> issued = issue(layer, last->at);
    if (!issued) return std::nullopt;
    // With a delay, the iteration is due that much later than its turn.
    const Cycle turn = step.delay > 0 ? *issued + 1 + step.idle + step.delay : *issued + last->cycles;
    candidates.push_back(
        {{Event::Kind::kIssue, layer, last->at.iteration, *issued}, Cause::kIterations, layer, turn});
  }
  for (std::size_t i = 0; i < of.inputs.size(); ++i) {
    if (((step.reads | step.waits) >> i & 1U) == 0) continue;
    const int from = pipeline_.last_channel(of.inputs[i]);
    const std::optional<Cycle> front = seen(from, at.reads[i]);
    if (!front) return std::nullopt;
    const Cycle visible = channel(from).delays.write_to_read;
    candidates.push_back({{Event::Kind::kPush, from, at.reads[i], *front - visible},
                          Cause::kBeat,
                          of.inputs[i],
                          *front + step.delay});
  }
  const Buffer& buffer = pipeline_.layers[static_cast<std::size_t>(layer)]->schedule().buffer();
  if (step.needs != Step::kNothing) {
    const std::int64_t beat =
        at.freed +
        (step.needs == Step::kOffsets ? buffer.offsets[static_cast<std::size_t>(at.position)] : step.needs);
    const int from = pipeline_.last_channel(of.inputs[0]);
    const std::optional<Cycle> read = popped(from, beat);
    if (!read) return std::nullopt;
    candidates.push_back({{Event::Kind::kPop, from, beat, *read}, Cause::kBuffer, layer, *read + 1});
  }
  const auto credits =
      static_cast<std::int64_t>(pipeline_.layers[static_cast<std::size_t>(layer)]->credits());
  for (std::size_t o = 0; o < of.outputs.size(); ++o) {
    if ((step.writes >> o & 1U) == 0) continue;
    const int to = pipeline_.first_channel(of.outputs[o]);
    if (const auto back = pushed(to, at.writes[o] - credits))
      candidates.push_back(
          {{Event::Kind::kPush, to, at.writes[o] - credits, *back}, Cause::kCredit, layer, *back + 1});
  }
  // A stall pattern can only delay the input's beat here.
  return tight(candidates, event.at, of.inputs.empty() ? -1 : of.inputs[0]);
}

std::optional<Causes::Back> Causes::before_touch(int layer, const Event& event) const {
  const Layer& of = network_.layer(layer);
  std::optional<Event> last;
  const auto look = [&](Event::Kind kind, int index, const Timeline& timeline) {
    const std::int64_t beat = last_before(timeline, event.at);
    if (beat < 0) return;
    const Cycle at = timeline[static_cast<std::uint64_t>(beat)];
    if (!last || at > last->at) last = Event{kind, index, beat, at};
  };
  // A beat popped in the cycle of a push may have made room for that push.
  if (event.kind == Event::Kind::kPop) {
    for (const int s : of.outputs) {
      const int index = pipeline_.first_channel(s);
      const Channel& c = channel(index);
      const Timeline& moved = c.has_offers() ? c.pops : c.pushes;
      const std::int64_t beat = last_before(moved, event.at + 1);
      const std::optional<Cycle> offer = offered(s, beat);
      if (beat < 0 || moved[static_cast<std::uint64_t>(beat)] != event.at || !offer || *offer >= event.at)
        continue;
      const Event out{c.has_offers() ? Event::Kind::kPop : Event::Kind::kPush, index, beat, event.at};
      return Back{out, {Cause::kHardware, layer, event.at, 0}, {}};
    }
  }
  for (const int s : of.inputs) {
    const int index = pipeline_.last_channel(s);
    look(Event::Kind::kPop, index, channel(index).pops);
  }
  for (const int s : of.outputs) {
    const int index = pipeline_.first_channel(s);
    const Channel& c = channel(index);
    if (c.has_offers()) {
      look(Event::Kind::kPop, index, c.pops);
    } else {
      look(Event::Kind::kPush, index, c.pushes);
    }
  }
  if (!last) return std::nullopt;
  return Back{*last, {Cause::kHardware, layer, last->at, event.at - last->at}, {}};
}

std::vector<CausalSpan> Causes::way_back(const Event& event, std::size_t most) const {
  std::vector<CausalSpan> spans;
  const auto add = [&](const CausalSpan& span) {
    if (span.cycles == 0) return;
    if (!spans.empty() && spans.back().cause == span.cause && spans.back().place == span.place) {
      spans.back().from = span.from;
      spans.back().cycles += span.cycles;
    } else {
      spans.push_back(span);
    }
  };
  constexpr std::int64_t kMostSteps = 20'000'000;
  std::int64_t steps = 0;
  for (std::optional<Back> step = before(event); step && steps < kMostSteps; step = before(step->event)) {
    ++steps;
    if (step->held) add(*step->held);
    add(step->span);
    if (spans.size() > most) {
      spans.pop_back();
      break;
    }
  }
  return spans;
}

namespace {

// The first kAllMet events of the walk are remembered, then only one in every few.
constexpr std::size_t kAllMet = 4096;
constexpr std::size_t kMetEvery = 64;

// Where the walk first met an event.
struct Met {
  Cycle at = 0;
  std::int64_t frame = 0;
  std::size_t step = 0;
};

struct EventHash {
  std::size_t operator()(const std::array<std::int64_t, 3>& key) const {
    std::uint64_t hash = 0;
    for (const std::int64_t part : key)
      hash = (hash ^ static_cast<std::uint64_t>(part)) * 0x9E3779B97F4A7C15U + (hash >> 29U);
    return static_cast<std::size_t>(hash ^ (hash >> 32U));
  }
};

CriticalRing ring_of(const std::vector<CausalSpan>& spans, Interval length, std::size_t most_spans) {
  CriticalRing ring;
  ring.length = length;
  std::map<std::pair<int, Cause>, CausalShare> shares;
  for (const CausalSpan& span : spans) {
    CausalShare& share = shares[{span.place, span.cause}];
    share.cause = span.cause;
    share.place = span.place;
    share.cycles += span.cycles;
    ++share.spans;
    ring.exact = ring.exact && span.cause != Cause::kHardware;
  }
  for (const auto& [key, share] : shares) ring.shares.push_back(share);
  std::ranges::stable_sort(ring.shares, std::ranges::greater{}, &CausalShare::cycles);
  ring.spans.assign(spans.rbegin(), spans.rend());
  if (ring.spans.size() > most_spans) ring.spans.resize(most_spans);
  return ring;
}

// Walks back from the last beat that came out until it meets an event of an earlier frame again, a whole
// number of periods apart.
std::optional<CriticalRing> find_ring_in(const Pipeline& pipeline, const SteadyState& steady,
                                         std::int64_t last_frame, const RingQuery& query) {
  const Causes causes(pipeline);
  std::optional<Causes::Event> event;
  for (const int s : pipeline.network.outputs) {
    const std::optional<Causes::Event> out =
        causes.pop(s, (last_frame + 1) * pipeline.network.stream(s).beats_per_frame - 1);
    if (out && (!event || out->at > event->at)) event = out;
  }
  if (!event) return std::nullopt;
  std::unordered_map<std::array<std::int64_t, 3>, Met, EventHash> met;
  std::vector<CausalSpan> spans;  // not joined across a `met` event
  std::vector<std::size_t> begin;
  for (std::size_t steps = 0;; ++steps) {
    const std::int64_t frame = causes.frame(*event);
    const std::int64_t phase = frame % steady.period_frames;
    const std::array<std::int64_t, 3> key{
        static_cast<std::int64_t>(event->kind) + 4 * static_cast<std::int64_t>(event->index),
        causes.in_frame(*event), phase};
    const Met now{event->at, frame, spans.size()};
    // After closing a ring, the walk follows it again and meets each of its events, so remembering some is
    // enough.
    const auto known = met.find(key);
    if (known == met.end() && (steps < kAllMet || steps % kMetEvery == 0)) met.emplace(key, now);
    if (known != met.end()) {
      const Met& later = known->second;
      const Interval length{later.at - event->at, later.frame - frame};
      if (length.frames > 0 && length == steady.interval()) {
        const std::vector<CausalSpan> ring(spans.begin() + static_cast<std::ptrdiff_t>(later.step),
                                           spans.end());
        return ring_of(ring, length, query.most_spans);
      }
      known->second = now;
    }
    const std::optional<Causes::Back> step = causes.before(*event);
    if (!step) return std::nullopt;
    if (step->held && step->held->cycles > 0) spans.push_back(*step->held);
    if (step->span.cycles > 0) spans.push_back(step->span);
    event = step->event;
  }
}

}  // namespace

std::optional<CriticalRing> critical_ring(const Network& network, const Traffic& traffic,
                                          const SteadyState& steady, const RingQuery& query) {
  std::int64_t a_frame = 0;
  for (const Stream& stream : network.streams) a_frame += stream.beats_per_frame;
  // In other hardware, the last frames may behave differently because no frames follow them.
  const bool monotone = std::ranges::all_of(network.layers, &Layer::monotone);
  const std::int64_t after = monotone ? 0 : 2;
  const std::int64_t least = steady.period_frames;
  for (std::int64_t extra = least;; extra *= 4) {
    const std::int64_t history = extra + 1 + after;
    if (extra > least && history * a_frame > query.most_beats) return std::nullopt;
    const Stimulus stimulus{steady.frames_needed + extra + after, traffic, {}};
    Recording recording;
    recording.history_frames = std::min(history, stimulus.frames);
    recording.offer_ahead();
    Pipeline pipeline(network, stimulus, recording);
    Scheduler scheduler(pipeline, 0);
    scheduler.run([] { return false; });
    if (!pipeline.complete()) return std::nullopt;
    std::optional<CriticalRing> ring = find_ring_in(pipeline, steady, stimulus.frames - 1 - after, query);
    if (ring) return ring;
  }
}

}  // namespace weir::models
