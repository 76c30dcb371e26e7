#include "tests/bench_rig.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <utility>

#include "testbench/packing.hpp"
#include "testbench/scoreboard.hpp"
#include "tests/surplus.hpp"

namespace weir::tests {

namespace {

void expect(const Check& check) {
  INFO(check.name << " " << check.engines[0] << " " << check.engines[1] << ": " << check.detail);
  CHECK(check.ok);
  CHECK(check.beats > 0);
}

std::string describe(const Network& network, const Traffic& traffic) {
  std::string text = "traffic:";
  for (std::size_t s = 0; s < traffic.streams.size(); ++s) {
    const auto& [push, pop] = traffic.streams[s];
    if (!push.always_open()) text += "\n  " + network.streams[s].name + " push " + push.describe();
    if (!pop.always_open()) text += "\n  " + network.streams[s].name + " pop " + pop.describe();
  }
  return text;
}

// Checks that every valid, ready and occupancy is the contract's in every cycle. The contract's memories
// stream without end, as the RTL's do.
void check_waves(const Network& network, std::int64_t frames, const ContractRun& contract,
                 const testbench::EngineRun& run) {
  Waves wanted = contract.waves;
  Waves found = run.trace.waves;
  for (Waves* waves : {&wanted, &found}) drop_surplus(network, frames, contract.trace, *waves);
  const auto show = [](const auto& changes, const auto& at) {
    if (at == changes.end()) return std::string("no change");
    const Handshake& h = at->now;
    return fmt::format("cycle {}: push {}{} pop {}{} occupancy {}", at->cycle, int{h.push_valid},
                       int{h.push_ready}, int{h.pop_valid}, int{h.pop_ready}, h.occupancy);
  };
  REQUIRE(found.size() == wanted.size());
  for (std::size_t s = 0; s < wanted.size(); ++s) {
    const auto [at, differs] = std::ranges::mismatch(wanted[s], found[s]);
    INFO(network.streams[s].name << ": found " << show(found[s], differs) << ", wanted "
                                 << show(wanted[s], at));
    CHECK((found[s] == wanted[s]));  // too long to print
  }
}

// A pattern that is open in every cycle in which the given one is, and in more cycles if possible.
Pattern opened(const Pattern& pattern, Random& random) {
  if (!pattern.periodic() || pattern.always_open() || random.between(0, 2) == 0)
    return Pattern::back_to_back();
  const std::int64_t more = random.between(1, pattern.closed_min);
  const std::int64_t open = pattern.open_min + more;
  const std::int64_t closed = pattern.closed_min - more;
  return {open, open, closed, closed, 0};
}

// The number of transfers that are earlier in the second run than in the first, and of those that are later.
struct Shift {
  std::int64_t earlier = 0;
  std::int64_t later = 0;
};

void compare(const std::vector<Cycle>& before, const std::vector<Cycle>& after, Shift& shift) {
  for (std::size_t beat = 0; beat < std::min(before.size(), after.size()); ++beat) {
    shift.earlier += after[beat] < before[beat] ? 1 : 0;
    shift.later += after[beat] > before[beat] ? 1 : 0;
  }
}

}  // namespace

Pattern random_pattern(Random& random) {
  switch (random.between(0, 5)) {
    case 0:
      return Pattern::one_in(random.between(2, 4));
    case 1:
      return {1, 3, 0, 5, random.next()};
    case 2:
      return {1, 8, 5, 30, random.next()};
    default:
      return {};
  }
}

Random seeded(const std::string& purpose) {
  std::uint64_t number = 0xcbf29ce484222325U;  // FNV-1a: the same on every machine
  for (const char c : purpose) number = (number ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return {Catch::rngSeed(), number};
}

Tensor random_tensor(Random& random, const Shape& shape, const DataType& type) {
  Tensor tensor(shape);
  for (std::int64_t& value : tensor.values) value = random.value_of(type);
  return tensor;
}

Thresholds random_thresholds(Random& random, std::int64_t channels, std::int64_t steps,
                             const DataType& output, const DataType& compared,
                             const std::function<std::int64_t(std::int64_t)>& sample) {
  Thresholds thresholds{Tensor({channels, steps}), output};
  if (output.kind != DataType::Kind::kBipolar)
    thresholds.base = random.between(output.min(), output.max() - steps);
  auto next = thresholds.values.values.begin();
  for (std::int64_t channel = 0; channel < channels; ++channel) {
    for (std::int64_t step = 0; step < steps; ++step) {
      const std::int64_t kind = random.between(0, 15);
      const std::int64_t value = kind == 0   ? compared.max() + random.between(1, 100)
                                 : kind == 1 ? compared.min() - random.between(0, 100)
                                             : sample(channel) + random.between(-1, 1);
      *next++ = value;
    }
  }
  return thresholds;
}

DataType threshold_output(std::int64_t steps, std::int64_t choice) {
  std::vector<DataType> types;
  for (const DataType& type :
       {DataType::binary(), DataType::bipolar(), DataType::ternary(), DataType::uint(2), DataType::sint(2),
        DataType::uint(3), DataType::sint(3), DataType::uint(4), DataType::sint(5)}) {
    if (type.levels() > steps) types.push_back(type);
  }
  return types.at(static_cast<std::size_t>(choice) % std::min<std::size_t>(types.size(), 3));
}

Traffic random_traffic(const Network& network, Random& random) {
  Traffic traffic = Traffic::back_to_back(network);
  for (StreamTraffic& stream : traffic.streams) stream = {random_pattern(random), random_pattern(random)};
  return traffic;
}

Traffic at_sources(const Network& network, const Pattern& pattern) {
  Traffic traffic = Traffic::back_to_back(network);
  for (const int s : network.inputs) traffic.stream(s).push = pattern;
  return traffic;
}

Traffic at_sinks(const Network& network, const Pattern& pattern) {
  Traffic traffic = Traffic::back_to_back(network);
  for (const int s : network.outputs) traffic.stream(s).pop = pattern;
  return traffic;
}

std::vector<std::vector<std::uint64_t>> all_beats_out(const Network& network,
                                                      const std::vector<std::vector<std::int64_t>>& values) {
  REQUIRE(values.size() == network.inputs.size());
  std::vector<Tensor> frame;
  std::vector<Beats> inputs;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Stream& input = network.stream(network.inputs[i]);
    REQUIRE(static_cast<std::int64_t>(values[i].size()) == elements_of(input.shape));
    frame.emplace_back(input.shape, values[i]);
    testbench::append_frame(inputs.emplace_back(input.width_bits), input, frame.back());
  }
  const Trace golden = testbench::run_golden(network, {frame}).trace;
  const testbench::EngineRun native =
      testbench::run_native(network, {1, Traffic::back_to_back(network), inputs}, {});
  expect(testbench::compare_values(network, 1, golden, native.trace).check);
  std::vector<std::vector<std::uint64_t>> words;
  for (const int output : network.outputs) words.push_back(golden.stream(output).values.words);
  return words;
}

std::vector<std::uint64_t> beats_out(const Network& network, const std::vector<std::int64_t>& values) {
  REQUIRE(network.outputs.size() == 1);
  return all_beats_out(network, {values}).front();
}

Bench::Bench(Network network, std::int64_t frames, const std::string& purpose, testbench::Capacity capacity)
    : network_(std::move(network)), frames_(frames), build_(testbench::build_rtl(network_, true, capacity)) {
  Random random = seeded(purpose + " frames");
  for (const int s : network_.inputs) inputs_.emplace_back(network_.stream(s).width_bits);
  for (std::int64_t f = 0; f < frames; ++f) {
    std::vector<Tensor>& frame = tensors_.emplace_back();
    for (std::size_t i = 0; i < network_.inputs.size(); ++i) {
      const Stream& stream = network_.stream(network_.inputs[i]);
      frame.push_back(random_tensor(random, stream.shape, stream.element));
      if (f % 2 == 1) {  // few values, for ties and sums at their extremes
        std::int64_t a = random.between(0, 1) != 0 ? random.value_of(stream.element) : stream.element.min();
        const std::int64_t b = stream.element.max();
        if (const int high = stream.element.bits - 32; high > 0 && f % 4 == 1)  // equal in their low 32 bits
          a = b - (random.between(1, (std::int64_t{1} << high) - 1) << 32);
        for (std::int64_t& value : frame.back().values) value = random.between(0, 1) != 0 ? a : b;
      }
      testbench::append_frame(inputs_[i], stream, frame.back());
    }
  }
  golden_ = testbench::run_golden(network_, tensors_).trace;
}

Stimulus Bench::stimulus(const Traffic& traffic) const { return {frames_, traffic, inputs_}; }

void Bench::check_hls() const {
  const testbench::EngineRun run = testbench::run_hls(network_, stimulus(back_to_back()));
  CHECK(run.fault == "");
  expect(testbench::compare_values(network_, frames_, golden_, run.trace).check);
}

testbench::EngineRun Bench::check(const Traffic& traffic, const testbench::RtlOptions& options,
                                  std::uint64_t order_seed) const {
  INFO(describe(network_, traffic));
  const ContractRun contract = run_contract(network_, frames_, traffic);
  REQUIRE(contract.trace.complete);
  const testbench::ModelOptions models{.waves = options.waves, .order_seed = order_seed};
  testbench::EngineRun rtl = testbench::run_rtl(network_, build_, stimulus(traffic), options);
  const testbench::EngineRun native = testbench::run_native(network_, stimulus(traffic), models);
  const testbench::EngineRun systemc = testbench::run_systemc(network_, stimulus(traffic), {models});
  for (const testbench::EngineRun* run : {&std::as_const(rtl), &native, &systemc}) {
    INFO("engine " << run->trace.engine);
    CHECK(run->fault == "");
    CHECK(run->trace.complete);
    expect(testbench::check_completion(network_, frames_, run->trace));
    expect(testbench::compare_values(network_, frames_, golden_, run->trace).check);
    expect(testbench::compare_cycles(network_, contract.trace, run->trace).check);
    CHECK(run->trace.last_cycle == contract.trace.last_cycle);
    if (options.waves) check_waves(network_, frames_, contract, *run);
  }
  return rtl;
}

void Bench::check_random(int traffics, const std::string& purpose) const {
  Random random = seeded(purpose);
  for (int i = 0; i < traffics; ++i) {
    testbench::RtlOptions options;
    options.seed = random.next();
    const std::uint64_t order_seed = random.next();
    options.waves = i == 0;
    check(random_traffic(network_, random), options, order_seed);
  }
}

void Bench::check_reset(const std::string& purpose) const {
  Random random = seeded(purpose);
  const Cycle whole = check(back_to_back()).trace.last_cycle + 1;
  REQUIRE(whole > 12);
  for (const Cycle most : {Cycle{5}, Cycle{12}, std::max<Cycle>(whole / 4, 5), whole}) {
    testbench::RtlOptions options;
    options.seed = random.next();
    options.reset_after_cycles = random.between(1, most);
    CAPTURE(options.reset_after_cycles);
    check(back_to_back(), options);
    check(random_traffic(network_, random), options);
  }
}

void Bench::check_held() const {
  constexpr Cycle kClosed = 150;
  const Trace trace = check(at_sinks(network_, {1, 1, kClosed, kClosed, 0})).trace;
  for (const int output : network_.outputs) {
    const Stream& stream = network_.stream(output);
    const Layer& layer = network_.layer(stream.from);
    if (layer.outputs.size() > 1) continue;
    INFO("layer " << layer.name);
    const std::int64_t beats = frames_ * stream.beats_per_frame;
    const std::vector<Cycle>& push = trace.stream(output).push;
    CHECK(std::ranges::count_if(push, [](Cycle cycle) { return cycle <= kClosed; }) ==
          std::min(beats, stream.depth));
    const std::int64_t blocked = trace.layer(stream.from).blocked;
    const std::int64_t room = stream.depth + schedule_of(layer).latency + 1;
    if (beats > room) CHECK(blocked > 0);
    if (beats < room) CHECK(blocked == 0);
  }
  CHECK(std::ranges::any_of(trace.layers, [](const LayerActivity& layer) { return layer.blocked > 0; }));
}

void Bench::check_elastic(int trials, const std::string& purpose) const {
  Random random = seeded(purpose);
  Shift sum;
  for (int trial = 0; trial < trials; ++trial) {
    Traffic traffic = random_traffic(network_, random);
    std::vector<std::int64_t> depths;
    for (std::size_t s = 0; s < network_.streams.size(); ++s) {
      depths.push_back(random.between(1, 4));
      for (Pattern* pattern : {&traffic.streams[s].push, &traffic.streams[s].pop}) {  // half of them periodic
        const std::int64_t open = random.between(1, 4);
        const std::int64_t closed = random.between(1, 9);
        if (random.between(0, 1) == 0) *pattern = {open, open, closed, closed, 0};
      }
    }
    const Trace before = rtl(traffic, depths);
    // Each trial relaxes one thing, or all at once, each at some streams drawn at random.
    const std::int64_t eased = random.between(0, 4);
    for (std::size_t s = 0; s < network_.streams.size(); ++s) {
      const Stream& stream = network_.streams[s];
      const auto ease = [&](bool of_this_kind) {
        return (of_this_kind || eased == 4) && random.between(0, 1) == 0;
      };
      Pattern& push = traffic.streams[s].push;
      Pattern& pop = traffic.streams[s].pop;
      if (ease(eased == (stream.from == kBorder ? 0 : 2))) push = opened(push, random);
      if (ease(eased == (stream.to == kBorder ? 1 : 2))) pop = opened(pop, random);
      if (ease(eased == 3)) depths[s] += random.between(1, 8);
    }
    const Trace after = rtl(traffic, depths);
    for (std::size_t s = 0; s < network_.streams.size(); ++s) {
      Shift shift;
      compare(before.streams[s].push, after.streams[s].push, shift);
      compare(before.streams[s].pop, after.streams[s].pop, shift);
      INFO("trial " << trial << ", eased " << eased << ", stream " << network_.streams[s].name);
      CHECK(shift.later == 0);
      sum.earlier += shift.earlier;
    }
  }
  CHECK(sum.earlier > 0);
}

Trace Bench::rtl(const Traffic& traffic, const std::vector<std::int64_t>& depths) const {
  Network network = network_;
  for (std::size_t s = 0; s < depths.size(); ++s) network.streams[s].depth = depths[s];
  const testbench::EngineRun run = testbench::run_rtl(network, build_, stimulus(traffic), {});
  CHECK(run.fault == "");
  REQUIRE(run.trace.complete);
  expect(testbench::check_completion(network, frames_, run.trace));
  return run.trace;
}

void Bench::check_full_rate(const Trace& rtl, int layer, Cycle first) const {
  const Layer& at = network_.layer(layer);
  const Schedule schedule = schedule_of(at);
  CHECK(static_cast<std::int64_t>(schedule.frame.size()) == at.ideal_cycles());
  std::vector<std::vector<Cycle>> pops(at.inputs.size());
  std::vector<std::vector<Cycle>> pushes(at.outputs.size());
  Cycle issue = first;
  for (std::int64_t f = 0; f < frames_; ++f) {
    for (const Iteration& iteration : schedule.frame) {
      for (std::size_t i = 0; i < pops.size(); ++i) {
        if ((iteration.reads >> i & 1U) != 0) pops[i].push_back(issue);
      }
      for (std::size_t o = 0; o < pushes.size(); ++o) {
        if ((iteration.writes >> o & 1U) != 0) pushes[o].push_back(issue + schedule.latency);
      }
      ++issue;
    }
  }
  INFO("layer " << at.name);
  for (std::size_t i = 0; i < pops.size(); ++i) {
    INFO("input " << i);
    CHECK(rtl.stream(at.inputs[i]).pop == pops[i]);
  }
  for (std::size_t o = 0; o < pushes.size(); ++o) {
    INFO("output " << o);
    CHECK(rtl.stream(at.outputs[o]).push == pushes[o]);
    CHECK(!pushes[o].empty());
  }
  const LayerActivity& activity = rtl.layer(layer);
  CHECK(activity.busy == issue - first);
  CHECK(activity.blocked == 0);
}

void Bench::check_full_rate() const {
  const Trace trace = rtl(back_to_back());
  int checked = 0;
  for (std::size_t l = 0; l < network_.layers.size(); ++l) {
    if (!can_run_at_full_rate(network_.layers[l])) continue;
    check_full_rate(trace, static_cast<int>(l), 1);
    ++checked;
  }
  CHECK(checked > 0);
}

bool Bench::can_run_at_full_rate(const Layer& layer) const {
  const auto at_border = [&](int s) {
    const Stream& stream = network_.stream(s);
    return (stream.from == kBorder || stream.to == kBorder) && stream.depth > 1;
  };
  return std::ranges::all_of(layer.inputs, at_border) && std::ranges::all_of(layer.outputs, at_border);
}

}  // namespace weir::tests
