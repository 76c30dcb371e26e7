// The ladder of `memstream`: weights streamed to an `mvtu`.
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"

namespace weir::tests::memstream_test {

namespace {

struct Case {
  DataType input, weight;
  std::int64_t vectors, rows, cols, pe, simd, steps;
  std::int64_t memory_elements = 0, memory_cycles = 1;
};

const std::vector<Case> kCases{
    {DataType::bipolar(), DataType::bipolar(), 1, 4, 6, 1, 1, 1},  // folding 1: width 1
    {DataType::sint(4), DataType::ternary(), 2, 4, 6, 4, 6, 0},    // full: one word
    {DataType::uint(2), DataType::sint(3), 3, 6, 4, 3, 2, 3},
    {DataType::uint(8), DataType::binary(), 1, 5, 9, 1, 3, 0},
    {DataType::ternary(), DataType::uint(5), 2, 3, 8, 3, 2, 5},    // NF = 1
    {DataType::sint(8), DataType::sint(8), 2, 8, 3, 2, 3, 7},      // SF = 1, wide beats
    {DataType::binary(), DataType::sint(2), 1, 1, 1, 1, 1, 2},     // a single weight
    {DataType::bipolar(), DataType::sint(4), 2, 4, 32, 2, 16, 0},  // 128 bits
    // Slow memories, narrow ones and wide ones.
    {DataType::uint(2), DataType::sint(3), 2, 4, 4, 2, 2, 3, 0, 2},
    {DataType::sint(3), DataType::ternary(), 2, 3, 4, 1, 1, 0, 0, 7},
    {DataType::uint(2), DataType::sint(3), 2, 4, 6, 2, 3, 0, 1, 1},
    {DataType::sint(2), DataType::bipolar(), 3, 6, 4, 2, 2, 1, 8, 1},
    {DataType::uint(3), DataType::sint(2), 2, 4, 6, 2, 2, 2, 6, 3},     // 6 weights to 4
    {DataType::bipolar(), DataType::uint(4), 1, 6, 4, 3, 2, 0, 4, 2},   // 4 to 6
    {DataType::uint(2), DataType::sint(5), 2, 2, 4, 2, 4, 0, 4, 1},     // twice the weights of an iteration
    {DataType::ternary(), DataType::sint(2), 2, 3, 4, 1, 2, 1, 12, 5},  // all weights in one beat
    {DataType::ternary(), DataType::sint(40), 2, 3, 4, 3, 2, 0},        // weights of more than 32 bits
    {DataType::uint(8), DataType::uint(33), 2, 2, 6, 1, 2, 3, 3, 1}};

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
          mvtu.memory_elements = at.memory_elements;
          mvtu.memory_cycles = at.memory_cycles;
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

}  // namespace

}  // namespace weir::tests::memstream_test

namespace weir::tests {

const Bench& bench_of(Of<Memstream> /*kind*/) { return memstream_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Memstream& memstream) {
  const std::int64_t beats = memstream.passes * (memstream.contents.size() / memstream.elements_per_beat);
  Schedule schedule{2, std::vector<Iteration>(static_cast<std::size_t>(beats), {0, 1})};
  for (Iteration& iteration : schedule.frame) iteration.after = memstream.cycles_per_beat;
  return schedule;
}

}  // namespace weir::tests

namespace weir::tests::memstream_test {

TEST_CASE("memstream: gives its contents once a pass", "[memstream][golden]") {
  Mvtu layer = mvtu_of(DataType::sint(4), Tensor({2, 2}, {1, 2, 3, 4}), 2, 1);
  layer.weights_streamed = true;
  const Network network = one(layer, DataType::uint(2), {2, 2});
  const auto streams = evaluate(network, {Tensor({2, 2}, {0, 1, 2, 3})});
  const auto weights = static_cast<std::size_t>(network.find_stream("layer_weights_out"));
  CHECK(streams[weights].values == Values{1, 3, 2, 4, 1, 3, 2, 4});
}

TEST_CASE("memstream: its beats hold all weights, and come at some pace", "[network][memstream]") {
  const auto with = [](std::int64_t elements, std::int64_t cycles) {
    Mvtu mvtu = mvtu_of(2, 6, 1, 2);
    mvtu.weights_streamed = true;
    mvtu.memory_elements = elements;
    mvtu.memory_cycles = cycles;
    return one(mvtu, u(2), {6}, 2);
  };
  CHECK(layer(with(12, 1), "layer_weights").ideal_cycles() == 1);
  CHECK(layer(with(4, 1 << 20), "layer_weights").ideal_cycles() == std::int64_t{3} << 20);
  rejected([&] { with(5, 1); }, "elements_per_beat", "5", "a divisor of the 12 elements");
  rejected([&] { with(24, 1); }, "elements_per_beat", "24", "a divisor of the 12 elements");
  rejected([&] { with(-1, 1); }, "elements_per_beat", "-1", "a divisor of the 12 elements");
  rejected([&] { with(4, 0); }, "cycles_per_beat", "0", "1 to 2^20");
  rejected([&] { with(4, (1 << 20) + 1); }, "cycles_per_beat", "1048577", "1 to 2^20");
}

TEST_CASE("memstream: latency is 2, and the mvtu that it feeds issues in every cycle",
          "[memstream][mvtu][rtl]") {
  const Trace rtl = bench().rtl(bench().back_to_back());
  int checked = 0;
  for (std::size_t l = 0; l < bench().network().layers.size(); ++l) {
    const Layer& layer = bench().network().layers[l];
    const auto* mvtu = std::get_if<Mvtu>(&layer.params);
    if (mvtu == nullptr || mvtu->memory_elements != 0 || mvtu->memory_cycles != 1) continue;
    // The memory issues in cycle 0, its first word enters the stream in cycle 2 and leaves it in cycle 3.
    bench().check_full_rate(rtl, static_cast<int>(l), 3);
    const std::vector<Cycle>& push = rtl.stream(layer.inputs[1]).push;
    for (std::size_t i = 0; i < static_cast<std::size_t>(3 * mvtu->trip_count()); ++i)
      REQUIRE(push.at(i) == static_cast<Cycle>(2 + i));
    ++checked;
  }
  CHECK(checked > 0);
}

TEST_CASE("memstream: a beat every cycles_per_beat cycles", "[memstream][mvtu][rtl]") {
  const Trace rtl = bench().rtl(bench().back_to_back());
  int checked = 0;
  for (const Layer& layer : bench().network().layers) {
    const auto* memstream = std::get_if<Memstream>(&layer.params);
    if (memstream == nullptr || memstream->cycles_per_beat < 2) continue;
    INFO("layer " << layer.name);
    const std::vector<Cycle>& push = rtl.stream(layer.outputs[0]).push;
    CHECK(push.at(0) == 2);
    for (std::size_t i = 1; i < push.size(); ++i)
      REQUIRE(push[i] >= push[i - 1] + memstream->cycles_per_beat);
    CHECK(push.at(1) == 2 + memstream->cycles_per_beat);
    ++checked;
  }
  CHECK(checked > 0);
}

TEST_CASE("memstream: a converter stands between a memory and an mvtu of other widths",
          "[memstream][network]") {
  int converters = 0;
  for (const Layer& layer : bench().network().layers) {
    const auto* dwc = std::get_if<Dwc>(&layer.params);
    if (dwc == nullptr) continue;
    INFO("layer " << layer.name);
    const Network& network = bench().network();
    CHECK(network.endless(layer.inputs[0]));
    CHECK(network.endless(layer.outputs[0]));
    const Stream& in = network.stream(layer.inputs[0]);
    const Layer& memory = network.layer(in.from);
    const Stream& out = network.stream(layer.outputs[0]);
    const Layer& mvtu = network.layer(out.to);
    CHECK(memory.kind() == Memstream::kKind);
    CHECK(memory.name == mvtu.name + "_weights");
    CHECK(layer.name == memory.name + "_" + mvtu.name + "_dwc");
    CHECK(out.beats_per_frame == mvtu.ideal_cycles());
    ++converters;
  }
  CHECK(converters == 7);
}

}  // namespace weir::tests::memstream_test
