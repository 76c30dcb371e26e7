// The ladder of `dwc`: a grid of ratios of widths.
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace {

using namespace weir;
using namespace weir::tests;

struct Ratio {
  DataType element;
  std::int64_t elements;  // a frame
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
    {kBit, 12, 12, 1},                // a frame is one beat in
    {kBit, 12, 1, 12},                // and one beat out
    {DataType::ternary(), 12, 3, 4},  // 3:2
    {DataType::sint(2), 12, 2, 6},    // 2:3
    {kBit, 70, 7, 5},                 // 7:5
    {kBit, 70, 5, 7},                 // 5:7
    {DataType::uint(5), 14, 1, 7},    // 5:7, elements cut through
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
};

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
        return builder.finish();
      }(),
      4, "dwc");
  return bench;
}

}  // namespace

const Bench& weir::tests::bench_of(Of<Dwc> /*kind*/) { return bench(); }

// docs/timing.md
Schedule weir::tests::schedule_of(const Dwc& dwc) {
  std::vector<Iteration> frame;
  std::int64_t held = 0;
  for (std::int64_t read = 0, written = 0; read < dwc.frame_bits || written < dwc.frame_bits;) {
    const bool reads = dwc.in_bits < dwc.out_bits || held < dwc.out_bits;
    if (reads) held += dwc.in_bits;
    const bool writes = held >= dwc.out_bits;
    if (writes) held -= dwc.out_bits;
    read += reads ? dwc.in_bits : 0;
    written += writes ? dwc.out_bits : 0;
    frame.push_back({reads, writes});
  }
  return {1, frame};
}

TEST_CASE("dwc: passes the elements", "[dwc][golden]") {
  Dwc dwc;
  dwc.out_bits = 12;
  const Network network = one(dwc, DataType::uint(8), {3});
  CHECK(output(network, Tensor({3}, {1, 255, 0})) == Values{1, 255, 0});
}

TEST_CASE("dwc: its keys", "[scenario][dwc]") {
  Draft draft;
  draft.line(15, "  - {kind: dwc, out_bits: 3}").rejected(15, "out_bits", "3", "4 bits");
}

TEST_CASE("dwc: latency is 1, and every cycle issues at every ratio", "[dwc][rtl]") {
  bench().check_full_rate();
}
