// The ladder of `lookup`: tables of one entry a value and more, of one beat a row and several.
#include <catch2/catch.hpp>

#include "tests/ladder.hpp"

namespace {

using namespace weir;
using namespace weir::tests;

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

const Bench& weir::tests::bench_of(Of<Lookup> /*kind*/) { return bench(); }

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

TEST_CASE("lookup: latency is 2, and every cycle issues", "[lookup][rtl]") { bench().check_full_rate(); }
