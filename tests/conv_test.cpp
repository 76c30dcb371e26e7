// `conv` in scenarios: the layers that it becomes, its keys, and its errors.
#include <catch2/catch.hpp>

#include "tests/scenario_draft.hpp"

namespace weir::tests::conv_test {

TEST_CASE("conv: is pad, swu and mvtu or vvtu", "[scenario][conv]") {
  Draft draft;
  const auto conv = [&](const std::string& keys, const std::string& type = "int4") {
    draft.layers("{type: int4, shape: [6, 5, 4], elements_per_beat: 4}",
                 {"  - {kind: conv, name: c, " + keys + ", weights: {type: " + type + ", seed: 1}}"});
    return draft.load();
  };
  const auto swu = [](const Network& network) {
    return std::get<Swu>(network.layers.at(static_cast<std::size_t>(network.find_layer("c_swu"))).params);
  };
  SECTION("all of it") {
    const Network network =
        conv("channels: 8, kernel: 3, stride: 2, dilation: [2, 1], pads: [1, 0, 2, 1], pe: 2, simd: 2")
            .network;
    const auto& pad =
        std::get<Pad>(network.layers.at(static_cast<std::size_t>(network.find_layer("c_pad"))).params);
    CHECK(pad.after == Extent{2, 1});
    CHECK(pad.simd == 2);
    CHECK(swu(network).stride == Extent{2, 2});
    CHECK(swu(network).dilation == Extent{2, 1});
    CHECK(network.layers.back().name == "c");
    CHECK(std::get<Mvtu>(network.layers.back().params).cols == 36);
    CHECK(network.streams.back().shape == Shape{3, 2, 8});
  }
  SECTION("the swu's folding follows the products'") {
    CHECK(swu(conv("channels: 8, kernel: 3, pe: 2, simd: 2").network).simd == 2);
    CHECK_FALSE(swu(conv("channels: 8, kernel: 3, pe: 2, simd: 2").network).parallel_window);
    CHECK(swu(conv("channels: 8, kernel: 3, pe: 2, simd: 12").network).simd == 4);
    CHECK(swu(conv("channels: 8, kernel: 3, pe: 2, simd: 6").network).simd == 2);
    CHECK(swu(conv("channels: 8, kernel: 3, pe: 2, simd: 36").network).simd == 4);
    CHECK(swu(conv("channels: 8, kernel: 3, pe: 2, simd: 36").network).parallel_window);
    CHECK_FALSE(swu(conv("channels: 8, kernel: 1, stride: 2, pe: 2, simd: 4").network).parallel_window);
  }
  SECTION("or is stated") {
    const Network network =
        conv(
            "channels: 8, kernel: 3, pads: 1, pe: 2, simd: 36, pad: {simd: 1, value: 2}, swu: "
            "{simd: 2, parallel_window: false, buffer_pixels: 99}")
            .network;
    CHECK(swu(network).simd == 2);
    CHECK_FALSE(swu(network).parallel_window);
    CHECK(swu(network).buffer_pixels == 99);
    const auto& pad =
        std::get<Pad>(network.layers.at(static_cast<std::size_t>(network.find_layer("c_pad"))).params);
    CHECK(pad.simd == 1);
    CHECK(pad.value == 2);
  }
  SECTION("kernel 1 and stride 1: no windows") {
    const Network network = conv("channels: 8, kernel: 1, pads: 1, pe: 2, simd: 2").network;
    CHECK(network.find_layer("c_swu") < 0);
    CHECK(std::get<Pad>(network.layers.at(1).params).simd == 2);
    CHECK(network.streams.back().shape == Shape{8, 7, 8});
  }
  SECTION("depthwise") {
    const Network network = conv("depthwise: true, kernel: 3, pe: 2, simd: 3").network;
    CHECK(swu(network).simd == 2);
    CHECK_FALSE(swu(network).parallel_window);
    CHECK(std::get<Vvtu>(network.layers.back().params).kernel == 9);
    CHECK(network.streams.back().shape == Shape{4, 3, 4});
    CHECK(swu(conv("depthwise: true, channels: 4, kernel: 3, pe: 2, simd: 9").network).parallel_window);
    CHECK(swu(conv("depthwise: true, kernel: 1, pe: 2, simd: 1").network).simd == 2);
  }
  SECTION("engine: rtl is all of its layers'") {
    const Scenario s = conv("channels: 8, kernel: 3, pads: 1, pe: 2, simd: 2, engine: rtl");
    std::vector<std::string> names;
    for (const int layer : s.rtl_layers) names.push_back(s.network.layer(layer).name);
    CHECK(names == std::vector<std::string>{"c_pad", "c_swu", "c"});
  }
}

TEST_CASE("conv: what it refuses", "[scenario][conv]") {
  Draft draft;
  const auto conv = [&](const std::string& keys) -> Draft& {
    return draft.layers(
        "{type: int4, shape: [6, 5, 4], elements_per_beat: 4}",
        {"  - {kind: conv, name: c, pe: 2, weights: {type: int4, seed: 1},", "     " + keys + "}"});
  };
  conv("kernel: 3, simd: 2").rejected(7, "channels", "no such key", "it");
  conv("channels: 8, simd: 2").rejected(7, "kernel", "no such key", "it");
  conv("channels: 8, kernel: 3, simd: 2, rows: 8").rejected(8, "rows", "an unknown key", "channels");
  conv("channels: 0, kernel: 3, simd: 2").rejected(8, "channels", "0", "from 1");
  conv("channels: 8, kernel: 7, simd: 2").rejected(8, "kernel", "7, spread over 7", "height, 6");
  conv("channels: 8, kernel: 1048576, simd: 2").rejected(8, "kernel", "1099511627776 positions", "2^30");
  conv("channels: 8, kernel: 3, simd: 5").rejected(8, "simd", "5", "36 columns");
  conv("channels: 7, kernel: 3, simd: 2").rejected(7, "pe", "2", "7 rows");
  conv("channels: 8, kernel: 3, simd: 2, pad: {simd: 4}").rejected(8, "pad", "without pads", "both");
  conv("channels: 8, kernel: 3, simd: 2, pads: 1, pad: {pe: 4}").rejected(8, "pe", "an unknown key", "simd");
  conv("channels: 8, kernel: 3, simd: 2, pads: 1,\n     pad: {simd: 3}")
      .rejected(9, "simd", "3", "4 channels");
  conv("channels: 8, kernel: 3, simd: 2, pads: 1,\n     pad: {value: 8}").rejected(9, "value", "8", "int4");
  conv("channels: 8, kernel: 3, simd: 2,\n     swu: {simd: 3}").rejected(9, "simd", "3", "4 channels");
  conv("channels: 8, kernel: 3, simd: 2,\n     swu: {buffer_pixels: 9}")
      .rejected(9, "buffer_pixels", "9", "13");
  conv("channels: 8, kernel: 3, simd: 2, swu: {pe: 3}").rejected(8, "pe", "an unknown key", "simd");
  conv("channels: 8, kernel: 1, simd: 2, swu: {simd: 2}").rejected(8, "swu", "kernel 1", "no windows");
  conv("channels: 8, kernel: 3, simd: 3, depthwise: true").rejected(8, "channels", "8", "4, as come in");
  conv("kernel: 3, simd: 2, depthwise: true").rejected(8, "simd", "2", "9 positions");
  draft
      .layers(
          "{type: int4, shape: [6, 5, 3], elements_per_beat: 3}",
          {"  - {kind: conv, depthwise: true, kernel: 3, pe: 2, simd: 3, weights: {type: int4, seed: 1}}"})
      .rejected(7, "pe", "2", "3 channels");
}

TEST_CASE("conv: several vectors at once", "[scenario][conv]") {
  Draft draft;
  const auto conv = [&](const std::string& keys) -> Draft& {
    return draft.layers("{type: int4, shape: [6, 6, 4], elements_per_beat: 4}",
                        {"  - {kind: conv, name: c, weights: {type: int4, seed: 1}, " + keys + "}"});
  };
  {
    const Network pairs = conv("channels: 8, kernel: 3, mmv: 2, pe: 8, simd: 4").load().network;
    CHECK(std::get<Swu>(pairs.layers.at(0).params).mmv == 2);
    CHECK(std::get<Mvtu>(pairs.layers.at(1).params).mmv == 2);
    CHECK(pairs.layers.size() == 2);
    CHECK(pairs.streams.back().shape == Shape{4, 4, 8});
    CHECK(pairs.streams.back().beats_per_frame == 8);
  }
  CHECK(conv("channels: 8, kernel: 1, mmv: 3, pe: 8, simd: 4").load().network.layers.size() == 2);  // a dwc
  conv("channels: 8, kernel: 3, mmv: 0, pe: 8, simd: 4").rejected(7, "mmv", "0", "from 1 to 64");
  conv("channels: 8, kernel: 3, mmv: 3, pe: 8, simd: 4").rejected(7, "mmv", "3", "4 windows in a row");
  conv("channels: 8, kernel: 3, mmv: 2, pe: 4, simd: 4").rejected(7, "mmv", "2 with pe 4", "pe = rows");
  conv("channels: 8, kernel: 3, mmv: 2, pe: 8, simd: 12").rejected(7, "mmv", "simd 12", "of the swu");
  conv("kernel: 3, depthwise: true, mmv: 2, pe: 4, simd: 1").rejected(7, "mmv", "2", "depthwise order");
}

}  // namespace weir::tests::conv_test
