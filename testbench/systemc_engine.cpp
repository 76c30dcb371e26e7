// The systemc engine, in a child process: SystemC's kernel allows one elaboration a process. The child
// returns its trace through an unnamed file.
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iterator>
#include <memory>
#include <type_traits>

#include "models/hosts/systemc.hpp"
#include "network/error.hpp"
#include "testbench/engines.hpp"
#include "testbench/interrupt.hpp"
#include "testbench/rtl_part.hpp"
#include "testbench/subprocess.hpp"
#include "testbench/waves.hpp"

namespace weir::testbench {

namespace {

// Writes and reads the same sequence of values: `visit` of one side mirrors the other's.
class Sender {
 public:
  explicit Sender(int file) : file_(fdopen(dup(file), "wb")) {}
  ~Sender() { std::fclose(file_); }
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  template <class T>
  requires std::is_trivially_copyable_v<T>
  void operator()(const T& value) { put(&value, sizeof value); }
  template <class T>
  void operator()(const std::vector<T>& values) {
    (*this)(values.size());
    put(values.data(), values.size() * sizeof(T));
  }
  void operator()(const std::string& text) {
    (*this)(text.size());
    put(text.data(), text.size());
  }

 private:
  void put(const void* data, std::size_t size) {
    // Of nothing, `data` may be null, which these functions do not take.
    if (size > 0 && std::fwrite(data, 1, size, file_) != size)
      throw ToolFailure("engine systemc: cannot send its trace");
  }
  std::FILE* file_;
};

class Receiver {
 public:
  explicit Receiver(int file) : file_(fdopen(dup(file), "rb")) { std::rewind(file_); }
  ~Receiver() { std::fclose(file_); }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  template <class T>
  requires std::is_trivially_copyable_v<T>
  void operator()(T& value) { get(&value, sizeof value); }
  template <class T>
  void operator()(std::vector<T>& values) {
    std::size_t size = 0;
    (*this)(size);
    values.resize(size);
    get(values.data(), size * sizeof(T));
  }
  void operator()(std::string& text) {
    std::size_t size = 0;
    (*this)(size);
    text.resize(size);
    get(text.data(), size);
  }

 private:
  void get(void* data, std::size_t size) {
    if (size > 0 && std::fread(data, 1, size, file_) != size)
      throw ToolFailure("engine systemc: its trace came back cut short");
  }
  std::FILE* file_;
};

// The only list of the transferred values, for both directions.
template <class Channel>
void transfer(Channel& channel, EngineRun& run, std::string& error) {
  channel(error);
  channel(run.fault);
  channel(run.wall_s);
  channel(run.trace.last_cycle);
  channel(run.trace.complete);
  channel(run.trace.layers);
  channel(run.waits);
  channel(run.trace.frames.first_in);
  channel(run.trace.frames.last_out);
  std::size_t streams = run.trace.streams.size();
  channel(streams);
  run.trace.streams.resize(streams);
  for (StreamTrace& stream : run.trace.streams) {
    channel(stream.push);
    channel(stream.pop);
    channel(stream.offered);
    channel(stream.wanted);
    channel(stream.values.words_per_beat);
    channel(stream.values.words);
  }
}

void simulate(const Network& network, const Stimulus& stimulus, const SystemCOptions& options,
              const std::vector<SubNetwork>& sub_networks, const std::vector<RtlBuild>& builds,
              EngineRun& run) {
  models::SystemCOptions systemc;
  const ModelOptions& model = options.model;
  systemc.recording = {model.record, model.waves, model.values};
  systemc.order_seed = model.order_seed;
  std::vector<std::unique_ptr<RtlPart>> parts;
  for (std::size_t p = 0; p < sub_networks.size(); ++p) {
    // FPGA registers start at 0, and other RTL may rely on that.
    parts.push_back(
        std::make_unique<RtlPart>(sub_networks[p], builds[p], stimulus, network.finn ? 0 : options.rtl_seed));
    systemc.parts.push_back(parts.back().get());
  }
  const auto begin = std::chrono::steady_clock::now();
  models::SystemCResult result = models::run_systemc(network, stimulus, systemc);
  run.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  run.trace = std::move(result.trace);
  run.waits = std::move(result.waits);
  for (const auto& part : parts) {
    part->complete(run.trace);
    if (!run.trace.complete) std::ranges::copy(part->waits(), std::back_inserter(run.waits));
    if (run.fault.empty()) run.fault = part->fault();
  }
  drop_surplus(network, stimulus.frames, run.trace);
}

}  // namespace

EngineRun run_systemc(const Network& network, const Stimulus& stimulus, const SystemCOptions& options) {
  EngineRun run;
  const std::vector<SubNetwork> sub_networks = sub_networks_of(network, options.rtl_layers);
  std::vector<RtlBuild> builds;
  for (const SubNetwork& part : sub_networks) {
    builds.push_back(build_rtl(part.network, false, Capacity::kAmple, expected_cycles(network, stimulus)));
    run.build_s += builds.back().build_s;
  }
  const int file = memfd_create("weir-trace", MFD_CLOEXEC);
  if (file < 0) throw ToolFailure("engine systemc: cannot make a file in memory");
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw ToolFailure("engine systemc: cannot start a process");
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::signal(SIGINT, SIG_IGN);  // a terminal sends it to the parent, too, which then ends this process
    std::signal(SIGTERM, SIG_DFL);
    std::string error;
    try {
      simulate(network, stimulus, options, sub_networks, builds, run);
    } catch (const std::exception& e) {
      error = e.what();
    }
    try {
      Sender sender(file);
      transfer(sender, run, error);
    } catch (const std::exception&) {
      _exit(1);  // the parent finds the trace cut short
    }
    _exit(0);
  }
  int status = 0;
  try {
    status = wait_for(child, false);
  } catch (const Interrupted&) {
    close(file);
    throw;
  }
  if (WIFSIGNALED(status)) {
    close(file);
    throw ToolFailure("engine systemc: its process was killed by signal " + std::to_string(WTERMSIG(status)));
  }
  std::string error;
  {
    Receiver receiver(file);
    transfer(receiver, run, error);
  }
  close(file);
  if (!error.empty()) throw ToolFailure("engine systemc: " + error);
  run.trace.engine = "systemc";
  run.trace.timed = true;
  run.trace.has_values = options.model.values;
  if (options.model.waves && options.rtl_layers.empty())
    run.trace.waves = waves_of(network, stimulus.traffic, run.trace);
  return run;
}

}  // namespace weir::testbench
