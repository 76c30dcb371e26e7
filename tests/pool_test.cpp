// The ladder of `pool`: largest value, sum and average, of windows (as a network input and behind a `swu`)
// and of whole maps.
#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace {

using namespace weir;
using namespace weir::tests;
using Op = Pool::Op;

struct Case {
  DataType element;
  Shape shape;  // of the input: windows in depthwise order, or a map
  std::int64_t pe, simd;
  Op op;
  DataType average = {};
  std::optional<int> shift = std::nullopt;
  std::int64_t depth_in = 2, depth_out = 2;
};

// [windows.., folds, positions, pe]
const std::vector<Case> kWindowed{{s(4), {2, 2, 2, 4, 2}, 2, 1, Op::kMax},
                                  {kBipolar, {3, 2, 4, 3}, 3, 2, Op::kMax},
                                  {kTernary, {1, 1, 9, 1}, 1, 9, Op::kMax},
                                  {kBinary, {2, 3, 6, 1}, 1, 3, Op::kMax},
                                  {u(8), {1, 3, 1, 1, 1}, 1, 1, Op::kMax},
                                  {u(3), {2, 2, 4, 2}, 2, 1, Op::kAccumulate},
                                  {s(3), {2, 1, 2, 6, 2}, 2, 6, Op::kAccumulate},
                                  {kTernary, {3, 3, 4, 1}, 1, 2, Op::kAccumulate},
                                  {kBinary, {2, 1, 9, 4}, 4, 3, Op::kAccumulate},
                                  {u(4), {2, 2, 4, 2}, 2, 2, Op::kAverage, u(4)},
                                  {s(4), {2, 1, 2, 9, 1}, 1, 3, Op::kAverage, s(4)},
                                  {u(6), {3, 1, 6, 2}, 2, 1, Op::kAverage, u(3)},
                                  {s(5), {2, 2, 4, 1}, 1, 4, Op::kAverage, s(8), 0},
                                  {u(5), {2, 1, 3, 2}, 2, 1, Op::kAverage, s(6), 2},
                                  {s(3), {4, 1, 4, 2}, 2, 2, Op::kAverage, s(2), 3},
                                  {s(5), {1, 2, 4, 16}, 16, 2, Op::kMax},  // beats of several words
                                  {s(3), {2, 2, 4, 2}, 2, 2, Op::kAccumulate, {}, {}, 1, 2},
                                  {s(3), {2, 2, 2, 2}, 2, 2, Op::kMax, {}, {}, 1, 1}};

// [height, width, channels] or [width, channels]
const std::vector<Case> kGlobal{{s(4), {3, 3, 4}, 2, 1, Op::kMax},
                                {kBipolar, {2, 3, 2}, 1, 1, Op::kMax},
                                {u(3), {3, 2, 3}, 3, 1, Op::kAccumulate},
                                {s(3), {0, 7, 2}, 1, 1, Op::kAccumulate},
                                {kTernary, {2, 2, 6}, 2, 1, Op::kAccumulate},
                                {u(4), {4, 2, 4}, 2, 1, Op::kAverage, u(4)},
                                {s(4), {3, 3, 1}, 1, 1, Op::kAverage, s(4)},
                                {s(6), {0, 5, 3}, 3, 1, Op::kAverage, s(7), 2},
                                {kBinary, {1, 1, 4}, 1, 1, Op::kAccumulate},
                                {u(2), {2, 2, 2}, 1, 1, Op::kMax, {}, {}, 2, 1}};

Pool pool_of(const Case& at, bool global) {
  Pool pool;
  pool.op = at.op;
  pool.global = global;
  pool.pe = at.pe;
  pool.simd = at.simd;
  pool.shift = at.shift;
  if (at.op == Op::kAverage) pool.result = at.average;
  return pool;
}

// Windows that overlap and that do not, of a position and of a window a beat.
struct Behind {
  DataType element;
  Extent size;
  std::int64_t channels, pe, simd;
  Extent kernel, stride;
  bool parallel_window;
  Op op;
  DataType average = {};
};

const std::vector<Behind> kBehind{
    {s(4), {4, 4}, 2, 2, 1, {3, 3}, {1, 1}, false, Op::kMax},
    {u(4), {4, 5}, 4, 2, 2, {2, 2}, {2, 2}, false, Op::kAverage, u(4)},
    {u(3), {5, 4}, 2, 1, 6, {3, 2}, {2, 1}, true, Op::kAccumulate},
};

void add(NetworkBuilder& builder, const std::string& number, const Case& at, bool global) {
  Shape shape = at.shape;
  if (shape[0] == 0) shape.erase(shape.begin());
  builder.input("in" + number, at.element, shape, at.pe * at.simd);
  builder.add("pool" + number, pool_of(at, global), "in" + number);
  builder.depth("in" + number, at.depth_in);
  builder.depth("pool" + number + "_out", at.depth_out);
}

const Bench& bench() {
  static const Bench bench(
      [] {
        NetworkBuilder builder("pools");
        int next = 0;
        for (const Case& at : kWindowed) add(builder, std::to_string(next++), at, false);
        for (const Case& at : kGlobal) add(builder, std::to_string(next++), at, true);
        for (const Behind& at : kBehind) {
          const std::string number = std::to_string(next++);
          Swu swu;
          swu.kernel = at.kernel;
          swu.stride = at.stride;
          swu.simd = at.pe;
          swu.depthwise = true;
          swu.parallel_window = at.parallel_window;
          builder.input("in" + number, at.element, {at.size.height, at.size.width, at.channels}, at.pe);
          builder.add("swu" + number, swu, "in" + number);
          Pool pool;
          pool.op = at.op;
          pool.pe = at.pe;
          pool.simd = at.simd;
          if (at.op == Op::kAverage) pool.result = at.average;
          builder.add("pool" + number, pool);
        }
        return builder.finish();
      }(),
      4, "pool");
  return bench;
}

Network network_of(const Case& at, bool global) {
  NetworkBuilder builder("pools");
  add(builder, "0", at, global);
  return builder.finish();
}

Pool pool_of(Pool::Op op, bool global, std::int64_t pe, std::int64_t simd = 1) {
  Pool pool;
  pool.op = op;
  pool.global = global;
  pool.pe = pe;
  pool.simd = simd;
  return pool;
}

Pool average_of(const DataType& result, std::optional<int> shift, bool global, std::int64_t pe) {
  Pool pool = pool_of(Pool::Op::kAverage, global, pe);
  pool.result = result;
  pool.shift = shift;
  return pool;
}

}  // namespace

const Bench& weir::tests::bench_of(Of<Pool> /*kind*/) { return bench(); }

// docs/timing.md
Schedule weir::tests::schedule_of(const Pool& pool) {
  const std::int64_t folds = pool.channels / pool.pe;
  std::vector<Iteration> frame;
  if (pool.global) {
    for (std::int64_t position = 0; position < pool.positions; ++position) {
      for (std::int64_t cf = 0; cf < folds; ++cf) frame.push_back({true, position == pool.positions - 1});
    }
    return {2, frame};
  }
  for (std::int64_t group = 0; group < pool.windows * folds; ++group) {
    for (std::int64_t first = 0; first < pool.positions; first += pool.simd) {
      frame.push_back({true, first + pool.simd == pool.positions});
    }
  }
  return {2, frame};
}

TEST_CASE("pool: what is made of a window crosses the stream", "[pool][golden]") {
  // Of channels 0 to 3: 1 and 3, -2 and -5, 7 and -8, 0 and -1.
  const std::vector<std::int32_t> windows{1, -2, 3, -5, 7, 0, -8, -1};
  const Shape shape{1, 2, 2, 2};
  for (const std::int64_t simd : {1, 2}) {
    CHECK(beats_out(network_of({s(4), shape, 2, simd, Op::kMax}, false), windows) == Words{0xe3, 0x07});
    // Sums 4, -7, -1, -1 of five bits.
    CHECK(beats_out(network_of({s(4), shape, 2, simd, Op::kAccumulate}, false), windows) ==
          Words{0b11001'00100, 0b11111'11111});
    // Shifted right by one, towards minus infinity.
    CHECK(beats_out(network_of({s(4), shape, 2, simd, Op::kAverage, s(4)}, false), windows) ==
          Words{0xc2, 0xff});
  }
}

TEST_CASE("pool: what is made of a map crosses the stream", "[pool][golden]") {
  const std::vector<std::int32_t> map{1, 2, 3, 15};
  CHECK(beats_out(network_of({u(4), {0, 2, 2}, 1, 1, Op::kAccumulate}, true), map) == Words{4, 17});
  CHECK(beats_out(network_of({u(4), {2, 1, 2}, 2, 1, Op::kMax}, true), map) == Words{0xf3});
  CHECK(beats_out(network_of({u(4), {2, 1, 2}, 2, 1, Op::kAverage, u(4)}, true), map) == Words{0x82});
}

TEST_CASE("pool: takes the largest, the sum or the shifted sum of a window's positions", "[pool][golden]") {
  const auto windows = [](Pool::Op op, const DataType& element, const DataType& result,
                          std::optional<int> shift) {
    NetworkBuilder builder("n");
    builder.input("input", element, {3, 4}, 2);
    Swu swu;
    swu.kernel = {1, 2};
    swu.simd = 2;
    swu.depthwise = true;
    builder.add("swu", swu);
    Pool pool;
    pool.op = op;
    pool.pe = 2;
    pool.result = result;
    pool.shift = shift;
    builder.add("pool", pool);
    return builder.finish();
  };
  const Tensor frame({3, 4}, {-4, 1, 3, 0, -3, 2, -1, 3, 2, -4, -4, -1});
  const DataType int3 = DataType::sint(3);
  CHECK(output(windows(Pool::Op::kMax, int3, {}, {}), frame) == Values{-3, 2, 3, 3, 2, 2, -1, 3});
  CHECK(output(windows(Pool::Op::kAccumulate, int3, {}, {}), frame) == Values{-7, 3, 2, 3, -1, -2, -5, 2});
  // -3.5, 1.5, 1, 1.5, -0.5, -1, -2.5, 1: towards minus infinity
  CHECK(output(windows(Pool::Op::kAverage, int3, int3, 1), frame) == Values{-4, 1, 1, 1, -1, -1, -3, 1});
  // The largest sum of two 3-bit values, 14, has 4 bits: 1 more than the output.
  CHECK(output(windows(Pool::Op::kAverage, int3, int3, {}), frame) ==
        output(windows(Pool::Op::kAverage, int3, int3, 1), frame));
}

TEST_CASE("pool: over a whole map", "[pool][golden]") {
  const auto whole = [](Pool::Op op) {
    Pool pool;
    pool.op = op;
    pool.global = true;
    pool.result = DataType::uint(2);
    return one(pool, DataType::uint(2), {2, 2, 3}, 3);
  };
  const Tensor frame({2, 2, 3}, {0, 1, 3, 0, 2, 3, 1, 2, 3, 0, 0, 3});
  CHECK(output(whole(Pool::Op::kMax), frame) == Values{1, 2, 3});
  CHECK(output(whole(Pool::Op::kAccumulate), frame) == Values{1, 5, 12});
  CHECK(output(whole(Pool::Op::kAverage), frame) == Values{0, 1, 3});  // 12 has 4 bits: shifted by 2
}

TEST_CASE("pool: shapes and numbers", "[network][pool]") {
  const Pool windows = inferred(pool_of(Pool::Op::kMax, false, 2, 3), s(3), {4, 5, 3, 6, 2});
  CHECK(windows.channels == 6);
  CHECK(windows.positions == 6);
  CHECK(windows.windows == 20);
  CHECK(windows.position_folds() == 2);
  CHECK(windows.groups() == 60);
  CHECK(windows.folds() == 1);
  CHECK(windows.trip_count() == 120);
  CHECK(windows.input_bits() == 18);
  const Stream out = output_of(windows, s(3), {4, 5, 3, 6, 2}, 6);
  CHECK(out.shape == Shape{4, 5, 6});
  CHECK(out.element == s(3));
  CHECK(out.width_bits == 6);
  CHECK(out.beats_per_frame == 60);

  const Pool global = inferred(pool_of(Pool::Op::kMax, true, 2), s(3), {4, 5, 6});
  CHECK(global.channels == 6);
  CHECK(global.positions == 20);
  CHECK(global.groups() == 1);
  CHECK(global.folds() == 3);
  CHECK(global.trip_count() == 60);
  CHECK(output_of(global, s(3), {4, 5, 6}, 2).shape == Shape{6});
  CHECK(output_of(global, s(3), {7, 6}, 2).beats_per_frame == 3);
}

TEST_CASE("pool: the types of sums and averages", "[network][pool]") {
  const auto sum = [](const DataType& element, std::int64_t positions) {
    return inferred(pool_of(Pool::Op::kAccumulate, true, 1), element, {positions, 1}).output();
  };
  CHECK(sum(u(4), 9) == u(8));  // 135
  CHECK(sum(u(4), 17) == u(8));
  CHECK(sum(u(4), 18) == u(9));
  CHECK(sum(s(4), 4) == s(6));  // -32
  CHECK(sum(s(4), 5) == s(7));
  CHECK(sum(DataType::binary(), 1) == u(1));
  CHECK(sum(DataType::ternary(), 4) == s(4));
  CHECK(sum(u(31), 1) == u(31));

  const auto shift = [](const DataType& element, std::int64_t positions, const DataType& result) {
    return inferred(average_of(result, {}, true, 1), element, {positions, 1}).shift;
  };
  CHECK(shift(u(4), 9, u(4)) == 4);  // 135 has 8 bits
  CHECK(shift(u(4), 17, u(4)) == 4);
  CHECK(shift(u(4), 18, u(4)) == 5);
  CHECK(shift(s(4), 9, s(4)) == 4);
  CHECK(shift(u(2), 4, u(8)) == 0);
  const Pool average = inferred(average_of(s(7), 2, true, 1), s(6), {5, 3});
  CHECK(average.output() == s(7));
  CHECK(average.shift == 2);
  CHECK(average.sum() == s(9));
}

TEST_CASE("pool: what it refuses", "[network][pool]") {
  using Op = Pool::Op;
  const Shape windows{3, 2, 6, 2};
  refuses(pool_of(Op::kMax, false, 1), u(2), {3, 2, 6}, "", "a stream of shape [3, 2, 6]",
          "windows in depthwise order (kind: swu, depthwise: true)");
  refuses(pool_of(Op::kMax, false, 1), u(2), windows, "pe", "1", "2, the simd of the swu before");
  refuses(pool_of(Op::kMax, false, 2, 4), u(2), windows, "simd", "4", "a divisor of the 6 positions");
  refuses(pool_of(Op::kMax, false, 2, 0), u(2), windows, "simd", "0", "a divisor of the 6 positions");
  refuses(pool_of(Op::kMax, true, 4), u(2), {3, 2, 6}, "pe", "4", "a divisor of the 6 channels");
  refuses(pool_of(Op::kMax, true, 2, 2), u(2), {3, 2, 6}, "simd", "2",
          "1 over a whole map, whose positions come one by one");
  for (const Op op : {Op::kAccumulate, Op::kAverage}) {
    refuses(pool_of(op, false, 2), DataType::bipolar(), windows, "op", "sums of bipolar values",
            "max, or values of another type");
    refuses(pool_of(op, true, 1), u(31), {2, 1}, "op", "sums up to 4294967294",
            "at most 2^31 - 1: fewer positions");
    refuses(pool_of(op, true, 1), s(32), {1, 1}, "op", "sums up to 2147483648",
            "at most 2^31 - 1: fewer positions");
  }
  refuses(average_of(u(4), 32, false, 2), u(4), windows, "shift", "32", "0 to 31");
  refuses(average_of(u(4), -1, false, 2), u(4), windows, "shift", "-1", "0 to 31");
  refuses(average_of(u(4), 1, false, 2), u(4), windows, "output", "uint4",
          "an integer type that holds averages from 0 to 45");
  refuses(average_of(u(8), 1, false, 2), s(4), windows, "output", "uint8",
          "an integer type that holds averages from -24 to 21");
  refuses(average_of(DataType::ternary(), 6, false, 2), u(4), windows, "output", "ternary",
          "an integer type that holds averages from 0 to 1");
  refuses(average_of(DataType::bipolar(), 6, false, 2), u(4), windows, "output", "bipolar",
          "an integer type that holds averages from 0 to 1");
}

TEST_CASE("pool: its keys", "[scenario][pool]") {
  Draft draft;
  draft.layers("{type: int4, shape: [3, 5, 4], elements_per_beat: 4}",
               {"  - {kind: swu, name: swu, kernel: 2, simd: 2, depthwise: true}",
                "  - {kind: pool, name: mean, op: average, pe: 2, simd: 4, output: int3, shift: 3}",
                "  - {kind: pool, name: sum, op: accumulate, global: true, pe: 2}"});
  const Network network = draft.load().network;
  const auto& mean = std::get<Pool>(layer(network, "mean").params);
  CHECK(mean.op == Pool::Op::kAverage);
  CHECK(mean.shift == 3);
  CHECK(mean.result == DataType::sint(3));
  const auto& sum = std::get<Pool>(layer(network, "sum").params);
  CHECK(sum.op == Pool::Op::kAccumulate);
  CHECK(sum.positions == 8);
  CHECK(network.streams.back().shape == Shape{4});

  draft.layer("{kind: pool, op: min, pe: 4}", "int4").rejected(7, "op", "min", "max, average or accumulate");
  draft.layer("{kind: pool, op: max, pe: 4}", "int4").rejected(7, "layers", "[6, 5, 4]", "depthwise: true");
  draft.layer("{kind: pool, op: max, global: true, pe: 4, output: int4}", "int4")
      .rejected(7, "output", "op: max", "average");
  draft.layer("{kind: pool, op: accumulate, global: true, pe: 4, shift: 1}", "int4")
      .rejected(7, "shift", "op: acc", "average");
  draft.layer("{kind: pool, op: average, global: true, pe: 4}", "int4")
      .rejected(7, "output", "no such key", "it");
  draft.layer("{kind: pool, op: average, global: true, pe: 4, output: int4, shift: 32}", "int4")
      .rejected(7, "shift", "32", "from 0 to 31");
  draft.layer("{kind: pool, op: average, global: true, pe: 4, output: int4, shift: 0}", "int4")
      .rejected(7, "output", "int4", "from -240 to 210");
  draft.layer("{kind: pool, op: max, global: true, pe: 4, simd: 2}", "int4")
      .rejected(7, "simd", "2", "1 over a whole map");
  draft.row("{kind: pool, op: accumulate, global: true, pe: 4}").rejected(7, "op", "bipolar", "max");
}

TEST_CASE("pool: latency is 2, and every cycle issues", "[pool][rtl]") {
  const Trace rtl = bench().rtl(bench().back_to_back());
  std::int64_t windowed = 0;
  std::int64_t global = 0;
  for (std::size_t l = 0; l < bench().network().layers.size(); ++l) {
    const Layer& layer = bench().network().layers[l];
    const auto* pool = std::get_if<Pool>(&layer.params);
    if (pool == nullptr || !bench().can_run_at_full_rate(layer)) continue;
    bench().check_full_rate(rtl, static_cast<int>(l), 1);
    ++(pool->global ? global : windowed);
  }
  CHECK(windowed > 0);
  CHECK(global > 0);
}
