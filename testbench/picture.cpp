#include "testbench/picture.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "models/analysis/bounds.hpp"
#include "models/analysis/causes.hpp"
#include "models/analysis/lanes.hpp"
#include "models/hosts/scheduler.hpp"
#include "network/frame_source.hpp"

namespace weir::testbench {

namespace {

// Of one window of detail.
constexpr std::int64_t kWindowSpans = 1024;
// From one level of detail to the next.
constexpr Cycle kZoom = 8;
// Frames whose paths through the streams are drawn.
constexpr std::int64_t kMostMarks = 32;
constexpr std::int64_t kMostMarkedStreams = 6'000;  // frames x streams
constexpr std::size_t kMostWaySpans = 48;
// Input pictures drawn.
constexpr std::int64_t kMostInputs = 16;
constexpr std::int64_t kMostInputValues = 200'000;

class Recorder {
 public:
  Recorder(const Scenario& scenario, const Network& network, const std::optional<models::SteadyState>& steady,
           const std::optional<PaceResult>& pace, const PictureOptions& options)
      : scenario_(scenario), network_(network), steady_(steady), pace_(pace), options_(options) {}

  Picture operator()() {
    record();
    find_bound();
    if (steady_) {
      picture_.interval = steady_->interval();
      picture_.ring = models::critical_ring(network_, scenario_.traffic, *steady_);
      picture_.reason = reason();
      try_depths();
    }
    take_inputs();
    return std::move(picture_);
  }

 private:
  [[nodiscard]] std::int64_t beats_a_frame() const {
    std::int64_t beats = 0;
    for (const Stream& stream : network_.streams) beats += stream.beats_per_frame;
    return beats;
  }

  void record() {
    picture_.frames = std::clamp<std::int64_t>(options_.most_beats / beats_a_frame(), 1, scenario_.frames);
    const Stimulus stimulus{picture_.frames, scenario_.traffic, {}};
    models::Recording recording;
    recording.history_frames = picture_.frames;
    recording.offer_ahead();
    models::Pipeline pipeline(network_, stimulus, recording);
    models::Scheduler scheduler(pipeline, 0);
    scheduler.run([] { return false; });
    const models::Causes causes(pipeline);
    const Cycle last = pipeline.last_cycle();
    picture_.cycles = last + 1;
    lay_levels(pipeline.frame_times());
    for (int l = 0; l < static_cast<int>(network_.layers.size()); ++l) take_layer(pipeline, causes, l, last);
    for (int s = 0; s < static_cast<int>(network_.streams.size()); ++s)
      take_stream(pipeline, causes, s, last);
    mark_frames(pipeline);
    for (const auto& [stream, beat] : options_.beats) add_beat(causes, stream, beat);
  }

  // --- Levels of detail ---

  void lay_levels(const FrameTimes& times) {
    const std::size_t layers = network_.layers.size();
    const std::size_t streams = network_.streams.size();
    const auto lanes = static_cast<std::int64_t>(layers + streams);
    const auto add = [&](Cycle from, Cycle width, std::int64_t spans) {
      DetailLevel& level = picture_.levels.emplace_back();
      level.from = from;
      level.width = width;
      level.spans = spans;
      level.layers.assign(layers, std::vector<LayerActivity>(static_cast<std::size_t>(spans)));
      level.held.assign(streams, std::vector<std::int64_t>(static_cast<std::size_t>(spans)));
    };
    Cycle width = 1;
    while ((picture_.cycles + width - 1) / width * lanes > options_.most_spans / 2) width *= 2;
    add(0, width, (picture_.cycles + width - 1) / width);
    // Detail down to single cycles around one place: by default, where the middle frame comes out.
    Cycle focus = picture_.cycles - 1;
    if (times.last_out.size() >= 2) focus = times.last_out[times.last_out.size() / 2];
    focus = std::clamp<Cycle>(options_.focus.value_or(focus), 0, picture_.cycles - 1);
    std::int64_t deeper = 0;
    for (Cycle w = width; w > 1; w = std::max<Cycle>(w / kZoom, 1)) ++deeper;
    if (deeper == 0) return;
    const std::int64_t spans =
        std::clamp<std::int64_t>(options_.most_spans / 2 / deeper / lanes, 64, kWindowSpans);
    while (width > 1) {
      width = std::max<Cycle>(width / kZoom, 1);
      const Cycle from = std::clamp<Cycle>(focus - spans / 2 * width, 0,
                                           std::max<Cycle>(picture_.cycles - spans * width, 0));
      const Cycle begin = from / width * width;
      add(begin, width, std::min(spans, (picture_.cycles - begin + width - 1) / width));
    }
  }

  // Calls add(index of a span, cycles of it) for each that overlaps from..to-1.
  template <class Add>
  static void spread(const DetailLevel& level, Cycle from, Cycle to, const Add& add) {
    from = std::max(from, level.from) - level.from;
    to = std::min(to - level.from, level.spans * level.width);
    while (from < to) {
      const Cycle span = from / level.width;
      const Cycle end = std::min(to, (span + 1) * level.width);
      add(static_cast<std::size_t>(span), end - from);
      from = end;
    }
  }

  void take_layer(const models::Pipeline& pipeline, const models::Causes& causes, int layer, Cycle last) {
    using models::Label;
    const auto l = static_cast<std::size_t>(layer);
    std::map<Label, LongWait> longest;
    std::map<Label, std::int64_t> iterations;
    label_cycles(
        pipeline, causes, layer, last,
        [&](Label label, Cycle from, Cycle to) {
          for (DetailLevel& level : picture_.levels) {
            spread(level, from, to, [&](std::size_t span, Cycle cycles) {
              LayerActivity& activity = level.layers[l][span];
              (label == Label::kBusy      ? activity.busy
               : label == Label::kBlocked ? activity.blocked
                                          : activity.starved) += cycles;
            });
          }
        },
        [&](std::int64_t iteration, Label label, Cycle cycles, Cycle at) {
          LongWait& wait = longest[label];
          if (cycles <= wait.waited) return;
          wait.layer = layer;
          wait.for_room = label == Label::kBlocked;
          wait.at = at;
          wait.waited = cycles;
          iterations[label] = iteration;
        });
    picture_.exact_labels.push_back(causes.iterations(layer) != nullptr);
    for (auto& [label, wait] : longest) {
      const models::Causes::Event event{models::Causes::Event::Kind::kIssue, layer, iterations[label],
                                        wait.at};
      finish(causes, event, std::move(wait));
    }
  }

  void take_stream(const models::Pipeline& pipeline, const models::Causes& causes, int stream, Cycle last) {
    const auto s = static_cast<std::size_t>(stream);
    count_held(pipeline, stream, last, [&](std::int64_t beats, Cycle from, Cycle to) {
      for (DetailLevel& level : picture_.levels) {
        spread(level, from, to,
               [&](std::size_t span, Cycle) { level.held[s][span] = std::max(level.held[s][span], beats); });
      }
    });
    // The beat that waited longest for room.
    const models::Timeline& pushes = pipeline.pushes(stream);
    const models::Timeline& offers = pipeline.offered(stream);
    LongWait wait;
    std::int64_t beat = -1;
    for (std::uint64_t n = 0; n < pushes.count() && pushes[n] <= last; ++n) {
      // The beat was shown once the previous one was gone.
      const Cycle shown = std::max(offers[n], n > 0 ? pushes[n - 1] + 1 : Cycle{0});
      if (pushes[n] - shown <= wait.waited) continue;
      wait.waited = pushes[n] - shown;
      wait.at = pushes[n];
      beat = static_cast<std::int64_t>(n);
    }
    if (beat < 0 || network_.endless(stream)) return;
    wait.stream = stream;
    wait.for_room = true;
    if (const auto event = causes.push(stream, beat)) finish(causes, *event, std::move(wait));
  }

  void add_beat(const models::Causes& causes, int stream, std::int64_t beat) {
    const auto event = causes.push(stream, beat);
    if (!event) {
      picture_.notes.push_back(
          fmt::format("the page does not explain beat {} of {}: it did not cross by cycle {}, "
                      "to which the page's {} frame{} ran",
                      beat, network_.stream(stream).name, picture_.cycles - 1, picture_.frames,
                      picture_.frames == 1 ? "" : "s"));
      return;
    }
    LongWait wait;
    wait.stream = stream;
    wait.at = event->at;
    finish(causes, *event, std::move(wait));
  }

  void finish(const models::Causes& causes, const models::Causes::Event& event, LongWait wait) {
    wait.frame = causes.frame(event);
    wait.number = causes.in_frame(event);
    wait.way = causes.way_back(event, kMostWaySpans + 1);
    wait.whole = wait.way.size() <= kMostWaySpans;
    if (!wait.whole) wait.way.pop_back();
    picture_.waits.push_back(std::move(wait));
  }

  void mark_frames(const models::Pipeline& pipeline) {
    const auto streams = static_cast<std::int64_t>(network_.streams.size());
    const std::int64_t frames =
        std::min({picture_.frames, kMostMarks, std::max<std::int64_t>(kMostMarkedStreams / streams, 1)});
    for (std::int64_t f = 0; f < frames; ++f) {
      std::vector<FrameMark> marks;
      for (std::int64_t s = 0; s < streams; ++s) {
        const models::Timeline& pushes = pipeline.pushes(static_cast<int>(s));
        const std::int64_t beats = network_.stream(static_cast<int>(s)).beats_per_frame;
        const auto count = static_cast<std::int64_t>(pushes.count());
        const auto at = [&](std::int64_t beat) {
          return beat < count ? pushes[static_cast<std::uint64_t>(beat)] : Cycle{-1};
        };
        marks.push_back({at(f * beats), at((f + 1) * beats - 1)});
      }
      picture_.marks.push_back(std::move(marks));
    }
  }

  // --- What sets the interval ---

  void find_bound() {
    picture_.bound = network_.interval_bound();
    for (const Layer& layer : network_.layers) {
      if (layer.ideal_cycles() == picture_.bound && picture_.bound_by.empty()) picture_.bound_by = layer.name;
    }
    for (const Stream& stream : network_.streams) {
      if (stream.beats_per_frame == picture_.bound && picture_.bound_by.empty())
        picture_.bound_by = stream.name;
    }
  }

  [[nodiscard]] std::string reason() const {
    const Interval interval = steady_->interval();
    const double value = interval.value();
    const double over = value - static_cast<double>(picture_.bound);
    const std::string bound =
        fmt::format("the folding's bound of {} ({})", picture_.bound, picture_.bound_by);
    std::string text;
    if (over == 0) {
      text = fmt::format("A frame takes {:.10g} cycles, {}.", value, bound);
    } else {
      text = fmt::format("A frame takes {:.10g} cycles, {:.10g} more than {}.", value, over, bound);
    }
    if (!picture_.ring) return text + " The ring that sets the pace is longer than what is kept of a run.";
    const CriticalRing& ring = *picture_.ring;
    const auto percent = [&](Cycle cycles) {
      return 100.0 * static_cast<double>(cycles) / static_cast<double>(ring.length.cycles);
    };
    std::map<int, Cycle> layers;
    std::set<int> rooms;  // FIFOs
    Cycle traffic = 0;
    std::set<int> patterns;
    for (const CausalShare& share : ring.shares) {
      if (of_layer(share.cause)) layers[share.place] += share.cycles;
      if (share.cause == Cause::kRoom && !network_.stream(share.place).wire) rooms.insert(share.place);
      if (share.cause == Cause::kTraffic) {
        traffic += share.cycles;
        patterns.insert(share.place);
      }
    }
    std::vector<std::pair<Cycle, int>> most;
    for (const auto& [layer, cycles] : layers) most.emplace_back(-cycles, layer);
    std::ranges::sort(most);
    if (traffic > 0) {
      std::vector<std::string> names;
      for (const int s : patterns) names.push_back(network_.stream(s).name);
      text += fmt::format(" The traffic's pattern on {} holds it up, for {:.3g} % of the time.",
                          fmt::join(names, ", "), percent(traffic));
    }
    const bool alone = most.size() == 1 && rooms.empty() && traffic == 0;
    if (alone && !slowest_named(network_.layer(most[0].second).name)) {
      text += fmt::format(" {} sets the pace: it waits for nothing but itself.",
                          network_.layer(most[0].second).name);
    } else if (!alone && !most.empty()) {
      std::vector<std::string> names;
      for (const auto& [cycles, layer] : most) {
        if (names.size() == 3) break;
        names.push_back(fmt::format("{} ({:.3g} %)", network_.layer(layer).name, percent(-cycles)));
      }
      text += fmt::format(" The ring that sets the pace passes through {}{}.", fmt::join(names, ", "),
                          most.size() > 3 ? fmt::format(" and {} more layers", most.size() - 3) : "");
    }
    text += remedy(rooms, traffic > 0, most.empty() ? "" : network_.layer(most[0].second).name);
    if (!ring.exact)
      text += " Inside layers that are not elastic, what a layer did last is taken to be the cause.";
    return text;
  }

  // That of the slowest layers, sources and sinks which is the layer of that name; null if none is.
  [[nodiscard]] const Culprit* slowest_named(const std::string& layer) const {
    if (!pace_) return nullptr;
    const auto found = std::ranges::find_if(pace_->culprits, [&](const Culprit& each) {
      return each.kind == Culprit::Kind::kLayer && each.name == layer;
    });
    return found == pace_->culprits.end() ? nullptr : &*found;
  }

  // What makes frames come faster: what find_pace proved; where it proved nothing, what the ring shows.
  // `longest`: the layer that most of the ring passes through.
  [[nodiscard]] std::string remedy(const std::set<int>& rooms, bool traffic,
                                   const std::string& longest) const {
    if (pace_ && pace_->culprits.front().kind != Culprit::Kind::kFifo) {
      const Culprit* const slowest = slowest_named(longest);
      return by_itself(slowest != nullptr ? *slowest : pace_->culprits.front());
    }
    if (pace_ && pace_->culprits.front().wanted) {
      std::vector<std::string> cures;
      for (const Culprit& fifo : pace_->culprits) {
        if (fifo.wanted) cures.push_back(fmt::format("{} {} deep", fifo.name, *fifo.wanted));
      }
      return fmt::format(" {}: with {} a frame takes {:.10g} cycles.",
                         pace_->together || cures.size() == 1
                             ? "FIFOs hold it up"
                             : "FIFOs hold it up, and any one of these suffices",
                         fmt::join(cures, pace_->together ? " and " : " or "), pace_->best_cycles);
    }
    if (rooms.empty())
      return traffic ? "" : " It waits for room in no FIFO: no depth makes frames come faster.";
    std::vector<std::string> names;
    for (const int s : rooms) {
      if (names.size() == 4) break;
      const auto depth = network_.stated_depth(s);
      names.push_back(network_.stream(s).name + (depth ? fmt::format(" (depth {})", *depth) : ""));
    }
    return fmt::format(" It waits for room in {}{}: only deeper FIFOs there can make frames come faster.",
                       fmt::join(names, ", "),
                       rooms.size() > 4 ? fmt::format(" and {} more", rooms.size() - 4) : "");
  }

  // That no depth is faster than this layer, source or sink.
  [[nodiscard]] std::string by_itself(const Culprit& slowest) const {
    constexpr const char* kNoDepth = "no depth makes frames come faster";
    if (slowest.kind == Culprit::Kind::kSource)
      return fmt::format(" The source of {} sets the pace: {}.", slowest.name, kNoDepth);
    if (slowest.kind == Culprit::Kind::kSink)
      return fmt::format(" The sink of {} sets the pace: {}.", slowest.name, kNoDepth);
    const auto layer = std::ranges::find(network_.layers, slowest.name, &Layer::name);
    const double more = *slowest.cycles - static_cast<double>(layer->ideal_cycles());
    return fmt::format(" {} takes {:.10g} cycles a frame by itself, {}: {}.", slowest.name, *slowest.cycles,
                       more > 0 ? fmt::format("{} by its folding and {:.10g} more by its hardware",
                                              layer->ideal_cycles(), more)
                                : "all by its folding",
                       kNoDepth);
  }

  // --- The table of depths ---

  void try_depths() {
    if (network_.finn || !scenario_.traffic.periodic()) return;
    const models::BoundsQuery exact;
    const models::Bounds base = models::bound_interval(network_, scenario_.traffic, exact);
    std::int64_t beats = base.beats;
    models::BoundsQuery query;
    if (base.latest) query.from = &*base.latest;
    std::vector<int> streams;  // those on the ring first
    if (picture_.ring) {
      for (const CausalShare& share : picture_.ring->shares) {
        if (share.cause == Cause::kRoom) streams.push_back(share.place);
      }
    }
    for (int s = 0; s < static_cast<int>(network_.streams.size()); ++s) {
      if (std::ranges::find(streams, s) == streams.end()) streams.push_back(s);
    }
    std::int64_t left_out = 0;
    for (const int s : streams) {
      if (network_.stream(s).wire || network_.endless(s)) continue;
      const std::int64_t depth = network_.stream(s).depth;
      const std::set<std::int64_t> depths{std::max<std::int64_t>(depth / 2, 1),
                                          std::max<std::int64_t>(depth - 1, 1), depth,
                                          std::min(2 * depth, kMaxDepth), std::min(4 * depth, kMaxDepth)};
      for (const std::int64_t tried : depths) {
        if (tried == depth) {
          picture_.what_if.push_back({s, depth, false, steady_->interval(), true});
          continue;
        }
        if (beats > options_.most_trial_beats) {
          ++left_out;
          continue;
        }
        Network other = network_;
        other.stream(s).depth = tried;
        const models::Bounds bounds = models::bound_interval(other, scenario_.traffic, query);
        beats += bounds.beats;
        WhatIf entry{s, tried, bounds.locks, {}, bounds.interval.met()};
        if (!bounds.locks && !bounds.interval.at_most) continue;
        if (!bounds.locks) entry.interval = *bounds.interval.at_most;
        picture_.what_if.push_back(entry);
      }
    }
    if (left_out > 0)
      picture_.what_if_limit =
          fmt::format("{} depths were left out: the table is limited to {} beats of simulation", left_out,
                      options_.most_trial_beats);
  }

  // --- Pictures ---

  void take_inputs() {
    std::int64_t values = 0;
    for (std::size_t i = 0; i < network_.inputs.size(); ++i) {
      const Stream& stream = network_.stream(network_.inputs[i]);
      const FrameSource& source = scenario_.inputs[i];
      if (source.available() == FrameSource::kUnlimited) continue;  // random frames are not worth drawing
      for (std::int64_t f = 0; f < std::min(scenario_.frames, kMostInputs); ++f) {
        Tensor frame = source.frame(f);
        values += static_cast<std::int64_t>(frame.values.size());
        if (values > kMostInputValues) return;
        InputFrame& input = picture_.inputs.emplace_back();
        input.frame = f;
        input.shape = stream.shape;
        input.least = stream.element.min();
        input.most = stream.element.max();
        input.label = source.label(f);
        input.values.assign(frame.values.begin(), frame.values.end());
      }
    }
  }

  const Scenario& scenario_;
  const Network& network_;
  const std::optional<models::SteadyState>& steady_;
  const std::optional<PaceResult>& pace_;
  const PictureOptions& options_;
  Picture picture_;
};

}  // namespace

Picture take_picture(const Scenario& scenario, const Network& network,
                     const std::optional<models::SteadyState>& steady, const std::optional<PaceResult>& pace,
                     const PictureOptions& options) {
  return Recorder(scenario, network, steady, pace, options)();
}

}  // namespace weir::testbench
