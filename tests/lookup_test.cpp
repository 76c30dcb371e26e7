// The ladder of `lookup`: tables with as many entries as indices and with more, with rows of one and more
// beats.
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::lookup_test {

namespace {

struct Table {
  DataType input, entry;
  std::int64_t entries, dimension, pe;
  Shape shape;                            // shape of the indices
  std::vector<std::int64_t> values = {};  // empty: random
  std::int64_t depth_in = 2, depth_out = 2;
};

const std::vector<Table> kGrid{
    {u(3), s(4), 8, 4, 2, {5}},           {u(3), u(8), 8, 4, 4, {2, 3, 1}},  // pixels of one channel
    {kBinary, kBipolar, 2, 6, 1, {4}},    {kBinary, kBinary, 2, 1, 1, {7}},  // one element
    {u(2), kTernary, 4, 3, 3, {1}},       {u(4), s(8), 40, 2, 1, {3}},       // entries that no index reaches
    {u(8), u(5), 256, 3, 1, {6}},         {u(2), s(32), 4, 5, 5, {3}},       // beats of three words
    {u(2), u(31), 4, 2, 1, {1, 1}},       {u(6), s(3), 64, 8, 2, {2, 2}},
    {u(2), s(5), 4, 2, 1, {6}, {}, 1, 2}, {u(2), s(5), 4, 2, 2, {6}, {}, 2, 1},
    {u(2), s(5), 4, 3, 1, {6}, {}, 1, 1}, {u(2), s(40), 4, 5, 5, {3}},
    {u(3), u(56), 8, 2, 1, {2}},          {u(2), s(33), 4, 4, 2, {2}}};

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

Lookup lookup_of(const Shape& table, const DataType& entry, std::int64_t pe = 1) {
  Lookup lookup;
  lookup.table = Tensor(table);
  lookup.entry = entry;
  lookup.pe = pe;
  return lookup;
}

}  // namespace

}  // namespace weir::tests::lookup_test

namespace weir::tests {

const Bench& bench_of(Of<Lookup> /*kind*/) { return lookup_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Lookup& lookup) {
  std::vector<Iteration> frame;
  for (std::int64_t index = 0; index < lookup.indices; ++index) {
    for (std::int64_t f = 0; f < lookup.table.shape[1] / lookup.pe; ++f) frame.push_back({f == 0, true});
  }
  return {2, frame};
}

}  // namespace weir::tests

namespace weir::tests::lookup_test {

TEST_CASE("lookup: each index gives its row of the table", "[lookup][golden]") {
  const std::vector<std::int64_t> table{0, 1, 2, 3, 4, 5, 6, 7};
  const std::vector<std::int64_t> indices{3, 0, 1, 1, 2};
  CHECK(beats_out(network_of({{u(2), u(4), 4, 2, 1, {5}, table}}), indices) ==
        Words{6, 7, 0, 1, 2, 3, 2, 3, 4, 5});
  CHECK(beats_out(network_of({{u(2), u(4), 4, 2, 2, {5}, table}}), indices) ==
        Words{0x76, 0x10, 0x32, 0x32, 0x54});
}

TEST_CASE("lookup: gives the row of each index", "[lookup][golden]") {
  Lookup lookup;
  lookup.entry = DataType::sint(4);
  lookup.table = Tensor({4, 2}, {0, 1, -2, 3, 4, -5, 6, 7});
  CHECK(output({{DataType::uint(2), Tensor({3}, {3, 0, 1})}}, lookup) == Values{6, 7, 0, 1, -2, 3});
  CHECK(output({{DataType::uint(2), Tensor({2, 1}, {2, 2})}}, lookup) == Values{4, -5, 4, -5});
}

TEST_CASE("lookup: shapes and numbers", "[network][lookup]") {
  CHECK(output_of(lookup_of({4, 3}, s(5)), u(2), {1}, 1).shape == Shape{1, 3});
  NetworkBuilder pixels("pixels");
  pixels.input("in", u(2), {2, 5, 1}, 1);
  pixels.add("lookup", lookup_of({4, 3}, s(5)));
  CHECK(pixels.tail().shape == Shape{2, 5, 3});
  CHECK(pixels.tail().element == s(5));
  CHECK(least_cycles(lookup_of({4, 6}, u(1), 2), {5}) == 15);
}

TEST_CASE("lookup: what it refuses", "[network][lookup]") {
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
}

TEST_CASE("lookup: its keys", "[scenario][lookup]") {
  Draft draft;
  const auto lookup = [&](const std::string& table) -> Draft& {
    return draft.layers("{type: uint2, shape: [6], elements_per_beat: 1}",
                        {"  - {kind: lookup, pe: 2, table: {type: int4, " + table + "}}"});
  };
  const auto loaded = [&](const std::string& table) {
    return std::get<Lookup>(lookup(table).load().network.layers[0].params);
  };
  CHECK(loaded("dimension: 4, seed: 7").table.shape == Shape{4, 4});
  CHECK(loaded("dimension: 4, seed: 7").table == loaded("dimension: 4, from: {seed: 7}").table);
  CHECK_FALSE(loaded("dimension: 4, seed: 7").table == loaded("dimension: 4, seed: 8").table);
  CHECK(loaded("dimension: 2, values: [[1, 2], [3, 4], [5, 6], [7, -8], [0, 0]]").table.shape == Shape{5, 2});

  lookup("seed: 7").rejected(7, "dimension", "no such key", "it");
  lookup("dimension: 4").rejected(7, "table", "no source", "one of idx");
  lookup("dimension: 4, size: 7").rejected(7, "size", "an unknown key", "one of type, dimension");
  lookup("dimension: 0, seed: 7").rejected(7, "dimension", "0", "from 1");
  lookup("dimension: 3, seed: 7").rejected(7, "pe", "2", "dimension, 3");
  lookup("dimension: 2, values: [1, 2]").rejected(7, "table", "shape [2]", "[entries, 2]");
  lookup("dimension: 2, values: [[1], [2], [3], [4]]").rejected(7, "table", "shape [4, 1]", "[entries, 2]");
  lookup("dimension: 2, values: [[1, 2], [3, 4], [5, 6]]").rejected(7, "table", "3 entries", "4 or more");
  lookup("dimension: 2, values: [[1, 2], [3, 4], [5, 6], [7, 8]]").rejected(7, "table", "8", "int4");
  draft
      .layers("{type: uint31, shape: [6], elements_per_beat: 1}",
              {"  - {kind: lookup, pe: 1, table: {type: int4, dimension: 1, seed: 1}}"})
      .rejected(7, "table", "[2147483648, 1]", "2^30");
  draft
      .layers("{type: int4, shape: [6], elements_per_beat: 1}",
              {"  - {kind: lookup, pe: 1, table: {type: int4, dimension: 1, seed: 1}}"})
      .rejected(7, "table", "int4", "unsigned indices");
}

TEST_CASE("lookup: latency is 2, and every cycle issues", "[lookup][rtl]") { bench().check_full_rate(); }

}  // namespace weir::tests::lookup_test
