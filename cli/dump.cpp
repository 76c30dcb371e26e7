#include "cli/dump.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "network/array_file.hpp"
#include "network/error.hpp"
#include "testbench/packing.hpp"

namespace weir::cli {

namespace {

constexpr const char* kOption = "--dump";

void make_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error || !std::filesystem::is_directory(folder))
    throw BadInput(kOption, '"' + folder + "\", which is no folder and cannot be made one",
                   "STREAM=FILE.npy, or a folder");
}

}  // namespace

Dump::Dump(const std::vector<std::string>& entries, const Scenario& scenario) : scenario_(scenario) {
  const Network& network = scenario.network;
  for (const std::string& entry : entries) {
    const std::size_t equals = entry.find('=');
    if (equals == std::string::npos) {
      make_folder(entry);
      for (std::size_t s = 0; s < network.streams.size(); ++s)
        files_.push_back(
            {static_cast<int>(s), std::filesystem::path(entry) / (network.streams[s].name + ".npy")});
      continue;
    }
    const std::string name = entry.substr(0, equals);
    const int stream = network.find_stream(name);
    if (stream < 0)
      throw BadInput(kOption, '"' + name + "\", which is no stream", network.stream_names(name));
    files_.push_back({stream, entry.substr(equals + 1)});
    if (files_.back().path.empty())
      throw BadInput(kOption, '"' + entry + '"', "STREAM=FILE.npy, or a folder");
  }
}

std::vector<report::Output> Dump::outputs() const {
  std::vector<report::Output> outputs;
  for (const File& file : files_) outputs.push_back({kOption, file.path});
  return outputs;
}

void Dump::write(const Trace& trace) {
  if (!notes_.empty()) return;
  for (const File& file : files_) {
    const Stream& stream = scenario_.network.stream(file.stream);
    const Beats& beats = trace.stream(file.stream).values;
    const std::int64_t frames = std::min(scenario_.frames, beats.size() / stream.beats_per_frame);
    report::write_file_atomically(file.path, npy_of(testbench::frames_of(beats, stream, frames)), kOption);
    notes_.push_back(fmt::format("{} of {} frames of {} in {}: {}", frames, scenario_.frames, stream.name,
                                 trace.engine, file.path.string()));
  }
}

}  // namespace weir::cli
