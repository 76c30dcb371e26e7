// The ladder of `dwc`: a grid of width ratios, and chains of converters.
#include <algorithm>
#include <catch2/catch.hpp>

#include "models/kinds.hpp"
#include "network/sub_network.hpp"
#include "testbench/packing.hpp"
#include "testbench/scoreboard.hpp"
#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"
#include "tests/system.hpp"

namespace weir::tests::dwc_test {

namespace {

struct Ratio {
  DataType element;
  std::int64_t elements;  // in a frame
  std::int64_t in_elements;
  std::int64_t out_bits;
};

const DataType kBit = DataType::binary();

const std::vector<Ratio> kRatios{
    {kBit, 6, 1, 1},                  // 1:1, width 1
    {DataType::sint(4), 6, 2, 8},     // 1:1
    {DataType::bipolar(), 24, 8, 4},  // down, integer
    {DataType::uint(3), 16, 4, 3},    // down to one element
    {kBit, 24, 6, 1},                 // N:1
    {DataType::sint(2), 24, 1, 8},    // up, integer
    {kBit, 24, 1, 12},                // 1:N
    {kBit, 12, 12, 12},               // a frame is one beat
    {kBit, 12, 12, 1},                // a frame is one input beat
    {kBit, 12, 1, 12},                // a frame is one output beat
    {DataType::ternary(), 12, 3, 4},  // 3:2
    {DataType::sint(2), 12, 2, 6},    // 2:3
    {kBit, 70, 7, 5},                 // 7:5
    {kBit, 70, 5, 7},                 // 5:7
    {DataType::uint(5), 14, 1, 7},    // 5:7, cuts elements
    {kBit, 30, 6, 10},
    {kBit, 30, 10, 6},
    {kBit, 72, 9, 8},
    {kBit, 72, 8, 9},
    {kBit, 1056, 96, 66},   // wide, 16:11
    {kBit, 1040, 65, 130},  // across words
    {kBit, 1040, 130, 65},
    {DataType::sint(8), 96, 16, 192},  // 128:192
    {DataType::sint(8), 96, 24, 128},
    {kBit, 1024, 256, 8},
    {kBit, 1024, 8, 256},
    {kBit, 1500, 300, 250},
    {kBit, 1500, 250, 300},
    // Widths that do not divide the frame.
    {DataType::uint(4), 10, 2, 24},   // 8:24, 40 bits in 24 and 16
    {DataType::uint(4), 10, 1, 36},   // 4:36, the last beat of 4 bits
    {DataType::uint(4), 10, 5, 24},   // 20:24, the last input beat completes two output beats
    {DataType::uint(4), 10, 10, 64},  // a beat wider than the frame
    {DataType::uint(4), 10, 5, 12},   // 20:12
    {DataType::uint(4), 10, 5, 16},   // 20:16
    {DataType::uint(4), 10, 2, 7},    // 8:7
    {DataType::sint(5), 7, 1, 4},     // 5:4
    {DataType::sint(5), 7, 1, 6},     // 5:6
    {kBit, 3, 1, 2},
    {kBit, 1, 1, 2},
    {kBit, 1, 1, 70},
    {kBit, 2, 2, 2},
    {kBit, 700, 100, 65},  // across words
    {kBit, 700, 50, 129},
    {kBit, 700, 70, 512},
};

// Converters in a chain.
struct Chain {
  DataType element;
  std::int64_t elements;
  std::int64_t in_elements;
  std::vector<std::int64_t> out_bits;
};

Chain random_chain(Random& random, std::int64_t most_bits) {
  const std::vector<DataType> types{kBit, DataType::bipolar(), DataType::uint(3), DataType::sint(4),
                                    DataType::uint(7)};
  Chain chain;
  chain.element = types[static_cast<std::size_t>(random.between(0, 4))];
  chain.elements = random.between(1, std::max<std::int64_t>(most_bits / chain.element.bits, 1));
  do chain.in_elements = random.between(1, chain.elements);
  while (chain.elements % chain.in_elements != 0);
  const std::int64_t bits = chain.elements * chain.element.bits;
  for (std::int64_t converters = random.between(1, 3); converters > 0; --converters)
    chain.out_bits.push_back(random.between(1, bits + bits / 4 + 1));
  return chain;
}

void add(NetworkBuilder& builder, const Chain& chain, const std::string& name) {
  builder.input("in_" + name, chain.element, {chain.elements}, chain.in_elements);
  for (std::size_t i = 0; i < chain.out_bits.size(); ++i) {
    Dwc dwc;
    dwc.out_bits = chain.out_bits[i];
    builder.add(name + "_" + std::to_string(i), dwc);
  }
}

Network network_of(const std::vector<Chain>& chains) {
  NetworkBuilder builder("chains");
  for (std::size_t i = 0; i < chains.size(); ++i) add(builder, chains[i], "c" + std::to_string(i));
  return builder.finish();
}

std::vector<Chain> chains() {
  const DataType nibble = DataType::uint(4);
  std::vector<Chain> chains{{nibble, 10, 2, {24, 8}},  {nibble, 10, 2, {24, 24}}, {nibble, 10, 2, {24, 16}},
                            {nibble, 10, 1, {24, 36}}, {nibble, 10, 2, {7, 9}},   {nibble, 10, 10, {64, 40}},
                            {nibble, 10, 5, {64, 7}},  {kBit, 26, 13, {24, 16}},  {kBit, 30, 15, {16, 24}},
                            {kBit, 200, 8, {130, 70}}, {kBit, 200, 8, {70, 130}}};
  Random random(64);
  while (chains.size() < 24) chains.push_back(random_chain(random, 60));
  return chains;
}

const Bench& bench() {
  static const Bench bench(
      [] {
        NetworkBuilder builder("dwcs");
        for (std::size_t i = 0; i < kRatios.size(); ++i) {
          const auto& [element, elements, in_elements, out_bits] = kRatios[i];
          const std::string number = std::to_string(i);
          Dwc dwc;
          dwc.out_bits = out_bits;
          builder.input("in" + number, element, {elements}, in_elements);
          builder.add("dwc" + number, dwc, "in" + number);
        }
        const std::vector<Chain> all = chains();
        for (std::size_t i = 0; i < all.size(); ++i) add(builder, all[i], "chain" + std::to_string(i));
        // A converter whose last beat is padded, with another behind it.
        add(builder, {DataType::uint(4), 10, 2, {24}}, "filled");
        Channelwise offset;
        offset.op = Channelwise::Op::kAdd;
        offset.pe = 5;
        offset.parameter = DataType::uint(2);
        offset.parameters = Tensor({10}, {0, 1, 2, 3, 0, 1, 2, 3, 0, 1});
        builder.add("offset", offset);
        return builder.finish();
      }(),
      4, "dwc");
  return bench;
}

}  // namespace

}  // namespace weir::tests::dwc_test

namespace weir::tests {

const Bench& bench_of(Of<Dwc> /*kind*/) { return dwc_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Dwc& dwc) {
  const auto cut = [&](std::int64_t width) {
    std::vector<std::int64_t> beats;
    for (std::int64_t left = dwc.frame_bits; left > 0; left -= width) beats.push_back(std::min(left, width));
    return beats;
  };
  const std::vector<std::int64_t> in = cut(dwc.in_bits);
  const std::vector<std::int64_t> out = cut(dwc.out_bits);
  std::vector<Iteration> frame;
  std::int64_t held = 0;
  for (auto next_in = in.begin(), next_out = out.begin(); next_out != out.end();) {
    const bool reads = held < *next_out;
    if (reads) held += *next_in++;
    const bool writes = held >= *next_out;
    if (writes) held -= *next_out++;
    frame.push_back({reads, writes});
  }
  return {1, frame};
}

}  // namespace weir::tests

namespace weir::tests::dwc_test {

TEST_CASE("dwc: passes the elements", "[dwc][golden]") {
  Dwc dwc;
  dwc.out_bits = 12;
  const Network network = one(dwc, DataType::uint(8), {3});
  CHECK(output(network, Tensor({3}, {1, 255, 0})) == Values{1, 255, 0});
}

TEST_CASE("dwc: its keys", "[scenario][dwc]") {
  Draft draft;
  draft.layers("{type: uint4, shape: [10], elements_per_beat: 2}", {"  - {kind: dwc, out_bits: 24}"});
  const Stream written = draft.load().network.streams.back();
  CHECK(written.width_bits == 24);
  CHECK(written.beats_per_frame == 2);
  draft.line(7, "  - {kind: dwc, out_bits: 0}").rejected(7, "out_bits", "0", "at least 1");
  draft.line(7, "  - {kind: dwc, out_bits: 65536}");
  CHECK(draft.load().network.streams.back().beats_per_frame == 1);
  draft.line(7, "  - {kind: dwc, out_bits: 65537}").rejected(7, "out_bits", "65537", "1 to 65536");
}

TEST_CASE("dwc: beats that are filled up go to another converter or out alone", "[scenario][dwc]") {
  const std::string input = "{type: uint4, shape: [10], elements_per_beat: 2}";
  const std::string filled = "  - {kind: dwc, name: d, out_bits: 24}";
  Draft draft;
  draft.layers(input, {filled, "  - {kind: fork}"});
  draft.rejected(8, "fork_1_out0", "24 bits a beat", "a divisor of the frame's 40 bits (only a dwc");
  draft.layers(input, {filled, "  - {kind: mem_out}"});
  draft.rejected(8, "mem_out_1_out", "24 bits a beat", "put it behind this layer");
  draft.layers(input, {filled, "  - {kind: fifo, depth: 5}",
                       "  - {kind: threshold, name: t, pe: 5, output: binary, thresholds: {values: [[3]]}}"});
  const Network network = draft.load().network;
  CHECK(stream(network, "d_out").depth == 5);
  CHECK(stream(network, "d_out").beats_per_frame == 2);
  CHECK(stream(network, "d_t_dwc_out").width_bits == 20);
  CHECK(stream(network, "d_t_dwc_out").beats_per_frame == 2);
  CHECK(std::get<Dwc>(layer(network, "d_t_dwc").params).frame_bits == 40);
}

TEST_CASE("dwc: a last beat that is filled up", "[dwc]") {
  const std::vector<std::int64_t> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const auto out = [&](std::int64_t elements_per_beat, const std::vector<std::int64_t>& widths) {
    return beats_out(network_of({{DataType::uint(4), 10, elements_per_beat, widths}}), values);
  };
  CHECK(out(2, {24}) == Words{0x654321, 0xa987});
  CHECK(out(1, {36}) == Words{0x987654321, 0xa});
  CHECK(out(10, {64}) == Words{0xa987654321});
  CHECK(out(2, {24, 8}) == Words{0x21, 0x43, 0x65, 0x87, 0xa9});
  CHECK(out(2, {24, 24}) == Words{0x654321, 0xa987});
  CHECK(out(5, {24, 16}) == Words{0x4321, 0x8765, 0xa9});
  CHECK(out(5, {64, 20}) == Words{0x54321, 0xa9876});
}

TEST_CASE("dwc: iterations a frame, whatever the widths", "[dwc]") {
  struct Case {
    std::int64_t in, out, frame, iterations;
  };
  for (const Case& c : {Case{24, 16, 26, 2},
                        {24, 24, 40, 2},
                        {24, 8, 40, 5},
                        {8, 24, 40, 5},
                        {8, 36, 40, 6},
                        {16, 24, 30, 3},
                        {20, 24, 40, 3},
                        {64, 128, 40, 1},
                        {128, 64, 40, 1}}) {
    CAPTURE(c.in, c.out, c.frame);
    CHECK(Dwc{c.in, c.out, c.frame, kBit}.trip_count() == c.iterations);
  }
  bool any = false;
  for (std::int64_t in = 1; in <= 10; ++in) {
    for (std::int64_t out = 1; out <= 10; ++out) {
      for (std::int64_t bits = 1; bits <= 64; ++bits) {
        const Dwc dwc{in, out, bits, kBit};
        const std::vector<Iteration> contract = schedule_of(dwc).frame;
        std::vector<Iteration> model;
        const models::Schedule schedule = models::schedule(dwc);
        models::Cursor cursor(schedule);
        do model.push_back({cursor.step().reads, cursor.step().writes});
        while (!cursor.done(1));
        const auto beats = [&](std::uint32_t Iteration::*port) {
          return std::ranges::count_if(contract, [&](const Iteration& i) { return i.*port != 0; });
        };
        const bool same = std::ranges::equal(model, contract, [](const Iteration& a, const Iteration& b) {
          return a.reads == b.reads && a.writes == b.writes;
        });
        const bool right = same && std::ssize(contract) == dwc.trip_count() &&
                           beats(&Iteration::reads) == dwc.beats_in() &&
                           beats(&Iteration::writes) == dwc.beats_out() &&
                           (in < out && contract.back().reads == 0) == dwc.completes_two();
        if (!right) FAIL(in << " to " << out << " bits, a frame of " << bits);
        any = any || dwc.completes_two();
      }
    }
  }
  CHECK(any);
}

TEST_CASE("dwc: frames come out of any chain as they went in", "[dwc][golden]") {
  constexpr std::int64_t kFrames = 5;
  constexpr int kNetworks = 12;
  Random random = seeded("dwc chains");
  for (int n = 0; n < kNetworks; ++n) {
    std::vector<Chain> some;
    for (int i = 0; i < 12; ++i) some.push_back(random_chain(random, i < 8 ? 40 : 400));
    const Network network = network_of(some);
    const Frames frames = random_frames(network, kFrames, random);
    const Trace golden = testbench::run_golden(network, frames.tensors).trace;
    const Traffic traffic = n % 2 == 0 ? Traffic::back_to_back(network) : random_traffic(network, random);
    const Stimulus given = stimulus(frames, traffic);
    const ContractRun contract = run_contract(network, kFrames, traffic);
    std::vector<testbench::EngineRun> runs{testbench::run_native(network, given, {})};
    if (n < 4) runs.push_back(testbench::run_systemc(network, given, {}));
    for (const testbench::EngineRun& run : runs) {
      CHECK(run.trace.complete);
      const auto values = testbench::compare_values(network, kFrames, golden, run.trace).check;
      INFO(values.detail);
      CHECK(values.ok);
      const auto cycles = testbench::compare_cycles(network, contract.trace, run.trace).check;
      INFO(cycles.detail);
      CHECK(cycles.ok);
      for (std::size_t i = 0; i < some.size(); ++i) {
        const int out = network.outputs[i];
        for (std::int64_t f = 0; f < kFrames; ++f) {
          INFO(network.stream(out).name << ", frame " << f);
          CHECK(testbench::frame_of(run.trace.stream(out).values, network.stream(out), f) ==
                frames.tensors[static_cast<std::size_t>(f)][i]);
        }
      }
    }
  }
}

TEST_CASE("dwc: what fills a beat up is dropped, whatever it is", "[dwc][hls][rtl]") {
  // Only the second converters: to wider, narrower and equal beats, and to beats that divide the frame.
  const DataType nibble = DataType::uint(4);
  const Network whole = network_of({{nibble, 10, 2, {24, 8}},
                                    {nibble, 10, 2, {24, 16}},
                                    {nibble, 10, 2, {24, 24}},
                                    {nibble, 10, 2, {24, 36}},
                                    {nibble, 10, 2, {64, 20}}});
  std::vector<int> seconds;
  for (int l = 1; l < 10; l += 2) seconds.push_back(l);
  const Network network = sub_network(whole, seconds).network;
  constexpr std::int64_t kFrames = 4;
  Random random = seeded("dwc filling");
  Frames frames = random_frames(network, kFrames, random);
  const Trace golden = testbench::run_golden(network, frames.tensors).trace;
  for (std::size_t i = 0; i < network.inputs.size(); ++i) {
    const Stream& in = network.stream(network.inputs[i]);
    for (std::int64_t f = 1; f <= kFrames; ++f) {
      const std::int64_t above = in.frame_bits() % in.width_bits;
      const std::uint64_t filling =
          in.width_bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << in.width_bits) - 1;
      frames.beats[i].words[static_cast<std::size_t>(f * in.beats_per_frame - 1)] |= filling >> above
                                                                                                    << above;
    }
  }
  const Stimulus given = stimulus(frames, Traffic::back_to_back(network));
  for (const testbench::EngineRun& run :
       {testbench::run_native(network, given, {}), testbench::run_systemc(network, given, {}),
        testbench::run_hls(network, given), testbench::run_rtl(network, given, {})}) {
    INFO(run.trace.engine << " " << run.fault);
    CHECK(run.fault.empty());
    for (const int out : network.outputs)
      CHECK(run.trace.stream(out).values.words == golden.stream(out).values.words);
  }
}

TEST_CASE("dwc: latency is 1, and every cycle issues at every ratio", "[dwc][rtl]") {
  bench().check_full_rate();
}

}  // namespace weir::tests::dwc_test
