// Networks as NetworkBuilder makes them: layers with several inputs and outputs, joins, names, converters and
// errors.
#include "network/network.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "network/trace.hpp"
#include "tests/network_rig.hpp"

namespace weir::tests::network_test {

namespace {

// Output uint2, and an input of the same width.
Threshold plain() {
  Threshold threshold;
  threshold.thresholds = {Tensor({1, 3}, {1, 2, 3}), u(2)};
  return threshold;
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
  CHECK(network.producer_name(a) == "a");
  CHECK(network.consumer_name(a) == "joint");
  CHECK(network.consumer_name(network.find_stream("copies_out1")) == "output");
}

TEST_CASE("network: streams of a layer of several outputs are numbered", "[network]") {
  const Network network = one(fork_of(2), u(3), {5, 6}, 2);
  CHECK(names(network, network.layers[0].outputs) == Names{"layer_out0", "layer_out1"});
  CHECK(names(one(mvtu_of(2, 6, 1, 1), u(3), {5, 6}), {1}) == Names{"layer_out"});
}

TEST_CASE("network: a layer's name stands for the first of its outputs that nobody reads", "[network]") {
  NetworkBuilder builder("net");
  builder.input("in", u(2), {6}, 1);
  builder.add("copies", fork_of(4));
  CHECK(builder.tail().name == "copies_out0");
  CHECK(builder.tail("copies").name == "copies_out0");
  builder.add("first", plain(), "copies_out1");
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
  CHECK(names(network, layer(network, "sum").inputs) == Names{"a_sum_dwc_out", "b"});
  CHECK(stream(network, "a_sum_dwc_out").width_bits == 8);
  CHECK(stream(network, "a_sum_dwc_out").beats_per_frame == 6);
  CHECK(names(network, layer(network, "difference").inputs) ==
        Names{"sum_difference_dwc_out", "c_difference_dwc_out"});
  CHECK(stream(network, "sum_difference_dwc_out").width_bits == 3 * stream(network, "sum_out").element.bits);
  CHECK(stream(network, "c_difference_dwc_out").width_bits == 6);
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
  builder.add("first", plain(), "in");
  rejected([&] { builder.add("second", plain(), "in"); }, "from", "in",
           "a stream that no other layer reads (first does; a fork has it read twice)");
  rejected(
      [&] {
        builder.add("third", eltwise_of(1), {"other", "in"});
      },
      "from", "in", "a stream that no other layer reads (first does; a fork has it read twice)");
}

TEST_CASE("network: a layer that is refused leaves its inputs to others", "[network]") {
  NetworkBuilder builder("net");
  builder.input("a", u(2), {4}, 1);
  builder.input("b", u(2), {4}, 1);
  builder.add("reader", plain(), "b");
  CHECK_THROWS_WITH(builder.add("joint", eltwise_of(1), {"a", "b"}), Catch::Contains("reader does"));
  builder.add("other", plain(), "a");
  CHECK(builder.finish().consumer_name(0) == "other");
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
           "the name of an earlier layer, its stream, or an input (nearest: copies_out0)");
}

TEST_CASE("network: how many streams a layer reads", "[network]") {
  rejected([] { read_by(fork_of(2), 2); }, "from", "2 streams", "one, for a fork");
  rejected([] { read_by(mvtu_of(2, 4, 1, 1), 3); }, "from", "3 streams", "one, for a mvtu");
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
  builder.add("layer", plain(), "a");
  rejected([&] { builder.finish(); }, "inputs", "b, which no layer reads", "a layer that reads it");
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

}  // namespace weir::tests::network_test
