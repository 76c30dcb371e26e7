// Scenarios with mistakes: all of them are reported at once, each with the nearest name. Also the names of
// streams.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "network/error.hpp"
#include "network/scenario.hpp"
#include "network/spelling.hpp"

namespace weir::tests::mistakes_test {

namespace {

using Catch::Contains;

std::vector<std::string> mistakes_of(const std::string& text) {
  try {
    (void)parse_scenario(text, "s");
  } catch (const BadInput& error) {
    std::vector<std::string> lines;
    const std::string all = error.what();
    for (std::size_t begin = 0; begin < all.size();) {
      const std::size_t end = std::min(all.find('\n', begin), all.size());
      lines.push_back(all.substr(begin, end - begin));
      begin = end + 1;
    }
    return lines;
  }
  return {};
}

const std::string kHead =
    "scenario: s\nintent: Some.\nseed: 1\nengines: [golden, native]\n"
    "input: {type: uint4, shape: [8, 8, 4], elements_per_beat: 4}\nlayers:\n";

const std::string kTwo =
    "  - {kind: mvtu, name: first, rows: 8, pe: 4, simd: 4, weights: {type: int4, seed: 1}}\n"
    "  - {kind: mvtu, name: second, rows: 8, pe: 4, simd: 2, weights: {type: int4, seed: 2}}\n";

Scenario load(const std::string& text, const Overrides& overrides = {}) {
  return parse_scenario(text, "s", overrides);
}

}  // namespace

TEST_CASE("mistakes: the nearest name is that of the fewest changes, a swap of neighbours being one",
          "[scenario]") {
  const std::vector<std::string> names{"run", "size", "regress"};
  CHECK(nearest_of("rnu", names) == " (nearest: run)");
  CHECK(nearest_of("urn", names) == " (nearest: run)");
  CHECK(nearest_of("nur", names).empty());
  CHECK(nearest_of("SIZE", names) == " (nearest: size)");
  CHECK(nearest_of("regerss", names) == " (nearest: regress)");
  CHECK(nearest_of("x", names).empty());
}

TEST_CASE("mistakes: all of a scenario's at once, by line, each with the nearest name", "[scenario]") {
  const std::vector<std::string> lines = mistakes_of(
      "scenario: s\nintent: Some.\nseeds: 1\nengines: [golden, natve]\n"
      "input: {type: uint4, shape: [8, 8, 4], elements_per_beat: 4}\n"
      "layers:\n"
      "  - {kind: conv, name: c, channels: 8, kernal: 3, pe: 0, simd: 4, weights: {type: in4, seed: 1}}\n"
      "  - {kind: maxpol, name: p, kernel: 2, pe: 4}\n"
      "  - {kind: mvtu, name: fc, rows: 8, pe: 2, simds: 4, weights: {type: int4, seed: 1}}\n"
      "depths: {c_out: none}\n");
  INFO(Catch::StringMaker<std::vector<std::string>>::convert(lines));
  const auto has = [&](const std::string& line, const std::string& words) {
    return std::ranges::any_of(lines, [&](const std::string& each) {
      return each.find("s:" + line + ": ") != std::string::npos && each.find(words) != std::string::npos;
    });
  };
  CHECK(has("3", "seeds: found an unknown key"));
  CHECK(has("3", "(nearest: seed)"));
  CHECK(has("4", "natve"));
  CHECK(has("7", "kernal: found an unknown key"));
  CHECK(has("7", "(nearest: kernel)"));
  CHECK(has("7", "pe: found 0"));
  CHECK(has("8", "(nearest: maxpool)"));
  CHECK(has("9", "simds: found an unknown key"));
  CHECK(has("10", "c_out: found none, wanted an integer"));
  // A misspelt key is not also reported as missing, and an unknown stream gets no further errors.
  for (const std::string& line : lines) CHECK_THAT(line, !Contains("no such key"));
}

TEST_CASE("mistakes: what follows a wrong layer is held to what stands there alone", "[scenario]") {
  // The second layer fits 8 columns, which a correct first layer gives. With the input's 4 it would be wrong.
  const std::string wrong =
      "  - {kind: mvtu, name: first, rowz: 8, pe: 4, simd: 4, weights: {type: int4, seed: 1}}\n"
      "  - {kind: mvtu, name: second, rows: 8, pe: 4, simd: 8, weights: {type: int4, seed: 2}}\n";
  const std::vector<std::string> lines = mistakes_of(kHead + wrong);
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], Contains("rowz") && Contains("nearest: rows"));
  // Another branch is still checked.
  const std::vector<std::string> both = mistakes_of(kHead + "  - {kind: fork, name: f, copies: 2}\n" + wrong +
                                                    "  - {kind: mvtu, name: other, from: f_out1, rows: 8, "
                                                    "pe: 3, simd: 4, weights: {type: int4, seed: 1}}\n");
  REQUIRE(both.size() == 2);
  CHECK_THAT(both[1], Contains("pe: found 3, wanted a divisor of the 8 rows"));
}

TEST_CASE("mistakes: files that are missing are all told, with what else is wrong", "[scenario]") {
  const std::vector<std::string> lines = mistakes_of(
      "scenario: s\nintent: Some.\nseed: 1\nengines: [golden, native]\n"
      "input: {type: uint4, shape: [8, 8, 4], elements_per_beat: 4, from: {npy: no-frames.npy}}\n"
      "layers:\n"
      "  - {kind: mvtu, name: first, rows: 8, pe: 4, simd: 4, weights: {type: int4, npz: no-1.npz, array: "
      "a}, "
      "thresholds: {npy: no-2.npy}, output: uint2}\n"
      "  - {kind: mvtu, name: second, rows: 12, pe: 5, simd: 4, weights: {type: bipolar, npy: no-3.npy}}\n"
      "  - {kind: channelwise, name: third, op: add, pe: 4, parameters: {type: int4, npy: no-4.npy}}\n"
      "depths: {first_out: 0}\n");
  INFO(Catch::StringMaker<std::vector<std::string>>::convert(lines));
  REQUIRE(lines.size() == 7);
  for (const auto& [line, words] : {std::pair("s:5: ", "no-frames.npy: no such file"),
                                    {"s:7: ", "no-1.npz: no such file"},
                                    {"s:7: ", "no-2.npy: no such file"},
                                    {"s:8: ", "no-3.npy: no such file"},
                                    {"s:8: ", "pe: found 5, wanted a divisor of the 12 rows"},
                                    {"s:9: ", "no-4.npy: no such file"},
                                    {"s:10: ", "first_out: found 0"}}) {
    INFO(line << words);
    CHECK(std::ranges::any_of(lines, [&](const std::string& each) {
      return each.find(line) != std::string::npos && each.find(words) != std::string::npos;
    }));
  }
}

TEST_CASE("mistakes: behind a folding that is wrong, layers are read with the shapes they have",
          "[scenario]") {
  // 8 x 8 pixels with 8 rows each. The wrong foldings do not change these counts.
  const std::vector<std::string> lines =
      mistakes_of(kHead +
                  "  - {kind: mvtu, name: first, rows: 8, pe: 3, simd: 3, weights: {type: int4, seed: 1}}\n"
                  "  - {kind: maxpool, name: pool, kernel: 2, pe: 3}\n"
                  "  - {kind: mvtu, name: second, flatten: true, rows: 9, pe: 0, simd: 7, weights: {type: "
                  "int4, seed: 2}}\n"
                  "  - {kind: label_select, name: label, classes: 10, pe: 3}\n");
  INFO(Catch::StringMaker<std::vector<std::string>>::convert(lines));
  const auto told = [&](const std::string& words) {
    return std::ranges::count_if(
        lines, [&](const std::string& each) { return each.find(words) != std::string::npos; });
  };
  CHECK(told("s:7: pe: found 3, wanted a divisor of the 8 rows") == 1);
  CHECK(told("s:7: simd: found 3, wanted a divisor of the 4 columns") == 1);
  CHECK(told("s:8: pe: found 3, wanted") == 1);
  CHECK(told("s:9: pe: found 0, wanted") == 1);
  CHECK(told("s:9: simd: found 7, wanted a divisor of the 128 columns") == 1);
  CHECK(told("s:10: classes: found 10") == 1);
}

TEST_CASE("mistakes: what is no YAML is told where it is wrong", "[scenario]") {
  const auto only = [](const std::string& text) {
    const std::vector<std::string> lines = mistakes_of(text);
    REQUIRE(lines.size() == 1);
    return lines[0];
  };
  CHECK_THAT(only("scenario: s\nengines: [golden, # [\n  'a]', native\n\ninput: {type: uint4}\n"),
             Contains("s:2: found a [ that is not closed, wanted ] before line 5"));
  CHECK_THAT(only("scenario: s\ninput: {type: uint4, shape: [4]\nseed: 1\n"),
             Contains("s:2: found a { that is not closed, wanted } before line 3"));
  CHECK_THAT(only("scenario: s\nengines:\n  - golden\n  - a b\n\n# A remark.\n    c: d\n"),
             Contains("s:7: ") && Contains("or in line 4: - a b"));
}

TEST_CASE("mistakes: one alone is told as before", "[scenario]") {
  const std::vector<std::string> lines = mistakes_of(kHead + kTwo + "depths: {secnd_out: 4}\n");
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0],
             Contains("secnd_out: found no stream of that name") && Contains("nearest: second_out"));
  CHECK(mistakes_of(kHead + kTwo).empty());
  const std::vector<std::string> from =
      mistakes_of(kHead + kTwo + "  - {kind: maxpool, name: p, from: frist, kernel: 2, pe: 4}\n");
  REQUIRE(from.size() == 1);
  CHECK_THAT(from[0], Contains("nearest: first"));
}

TEST_CASE("streams: a->b names a stream by its ends, through converters", "[scenario]") {
  const Scenario scenario =
      load(kHead + kTwo + "depths: {input->first: 5, first->second: 6, second->output: 7}\n");
  const Network& network = scenario.network;
  REQUIRE(network.find_layer("first_second_dwc") >= 0);
  CHECK(network.stream(network.find_stream("input")).depth == 5);
  CHECK(network.stream(network.find_stream("first_out")).depth == 6);
  CHECK(network.stream(network.find_stream("first_second_dwc_out")).depth == 2);
  CHECK(network.stream(network.find_stream("second_out")).depth == 7);
  CHECK(network.find_stream("first_second_dwc->second") == network.find_stream("first_second_dwc_out"));
  CHECK(network.find_stream("second->first") < 0);
  Overrides overrides;
  overrides.depths = {{"first->second", 9}};
  const Network other = load(kHead + kTwo, overrides).network;
  CHECK(other.stream(other.find_stream("first_out")).depth == 9);
}

TEST_CASE("streams: a depth of a converter that other folding does without is a note", "[scenario]") {
  const std::string depths =
      "depths: {first->second: 6, first_second_dwc_out: 30, first_second_dwc->second: 30}\n";
  CHECK(load(kHead + kTwo + depths).notes.empty());
  std::string refolded = kTwo;
  refolded.replace(refolded.find("simd: 2"), 7, "simd: 4");
  const Scenario scenario = load(kHead + refolded + depths);
  CHECK(scenario.network.find_layer("first_second_dwc") < 0);
  CHECK(scenario.network.stream(scenario.network.find_stream("first_out")).depth == 6);
  REQUIRE(scenario.notes.size() == 2);
  CHECK_THAT(scenario.notes[0], Contains("first_second_dwc_out") && Contains("no converter is needed"));
  // A name that no converter would have is still an error.
  CHECK(mistakes_of(kHead + refolded + "depths: {first_secnd_dwc_out: 30}\n").size() == 1);
}

TEST_CASE("streams: each input goes by its own name", "[scenario]") {
  const std::string text =
      "scenario: s\nintent: Some.\nseed: 1\nengines: [golden, native]\ninputs:\n"
      "  - {name: a, type: uint3, shape: [2, 3, 4], elements_per_beat: 4}\n"
      "  - {name: b, type: int6, shape: [2, 3, 4], elements_per_beat: 1}\n"
      "layers:\n  - {kind: add, name: ab, from: [a, b], pe: 2}\n";
  const Network network = load(text).network;
  CHECK(network.find_layer("a_ab_dwc") >= 0);
  CHECK(network.find_layer("b_ab_dwc") >= 0);
  CHECK(network.producer_name(network.find_stream("a")) == "a");
  CHECK(network.find_stream("b->ab") == network.find_stream("b"));
}

}  // namespace weir::tests::mistakes_test
