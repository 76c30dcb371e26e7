// Compares the depths that sizing finds with a trial of all depths, on small random graphs with forks and
// joins.
//
// The oracle here relies on one property of the hardware, which tests/elastic_test.cpp checks: a network is
// no slower with deeper FIFOs. The oracle runs the models without stalls until their state recurs, and shares
// nothing with the search.
#include "report/sizing.hpp"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>

#include "models/analysis/bounds.hpp"
#include "models/hosts/native.hpp"
#include "network/error.hpp"
#include "sizing/fifos.hpp"
#include "sizing/no_goods.hpp"
#include "sizing/size.hpp"
#include "tests/mixed_network.hpp"
#include "tests/system.hpp"

namespace weir::tests::sizing_test {

namespace {

using Depths = std::vector<std::int64_t>;

// Deeper than any FIFO of the small graphs needs.
constexpr std::int64_t kAmple = 64;

std::string words(const Network& network, const Depths& depths) {
  std::string text;
  for (std::size_t s = 0; s < depths.size(); ++s)
    text += fmt::format("{}{}({}b):{}", s == 0 ? "" : " ", network.streams[s].name,
                        network.streams[s].width_bits, depths[s]);
  return text;
}

std::string words(const std::optional<Interval>& interval) {
  return interval ? fmt::format("{}/{}", interval->cycles, interval->frames) : "locks";
}

// --- Small graphs ---

// A graph whose frames have few beats: a chain of layers, with forks whose branches meet again, nested or in
// sequence.
class SmallGraph {
 public:
  explicit SmallGraph(Random& random) : builder_("small"), random_(random) {}

  Network build() {
    const Shape shape = any_shape();
    builder_.input("in", DataType::uint(static_cast<int>(random_.between(1, 4))), shape,
                   divisor_of(shape.back(), random_));
    std::string tail = random_.between(0, 5) == 0 ? put(memory(false), "in") : "in";
    if (random_.between(0, 7) == 0) {
      builder_.input("side", DataType::uint(2), shape, divisor_of(shape.back(), random_));
      tail = join(random_.between(0, 1) == 0 ? stage(tail, true) : tail, "side", false);
    }
    const std::int64_t steps = random_.between(1, 3);
    for (std::int64_t step = 0; step < steps; ++step)
      tail = random_.between(0, 2) == 0 ? stage(tail, false) : diamond(tail, false);
    if (random_.between(0, 5) == 0) put(memory(true), tail);
    Network network = builder_.finish();
    for (Stream& stream : network.streams) stream.depth = random_.between(1, 8);
    return network;
  }

 private:
  Shape any_shape() {
    switch (random_.between(0, 2)) {
      case 0:
        return {2 * random_.between(2, 6)};
      case 1:
        return {random_.between(3, 6), random_.between(1, 3)};
      default:
        return {random_.between(2, 3), random_.between(2, 4), random_.between(1, 2)};
    }
  }
  std::string next_name() { return "l" + std::to_string(next_++); }
  std::string put(const LayerParams& params, const std::string& from) {
    const std::string name = next_name();
    builder_.add(name, params, from);
    return name + "_out";
  }

  Mem memory(bool out) {
    Mem mem;
    mem.out = out;
    mem.latency = random_.between(0, 4);
    mem.cycles_per_beat = random_.between(1, 2);
    mem.burst = random_.between(0, 3);
    mem.burst_gap = random_.between(0, 2);
    return mem;
  }

  // Element by element, or with the channels of one behind those of the other.
  std::string join(const std::string& first, const std::string& second, bool same_shape) {
    const Stream a = builder_.tail(first);
    const Stream b = builder_.tail(second);
    const std::string name = next_name();
    if (!same_shape && a.element == b.element && a.shape.size() > 1 && random_.between(0, 3) == 0) {
      Concat concat;
      concat.pe = divisor_of(a.shape.back(), random_);
      builder_.add(name, concat, {first, second});
    } else {
      Eltwise eltwise;
      eltwise.op = a.element.bits + b.element.bits > 12 ? Eltwise::Op::kAbsoluteDifference
                                                        : static_cast<Eltwise::Op>(random_.between(0, 3));
      eltwise.pe = divisor_of(a.shape.back(), random_);
      builder_.add(name, eltwise, {first, second});
    }
    return name + "_out";
  }

  // A fork and a join. One branch holds back beats for a while, the other does not. Either FIFO of the second
  // branch can hold the beats that have to wait, or both can share them.
  std::string diamond(const std::string& from, bool inner) {
    const std::string fork = next_name();
    builder_.add(fork, Fork{}, from);
    std::string slow = stage(fork + "_out0", true);
    if (random_.between(0, 2) == 0) slow = stage(slow, true);
    std::string quick = fork + "_out1";
    if (!inner && random_.between(0, 3) == 0) quick = diamond(quick, true);
    if (random_.between(0, 1) == 0) quick = element_wise(quick);
    return random_.between(0, 1) == 0 ? join(slow, quick, inner) : join(quick, slow, inner);
  }

  // Changes the width and the number of the beats that wait before and behind it.
  std::string element_wise(const std::string& from) {
    const Stream in = builder_.tail(from);
    const std::int64_t channels = in.shape.back();
    const std::int64_t pe = divisor_of(channels, random_);
    if (in.element.bits > 6 || random_.between(0, 1) == 0) return threshold(from, pe);
    Channelwise channelwise;
    channelwise.op = static_cast<Channelwise::Op>(random_.between(0, 2));
    channelwise.pe = pe;
    channelwise.parameter = DataType::uint(2);
    channelwise.parameters = random_values({channels}, channelwise.parameter, random_);
    return put(channelwise, from);
  }

  // One or two random layers; the output has the shape of the input if `same_shape`.
  std::string stage(const std::string& from, bool same_shape) {
    const Stream in = builder_.tail(from);
    const std::int64_t channels = in.shape.back();
    const std::int64_t pe = divisor_of(channels, random_);
    const bool is_map = in.shape.size() > 1;
    switch (random_.between(0, same_shape ? 6 : 8)) {
      case 0:
      case 1:
        if (in.element.kind == DataType::Kind::kUnsigned && in.element.bits <= 8) {
          Normalize normalize;
          normalize.pe = pe;
          normalize.result = DataType::uint(static_cast<int>(random_.between(1, 4)));
          return put(normalize, from);
        }
        return element_wise(from);
      case 2:
      case 3:
        return is_map ? convolution(from) : product(from, channels);
      case 4:
        return put(Dwc{0, in.element.bits * divisor_of(elements_of(in.shape), random_), 0, {}}, from);
      case 5:
        return element_wise(from);
      case 7:
        if (is_map && elements_of(in.shape) <= 12) {
          Pad twice;  // twice as many pixels, one behind each
          twice.between = twice.after = {0, 1};
          twice.simd = pe;
          return put(twice, from);
        }
        return product(from, random_.between(1, 6));
      case 8:
        if (is_map) {
          Swu half;  // every other pixel
          half.kernel = {1, 1};
          half.stride = {1, 2};
          half.simd = pe;
          return put(half, from);
        }
        return product(from, random_.between(1, 6));
      default:
        return product(from, channels);
    }
  }

  std::string threshold(const std::string& from, std::int64_t pe) {
    const Stream in = builder_.tail(from);
    Threshold threshold;
    threshold.pe = pe;
    threshold.thresholds = random_thresholds(DataType::uint(static_cast<int>(random_.between(1, 3))),
                                             in.shape.back(), in.element.min(), in.element.max(), random_);
    return put(threshold, from);
  }

  std::string product(const std::string& from, std::int64_t rows) {
    const std::int64_t columns = builder_.tail(from).shape.back();
    Mvtu mvtu = random_mvtu(rows, columns, DataType::ternary(),
                            DataType::uint(static_cast<int>(random_.between(1, 3))), columns * 2, random_);
    mvtu.weights_streamed = random_.between(0, 9) == 0;
    return put(mvtu, from);
  }

  // With padding that keeps the size of the map.
  std::string convolution(const std::string& from) {
    const Stream in = builder_.tail(from);
    const std::int64_t channels = in.shape.back();
    const Extent kernel{in.shape.size() == 3 ? 2 : 1, 2};
    Pad pad;
    pad.before = {kernel.height - 1, kernel.width - 1};
    pad.simd = divisor_of(channels, random_);
    Swu swu;
    swu.kernel = kernel;
    swu.stride = swu.dilation = {1, 1};
    swu.simd = divisor_of(channels, random_);
    const std::int64_t terms = kernel.area() * channels;
    return put(random_mvtu(channels, terms, DataType::ternary(), DataType::uint(2), terms, random_),
               put(swu, put(pad, from)));
  }

  NetworkBuilder builder_;
  Random& random_;
  int next_ = 0;
};

// --- The oracle ---

// The exact interval of a network with these depths; none if it deadlocks.
std::optional<Interval> interval_of(Network network, const Depths& depths, const Traffic& traffic) {
  for (std::size_t s = 0; s < depths.size(); ++s) network.streams[s].depth = depths[s];
  models::NativeOptions options;
  options.find_steady_state = options.stop_when_steady = true;
  const models::NativeResult run = models::run_native(network, {100'000, traffic, {}}, options);
  if (run.steady) return Interval{run.steady->period_cycles, run.steady->period_frames};
  INFO("neither stops nor recurs: " << words(network, depths));
  REQUIRE_FALSE(run.waits.empty());
  return std::nullopt;
}

// The largest latency of frames that enter one every `target`; none if the network deadlocks.
std::optional<Cycle> latency_of(Network network, const Depths& depths, const Traffic& traffic,
                                const Interval& target) {
  for (std::size_t s = 0; s < depths.size(); ++s) network.streams[s].depth = depths[s];
  models::BoundsQuery query;
  query.admission = target;
  return models::bound_interval(network, traffic, query).latency_admitted;
}

// The task of a sizing.
struct Question {
  Traffic traffic;
  Interval target;
  sizing::CostModel cost;
  std::optional<Cycle> latency;
};

// Solves the task by trying.
class Oracle {
 public:
  Oracle(const Network& network, const Question& question) : network_(network), question_(question) {}

  [[nodiscard]] std::int64_t runs() const { return runs_; }
  [[nodiscard]] Cost cost_of(const Depths& depths) const {
    Cost cost;
    for (std::size_t s = 0; s < depths.size(); ++s) cost += of(s, depths[s]);
    return cost;
  }

  [[nodiscard]] bool reaches(const Depths& depths) {
    ++runs_;
    const std::optional<Interval> interval = interval_of(network_, depths, question_.traffic);
    if (!interval || *interval > question_.target) return false;
    if (!question_.latency) return true;
    return latency_of(network_, depths, question_.traffic, question_.target) <= question_.latency;
  }

  // The least depth of one FIFO while all others are ample.
  [[nodiscard]] std::int64_t least(std::size_t stream) {
    Depths depths(network_.streams.size(), kAmple);
    for (depths[stream] = 1; !reaches(depths); ++depths[stream]) {
    }
    return depths[stream];
  }

  // The cheapest depths that reach the target. Tries all depths that cost less than the best so far, stream
  // by stream. It skips those that miss the target even if each FIFO not chosen yet gets all of the remaining
  // cost.
  [[nodiscard]] Depths cheapest() {
    least_.clear();
    for (std::size_t s = 0; s < network_.streams.size(); ++s) least_.push_back(least(s));
    found_ = least_;
    while (!reaches(found_)) {  // any depths that reach the target, to improve on
      for (std::int64_t& depth : found_) ++depth;
    }
    choose(0, least_);
    return found_;
  }

 private:
  [[nodiscard]] Cost of(std::size_t stream, std::int64_t depth) const {
    return question_.cost.of(network_.streams[stream].width_bits, depth);
  }

  // `depths`: the chosen ones up to `stream`, and the least ones from there on.
  void choose(std::size_t stream, Depths depths) {
    if (stream == depths.size()) {
      found_ = depths;
      return;
    }
    for (; depths[stream] <= kAmple && cost_of(depths) < cost_of(found_); ++depths[stream]) {
      Depths bought = depths;
      for (std::size_t s = stream + 1; s < depths.size(); ++s) {
        Depths one = depths;
        while (one[s] < kAmple && cost_of(one) < cost_of(found_)) bought[s] = one[s]++;
      }
      if (reaches(bought)) choose(stream + 1, depths);
    }
  }

  const Network& network_;
  const Question& question_;
  std::int64_t runs_ = 0;
  Depths least_;
  Depths found_;
};

// The best interval at any depths.
Interval best_interval(const Network& network, const Traffic& traffic) {
  const std::optional<Interval> best = interval_of(network, Depths(network.streams.size(), kAmple), traffic);
  REQUIRE(best);
  CHECK(interval_of(network, Depths(network.streams.size(), 3 * kAmple), traffic) == best);
  return *best;
}

// A graph of few FIFOs, whose frames have few beats and take few cycles. For most of them FIFOs of two beats
// are not enough.
Network small_graph(std::uint64_t seed, std::uint64_t number) {
  Random random(seed, 13'000 + number);
  for (;;) {
    const bool any = random.between(0, 7) == 0;
    Network network = SmallGraph(random).build();
    const auto few_beats = [](const Stream& stream) { return stream.beats_per_frame <= 24; };
    if (!std::ranges::all_of(network.streams, few_beats) || network.streams.size() > 10) continue;
    const Traffic traffic = Traffic::back_to_back(network);
    const Interval best = best_interval(network, traffic);
    if (best.value() > 36) continue;
    if (any || interval_of(network, Depths(network.streams.size(), 2), traffic) != best) return network;
  }
}

// --- The results of sizing ---

Scenario scenario_of(const Network& network, const Traffic& traffic) {
  Scenario scenario;
  scenario.name = network.name;
  scenario.intent = "A graph at random.";
  scenario.network = network;
  scenario.traffic = traffic;
  scenario.engines = {"native"};
  for (const int s : network.inputs) {
    const Stream& stream = network.stream(s);
    scenario.inputs.emplace_back(stream.element, stream.shape, 1);
  }
  return scenario;
}

sizing::SizingOptions options_of(const Question& question) {
  sizing::SizingOptions options;
  options.target = question.target;
  options.latency = question.latency;
  options.cost = question.cost;
  return options;
}

Depths depths_of(const SizingResult& result) {
  Depths depths;
  for (const SizedStream& stream : result.streams) depths.push_back(stream.depth);
  return depths;
}

Depths given_depths(const Network& network) {
  Depths depths;
  for (const Stream& stream : network.streams) depths.push_back(stream.depth);
  return depths;
}

bool open_sources(const Network& network, const Traffic& traffic) {
  return std::ranges::all_of(network.inputs, [&](int s) { return traffic.stream(s).push.always_open(); });
}

// The most beats in each FIFO if none is ever full and a frame comes every `target` cycles, counted from the
// cycles of every push and pop.
Depths counted_levels(Network network, Traffic traffic, Cycle target) {
  constexpr std::int64_t kFrames = 80;
  for (Stream& stream : network.streams) stream.depth = kFrames * stream.beats_per_frame + 64;
  for (const int s : network.inputs) {
    const std::int64_t beats = network.stream(s).beats_per_frame;
    traffic.stream(s).push = {beats, beats, target - beats, target - beats, 0};
  }
  models::NativeOptions options;
  options.recording.cycles = true;
  const models::NativeResult run = models::run_native(network, {kFrames, traffic, {}}, options);
  REQUIRE(run.trace.complete);
  Depths levels;
  for (const StreamTrace& stream : run.trace.streams) {
    std::int64_t level = 0;
    std::size_t popped = 0;
    for (std::size_t i = 0; i < stream.push.size(); ++i) {
      while (popped < stream.pop.size() && stream.pop[popped] <= stream.push[i]) ++popped;
      level = std::max(level, static_cast<std::int64_t>(i + 1 - popped));
    }
    levels.push_back(level);
  }
  return levels;
}

// Checks that a run with one less in each FIFO gives the reported result.
void check_one_less(const Network& network, const Question& question, const SizingResult& result) {
  for (std::size_t s = 0; s < result.streams.size(); ++s) {
    const SizedStream& stream = result.streams[s];
    INFO("one less of " << stream.name);
    CHECK(stream.one_less.has_value() == (stream.depth > 1));
    if (stream.depth == 1 || !stream.one_less) continue;
    const OneLess& said = *stream.one_less;
    Depths less = depths_of(result);
    --less[s];
    const std::optional<Interval> interval = interval_of(network, less, question.traffic);
    INFO("said " << (said.locks ? "locks" : words(said.interval)) << ", is " << words(interval));
    CHECK(said.locks == !interval);
    if (!interval) continue;
    if (*interval > question.target) {
      CHECK_FALSE(said.latency);
      CHECK(said.exact);
      CHECK(said.interval == *interval);
    } else {
      CHECK(said.latency);
      REQUIRE(question.latency);
      CHECK(latency_of(network, less, question.traffic, question.target) > question.latency);
    }
  }
}

void check_figures(const Network& network, const Question& question, const SizingResult& result) {
  const Traffic open = Traffic::back_to_back(network);
  const bool back_to_back = question.traffic.streams.size() == 0 ||
                            std::ranges::all_of(question.traffic.streams, [](const StreamTraffic& stream) {
                              return stream.push.always_open() && stream.pop.always_open();
                            });
  CHECK(result.end == SizingEnd::kSized);
  CHECK(result.passed());
  CHECK_FALSE(result.interrupted);
  CHECK_FALSE(result.proofs_withheld);
  CHECK(result.target == question.target);
  CHECK(result.latency_target == question.latency);
  CHECK(result.best == best_interval(network, question.traffic));
  CHECK_FALSE(result.bottleneck.empty());
  CHECK(result.cost_model == question.cost.name());
  REQUIRE(result.streams.size() == network.streams.size());
  const Depths depths = depths_of(result);
  CHECK(result.interval == interval_of(network, depths, question.traffic));
  CHECK(result.interval_exact);
  CHECK(result.interval_back_to_back_exact);
  CHECK(result.interval <= question.target);
  CHECK(result.interval_back_to_back == interval_of(network, depths, open));
  CHECK(result.given_interval == interval_of(network, given_depths(network), question.traffic));
  CHECK(result.latency_paced == latency_of(network, depths, question.traffic, question.target));
  if (back_to_back) {
    Network sized = network;
    for (std::size_t s = 0; s < depths.size(); ++s) sized.streams[s].depth = depths[s];
    const models::NativeResult run = models::run_native(sized, {3, open, {}}, {});
    CHECK(result.latency == run.trace.frames.last_out.at(0) - run.trace.frames.first_in.at(0));
  }

  Depths levels;
  if (open_sources(network, question.traffic) && question.target.frames == 1)
    levels = counted_levels(network, question.traffic, question.target.cycles);
  Cost given;
  Cost total;
  Cost baseline;
  for (std::size_t s = 0; s < depths.size(); ++s) {
    const SizedStream& stream = result.streams[s];
    const Stream& wanted = network.streams[s];
    INFO(stream.name);
    CHECK(stream.name == wanted.name);
    CHECK(stream.from == network.producer_name(static_cast<int>(s)));
    CHECK(stream.to == network.consumer_name(static_cast<int>(s)));
    CHECK(stream.width_bits == wanted.width_bits);
    CHECK(stream.beats_per_frame == wanted.beats_per_frame);
    CHECK(stream.given == wanted.depth);
    CHECK(stream.least <= stream.depth);
    CHECK(stream.cost == question.cost.of(stream.width_bits, stream.depth));
    CHECK(stream.level.has_value() == !network.endless(static_cast<int>(s)));
    if (stream.level && !levels.empty()) CHECK(*stream.level == levels[s]);
    std::int64_t power = 32;
    while (power < stream.level.value_or(0)) power *= 2;
    CHECK(stream.baseline == power);
    given += question.cost.of(stream.width_bits, stream.given);
    total += stream.cost;
    baseline += question.cost.of(stream.width_bits, stream.baseline);
  }
  CHECK(result.given == given);
  CHECK(result.total == total);
  CHECK(result.baseline == baseline);
  CHECK(result.lower_bound <= result.total);
}

void check_same(const SizingResult& a, const SizingResult& b) {
  CHECK(depths_of(a) == depths_of(b));
  CHECK(a.total == b.total);
  CHECK(a.lower_bound == b.lower_bound);
  CHECK(a.optimal == b.optimal);
  CHECK(a.interval == b.interval);
  CHECK(a.latency_paced == b.latency_paced);
  CHECK(a.runs == b.runs);
  CHECK(a.beats == b.beats);
  CHECK(a.notes == b.notes);
}

// Counts the graphs, and those that make the search work.
struct Tally {
  int graphs = 0;
  int gaps = 0;  // graphs in which the least depths of all FIFOs together miss the target
};

void check_sizing(const Network& network, const Question& question, Tally& tally) {
  INFO("target " << words(question.target) << ", latency " << question.latency.value_or(-1) << ", "
                 << question.cost.name());
  Oracle oracle(network, question);
  const Depths cheapest = oracle.cheapest();
  const Scenario scenario = scenario_of(network, question.traffic);
  sizing::SizingOptions options = options_of(question);
  const SizingResult exact = sizing::size(scenario, options);
  INFO("cheapest " << words(network, cheapest) << " of " << oracle.cost_of(cheapest).units);
  {
    INFO("exact " << words(network, depths_of(exact)) << " of " << exact.total.units);
    CHECK(exact.mode == "exact");
    CHECK(exact.optimal);
    CHECK(exact.total == oracle.cost_of(cheapest));
    CHECK(exact.lower_bound == exact.total);
    CHECK(oracle.reaches(depths_of(exact)));
    check_figures(network, question, exact);
    check_one_less(network, question, exact);
    for (std::size_t s = 0; s < exact.streams.size(); ++s) {
      INFO(exact.streams[s].name);
      CHECK(exact.streams[s].least == oracle.least(s));
    }
    check_same(exact, sizing::size(scenario, options));
  }
  options.exact = false;
  const SizingResult fast = sizing::size(scenario, options);
  INFO("fast " << words(network, depths_of(fast)) << " of " << fast.total.units);
  CHECK(fast.mode == "fast");
  CHECK(fast.total >= exact.total);
  CHECK(fast.lower_bound <= exact.total);
  if (fast.optimal) CHECK(fast.total == exact.total);
  CHECK(oracle.reaches(depths_of(fast)));
  check_figures(network, question, fast);
  check_one_less(network, question, fast);
  ++tally.graphs;
  const bool gap = !std::ranges::equal(cheapest, exact.streams, {}, {}, &SizedStream::least);
  tally.gaps += gap ? 1 : 0;
}

Question at_best(const Network& network, const Traffic& traffic, const sizing::CostModel& cost = {}) {
  return {traffic, best_interval(network, traffic), cost, {}};
}

// A bound on latency that the best depths keep, with a few cycles to spare at most.
Question in_time(const Network& network, std::uint64_t graph) {
  Question question = at_best(network, Traffic::back_to_back(network));
  const std::optional<Cycle> least =
      latency_of(network, Depths(network.streams.size(), kAmple), question.traffic, question.target);
  REQUIRE(least);
  question.latency = *least + Random(test_seed(), 15'000 + graph).between(0, 3);
  return question;
}

// Sends one beat in n cycles at a source, or takes one at a sink.
Traffic thinned(const Network& network, Random& random) {
  const Pattern pattern = Pattern::one_in(random.between(2, 3));
  const Traffic open = Traffic::back_to_back(network);
  return random.between(0, 1) == 0 ? with_source(network, open, pattern) : with_sink(network, open, pattern);
}

// Bounds from a few frames, at other depths of the FIFOs that have a limit.
models::Bounds bounds_of_other_depths(Network network, const Traffic& traffic, Random& random) {
  for (Stream& stream : network.streams) {
    if (stream.depth != kUnlimited) stream.depth = random.between(1, 6);
  }
  models::BoundsQuery query;
  query.most_frames = random.between(1, 4);
  return models::bound_interval(network, traffic, query);
}

}  // namespace

// Compares the bounds that trials in the search compute with the exact intervals: at any depths, and with
// some FIFOs without a limit, for which the exact run uses a depth that never fills.
TEST_CASE("sizing: bounds of the interval lie on the right side of any target", "[sizing][native]") {
  int within = 0;
  int beyond = 0;
  int locks = 0;
  for (std::uint64_t i = 0; i < 300; ++i) {
    Random random(test_seed(), 16'000 + i);
    INFO("graph " << i << " of seed " << test_seed());
    Network network = small_graph(test_seed(), i);
    const Traffic traffic =
        random.between(0, 2) == 0 ? thinned(network, random) : Traffic::back_to_back(network);
    const Interval best = best_interval(network, traffic);
    for (int tried = 0; tried < 6; ++tried) {
      Depths depths;
      for (const Stream& stream : network.streams) {
        const bool limit = stream.to == kBorder || random.between(0, 2) != 0;
        depths.push_back(limit ? random.between(1, 6) : kAmple);
      }
      const std::optional<Interval> exact = interval_of(network, depths, traffic);
      bool unlimited = false;
      for (std::size_t s = 0; s < depths.size(); ++s) {
        const bool none = depths[s] == kAmple && random.between(0, 1) == 0;
        unlimited = unlimited || none;
        network.streams[s].depth = none ? kUnlimited : depths[s];
      }
      models::BoundsQuery query;
      query.most_frames = 500;
      // From any state.
      const models::Bounds other = bounds_of_other_depths(network, traffic, random);
      if (other.latest && random.between(0, 2) != 0) query.from = &*other.latest;
      const models::Bounds known = models::bound_interval(network, traffic, query);
      INFO(words(network, depths) << ": " << words(exact) << ", said at least "
                                  << words(known.interval.at_least) << ", at most "
                                  << words(known.interval.at_most));
      CHECK(known.locks == !exact);
      if (exact && known.interval.at_least) CHECK(*known.interval.at_least <= *exact);
      if (exact && known.interval.at_most) CHECK(*known.interval.at_most >= *exact);
      for (const Interval target : {best, Interval{best.cycles + best.frames, best.frames},
                                    Interval{best.cycles * 3, best.frames * 2}}) {
        INFO("target " << words(target));
        query.target = target;
        const models::Bounds bounds = models::bound_interval(network, traffic, query);
        const bool reached = exact && *exact <= target;
        if (bounds.within(target)) CHECK(reached);
        if (bounds.beyond(target)) CHECK_FALSE(reached);
        CHECK_FALSE((bounds.within(target) && bounds.beyond(target)));
        // Parts of a network between which no FIFO is ever full may each have their own pace.
        if (!unlimited) CHECK((bounds.within(target) || bounds.beyond(target)));
        within += bounds.within(target) ? 1 : 0;
        beyond += bounds.beyond(target) ? 1 : 0;
        locks += bounds.locks ? 1 : 0;
      }
    }
  }
  CHECK(within > 200);
  CHECK(beyond > 200);
  CHECK(locks > 20);
}

TEST_CASE("sizing: equals trying all depths, of 240 graphs at random", "[sizing]") {
  Tally tally;
  for (std::uint64_t i = 0; i < 240; ++i) {
    INFO("graph " << i << " of seed " << test_seed());
    const Network network = small_graph(test_seed(), i);
    check_sizing(network, at_best(network, Traffic::back_to_back(network)), tally);
  }
  CHECK(tally.graphs == 240);
  CHECK(tally.gaps > 60);
}

TEST_CASE("sizing: equals trying all depths at a slower target", "[sizing]") {
  Tally tally;
  for (std::uint64_t i = 0; i < 120; ++i) {
    INFO("graph " << i << " of seed " << test_seed());
    const Network network = small_graph(test_seed(), i);
    Question question = at_best(network, Traffic::back_to_back(network));
    question.target = {
        std::max(question.target.cycles * 13 / (question.target.frames * 10),
                 (question.target.cycles + question.target.frames - 1) / question.target.frames),
        1};
    check_sizing(network, question, tally);
  }
  CHECK(tally.gaps > tally.graphs / 5);
}

TEST_CASE("sizing: equals trying all depths under traffic", "[sizing]") {
  Tally tally;
  for (std::uint64_t i = 0; i < 80; ++i) {
    Random random(test_seed(), 14'000 + i);
    INFO("graph " << i << " of seed " << test_seed());
    const Network network = small_graph(test_seed(), i);
    const Traffic traffic = thinned(network, random);
    INFO("source " << traffic.stream(network.inputs[0]).push.describe() << ", sink "
                   << traffic.stream(network.outputs[0]).pop.describe());
    check_sizing(network, at_best(network, traffic), tally);
  }
  CHECK(tally.gaps > tally.graphs / 5);
}

TEST_CASE("sizing: equals trying all depths where the latency is bounded", "[sizing]") {
  Tally tally;
  for (std::uint64_t i = 0; i < 80; ++i) {
    INFO("graph " << i << " of seed " << test_seed());
    const Network network = small_graph(test_seed(), i);
    check_sizing(network, in_time(network, i), tally);
  }
  CHECK(tally.gaps > tally.graphs / 5);
}

TEST_CASE("sizing: equals trying all depths by the cost of LUTs", "[sizing]") {
  Tally tally;
  for (std::uint64_t i = 0; i < 80; ++i) {
    INFO("graph " << i << " of seed " << test_seed());
    const Network network = small_graph(test_seed(), i);
    sizing::CostModel cost;
    cost.kind = sizing::CostModel::Kind::kLutBram;
    if (i % 2 == 1) cost.luts_per_bram18 = 3;  // cheap enough for small FIFOs
    check_sizing(network, at_best(network, Traffic::back_to_back(network), cost), tally);
  }
  CHECK(tally.gaps > tally.graphs / 5);
}

// Points of the curve are reached and have the stated cost; those reported as optimal are.
TEST_CASE("sizing: the trade-off of cost and interval is that of trying all depths", "[sizing]") {
  for (std::uint64_t i = 0; i < 40; ++i) {
    INFO("graph " << i << " of seed " << test_seed());
    const Network network = small_graph(test_seed(), i);
    const Traffic traffic = Traffic::back_to_back(network);
    Question question = at_best(network, traffic);
    sizing::SizingOptions options = options_of(question);
    options.trade_off_points = 6;
    const SizingResult result = sizing::size(scenario_of(network, traffic), options);
    REQUIRE_FALSE(result.trade_off.empty());
    const Interval no_lock{std::int64_t{1} << 40, 1};
    const auto least_cost = [&](const Interval& target) {
      question.target = target;
      Oracle oracle(network, question);
      return oracle.cost_of(oracle.cheapest());
    };
    for (std::size_t p = 0; p < result.trade_off.size(); ++p) {
      const TradeOff& point = result.trade_off[p];
      INFO("point " << p << ": " << words(point.interval) << ", " << point.cost.units << ": "
                    << words(network, point.depths));
      CHECK(interval_of(network, point.depths, traffic) == point.interval);
      CHECK(Oracle(network, question).cost_of(point.depths) == point.cost);
      const Cost least = least_cost(point.interval);
      CHECK(point.lower_bound <= least);
      CHECK(point.cost >= least);
      CHECK(point.optimal == (point.lower_bound == point.cost));
      CHECK(point.optimal);
      if (p == 0) continue;
      const TradeOff& before = result.trade_off[p - 1];
      CHECK(((point.interval < before.interval && point.cost > before.cost) ||
             (point.interval > before.interval && point.cost < before.cost)));
    }
    // From the cheapest depths that do not deadlock, to the target.
    const auto [fastest, slowest] = std::ranges::minmax(result.trade_off, {}, &TradeOff::interval);
    CHECK(fastest.interval == result.interval);
    CHECK(fastest.cost == result.total);
    CHECK(slowest.cost == least_cost(no_lock));
  }
}

// A bound on latency applies to all points, each at its own interval.
TEST_CASE("sizing: all points of a trade-off keep the latency", "[sizing]") {
  int tighter = 0;  // curves that begin above the cheapest depths that do not deadlock
  for (std::uint64_t i = 0; i < 40; ++i) {
    INFO("graph " << i << " of seed " << test_seed());
    const Network network = small_graph(test_seed(), i);
    Question question = in_time(network, i);
    const Traffic& traffic = question.traffic;
    sizing::SizingOptions options = options_of(question);
    options.trade_off_points = 5;
    const SizingResult result = sizing::size(scenario_of(network, traffic), options);
    REQUIRE_FALSE(result.trade_off.empty());
    CHECK(result.notes.empty());
    for (const TradeOff& point : result.trade_off) {
      INFO(words(point.interval) << ", " << point.cost.units << ": " << words(network, point.depths));
      CHECK(interval_of(network, point.depths, traffic) <= point.interval);
      CHECK(latency_of(network, point.depths, traffic, point.interval) <= question.latency);
      if (interval_of(network, point.depths, traffic) < point.interval && point.interval.cycles > 1 &&
          result.target < Interval{point.interval.cycles - 1, 1}) {
        const Interval shorter{point.interval.cycles - 1, 1};
        CHECK((latency_of(network, point.depths, traffic, shorter) > question.latency ||
               interval_of(network, point.depths, traffic) > shorter));
      }
      question.target = point.interval;
      Oracle oracle(network, question);
      const Cost cheapest = oracle.cost_of(oracle.cheapest());
      CHECK(point.lower_bound <= cheapest);
      CHECK(point.cost >= cheapest);
      CHECK(point.optimal == (point.lower_bound == point.cost));
    }
    const auto slowest = std::ranges::max_element(result.trade_off, {}, &TradeOff::interval);
    question.target = Interval{std::int64_t{1} << 40, 1};
    Oracle oracle(network, question);
    CHECK(slowest->cost == oracle.cost_of(oracle.cheapest()));
    question.latency.reset();
    Oracle any(network, question);
    if (any.cost_of(any.cheapest()) < slowest->cost) ++tighter;
  }
  CHECK(tighter > 4);
}

TEST_CASE("sizing: a trade-off of one point is the target's", "[sizing]") {
  const Network network = small_graph(test_seed(), 1);
  const Traffic traffic = Traffic::back_to_back(network);
  sizing::SizingOptions options;
  options.trade_off_points = 1;
  const SizingResult result = sizing::size(scenario_of(network, traffic), options);
  REQUIRE(result.trade_off.size() == 1);
  CHECK(result.trade_off[0].interval == result.interval);
  CHECK(result.trade_off[0].depths == depths_of(result));
}

// --- Failures ---

namespace {

Scenario load(const std::string& name) {
  return load_scenario(fs::path(WEIR_SOURCE_DIR) / "scenarios" / (name + ".yaml"));
}

// Three products. The middle one is the slowest: 24 cycles a frame.
Scenario slow_in_the_middle() {
  Random random(1, 1);
  NetworkBuilder builder("middle");
  builder.input("in", DataType::uint(2), {6}, 1);
  const auto product = [&](const std::string& name, std::int64_t rows, std::int64_t pe) {
    const std::int64_t columns = builder.tail().shape.back();
    Mvtu mvtu = random_mvtu(rows, columns, DataType::ternary(), DataType::uint(2), 4, random);
    mvtu.pe = pe;
    mvtu.simd = 1;
    builder.add(name, mvtu);
  };
  product("first", 4, 4);
  product("slow", 6, 1);
  product("last", 3, 3);
  const Network network = builder.finish();
  return scenario_of(network, Traffic::back_to_back(network));
}

}  // namespace

TEST_CASE("sizing: a target that no depths reach is refused, and what holds it up is named", "[sizing]") {
  const Scenario scenario = slow_in_the_middle();
  sizing::SizingOptions options;
  options.target = Interval{23, 1};
  for (const bool exact : {true, false}) {
    options.exact = exact;
    const SizingResult result = sizing::size(scenario, options);
    CHECK(result.end == SizingEnd::kUnreachable);
    CHECK_FALSE(result.passed());
    CHECK(result.best == Interval{24, 1});
    CHECK(result.target == Interval{23, 1});
    CHECK(result.bottleneck == "slow");
  }
  // The bound itself is reachable.
  options.target = Interval{24, 1};
  CHECK(sizing::size(scenario, options).passed());
}

TEST_CASE("sizing: of a slow source and a slow sink it is those that are named", "[sizing]") {
  Scenario scenario = slow_in_the_middle();
  const Network& network = scenario.network;
  sizing::SizingOptions options;
  options.target = Interval{24, 1};
  const Traffic open = scenario.traffic;
  scenario.traffic = with_source(network, open, Pattern::one_in(5));
  SizingResult result = sizing::size(scenario, options);
  CHECK(result.end == SizingEnd::kUnreachable);
  CHECK(result.best == Interval{30, 1});
  CHECK(result.bottleneck.find("in") != std::string::npos);
  CHECK(result.bottleneck.find("slow") == std::string::npos);
  options.scenario_traffic = false;
  CHECK(sizing::size(scenario, options).passed());
  options.scenario_traffic = true;
  scenario.traffic = with_sink(network, open, Pattern::one_in(50));
  result = sizing::size(scenario, options);
  CHECK(result.end == SizingEnd::kUnreachable);
  CHECK(result.best == Interval{50, 1});
  CHECK(result.bottleneck.find("out") != std::string::npos);
}

TEST_CASE("sizing: a latency that no depths reach is refused", "[sizing]") {
  const Scenario scenario = slow_in_the_middle();
  sizing::SizingOptions options;
  const Interval best{24, 1};
  const std::optional<Cycle> least =
      latency_of(scenario.network, Depths(scenario.network.streams.size(), kAmple), scenario.traffic, best);
  REQUIRE(least);
  options.latency = *least - 1;
  const SizingResult late = sizing::size(scenario, options);
  CHECK(late.end == SizingEnd::kUnreachable);
  CHECK(late.bottleneck == "slow");  // the bottleneck of the interval, which is reachable
  CHECK(late.out_of_reach.starts_with("the latency, of "));
  options.latency = *least;
  const SizingResult result = sizing::size(scenario, options);
  CHECK(result.passed());
  CHECK(result.latency_paced == *least);
}

TEST_CASE("sizing: traffic that does not repeat is refused", "[sizing]") {
  Scenario scenario = slow_in_the_middle();
  scenario.traffic = with_source(scenario.network, scenario.traffic, Pattern{1, 2, 0, 3, 7});
  CHECK_THROWS_AS(sizing::size(scenario, {}), BadInput);
  sizing::SizingOptions options;
  options.scenario_traffic = false;
  CHECK(sizing::size(scenario, options).passed());
}

// The lower bound never exceeds the least cost, even if only a few branches are searched.
TEST_CASE("sizing: the lower bound of a search that was cut short", "[sizing]") {
  Random random(29);
  for (int round = 0; round < 200; ++round) {
    Network network;
    for (int s = 0; s < 6; ++s) {
      Stream& stream = network.streams.emplace_back();
      stream.width_bits = random.between(1, 9);
    }
    sizing::Cheapest cheapest(network, {});
    for (std::int64_t n = random.between(2, 12); n > 0; --n) {
      sizing::NoGood no_good;
      for (int s = 0; s < 6; ++s) {
        if (random.between(0, 2) != 0) continue;
        no_good.streams.push_back(s);
        no_good.depths.push_back(random.between(1, 6));
      }
      if (!no_good.streams.empty()) cheapest.add(no_good);
    }
    const sizing::Cheapest::Solution best = cheapest.solve(INT64_MAX);
    REQUIRE(best.exact);
    CHECK(best.lower_bound == cheapest.cost(best.depths));
    for (std::int64_t nodes = 1; nodes < 100; ++nodes) {
      CAPTURE(round, nodes);
      CHECK(cheapest.solve(nodes).lower_bound <= best.lower_bound);
    }
  }
}

// A run confirms the reported interval even with the smallest budget.
TEST_CASE("sizing: the interval of what was found is exact on the smallest budget", "[sizing]") {
  const Scenario scenario = load_scenario(fs::path(WEIR_SOURCE_DIR) / "scenarios" / "tfc-w1a1.yaml");
  sizing::SizingOptions options;
  options.target = Interval{123, 1};
  options.most_beats = 1;
  const SizingResult result = sizing::size(scenario, options);
  Network network = scenario.network;
  for (std::size_t s = 0; s < result.streams.size(); ++s) network.streams[s].depth = result.streams[s].depth;
  models::NativeOptions native;
  native.find_steady_state = native.stop_when_steady = true;
  const auto steady = models::run_native(network, {10'000, scenario.traffic, {}}, native).steady;
  REQUIRE(steady);
  CHECK(result.interval == Interval{steady->period_cycles, steady->period_frames});
}

// Patterns that realign with the frames only after more frames than are tried.
TEST_CASE("sizing: traffic of which too little can be proved is refused", "[sizing]") {
  Scenario scenario = slow_in_the_middle();
  const Traffic open = scenario.traffic;
  for (const Pattern& pattern : {Pattern{5003, 5003, 50000, 50000, 0}, Pattern{4000, 4000, 4009, 4009, 0}}) {
    CAPTURE(pattern.describe());
    scenario.traffic = with_source(scenario.network, open, pattern);
    CHECK_THROWS_AS(sizing::size(scenario, {}), BadInput);
  }
}

// Sized from depths that deadlock; the result is that of the twin, whose depths do not.
TEST_CASE("sizing: a scenario that deadlocks as it stands", "[sizing][deadlock]") {
  for (const std::string name : {"residual-block", "unet", "two-skips"}) {
    INFO(name);
    const SizingResult shallow = sizing::size(load(name + "-shallow"), {});
    CHECK(shallow.passed());
    CHECK_FALSE(shallow.given_interval);
    CHECK(shallow.best == Interval{576, 1});
    const SizingResult twin = sizing::size(load(name), {});
    CHECK(twin.given_interval);
    CHECK(depths_of(shallow) == depths_of(twin));
    CHECK(shallow.total == twin.total);
    const Network network = load(name + "-shallow").network;
    CHECK(interval_of(network, depths_of(shallow), Traffic::back_to_back(network)) == shallow.target);
    CHECK(shallow.optimal);
  }
}

TEST_CASE("sizing: of hardware that is not elastic depths are found, but nothing is proved", "[sizing]") {
  Scenario scenario = slow_in_the_middle();
  sizing::SizingOptions options;
  options.trade_off_points = 3;
  const SizingResult elastic = sizing::size(scenario, options);
  scenario.network.layers[1].freezing = Freezing{2};
  const SizingResult result = sizing::size(scenario, options);
  CHECK(result.passed());
  CHECK(result.proofs_withheld);
  CHECK(elastic.lower_bound.units > 0);
  CHECK(result.lower_bound.units == 0);
  CHECK_FALSE(result.optimal);
  for (const SizedStream& stream : result.streams) {
    CHECK_FALSE(stream.one_less);
    CHECK(stream.least == 1);
  }
  CHECK(elastic.trade_off.size() > 1);
  CHECK(result.trade_off.empty());
  REQUIRE(result.notes.size() == 3);
  CHECK(result.notes[0].starts_with(scenario.network.layers[1].name + " is a freezing pipeline"));
  CHECK(result.notes[1].starts_with("each "));
  CHECK(result.notes[2] == "no trade-off is drawn, as its points rest on proofs");
}

// Random networks in which some layers freeze, also with wires and register slices. The result is run again,
// and so is one less in each FIFO.
TEST_CASE("sizing: depths found by trial keep up and none can be one less", "[sizing]") {
  int sized = 0;
  int deep = 0;
  for (std::uint64_t i = 0; i < 60; ++i) {
    Random random(Catch::rngSeed(), 9100 + i);
    const Network network = random_mixed_network("sized" + std::to_string(i), random);
    if (std::ranges::all_of(network.layers, &Layer::monotone)) continue;
    const Scenario scenario = scenario_of(network, Traffic::back_to_back(network));
    const auto size = [&]() -> std::optional<SizingResult> {
      try {
        return sizing::size(scenario, {});
      } catch (const BadInput& error) {
        CHECK_THAT(error.what(), Catch::Contains("--target-interval: found none"));
        return std::nullopt;
      }
    };
    const std::optional<SizingResult> asked = size();
    if (!asked) continue;
    const SizingResult& result = *asked;
    INFO("network " << i << " of seed " << Catch::rngSeed() << ": " << result.out_of_reach);
    INFO(describe_hardware(network));
    if (result.end != SizingEnd::kSized) continue;
    ++sized;
    CHECK(result.interval >= result.best);
    // Another way of running them: each frame as soon as it is due.
    const auto keeps_up = [&](const Network& tried) {
      models::BoundsQuery query;
      query.admission = result.target;
      query.most_frames = 64;
      return models::bound_interval(tried, scenario.traffic, query).steady;
    };
    Network found = network;
    for (const SizedStream& stream : result.streams)
      found.stream(found.find_stream(stream.name)).depth = stream.depth;
    CHECK(keeps_up(found));
    for (const SizedStream& stream : result.streams) {
      if (stream.depth == 1) continue;
      ++deep;
      Network less = found;
      less.stream(less.find_stream(stream.name)).depth = stream.depth - 1;
      INFO(stream.name << ", one less than " << stream.depth);
      CHECK_FALSE(keeps_up(less));
    }
    for (const Stream& stream : network.streams)
      CHECK((std::ranges::find(result.streams, stream.name, &SizedStream::name) == result.streams.end()) ==
            stream.wire);
  }
  CHECK(sized > 20);
  CHECK(deep > 20);
}

// Beats looked ahead over a wire do not belong to the state, which recurs with the second frame.
TEST_CASE("sizing: a block of finn-rtllib whose frames are of a beat or two", "[sizing]") {
  Scenario scenario = parse_scenario(
      "scenario: small\nintent: Of finn-rtllib.\nseed: 1\nengines: [native]\nframes: 2\n"
      "input: {type: uint4, shape: [1, 1, 1], elements_per_beat: 1}\nlayers:\n"
      "  - {kind: fifo, depth: 9}\n  - {kind: pad, pads: [0, 0, 1, 0], simd: 1}\n  - {kind: fifo, depth: 9}\n"
      "hardware: finn-rtllib\n",
      "small.yaml");
  const SizingResult result = sizing::size(scenario, {});
  CHECK(result.passed());
  CHECK(result.target == Interval{2, 1});
  sizing::SizingOptions options;
  options.latency = result.latency_paced;
  CHECK(sizing::size(scenario, options).passed());
}

TEST_CASE("sizing: FIFOs of a FINN build are those that it can have", "[sizing]") {
  Network network;
  CHECK(sizing::built_depth(network, 1) == 1);
  CHECK(sizing::built_depth(network, 300) == 300);
  CHECK(sizing::built_below(network, 2) == 1);
  CHECK(sizing::built_below(network, 1) == 0);
  network.layers.emplace_back().rtllib = Rtllib{};
  CHECK(sizing::built_depth(network, 1) == 2);
  CHECK(sizing::built_depth(network, 300) == 300);
  CHECK(sizing::built_below(network, 2) == 0);
  CHECK(sizing::built_below(network, 3) == 2);
  network.layers.clear();
  CHECK(sizing::stated_depth(network, 514) == 514);
  network.finn.emplace();
  CHECK(sizing::built_depth(network, 1) == 2);
  CHECK(sizing::built_depth(network, 256) == 256);
  CHECK(sizing::built_depth(network, 257) == 514);
  CHECK(sizing::built_depth(network, 514) == 514);
  CHECK(sizing::built_depth(network, 515) == 1026);
  CHECK(sizing::built_below(network, 2) == 0);
  CHECK(sizing::built_below(network, 256) == 255);
  CHECK(sizing::built_below(network, 514) == 256);
  CHECK(sizing::built_below(network, 1026) == 514);
  CHECK(sizing::stated_depth(network, 256) == 256);
  CHECK(sizing::stated_depth(network, 514) == 512);
  Stream stream;
  stream.further = {Fifo{}, Fifo{}};
  sizing::set_depth(network, stream, 514);
  CHECK(stream.depth == 514);
  CHECK(stream.further.empty());
  CHECK(stream.delays == FifoDelays{3, 1, 8});
  sizing::set_depth(network, stream, 20);
  CHECK(stream.delays == FifoDelays{1, 1, 0});
  stream.wire = true;
  sizing::set_depth(network, stream, 30);
  CHECK(stream.depth == 20);
}

TEST_CASE("sizing: of hardware that is not elastic a latency may be out of reach, too", "[sizing]") {
  Scenario scenario = slow_in_the_middle();
  scenario.network.layers[1].freezing = Freezing{2};
  sizing::SizingOptions options;
  options.latency = 1;
  const SizingResult result = sizing::size(scenario, options);
  CHECK(result.end == SizingEnd::kUnreachable);
  CHECK(result.proofs_withheld);
  const std::string text = report::sizing_text(result);
  CHECK(text.find("no depths reach") == std::string::npos);
  CHECK(text.find("were not found: the latency, of ") != std::string::npos);
}

// Stopped at any line of progress: the result is the best depths verified so far, or none.
TEST_CASE("sizing: an interrupted search keeps what it has verified", "[sizing]") {
  const Scenario scenario = load("residual-block");
  int sized = 0;
  int without = 0;
  for (int lines = 0; lines < 60; lines += lines < 12 ? 1 : 6) {
    INFO("interrupted at line " << lines);
    std::atomic<bool> interrupted = lines == 0;
    int told = 0;
    sizing::SizingOptions options;
    options.interrupted = &interrupted;
    options.progress = [&](const std::string& line) {
      CHECK_FALSE(line.empty());
      if (++told >= lines) interrupted = true;
    };
    const SizingResult result = sizing::size(scenario, options);
    if (result.end == SizingEnd::kInterrupted) {
      CHECK(result.interrupted);
      CHECK_FALSE(result.passed());
      ++without;
      continue;
    }
    REQUIRE(result.end == SizingEnd::kSized);
    CHECK(result.passed());
    CHECK(interval_of(scenario.network, depths_of(result), scenario.traffic) == result.interval);
    CHECK(result.lower_bound <= result.total);
    if (!result.optimal) CHECK(result.interrupted);
    sized += result.interrupted ? 1 : 0;
  }
  CHECK(without > 0);
  CHECK(sized > 0);
}

}  // namespace weir::tests::sizing_test
