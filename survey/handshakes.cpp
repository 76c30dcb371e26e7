#include "survey/handshakes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "network/error.hpp"
#include "network/random.hpp"
#include "testbench/border_driver.hpp"
#include "testbench/build_cache.hpp"
#include "testbench/stall_driver.hpp"
#include "testbench/verilated.hpp"

namespace weir::survey {

namespace fs = std::filesystem;

namespace {

constexpr Pattern kOpen{};

Pattern every(std::int64_t n) { return Pattern::one_in(n); }
Pattern runs(std::int64_t open, std::int64_t closed, std::uint64_t seed) {
  return {1, open, 0, closed, seed};
}
// Beats of random bits without end.
class RandomBeats {
 public:
  RandomBeats(std::int64_t width_bits, std::uint64_t seed)
      : random_(seed), beat_(static_cast<std::size_t>((width_bits + 63) / 64)), width_bits_(width_bits) {}

  const std::uint64_t* operator()() {
    for (std::uint64_t& word : beat_) word = random_.next();
    if (width_bits_ % 64 != 0) beat_.back() &= (std::uint64_t{1} << (width_bits_ % 64)) - 1;
    return beat_.data();
  }

 private:
  Random random_;
  std::vector<std::uint64_t> beat_;
  std::int64_t width_bits_;
};

// The weights' stream is held up at the block's end.
Traffic gates_of(const Network& block, const StallPattern& pattern) {
  Traffic traffic;
  traffic.streams.resize(block.streams.size());
  for (std::size_t s = 0; s < block.streams.size(); ++s) {
    const Stream& stream = block.streams[s];
    if (stream.from != kBorder && stream.to != kBorder)
      traffic.streams[s].pop = seeded(pattern.weights, static_cast<int>(s));
  }
  return traffic;
}

// A block under one pattern.
class Observation {
 public:
  Observation(const Network& block, int layer, const testbench::RtlBuild& build, const StallPattern& pattern)
      : core_(block, build, 0), stalls_(core_, gates_of(block, pattern)) {
    for (const bool input : {true, false}) {
      const auto valids = core_.port(input ? "pop_valid_o" : "push_valid_o");
      const auto readies = core_.port(input ? "pop_ready_o" : "push_ready_o");
      const Layer& of = block.layer(layer);
      for (const int s : input ? of.inputs : of.outputs) {
        probes_.push_back({valids, readies, static_cast<std::uint32_t>(s)});
        seen_.waves.push_back({block.stream(s).name, input, {}});
      }
    }
    for (const int s : block.inputs) {
      const Stream& stream = block.stream(s);
      sources_.emplace_back(core_, stream, seeded(pattern.source, s), 0,
                            RandomBeats(stream.width_bits, static_cast<std::uint64_t>(s)));
    }
    for (const int s : block.outputs) sinks_.emplace_back(core_, block.stream(s), seeded(pattern.sink, s));
  }

  // Until the output has had so many beats, or so many cycles have passed.
  Handshakes run(std::int64_t beats, Cycle cycles) {
    for (Cycle cycle = 0; cycle < cycles && beats > 0 && seen_.fault.empty(); ++cycle) {
      drive(cycle);
      core_.evaluate();
      for (std::size_t p = 0; p < probes_.size(); ++p) {
        const Probe& probe = probes_[p];
        const bool valid = probe.bit(probe.valid);
        const bool ready = probe.bit(probe.ready);
        seen_.waves[p].cycles.push_back(
            static_cast<std::uint8_t>((valid ? Wave::kValid : 0) | (ready ? Wave::kReady : 0)));
        if (p + 1 == probes_.size() && valid && ready) --beats;
      }
      for (testbench::SourceDriver& source : sources_) source.after_evaluation();
      core_.clock();
      if (const std::string failure = core_.failure(); !failure.empty())
        seen_.fault = fmt::format("cycle {}: {}", cycle, failure);
    }
    return std::move(seen_);
  }

 private:
  struct Probe {
    testbench::Port valid, ready;
    std::uint32_t stream;

    [[nodiscard]] bool bit(const testbench::Port& port) const { return (port.get() >> stream & 1U) != 0; }
  };

  void drive(Cycle cycle) {
    for (testbench::SourceDriver& source : sources_) source.drive(cycle);
    for (testbench::SinkDriver& sink : sinks_) sink.drive(cycle);
    stalls_.drive(cycle);
  }

  testbench::VerilatedCore core_;
  testbench::StallDriver stalls_;
  std::vector<Probe> probes_;
  std::vector<testbench::SourceDriver> sources_;
  std::vector<testbench::SinkDriver> sinks_;
  Handshakes seen_;
};

// How long each pattern runs: beats of the last output, and cycles at most.
struct Length {
  std::int64_t beats;
  Cycle cycles;
};

constexpr Cycle kLeastCycles = 2000;  // without stalls, about: short frames are more of them

std::vector<Length> lengths(const Network& block, int layer, const Watch& watch,
                            const std::vector<StallPattern>& patterns) {
  const Stream& output = block.stream(block.layer(layer).outputs.back());
  const std::int64_t frame = output.beats_per_frame;
  const Cycle ideal = std::max<Cycle>(block.layer(layer).ideal_cycles(), 1);
  std::vector<Length> all;
  for (const StallPattern& pattern : patterns) {
    const auto slow = static_cast<Cycle>(pattern.slowdown * 16) + 1;  // in sixteenths
    Length length{std::max(watch.frames, kLeastCycles / ideal) * frame, watch.cycles};
    // A frame and a quarter, with some cycles for what comes before its first iteration.
    const Cycle restart = ideal * slow / 16 * 5 / 4 + 1000;
    if (restart > watch.cycles && pattern.restart)
      length = {std::max<std::int64_t>(frame * 5 / 4, frame + 1), std::min(restart * 2, watch.restart)};
    all.push_back(length);
  }
  return all;
}

fs::path file_of(const fs::path& folder, std::size_t pattern) {
  return folder / fmt::format("{:02}", pattern);
}

void save(const Handshakes& seen, const fs::path& path) {
  std::string text = fmt::format("{}\n{}\n", seen.fault, seen.waves.size());
  for (const Wave& wave : seen.waves)
    text += fmt::format("{} {} {}\n", wave.stream, wave.input ? 1 : 0, wave.cycles.size());
  for (const Wave& wave : seen.waves) text.append(wave.cycles.begin(), wave.cycles.end());
  testbench::write_text(path, text);
}

Handshakes load(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  Handshakes seen;
  std::size_t waves = 0;
  std::getline(file, seen.fault);
  file >> waves;
  for (std::size_t w = 0; file && w < waves; ++w) {
    Wave& wave = seen.waves.emplace_back();
    std::size_t cycles = 0;
    file >> wave.stream >> wave.input >> cycles;
    wave.cycles.resize(cycles);
  }
  file.get();
  for (Wave& wave : seen.waves)
    file.read(reinterpret_cast<char*>(wave.cycles.data()), static_cast<std::streamsize>(wave.cycles.size()));
  if (!file) throw ToolFailure("cannot read " + path.string());
  return seen;
}

}  // namespace

Pattern seeded(Pattern pattern, int stream) {
  pattern.seed += static_cast<std::uint64_t>(stream) * 1000;
  return pattern;
}

const std::vector<StallPattern>& stall_patterns() {
  static const std::vector<StallPattern> patterns{
      {"none", kOpen, kOpen, kOpen, 1, true},
      {"source", runs(3, 3, 11), kOpen, kOpen, 2},
      {"sink", kOpen, kOpen, runs(3, 3, 12), 2},
      {"weights", runs(9, 1, 13), runs(3, 3, 14), kOpen, 2},
      {"all", runs(4, 3, 15), runs(6, 2, 16), runs(4, 3, 17), 2.5, true},
      {"source 1 in 2", every(2), kOpen, kOpen, 2},
      {"sink 1 in 2", kOpen, kOpen, every(2), 2},
      {"source 1 in 5", every(5), kOpen, kOpen, 5},
      {"sink 1 in 3", kOpen, kOpen, every(3), 3},
      {"source bursts", runs(16, 40, 18), kOpen, kOpen, 4},
      {"sink bursts", kOpen, kOpen, runs(16, 40, 19), 4},
      {"bursts at both", runs(16, 40, 20), kOpen, runs(16, 40, 21), 7},
      {"source waits long", runs(300, 300, 22), kOpen, kOpen, 2},
      {"sink waits long", kOpen, kOpen, runs(300, 300, 23), 2},
      {"slow source", runs(1, 6, 24), kOpen, runs(3, 1, 25), 4},
      {"slow sink", runs(3, 1, 26), kOpen, runs(1, 6, 27), 4},
      {"weights in bursts", kOpen, runs(16, 20, 28), runs(5, 2, 29), 3},
      {"slow weights", runs(5, 2, 30), runs(1, 3, 31), kOpen, 3},
      {"bursts everywhere", runs(9, 12, 32), runs(16, 9, 33), runs(12, 9, 34), 4},
      {"single gaps", runs(30, 1, 35), runs(25, 1, 36), runs(20, 1, 37), 1.3},
  };
  return patterns;
}

std::vector<StallPattern> drawn_patterns(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  const auto drawn = [&](std::int64_t open_in) {
    if (random.between(1, open_in) == 1) return kOpen;
    if (random.between(1, 4) == 1) return every(random.between(2, 7));
    const std::int64_t longest = random.between(1, 3) == 1 ? 60 : 8;
    const std::int64_t open = random.between(1, longest);
    return runs(open, random.between(1, longest), random.next());
  };
  std::vector<StallPattern> patterns;
  for (std::size_t p = 0; p < count; ++p) {
    StallPattern pattern{fmt::format("drawn {} of seed {}", p, seed), drawn(4), kOpen, drawn(4)};
    if (p % 2 == 1) pattern.weights = drawn(4);
    for (const Pattern& each : {pattern.source, pattern.weights, pattern.sink}) {
      if (each.always_open()) continue;
      pattern.slowdown *=
          static_cast<double>(each.open_max + each.closed_max) / static_cast<double>(each.open_max);
    }
    patterns.push_back(pattern);
  }
  return patterns;
}

std::vector<Cycle> Wave::transfers() const {
  std::vector<Cycle> found;
  for (std::size_t c = 0; c < cycles.size(); ++c) {
    if (transfer(c)) found.push_back(static_cast<Cycle>(c));
  }
  return found;
}

std::vector<Handshakes> observe(const Network& block, int layer, const std::vector<std::string>& content,
                                const Watch& watch, const std::vector<StallPattern>& patterns) {
  const std::vector<Length> runs_of = lengths(block, layer, watch, patterns);
  std::vector<std::string> key = content;
  key.emplace_back("handshakes, 1");
  Cycle all = 0;
  for (std::size_t p = 0; p < patterns.size(); ++p) {
    const StallPattern& pattern = patterns[p];
    key.push_back(fmt::format("{} {} {}; {} beats, {} cycles", pattern.source.describe(),
                              pattern.weights.describe(), pattern.sink.describe(), runs_of[p].beats,
                              runs_of[p].cycles));
    all += runs_of[p].cycles;
  }
  const fs::path folder = testbench::cached("handshakes", key, [&](const fs::path& fresh) {
    const testbench::RtlBuild build = testbench::build_rtl(block, true, testbench::Capacity::kAmple, all / 2);
    for (std::size_t p = 0; p < patterns.size(); ++p)
      save(Observation(block, layer, build, patterns[p]).run(runs_of[p].beats, runs_of[p].cycles),
           file_of(fresh, p));
  });
  std::vector<Handshakes> seen;
  for (std::size_t p = 0; p < patterns.size(); ++p) seen.push_back(load(file_of(folder, p)));
  return seen;
}

}  // namespace weir::survey
