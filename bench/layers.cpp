// Layers, each alone between a source and a sink, on the native engine.
#include <memory>
#include <vector>

#include "bench/subject.hpp"
#include "network/random.hpp"

namespace weir::bench {

namespace {

constexpr std::int64_t kDepth = 32;

Tensor random_values(const Shape& shape, const DataType& type) {
  Tensor tensor(shape);
  Random random(1);
  for (std::int64_t& value : tensor.values) value = random.value_of(type);
  return tensor;
}

Network alone(const DataType& element, std::int64_t elements, std::int64_t elements_per_beat,
              LayerParams params) {
  NetworkBuilder builder("alone", kDepth);
  builder.input("input", element, {elements}, elements_per_beat);
  builder.add("layer", std::move(params));
  return builder.finish();
}

Network mvtu_alone() {
  Mvtu mvtu;
  mvtu.rows = 256;
  mvtu.pe = 32;
  mvtu.simd = 64;
  mvtu.weight = DataType::bipolar();
  mvtu.accumulator.bits = 0;  // as wide as the sums need
  mvtu.weights = random_values({256, 256}, DataType::bipolar());
  mvtu.thresholds = Thresholds{Tensor({256, 1}), DataType::bipolar()};
  return alone(DataType::bipolar(), 256, 64, std::move(mvtu));
}

Network threshold_alone() {
  Threshold threshold;
  threshold.pe = 8;
  threshold.thresholds = {random_values({256, 3}, DataType::sint(8)), DataType::uint(2)};
  return alone(DataType::sint(8), 256, 8, std::move(threshold));
}

Network dwc_alone(std::int64_t in_bits, std::int64_t out_bits) {
  Dwc dwc;
  dwc.out_bits = out_bits;
  return alone(DataType::bipolar(), 960, in_bits, dwc);
}

Network label_select_alone() {
  LabelSelect label_select;
  label_select.pe = 1;
  label_select.classes = 64;
  label_select.k = 1;
  return alone(DataType::sint(8), 64, 1, label_select);
}

void register_layer(const std::string& name, Network network) {
  const auto subject = std::make_shared<const Subject>(Subject::of_network(std::move(network)));
  for (const bool data : {false, true}) {
    register_timed("layer/" + name + (data ? "/with-data" : "/timing-only"), [=](benchmark::State& state) {
      const std::int64_t frames = (data ? 200'000 : 2'000'000) / subject->beats_per_frame();
      const Stimulus stimulus = data ? subject->with_data(frames) : subject->timing_only(frames);
      const testbench::ModelOptions options{.values = data, .record = false};
      double seconds = 0;
      for (auto _ : state) {
        const Timed result =
            timed([&] { return testbench::run_native(subject->network, stimulus, options); });
        if (!result.run.trace.complete) return state.SkipWithError("incomplete");
        state.SetIterationTime(result.seconds);
        seconds += result.seconds;
      }
      const auto beats = static_cast<double>(state.iterations() * frames * subject->beats_per_frame());
      state.counters["ns/beat"] = seconds / beats * 1e9;
    });
  }
}

}  // namespace

void register_layers() {
  register_layer("mvtu", mvtu_alone());
  register_layer("threshold", threshold_alone());
  register_layer("dwc-64-to-16", dwc_alone(64, 16));
  register_layer("dwc-16-to-64", dwc_alone(16, 64));
  register_layer("dwc-48-to-32", dwc_alone(48, 32));
  register_layer("label_select", label_select_alone());
}

}  // namespace weir::bench
