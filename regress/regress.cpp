#include "regress/regress.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "network/error.hpp"
#include "regress/batch.hpp"
#include "regress/coverage.hpp"
#include "regress/fixed.hpp"
#include "regress/isolated.hpp"
#include "regress/minimal.hpp"
#include "regress/scenario_text.hpp"
#include "testbench/build_cache.hpp"

namespace weir::regress {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Among failures that look alike, only the first is shrunk.
constexpr std::size_t kMostShrunk = 8;

// A file as a shell word that works from any folder.
std::string shell_word(const fs::path& file) {
  std::string word = fs::absolute(file).lexically_normal().string();
  if (word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+,:@%") ==
      std::string::npos)
    return word;
  for (std::size_t at = 0; (at = word.find('\'', at)) != std::string::npos; at += 4)
    word.replace(at, 1, "'\\''");
  return "'" + word + "'";
}

std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

// A unit's place in the suite: the list (0: scenarios, then one per campaign) and the unit's index in it.
using Place = std::pair<std::size_t, std::int64_t>;

Place place_of(const Suite& suite, const std::string& unit) {
  const std::size_t slash = unit.find('/');
  const std::string list = unit.substr(0, slash);
  const std::string rest = unit.substr(slash + 1);
  const auto fail = [&]() -> Place { throw BadInput("unit", unit, "one of the suite's"); };
  if (list == kScenarios) {
    const auto scenario = std::ranges::find(suite.scenarios, rest, &FixedScenario::name);
    if (scenario == suite.scenarios.end()) return fail();
    return {0, scenario - suite.scenarios.begin()};
  }
  const auto campaign = std::ranges::find(suite.campaigns, list, &Campaign::name);
  std::int64_t batch = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), batch);
  if (slash == std::string::npos || campaign == suite.campaigns.end() || error != std::errc() ||
      end != rest.data() + rest.size() || batch < 0)
    return fail();
  return {1 + static_cast<std::size_t>(campaign - suite.campaigns.begin()), batch};
}

bool is_of(const Shard& shard, const Place& place) {
  return (static_cast<std::int64_t>(place.first) + place.second) % shard.count + 1 == shard.index;
}

// Compiles without optimisation: cases run for less time than optimising would take.
std::string run_quickly(const std::vector<DrawnCase>& cases) {
  testbench::build_quickly();
  return dump(json(run_batch(cases)));
}

// A unit of the suite: one of its scenarios, or a batch of a campaign.
struct Unit {
  std::string name;
  Place place;
  const FixedScenario* fixed = nullptr;
  std::vector<DrawnCase> drawn;  // of a batch: round after round, one for each stimulus
  std::size_t side_by_side = 0;  // cases of a round
  double wall_s = 0;
  int pending = 0;  // processes that work for it, or wait for a turn
  BatchResult result;
};

// Draws a campaign's batches one after another.
class Batches {
 public:
  Batches(const Campaign& campaign, std::uint64_t seed, const Coverage& covered)
      : campaign_(campaign),
        generator_(campaign.draw, campaign.name, seed, campaign.batch, covered, campaign.stimuli) {}

  // The next batch: one round of side-by-side cases per stimulus, all with the same layers or networks. Empty
  // after the last.
  std::vector<std::vector<DrawnCase>> next() {
    const std::int64_t count =
        campaign_.cases == 0 ? campaign_.batch : std::min(campaign_.batch, campaign_.draws() - drawn_);
    if (count <= 0) return {};
    std::vector<std::vector<DrawnCase>> rounds(static_cast<std::size_t>(campaign_.stimuli));
    for (std::int64_t i = 0; i < count; ++i, ++drawn_) {
      const std::vector<Drawn> drawn = generator_.next(fmt::format("{}-{}", campaign_.name, drawn_));
      for (std::size_t s = 0; s < rounds.size(); ++s) {
        const std::string id = fmt::format("{}/{}", campaign_.name, drawn_);
        rounds[s].push_back(case_of(drawn[s], s == 0 ? id : fmt::format("{}.{}", id, s), rounds[s]));
      }
    }
    return rounds;
  }

 private:
  // Settings common to side-by-side cases are taken from the first case.
  [[nodiscard]] DrawnCase case_of(const Drawn& drawn, const std::string& id,
                                  const std::vector<DrawnCase>& before) const {
    YAML::Node tree = YAML::Load(drawn.text);
    tree["engines"] = campaign_.engines;
    if (!before.empty()) {
      const Scenario& first = before.front().scenario;
      tree["frames"] = first.frames;
      tree.remove("order_seed");
      if (first.order_seed != 0) tree["order_seed"] = first.order_seed;
      tree.remove("reset_after_cycles");
      if (first.reset_after_cycles > 0) tree["reset_after_cycles"] = first.reset_after_cycles;
    }
    DrawnCase result;
    result.id = id;
    result.text = scenario_text(tree);
    result.scenario = parse_scenario(result.text, drawn.scenario.name);
    result.kind = campaign_.draw == Draw::kLayers ? "layer" : "network";
    result.what = campaign_.draw == Draw::kLayers
                      ? drawn.kind
                      : fmt::format("{} layers", result.scenario.network.layers.size());
    return result;
  }

  const Campaign& campaign_;
  Generator generator_;
  std::int64_t drawn_ = 0;
};

// A process and the handler for its end.
struct Task {
  Unit* unit = nullptr;
  std::function<std::string()> work;
  Limits limits;
  std::function<void(const Ended&)> done;
  std::unique_ptr<Isolated> process = nullptr;
};

std::int64_t planned_cases(const Suite& suite, const std::vector<Shard>& shards);

class Regression {
 public:
  Regression(const Suite& suite, const RegressOptions& options)
      : suite_(suite), options_(options), folder_(options.folder, key_of(suite, options), options.resume) {
    if (options.like.empty()) return;
    like_.emplace(options.like);
    if (like_->state() != kComplete)
      throw BadInput("--like", fmt::format("{}, which is {}", options.like.string(), like_->state()),
                     "a run that came to its end");
  }

  RegressionResult operator()() {
    for (const FixedScenario& fixed : suite_.scenarios) check_fixed(fixed, suite_.expected);
    begin_ = std::chrono::steady_clock::now();
    planned_ = planned_cases(suite_, {folder_.key().shard});
    for (const auto& [name, unit] : folder_.units())
      planned_ -= static_cast<std::int64_t>(unit.result.cases.size());
    progress(
        fmt::format("{}: seed {}, results in {}", suite_.name, folder_.key().seed, folder_.path().string()));
    while (!over()) {
      while (static_cast<int>(running_.size()) < options_.jobs && start_next()) {
      }
      if (running_.empty()) break;
      if (!poll()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    for (const Task& task : running_) task.process->ask_to_end();
    running_.clear();  // the destructors end the processes
    folder_.end(stopped_ ? kStopped : interrupted() ? kInterrupted : kComplete, folder_.wall_s() + seconds());
    RegressionResult result = result_of(suite_, folder_.key(), {folder_.key().shard}, {&folder_});
    if (stopped_) {
      std::ranges::move(stopped_->result.cases, std::back_inserter(result.cases));
      result.not_run.emplace_back(kStopped);
    } else if (interrupted()) {
      result.not_run.emplace_back("interrupted: --resume goes on");
    }
    const auto ran = static_cast<std::int64_t>(result.cases.size());
    result.cases_planned = std::max(result.cases_planned, ran);  // for campaigns limited by time
    return result;
  }

  // The result of these shards, as far as recorded in their folders.
  static RegressionResult result_of(const Suite& suite, const RunKey& key, const std::vector<Shard>& shards,
                                    const std::vector<const RunFolder*>& folders);

 private:
  static RunKey key_of(const Suite& suite, const RegressOptions& options) {
    RunKey key = options.key;
    key.suite = suite.text;
    return key;
  }
  void progress(const std::string& line) const {
    if (options_.progress) options_.progress(line);
  }
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }
  [[nodiscard]] bool interrupted() const { return options_.interrupted != nullptr && *options_.interrupted; }
  [[nodiscard]] bool over() const { return interrupted() || stopped_; }

  // --- What comes next ---

  bool start_next() {
    if (waiting_.empty() && !plan_next_unit()) return false;
    Task task = std::move(waiting_.front());
    waiting_.pop_front();
    task.process = std::make_unique<Isolated>(task.work, task.limits);
    running_.push_back(std::move(task));
    return true;
  }

  // Plans the next unit that belongs to this shard and is not done.
  bool plan_next_unit() {
    for (;;) {
      std::unique_ptr<Unit> unit = next_unit();
      if (!unit) return false;
      if (!is_of(folder_.key().shard, unit->place) || folder_.units().contains(unit->name)) continue;
      Unit& planned = *units_.emplace_back(std::move(unit));
      if (planned.fixed != nullptr) {
        plan_fixed(planned);
      } else {
        plan_round(planned, 0, planned.side_by_side);
      }
      return true;
    }
  }

  std::unique_ptr<Unit> next_unit() {
    auto unit = std::make_unique<Unit>();
    if (next_scenario_ < suite_.scenarios.size()) {
      unit->fixed = &suite_.scenarios[next_scenario_];
      unit->place = {0, static_cast<std::int64_t>(next_scenario_++)};
      unit->name = fmt::format("{}/{}", kScenarios, unit->fixed->name);
      return unit;
    }
    for (; next_campaign_ < suite_.campaigns.size();
         ++next_campaign_, batches_.reset(), next_batch_ = 0, drawing_s_ = 0) {
      const Campaign& campaign = suite_.campaigns[next_campaign_];
      if (!batches_) batches_.emplace(campaign, folder_.key().seed, folder_.key().covered);
      if (campaign.cases == 0 && is_spent(campaign)) continue;
      const double from = seconds();
      std::vector<std::vector<DrawnCase>> rounds = batches_->next();
      drawing_s_ += seconds() - from;
      if (rounds.empty()) continue;
      unit->side_by_side = rounds.front().size();
      for (auto& round : rounds) std::ranges::move(round, std::back_inserter(unit->drawn));
      unit->place = {1 + next_campaign_, next_batch_++};
      unit->name = fmt::format("{}/{}", campaign.name, unit->place.second);
      return unit;
    }
    return nullptr;
  }

  // Whether a campaign limited by time has used it, summed over all jobs, or has reached the length of the
  // earlier run that it repeats. A shard's time includes drawing the cases of other shards.
  [[nodiscard]] bool is_spent(const Campaign& campaign) const {
    if (like_) {
      return std::ranges::none_of(like_->units(), [&](const auto& unit) {
        const Place place = place_of(suite_, unit.first);
        return place.first == 1 + next_campaign_ && place.second >= next_batch_;
      });
    }
    double spent = drawing_s_;
    for (const auto& [name, unit] : folder_.units()) {
      if (name.starts_with(campaign.name + "/")) spent += unit.wall_s;
    }
    return spent >= 60 * campaign.minutes * options_.jobs;
  }

  void plan(Task task) {
    ++task.unit->pending;
    waiting_.push_back(std::move(task));
  }

  void plan_fixed(Unit& unit) {
    const FixedScenario& fixed = *unit.fixed;
    Task task{
        &unit,
        [this, &fixed] {
          return dump(json(run_fixed(fixed, suite_.expected, options_.accept, folder_.failures(fixed.name))));
        },
        {static_cast<double>(suite_.seconds_per_case), suite_.memory_mb_per_case},
        {}};
    task.done = [this, &unit](const Ended& ended) {
      if (ended.how == Ended::How::kDone) return take(unit, json::parse(ended.text).get<BatchResult>());
      BatchResult broken;
      CaseResult& result = broken.cases.emplace_back();
      result.id = unit.fixed->name;
      result.kind = "scenario";
      set_broken(result, ended);
      take(unit, std::move(broken));
    };
    plan(std::move(task));
  }

  void plan_round(Unit& unit, std::size_t first, std::size_t count) {
    const auto begin = unit.drawn.begin() + static_cast<std::ptrdiff_t>(first);
    plan_batch(unit, {begin, begin + static_cast<std::ptrdiff_t>(count)});
  }

  // After the first round, plans the other rounds, which reuse its builds.
  void plan_further_rounds(Unit& unit, const std::vector<DrawnCase>& cases) {
    const auto first = std::ranges::find(unit.drawn, cases.front().id, &DrawnCase::id) - unit.drawn.begin();
    const auto begin = static_cast<std::size_t>(first);
    if (begin >= unit.side_by_side) return;
    for (std::size_t c = begin + unit.side_by_side; c < unit.drawn.size(); c += unit.side_by_side)
      plan_round(unit, c, cases.size());
  }

  void plan_batch(Unit& unit, const std::vector<DrawnCase>& cases) {
    const double share = static_cast<double>(cases.size());
    Task task{
        &unit,
        [cases] { return run_quickly(cases); },
        {static_cast<double>(suite_.seconds_per_case) * std::max(1.0, share / 4), suite_.memory_mb_per_case},
        {}};
    task.done = [this, &unit, cases](const Ended& ended) { end_batch(unit, cases, ended); };
    plan(std::move(task));
  }

  // --- Results ---

  // Whether any process has ended.
  bool poll() {
    bool any = false;
    for (auto task = running_.begin(); task != running_.end();) {
      const std::optional<Ended> ended = task->process->poll();
      if (!ended) {
        ++task;
        continue;
      }
      any = true;
      const Task done = std::move(*task);
      task = running_.erase(task);
      done.unit->wall_s += ended->wall_s;
      done.done(*ended);
      if (--done.unit->pending == 0 && !over()) finish(*done.unit);
    }
    return any;
  }

  static void set_broken(CaseResult& result, const Ended& ended) {
    const bool crashed = ended.how == Ended::How::kCrash;
    result.verdict = crashed ? CaseVerdict::kCrash : CaseVerdict::kInconclusive;
    result.check = crashed ? "crash" : ended.how == Ended::How::kMemory ? "memory" : "cpu_time";
    result.detail = ended.text;
    result.wall_s = ended.wall_s;
  }

  void end_batch(Unit& unit, const std::vector<DrawnCase>& cases, const Ended& ended) {
    BatchResult batch;
    if (ended.how == Ended::How::kDone) batch = json::parse(ended.text).get<BatchResult>();
    const bool whole = ended.how == Ended::How::kDone && batch.unclear.empty();
    if (whole || cases.size() == 1) plan_further_rounds(unit, cases);
    if (whole) return take(unit, std::move(batch));
    if (cases.size() > 1 && !options_.stop_at_first) {
      // Splits the batch: the failure is in one of the halves.
      const auto middle = cases.begin() + static_cast<std::ptrdiff_t>(cases.size() / 2);
      plan_batch(unit, {cases.begin(), middle});
      plan_batch(unit, {middle, cases.end()});
      return;
    }
    CaseResult result;
    result.id = cases.front().id;
    result.kind = cases.front().kind;
    result.what = cases.front().what;
    if (ended.how == Ended::How::kDone) {
      result.verdict = CaseVerdict::kFail;
      result.check = "no_fault";
      result.detail = batch.unclear;
      result.wall_s = ended.wall_s;
    } else {
      set_broken(result, ended);
    }
    if (cases.size() > 1)
      result.detail = fmt::format("one of {} to {}: {}", result.id, cases.back().id, result.detail);
    take(unit, {{result}, {}, {}});
  }

  void take(Unit& unit, BatchResult batch) {
    for (CaseResult& result : batch.cases) {
      if (result.verdict != CaseVerdict::kPass) note_failure(unit, result);
    }
    merge(unit.result.coverage, batch.coverage);
    std::ranges::move(batch.cases, std::back_inserter(unit.result.cases));
    if (options_.stop_at_first && failed(unit.result.cases) > 0) stopped_ = &unit;
  }

  void note_failure(Unit& unit, CaseResult& result) {
    progress(fmt::format("{}: {}: {}: {}", result.id, kCaseVerdicts[static_cast<int>(result.verdict)],
                         result.check, result.detail));
    if (unit.fixed != nullptr) return note_failure_of(*unit.fixed, unit, result);
    const auto drawn = std::ranges::find(unit.drawn, result.id, &DrawnCase::id);
    const fs::path file = folder_.failures(result.id) / (drawn->scenario.name + ".yaml");
    testbench::write_text(file, drawn->text);
    result.replay = replay_of(file);
    const auto check = [](const Scenario& scenario) {
      return run_batch({{"minimal", "", "", "", scenario}}).cases.at(0).check;
    };
    plan_shrinking(unit, {result, [text = drawn->text] { return text; }, check});
  }

  void note_failure_of(const FixedScenario& fixed, Unit& unit, CaseResult& result) {
    if (fixed.locks || result.check == kDrift) {
      // `weir run` does not have this check.
      result.replay =
          fmt::format("weir regress {} --only {} --no-history", shell_word(suite_.file), fixed.name);
    } else {
      result.replay = replay_of(fixed.file);
      if (fixed.frames) result.replay += fmt::format(" --frames {}", *fixed.frames);
      if (!fixed.engines.empty()) result.replay += fmt::format(" --engine {}", fmt::join(fixed.engines, ","));
    }
    if (is_of_figures(result.check)) return;
    const auto check = [locks = fixed.locks, folder = folder_.failures(result.id)](const Scenario& scenario) {
      return failing_check(scenario, locks, folder);
    };
    plan_shrinking(unit, {result, [&fixed] { return text_of(fixed); }, check});
  }

  // The command that reproduces the failure.
  static std::string replay_of(const fs::path& file) { return fmt::format("weir run {}", shell_word(file)); }

  void plan_shrinking(Unit& unit, const Failing& failing) {
    const CaseResult& result = failing.result;
    if (result.verdict == CaseVerdict::kInconclusive) return;
    const std::string alike = fmt::format("{} {} {}", result.kind, result.what, result.check);
    if (suite_.shrink_minutes == 0 || options_.stop_at_first || shrunk_.size() >= kMostShrunk ||
        !shrunk_.insert(alike).second)
      return;
    progress(fmt::format("{}: made smaller, for {:g} minutes at most", result.id, suite_.shrink_minutes));
    const double seconds = 60 * suite_.shrink_minutes;
    const Limits limits{static_cast<double>(suite_.seconds_per_case), suite_.memory_mb_per_case};
    Task task{&unit,
              [failing, limits, seconds, folder = folder_.failures(result.id)] {
                const Minimal minimal = make_minimal(failing, limits, seconds, folder);
                return dump({{"file", minimal.file.string()}, {"said", minimal.said}});
              },
              {seconds + 2 * limits.seconds, 0},
              {}};
    task.done = [this, &unit, id = result.id](const Ended& ended) {
      CaseResult& failed = *std::ranges::find(unit.result.cases, id, &CaseResult::id);
      if (ended.how != Ended::How::kDone) {
        progress(fmt::format("{}: could not be made smaller: {}", id, ended.text));
        return;
      }
      const json shrunk = json::parse(ended.text);
      failed.minimal = shrunk.at("file");
      if (!failed.minimal.empty()) failed.replay = replay_of(failed.minimal);
      progress(fmt::format("{}: {}", id, shrunk.at("said").get<std::string>()));
    };
    plan(std::move(task));
  }

  // A case whose result differs from the earlier run fails. Beats are compared only if both runs count them
  // in the same way.
  void hold_to_before(Unit& unit) const {
    const auto before = like_->units().find(unit.name);
    static const std::vector<CaseResult> kNone;
    const auto& cases = before == like_->units().end() ? kNone : before->second.result.cases;
    const auto words = [this](const CaseResult& result) {
      const std::string beats =
          like_->counts_beats_alike() ? fmt::format(" {} beats compared,", result.beats) : std::string();
      return fmt::format("{}{}{}, {} runs,{} {} cycles", kCaseVerdicts[static_cast<int>(result.verdict)],
                         result.check.empty() ? "" : " of ", result.check, result.runs, beats, result.cycles);
    };
    for (CaseResult& now : unit.result.cases) {
      const auto then = std::ranges::find(cases, now.id, &CaseResult::id);
      if (then != cases.end() && words(*then) == words(now)) continue;
      const std::string wanted = then == cases.end() ? "no such case" : words(*then);
      now.detail =
          fmt::format("found {}; wanted {}, as in {}, by {}{}{}", words(now), wanted, options_.like.string(),
                      like_->key().version, now.detail.empty() ? "" : "; ", now.detail);
      now.verdict = CaseVerdict::kFail;
      now.check = "like";
      progress(fmt::format("{}: fail: like: {}", now.id, now.detail));
    }
  }

  void finish(Unit& unit) {
    std::ranges::stable_sort(unit.result.cases, {}, [&](const CaseResult& result) {
      return std::ranges::find(unit.drawn, result.id, &DrawnCase::id) - unit.drawn.begin();
    });
    if (like_) hold_to_before(unit);
    folder_.add(unit.name, {unit.result, unit.wall_s});
    const auto all = static_cast<std::int64_t>(unit.result.cases.size());
    const std::int64_t not_passed = failed(unit.result.cases) + inconclusive(unit.result.cases);
    if (options_.news)
      options_.news(
          fmt::format("{}: {} of {} pass, {:.1f} s", unit.name, all - not_passed, all, unit.wall_s));
    finished_ += all;
    if (options_.share && planned_ > 0)
      options_.share(static_cast<double>(finished_), static_cast<double>(planned_));
    std::erase_if(units_, [&](const auto& each) { return each.get() == &unit; });
  }

  const Suite& suite_;
  const RegressOptions& options_;
  RunFolder folder_;
  std::optional<RunFolder> like_;
  std::chrono::steady_clock::time_point begin_;
  std::size_t next_scenario_ = 0;
  std::size_t next_campaign_ = 0;
  std::int64_t next_batch_ = 0;
  std::int64_t planned_ = 0;   // cases that this session will run, without campaigns limited by time
  std::int64_t finished_ = 0;  // cases finished by this session
  double drawing_s_ = 0;       // drawing time of this campaign in this session
  std::optional<Batches> batches_;
  std::vector<std::unique_ptr<Unit>> units_;
  std::deque<Task> waiting_;
  std::list<Task> running_;
  std::set<std::string> shrunk_;
  Unit* stopped_ = nullptr;
};

// Campaigns limited by time count as 0.
std::int64_t planned_cases(const Suite& suite, const std::vector<Shard>& shards) {
  const auto is_ours = [&](const Place& place) {
    return std::ranges::any_of(shards, [&](const Shard& shard) { return is_of(shard, place); });
  };
  std::int64_t planned = 0;
  for (std::size_t s = 0; s < suite.scenarios.size(); ++s)
    planned += is_ours({0, static_cast<std::int64_t>(s)}) ? 1 : 0;
  for (std::size_t c = 0; c < suite.campaigns.size(); ++c) {
    const Campaign& campaign = suite.campaigns[c];
    for (std::int64_t b = 0; b * campaign.batch < campaign.draws(); ++b) {
      if (is_ours({c + 1, b}))
        planned += campaign.stimuli * std::min(campaign.batch, campaign.draws() - b * campaign.batch);
    }
  }
  return planned;
}

RegressionResult Regression::result_of(const Suite& suite, const RunKey& key,
                                       const std::vector<Shard>& shards,
                                       const std::vector<const RunFolder*>& folders) {
  RegressionResult result;
  result.suite = suite.name;
  result.intent = suite.intent;
  result.seed = key.seed;
  result.started = key.started;
  result.version = key.version;
  result.tools = key.tools;
  result.coverage = all_bins();
  result.coverage_before = key.covered;
  std::map<Place, const UnitResult*> in_order;
  for (const RunFolder* folder : folders) {
    result.wall_s = std::max(result.wall_s, folder->wall_s());
    for (const auto& [name, unit] : folder->units()) in_order[place_of(suite, name)] = &unit;
  }
  result.cases_planned = planned_cases(suite, shards);
  for (const auto& [place, unit] : in_order) {
    const auto& cases = unit->result.cases;
    const bool endless = place.first > 0 && suite.campaigns.at(place.first - 1).cases == 0;
    if (endless) result.cases_planned += static_cast<std::int64_t>(cases.size());
    std::ranges::copy(cases, std::back_inserter(result.cases));
    merge(result.coverage, unit->result.coverage);
  }
  return result;
}

}  // namespace

RegressionResult regress(const Suite& suite, const RegressOptions& options) {
  return Regression(suite, options)();
}

RegressionResult merge_shards(const Suite& suite, const std::vector<fs::path>& paths) {
  std::list<RunFolder> folders;
  std::vector<const RunFolder*> all;
  std::set<std::int64_t> indices;
  RunKey key;
  for (const fs::path& path : paths) {
    const RunFolder& folder = folders.emplace_back(path);
    const RunKey& found = folder.key();
    if (all.empty()) key = found;
    all.push_back(&folder);
    const auto fail = [&](const std::string& is, const std::string& wanted) {
      throw BadInput("--merge", fmt::format("{}, {}", path.string(), is), wanted);
    };
    if (found.suite != suite.text) fail("of another suite, or of this one before it changed", suite.name);
    if (found.seed != key.seed) fail(fmt::format("of seed {}", found.seed), fmt::format("seed {}", key.seed));
    if (made_by(found) != made_by(key)) fail(made_by(found), made_by(key));
    if (found.covered != key.covered) fail("drawn by another coverage", "shards that began with the same");
    if (found.shard.count != key.shard.count)
      fail(fmt::format("one of {} shards", found.shard.count), fmt::format("one of {}", key.shard.count));
    if (!indices.insert(found.shard.index).second)
      fail(fmt::format("shard {} once more", found.shard.index), "each shard once");
    key.started = std::min(key.started, found.started);
  }
  std::vector<Shard> shards;
  for (std::int64_t i = 1; i <= key.shard.count; ++i) shards.push_back({i, key.shard.count});
  RegressionResult result = Regression::result_of(suite, key, shards, all);
  for (std::int64_t i = 1; i <= key.shard.count; ++i) {
    if (!indices.contains(i))
      result.not_run.push_back(fmt::format("shard {}/{} is lacking", i, key.shard.count));
  }
  for (const RunFolder* folder : all) {
    if (folder->state() == kComplete) continue;
    const Shard& shard = folder->key().shard;
    result.not_run.push_back(fmt::format("shard {}/{} has not come to its end, but is {}: {}", shard.index,
                                         shard.count, folder->state(), folder->path().string()));
  }
  return result;
}

}  // namespace weir::regress
