// The ladder of `pool`: largest value, sum and average, of windows (as a network input and behind a `swu`)
// and of whole maps.
#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>

#include "tests/ladder.hpp"

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
