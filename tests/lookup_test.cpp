// The ladder of `lookup`: tables of one entry a value and more, of one beat a row and several.
#include <catch2/catch.hpp>

#include "tests/bench_rig.hpp"

namespace {

using namespace weir;
using namespace weir::tests;
using Words = std::vector<std::uint64_t>;

DataType u(int bits) { return DataType::uint(bits); }
DataType s(int bits) { return DataType::sint(bits); }
const DataType kBinary = DataType::binary();
const DataType kBipolar = DataType::bipolar();
const DataType kTernary = DataType::ternary();

struct Table {
  DataType input, entry;
  std::int64_t entries, dimension, pe;
  Shape shape;                            // of the indices
  std::vector<std::int32_t> values = {};  // empty: at random
  std::int64_t depth_in = 2, depth_out = 2;
};

const std::vector<Table> kGrid{
    {u(3), s(4), 8, 4, 2, {5}},           {u(3), u(8), 8, 4, 4, {2, 3, 1}},  // pixels of one channel
    {kBinary, kBipolar, 2, 6, 1, {4}},    {kBinary, kBinary, 2, 1, 1, {7}},  // one element
    {u(2), kTernary, 4, 3, 3, {1}},       {u(4), s(8), 40, 2, 1, {3}},       // entries that no index reaches
    {u(8), u(5), 256, 3, 1, {6}},         {u(2), s(32), 4, 5, 5, {3}},       // beats of three words
    {u(2), u(31), 4, 2, 1, {1, 1}},       {u(6), s(3), 64, 8, 2, {2, 2}},
    {u(2), s(5), 4, 2, 1, {6}, {}, 1, 2}, {u(2), s(5), 4, 2, 2, {6}, {}, 2, 1},
    {u(2), s(5), 4, 3, 1, {6}, {}, 1, 1}};

Network network_of(const std::vector<Table>& grid) {
  Random random = seeded("lookup");
  NetworkBuilder builder("lookups");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Table& at = grid[i];
    const std::string number = std::to_string(i);
    const Shape table{at.entries, at.dimension};
    Lookup lookup;
    lookup.pe = at.pe;
    lookup.entry = at.entry;
    lookup.table = at.values.empty() ? random_tensor(random, table, at.entry) : Tensor(table, at.values);
    builder.input("in" + number, at.input, at.shape, 1);
    builder.add("lookup" + number, lookup, "in" + number);
    builder.depth("in" + number, at.depth_in);
    builder.depth("lookup" + number + "_out", at.depth_out);
  }
  return builder.finish();
}

const Bench& bench() {
  static const Bench bench(network_of(kGrid), 3, "lookup");
  return bench;
}

}  // namespace

// docs/timing.md
Schedule weir::tests::schedule_of(const Lookup& lookup) {
  std::vector<Iteration> frame;
  for (std::int64_t index = 0; index < lookup.indices; ++index) {
    for (std::int64_t f = 0; f < lookup.table.shape[1] / lookup.pe; ++f) frame.push_back({f == 0, true});
  }
  return {2, frame};
}

TEST_CASE("lookup: each index gives its row of the table", "[lookup][golden]") {
  const std::vector<std::int32_t> table{0, 1, 2, 3, 4, 5, 6, 7};
  const std::vector<std::int32_t> indices{3, 0, 1, 1, 2};
  CHECK(beats_out(network_of({{u(2), u(4), 4, 2, 1, {5}, table}}), indices) ==
        Words{6, 7, 0, 1, 2, 3, 2, 3, 4, 5});
  CHECK(beats_out(network_of({{u(2), u(4), 4, 2, 2, {5}, table}}), indices) ==
        Words{0x76, 0x10, 0x32, 0x32, 0x54});
}

TEST_CASE("lookup: all engines give the reference's values", "[lookup][hls][rtl]") {
  bench().check_hls();
  bench().check(bench().back_to_back());
}

TEST_CASE("lookup: latency is 2, and every cycle issues", "[lookup][rtl]") { bench().check_full_rate(); }

TEST_CASE("lookup: random stalls change no value, and every cycle is the contract's", "[lookup][rtl]") {
  bench().check_random(12, "lookup stalls");
}

TEST_CASE("lookup: output holds while the sink stalls", "[lookup][rtl]") { bench().check_held(); }

TEST_CASE("lookup: a slow source leaves no bubble behind", "[lookup][rtl]") {
  bench().check(at_sources(bench().network(), Pattern::one_in(3)));
  bench().check(at_sources(bench().network(), {1, 6, 1, 9, seeded("lookup source").next()}));
}

TEST_CASE("lookup: a reset in mid-frame leaves nothing behind", "[lookup][rtl]") {
  bench().check_reset("lookup reset");
}

TEST_CASE("lookup: nothing that comes earlier makes a transfer later", "[lookup][rtl]") {
  bench().check_elastic(8, "lookup elastic");
}
