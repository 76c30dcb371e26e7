// Waves: those that follow from a trace, compared with drawings, with the transfers and with the RTL's own;
// and the wave files.
#include "testbench/waves.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "network/error.hpp"
#include "testbench/engines.hpp"
#include "testbench/packing.hpp"
#include "testbench/subprocess.hpp"
#include "tests/surplus.hpp"

namespace weir::tests::waves_test {

namespace {

using namespace weir::testbench;
namespace fs = std::filesystem;

// input -> threshold -> output; a frame is `elements` beats of one element.
Network one_layer(std::int64_t elements, std::int64_t depth) {
  NetworkBuilder builder("net", depth);
  builder.input("input", DataType::uint(4), {elements}, 1);
  Threshold threshold;
  threshold.thresholds = {Tensor({1, 1}, {8}), DataType::binary()};
  builder.add("fire", threshold);
  return builder.finish();
}

// Two layers with a width converter between them; one has streamed weights.
Network chain() {
  NetworkBuilder builder("chain");
  builder.input("input", DataType::sint(4), {2, 12}, 3);
  Mvtu mvtu;
  mvtu.rows = 8;
  mvtu.pe = 2;
  mvtu.simd = 3;
  mvtu.weight = DataType::sint(3);
  mvtu.weights = Tensor({8, 12});
  for (std::size_t i = 0; i < mvtu.weights.values.size(); ++i) {
    mvtu.weights.values[i] = static_cast<std::int64_t>(i * 5 % 7) - 3;
  }
  mvtu.accumulator.bits = 0;
  mvtu.weights_streamed = true;
  builder.add("fc", mvtu);
  Threshold threshold;
  threshold.pe = 8;
  threshold.thresholds = {Tensor({1, 3}, {-9, 0, 9}), DataType::uint(2)};
  builder.add("fire", threshold);
  return builder.finish();
}

// Random stalls at every end of every stream.
Traffic stalls_everywhere(const Network& network, std::uint64_t seed) {
  Traffic traffic = Traffic::back_to_back(network);
  for (StreamTraffic& stream : traffic.streams) {
    stream.push = {1, 4, 0, 5, seed++};
    stream.pop = {1, 3, 0, 4, seed++};
  }
  return traffic;
}

Stimulus random_frames(const Network& network, std::int64_t frames, const Traffic& traffic) {
  Stimulus stimulus{frames, traffic, {}};
  std::uint32_t state = 1;
  for (const int s : network.inputs) {
    const Stream& stream = network.stream(s);
    stimulus.inputs.emplace_back(stream.width_bits);
    for (std::int64_t f = 0; f < frames; ++f) {
      Tensor frame(stream.shape);
      for (std::int64_t& value : frame.values) {
        state = state * 1664525U + 1013904223U;
        value = static_cast<std::int64_t>(stream.element.min() + (state >> 24U) % 16U);
      }
      append_frame(stimulus.inputs.back(), stream, frame);
    }
  }
  return stimulus;
}

// The handshake in each of the cycles 0..last.
std::vector<Handshake> every_cycle(const std::vector<HandshakeChange>& changes, Cycle last) {
  std::vector<Handshake> cycles;
  std::size_t change = 0;
  for (Cycle cycle = 0; cycle <= last; ++cycle) {
    while (change + 1 < changes.size() && changes[change + 1].cycle <= cycle) ++change;
    cycles.push_back(changes.at(change).now);
  }
  return cycles;
}

// The number of cycles up to the last of these transfers. The models do not define what a layer offers or
// requests after it.
std::size_t until_last(const std::vector<Cycle>& transfers) {
  return transfers.empty() ? 0 : static_cast<std::size_t>(transfers.back()) + 1;
}

// One character for each cycle: '-' low, '#' high, and the occupancy as a digit.
std::string drawn(const std::vector<Handshake>& cycles, bool Handshake::*signal) {
  std::string text;
  for (const Handshake& now : cycles) text += now.*signal ? '#' : '-';
  return text;
}
std::string drawn(const std::vector<Handshake>& cycles) {
  std::string text;
  for (const Handshake& now : cycles) text += static_cast<char>('0' + now.occupancy);
  return text;
}

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("weir_waves_" + std::to_string(getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string contents(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Three beats through FIFOs of depth 1: a beat every second cycle.
Trace three_beats() {
  Trace trace;
  trace.engine = "hand";
  trace.timed = trace.has_values = true;
  trace.last_cycle = 9;
  StreamTrace input;
  input.push = {0, 3, 5};
  input.pop = {2, 4, 6};
  input.offered = {0, 1, 4};
  input.wanted = {1, 3, 5, 7};
  input.values = Beats(4);
  input.values.words = {5, 9, 15};
  StreamTrace output;
  output.push = {4, 6};
  output.pop = {5, 9};
  output.offered = {4, 6, 8};
  output.values = Beats(1);
  output.values.words = {0, 1};
  trace.streams = {input, output};
  trace.frames = {{0}, {9}};
  return trace;
}

}  // namespace

TEST_CASE("waves: what a trace implies, against a drawing by hand", "[waves]") {
  const Network network = one_layer(3, 1);
  Traffic traffic = Traffic::back_to_back(network);
  traffic.streams[0].pop = {1, 1, 1, 1, 0};   // shown in even cycles, and then until taken
  traffic.streams[1].push = {5, 5, 1, 1, 0};  // closed in cycle 5
  traffic.streams[1].pop = {1, 1, 3, 3, 0};   // taken in cycles 0, 4, 8
  Trace trace = three_beats();
  trace.streams[1].pop = {8};
  const Waves waves = waves_of(network, traffic, trace);
  REQUIRE(waves.size() == 2);
  const auto input = every_cycle(waves[0], trace.last_cycle);
  CHECK(drawn(input, &Handshake::push_valid) ==
        "####"
        "##"
        "----");
  CHECK(drawn(input) == "0110101000");
  CHECK(drawn(input, &Handshake::push_ready) == "#--#-#-###");
  CHECK(drawn(input, &Handshake::pop_valid) == "--#-#-#---");
  CHECK(drawn(input, &Handshake::pop_ready) ==
        "-######"
        "###");
  const auto output = every_cycle(waves[1], trace.last_cycle);
  CHECK(drawn(output, &Handshake::push_valid) == "----#-#-##");
  CHECK(drawn(output) == "0000011221");
}

TEST_CASE("waves: transfers are the cycles with valid and ready, whatever stalls", "[waves][native]") {
  const Network network = chain();
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Traffic traffic = seed == 0 ? Traffic::back_to_back(network)
                                      : stalls_everywhere(network, Catch::rngSeed() + 100 * seed);
    const EngineRun run = run_native(network, random_frames(network, 3, traffic), {.waves = true});
    REQUIRE(run.trace.complete);
    const Waves waves = waves_of(network, traffic, run.trace);
    for (std::size_t s = 0; s < network.streams.size(); ++s) {
      INFO("stream " << network.streams[s].name << ", stalls " << seed);
      const auto cycles = every_cycle(waves[s], run.trace.last_cycle);
      std::vector<Cycle> pushes;
      std::vector<Cycle> pops;
      for (std::size_t cycle = 0; cycle < cycles.size(); ++cycle) {
        const Handshake& now = cycles[cycle];
        if (now.push_valid && now.push_ready) pushes.push_back(static_cast<Cycle>(cycle));
        if (now.pop_valid && now.pop_ready) pops.push_back(static_cast<Cycle>(cycle));
        CHECK(now.occupancy >= 0);
        CHECK(now.occupancy <= network.streams[s].depth);
        if (cycle == 0) continue;
        // Valid never falls without a transfer.
        const Handshake& before = cycles[cycle - 1];
        CHECK((now.push_valid || !before.push_valid || before.push_ready));
        CHECK((now.pop_valid || !before.pop_valid || before.pop_ready));
      }
      CHECK(pushes == run.trace.streams[s].push);
      CHECK(pops == run.trace.streams[s].pop);
    }
  }
}

TEST_CASE("waves: the models' are the RTL's, signal by signal", "[waves][rtl]") {
  const Network network = chain();
  for (const std::uint64_t seed : {0, 1, 2}) {
    const Traffic traffic = seed == 0 ? Traffic::back_to_back(network)
                                      : stalls_everywhere(network, Catch::rngSeed() + 100 * seed);
    const Stimulus stimulus = random_frames(network, 3, traffic);
    EngineRun native = run_native(network, stimulus, {.waves = true});
    EngineRun rtl = run_rtl(network, stimulus, {.waves = true});
    REQUIRE(rtl.trace.last_cycle == native.trace.last_cycle);
    REQUIRE(rtl.trace.waves.size() == network.streams.size());
    for (EngineRun* run : {&native, &rtl}) tests::drop_surplus(network, 3, rtl.trace, run->trace.waves);
    for (std::size_t s = 0; s < network.streams.size(); ++s) {
      INFO("stream " << network.streams[s].name << ", stalls " << seed);
      const auto wanted = every_cycle(rtl.trace.waves[s], rtl.trace.last_cycle);
      const auto found = every_cycle(native.trace.waves[s], rtl.trace.last_cycle);
      const std::size_t pushes = until_last(rtl.trace.streams[s].push);
      const std::size_t pops = until_last(rtl.trace.streams[s].pop);
      CHECK(drawn(found, &Handshake::push_valid).substr(0, pushes) ==
            drawn(wanted, &Handshake::push_valid).substr(0, pushes));
      CHECK(drawn(found, &Handshake::push_ready) == drawn(wanted, &Handshake::push_ready));
      CHECK(drawn(found, &Handshake::pop_valid) == drawn(wanted, &Handshake::pop_valid));
      CHECK(drawn(found, &Handshake::pop_ready).substr(0, pops) ==
            drawn(wanted, &Handshake::pop_ready).substr(0, pops));
      CHECK(drawn(found) == drawn(wanted));
    }
  }
}

TEST_CASE("waves: a VCD holds each change at its time, rising edges amid cycles", "[waves]") {
  const Folder folder;
  const Network network = one_layer(3, 1);
  const Trace trace = three_beats();
  const fs::path path = folder.path() / "a.vcd";
  write_waves(path, network, trace, waves_of(network, Traffic::back_to_back(network), trace), 100);
  const std::string text = contents(path);
  CHECK(has(text, "$timescale 1ps $end"));
  CHECK(has(text,
            "$scope module hand $end\n$var wire 1 ! clk $end\n$var integer 32 \" cycle [31:0] $end\n"
            "$var integer 32 # frames_in [31:0] $end\n$var integer 32 $ frames_out [31:0] $end\n"
            "$scope module input $end\n$var wire 1 ! clk $end\n"));
  CHECK(has(text, "$var wire 1 % push_valid $end\n"));
  CHECK(has(text, "$var wire 4 ' push_data [3:0] $end\n"));
  CHECK(has(text, "$var wire 1 + occupancy $end\n"));
  // Cycle 0: beat 5 is offered; nothing to pop yet, so that data is unknown.
  CHECK(has(text, "#0\n0!\nb0 \"\nb0 #\nb0 $\n1%\n1&\nb0101 '\n0(\n0)\nbx *\n0+\n"));
  CHECK(has(text, "#5000\n1!\n#10000\n0!\n"));
  // The second beat, 9, is offered from cycle 1 on; the FIFO is full.
  CHECK(has(text, "#10000\n0!\nb1 \"\nb1 #\n0&\nb1001 '\n1(\n1)\nb0101 *\n1+\n"));
  CHECK(text.ends_with("#95000\n1!\n#100000\n"));
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 2);  // with a.gtkw, nothing temporary
}

TEST_CASE("waves: a layer's state follows from its handshakes, and its frame from its pushes", "[waves]") {
  const Folder folder;
  const Network network = one_layer(2, 1);
  Trace trace = three_beats();  // pushes of the output in cycles 4 and 6
  trace.last_cycle = 11;
  Waves waves(2);
  const auto input = [](bool valid, bool ready) { return Handshake{false, false, valid, ready, 0}; };
  const auto output = [](bool valid, bool ready) { return Handshake{valid, ready, false, false, 0}; };
  waves[0] = {
      {0, input(false, true)}, {2, input(true, true)}, {3, input(true, false)}, {8, input(false, true)}};
  waves[1] = {{0, output(false, true)}, {5, output(true, false)}, {6, output(true, true)},
              {7, output(false, true)}, {9, output(true, true)},  {10, output(true, false)}};
  const fs::path path = folder.path() / "a.vcd";
  write_waves(path, network, trace, waves, 100);
  std::string states;
  std::string frames;
  std::istringstream lines(contents(path));
  std::string time;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#")) time = line.substr(1, line.size() - 5);
    if (line.ends_with(" 3")) states += time + line.substr(1, line.size() - 3) + ' ';
    if (line.ends_with(" 4")) frames += time + line.substr(0, line.size() - 2) + ' ';
  }
  CHECK(has(contents(path),
            "$scope module layers $end\n$scope module fire $end\n$var string 1 3 state $end\n"
            "$var integer 32 4 frame [31:0] $end\n"));
  // In order: waits for a beat; takes it; works on it; is blocked by its output, then not; works; waits with
  // nothing in progress; and moves a beat while it is blocked, although it also waits for another beat.
  CHECK(states == "0starved 2busy 5blocked 6busy 8starved 9busy 10blocked ");
  CHECK(frames == "0b0 7b1 ");
}

TEST_CASE("waves: a window begins with every value and ends where it says", "[waves]") {
  const Folder folder;
  const Network network = one_layer(3, 1);
  const Trace trace = three_beats();
  const fs::path path = folder.path() / "a.vcd";
  const Waves waves = waves_of(network, Traffic::back_to_back(network), trace);
  write_waves(path, network, trace, waves, 100, {4, 5});
  const std::string text = contents(path);
  const std::string values = text.substr(text.find("$enddefinitions $end\n") + 21);
  // Cycle 4: the third beat, 15, waits; the second one, 9, is popped.
  CHECK(values.starts_with("#40000\n0!\nb100 \"\nb1 #\nb0 $\n1%\n0&\nb1111 '\n1(\n1)\nb1001 *\n1+\n"));
  CHECK(values.ends_with("#55000\n1!\n#60000\n"));
}

TEST_CASE("waves: without values data is unknown throughout", "[waves]") {
  const Folder folder;
  const Network network = one_layer(3, 1);
  Trace trace = three_beats();
  for (StreamTrace& stream : trace.streams) stream.values.words.clear();
  const fs::path path = folder.path() / "a.vcd";
  write_waves(path, network, trace, waves_of(network, Traffic::back_to_back(network), trace), 100);
  const std::string text = contents(path);
  CHECK(has(text, "bx '\n"));
  for (const char* data : {"'", "*", ".", "1"}) {
    for (const char* digit : {"0", "1"}) CHECK(!has(text, std::string(digit) + " " + data + "\n"));
  }
}

TEST_CASE("waves: GTKWave's save file has each end of each stream once, by layer", "[waves]") {
  const Folder folder;
  const Network network = one_layer(3, 1);
  const Trace trace = three_beats();
  write_waves(folder.path() / "a.vcd", network, trace,
              waves_of(network, Traffic::back_to_back(network), trace), 100);
  const std::string text = contents(folder.path() / "a.gtkw");
  CHECK(has(text, "[dumpfile] \"" + (folder.path() / "a.vcd").string() + "\"\n"));
  CHECK(has(text,
            "@800200\n-fire\n@820\nhand.layers.fire.state\n@24\nhand.layers.fire.frame[31:0]\n@200\n-< "
            "input\n@28\nhand.input.pop_valid\n@28\nhand.input.pop_ready\n"
            "@22\nhand.input.pop_data[3:0]\n@28\nhand.input.occupancy\n"
            "@200\n-> fire_out\n@28\nhand.fire_out.push_valid\n@28\nhand.fire_out.push_ready\n"
            "@22\nhand.fire_out.push_data\n@1000200\n-fire\n"));
  CHECK(has(text, "@28\nhand.clk\n@24\nhand.cycle[31:0]\nhand.frames_in[31:0]\nhand.frames_out[31:0]\n"));
  CHECK(has(text, "@800200\n-input\n@200\n-> input\n@28\nhand.input.push_valid\n"));
  CHECK(has(text, "@800200\n-output\n@200\n-< fire_out\n@28\nhand.fire_out.pop_valid\n"));
}

TEST_CASE("waves: GTKWave's save file draws the levels of deeper FIFOs as steps", "[waves]") {
  const Folder folder;
  const Network network = one_layer(3, 5);
  const Trace trace = three_beats();
  write_waves(folder.path() / "a.vcd", network, trace,
              waves_of(network, Traffic::back_to_back(network), trace), 100);
  CHECK(has(contents(folder.path() / "a.gtkw"),
            "@8024\nhand.input.occupancy[2:0]\n@20000\n-\n@20000\n-\n@200\n-> fire_out\n"));
}

TEST_CASE("waves: an FST holds the same changes as the VCD", "[waves]") {
  const Folder folder;
  const Network network = one_layer(3, 1);
  const Trace trace = three_beats();
  const Waves waves = waves_of(network, Traffic::back_to_back(network), trace);
  write_waves(folder.path() / "a.fst", network, trace, waves, 100);
  write_waves(folder.path() / "a.vcd", network, trace, waves, 100);
  // Both pass the same two converters, because their headers and identifiers differ from Weir's.
  const std::string a = folder.path().string() + "/a";
  REQUIRE(run_command({"vcd2fst", a + ".vcd", a + "2.fst"}, ".").status == 0);
  const Finished direct = run_command({"fst2vcd", a + ".fst"}, ".");
  const Finished by_vcd = run_command({"fst2vcd", a + "2.fst"}, ".");
  REQUIRE(direct.status == 0);
  const auto values = [](const std::string& text) { return text.substr(text.find("$enddefinitions")); };
  CHECK(values(direct.output) == values(by_vcd.output));
  CHECK(has(direct.output, "b1001 "));
}

TEST_CASE("waves: a path that cannot be written, or of another kind, is bad input", "[waves]") {
  const Folder folder;
  CHECK_THROWS_AS(check_wave_path(folder.path() / "absent" / "a.vcd"), BadInput);
  CHECK_THROWS_AS(check_wave_path(folder.path() / "a.txt"), BadInput);
  fs::create_directory(folder.path() / "b.vcd");
  CHECK_THROWS_AS(check_wave_path(folder.path() / "b.vcd"), BadInput);
  check_wave_path(folder.path() / "a.vcd");
  CHECK(!fs::exists(folder.path() / "a.vcd"));
}

}  // namespace weir::tests::waves_test
