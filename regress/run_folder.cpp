#include "regress/run_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "network/error.hpp"
#include "testbench/build_cache.hpp"

namespace weir::regress {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kRunSchema = "weir-regression-run-3";
constexpr const char* kRunSchemaBefore = "weir-regression-run-2";  // the same, but for how beats are counted
constexpr const char* kRunFile = "run.json";
constexpr const char* kUnits = "units";

void write_atomically(const fs::path& path, const json& value) {
  testbench::write_text_atomically(path, value.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
}

json read_json(const fs::path& path) {
  std::ifstream file(path);
  if (!file) throw BadInput(path.string(), "no such file", "a run's folder");
  try {
    return json::parse(file);
  } catch (const json::exception& error) {
    throw BadInput(path.string(), error.what(), "JSON, as weir regress writes it");
  }
}

std::string with_dash(std::string name) {
  std::ranges::replace(name, '/', '-');
  return name;
}

}  // namespace

std::string made_by(const RunKey& key) { return fmt::format("by Weir {}, {}", key.version, key.tools); }

RunFolder::RunFolder(fs::path path) : path_(std::move(path)) {
  read();
  read_units();
}

RunFolder::RunFolder(fs::path path, const RunKey& key, bool resume) : path_(std::move(path)), key_(key) {
  if (!fs::exists(path_ / kRunFile)) {
    std::error_code error;
    if (fs::exists(path_) && !(fs::is_directory(path_, error) && fs::is_empty(path_, error)))
      throw BadInput("--out", path_.string() + ", which is there and is no run's folder", "a new folder");
    fs::create_directories(path_ / kUnits, error);
    if (error) throw BadInput("--out", fmt::format("{}: {}", path_.string(), error.message()), "a folder");
    write();
    return;
  }
  if (!resume) throw BadInput("--out", path_.string() + ", where a run is", "a new folder, or --resume");
  read();
  if (!counts_beats_alike_)
    throw BadInput("--resume", path_.string() + ", a run by an earlier version of Weir",
                   "one by this version");
  if (key_.suite != key.suite)
    throw BadInput("--resume", path_.string() + ", a run of another suite, or of this one before it changed",
                   "a run of the same");
  if (key_.seed != key.seed)
    throw BadInput("--resume", fmt::format("{}, a run with seed {}", path_.string(), key_.seed),
                   fmt::format("seed {}", key.seed));
  if (key_.shard.index != key.shard.index || key_.shard.count != key.shard.count)
    throw BadInput("--resume",
                   fmt::format("{}, shard {}/{}", path_.string(), key_.shard.index, key_.shard.count),
                   fmt::format("{}/{}", key.shard.index, key.shard.count));
  if (made_by(key_) != made_by(key))
    throw BadInput("--resume", path_.string() + ", a run " + made_by(key_), "one " + made_by(key));
  read_units();
  // What came to no verdict is tried again.
  std::erase_if(units_, [](const auto& unit) { return inconclusive(unit.second.result.cases) > 0; });
  state_ = kRunning;
  write();
}

void RunFolder::read() {
  const fs::path file = path_ / kRunFile;
  const json run = read_json(file);
  try {
    counts_beats_alike_ = run.at("schema") == kRunSchema;
    if (!counts_beats_alike_ && run.at("schema") != kRunSchemaBefore)
      throw BadInput(file.string(), run.at("schema").dump(), kRunSchema);
    key_.suite = run.at("suite");
    key_.seed = run.at("seed");
    key_.covered = run.at("covered").get<Coverage>();
    key_.shard = {run.at("shard").at(0), run.at("shard").at(1)};
    key_.started = run.at("started");
    key_.version = run.at("version");
    key_.tools = run.at("tools");
    wall_s_ = run.at("wall_s");
    state_ = run.at("state");
  } catch (const json::exception& error) {
    throw BadInput(file.string(), error.what(), "a " + std::string(kRunSchema) + " file");
  }
}

void RunFolder::read_units() {
  if (!fs::exists(path_ / kUnits)) return;
  for (const fs::directory_entry& entry : fs::directory_iterator(path_ / kUnits)) {
    if (entry.path().extension() != ".json") continue;  // one that was cut off
    const json unit = read_json(entry.path());
    try {
      units_[unit.at("unit")] = {unit.at("result").get<BatchResult>(), unit.at("wall_s")};
    } catch (const json::exception& error) {
      throw BadInput(entry.path().string(), error.what(), "a unit's results");
    }
  }
}

void RunFolder::write() const {
  write_atomically(path_ / kRunFile, {{"schema", kRunSchema},
                                      {"suite", key_.suite},
                                      {"seed", key_.seed},
                                      {"covered", key_.covered},
                                      {"shard", {key_.shard.index, key_.shard.count}},
                                      {"started", key_.started},
                                      {"version", key_.version},
                                      {"tools", key_.tools},
                                      {"wall_s", wall_s_},
                                      {"state", state_}});
}

void RunFolder::add(const std::string& name, const UnitResult& unit) {
  write_atomically(path_ / kUnits / (with_dash(name) + ".json"),
                   {{"unit", name}, {"result", unit.result}, {"wall_s", unit.wall_s}});
  units_[name] = unit;
}

void RunFolder::end(const std::string& state, double wall_s) {
  state_ = state;
  wall_s_ = wall_s;
  write();
}

fs::path RunFolder::failures(const std::string& id) const { return path_ / "failures" / with_dash(id); }

}  // namespace weir::regress
