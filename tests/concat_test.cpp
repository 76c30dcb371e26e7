// The ladder of `concat`: two and more inputs, with equal and different channels, of equal and different
// types.
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::concat_test {

namespace {

struct Parts {
  std::vector<DataType> elements;  // one for each input, or one for all
  Shape pixels;                    // without the channels
  std::vector<std::int64_t> channels;
  std::int64_t pe;
  std::int64_t depth_in = 2, depth_out = 2;
};

const std::vector<Parts> kGrid{
    {{u(4)}, {3}, {2, 2}, 1},
    {{s(3)}, {2, 2}, {4, 2}, 2},
    {{kBipolar}, {}, {1, 1}, 1},  // vectors of one element
    {{kBinary}, {}, {8, 16}, 8},
    {{kTernary}, {4}, {1, 2, 3}, 1},
    {{s(8)}, {3}, {3, 3, 3, 3}, 3},
    {{u(2)}, {2}, std::vector<std::int64_t>(16, 2), 1},
    {{u(5)}, {2}, {1, 7}, 1},
    {{u(5)}, {1, 3}, {12, 4}, 4},
    {{s(5)}, {2}, {32, 64}, 32},  // beats of three words
    {{u(31)}, {3}, {2, 1}, 1},
    {{s(56)}, {2}, {4, 2}, 2},
    {{u(3)}, {3}, {2, 1}, 1, 1, 2},
    {{u(3)}, {3}, {1, 2, 1}, 1, 2, 1},
    {{s(2)}, {4}, {2, 4}, 2, 1, 1},
    {{u(4), s(2)}, {2, 2}, {4, 8}, 4},                                     // int5
    {{kBipolar, kBinary}, {3}, {2, 3}, 1},                                 // int2
    {{kBinary, kTernary, kBipolar, u(3), s(3)}, {2}, {2, 4, 2, 6, 2}, 2},  // int4
    {{kBinary, u(6)}, {4}, {1, 2}, 1, 1, 1},                               // uint6
    {{s(7), u(7), kBipolar}, {1}, {32, 64, 32}, 32, 2, 1},                 // int8, beats of four words
    {{u(55), kBipolar}, {2}, {1, 1}, 1},                                   // int56
    {{s(33), u(40), kTernary, s(48)}, {}, {3, 3, 6, 3}, 3}};               // int48

Network network_of(const std::vector<Parts>& grid) {
  NetworkBuilder builder("concats");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Parts& at = grid[i];
    const std::string number = std::to_string(i);
    std::vector<std::string> inputs;
    for (std::size_t part = 0; part < at.channels.size(); ++part) {
      Shape shape = at.pixels;
      shape.push_back(at.channels[part]);
      inputs.push_back("in" + number + "_" + std::to_string(part));
      builder.input(inputs.back(), at.elements[part % at.elements.size()], shape, at.pe);
      builder.depth(inputs.back(), at.depth_in);
    }
    Concat concat;
    concat.pe = at.pe;
    builder.add("concat" + number, concat, inputs);
    builder.depth("concat" + number + "_out", at.depth_out);
  }
  return builder.finish();
}

const Bench& bench() {
  static const Bench bench(network_of(kGrid), 3, "concat");
  return bench;
}

Concat concat_of(std::int64_t pe) {
  Concat concat;
  concat.pe = pe;
  return concat;
}

}  // namespace

}  // namespace weir::tests::concat_test

namespace weir::tests {

const Bench& bench_of(Of<Concat> /*kind*/) { return concat_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Concat& concat) {
  std::vector<Iteration> frame;
  for (std::int64_t pixel = 0; pixel < concat.pixels; ++pixel) {
    for (std::size_t input = 0; input < concat.channels.size(); ++input) {
      for (std::int64_t f = 0; f < concat.channels[input] / concat.pe; ++f) frame.push_back({1U << input, 1});
    }
  }
  return {1, frame};
}

}  // namespace weir::tests

namespace weir::tests::concat_test {

TEST_CASE("concat: pixel by pixel, the inputs' channels follow one another", "[concat][golden]") {
  CHECK(all_beats_out(network_of({{{u(4)}, {2}, {2, 1}, 1}}), {{1, 2, 3, 4}, {5, 6}}).front() ==
        Words{1, 2, 5, 3, 4, 6});
  CHECK(all_beats_out(network_of({{{u(4)}, {2}, {2, 4}, 2}}), {{1, 2, 3, 4}, {5, 6, 7, 8, 9, 10, 11, 12}})
            .front() == Words{0x21, 0x65, 0x87, 0x43, 0xa9, 0xcb});
}

TEST_CASE("concat: streams of unlike types become one of a type that holds all values", "[concat][golden]") {
  // 15, -2 and -1 as int5.
  CHECK(
      all_beats_out(network_of({{{u(4), s(2), kBipolar}, {1}, {1, 1, 1}, 1}}), {{15}, {-2}, {-1}}).front() ==
      Words{0b01111, 0b11110, 0b11111});
  const auto type = [](const std::vector<DataType>& elements) {
    return network_of({{elements, {1}, std::vector<std::int64_t>(elements.size(), 1), 1}})
        .streams.back()
        .element;
  };
  CHECK(type({kBipolar, kBipolar}) == kBipolar);
  CHECK(type({kTernary, kTernary}) == kTernary);
  CHECK(type({kBipolar, kBinary}) == s(2));
  CHECK(type({kBipolar, kTernary}) == s(2));
  CHECK(type({kBinary, u(4)}) == u(4));
  CHECK(type({u(4), s(2)}) == s(5));
  CHECK(type({s(6), u(4), kBinary}) == s(6));
}

TEST_CASE("concat: each input is read at its own elements' width", "[network][concat]") {
  NetworkBuilder builder("net");
  builder.input("a", u(4), {3, 4}, 1);
  builder.input("b", s(2), {3, 8}, 8);
  builder.add("concat", concat_of(4), {"a", "b"});
  const Network network = builder.finish();
  CHECK(network.stream(layer(network, "concat").inputs[0]).width_bits == 16);
  CHECK(network.stream(layer(network, "concat").inputs[1]).width_bits == 8);
  CHECK(stream(network, "concat_out").width_bits == 20);
}

TEST_CASE("concat: puts the channels of each pixel one after another", "[concat][golden]") {
  CHECK(output({{DataType::uint(4), Tensor({2, 1, 2}, {1, 2, 3, 4})},
                {DataType::uint(4), Tensor({2, 1, 1}, {5, 6})},
                {DataType::uint(4), Tensor({2, 1, 3}, {7, 8, 9, 10, 11, 12})}},
               Concat{}) == Values{1, 2, 5, 7, 8, 9, 3, 4, 6, 10, 11, 12});
}

TEST_CASE("concat: shapes and numbers", "[network][concat]") {
  NetworkBuilder builder("net");
  builder.input("a", u(2), {3, 4}, 2);
  builder.input("b", u(2), {3, 6}, 2);
  builder.add("concat", concat_of(1), {"a", "b"});
  CHECK(builder.finish().layers.back().ideal_cycles() == 30);
}

TEST_CASE("concat: what it refuses", "[network][concat]") {
  rejected([] { read_by(concat_of(1), 1); }, "from", "1 streams", "2 to 16 to join");
  rejected([] { read_by(concat_of(1), 17); }, "from", "17 streams", "2 to 16 to join");
  read_by(concat_of(2), 16);
  rejected(
      [] {
        joined(concat_of(1), u(2), {3, 4}, u(2), {4, 4});
      },
      "from", "a stream of shape [4, 4] beside [3, 4]", "shapes alike but for their channels");
  rejected(
      [] {
        joined(concat_of(1), u(2), {3, 4}, u(2), {1, 3, 4});
      },
      "from", "a stream of shape [1, 3, 4] beside [3, 4]", "shapes alike but for their channels");
  rejected(
      [] {
        joined(concat_of(1), u(56), {3, 4}, s(2), {3, 4});
      },
      "from", "streams that only int57 holds", "at most 56 bits: narrower elements");
  rejected(
      [] {
        joined(concat_of(2), u(2), {3, 4}, u(2), {3, 5});
      },
      "pe", "2", "a divisor of the 5 channels");
}

TEST_CASE("concat: its keys", "[scenario][concat]") {
  Draft draft;
  draft.layers("", {"  - {kind: concat, name: whole, from: [b, a], pe: 1}"})
      .line(5,
            "inputs: [{name: a, type: uint4, shape: [4, 6, 1], elements_per_beat: 1}, {name: b, type: uint4, "
            "shape: [4, 6, 3], elements_per_beat: 1}]");
  CHECK(draft.last<Concat>().channels == std::vector<std::int64_t>{3, 1});
  CHECK(draft.last<Concat>().output() == u(4));
  draft.line(5,
             "inputs: [{name: a, type: uint4, shape: [4, 6, 1], elements_per_beat: 1}, {name: b, type: int2, "
             "shape: [4, 6, 3], elements_per_beat: 3}]");
  CHECK(draft.last<Concat>().elements == std::vector<DataType>{s(2), u(4)});
  CHECK(draft.last<Concat>().output() == s(5));

  draft.joined("{kind: concat, from: [branch, c], pe: 4}")
      .rejected(8, "from", "[2, 4] beside [3, 4]", "channels");
  draft.joined("{kind: concat, from: [branch], pe: 4}").rejected(8, "from", "1 streams", "2 to 16");
  draft.joined("{kind: concat, from: [branch, branch], pe: 3}").rejected(8, "pe", "3", "4 channels");
}

TEST_CASE("concat: an input that is not at hand is not waited for", "[concat][rtl]") {
  const Network& network = bench().network();
  Traffic traffic = bench().back_to_back();
  for (const Layer& layer : network.layers) traffic.stream(layer.inputs.back()).push = {1, 1, 40, 40, 0};
  const Trace rtl = bench().check(traffic).trace;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const auto& concat = std::get<Concat>(layer.params);
    if (!bench().can_run_at_full_rate(layer)) continue;
    INFO("layer " << layer.name);
    const std::int64_t before =
        (concat.channels_out() - concat.channels.back()) / concat.pe;  // of a pixel, from the other inputs
    for (std::int64_t beat = 0; beat < before; ++beat) {
      CHECK(rtl.stream(layer.outputs[0]).push.at(static_cast<std::size_t>(beat)) == 2 + beat);
    }
  }
}

TEST_CASE("concat: latency is 1, and every cycle issues", "[concat][rtl]") { bench().check_full_rate(); }

}  // namespace weir::tests::concat_test
