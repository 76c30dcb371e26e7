// The hls engine: C simulation of the emitted top function, compiled with the project's shim, in a process of
// its own.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>

#include "hls/emit.hpp"
#include "network/error.hpp"
#include "testbench/build_cache.hpp"
#include "testbench/engines.hpp"
#include "testbench/subprocess.hpp"
#include "testbench/temporary_folder.hpp"

namespace weir::testbench {

namespace fs = std::filesystem;

namespace {

// WEIR_HLS_INCLUDE names a folder with the vendor's ap_int.h and hls_stream.h; else the project's own shim
// serves. WEIR_HLS_OPTIMISE: from 0 (quick builds, for short runs) to 3.
std::vector<std::string> compiler() {
  const char* vendor = std::getenv("WEIR_HLS_INCLUDE");
  const char* level = std::getenv("WEIR_HLS_OPTIMISE");
  return {"g++", "-std=c++14", std::string("-O") + (level != nullptr ? level : "1"),
          "-w",  "-I.",        vendor != nullptr ? std::string("-I") + vendor : "-Ihls/shim"};
}

// C simulation's streams are unlimited, so the build is the same at any depth.
fs::path build(Network network, double& seconds) {
  network.name = "weir_network";  // networks alike but for the name share a build
  for (Stream& stream : network.streams) stream.depth = 1;
  const hls::Emitted emitted = hls::emit(network);
  std::vector<std::string> content = compiler();
  for (const hls::EmittedFile& file : emitted.files) {
    content.push_back(file.name);
    content.push_back(file.text);
  }
  return cached(
      "hls", content,
      [&](const fs::path& folder) {
        for (const hls::EmittedFile& file : emitted.files) write_text(folder / file.name, file.text);
        std::vector<std::string> command = compiler();
        // One compilation of both, because headers take most of its time.
        command.insert(command.end(),
                       {"-include", emitted.top + ".cpp", emitted.top + "_tb.cpp", "-o", "csim"});
        run_tool(command, folder, "engine hls");
      },
      &seconds);
}

}  // namespace

EngineRun run_hls(const Network& network, const Stimulus& stimulus) {
  EngineRun run;
  const fs::path program = build(network, run.build_s) / "csim";
  const TemporaryFolder folder("weir-csim", "engine hls");
  for (std::size_t i = 0; i < network.inputs.size(); ++i) {
    const Stream& stream = network.stream(network.inputs[i]);
    const std::vector<std::uint64_t>& words = stimulus.inputs[i].words;
    std::ofstream file(folder.path() / (stream.name + ".in"), std::ios::binary);
    file.write(reinterpret_cast<const char*>(words.data()),
               static_cast<std::streamsize>(words.size() * sizeof words[0]));
    if (!file.flush()) throw ToolFailure("engine hls: cannot write in " + folder.path().string());
  }
  const auto begin = std::chrono::steady_clock::now();
  const Finished finished =
      run_command({"/bin/sh", "-c", "ulimit -s \"$(ulimit -H -s)\"; exec \"$0\" \"$@\"", program.string(),
                   folder.path().string(), std::to_string(stimulus.frames)},
                  folder.path());
  run.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (finished.status != 0)
    run.fault = fmt::format("C simulation ended with status {}: {}", finished.status, finished.output);
  run.trace.engine = "hls";
  run.trace.has_values = true;
  run.trace.complete = finished.status == 0;
  for (const Stream& stream : network.streams) {
    Beats& beats = run.trace.streams.emplace_back().values = Beats(stream.width_bits);
    const fs::path path = folder.path() / (stream.name + ".out");
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (error) continue;  // the comparison reports what is missing
    beats.words.resize(size / sizeof beats.words[0]);
    std::ifstream(path, std::ios::binary)
        .read(reinterpret_cast<char*>(beats.words.data()), static_cast<std::streamsize>(size));
  }
  return run;
}

}  // namespace weir::testbench
