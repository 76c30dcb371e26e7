// Layers of all kinds in chains: the rules for each layer must hold for chains, too.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/bench_rig.hpp"

namespace weir::tests::chain_test {

namespace {

constexpr int kChains = 8;

std::int64_t random_divisor(Random& random, std::int64_t number) {
  std::int64_t divisor = random.between(1, number);
  while (number % divisor != 0) --divisor;
  return divisor;
}

void add_mvtu(NetworkBuilder& builder, const std::string& name, Random& shape, Random& random) {
  const Stream& source = builder.tail();
  const std::vector<DataType> weights{DataType::bipolar(), DataType::ternary(), DataType::sint(3),
                                      DataType::uint(2)};
  Mvtu mvtu;
  mvtu.rows = shape.between(1, 3) * 4;
  mvtu.pe = random_divisor(shape, mvtu.rows);
  mvtu.simd = random_divisor(shape, source.shape.back());
  mvtu.weight = weights[static_cast<std::size_t>(shape.between(0, 3))];
  mvtu.weights = random_tensor(random, {mvtu.rows, source.shape.back()}, mvtu.weight);
  mvtu.weights_streamed = shape.between(0, 3) == 0;
  mvtu.accumulator = accumulator_for(source.element, mvtu.weight, source.shape.back());
  const std::int64_t steps = shape.between(0, 3);
  if (steps > 0) {
    mvtu.thresholds =
        random_thresholds(random, mvtu.rows, steps, threshold_output(steps, shape.between(0, 2)),
                          mvtu.accumulator, [&](std::int64_t) { return random.between(-6, 6); });
  }
  builder.add(name, mvtu);
}

void add_threshold(NetworkBuilder& builder, const std::string& name, Random& shape, Random& random) {
  const Stream& source = builder.tail();
  const std::int64_t channels = source.shape.back();
  const std::int64_t steps = shape.between(1, 3);
  Threshold threshold;
  threshold.pe = random_divisor(shape, channels);
  threshold.thresholds =
      random_thresholds(random, channels, steps, threshold_output(steps, shape.between(0, 2)), source.element,
                        [&](std::int64_t) { return random.between(-6, 6); });
  builder.add(name, threshold);
}

// The shapes are always the same, so that they are built once; the numbers depend on the seed.
const Bench& bench() {
  static const Bench bench(
      [] {
        Random shape(20);
        Random random = seeded("chain");
        NetworkBuilder builder("chains");
        for (int chain = 0; chain < kChains; ++chain) {
          const std::string name = "c" + std::to_string(chain);
          const std::int64_t vectors = shape.between(1, 3);
          const std::int64_t cols = 6 * shape.between(1, 3);
          builder.input(name, DataType::sint(static_cast<int>(shape.between(2, 5))), {vectors, cols},
                        random_divisor(shape, cols));
          const std::int64_t layers = shape.between(2, 4);
          for (std::int64_t l = 0; l < layers; ++l) {
            const std::string layer = name + "_" + std::to_string(l);
            if (shape.between(0, 2) == 0) {
              add_threshold(builder, layer, shape, random);
            } else {
              add_mvtu(builder, layer, shape, random);
            }
          }
          if (chain % 2 == 0) {
            LabelSelect label_select;
            label_select.pe = random_divisor(shape, elements_of(builder.tail().shape));
            label_select.classes = elements_of(builder.tail().shape);
            builder.add(name + "_label", label_select);
          }
        }
        return builder.finish();
      }(),
      4, "chain");
  return bench;
}

}  // namespace

TEST_CASE("chain: layers of all kinds are among them", "[chain]") {
  for (const std::string_view kind :
       {Mvtu::kKind, Threshold::kKind, Dwc::kKind, LabelSelect::kKind, Memstream::kKind}) {
    INFO(kind);
    CHECK(std::ranges::any_of(bench().network().layers,
                              [&](const Layer& layer) { return layer.kind() == kind; }));
  }
}

TEST_CASE("chain: all engines give the reference's values", "[chain][hls][rtl]") {
  bench().check_hls();
  bench().check(bench().back_to_back());
}

TEST_CASE("chain: random stalls change no value, and all engines' cycles alike", "[chain][rtl]") {
  bench().check_random(15, "chain stalls");
}

TEST_CASE("chain: a reset in mid-frame leaves nothing behind", "[chain][rtl]") {
  bench().check_reset("chain reset");
}

TEST_CASE("chain: nothing that comes earlier makes a transfer later", "[chain][rtl]") {
  bench().check_elastic(40, "chain elastic");
}

}  // namespace weir::tests::chain_test
