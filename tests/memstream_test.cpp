// The ladder of `memstream`: weights streamed to an `mvtu`.
#include <catch2/catch.hpp>

#include "tests/bench_rig.hpp"

namespace {

using namespace weir;
using namespace weir::tests;

struct Case {
  DataType input, weight;
  std::int64_t vectors, rows, cols, pe, simd, steps;
};

const std::vector<Case> kCases{
    {DataType::bipolar(), DataType::bipolar(), 1, 4, 6, 1, 1, 1},  // folding 1: width 1
    {DataType::sint(4), DataType::ternary(), 2, 4, 6, 4, 6, 0},    // full: one word
    {DataType::uint(2), DataType::sint(3), 3, 6, 4, 3, 2, 3},
    {DataType::uint(8), DataType::binary(), 1, 5, 9, 1, 3, 0},
    {DataType::ternary(), DataType::uint(5), 2, 3, 8, 3, 2, 5},     // NF = 1
    {DataType::sint(8), DataType::sint(8), 2, 8, 3, 2, 3, 7},       // SF = 1, wide beats
    {DataType::binary(), DataType::sint(2), 1, 1, 1, 1, 1, 2},      // a single weight
    {DataType::bipolar(), DataType::sint(4), 2, 4, 32, 2, 16, 0}};  // 128 bits

const Bench& bench() {
  static const Bench bench(
      [] {
        Random random = seeded("memstream");
        NetworkBuilder builder("memstreams");
        for (std::size_t i = 0; i < kCases.size(); ++i) {
          const Case& at = kCases[i];
          const std::string number = std::to_string(i);
          Mvtu mvtu;
          mvtu.rows = at.rows;
          mvtu.pe = at.pe;
          mvtu.simd = at.simd;
          mvtu.weight = at.weight;
          mvtu.weights = random_tensor(random, {at.rows, at.cols}, at.weight);
          mvtu.weights_streamed = true;
          mvtu.accumulator = accumulator_for(at.input, at.weight, at.cols);
          if (at.steps > 0) {
            mvtu.thresholds =
                random_thresholds(random, at.rows, at.steps, threshold_output(at.steps, at.cols),
                                  mvtu.accumulator, [&](std::int64_t) { return random.between(-9, 9); });
          }
          builder.input("in" + number, at.input, {at.vectors, at.cols}, at.simd);
          builder.add("mvtu" + number, mvtu, "in" + number);
        }
        return builder.finish();
      }(),
      3, "memstream");
  return bench;
}

Cycle latency(const Layer& layer) { return std::get<Mvtu>(layer.params).thresholds ? 4 : 3; }

}  // namespace

TEST_CASE("memstream: all engines give the reference's values", "[memstream][mvtu][hls][rtl]") {
  bench().check_hls();
  bench().check(bench().back_to_back());
}

TEST_CASE("memstream: latency is 2, and the mvtu that it feeds issues in every cycle",
          "[memstream][mvtu][rtl]") {
  const Trace rtl = bench().rtl(bench().back_to_back());
  for (std::size_t l = 0; l < bench().network().layers.size(); ++l) {
    const Layer& layer = bench().network().layers[l];
    const auto* mvtu = std::get_if<Mvtu>(&layer.params);
    if (mvtu == nullptr) continue;
    std::vector<Iteration> frame;
    for (std::int64_t i = 0; i < mvtu->trip_count(); ++i) {
      const std::int64_t sf = i % mvtu->synapse_folds();
      const std::int64_t nf = i / mvtu->synapse_folds() % mvtu->neuron_folds();
      frame.push_back({nf == 0, sf == mvtu->synapse_folds() - 1});
    }
    // The memory issues in cycle 0, its first word enters the stream in cycle 2 and leaves it in cycle 3.
    bench().check_full_rate(rtl, static_cast<int>(l), frame, 3, latency(layer));
    const StreamTrace& weights = rtl.streams[static_cast<std::size_t>(layer.inputs[1])];
    for (std::size_t i = 0; i < frame.size() * 3; ++i) {
      REQUIRE(weights.push.at(i) == static_cast<Cycle>(2 + i));
      REQUIRE(weights.pop.at(i) == static_cast<Cycle>(3 + i));
    }
  }
}

TEST_CASE("memstream: random stalls change no value, and all engines' cycles alike",
          "[memstream][mvtu][rtl]") {
  bench().check_random(12, "memstream stalls");
}

TEST_CASE("memstream: weights hold while the sink stalls", "[memstream][mvtu][rtl]") {
  bench().check_held(latency);
}

TEST_CASE("memstream: a slow source leaves no bubble behind", "[memstream][mvtu][rtl]") {
  bench().check(at_sources(bench().network(), Pattern::one_in(3)));
  bench().check(at_sources(bench().network(), {1, 6, 1, 9, seeded("memstream source").next()}));
}

TEST_CASE("memstream: a reset in mid-frame starts the memory anew", "[memstream][mvtu][rtl]") {
  bench().check_reset("memstream reset");
}

TEST_CASE("memstream: nothing that comes earlier makes a transfer later", "[memstream][mvtu][rtl]") {
  bench().check_elastic(10, "memstream elastic");
}
