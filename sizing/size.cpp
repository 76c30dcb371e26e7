#include "sizing/size.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <functional>

#include "models/analysis/alone.hpp"
#include "network/error.hpp"
#include "network/joined.hpp"
#include "network/refold.hpp"
#include "sizing/by_trial.hpp"
#include "sizing/fifos.hpp"
#include "sizing/search.hpp"

namespace weir::sizing {

namespace {

// Of the method in use today (FINN's depths by simulation): no FIFO is less deep.
constexpr std::int64_t kLeastBaseline = 32;

// Depths that were raised no further than they must be are worth this much more than the rest.
constexpr std::int64_t kFindingShare = 10;
// And that they cannot be lowered either, this much.
constexpr std::int64_t kLoweringShare = 4;

// Any interval at all: what does not lock reaches it.
constexpr Interval kAnyInterval{std::int64_t{1} << 40, 1};

std::string describe(const Network& network, const Traffic& traffic) {
  std::vector<std::string> words;
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    const auto say = [&](const Pattern& pattern, const char* end) {
      if (!pattern.always_open())
        words.push_back(fmt::format("{} {}: {}", network.streams[s].name, end, pattern.describe()));
    };
    say(traffic.streams[s].push, "push");
    say(traffic.streams[s].pop, "pop");
  }
  return words.empty() ? "back to back" : fmt::format("{}", fmt::join(words, ", "));
}

class Sizing {
 public:
  Sizing(const Scenario& scenario, const SizingOptions& options)
      : scenario_(scenario),
        network_(scenario.network),
        options_(options),
        traffic_(options.scenario_traffic ? scenario.traffic : Traffic::back_to_back(network_)),
        trials_(network_, traffic_, options.interrupted) {}

  SizingResult run() {
    const auto begin = std::chrono::steady_clock::now();
    describe_question();
    try {
      if (result_.proofs_withheld) {
        try_depths();
      } else if (reachable()) {
        search();
      }
    } catch (const Interrupted&) {
      result_.interrupted = true;
    }
    trials_.finish();
    if (result_.end == SizingEnd::kSized) {
      if (result_.streams.empty()) {
        result_.end = SizingEnd::kInterrupted;
      } else {
        verify();
      }
    }
    result_.runs += trials_.runs();
    result_.beats += trials_.beats();
    result_.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return std::move(result_);
  }

 private:
  void describe_question() {
    result_.scenario = scenario_.name;
    result_.intent = scenario_.intent;
    result_.clock_mhz = scenario_.clock_mhz;
    result_.traffic = describe(network_, traffic_);
    result_.cost_model = options_.cost.name();
    result_.cost_unit = options_.cost.unit();
    result_.mode = options_.exact ? "exact" : "fast";
    result_.latency_target = options_.latency;
    for (std::size_t s = 0; s < network_.streams.size(); ++s) result_.given += cost(s, given_depth(s));
    std::vector<std::string> freezing;
    for (const Layer& layer : network_.layers) {
      if (!layer.monotone()) freezing.push_back(layer.name);
    }
    if (freezing.empty()) return;
    result_.proofs_withheld = true;
    const bool one = freezing.size() == 1;
    result_.notes.push_back(fmt::format(
        "{} {}: deeper FIFOs may make {} slower, so nothing is proved of depths that were not run",
        one ? freezing[0] : fmt::format("{} and {} more", freezing[0], freezing.size() - 1),
        one ? "is a freezing pipeline" : "are pipelines that freeze", one ? "it" : "them"));
  }

  // Patterns may take as many frames as they have cycles to meet the frames in the same way again.
  [[noreturn]] void fail_undecided() const {
    if (const std::string apart = describe_parts_apart(network_); !apart.empty())
      throw BadInput("layers", apart, "a scenario for each of them, which is sized by itself");
    throw BadInput("traffic", result_.traffic,
                   fmt::format("patterns that fall in with the frames again within {} of them, as nothing is "
                               "proved otherwise; or --back-to-back",
                               Trials::kMostFrames));
  }

  // What limits there are, from FIFOs that have none.
  bool reachable() {
    const std::optional<Interval> best = trials_.best(result_.bottleneck);
    if (!best) fail_undecided();
    result_.best = *best;
    result_.target = options_.target.value_or(result_.best);
    progress(fmt::format("best interval of any depths: {} cycles, by {}", words(result_.best),
                         result_.bottleneck));
    if (result_.target < result_.best) {
      result_.end = SizingEnd::kUnreachable;
      result_.out_of_reach = result_.bottleneck;
      find_refolds();
      return false;
    }
    const models::Bounds free = trials_.admitted(trials_.unlimited(), result_.target);
    if (!free.steady) fail_undecided();
    levels_ = free.levels;
    if (!keeps_latency(free)) {
      result_.end = SizingEnd::kUnreachable;
      result_.out_of_reach = fmt::format("the latency, of {} cycles with FIFOs without limits",
                                         free.latency_admitted.value_or(0));
      return false;
    }
    enough_ = enough_for(levels_);
    return true;
  }

  // The layers that take longer than the target by themselves, the slowest first.
  void find_refolds() {
    for (std::size_t l = 0; l < network_.layers.size(); ++l) {
      const auto alone = models::interval_alone(network_, traffic_, static_cast<int>(l));
      if (!alone || *alone <= result_.target) continue;
      const Layer& layer = network_.layers[l];
      const Folding now = folding_of(layer);
      // What its hardware takes beyond its iterations stays.
      const std::int64_t beyond = std::max<std::int64_t>(0, alone->cycles / alone->frames - now.cycles);
      const std::int64_t most = result_.target.cycles / result_.target.frames - beyond;
      result_.refolds.push_back({layer.name, *alone, now, folding_within(layer, most)});
    }
    std::ranges::stable_sort(result_.refolds, std::greater<>(), &Refold::alone);
  }

  // With a beat more than its level a FIFO never holds up the schedule that it was seen in.
  [[nodiscard]] Depths enough_for(const std::vector<std::int64_t>& levels) const {
    Depths enough;
    for (std::size_t s = 0; s < levels.size(); ++s)
      enough.push_back(network_.endless(static_cast<int>(s)) ? kMaxDepth : levels[s] + 1);
    return enough;
  }

  // Whether frames admitted so keep the bound on latency, if there is one.
  [[nodiscard]] bool keeps_latency(const models::Bounds& admitted) const {
    return !options_.latency ||
           (admitted.latency_admitted && *admitted.latency_admitted <= *options_.latency);
  }

  // Where a layer by itself comes to no steady state: the bound that the folding gives, and for a target the
  // interval of the depths as they are.
  void take_folding_bound() {
    result_.best = {network_.interval_bound(), 1};
    const auto slowest = std::ranges::max_element(network_.layers, {}, &Layer::ideal_cycles);
    result_.bottleneck = slowest == network_.layers.end() ? "the streams" : slowest->name;
    const std::optional<Interval> given =
        options_.target ? options_.target : trials_.as_given().interval.at_most;
    if (!given)
      throw BadInput(
          "--target-interval", "none",
          "one, as neither the layers by themselves nor the depths as given come to a steady state");
    result_.target = *given;
    result_.notes.push_back(
        fmt::format("by itself not every layer comes to a steady state: best is the folding's bound{}",
                    options_.target ? "" : ", and the target the interval of the depths as given"));
  }

  // Of hardware that is not monotone.
  void try_depths() {
    if (const std::optional<Interval> best = trials_.best(result_.bottleneck)) {
      result_.best = *best;
      result_.target = options_.target.value_or(result_.best);
    } else {
      take_folding_bound();
    }
    progress(fmt::format("by itself none takes longer than {} cycles: {}", words(result_.best),
                         result_.bottleneck));
    ByTrial trial(trials_, options_.cost, Goal{result_.target, options_.latency},
                  [this](const std::string& line) { progress(line); });
    const auto out_of_reach = [&](const std::string& what) {
      result_.end = SizingEnd::kUnreachable;
      result_.out_of_reach = what;
    };
    if (result_.target < result_.best) {
      find_refolds();
      return out_of_reach(result_.bottleneck);
    }
    if (!trial.kept_up())
      return out_of_reach(
          fmt::format("FIFOs without limits did not keep up within {} frames", trial.unhindered().frames));
    levels_ = trial.unhindered().levels;
    bool found = false;
    try {
      found = trial.find(kFindingShare * options_.most_beats);
    } catch (const Interrupted&) {
      take_depths(trial.found(), Depths(trial.found().size(), 1));
      throw;
    }
    if (!found)
      return out_of_reach(fmt::format(
          "with the depths that levels suggest, and many times as deep, no state recurred within {} frames",
          trial.most_frames()));
    if (!trial.keeps_latency())
      return out_of_reach(
          fmt::format("the latency, of {} cycles with the depths found", trial.latency().value_or(0)));
    take_depths(trial.found(), Depths(trial.found().size(), 1));
    if (trial.could_be_less() == 0) {
      result_.notes.emplace_back("each FIFO is as shallow as one can be built");
    } else if (trial.each_tried()) {
      result_.notes.push_back(
          fmt::format("each of the {} FIFOs that can be less was tried at the next less depth, the others "
                      "being as found: frames one "
                      "every {} cycles were not kept up with within {} frames",
                      trial.could_be_less(), words(result_.target), trial.most_frames()));
    } else {
      result_.notes.push_back(fmt::format(
          "not every FIFO was tried at a less depth: --most-beats {} were not enough", options_.most_beats));
    }
    if (options_.trade_off_points > 0)
      result_.notes.push_back("no trade-off is drawn, as its points rest on proofs");
  }

  void search() {
    const Goal goal{result_.target, options_.latency};
    Search search(trials_, goal, options_.cost, enough_, [this](const std::string& line) { progress(line); });
    try {
      search.find_some(kFindingShare * options_.most_beats, kLoweringShare * options_.most_beats);
      if (options_.exact) {
        budget_ = options_.most_beats / 3;
        search.find_cheapest(options_.most_beats / 3, options_.most_beats / 3);
        budget_ = 0;
      }
    } catch (const Interrupted&) {
      take(search);
      throw;
    }
    take(search);
    if (result_.streams.empty()) fail_undecided();
    prove(search);
    if (options_.trade_off_points > 0) draw_trade_off(search);
  }

  void take(const Search& search) {
    take_depths(search.found(), search.least());
    result_.lower_bound = search.lower_bound();
    result_.optimal = result_.lower_bound == result_.total;
  }

  // The depths found, if any, and the least of each stream.
  void take_depths(const Depths& depths, const Depths& least) {
    depths_ = depths;
    for (std::size_t s = 0; s < depths_.size(); ++s) {
      const Stream& stream = network_.streams[s];
      if (!has_fifo(stream)) continue;
      SizedStream& sized = result_.streams.emplace_back();
      sized.name = stream.name;
      sized.from = network_.producer_name(static_cast<int>(s));
      sized.to = network_.consumer_name(static_cast<int>(s));
      sized.width_bits = stream.width_bits;
      sized.beats_per_frame = stream.beats_per_frame;
      sized.given = given_depth(s);
      sized.depth = stated_depth(network_, depths_[s]);
      sized.least = least[s];
      if (!network_.endless(static_cast<int>(s))) sized.level = levels_[s];
      const auto level = static_cast<std::uint64_t>(std::max(sized.level.value_or(0), kLeastBaseline));
      sized.baseline = static_cast<std::int64_t>(std::bit_ceil(level));
      sized.cost = cost(s, sized.depth);
      result_.total += sized.cost;
      result_.baseline += cost(s, sized.baseline);
    }
  }

  // What one less of each FIFO would give.
  void prove(Search& search) {
    std::int64_t inexact = 0;
    std::int64_t untried = 0;
    const std::int64_t begin = trials_.beats();
    for (std::size_t s = 0; s < depths_.size(); ++s) {
      if (depths_[s] == 1 || !has_fifo(network_.streams[s])) continue;
      Depths less = depths_;
      --less[s];
      std::vector<int> blamed = search.to_blame_near(less, static_cast<int>(s), false);
      if (blamed.empty() && trials_.beats() - begin <= options_.most_beats)
        blamed = search.to_blame_near(less, static_cast<int>(s), true);
      if (blamed.empty()) {
        ++untried;
        continue;
      }
      SizedStream& sized = *std::ranges::find(result_.streams, network_.streams[s].name, &SizedStream::name);
      OneLess& one_less = sized.one_less.emplace(one_less_of(search.only(less, blamed), less));
      if (!one_less.locks && !one_less.exact) ++inexact;
      progress(fmt::format("{}: one less was tried; {} runs", network_.streams[s].name, trials_.runs()));
      if (options_.share) options_.share(static_cast<double>(s + 1), static_cast<double>(depths_.size()));
    }
    if (untried > 0) {
      result_.notes.push_back(
          fmt::format("of {} FIFOs it is not known whether one less would do: --most-beats {} were not "
                      "enough to find out",
                      untried, options_.most_beats));
    }
    if (inexact > 0) {
      result_.notes.push_back(
          fmt::format("of {} FIFOs, one less is proved to miss the target; the interval of the whole network "
                      "may be longer yet",
                      inexact));
    }
  }

  // `part`: the depths that are to blame, without the others. They miss the goal.
  OneLess one_less_of(const Depths& part, const Depths& less) {
    OneLess one_less;
    const auto take = [&](const models::Bounds& bounds) {
      one_less.locks = one_less.locks || bounds.locks;
      one_less.interval =
          std::max({one_less.interval, result_.best, bounds.interval.at_least.value_or(result_.best)});
    };
    take(trials_.interval(part, {}, affordable_frames()));
    if (!one_less.locks && one_less.interval <= result_.target)
      take(trials_.interval(part, result_.target, Trials::kMostFrames));
    one_less.latency = options_.latency && one_less.interval <= result_.target;
    if (one_less.locks || trials_.beats() > options_.most_beats) return one_less;
    // The interval of a part is the whole's, unless more FIFOs have their share in it.
    models::Bounds whole = trials_.interval(less, one_less.interval, affordable_frames());
    if (!whole.locks && !whole.within(one_less.interval))
      whole = trials_.interval(less, {}, affordable_frames());
    take(whole);
    one_less.latency = options_.latency && one_less.interval <= result_.target;
    one_less.exact = !whole.locks && whole.within(one_less.interval);
    return one_less;
  }

  // From the cheapest depths that do not lock, step by step to those found for the target. A bound on latency
  // is kept by all of them.
  void draw_trade_off(const Search& sized) {
    result_.trade_off.push_back(point(sized, result_.target));
    std::int64_t late = 0;
    const auto ask = [&](const Interval& target) {
      Depths enough = enough_;
      if (options_.latency) {
        const models::Bounds free = trials_.admitted(trials_.unlimited(), target);
        // Slower frames are no later, but under traffic.
        if (!keeps_latency(free)) {
          ++late;
          return;
        }
        enough = enough_for(free.levels);
      }
      Search search(trials_, Goal{target, options_.latency}, options_.cost, enough,
                    [](const std::string&) {});
      const std::int64_t begin = trials_.beats();
      search.find_some(begin + kFindingShare * options_.most_beats, kLoweringShare * options_.most_beats);
      if (options_.exact)
        search.find_cheapest(trials_.beats() + options_.most_beats / options_.trade_off_points, 0);
      if (search.found().empty()) return;
      result_.trade_off.push_back(point(search, target));
      progress(fmt::format("trade-off: {} cycles for {} {}", words(result_.trade_off.back().interval),
                           result_.trade_off.back().cost.units, result_.cost_unit));
    };
    try {
      ask_between(ask);
    } catch (const Interrupted&) {
      keep_best_points();
      throw;
    }
    keep_best_points();
    if (late > 0) {
      result_.notes.push_back(
          fmt::format("{} points of the trade-off are left out: FIFOs without limits do not keep the latency "
                      "there, or it is not known to be kept",
                      late));
    }
  }

  template <class Ask>
  void ask_between(const Ask& ask) {
    if (options_.trade_off_points == 1) return;
    ask(kAnyInterval);
    const double slowest = result_.trade_off.back().interval.value();
    const double fastest = result_.target.value();
    std::int64_t before = 0;
    for (std::int64_t i = 1; i + 1 < options_.trade_off_points; ++i) {
      if (options_.interrupted != nullptr && *options_.interrupted) throw Interrupted{};
      // Steps of one ratio.
      const double share = static_cast<double>(i) / static_cast<double>(options_.trade_off_points - 1);
      const auto target = static_cast<std::int64_t>(slowest * std::pow(fastest / slowest, share));
      if (target == before || Interval{target, 1} < result_.target) continue;
      before = target;
      ask({target, 1});
    }
  }

  TradeOff point(const Search& search, const Interval& target) {
    TradeOff point;
    point.depths = search.found();
    point.cost = search.cost(search.found());
    point.lower_bound = search.lower_bound();
    point.optimal = point.lower_bound == point.cost;
    const models::Bounds bounds = trials_.interval(point.depths, {}, affordable_frames());
    point.interval = std::min(bounds.interval.at_most.value_or(target), target);
    point.exact = bounds.interval.met() || point.interval == result_.best;
    if (options_.latency) admit_in_time(point, target);
    return point;
  }

  // The point's depths keep the latency of frames admitted every `target`. Those admitted as often as the
  // depths allow may be later: the point's interval is the shortest, in whole cycles, at which they are not.
  void admit_in_time(TradeOff& point, const Interval& target) {
    const auto in_time = [&](const Interval& admission) {
      return keeps_latency(trials_.admitted(point.depths, admission));
    };
    if (in_time(point.interval)) return;
    std::int64_t fails = point.interval.cycles / point.interval.frames;
    std::int64_t holds = fails + 1;
    for (std::int64_t step = 1; Interval{holds, 1} < target && !in_time({holds, 1}); step *= 2) {
      fails = holds;
      holds += step;
    }
    while (fails + 1 < holds) {
      const std::int64_t middle = fails + (holds - fails) / 2;
      (Interval{middle, 1} < target && !in_time({middle, 1}) ? fails : holds) = middle;
    }
    point.interval = std::min(Interval{holds, 1}, target);
  }

  // Those that no other beats in both, the slowest first.
  void keep_best_points() {
    std::vector<TradeOff>& points = result_.trade_off;
    std::ranges::stable_sort(points, [](const TradeOff& a, const TradeOff& b) {
      return a.cost != b.cost ? a.cost < b.cost : a.interval < b.interval;
    });
    std::vector<TradeOff> best;
    for (TradeOff& point : points) {
      if (best.empty() || point.interval < best.back().interval) best.push_back(std::move(point));
    }
    points = std::move(best);
  }

  void verify() {
    prove_interval();
    const models::Bounds paced = trials_.admitted(depths_, result_.target);
    result_.latency_paced = paced.latency_admitted.value_or(0);
    const models::Bounds as_given = given();
    result_.given_interval = as_given.interval.at_most;
    result_.given_exact = as_given.interval.met();
    if (result_.traffic == "back to back") {
      result_.interval_back_to_back = result_.interval;
      result_.interval_back_to_back_exact = result_.interval_exact;
      result_.latency = paced.latency;
    } else {
      Trials open(network_, Traffic::back_to_back(network_), nullptr);
      const models::IntervalBounds proved = open.interval(depths_, {}, Trials::kMostFrames).interval;
      result_.interval_back_to_back = proved.at_most.value_or(Interval{0, 1});
      result_.interval_back_to_back_exact = proved.met();
      result_.latency = open.admitted(depths_, result_.target).latency;
      result_.runs += open.runs();
      result_.beats += open.beats();
    }
  }

  // The scenario as it stands.
  models::Bounds given() {
    if (result_.proofs_withheld) return trials_.as_given();
    Depths depths;
    for (const Stream& stream : network_.streams) depths.push_back(stream.depth);
    return trials_.interval(depths, {}, affordable_frames());
  }

  // Of the depths found, which are known to reach the target: where proofs are withheld, with frames admitted
  // one every so often. Back to back they may take longer.
  void prove_interval() {
    result_.interval = result_.target;
    if (result_.proofs_withheld) {
      const models::IntervalBounds proved = trials_.interval(depths_, {}, Trials::kMostFrames).interval;
      result_.interval_exact = proved.met();
      if (proved.at_most) {
        result_.interval = *proved.at_most;
      } else {
        result_.notes.push_back(fmt::format(
            "back to back no state recurred: the interval is that of frames admitted one every {} "
            "cycles",
            words(result_.target)));
      }
      return;
    }
    if (result_.target == result_.best) return;
    const models::IntervalBounds proved = trials_.interval(depths_, {}, Trials::kMostFrames).interval;
    result_.interval = std::min(proved.at_most.value_or(result_.target), result_.target);
    result_.interval_exact = proved.met() || result_.interval == result_.best;
  }
  [[nodiscard]] std::int64_t affordable_frames() const {
    return std::clamp<std::int64_t>(options_.most_beats / 4 / frame_beats(network_), 4, Trials::kMostFrames);
  }

  // As the build's files call it, of all that the stream's FIFO is made of.
  [[nodiscard]] std::int64_t given_depth(std::size_t s) const {
    const Stream& stream = network_.streams[s];
    std::int64_t depth = stated_depth(network_, stream.depth);
    for (const Fifo& fifo : stream.further) depth += stated_depth(network_, fifo.depth);
    return depth;
  }
  [[nodiscard]] Cost cost(std::size_t stream, std::int64_t depth) const {
    if (!has_fifo(network_.streams[stream])) return {};
    return options_.cost.of(network_.streams[stream].width_bits, depth);
  }
  static std::string words(const Interval& interval) { return fmt::format("{:g}", interval.value()); }
  void progress(const std::string& line) const {
    if (options_.progress) options_.progress(line);
    if (options_.share && budget_ > 0)
      options_.share(static_cast<double>(trials_.beats()), static_cast<double>(budget_));
  }

  const Scenario& scenario_;
  const Network& network_;
  const SizingOptions& options_;
  Traffic traffic_;
  Trials trials_;
  SizingResult result_;
  std::int64_t budget_ = 0;  // beats, of what is being done; 0: not known
  std::vector<std::int64_t> levels_;
  Depths enough_;
  Depths depths_;
};

}  // namespace

SizingResult size(const Scenario& scenario, const SizingOptions& options) {
  if (!scenario.network.finn) check_modelled("engine", scenario.network);
  if (options.scenario_traffic && !scenario.traffic.periodic()) {
    throw BadInput("traffic", describe(scenario.network, scenario.traffic),
                   "patterns that repeat, of which something can be proved; or --back-to-back");
  }
  return Sizing(scenario, options).run();
}

}  // namespace weir::sizing
