// DuplicateStreams, StreamingConcat, StreamingSplit: where streams part and meet.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "import/operators.hpp"
#include "network/layers/concat.hpp"

namespace weir::importer {

void duplicate_streams(Step& step) {
  const auto outputs = static_cast<std::int64_t>(step.node().outputs.size());
  const std::int64_t copies = step.integer("NumOutputStreams", outputs);
  step.demand(copies == outputs && copies >= 2,
              fmt::format("{} outputs and NumOutputStreams = {}", outputs, copies),
              "as many of each, from 2 on");
  Carried in = step.in();
  // The copies leave as the beats come in.
  if (step.has("PE") && step.count("PE") != in.elements)
    step.note(fmt::format("beats of {} elements, as they come", in.elements));
  in.depth = 0;
  step.layers_of("fork", {{"copies", std::to_string(copies)}}, 1,
                 std::vector<Carried>(static_cast<std::size_t>(copies), in));
}

namespace {

const char* channels_key(const Step& step) {
  return step.has("ChannelsPerStream") ? "ChannelsPerStream" : "ElemsPerStream";
}

// 2022 to 2024: a beat of all of a stream's channels, of all streams at once.
std::int64_t folding(const Step& step) {
  step.demand(step.has("SIMD"), "no attribute SIMD: beats of all channels, of all streams at once",
              "a node of FINN from 2025 on, which takes SIMD channels of one stream a cycle");
  return step.count("SIMD");
}

}  // namespace

void concat(Step& step) {
  const std::vector<std::int64_t> channels = step.integers(channels_key(step));
  const std::int64_t simd = folding(step);
  step.demand(channels.size() == step.node().inputs.size() && channels.size() >= 2,
              fmt::format("{} inputs", step.node().inputs.size()), "one for each of " + flow_list(channels));
  std::vector<StreamType> types;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    const Carried& in = step.in(i);
    step.demand(in.shape.back() == channels[i], "an input of shape " + to_string(in.shape),
                fmt::format("{} channels", channels[i]));
    step.divides("SIMD", simd, channels[i]);
    types.push_back({in.element, in.shape, in.elements * in.element.bits});
  }
  Concat layer;
  layer.pe = simd;
  layer.infer(types);
  Shape shape = step.in().shape;
  shape.back() = std::accumulate(channels.begin(), channels.end(), std::int64_t{0});
  step.layers_of("concat", {{"pe", std::to_string(simd)}}, channels.size(),
                 {{"", layer.output(), shape, simd}});
}

void split(Step& step) {
  const std::vector<std::int64_t> channels = step.integers(channels_key(step));
  const std::int64_t simd = folding(step);
  const Carried in = step.in();
  step.demand(!channels.empty() &&
                  std::accumulate(channels.begin(), channels.end(), std::int64_t{0}) == in.shape.back(),
              flow_list(channels) + " channels", fmt::format("{} in all", in.shape.back()));
  std::vector<Carried> outputs;
  for (const std::int64_t each : channels) {
    step.demand(each > 0, flow_list(channels) + " channels", "1 and more of each");
    step.divides("SIMD", simd, each);
    Shape shape = in.shape;
    shape.back() = each;
    outputs.push_back({"", in.element, shape, simd});
  }
  step.layers_of("split", {{"pe", std::to_string(simd)}, {"channels", flow_list(channels)}}, 1, outputs);
}

}  // namespace weir::importer
