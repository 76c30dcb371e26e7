// Networks as their builder makes them: layers of several inputs and outputs, joins, names, converters and
// refusals.
#include "network/network.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "network/error.hpp"
#include "network/trace.hpp"

namespace {

using namespace weir;

DataType u(int bits) { return DataType::uint(bits); }
DataType s(int bits) { return DataType::sint(bits); }

void rejected(const std::function<void()>& act, const std::string& key, const std::string& found,
              const std::string& wanted) {
  try {
    act();
  } catch (const BadInput& error) {
    CHECK(error.key() == key);
    CHECK(error.found() == found);
    CHECK(error.wanted() == wanted);
    return;
  }
  FAIL("accepted, but wanted " << wanted);
}

Fork fork_of(std::int64_t copies) {
  Fork fork;
  fork.copies = copies;
  return fork;
}

Eltwise eltwise_of(std::int64_t pe, Eltwise::Op op = Eltwise::Op::kAdd) {
  Eltwise eltwise;
  eltwise.op = op;
  eltwise.pe = pe;
  return eltwise;
}

Concat concat_of(std::int64_t pe) {
  Concat concat;
  concat.pe = pe;
  return concat;
}

Split split_of(std::int64_t pe, const std::vector<std::int64_t>& channels) {
  Split split;
  split.pe = pe;
  split.channels = channels;
  return split;
}

Upsample upsample_of(const Extent& scale, std::int64_t simd = 1) {
  Upsample upsample;
  upsample.scale = scale;
  upsample.simd = simd;
  return upsample;
}

Downsample downsample_of(const Extent& stride, std::int64_t simd = 1) {
  Downsample downsample;
  downsample.stride = stride;
  downsample.simd = simd;
  return downsample;
}

Channelwise channelwise_of(Channelwise::Op op, const DataType& parameter,
                           const std::vector<std::int32_t>& parameters, std::int64_t pe = 1) {
  Channelwise channelwise;
  channelwise.op = op;
  channelwise.pe = pe;
  channelwise.parameter = parameter;
  channelwise.parameters = Tensor({static_cast<std::int64_t>(parameters.size())}, parameters);
  return channelwise;
}

Lookup lookup_of(const Shape& table, const DataType& entry, std::int64_t pe = 1) {
  Lookup lookup;
  lookup.table = Tensor(table);
  lookup.entry = entry;
  lookup.pe = pe;
  return lookup;
}

Normalize normalize_of(std::int64_t pe, const DataType& result) {
  Normalize normalize;
  normalize.pe = pe;
  normalize.result = result;
  return normalize;
}

TmrCheck tmr_check_of(const std::vector<std::int64_t>& triplets) {
  TmrCheck tmr_check;
  tmr_check.triplets = triplets;
  return tmr_check;
}

Mem mem_of(bool out, std::int64_t latency, std::int64_t cycles_per_beat, std::int64_t burst,
           std::int64_t burst_gap) {
  Mem mem;
  mem.out = out;
  mem.latency = latency;
  mem.cycles_per_beat = cycles_per_beat;
  mem.burst = burst;
  mem.burst_gap = burst_gap;
  return mem;
}

Mvtu mvtu_of(std::int64_t rows, std::int64_t cols, std::int64_t pe, std::int64_t simd) {
  Mvtu mvtu;
  mvtu.rows = rows;
  mvtu.pe = pe;
  mvtu.simd = simd;
  mvtu.weight = s(3);
  mvtu.weights = Tensor({rows, cols});
  mvtu.accumulator.bits = 0;
  return mvtu;
}

Swu swu_of(const Extent& kernel, const Extent& stride, std::int64_t simd, std::int64_t mmv) {
  Swu swu;
  swu.kernel = kernel;
  swu.stride = stride;
  swu.dilation = {1, 1};
  swu.simd = simd;
  swu.mmv = mmv;
  return swu;
}

// A network of that one layer, behind one input.
Network one(const LayerParams& params, const DataType& element, const Shape& shape,
            std::int64_t elements_per_beat = 1) {
  NetworkBuilder builder("one");
  builder.input("in", element, shape, elements_per_beat);
  builder.add("layer", params);
  return builder.finish();
}

std::vector<std::string> names(const Network& network, const std::vector<int>& streams) {
  std::vector<std::string> names;
  for (const int s : streams) names.push_back(network.stream(s).name);
  return names;
}

const Layer& layer(const Network& network, const std::string& name) {
  REQUIRE(network.find_layer(name) >= 0);
  return network.layer(network.find_layer(name));
}

const Stream& stream(const Network& network, const std::string& name) {
  REQUIRE(network.find_stream(name) >= 0);
  return network.stream(network.find_stream(name));
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("network: inputs and outputs stand in the order of the description", "[network]") {
  NetworkBuilder builder("net");
  builder.input("b", u(4), {4}, 1);
  builder.input("a", u(3), {4}, 1);
  builder.add("joint", eltwise_of(1, Eltwise::Op::kSubtract), {"a", "b"});
  builder.add("copies", fork_of(3));
  builder.add("left", eltwise_of(1), {"copies_out2", "copies_out0"});
  const Network network = builder.finish();
  CHECK(names(network, network.inputs) == Names{"b", "a"});
  CHECK(names(network, network.outputs) == Names{"copies_out1", "left_out"});
  CHECK(names(network, layer(network, "joint").inputs) == Names{"a", "b"});
  CHECK(names(network, layer(network, "left").inputs) == Names{"copies_out2", "copies_out0"});
  CHECK(stream(network, "joint_out").element == s(5));  // 0 - 15 to 7 - 0
  const int a = network.find_stream("a");
  CHECK(network.producer_name(a) == "input");
  CHECK(network.consumer_name(a) == "joint");
  CHECK(network.consumer_name(network.find_stream("copies_out1")) == "output");
}

TEST_CASE("network: streams of a layer of several outputs are numbered", "[network]") {
  const Network network = one(split_of(2, {2, 4}), u(3), {5, 6}, 2);
  CHECK(names(network, network.layers[0].outputs) == Names{"layer_out0", "layer_out1"});
  CHECK(stream(network, "layer_out0").shape == Shape{5, 2});
  CHECK(stream(network, "layer_out1").shape == Shape{5, 4});
  CHECK(stream(network, "layer_out1").width_bits == 6);
  CHECK(stream(network, "layer_out1").beats_per_frame == 10);
  CHECK(names(one(upsample_of({1, 2}), u(3), {5, 6}), {1}) == Names{"layer_out"});
}

TEST_CASE("network: a layer's name stands for the first of its outputs that nobody reads", "[network]") {
  NetworkBuilder builder("net");
  builder.input("in", u(2), {6}, 1);
  builder.add("copies", fork_of(4));
  CHECK(builder.tail().name == "copies_out0");
  CHECK(builder.tail("copies").name == "copies_out0");
  builder.add("first", normalize_of(1, u(2)), "copies_out1");
  builder.add("second", eltwise_of(1), {"copies", "copies"});
  builder.add("third", concat_of(1), {"first", "copies"});
  const Network network = builder.finish();
  CHECK(names(network, layer(network, "second").inputs) == Names{"copies_out0", "copies_out2"});
  CHECK(names(network, layer(network, "third").inputs) == Names{"first_out", "copies_out3"});
  CHECK(names(network, network.outputs) == Names{"second_out", "third_out"});
}

TEST_CASE("network: each input of a join gets the converter that it needs", "[network]") {
  NetworkBuilder builder("net");
  builder.input("a", u(4), {2, 6}, 6);
  builder.input("b", s(3), {2, 6}, 2);
  builder.input("c", u(2), {2, 6}, 1);
  builder.add("sum", eltwise_of(2), {"a", "b"});
  builder.add("difference", eltwise_of(3, Eltwise::Op::kAbsoluteDifference), {"sum", "c"});
  const Network network = builder.finish();
  CHECK(names(network, layer(network, "sum").inputs) == Names{"input_sum_dwc_out", "b"});
  CHECK(stream(network, "input_sum_dwc_out").width_bits == 8);
  CHECK(stream(network, "input_sum_dwc_out").beats_per_frame == 6);
  CHECK(names(network, layer(network, "difference").inputs) ==
        Names{"sum_difference_dwc_out", "input_difference_dwc_out"});
  CHECK(stream(network, "sum_difference_dwc_out").width_bits == 3 * stream(network, "sum_out").element.bits);
  CHECK(stream(network, "input_difference_dwc_out").width_bits == 6);
}

TEST_CASE("network: converters of a layer that feeds another twice have names of their own", "[network]") {
  NetworkBuilder builder("net");
  builder.input("in", u(4), {2, 6}, 6);
  builder.add("copies", fork_of(3));
  builder.add("joint", concat_of(2), {"copies", "copies", "copies"});
  const Network network = builder.finish();
  CHECK(names(network, layer(network, "joint").inputs) ==
        Names{"copies_joint_dwc_out", "copies_out1_joint_dwc_out", "copies_out2_joint_dwc_out"});
  CHECK(stream(network, "joint_out").shape == Shape{2, 18});
}

TEST_CASE("network: depths of the streams of a layer of several outputs", "[network]") {
  NetworkBuilder builder("net", 5);
  builder.input("in", u(4), {6}, 1);
  builder.add("copies", fork_of(2));
  builder.fifo(7);
  builder.fifo(9, "copies_out1");
  builder.add("joint", eltwise_of(1), {"copies", "copies"});
  builder.depth("joint_out", 11);
  const Network network = builder.finish();
  CHECK(stream(network, "in").depth == 5);
  CHECK(stream(network, "copies_out0").depth == 7);
  CHECK(stream(network, "copies_out1").depth == 9);
  CHECK(stream(network, "joint_out").depth == 11);
}

TEST_CASE("network: a stream is read once", "[network]") {
  NetworkBuilder builder("net");
  builder.input("in", u(4), {6}, 1);
  builder.input("other", u(4), {6}, 1);
  rejected(
      [&] {
        builder.add("joint", eltwise_of(1), {"in", "in"});
      },
      "from", "in a second time", "it once (a fork has it read twice)");
  builder.add("first", normalize_of(1, u(2)), "in");
  rejected([&] { builder.add("second", normalize_of(1, u(2)), "in"); }, "from", "in",
           "a stream that no other layer reads (first does; a fork has it read twice)");
  rejected(
      [&] {
        builder.add("third", eltwise_of(1), {"other", "in"});
      },
      "from", "in", "a stream that no other layer reads (first does; a fork has it read twice)");
}

TEST_CASE("network: a fork's outputs are as many as it has", "[network]") {
  NetworkBuilder builder("net");
  builder.input("in", u(4), {6}, 1);
  builder.add("copies", fork_of(2));
  rejected(
      [&] {
        builder.add("joint", concat_of(1), {"copies", "copies", "copies"});
      },
      "from", "copies_out0 a second time", "it once (a fork has it read twice)");
  rejected([&] { static_cast<void>(builder.tail("copies_out2")); }, "from", "copies_out2",
           "the name of an earlier layer, its stream, or an input");
}

TEST_CASE("network: how many streams a layer reads", "[network]") {
  const auto with = [](std::int64_t streams, const LayerParams& params) {
    NetworkBuilder builder("net");
    Names from;
    for (std::int64_t i = 0; i < streams; ++i) {
      from.push_back("in" + std::to_string(i));
      builder.input(from.back(), u(2), {3, 4}, 1);
    }
    builder.add("layer", params, from);
  };
  rejected([&] { with(2, normalize_of(1, u(2))); }, "from", "2 streams", "one, for a normalize");
  rejected([&] { with(2, fork_of(2)); }, "from", "2 streams", "one, for a fork");
  rejected([&] { with(3, mvtu_of(2, 4, 1, 1)); }, "from", "3 streams", "one, for a mvtu");
  rejected([&] { with(1, eltwise_of(1)); }, "from", "1 streams", "two to join");
  rejected([&] { with(3, eltwise_of(1)); }, "from", "3 streams", "two to join");
  rejected([&] { with(1, concat_of(1)); }, "from", "1 streams", "2 to 16 to join");
  rejected([&] { with(17, concat_of(1)); }, "from", "17 streams", "2 to 16 to join");
  with(16, concat_of(2));
  with(2, eltwise_of(4));
}

TEST_CASE("network: an input that no layer reads, and an unknown name", "[network]") {
  NetworkBuilder builder("net");
  builder.input("a", u(2), {4}, 1);
  builder.input("b", u(2), {4}, 1);
  rejected(
      [&] {
        builder.add("joint", eltwise_of(1), {"a", "c"});
      },
      "from", "c", "the name of an earlier layer, its stream, or an input");
  builder.add("layer", normalize_of(1, u(2)), "a");
  rejected([&] { builder.finish(); }, "inputs", "b, which no layer reads", "a layer that reads it");
}

TEST_CASE("network: streams that do not fit together", "[network]") {
  const auto joined = [](const LayerParams& params, const DataType& a, const Shape& shape_a,
                         const DataType& b, const Shape& shape_b) {
    NetworkBuilder builder("net");
    builder.input("a", a, shape_a, 1);
    builder.input("b", b, shape_b, 1);
    builder.add("joint", params, {"a", "b"});
  };
  rejected(
      [&] {
        joined(eltwise_of(1), u(2), {3, 4}, u(2), {12});
      },
      "from", "streams of shapes [3, 4] and [12]", "one shape");
  rejected(
      [&] {
        joined(eltwise_of(3), u(2), {3, 4}, u(2), {3, 4});
      },
      "pe", "3", "a divisor of the 4 channels");
  rejected([&] { joined(eltwise_of(1, Eltwise::Op::kMultiply), s(17), {4}, s(17), {4}); }, "op",
           "results of type int34", "int32, uint31 or narrower");
  rejected(
      [&] {
        joined(concat_of(1), u(2), {3, 4}, u(2), {4, 4});
      },
      "from", "a stream of shape [4, 4] beside [3, 4]", "shapes alike but for their channels");
  rejected(
      [&] {
        joined(concat_of(1), u(2), {3, 4}, u(2), {1, 3, 4});
      },
      "from", "a stream of shape [1, 3, 4] beside [3, 4]", "shapes alike but for their channels");
  rejected(
      [&] {
        joined(concat_of(1), u(2), {3, 4}, s(2), {3, 4});
      },
      "from", "streams of uint2 and of int2", "one type");
  rejected(
      [&] {
        joined(concat_of(2), u(2), {3, 4}, u(2), {3, 5});
      },
      "pe", "2", "a divisor of the 5 channels");
}

TEST_CASE("network: what layers that branch and resample refuse", "[network]") {
  rejected([] { one(fork_of(1), u(2), {4}); }, "copies", "1", "2 to 16");
  rejected([] { one(fork_of(17), u(2), {4}); }, "copies", "17", "2 to 16");
  rejected([] { one(split_of(1, {4}), u(2), {3, 4}); }, "channels", "1 parts", "2 to 16");
  rejected(
      [] {
        one(split_of(1, {1, 2}), u(2), {3, 4});
      },
      "channels", "a sum of 3", "the stream's 4 channels");
  rejected([] { one(split_of(1, {4, 0}), u(2), {3, 4}); }, "channels", "0", "at least 1");
  rejected([] { one(split_of(2, {1, 3}), u(2), {3, 4}); }, "pe", "2", "a divisor of the 1 channels");
  rejected([] { one(upsample_of({0, 1}), u(2), {3, 4, 2}); }, "scale", "0", "1 to 1024");
  rejected([] { one(upsample_of({1, 1025}), u(2), {3, 4, 2}); }, "scale", "1025", "1 to 1024");
  rejected(
      [] {
        one(upsample_of({2, 1}), u(2), {4, 2});
      },
      "scale", "rows above each other", "none in one dimension");
  rejected([] { one(upsample_of({1, 1}, 3), u(2), {4, 2}); }, "simd", "3", "a divisor of the 2 channels");
  rejected([] { one(downsample_of({1, 0}), u(2), {4, 2}); }, "stride", "0", "at least 1");
  rejected([] { one(downsample_of({1, 1}, 3), u(2), {4, 2}); }, "simd", "3", "a divisor of the 2 channels");
  for (const auto& triplets : std::vector<std::vector<std::int64_t>>{{3}, {0, 2}, {2, 0}, {-1}, {0, 3}}) {
    CHECK_THROWS_AS(one(tmr_check_of(triplets), u(2), {3, 5}), BadInput);
  }
  rejected(
      [] {
        one(tmr_check_of({}), u(2), {3, 5});
      },
      "triplets", "none", "the first channel of at least one");
  rejected([] { one(normalize_of(1, s(4)), u(2), {4}); }, "output", "int4", "binary or uint2 to uint8");
  rejected([] { one(normalize_of(1, u(9)), u(2), {4}); }, "output", "uint9", "binary or uint2 to uint8");
  rejected([] { one(normalize_of(1, u(8)), s(2), {4}); }, "from", "a stream of int2",
           "one of binary or uint2 to uint16");
  rejected([] { one(normalize_of(1, u(8)), u(17), {4}); }, "from", "a stream of uint17",
           "one of binary or uint2 to uint16");
  rejected(
      [] {
        one(lookup_of({4, 2}, u(2)), u(3), {4});
      },
      "table", "4 entries for indices of type uint3", "8 or more");
  rejected(
      [] {
        one(lookup_of({4, 2}, u(2)), s(2), {4});
      },
      "table", "4 entries for indices of type int2", "unsigned indices");
  rejected(
      [] {
        one(lookup_of({4, 2}, u(2), 3), u(2), {4});
      },
      "pe", "3", "a divisor of the table's dimension, 2");
  rejected([] { one(lookup_of({8}, u(2)), u(2), {4}); }, "table", "an array of shape [8]",
           "[entries, dimension]");
  rejected(
      [] {
        one(lookup_of({4, 2}, DataType::bipolar()), u(2), {4});
      },
      "table", "0", "values of type bipolar");
  using Op = Channelwise::Op;
  rejected(
      [] {
        one(channelwise_of(Op::kAdd, u(2), {1, 2}), u(2), {2, 3});
      },
      "parameters", "an array of shape [2]", "[3], one a channel");
  rejected(
      [] {
        one(channelwise_of(Op::kAdd, u(2), {1, 4, 0}), u(2), {2, 3});
      },
      "parameters", "4", "values of type uint2");
  rejected(
      [] {
        one(channelwise_of(Op::kMultiply, s(17), {1, 4, 0}), s(17), {2, 3});
      },
      "op", "results of type int34", "int32, uint31 or narrower");
}

TEST_CASE("network: what layers that branch and resample make of shapes and types", "[network]") {
  using Op = Channelwise::Op;
  const auto out = [](const LayerParams& params, const DataType& element, const Shape& shape) {
    return one(params, element, shape, shape.back()).streams.back();
  };
  CHECK(out(upsample_of({2, 3}), u(2), {3, 4, 2}).shape == Shape{6, 12, 2});
  CHECK(out(upsample_of({1, 3}), u(2), {4, 2}).shape == Shape{12, 2});
  CHECK(out(downsample_of({2, 3}), u(2), {3, 4, 2}).shape == Shape{2, 2, 2});
  CHECK(out(downsample_of({7, 9}), u(2), {3, 4, 2}).shape == Shape{1, 1, 2});
  CHECK(out(downsample_of({1, 2}), u(2), {5, 2}).shape == Shape{3, 2});
  CHECK(out(lookup_of({4, 3}, s(5)), u(2), {1}).shape == Shape{1, 3});
  NetworkBuilder pixels("pixels");
  pixels.input("in", u(2), {2, 5, 1}, 1);
  pixels.add("lookup", lookup_of({4, 3}, s(5)));
  CHECK(pixels.tail().shape == Shape{2, 5, 3});
  CHECK(pixels.tail().element == s(5));
  CHECK(out(normalize_of(2, u(5)), u(2), {3, 4}).shape == Shape{3, 4});
  CHECK(out(normalize_of(2, u(5)), u(2), {3, 4}).width_bits == 10);
  const Network voted = one(tmr_check_of({0, 4}), s(3), {6, 8}, 2);
  CHECK(voted.streams[2].shape == Shape{6, 4});
  CHECK(voted.streams[2].width_bits == 12);
  CHECK(voted.streams[3].shape == Shape{1});
  CHECK(voted.streams[3].element == u(2));
  CHECK(voted.streams[3].beats_per_frame == 1);
  CHECK(out(channelwise_of(Op::kAdd, u(2), {1, 2}), u(2), {3, 2}).element == u(3));
  CHECK(out(channelwise_of(Op::kAdd, s(2), {1, 0}), u(2), {3, 2}).element == s(4));       // -2 to 4
  CHECK(out(channelwise_of(Op::kMultiply, s(2), {1, 0}), u(2), {3, 2}).element == s(4));  // -6 to 3
  CHECK(out(channelwise_of(Op::kMultiply, u(3), {1, 0}), u(2), {3, 2}).element == u(5));  // 21
  CHECK(out(channelwise_of(Op::kCompare, s(9), {1, 0}), u(2), {3, 2}).element == DataType::binary());

  const auto joined = [](Eltwise::Op op, const DataType& a, const DataType& b) {
    NetworkBuilder builder("net");
    builder.input("a", a, {4}, 1);
    builder.input("b", b, {4}, 1);
    builder.add("joint", eltwise_of(1, op), {"a", "b"});
    return builder.finish().streams.back().element;
  };
  using Join = Eltwise::Op;
  CHECK(joined(Join::kAdd, u(4), u(4)) == u(5));
  CHECK(joined(Join::kAdd, u(4), s(2)) == s(6));       // -2 to 16
  CHECK(joined(Join::kSubtract, u(2), u(4)) == s(5));  // -15 to 3
  CHECK(joined(Join::kSubtract, DataType::bipolar(), DataType::bipolar()) == s(3));
  CHECK(joined(Join::kAbsoluteDifference, s(4), u(2)) == u(4));  // -8 - 3
  CHECK(joined(Join::kAbsoluteDifference, DataType::binary(), DataType::binary()) == DataType::binary());
  CHECK(joined(Join::kMultiply, s(4), s(4)) == s(8));  // 64
  CHECK(joined(Join::kMultiply, DataType::ternary(), u(3)) == s(4));
}

TEST_CASE("network: the least cycles of layers that branch, join and resample", "[network]") {
  const auto cycles = [](const LayerParams& params, const Shape& shape, std::int64_t elements_per_beat = 1) {
    const Network network = one(params, u(2), shape, elements_per_beat);
    CHECK(network.interval_bound() >= network.layers.back().ideal_cycles());
    return network.layers.back().ideal_cycles();
  };
  CHECK(cycles(fork_of(3), {3, 4}, 2) == 6);
  CHECK(cycles(split_of(1, {1, 3}), {3, 4}) == 12);
  CHECK(cycles(split_of(2, {2, 4}), {3, 6}) == 9);
  CHECK(cycles(upsample_of({2, 3}, 2), {3, 4, 2}) == 72);
  CHECK(cycles(downsample_of({2, 3}, 1), {3, 4, 2}) == 24);
  CHECK(cycles(lookup_of({4, 6}, u(1), 2), {5}) == 15);
  CHECK(cycles(normalize_of(4, u(8)), {3, 4}) == 3);
  CHECK(cycles(tmr_check_of({1}), {5, 3, 4}) == 15);
  CHECK(cycles(channelwise_of(Channelwise::Op::kAdd, u(1), {0, 1, 0, 1}, 2), {3, 4}) == 6);
  CHECK(cycles(mem_of(false, 0, 1, 0, 0), {3, 4}) == 12);
  CHECK(cycles(mem_of(false, 10, 3, 0, 0), {3, 4}) == 44);  // 10, and the first; eleven times 3
  CHECK(cycles(mem_of(true, 10, 3, 4, 5), {3, 4}) == 54);   // a gap before beats 4 and 8
  CHECK(cycles(mem_of(true, 10, 3, 4, 5), {13}) == 62);     // and 12
  CHECK(cycles(mem_of(true, 0, 1, 1, 2), {3, 4}, 4) == 7);  // three beats
  CHECK(cycles(mem_of(true, 7, 9, 1, 2), {4}, 4) == 8);     // one beat

  NetworkBuilder builder("net");
  builder.input("a", u(2), {3, 4}, 2);
  builder.input("b", u(2), {3, 6}, 2);
  builder.add("concat", concat_of(1), {"a", "b"});
  CHECK(builder.finish().layers.back().ideal_cycles() == 30);
  // The bound is a layer's, a stream's, or that of a FIFO of one beat.
  NetworkBuilder bounded("net");
  bounded.input("in", u(2), {3, 4}, 2);
  bounded.add("copies", fork_of(2));
  bounded.add("slow", mem_of(true, 4, 2, 0, 0), "copies_out1");
  bounded.depth("copies_out0", 1);
  const Network network = bounded.finish();
  CHECK(network.interval_bound() == 15);  // of `slow`
}

TEST_CASE("network: what carries a memory's contents is endless, be it through a converter", "[network]") {
  NetworkBuilder builder("net");
  builder.input("in", u(2), {3, 6}, 3);
  Mvtu mvtu = mvtu_of(4, 6, 2, 3);
  mvtu.weights_streamed = true;
  builder.add("plain", mvtu);
  mvtu = mvtu_of(2, 4, 2, 2);
  mvtu.weights_streamed = true;
  mvtu.memory_elements = 1;
  mvtu.memory_cycles = 3;
  builder.add("narrow", mvtu);
  const Network network = builder.finish();
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    const std::string& name = network.streams[s].name;
    INFO(name);
    CHECK(network.endless(static_cast<int>(s)) ==
          (name == "plain_weights_out" || name == "narrow_weights_out" ||
           name == "narrow_weights_narrow_dwc_out"));
  }
  CHECK(network.find_layer("plain_weights_plain_dwc") < 0);
  CHECK(names(network, layer(network, "narrow").inputs) ==
        Names{"plain_out", "narrow_weights_narrow_dwc_out"});
  CHECK(stream(network, "plain_weights_out").beats_per_frame == 3 * 4);
  CHECK(stream(network, "narrow_weights_out").beats_per_frame == 3 * 8);
  CHECK(stream(network, "narrow_weights_narrow_dwc_out").beats_per_frame == 3 * 2);
  CHECK(layer(network, "narrow_weights").ideal_cycles() == 3 * 8 * 3);
  CHECK(network.interval_bound() == 72);
}

TEST_CASE("network: of a memory's stream a trace has what the frames use", "[network]") {
  NetworkBuilder builder("net");
  builder.input("in", u(2), {3, 6}, 3);
  Mvtu mvtu = mvtu_of(4, 6, 2, 3);
  mvtu.weights_streamed = true;
  builder.add("unit", mvtu);
  const Network network = builder.finish();
  const auto weights = static_cast<std::size_t>(network.find_stream("unit_weights_out"));
  const std::int64_t used = 2 * network.streams[weights].beats_per_frame;
  Trace trace;
  trace.layers.resize(network.layers.size(), {7, 8, 9});
  for (const Stream& stream : network.streams) {
    StreamTrace& each = trace.streams.emplace_back();
    each.values = Beats(stream.width_bits);
    for (std::int64_t beat = 0; beat < used + 3; ++beat) {
      for (std::vector<Cycle>* cycles : {&each.push, &each.offered, &each.wanted}) cycles->push_back(beat);
      if (beat < 5) each.pop.push_back(beat);
    }
    each.values.words.resize(static_cast<std::size_t>((used + 3) * each.values.words_per_beat), 1);
  }
  drop_surplus(network, 2, trace);
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    INFO(network.streams[s].name);
    const StreamTrace& stream = trace.streams[s];
    const std::int64_t left = s == weights ? used : used + 3;
    for (const std::vector<Cycle>* cycles : {&stream.push, &stream.offered, &stream.wanted})
      CHECK(static_cast<std::int64_t>(cycles->size()) == left);
    CHECK(stream.pop.size() == 5);
    CHECK(stream.values.size() == left);
  }
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const bool is_memory = network.layers[l].name == "unit_weights";
    CHECK(trace.layers[l] == (is_memory ? LayerActivity{} : LayerActivity{7, 8, 9}));
  }
}

TEST_CASE("network: other hardware is told from ours", "[network]") {
  NetworkBuilder builder("net");
  builder.input("in", u(2), {3, 6}, 3);
  builder.add("a", mvtu_of(4, 6, 2, 3));
  builder.add("b", mvtu_of(2, 4, 2, 2));
  const Network ours = builder.finish();
  CHECK(other_hardware(ours).empty());
  CHECK_NOTHROW(check_own_hardware("rtl", ours));
  const auto with = [&](const std::function<void(Network&)>& change, bool border_fifos = true) {
    Network network = ours;
    change(network);
    return other_hardware(network, border_fifos);
  };
  const auto inner = static_cast<std::size_t>(ours.find_stream("a_out"));
  const auto outer = static_cast<std::size_t>(ours.find_stream("b_out"));
  CHECK(with([](Network& n) {
          n.layers[1].freezing = Freezing{4, true};
        }) == "layer b, a freezing pipeline of depth 4");
  CHECK(with([](Network& n) { n.layers[0].slices = true; }) == "layer a, with register slices at its ports");
  CHECK(with([&](Network& n) { n.streams[outer].wire = true; }) == "stream b_out, a wire");
  CHECK(with([&](Network& n) { n.streams[outer].wire = true; }, false) == "stream b_out, a wire");
  CHECK(with([&](Network& n) { n.streams[inner].delays.write_to_read = 2; }, false) ==
        "stream a_out, a FIFO of delays 2 and 1");
  CHECK(with([&](Network& n) { n.streams[outer].delays.read_to_write = 3; }) ==
        "stream b_out, a FIFO of delays 1 and 3");
  CHECK(with([&](Network& n) { n.streams[outer].delays.read_to_write = 3; }, false).empty());
  Network sliced = ours;
  sliced.layers[0].slices = true;
  CHECK_THROWS_WITH(
      check_own_hardware("engine rtl", sliced),
      Catch::StartsWith("engine rtl: found layer a, with register slices at its ports, wanted "));
}

TEST_CASE("network: a memory's beats hold all weights, and come at some pace", "[network]") {
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

TEST_CASE("network: a mem stands at the border", "[network][mem]") {
  NetworkBuilder behind("net");
  behind.input("in", u(2), {6}, 1);
  behind.add("copies", fork_of(2));
  behind.add("late", mem_of(false, 1, 1, 0, 0));
  rejected([&] { behind.finish(); }, "late", "a mem_in that reads copies_out0", "a network input before it");
  NetworkBuilder before("net");
  before.input("in", u(2), {6}, 1);
  before.add("early", mem_of(true, 1, 1, 0, 0));
  before.add("copies", fork_of(2));
  rejected([&] { before.finish(); }, "early", "a mem_out that copies reads", "nothing after it");
  NetworkBuilder both("net");
  both.input("in", u(2), {6}, 2);
  both.add("first", mem_of(false, 1, 1, 0, 0));
  both.add("copies", fork_of(2));
  both.add("second", mem_of(true, 1, 1, 2, 3), "copies_out1");
  const Network network = both.finish();
  CHECK(names(network, network.outputs) == Names{"copies_out0", "second_out"});
  CHECK(std::get<Mem>(layer(network, "first").params).burst == 3);  // a frame's beats
  CHECK(std::get<Mem>(layer(network, "second").params).burst == 2);
}

TEST_CASE("network: what a mem refuses", "[network][mem]") {
  const auto with = [](const Mem& mem) { one(mem, u(2), {6}); };
  rejected([&] { with(mem_of(false, -1, 1, 0, 0)); }, "latency", "-1", "0 to 1048576");
  rejected([&] { with(mem_of(false, (1 << 20) + 1, 1, 0, 0)); }, "latency", "1048577", "0 to 1048576");
  rejected([&] { with(mem_of(false, 0, 0, 0, 0)); }, "cycles_per_beat", "0", "1 to 1048576");
  rejected([&] { with(mem_of(false, 0, 1, 0, -1)); }, "burst_gap", "-1", "0 to 1048576");
  rejected([&] { with(mem_of(false, 0, 1, -1, 0)); }, "burst", "-1", "at least 1 beat");
}

TEST_CASE("network: windows side by side, from a swu to an mvtu", "[network][swu][mvtu]") {
  NetworkBuilder builder("net");
  builder.input("in", u(2), {5, 7, 4}, 2);
  builder.add("swu", swu_of({2, 2}, {1, 1}, 2, 3));
  CHECK(builder.tail().shape == Shape{4, 2, 8, 3, 2});
  CHECK(builder.tail().width_bits == 12);
  CHECK(builder.tail().beats_per_frame == 4 * 2 * 8);
  Mvtu mvtu = mvtu_of(5, 16, 5, 2);
  mvtu.mmv = 3;
  builder.add("mvtu", mvtu);
  const Network network = builder.finish();
  CHECK(stream(network, "mvtu_out").shape == Shape{4, 6, 5});
  CHECK(stream(network, "mvtu_out").width_bits == 3 * 5 * stream(network, "mvtu_out").element.bits);
  CHECK(layer(network, "mvtu").ideal_cycles() == 64);
  CHECK(layer(network, "swu").ideal_cycles() == 70);  // beats in
  const Swu& swu = std::get<Swu>(layer(network, "swu").params);
  CHECK(swu.groups() == Extent{4, 2});
  CHECK(swu.window_pixels() == 7 + 1 + 2 + 1);
  CHECK(swu.step_in_row() == 3);
  CHECK(swu.step_to_row() == 4);
  CHECK(swu.step_to_map() == 35 - 21 - 3);
  CHECK(swu.full_rate_pixels() == 11 + 11 + 2);

  // In one dimension, and with strides.
  NetworkBuilder line("net");
  line.input("in", u(2), {9, 1}, 1);
  line.add("swu", swu_of({1, 3}, {1, 2}, 1, 2));
  CHECK(line.tail().shape == Shape{2, 3, 2, 1});
  mvtu = mvtu_of(2, 3, 2, 1);
  mvtu.mmv = 2;
  line.add("mvtu", mvtu);
  CHECK(line.tail().shape == Shape{4, 2});

  // Vectors side by side in a row.
  mvtu = mvtu_of(2, 4, 2, 4);
  mvtu.mmv = 3;
  CHECK(one(mvtu, u(2), {2, 6, 4}, 12).streams.back().shape == Shape{2, 6, 2});
  CHECK(one(mvtu, u(2), {2, 6, 4}, 12).layers.back().ideal_cycles() == 4);
}

TEST_CASE("network: windows side by side that do not fit", "[network][swu][mvtu]") {
  const auto windows = [](Swu swu) { one(swu, u(2), {4, 7, 2}); };
  rejected([&] { windows(swu_of({2, 2}, {1, 1}, 1, 4)); }, "mmv", "4", "a divisor of the 6 windows in a row");
  rejected([&] { windows(swu_of({2, 2}, {1, 1}, 1, 0)); }, "mmv", "0", "1 to 64");
  rejected([&] { windows(swu_of({2, 2}, {1, 1}, 1, 65)); }, "mmv", "65", "1 to 64");
  Swu depthwise = swu_of({2, 2}, {1, 1}, 1, 2);
  depthwise.depthwise = true;
  rejected([&] { windows(depthwise); }, "mmv", "2", "1 in depthwise order or with a parallel window");
  Swu parallel = swu_of({2, 2}, {1, 1}, 2, 2);
  parallel.parallel_window = true;
  rejected([&] { windows(parallel); }, "mmv", "2", "1 in depthwise order or with a parallel window");

  const auto products = [](std::int64_t mmv, std::int64_t pe, std::int64_t simd, const Shape& shape,
                           std::int64_t cols) {
    Mvtu mvtu = mvtu_of(4, cols, pe, simd);
    mvtu.mmv = mmv;
    one(mvtu, u(2), shape);
  };
  const Shape side_by_side{3, 2, 8, 3, 2};
  products(3, 4, 2, side_by_side, 16);
  rejected([&] { products(3, 2, 2, side_by_side, 16); }, "mmv", "3 with pe 2",
           "1, or pe = rows and no flatten");
  rejected([&] { products(2, 4, 2, side_by_side, 16); }, "mmv",
           "2 and simd 2 on a stream of shape [3, 2, 8, 3, 2]", "3 and 2, those of the swu before");
  rejected([&] { products(3, 4, 1, side_by_side, 16); }, "mmv",
           "3 and simd 1 on a stream of shape [3, 2, 8, 3, 2]", "3 and 2, those of the swu before");
  rejected(
      [&] {
        products(4, 4, 4, {3, 6, 4}, 4);
      },
      "mmv", "4 on a stream of shape [3, 6, 4]",
      "windows side by side (a swu of that mmv), or simd = columns and a divisor of the vectors in a row");
  rejected(
      [&] {
        products(3, 4, 2, {3, 6, 4}, 4);
      },
      "mmv", "3 on a stream of shape [3, 6, 4]",
      "windows side by side (a swu of that mmv), or simd = columns and a divisor of the vectors in a row");
  rejected([&] { products(0, 4, 4, {6, 4}, 4); }, "mmv", "0", "1 to 64");
  rejected([&] { products(1, 4, 2, side_by_side, 16); }, "", "a stream of shape [3, 2, 8, 3, 2]",
           "vectors or a feature map of them (windows in depthwise order go into a vvtu or a pool, and "
           "windows side by side into an mvtu of that mmv)");
}
