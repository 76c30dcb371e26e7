// Breaks one line of the RTL (or HLS) library at a time: the wrong design is caught, located and shown.
#include <catch2/catch.hpp>
#include <regex>

#include "testbench/run.hpp"
#include "tests/system.hpp"

namespace weir::tests::bite_test {

namespace {

using namespace weir::testbench;

// A line of a library's file, and its replacement.
struct Edit {
  std::string file;
  std::string before;
  std::string after;
};

// Copies a library and applies these edits, each of which must match at least once.
void copy_with_fault(const fs::path& library, const std::vector<Edit>& edits, const fs::path& to) {
  fs::copy(library, to, fs::copy_options::recursive);
  for (const Edit& edit : edits) {
    std::string text = text_of(to / edit.file);
    const std::size_t at = text.find(edit.before);
    INFO(edit.file << " has no longer: " << edit.before);
    REQUIRE(at != std::string::npos);
    text.replace(at, edit.before.size(), edit.after);
    std::ofstream(to / edit.file) << text;
  }
}

// Frames of [2, 8] with three bits through a product with thresholds, a converter, a threshold and a product,
// to two labels.
Scenario tiny() {
  Random random(5);
  NetworkBuilder builder("bite");
  builder.input("input", DataType::uint(3), {2, 8}, 4);
  Mvtu fc0 = random_mvtu(6, 8, DataType::sint(3), DataType::uint(2), 12, random);
  fc0.pe = 3;
  fc0.simd = 4;
  builder.add("fc0", fc0);
  Threshold act;
  act.pe = 2;
  act.thresholds = {Tensor({6, 3}, {1, 2, 3, 0, 1, 2, 3, 2, 1, 1, 1, 2, 0, 2, 3, 1, 2, 3}),
                    DataType::uint(2)};
  builder.add("act", act);
  Mvtu fc1 = random_mvtu(4, 6, DataType::sint(3), std::nullopt, 0, random);
  fc1.pe = 2;
  fc1.simd = 2;
  builder.add("fc1", fc1);
  LabelSelect label;
  label.pe = 2;
  label.classes = 8;
  label.k = 2;
  builder.add("label", label);
  Scenario scenario;
  scenario.name = "bite";
  scenario.network = builder.finish();
  scenario.frames = 6;
  scenario.engines = {"golden", "native", "rtl"};
  scenario.traffic = Traffic::back_to_back(scenario.network);
  const Stream& input = scenario.network.streams[0];
  scenario.inputs.emplace_back(input.element, input.shape, 3);
  return scenario;
}

void slow_sink(Scenario& scenario) {
  scenario.traffic = with_sink(scenario.network, scenario.traffic, Pattern::one_in(150));
}

// Runs with a broken library; its mismatch files go to `folder`.
RunResult run_broken(const Scenario& scenario, const std::vector<Edit>& edits, const fs::path& folder) {
  const bool hls = !edits.empty() && edits[0].file.ends_with("pp");
  copy_with_fault(fs::path(WEIR_SOURCE_DIR) / (hls ? "hls" : "rtl"), edits, folder / "library");
  const Environment library(hls ? "WEIR_HLS_DIR" : "WEIR_RTL_DIR", (folder / "library").string());
  RunOptions options;
  options.mismatch_folder = folder;
  return run(scenario, options);
}

const Check* failed(const RunResult& result, const std::string& name) {
  for (const Check& check : result.checks) {
    if (check.name == name && !check.ok) return &check;
  }
  return nullptr;
}

std::string all_failures(const RunResult& result) {
  std::string text;
  for (const Check& check : result.checks) {
    if (!check.ok) text += check.name + ": " + check.detail + "\n";
  }
  return text;
}

// Checks that there is a waveform of the mismatch, with clock edges before, at and after that cycle (10 ns
// each).
void check_wave(const fs::path& folder, Cycle cycle) {
  const fs::path wave = folder / "bite.mismatch.vcd";
  REQUIRE(fs::exists(wave));
  CHECK(fs::exists(folder / "bite.mismatch.gtkw"));
  const std::string text = text_of(wave);
  CHECK(text.find("push_valid") != std::string::npos);
  for (const Cycle c : {cycle - 1, cycle, cycle + 1}) {
    INFO("cycle " << c);
    if (c >= 0) CHECK(text.find("\n#" + std::to_string(10'000 * c) + "\n") != std::string::npos);
  }
}

// Checks for a wrong value that is first seen on that stream, with everything that locates it.
void check_value_located(const RunResult& result, const std::string& stream, const fs::path& folder) {
  INFO(all_failures(result));
  CHECK_FALSE(result.passed());
  const Check* check = failed(result, "bit_exact");
  REQUIRE(check != nullptr);
  CHECK(check->engines == std::array<std::string, 2>{"golden", "rtl"});
  const std::regex form("rtl against golden: stream " + stream +
                        " \\(\\w+ to \\w+\\), frame \\d+, beat \\d+, element \\[[0-9, ]+\\], cycle (\\d+): "
                        "found (-?\\d+), wanted (-?\\d+)");
  std::smatch match;
  REQUIRE(std::regex_match(check->detail, match, form));
  CHECK(match[2] != match[3]);
  check_wave(folder, std::stoll(match[1]));
}

// Checks for right values in wrong cycles, first on that stream.
void check_cycle_located(const RunResult& result, const std::string& stream, const fs::path& folder) {
  INFO(all_failures(result));
  CHECK_FALSE(result.passed());
  CHECK(failed(result, "bit_exact") == nullptr);
  const Check* check = failed(result, "cycle_exact");
  REQUIRE(check != nullptr);
  CHECK(check->engines == std::array<std::string, 2>{"rtl", "native"});
  const std::regex form(
      "native against rtl: stream " + stream +
      " \\(\\w+ to \\w+\\), frame \\d+, beat \\d+, (push|pop): found cycle (\\d+), wanted cycle "
      "(\\d+)");
  std::smatch match;
  REQUIRE(std::regex_match(check->detail, match, form));
  CHECK(match[2] != match[3]);
  check_wave(folder, std::min(std::stoll(match[2]), std::stoll(match[3])));
}

}  // namespace

TEST_CASE("bite: without a fault everything passes", "[bite][rtl]") {
  const TemporaryFolder folder;
  Scenario scenario = tiny();
  scenario.engines = {"golden", "hls", "systemc", "native", "rtl"};
  const RunResult result = run_broken(scenario, {}, folder.path());
  INFO(all_failures(result));
  CHECK(result.passed());
  CHECK_FALSE(fs::exists(folder.path() / "bite.mismatch.vcd"));
}

TEST_CASE("bite: thresholds compared with > are found", "[bite][rtl]") {
  const TemporaryFolder folder;
  const auto result = run_broken(
      tiny(), {{"weir_threshold_count.sv", "value >= threshold", "value > threshold"}}, folder.path());
  check_value_located(result, "fc0_out", folder.path());
}

TEST_CASE("bite: swapped lanes are found", "[bite][rtl]") {
  const TemporaryFolder folder;
  const auto result = run_broken(
      tiny(),
      {{"weir_threshold_count.sv", "codes_o[p*OutBits+:OutBits]", "codes_o[(Pe-1-p)*OutBits+:OutBits]"}},
      folder.path());
  check_value_located(result, "fc0_out", folder.path());
}

TEST_CASE("bite: a missing sign extension is found", "[bite][rtl]") {
  const TemporaryFolder folder;
  const auto result = run_broken(tiny(),
                                 {{"weir_accumulate.sv", "AccBits'($signed(sums_q[p*SumBits+:SumBits]))",
                                   "AccBits'(sums_q[p*SumBits+:SumBits])"}},
                                 folder.path());
  check_value_located(result, "fc1_out", folder.path());
}

TEST_CASE("bite: a weight memory that wraps a word early is found", "[bite][rtl]") {
  const TemporaryFolder folder;
  const auto result = run_broken(
      tiny(), {{"weir_rom.sv", "AddressBits'(Depth - 1)", "AddressBits'(Depth - 2)"}}, folder.path());
  check_value_located(result, "fc0_out", folder.path());
}

TEST_CASE("bite: a tie that goes to the higher index is found", "[bite][rtl]") {
  const TemporaryFolder folder;
  Scenario scenario = tiny();
  scenario.frames = 40;  // ties are rare
  const auto result =
      run_broken(scenario, {{"weir_label_select.sv", "value > best", "value >= best"}}, folder.path());
  check_value_located(result, "label_out", folder.path());
}

TEST_CASE("bite: a converter that keeps no bits is found", "[bite][rtl]") {
  const TemporaryFolder folder;
  const auto result =
      run_broken(tiny(), {{"weir_dwc.sv", "work >> OutBits", "work >> OutBits >> 1"}}, folder.path());
  check_value_located(result, "fc0_act_dwc_out", folder.path());
}

TEST_CASE("bite: a fold counter off by one is found", "[bite][rtl]") {
  const TemporaryFolder folder;
  const auto result = run_broken(
      tiny(), {{"weir_mvtu.sv", "nf_q == NfBits'(NeuronFolds - 1)", "nf_q == NfBits'(NeuronFolds - 2)"}},
      folder.path());
  // The layer reads a new vector for every fold: in the first layer values are wrong, or frames are lost.
  INFO(all_failures(result));
  CHECK_FALSE(result.passed());
  REQUIRE(failed(result, "bit_exact") != nullptr);
  CHECK(failed(result, "bit_exact")->detail.find("stream fc0_out (fc0 to ") != std::string::npos);
}

TEST_CASE("bite: a FIFO one too shallow is found", "[bite][rtl]") {
  const TemporaryFolder folder;
  Scenario scenario = tiny();
  slow_sink(scenario);
  const auto result =
      run_broken(scenario, {{"weir_stream.sv", ".depth_i(depth_i)", ".depth_i(depth_i - 1)"}}, folder.path());
  check_cycle_located(result, "\\w+", folder.path());
}

TEST_CASE("bite: a latency of one cycle more is found", "[bite][rtl]") {
  const TemporaryFolder folder;
  const auto result = run_broken(tiny(),
                                 {{"weir_dwc.sv", "  weir_output_queue #(",
                                   "  logic late_q;\n  logic [OutBits-1:0] late_data_q;\n"
                                   "  always_ff @(posedge clk_i) {late_q, late_data_q} <= {rst_ni && issue "
                                   "&& writes, work[OutBits-1:0]};\n"
                                   "  weir_output_queue #("},
                                  {"weir_dwc.sv", ".s_data_i(work[OutBits-1:0])", ".s_data_i(late_data_q)"},
                                  {"weir_dwc.sv", ".s_valid_i(issue && writes)", ".s_valid_i(late_q)"}},
                                 folder.path());
  check_cycle_located(result, "fc0_act_dwc_out", folder.path());
}

TEST_CASE("bite: dropped back-pressure fires an assertion, which is a failed check", "[bite][rtl]") {
  const TemporaryFolder folder;
  Scenario scenario = tiny();
  slow_sink(scenario);
  const auto result = run_broken(scenario,
                                 {{"weir_mvtu.sv",
                                   "assign issue = (!reads || s_in_valid_i) && (!WeightsStreamed || "
                                   "s_weights_valid_i) && (!writes || credit);",
                                   "assign issue = (!reads || s_in_valid_i) && (!WeightsStreamed || "
                                   "s_weights_valid_i);"}},
                                 folder.path());
  INFO(all_failures(result));
  const Check* fault = failed(result, "no_fault");
  REQUIRE(fault != nullptr);
  CHECK(fault->engines[0] == "rtl");
  CHECK(std::regex_search(fault->detail, std::regex("rtl: cycle \\d+: .*u_layer_fc0.*weir_output_queue: an "
                                                    "iteration that writes issued without a credit")));
}

TEST_CASE("bite: a beat that is withdrawn fires an assertion, which names the stream", "[bite][rtl]") {
  const TemporaryFolder folder;
  Scenario scenario = tiny();
  slow_sink(scenario);
  const auto result = run_broken(scenario,
                                 {{"weir_dwc.sv", "  weir_output_queue #(",
                                   "  logic queue_valid, odd_q;\n"
                                   "  always_ff @(posedge clk_i) odd_q <= rst_ni && !odd_q;\n"
                                   "  assign m_out_valid_o = queue_valid && (m_out_ready_i || !odd_q);\n"
                                   "  weir_output_queue #("},
                                  {"weir_dwc.sv", ".m_valid_o(m_out_valid_o)", ".m_valid_o(queue_valid)"}},
                                 folder.path());
  INFO(all_failures(result));
  const Check* fault = failed(result, "no_fault");
  REQUIRE(fault != nullptr);
  CHECK(fault->engines[0] == "rtl");
  CHECK(std::regex_search(
      fault->detail, std::regex("rtl: cycle \\d+: .*u_stream_fc0_act_dwc_out\\.u_s_stable.*weir_stable: an "
                                "offered beat changed or went away before it was taken")));
}

TEST_CASE("bite: a FIFO that changes a beat is a fault of its own", "[bite][rtl]") {
  const TemporaryFolder folder;
  const auto result =
      run_broken(tiny(), {{"weir_stream.sv", ".s_data_i(s_data_i)", ".s_data_i(~s_data_i)"}}, folder.path());
  INFO(all_failures(result));
  const Check* fault = failed(result, "no_fault");
  REQUIRE(fault != nullptr);
  CHECK(std::regex_search(fault->detail,
                          std::regex("rtl: stream input, beat 0, cycle \\d+: popped with another "
                                     "value than it was pushed with")));
}

TEST_CASE("bite: hardware that falls silent ends in a failed check", "[bite][rtl]") {
  const TemporaryFolder folder;
  // Each credit works only once: every layer stops after a few beats.
  const auto result = run_broken(
      tiny(), {{"weir_output_queue.sv", "credits_q <= credits_q + 1'b1", "credits_q <= credits_q"}},
      folder.path());
  INFO(all_failures(result));
  // No ring of waits exists, so that no FIFO is to blame.
  REQUIRE(failed(result, "not_starved") != nullptr);
  CHECK(failed(result, "deadlock_free") == nullptr);
  const Check* check = failed(result, "nothing_left_over");
  REQUIRE(check != nullptr);
  CHECK(check->engines[0] == "rtl");
  CHECK(std::regex_search(check->detail,
                          std::regex("stream \\w+ \\(\\w+ to \\w+\\): \\d+ beats pushed and \\d+ "
                                     "popped, wanted \\d+")));
  CHECK(check->detail.find("last transfer out in cycle") != std::string::npos);
}

TEST_CASE("bite: hardware that never takes a beat ends in a failed check", "[bite][rtl]") {
  const TemporaryFolder folder;
  const auto result = run_broken(
      tiny(),
      {{"weir_stream.sv", "assign s_ready_o = fifo_s_ready && push_open_i;",
        "assign s_ready_o = fifo_s_ready && !fifo_s_ready && push_open_i;"},
       {"weir_stream.sv", ".s_valid_i(s_valid_i && push_open_i)", ".s_valid_i(s_valid_i && s_ready_o)"}},
      folder.path());
  INFO(all_failures(result));
  REQUIRE(failed(result, "not_starved") != nullptr);
  CHECK(failed(result, "not_starved")->detail.find("no beat moved at all") != std::string::npos);
  CHECK(failed(result, "bit_exact") != nullptr);
}

// Outputs come out although no input was taken. This once crashed the run.
TEST_CASE("bite: hardware that takes a beat and denies it ends in a failed check", "[bite][rtl]") {
  const TemporaryFolder folder;
  const auto result = run_broken(tiny(),
                                 {{"weir_stream.sv", "assign s_ready_o = fifo_s_ready && push_open_i;",
                                   "assign s_ready_o = fifo_s_ready && !fifo_s_ready && push_open_i;"}},
                                 folder.path());
  INFO(all_failures(result));
  CHECK_FALSE(result.passed());
  CHECK(failed(result, "bit_exact") != nullptr);
}

TEST_CASE("bite: faults in the hls library are found", "[bite][hls]") {
  Scenario scenario = tiny();
  scenario.engines = {"golden", "hls", "native"};
  const auto check_found = [&](const Edit& edit, const std::string& stream) {
    const TemporaryFolder folder;
    const RunResult result = run_broken(scenario, {edit}, folder.path());
    INFO(all_failures(result));
    const Check* check = failed(result, "bit_exact");
    REQUIRE(check != nullptr);
    CHECK(check->engines == std::array<std::string, 2>{"golden", "hls"});
    CHECK(std::regex_match(check->detail, std::regex("hls against golden: stream " + stream +
                                                     " \\(\\w+ to \\w+\\), frame \\d+, beat \\d+, element "
                                                     "\\[[0-9, ]+\\]: found -?\\d+, wanted -?\\d+")));
  };
  check_found({"activation.hpp", "value >= thresholds", "value > thresholds"}, "fc0_out");
  check_found({"mvtu.hpp", "nf * kSynapseFolds + sf", "nf * kSynapseFolds + (sf ^ 1)"}, "fc0_out");
}

}  // namespace weir::tests::bite_test
