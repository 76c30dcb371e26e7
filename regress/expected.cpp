#include "regress/expected.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "network/engines.hpp"
#include "network/error.hpp"
#include "testbench/build_cache.hpp"

namespace weir::regress {

namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* kExpectedSchema = "weir-expected-1";

template <class T>
std::string hash_of(const std::vector<T>& numbers, std::uint64_t seed = 0) {
  return fmt::format("{:016x}", XXH3_64bits_withSeed(numbers.data(), numbers.size() * sizeof(T), seed));
}

std::string hash_of(const StreamTrace& stream) {
  return hash_of(stream.push, std::stoull(hash_of(stream.pop), nullptr, 16));
}

template <class T>
void put(ordered_json& json, const char* key, const std::optional<T>& value) {
  if (value) json[key] = *value;
}

template <class T>
std::optional<T> get(const nlohmann::json& json, const char* key) {
  return json.contains(key) ? std::optional<T>(json.at(key).get<T>()) : std::nullopt;
}

template <class T>
std::string show(const std::optional<T>& value) {
  return value ? fmt::format("{}", *value) : std::string("none");
}

// Those of the others.
std::vector<std::string> lacking_in(const std::vector<std::string>& sources,
                                    std::vector<std::string> others) {
  std::erase_if(
      others, [&](const std::string& source) { return std::ranges::find(sources, source) != sources.end(); });
  return others;
}

}  // namespace

void Recorder::note(const Trace& trace) {
  const bool own_cycles = trace.timed && (cycles_of_.empty() || engine_named(trace.engine).hardware);
  if (own_cycles) cycles_of_ = trace.engine;
  for (std::size_t s = 0; s < trace.streams.size(); ++s) {
    if (scenario_.network.endless(static_cast<int>(s))) continue;
    const StreamTrace& stream = trace.streams[s];
    Digest& digest = streams_[scenario_.network.streams[s].name];
    if (trace.has_values && digest.values.empty()) {
      digest.beats = stream.values.size();
      digest.values = hash_of(stream.values.words);
    }
    if (own_cycles) digest.cycles = hash_of(stream);
  }
}

Expected Recorder::expected(const RunResult& result) const {
  Expected expected;
  expected.scenario = scenario_.name;
  expected.frames = scenario_.frames;
  expected.seed = scenario_.seed;
  expected.sources = scenario_.sources;
  expected.fell_back = scenario_.fell_back;
  expected.streams = streams_;
  for (const EngineResult& engine : result.engines) {
    if (engine.engine != cycles_of_) continue;
    expected.cycles = engine.cycles;
    expected.latency_cycles = engine.latency_cycles;
    expected.period_frames = engine.period_frames;
    expected.period_cycles = engine.period_cycles;
  }
  return expected;
}

std::optional<Expected> read_expected(const fs::path& folder, const std::string& scenario) {
  const fs::path path = folder / (scenario + ".json");
  std::ifstream file(path);
  if (!file) return std::nullopt;
  try {
    const nlohmann::json json = nlohmann::json::parse(file);
    if (json.at("schema") != kExpectedSchema) throw std::runtime_error(json.at("schema").dump());
    Expected expected;
    expected.scenario = json.at("scenario");
    expected.frames = json.at("frames");
    expected.seed = json.at("seed");
    expected.sources = json.at("sources").get<std::vector<std::string>>();
    expected.cycles = get<std::int64_t>(json, "cycles");
    expected.latency_cycles = get<Cycle>(json, "latency_cycles");
    expected.period_frames = get<std::int64_t>(json, "period_frames");
    expected.period_cycles = get<Cycle>(json, "period_cycles");
    for (const auto& [name, digest] : json.at("streams").items())
      expected.streams[name] = {digest.at("beats"), digest.at("values"), digest.at("cycles")};
    return expected;
  } catch (const std::exception& error) {
    throw BadInput(path.string(), 0, "", error.what(),
                   "a " + std::string(kExpectedSchema) + " file, as weir regress --accept writes it");
  }
}

void write_expected(const fs::path& folder, const Expected& expected) {
  ordered_json json{{"schema", kExpectedSchema},
                    {"scenario", expected.scenario},
                    {"frames", expected.frames},
                    {"seed", expected.seed},
                    {"sources", expected.sources}};
  put(json, "cycles", expected.cycles);
  put(json, "latency_cycles", expected.latency_cycles);
  put(json, "period_frames", expected.period_frames);
  put(json, "period_cycles", expected.period_cycles);
  // A line a stream, so that a change of one shows as one.
  std::string text = json.dump(1);
  text.erase(text.find_last_not_of("\n }") + 1);
  text += ",\n \"streams\": {";
  const char* before = "\n";
  for (const auto& [name, digest] : expected.streams) {
    text += fmt::format(
        "{}  {}: {}", before, ordered_json(name).dump(),
        ordered_json{{"beats", digest.beats}, {"values", digest.values}, {"cycles", digest.cycles}}.dump());
    before = ",\n";
  }
  text += "\n }\n}\n";
  testbench::write_text_atomically(folder / (expected.scenario + ".json"), text);
}

bool lacks_data(const Expected& before, const Expected& after) {
  return after.fell_back && before.sources != after.sources;
}

std::string drift(const Expected& before, const Expected& after) {
  std::string text;
  const auto differs = [&text](const std::string& what, const std::string& then, const std::string& now) {
    if (then != now)
      text += fmt::format("{}{}: before {}, now {}", text.empty() ? "" : "; ", what, then, now);
  };
  differs("frames", fmt::format("{}", before.frames), fmt::format("{}", after.frames));
  differs("seed", fmt::format("{}", before.seed), fmt::format("{}", after.seed));
  differs("cycles", show(before.cycles), show(after.cycles));
  differs("latency_cycles", show(before.latency_cycles), show(after.latency_cycles));
  differs("period_cycles", show(before.period_cycles), show(after.period_cycles));
  differs("period_frames", show(before.period_frames), show(after.period_frames));
  if (before.frames != after.frames || before.seed != after.seed) return text;  // other beats
  const bool lacking = lacks_data(before, after);
  if (!lacking) {
    differs("sources", fmt::format("{}", fmt::join(lacking_in(after.sources, before.sources), ", ")),
            fmt::format("{}", fmt::join(lacking_in(before.sources, after.sources), ", ")));
  }
  for (const auto& [name, digest] : before.streams) {
    const auto now = after.streams.find(name);
    if (now == after.streams.end()) {
      differs("stream " + name, "there", "gone");
      continue;
    }
    differs("beats of " + name, fmt::format("{}", digest.beats), fmt::format("{}", now->second.beats));
    differs("cycles of " + name, digest.cycles, now->second.cycles);
    if (!lacking) differs("values of " + name, digest.values, now->second.values);
  }
  for (const auto& [name, digest] : after.streams) {
    if (!before.streams.contains(name)) differs("stream " + name, "none", "there");
  }
  return text;
}

}  // namespace weir::regress
