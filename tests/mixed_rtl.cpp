#include "tests/mixed_rtl.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <utility>

#include "network/error.hpp"
#include "testbench/build_cache.hpp"
#include "testbench/subprocess.hpp"
#include "testbench/verilated.hpp"
#include "tests/contract.hpp"

namespace weir::tests {

namespace {

namespace fs = std::filesystem;
using testbench::Port;

constexpr int kWidth = 8;            // width of a beat, which carries its number
constexpr Cycle kMostStill = 1'000;  // longer than traffic stays closed, or iterations pass in silence

const std::vector<std::string> kModules{"weir_stable", "weir_fifo", "weir_stream", "weir_gate"};
const std::vector<std::string> kTestModules{"weir_slice", "weir_freezing", "weir_elastic"};
const std::vector<std::string> kVerilatorFlags{
    "--cc", "-O1",      "--assert", "--x-initial",  "unique", "-Wall",  "-fno-reloop", "--output-split",
    "0",    "--prefix", "Vmixed",   "--top-module", "mixed",  "--Mdir", "obj"};
const std::vector<std::string> kCompileFlags{"-std=c++17",
                                             "-fPIC",
                                             "-w",
                                             "-DVL_USER_STOP",
                                             "-DVL_USER_FINISH",
                                             "-DVL_USER_FATAL",
                                             "-DVL_USER_WARN",
                                             "-DVL_PRINTF=weir_printf"};

std::string source_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) throw ToolFailure("mixed rtl: cannot read " + path.string());
  return text.str();
}

// The output of a tool, which must succeed.
std::string run_tool(const std::vector<std::string>& command, const fs::path& folder) {
  const testbench::Finished finished = testbench::run_command(command, folder);
  if (finished.status != 0)
    throw ToolFailure(fmt::format("mixed rtl: {} exited with status {}:\n{}", command[0], finished.status,
                                  finished.output.substr(0, 3000)));
  return finished.output;
}

// --- SystemVerilog ---

// A number of many bits, filled from the least significant bit on.
class Bits {
 public:
  void append(std::int64_t value, std::size_t bits) {
    if (value < 0 || value >> bits != 0)
      throw ToolFailure(fmt::format("mixed rtl: {} does not fit into {} bits of a table", value, bits));
    for (std::size_t b = 0; b < bits; ++b) bits_.push_back((value >> b & 1) != 0);
  }
  [[nodiscard]] std::string literal() const {
    std::string digits;
    for (std::size_t at = 0; at < bits_.size(); at += 4) {
      int digit = 0;
      for (std::size_t b = at; b < std::min(at + 4, bits_.size()); ++b) digit |= int{bits_[b]} << (b - at);
      digits += fmt::format("{:x}", digit);
    }
    std::ranges::reverse(digits);
    return fmt::format("{}'h{}", bits_.size(), digits);
  }

 private:
  std::vector<bool> bits_;
};

// The text of the top module: networks one after another, with streams and layers numbered across all of
// them. A handshake has the signals <name>_valid, <name>_ready and <name>_data.
class Top {
 public:
  explicit Top(const std::vector<Network>& networks) {
    for (const Network& network : networks) {
      for (std::size_t s = 0; s < network.streams.size(); ++s) add_stream(network, static_cast<int>(s));
      for (const Layer& layer : network.layers) add_layer(network, layer);
      first_stream_ += static_cast<int>(network.streams.size());
      layers_ += static_cast<int>(network.layers.size());
      ports_.clear();
      prefix_ = fmt::format("n{}_", ++network_);
    }
  }

  [[nodiscard]] std::string text() const {
    return fmt::format(R"(module mixed (
    input  logic clk_i,
    input  logic rst_ni,
    // A bit a stream. push_open_i: of a network input, its source's valid. pop_open_i: of a network output, its sink's ready.
    // verilator lint_off UNUSEDSIGNAL
    input  logic [{0}:0] push_open_i,
    // verilator lint_on UNUSEDSIGNAL
    input  logic [{0}:0] pop_open_i,
    output logic [{0}:0] pushes_o,
    output logic [{0}:0] pops_o,
    output logic [{0}:0] sends_o,  // out of the producer itself
    output logic [{0}:0] takes_o,  // into the consumer itself
    // A bit a layer.
    output logic [{1}:0] busy_o,
    output logic [{1}:0] blocked_o
);
{2}endmodule
)",
                       first_stream_ - 1, layers_ - 1, body_);
  }

 private:
  // The handshakes that a stream's producer and consumer see.
  struct Ends {
    std::string producer;
    std::string consumer;
  };

  static std::string slice(const std::string& in, const std::string& out) {
    return fmt::format(R"(  weir_slice #(.Width({0})) u_{2} (
      .clk_i(clk_i), .rst_ni(rst_ni), .s_data_i({1}_data), .s_valid_i({1}_valid), .s_ready_o({1}_ready),
      .m_data_o({2}_data), .m_valid_o({2}_valid), .m_ready_i({2}_ready));
)",
                       kWidth, in, out);
  }

  std::string next_signal(int stream) {
    std::string name = fmt::format("{}s{}_{}", prefix_, stream, signals_++);
    body_ += fmt::format("  logic {0}_valid, {0}_ready;\n  logic [{1}:0] {0}_data;\n", name, kWidth - 1);
    return name;
  }

  // The condition of a transfer on that handshake.
  static std::string moves(const std::string& signal) {
    return fmt::format("{0}_valid && {0}_ready", signal);
  }

  void add_stream(const Network& network, int s) {
    const Stream& stream = network.stream(s);
    const auto sliced = [&](int layer) { return layer != kBorder && network.layer(layer).slices; };
    const int bit = first_stream_ + s;
    signals_ = 0;
    Ends ends;
    std::string at = ends.producer = next_signal(s);
    const auto advance = [&](const auto& module) {
      const std::string next = next_signal(s);
      body_ += module(at, next);
      at = next;
    };
    if (sliced(stream.from)) advance(slice);
    const std::string pushes = at;
    if (!stream.wire) {
      if (stream.delays != FifoDelays{})
        throw ToolFailure("mixed rtl: " + stream.name + " has delays of its own");
      advance([&](const std::string& in, const std::string& out) {
        return fmt::format(R"(  // verilator lint_off UNUSEDSIGNAL
  logic [31:0] {2}_occupancy;
  // verilator lint_on UNUSEDSIGNAL
  weir_stream #(.Width({0}), .Capacity({3})) u_{2} (
      .clk_i(clk_i), .rst_ni(rst_ni), .depth_i(32'd{3}), .push_open_i({4}), .pop_open_i({5}),
      .s_data_i({1}_data), .s_valid_i({1}_valid), .s_ready_o({1}_ready),
      .m_data_o({2}_data), .m_valid_o({2}_valid), .m_ready_i({2}_ready), .occupancy_o({2}_occupancy));
)",
                           kWidth, in, out, stream.depth,
                           stream.from == kBorder ? "1'b1" : fmt::format("push_open_i[{}]", bit),
                           stream.to == kBorder ? "1'b1" : fmt::format("pop_open_i[{}]", bit));
      });
    } else if (stream.to != kBorder) {
      advance([&](const std::string& in, const std::string& out) {
        return fmt::format(R"(  assign {1}_data = {0}_data;
  weir_gate u_{1} (
      .clk_i(clk_i), .rst_ni(rst_ni), .open_i(pop_open_i[{2}]), .s_valid_i({0}_valid), .s_ready_o({0}_ready),
      .m_valid_o({1}_valid), .m_ready_i({1}_ready));
)",
                           in, out, bit);
      });
    }
    const std::string pops = at;
    if (sliced(stream.to)) advance(slice);
    ends.consumer = at;
    for (const auto& [port, signal] : {std::pair("pushes_o", stream.wire ? pops : pushes),
                                       {"pops_o", pops},
                                       {"sends_o", ends.producer},
                                       {"takes_o", ends.consumer}})
      body_ += fmt::format("  assign {}[{}] = {};\n", port, bit, moves(signal));
    if (stream.from == kBorder) {
      body_ += fmt::format(R"(  assign {0}_valid = push_open_i[{1}];
  always_ff @(posedge clk_i) begin
    if (!rst_ni) {0}_data <= '0;
    else if ({2}) {0}_data <= {0}_data + 1'b1;
  end
)",
                           ends.producer, bit, moves(ends.producer));
    }
    if (stream.to == kBorder) {
      body_ += fmt::format(R"(  assign {0}_ready = pop_open_i[{1}];
  logic [{3}:0] {0}_number;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) {0}_number <= '0;
    else if ({2}) {0}_number <= {0}_number + 1'b1;
  end
  {0}_in_order : assert property (@(posedge clk_i) disable iff (!rst_ni) {0}_valid |-> {0}_data == {0}_number)
    else $error("mixed: network output {0} is out of order");
)",
                           ends.consumer, bit, moves(ends.consumer), kWidth - 1);
    }
    ports_.push_back(std::move(ends));
  }

  // The ports on that side, port 0 in the least significant bits.
  [[nodiscard]] std::string together(const std::vector<int>& streams, std::string Ends::*end,
                                     const char* what) const {
    std::string text;
    for (const int s : streams)
      text = ports_[static_cast<std::size_t>(s)].*end + "_" + what + (text.empty() ? "" : ", ") + text;
    return "{" + text + "}";
  }

  void add_layer(const Network& network, const Layer& layer) {
    const int bit = layers_ + static_cast<int>(&layer - network.layers.data());
    const Schedule schedule = schedule_of(layer);
    const std::size_t outputs = layer.outputs.size();
    const std::size_t inputs = std::max<std::size_t>(1, layer.inputs.size());
    Bits table;
    const auto append_masks = [&](const Iteration& iteration) {
      table.append(iteration.reads, inputs);
      table.append(iteration.waits, inputs);
      table.append(iteration.writes, outputs);
    };
    std::string module, parameters;
    std::size_t entries = 0;
    if (layer.freezing) {
      module = "weir_freezing";
      std::vector<std::pair<const Iteration*, std::int64_t>> frame;
      std::int64_t silent = 0;
      for (const Iteration& iteration : schedule.frame) {
        if ((iteration.reads | iteration.waits | iteration.writes) == 0) {
          ++silent;
        } else {
          frame.emplace_back(&iteration, std::exchange(silent, 0));
        }
      }
      frame.front().second += silent;
      for (const auto& [iteration, before] : frame) {
        append_masks(*iteration);
        table.append(before, 16);
      }
      entries = frame.size();
      parameters = fmt::format(".Depth({}), .OnMissingInput(1'b{})", layer.freezing->depth,
                               layer.freezing->on_missing_input ? 1 : 0);
    } else {
      module = "weir_elastic";
      for (const Iteration& iteration : schedule.frame) {
        append_masks(iteration);
        for (const std::int64_t number :
             {iteration.after - 1, iteration.delay, iteration.needs, iteration.places})
          table.append(number, 16);
      }
      entries = schedule.frame.size();
      parameters = fmt::format(".Latency({}), .ReadAhead({})", schedule.latency, schedule.read_ahead);
    }
    const bool none = layer.inputs.empty();  // then a constant stands in for an input port
    const std::string name = fmt::format("{}l{}", prefix_, bit - layers_);
    if (none)
      body_ += fmt::format(
          "  // verilator lint_off UNUSEDSIGNAL\n  logic {0}_ready;\n  // verilator lint_on UNUSEDSIGNAL\n",
          name);
    body_ += fmt::format(
        R"(  {} #(.Inputs({}), .Outputs({}), .Width({}), {}, .Entries({}),
      .Table({})) u_{} (
      .clk_i(clk_i), .rst_ni(rst_ni), .s_data_i({}), .s_valid_i({}), .s_ready_o({}),
      .m_data_o({}), .m_valid_o({}), .m_ready_i({}), .busy_o(busy_o[{}]), .blocked_o(blocked_o[{}]));
)",
        module, inputs, outputs, kWidth, parameters, entries, table.literal(), name,
        none ? fmt::format("{}'b0", kWidth) : together(layer.inputs, &Ends::consumer, "data"),
        none ? "1'b0" : together(layer.inputs, &Ends::consumer, "valid"),
        none ? name + "_ready" : together(layer.inputs, &Ends::consumer, "ready"),
        together(layer.outputs, &Ends::producer, "data"), together(layer.outputs, &Ends::producer, "valid"),
        together(layer.outputs, &Ends::producer, "ready"), bit, bit);
  }

  std::string body_;
  std::string prefix_ = "n0_";
  std::vector<Ends> ports_;  // of the current network, one for each stream
  int network_ = 0;
  int first_stream_ = 0;
  int layers_ = 0;
  int signals_ = 0;
};

constexpr const char* kPorts[] = {"clk_i",  "rst_ni",  "push_open_i", "pop_open_i", "pushes_o",
                                  "pops_o", "sends_o", "takes_o",     "busy_o",     "blocked_o"};

// Verilator's run-time library, compiled once for all builds.
fs::path runtime(const std::string& version, const std::string& include, double& seconds) {
  std::vector<std::string> key{version, "mixed rtl"};
  key.insert(key.end(), kCompileFlags.begin(), kCompileFlags.end());
  return testbench::cached(
      "mixed-rtl-runtime", key,
      [&](const fs::path& fresh) {
        testbench::write_text(fresh / "weir_verilated.h",
                              "extern \"C\" int weir_printf(const char*, ...);\n#include \"verilated.h\"\n");
        for (const char* part : {"verilated", "verilated_threads"}) {
          std::vector<std::string> command{"g++", "-O1"};
          command.insert(command.end(), kCompileFlags.begin(), kCompileFlags.end());
          command.insert(command.end(),
                         {"-I" + include, "-I" + include + "/vltstd", "-include", "weir_verilated.h", "-c",
                          include + "/" + part + ".cpp", "-o", std::string(part) + ".o"});
          run_tool(command, fresh);
        }
      },
      &seconds);
}

// --- The model, as testbench/harness.cpp exports it ---

class VerilatedModel {
 public:
  VerilatedModel(const fs::path& library, std::int64_t streams, std::int64_t layers)
      : handle_(dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL), &dlclose) {
    if (handle_ == nullptr) throw ToolFailure(fmt::format("mixed rtl: {}", dlerror()));
    find(create_, "weir_create");
    find(destroy_, "weir_destroy");
    find(evaluate_, "weir_evaluate");
    find(assertions_, "weir_assert");
    find(failure_, "weir_failure");
    void* (*port)(void*, const char*) = nullptr;
    find(port, "weir_port");
    model_ = create_(".", 1);
    const auto named = [&](const char* name, std::int64_t bits) { return Port{port(model_, name), bits}; };
    clk_ = named("clk_i", 1);
    rst_n_ = named("rst_ni", 1);
    push_open = named("push_open_i", streams);
    pop_open = named("pop_open_i", streams);
    pushes = named("pushes_o", streams);
    pops = named("pops_o", streams);
    sends = named("sends_o", streams);
    takes = named("takes_o", streams);
    busy = named("busy_o", layers);
    blocked = named("blocked_o", layers);
    reset();
  }
  ~VerilatedModel() { destroy_(model_); }
  VerilatedModel(const VerilatedModel&) = delete;
  VerilatedModel& operator=(const VerilatedModel&) = delete;

  void evaluate() const {
    clk_.set(0);
    evaluate_(model_);
  }
  void clock() const {
    clk_.set(1);
    evaluate_(model_);
  }
  [[nodiscard]] std::string failure() const { return failure_(model_); }

  Port push_open, pop_open, pushes, pops, sends, takes, busy, blocked;

 private:
  template <class Function>
  void find(Function*& function, const char* name) {
    function = reinterpret_cast<Function*>(dlsym(handle_.get(), name));
    if (function == nullptr) throw ToolFailure(fmt::format("mixed rtl: no {} in the model", name));
  }

  void reset() const {
    constexpr int kCycles = 4;
    assertions_(model_, 0);
    rst_n_.set(0);
    for (int i = 0; i < kCycles; ++i) {
      evaluate();
      clock();
    }
    rst_n_.set(1);
    assertions_(model_, 1);
  }

  std::unique_ptr<void, int (*)(void*)> handle_;
  void* (*create_)(const char*, std::uint64_t) = nullptr;
  void (*destroy_)(void*) = nullptr;
  void (*evaluate_)(void*) = nullptr;
  void (*assertions_)(void*, int) = nullptr;
  const char* (*failure_)(void*) = nullptr;
  void* model_ = nullptr;
  Port clk_, rst_n_;
};

// The bits of a port, one for each stream or layer.
class Vector {
 public:
  explicit Vector(const Port& port) : port_(port), words_(static_cast<std::size_t>((port.bits + 63) / 64)) {}

  [[nodiscard]] bool operator[](std::size_t bit) const { return (words_[bit / 64] >> (bit % 64) & 1U) != 0; }
  void set(std::size_t bit, bool value) {
    const std::uint64_t mask = std::uint64_t{1} << (bit % 64);
    words_[bit / 64] = value ? words_[bit / 64] | mask : words_[bit / 64] & ~mask;
  }
  void read() { port_.get_words(words_.data()); }
  void write() const { port_.set_words(words_.data(), port_.bits); }

 private:
  Port port_;
  std::vector<std::uint64_t> words_;
};

// What the next rising edge will do.
struct Observed {
  explicit Observed(const VerilatedModel& model)
      : pushes(model.pushes),
        pops(model.pops),
        sends(model.sends),
        takes(model.takes),
        busy(model.busy),
        blocked(model.blocked) {}
  void read() {
    for (Vector* vector : {&pushes, &pops, &sends, &takes, &busy, &blocked}) vector->read();
  }

  Vector pushes, pops, sends, takes, busy, blocked;
};

// One network in a run.
struct Running {
  const Network& network;
  std::int64_t frames;
  std::size_t first_stream;
  std::size_t first_layer;
  std::vector<Gate> push = {};
  std::vector<Gate> pop = {};
  std::vector<bool> offered = {};        // for each network input: its source offers a beat
  std::vector<std::int64_t> sent = {};   // for each stream: beats that left its producer
  std::vector<std::int64_t> taken = {};  // for each stream: beats that its consumer took
  std::vector<LayerActivity> activity = {};
  Trace trace = {"test rtl", true, false, {}, {}, -1, false, {}, {}};
  bool ended = false;

  [[nodiscard]] std::int64_t beats(std::size_t s) const {
    return frames * network.streams[s].beats_per_frame;
  }
};

void drive(Running& run, Cycle cycle, Vector& push_open, Vector& pop_open) {
  for (std::size_t s = 0; s < run.network.streams.size(); ++s) {
    bool open = run.push[s].is_open(cycle);
    if (run.network.streams[s].from == kBorder) {  // a beat, once offered, stays offered
      const auto pushed = static_cast<std::int64_t>(run.trace.streams[s].push.size());
      run.offered[s] = run.offered[s] || (open && pushed < run.beats(s));
      open = run.offered[s];
    }
    push_open.set(run.first_stream + s, open);
    pop_open.set(run.first_stream + s, run.pop[s].is_open(cycle));
  }
}

void note(Running& run, Cycle cycle, const Observed& observed) {
  bool moved = false;
  bool complete = true;
  for (std::size_t s = 0; s < run.network.streams.size(); ++s) {
    StreamTrace& stream = run.trace.streams[s];
    const std::size_t bit = run.first_stream + s;
    // Beats after the last frame do not belong to the run.
    if (observed.pushes[bit]) {
      run.offered[s] = false;
      if (static_cast<std::int64_t>(stream.push.size()) < run.beats(s)) {
        stream.push.push_back(cycle);
        moved = true;
      }
    }
    if (observed.pops[bit] && static_cast<std::int64_t>(stream.pop.size()) < run.beats(s)) {
      stream.pop.push_back(cycle);
      moved = true;
    }
    if (observed.sends[bit] && ++run.sent[s] <= run.beats(s)) moved = true;
    if (observed.takes[bit] && ++run.taken[s] <= run.beats(s)) moved = true;
    complete = complete && run.taken[s] >= run.beats(s);
  }
  for (std::size_t l = 0; l < run.network.layers.size(); ++l) {
    LayerActivity& activity = run.activity[l];
    const bool is_busy = observed.busy[run.first_layer + l];
    const bool is_blocked = !is_busy && observed.blocked[run.first_layer + l];
    activity.busy += is_busy ? 1 : 0;
    activity.blocked += is_blocked ? 1 : 0;
    activity.starved += is_busy || is_blocked ? 0 : 1;
  }
  if (moved) {
    run.trace.last_cycle = cycle;
    run.trace.layers = run.activity;
  }
  run.trace.complete = complete;
  run.ended = complete || cycle - run.trace.last_cycle >= kMostStill;
}

}  // namespace

MixedRtl::MixedRtl(std::vector<Network> networks) : networks_(std::move(networks)) {
  const std::string version = run_tool({"verilator", "--version"}, ".");
  std::string include = run_tool({"verilator", "--getenv", "VERILATOR_ROOT"}, ".");
  include = include.substr(0, include.find('\n')) + "/include";
  const fs::path source = WEIR_SOURCE_DIR;
  std::vector<std::pair<std::string, std::string>> files;
  for (const std::string& module : kModules)
    files.emplace_back(module + ".sv", source_text(source / "rtl" / (module + ".sv")));
  for (const std::string& module : kTestModules)
    files.emplace_back(module + ".sv", source_text(source / "rtl" / "test" / (module + ".sv")));
  files.emplace_back("mixed.sv", Top(networks_).text());
  const std::string harness = source_text(source / "testbench" / "harness.cpp");

  std::vector<std::string> content{version, harness};
  content.insert(content.end(), kVerilatorFlags.begin(), kVerilatorFlags.end());
  content.insert(content.end(), kCompileFlags.begin(), kCompileFlags.end());
  for (const auto& [name, text] : files) {
    content.push_back(name);
    content.push_back(text);
  }
  const fs::path objects = runtime(version, include, build_s_);
  library_ = testbench::cached(
                 "mixed-rtl", content,
                 [&](const fs::path& fresh) {
                   std::vector<std::string> command{"verilator"};
                   command.insert(command.end(), kVerilatorFlags.begin(), kVerilatorFlags.end());
                   for (const auto& [name, text] : files) {
                     testbench::write_text(fresh / name, text);
                     command.push_back(name);
                   }
                   run_tool(command, fresh);
                   std::string ports, unit;
                   for (const char* port : kPorts) ports += fmt::format("WEIR_PORT({})\n", port);
                   testbench::write_text(fresh / "ports.inc", ports);
                   std::vector<std::string> generated;
                   for (const auto& entry : fs::directory_iterator(fresh / "obj")) {
                     if (entry.path().extension() == ".cpp")
                       generated.push_back(entry.path().filename().string());
                   }
                   std::ranges::sort(generated);
                   unit = "extern \"C\" int weir_printf(const char*, ...);\n";
                   for (const std::string& name : generated) unit += "#include \"" + name + "\"\n";
                   testbench::write_text(fresh / "unit.cpp", unit + harness);
                   command = {"g++", "-O0"};
                   command.insert(command.end(), kCompileFlags.begin(), kCompileFlags.end());
                   command.insert(command.end(), {"-I" + include, "-I" + include + "/vltstd", "-I.", "-Iobj",
                                                  "-DWEIR_MODEL=Vmixed", "-DWEIR_MODEL_HEADER=\"Vmixed.h\"",
                                                  "unit.cpp", (objects / "verilated.o").string(),
                                                  (objects / "verilated_threads.o").string(), "-shared", "-o",
                                                  "mixed.so", "-lpthread"});
                   run_tool(command, fresh);
                   fs::remove(fresh / "unit.cpp");
                   fs::remove(fresh / "ports.inc");
                   fs::remove_all(fresh / "obj");
                 },
                 &build_s_) /
             "mixed.so";
}

MixedRun MixedRtl::run(std::int64_t frames, const std::vector<Traffic>& traffics) const {
  std::vector<Running> runs;
  std::size_t streams = 0, layers = 0;
  for (std::size_t n = 0; n < networks_.size(); ++n) {
    const Network& network = networks_[n];
    Running& run = runs.emplace_back(Running{network, frames, streams, layers});
    for (const StreamTraffic& traffic : traffics.at(n).streams) {
      run.push.emplace_back(traffic.push);
      run.pop.emplace_back(traffic.pop);
    }
    run.offered.resize(network.streams.size());
    run.sent.resize(network.streams.size());
    run.taken.resize(network.streams.size());
    run.activity.resize(network.layers.size());
    run.trace.streams.resize(network.streams.size());
    streams += network.streams.size();
    layers += network.layers.size();
  }
  const VerilatedModel model(library_, static_cast<std::int64_t>(streams), static_cast<std::int64_t>(layers));
  Vector push_open(model.push_open), pop_open(model.pop_open);
  Observed observed(model);
  for (Cycle cycle = 0; !std::ranges::all_of(runs, &Running::ended); ++cycle) {
    for (Running& run : runs) {
      if (!run.ended) drive(run, cycle, push_open, pop_open);
    }
    push_open.write();
    pop_open.write();
    model.evaluate();
    observed.read();
    for (Running& run : runs) {
      if (!run.ended) note(run, cycle, observed);
    }
    model.clock();
  }

  MixedRun result{{}, model.failure()};
  for (Running& run : runs) {
    for (StreamTrace& stream : run.trace.streams) cut(stream, run.trace.last_cycle);
    for (std::size_t l = 0; l < run.trace.layers.size(); ++l) {
      const std::vector<int>& outputs = run.network.layers[l].outputs;
      if (std::ranges::all_of(outputs, [&](int s) { return run.network.endless(s); }))
        run.trace.layers[l] = {};
    }
    result.traces.push_back(std::move(run.trace));
  }
  return result;
}

}  // namespace weir::tests
