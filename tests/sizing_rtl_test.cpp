// Runs the depths that sizing finds in RTL: they reach the interval, and one less in any FIFO gives exactly
// the reported result. Each network is built once, for all depths.
#include <catch2/catch.hpp>
#include <iostream>

#include "models/hosts/native.hpp"
#include "sizing/size.hpp"
#include "tests/system.hpp"

namespace weir::tests::sizing_rtl_test {

namespace {

using namespace weir::testbench;

Scenario load(const std::string& name) {
  return load_scenario(fs::path(WEIR_SOURCE_DIR) / "scenarios" / (name + ".yaml"));
}

// A scenario's network, sized, in hardware.
class Hardware {
 public:
  Hardware(const Scenario& scenario, const SizingResult& sized)
      : scenario_(scenario), network_(scenario.network), build_(build_for(scenario, sized)) {
    for (std::size_t s = 0; s < sized.streams.size(); ++s) network_.streams[s].depth = sized.streams[s].depth;
  }

  [[nodiscard]] double build_s() const { return build_.build_s; }
  // The interval at those depths, with one stream's depth reduced by `less`; none if that deadlocks. Checks
  // that every transfer has the models' cycle, and that the RTL's own frames show the interval that the
  // models prove.
  [[nodiscard]] std::optional<Interval> interval(std::size_t stream, std::int64_t less) const {
    Network network = network_;
    network.streams[stream].depth -= less;
    const Traffic open = Traffic::back_to_back(network);
    models::NativeOptions options;
    options.find_steady_state = options.stop_when_steady = true;
    const models::NativeResult scout = models::run_native(network, {10'000, open, {}}, options);
    const std::int64_t frames =
        scout.steady ? scout.steady->transient_frames + scout.steady->period_frames + 1 : 2;
    const Stimulus stim = stimulus(frames_of(scenario_, frames), open);
    const EngineRun rtl = run_rtl(network, build_, stim, {});
    check_alike(network, frames, rtl, run_native(network, stim, {}));
    CHECK(rtl.trace.complete == scout.steady.has_value());
    if (!rtl.trace.complete || !scout.steady) return std::nullopt;
    const auto last = static_cast<std::size_t>(frames - 1);
    const auto before = static_cast<std::size_t>(frames - 1 - scout.steady->period_frames);
    return Interval{rtl.trace.frames.last_out.at(last) - rtl.trace.frames.last_out.at(before),
                    scout.steady->period_frames};
  }

 private:
  // With room for the scenario's own depths, too, so that the build is shared with other tests.
  static RtlBuild build_for(const Scenario& scenario, const SizingResult& sized) {
    Network network = scenario.network;
    for (std::size_t s = 0; s < sized.streams.size(); ++s)
      network.streams[s].depth = std::max(network.streams[s].depth, sized.streams[s].depth);
    return build_rtl(network, true);
  }

  const Scenario& scenario_;
  Network network_;
  RtlBuild build_;
};

void check_interval(const std::string& name, std::int64_t interval, bool one_less,
                    const std::string& optimise = "0") {
  INFO(name);
  const Environment level("WEIR_RTL_OPTIMISE", optimise);
  const Scenario scenario = load(name);
  const SizingResult sized = sizing::size(scenario, {});
  REQUIRE(sized.passed());
  CHECK(sized.best == Interval{interval, 1});
  CHECK(sized.target == sized.best);
  const Hardware hardware(scenario, sized);
  CHECK(hardware.interval(0, 0) == Interval{interval, 1});
  if (!one_less) return;
  int deeper = 0;
  for (std::size_t s = 0; s < sized.streams.size(); ++s) {
    const SizedStream& stream = sized.streams[s];
    INFO(stream.name << " " << stream.depth << " deep");
    if (stream.depth == 1) continue;
    ++deeper;
    REQUIRE(stream.one_less);
    const std::optional<Interval> found = hardware.interval(s, 1);
    CHECK(stream.one_less->locks == !found);
    if (!found) continue;
    INFO("in rtl " << found->cycles << "/" << found->frames);
    CHECK(*found > sized.target);
    CHECK(stream.one_less->exact);
    CHECK(*found == stream.one_less->interval);
  }
  CHECK(deeper > 0);
  std::cout << fmt::format("{}: {} FIFOs deeper than 1, {} bits, rtl built in {:.1f} s\n", name, deeper,
                           sized.total.bits, hardware.build_s());
}

}  // namespace

TEST_CASE("sizing: tfc-w1a1 in rtl, and one less of each FIFO", "[sizing][rtl]") {
  check_interval("tfc-w1a1", 64, true);
}
TEST_CASE("sizing: lfc-w1a1 in rtl, and one less of each FIFO", "[sizing][rtl]") {
  check_interval("lfc-w1a1", 512, true);
}
TEST_CASE("sizing: residual-block in rtl, and one less of each FIFO", "[sizing][rtl]") {
  check_interval("residual-block", 576, true);
}
TEST_CASE("sizing: unet in rtl, and one less of each FIFO", "[sizing][rtl]") {
  check_interval("unet", 576, true);
}
TEST_CASE("sizing: cnv-w1a1 in rtl", "[.][nightly][sizing][rtl]") {
  check_interval("cnv-w1a1", 32'768, false, "1");
}
TEST_CASE("sizing: cnv-w2a2 in rtl", "[.][nightly][sizing][rtl]") {
  check_interval("cnv-w2a2", 115'200, false, "1");
}

}  // namespace weir::tests::sizing_rtl_test
