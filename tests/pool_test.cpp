// The ladder of `pool`: maximum, sum and averages, over windows (as a network input and behind a `swu`) and
// over whole maps; and the entries that state their own windows, such as `maxpool`.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::pool_test {

namespace {

using Op = Pool::Op;

struct Case {
  DataType element;
  Shape shape;  // of the input: windows in depthwise order, or a map
  std::int64_t pe, simd;
  Op op;
  DataType average = {};
  std::optional<int> shift = std::nullopt;
  std::int64_t depth_in = 2, depth_out = 2;
  Pool::By by = Pool::By::kShift;
};
constexpr Pool::By kCount = Pool::By::kCount;

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
                                  {s(3), {2, 2, 2, 2}, 2, 2, Op::kMax, {}, {}, 1, 1},
                                  {u(4), {2, 2, 9, 2}, 2, 3, Op::kAverage, u(4), {}, 2, 2, kCount},
                                  {s(4), {2, 1, 2, 6, 1}, 1, 1, Op::kAverage, s(4), {}, 2, 2, kCount},
                                  {s(5), {3, 1, 4, 2}, 2, 4, Op::kAverage, s(8), {}, 2, 2, kCount},
                                  {kTernary, {3, 2, 7, 3}, 3, 7, Op::kAverage, s(2), {}, 2, 2, kCount},
                                  {kBinary, {2, 2, 3, 1}, 1, 1, Op::kAverage, u(1), {}, 2, 2, kCount},
                                  {s(6), {4, 2, 1, 2}, 2, 1, Op::kAverage, s(6), {}, 2, 2, kCount},
                                  {s(53), {2, 2, 5, 1}, 1, 1, Op::kAverage, s(56), {}, 2, 2, kCount},
                                  {u(33), {2, 1, 6, 2}, 2, 3, Op::kAverage, u(40), {}, 2, 2, kCount},
                                  {u(3), {3, 1, 2, 2}, 2, 2, Op::kAverage, s(5), {}, 1, 1, kCount},
                                  {s(40), {2, 2, 4, 1}, 1, 2, Op::kAccumulate},
                                  {s(44), {2, 2, 4, 1}, 1, 1, Op::kAverage, s(10), {}, 2, 2}};

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
                                {u(2), {2, 2, 2}, 1, 1, Op::kMax, {}, {}, 2, 1},
                                {s(4), {3, 5, 4}, 2, 1, Op::kAverage, s(4), {}, 2, 2, kCount},
                                {u(5), {0, 7, 3}, 1, 1, Op::kAverage, u(6), {}, 2, 2, kCount},
                                {s(3), {4, 4, 2}, 2, 1, Op::kAverage, s(3), {}, 2, 1, kCount}};

Pool pool_of(const Case& at, bool global) {
  Pool pool;
  pool.op = at.op;
  pool.global = global;
  pool.pe = at.pe;
  pool.simd = at.simd;
  pool.by = at.by;
  pool.shift = at.shift;
  if (at.op == Op::kAverage) pool.result = at.average;
  return pool;
}

// Windows with and without overlap, one position or one window in a beat.
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

// An average over a whole map.
Pool true_average_of(const DataType& result, std::int64_t pe) {
  Pool pool = average_of(result, {}, true, pe);
  pool.by = kCount;
  return pool;
}

// A pooling entry over a map of one channel, computed with the formulas of PyTorch's documentation in plain
// loops.
struct Plain {
  Extent size, kernel, stride, before, after;
  bool ceil;

  static std::int64_t count(std::int64_t size, std::int64_t kernel, std::int64_t stride, std::int64_t before,
                            std::int64_t after, bool ceil) {
    const double windows = static_cast<double>(size + before + after - kernel) / static_cast<double>(stride);
    const auto count = static_cast<std::int64_t>(ceil ? std::ceil(windows) : std::floor(windows)) + 1;
    return ceil && (count - 1) * stride >= size + before ? count - 1 : count;
  }
  [[nodiscard]] Extent windows() const {
    return {count(size.height, kernel.height, stride.height, before.height, after.height, ceil),
            count(size.width, kernel.width, stride.width, before.width, after.width, ceil)};
  }
  // Whether a window reaches beyond the stated padding.
  [[nodiscard]] bool grows() const {
    const Extent last{(windows().height - 1) * stride.height + kernel.height,
                      (windows().width - 1) * stride.width + kernel.width};
    return last.height > before.height + size.height + after.height ||
           last.width > before.width + size.width + after.width;
  }
  // For each window, the values of its positions within the map.
  [[nodiscard]] std::vector<std::vector<std::int64_t>> values(const std::vector<std::int64_t>& map) const {
    std::vector<std::vector<std::int64_t>> values;
    for (std::int64_t top = 0; top < windows().height; ++top) {
      for (std::int64_t left = 0; left < windows().width; ++left) {
        values.emplace_back();
        for (std::int64_t k = 0; k < kernel.area(); ++k) {
          const std::int64_t y = top * stride.height - before.height + k / kernel.width;
          const std::int64_t x = left * stride.width - before.width + k % kernel.width;
          if (y >= 0 && x >= 0 && y < size.height && x < size.width)
            values.back().push_back(map[static_cast<std::size_t>(y * size.width + x)]);
        }
      }
    }
    return values;
  }
  [[nodiscard]] std::string keys() const {
    return fmt::format("kernel: [{}, {}], stride: [{}, {}], pads: [{}, {}, {}, {}], ceil: {}", kernel.height,
                       kernel.width, stride.height, stride.width, before.height, before.width, after.height,
                       after.width, ceil);
  }
};

Plain draw(Random& random) {
  const auto pair = [&](std::int64_t low, std::int64_t high) -> Extent {
    return {random.between(low, high), random.between(low, high)};
  };
  const auto below = [&](const Extent& kernel) -> Extent {
    if (random.between(0, 1) == 0) return {0, 0};
    return {random.between(0, kernel.height - 1), random.between(0, kernel.width - 1)};
  };
  Plain plain{pair(1, 9), pair(1, 4), pair(1, 4), {}, {}, random.between(0, 1) == 1};
  if (random.between(0, 1) == 0) plain.stride = plain.kernel;
  plain.before = below(plain.kernel);
  plain.after = below(plain.kernel);
  return plain;
}

}  // namespace

}  // namespace weir::tests::pool_test

namespace weir::tests {

const Bench& bench_of(Of<Pool> /*kind*/) { return pool_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Pool& pool) {
  const std::int64_t folds = pool.channels / pool.pe;
  const Cycle latency = pool.op == Pool::Op::kAverage && pool.by == Pool::By::kCount ? 3 : 2;
  std::vector<Iteration> frame;
  if (pool.global) {
    for (std::int64_t position = 0; position < pool.positions; ++position) {
      for (std::int64_t cf = 0; cf < folds; ++cf) frame.push_back({true, position == pool.positions - 1});
    }
    return {latency, frame};
  }
  for (std::int64_t group = 0; group < pool.windows * folds; ++group) {
    for (std::int64_t first = 0; first < pool.positions; first += pool.simd) {
      frame.push_back({true, first + pool.simd == pool.positions});
    }
  }
  return {latency, frame};
}

}  // namespace weir::tests

namespace weir::tests::pool_test {

TEST_CASE("pool: what is made of a window crosses the stream", "[pool][golden]") {
  // Channels 0 to 3 have the values 1 and 3, -2 and -5, 7 and -8, 0 and -1.
  const std::vector<std::int64_t> windows{1, -2, 3, -5, 7, 0, -8, -1};
  const Shape shape{1, 2, 2, 2};
  for (const std::int64_t simd : {1, 2}) {
    CHECK(beats_out(network_of({s(4), shape, 2, simd, Op::kMax}, false), windows) == Words{0xe3, 0x07});
    // Sums 4, -7, -1, -1, each with five bits.
    CHECK(beats_out(network_of({s(4), shape, 2, simd, Op::kAccumulate}, false), windows) ==
          Words{0b11001'00100, 0b11111'11111});
    // Shifted right by one, rounded towards minus infinity.
    CHECK(beats_out(network_of({s(4), shape, 2, simd, Op::kAverage, s(4)}, false), windows) ==
          Words{0xc2, 0xff});
  }
}

TEST_CASE("pool: what is made of a map crosses the stream", "[pool][golden]") {
  const std::vector<std::int64_t> map{1, 2, 3, 15};
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
  // -3.5, 1.5, 1, 1.5, -0.5, -1, -2.5, 1: rounded towards minus infinity
  CHECK(output(windows(Pool::Op::kAverage, int3, int3, 1), frame) == Values{-4, 1, 1, 1, -1, -1, -3, 1});
  // The largest sum of two 3-bit values, 14, has 4 bits: 1 more than the output.
  CHECK(output(windows(Pool::Op::kAverage, int3, int3, {}), frame) ==
        output(windows(Pool::Op::kAverage, int3, int3, 1), frame));
}

TEST_CASE("pool: by count, the sum is divided by the positions", "[pool][golden]") {
  const auto average = [](const DataType& element, const Tensor& frame) {
    return output(one(true_average_of(element, 1), element, frame.shape), frame);
  };
  // Sums 5, -5, 6, -6, 7, -7 of three pixels: rounded towards minus infinity.
  CHECK(average(s(4), Tensor({3, 6}, {1, -1, 2, -2, 3, -3, 2, -2, 2, -2, 2, -2, 2, -2, 2, -2, 2, -2})) ==
        Values{1, -2, 2, -2, 2, -3});
  CHECK(average(u(4), Tensor({5, 2}, {15, 15, 15, 15, 15, 15, 15, 15, 15, 14})) == Values{15, 14});
  CHECK(output(one(true_average_of(s(2), 1), kTernary, {3, 2}), Tensor({3, 2}, {-1, -1, 0, -1, 0, -1})) ==
        Values{-1, -1});
  // Windows of two rows, two positions in a beat.
  Case at{s(4), {1, 1, 2, 3, 1}, 1, 3, Op::kAverage, s(4)};
  at.by = kCount;
  CHECK(beats_out(network_of(at, false), {-8, -8, -7, 7, 7, 6}) == Words{0x8, 0x6});
}

TEST_CASE("pool: by count, any sum of any type", "[pool][golden]") {
  Random random = seeded("pool by count");
  for (int i = 0; i < 300; ++i) {
    const std::int64_t positions =
        random.between(0, 3) == 0 ? random.between(1, 2000) : random.between(1, 40);
    const auto bits = static_cast<int>(random.between(2, positions > 40 ? 45 : 50));
    const DataType element = random.between(0, 1) == 0 ? u(bits) : s(bits);
    CAPTURE(positions, element.name());
    Tensor frame = random_tensor(random, {positions, 2}, element);
    // Sums near an end of their range, where a factor that is too coarse first gives a wrong quotient.
    if (const std::int64_t end = random.between(0, 2); end > 0) {
      for (std::int64_t& value : frame.values) {
        const std::int64_t off = random.between(0, positions) == 0 ? 1 : 0;
        value = end == 1 ? element.max() - off : element.min() + off;
      }
    }
    Words wanted;
    for (std::size_t c = 0; c < 2; ++c) {
      __int128 sum = 0;
      for (std::size_t p = 0; p < static_cast<std::size_t>(positions); ++p) sum += frame.values[2 * p + c];
      auto floor = static_cast<std::int64_t>(sum / positions) - 2;  // by the definition of floor
      while (static_cast<__int128>(floor + 1) * positions <= sum) ++floor;
      wanted.push_back(static_cast<std::uint64_t>(floor) & ((std::uint64_t{1} << bits) - 1));
    }
    Pool pool = true_average_of(element, 1);
    CHECK(beats_out(one(pool, element, {positions, 2}), frame.values) == wanted);
  }
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
  CHECK(average.averages() == std::pair<std::int64_t, std::int64_t>{-40, 38});
  const Pool count = inferred(true_average_of(s(7), 1), s(6), {5, 3});
  CHECK(count.shift == std::nullopt);
  CHECK(count.averages() == std::pair<std::int64_t, std::int64_t>{-32, 31});
  CHECK(sum(u(50), 64) == u(56));
  CHECK(sum(s(50), 64) == s(56));
}

TEST_CASE("pool: a shift that divides by another number than the positions' is remarked", "[network][pool]") {
  const auto remark = [](const Pool& pool, std::int64_t positions) {
    return one(pool, s(4), {positions, 1}).layers.back().remark();
  };
  CHECK(remark(average_of(s(4), {}, true, 1), 768) ==
        "sum of 768 positions >> 10: divides by 1024 (by: count divides by 768)");
  CHECK(remark(average_of(s(7), 2, true, 1), 5) ==
        "sum of 5 positions >> 2: divides by 4 (by: count divides by 5)");
  CHECK(remark(average_of(s(4), {}, true, 1), 8) == "");
  CHECK(remark(true_average_of(s(4), 1), 5) == "");
  CHECK(remark(pool_of(Op::kAccumulate, true, 1), 5) == "");
  CHECK(remark(pool_of(Op::kMax, true, 1), 5) == "");
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
    const std::string most = "sums of at most 56 bits: fewer positions or narrower values";
    refuses(pool_of(op, true, 1), u(56), {2, 1}, "op", "sums of 2 values of type uint56", most);
    refuses(pool_of(op, true, 1), s(50), {65, 1}, "op", "sums of 65 values of type int50", most);
    refuses(pool_of(op, true, 1), s(56), {kMaxElements, 1}, "op", "sums of 1073741824 values of type int56",
            most);
  }
  refuses(average_of(u(4), 56, false, 2), u(4), windows, "shift", "56", "0 to 55");
  refuses(average_of(u(4), -1, false, 2), u(4), windows, "shift", "-1", "0 to 55");
  Pool both = true_average_of(u(4), 1);
  both.shift = 3;
  refuses(both, u(4), {6, 1}, "shift", "it with by: count",
          "by: shift, or none: the sum is divided by the positions");
  refuses(true_average_of(u(3), 1), u(4), {6, 1}, "output", "uint3",
          "an integer type that holds averages from 0 to 15");
  refuses(true_average_of(u(8), 1), s(4), {6, 1}, "output", "uint8",
          "an integer type that holds averages from -8 to 7");
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
  draft.layer("{kind: pool, op: average, global: true, pe: 4, output: int4, shift: 56}", "int4")
      .rejected(7, "shift", "56", "from 0 to 55");
  draft.layer("{kind: pool, op: average, global: true, pe: 4, output: int4, shift: 0}", "int4")
      .rejected(7, "output", "int4", "from -240 to 210");
  draft.layer("{kind: pool, op: max, global: true, pe: 4, simd: 2}", "int4")
      .rejected(7, "simd", "2", "1 over a whole map");
  draft.row("{kind: pool, op: accumulate, global: true, pe: 4}").rejected(7, "op", "bipolar", "max");

  const Pool count =
      draft.layer("{kind: pool, op: average, global: true, pe: 4, output: int4, by: count}", "int4")
          .last<Pool>();
  CHECK(count.by == kCount);
  CHECK_FALSE(count.shift);
  CHECK(draft.layer("{kind: pool, op: average, global: true, pe: 4, output: int4, by: shift}", "int4")
            .last<Pool>()
            .shift == 5);
  draft.layer("{kind: pool, op: average, global: true, pe: 4, output: int4, by: sum}", "int4")
      .rejected(7, "by", "sum", "shift or count");
  draft.layer("{kind: pool, op: average, global: true, pe: 4, output: int4, by: count, shift: 5}", "int4")
      .rejected(7, "shift", "by: count", "by: shift");
  draft.layer("{kind: pool, op: max, global: true, pe: 4, by: count}", "int4")
      .rejected(7, "by", "op: max", "average");
}

TEST_CASE("pool: a kernel makes the entry pad, swu and pool", "[scenario][pool]") {
  Draft draft;
  const auto pool = [&](const std::string& keys) {
    return draft.layer("{kind: pool, name: p, pe: 2, " + keys + "}", "int4").load();
  };
  const auto swu = [](const Network& network) { return std::get<Swu>(layer(network, "p_swu").params); };
  const auto pad = [](const Network& network) { return std::get<Pad>(layer(network, "p_pad").params); };
  SECTION("with its stride and pads") {
    const Network network =
        pool("op: average, kernel: [3, 2], stride: 2, pads: [1, 0, 2, 1], simd: 3, output: int4, by: count")
            .network;
    CHECK(pad(network).before == Extent{1, 0});
    CHECK(pad(network).after == Extent{2, 1});
    CHECK(pad(network).value == 0);
    CHECK(pad(network).simd == 2);
    CHECK(swu(network).stride == Extent{2, 2});
    CHECK(swu(network).simd == 2);
    CHECK(swu(network).depthwise);
    CHECK_FALSE(swu(network).parallel_window);
    CHECK(network.layers.back().name == "p");
    CHECK(std::get<Pool>(network.layers.back().params).positions == 6);
    CHECK(network.streams.back().shape == Shape{4, 3, 4});
  }
  SECTION("the stride is the kernel") {
    const Network network = pool("op: max, kernel: 2").network;
    CHECK(network.find_layer("p_pad") < 0);
    CHECK(swu(network).stride == Extent{2, 2});
    CHECK(network.streams.back().shape == Shape{3, 2, 4});
  }
  SECTION("padding of a maximum is the type's least value") {
    CHECK(pad(pool("op: max, kernel: 2, ceil: true").network).value == -8);
    CHECK(pad(pool("op: max, kernel: 2, ceil: true").network).after == Extent{0, 1});
  }
  SECTION("all positions at a time are whole windows") {
    CHECK(swu(pool("op: max, kernel: 2, simd: 4").network).parallel_window);
    CHECK_FALSE(swu(pool("op: max, kernel: 1, simd: 1").network).parallel_window);
  }
  SECTION("engine: rtl is all of its layers'") {
    const Scenario s = pool("op: max, kernel: 3, stride: 1, pads: 1, engine: rtl");
    std::vector<std::string> names;
    for (const int layer : s.rtl_layers) names.push_back(s.network.layer(layer).name);
    CHECK(names == std::vector<std::string>{"p_pad", "p_swu", "p"});
  }
  SECTION("in one dimension") {
    const Network network =
        draft.row("{kind: pool, name: p, op: max, kernel: 3, stride: 2, pads: [1, 0], pe: 2}").load().network;
    CHECK(pad(network).before == Extent{0, 1});
    CHECK(pad(network).value == -1);
    CHECK(network.streams.back().shape == Shape{3, 4});
  }
}

TEST_CASE("pool: what is wrong with its windows", "[scenario][pool]") {
  Draft draft;
  const auto rejected = [&](const std::string& keys, const std::string& key, const std::string& found,
                            const std::string& wanted, const std::string& type = "int4") {
    CAPTURE(keys);
    draft.layer("{kind: pool, name: p, " + keys + "}", type).rejected(7, key, found, wanted);
  };
  rejected("op: max, pe: 2, global: true, kernel: 2", "kernel", "global: true", "one of the two");
  rejected("op: max, pe: 2, global: true, stride: 2", "stride", "without kernel", "a kernel");
  rejected("op: max, pe: 2, pads: 1", "pads", "without kernel", "a kernel");
  rejected("op: max, pe: 2, ceil: true", "ceil", "without kernel", "a kernel");
  rejected("op: max, pe: 3, kernel: 2", "pe", "3", "4 channels");
  rejected("op: max, pe: 3, kernel: 2, pads: 1", "pe", "3", "4 channels");
  rejected("op: max, pe: 2, kernel: 2, simd: 3", "simd", "3", "4 positions");
  rejected("op: max, pe: 2, kernel: 7", "kernel", "7, spread over 7", "height, 6");
  rejected("op: max, pe: 2, kernel: 9, ceil: true, stride: 3", "kernel", "9", "height, 6");
  rejected("op: max, pe: 2, kernel: 2, pads: 2", "pads", "2", "less than the kernel's 2");
  rejected("op: max, pe: 2, kernel: [3, 2], pads: [2, 1, 2, 2]", "pads", "2", "less than the kernel's 2");
  rejected("op: max, pe: 2, kernel: 0", "kernel", "0", "from 1");
  rejected("op: max, pe: 2, kernel: 2, stride: 0", "stride", "0", "from 1");
  for (const std::string op : {"op: accumulate", "op: average, output: int8"}) {
    rejected(op + ", pe: 2, kernel: 2, ceil: true", "ceil", "beyond the map's end",
             "zeros count as positions");
    rejected(op + ", pe: 2, kernel: 2, pads: 1", "op", "sums of bipolar values", "max", "bipolar");
  }
  // With a whole number of windows `ceil` adds nothing.
  CHECK(draft.layer("{kind: pool, op: accumulate, pe: 2, kernel: [2, 1], ceil: true}", "int4").shape() ==
        Shape{3, 5, 4});
}

TEST_CASE("pool: windows of any geometry hold what plain loops find", "[scenario][pool][golden]") {
  Random random = seeded("pool geometry");
  Draft draft;
  int whole = 0;
  int grown = 0;
  for (int i = 0; i < 600; ++i) {
    const Plain plain = draw(random);
    const std::int64_t op = random.between(0, 4);
    static const std::vector<std::string> kEntries{"maxpool", "pool, op: max", "pool, op: accumulate",
                                                   "pool, op: average, output: int5, by: count",
                                                   "pool, op: average, output: int8, shift: 1"};
    const std::string entry =
        "{kind: " + kEntries[static_cast<std::size_t>(op)] + ", pe: 1, " + plain.keys() + "}";
    CAPTURE(entry, plain.size.height, plain.size.width);
    draft.layers(fmt::format("{{type: int4, shape: [{}, {}, 1], elements_per_beat: 1}}", plain.size.height,
                             plain.size.width),
                 {"  - " + entry});
    if (plain.windows().height < 1 || plain.windows().width < 1) {
      draft.rejected(7, "kernel", "", "");
      continue;
    }
    if (plain.grows()) ++grown;
    if (plain.grows() && op >= 2) {
      draft.rejected(7, "ceil", "beyond the map's end", "zeros count as positions");
      continue;
    }
    ++whole;
    const Network network = draft.load().network;
    CHECK(network.streams.back().shape == Shape{plain.windows().height, plain.windows().width, 1});
    const Tensor frame = random_tensor(random, {plain.size.height, plain.size.width, 1}, s(4));
    Values wanted;
    for (const std::vector<std::int64_t>& values : plain.values(frame.values)) {
      const std::int64_t sum = std::accumulate(values.begin(), values.end(), std::int64_t{0});
      REQUIRE_FALSE(values.empty());
      if (op <= 1) wanted.push_back(*std::ranges::max_element(values));
      if (op == 2) wanted.push_back(sum);
      if (op == 3)
        wanted.push_back(static_cast<std::int64_t>(
            std::floor(static_cast<double>(sum) / static_cast<double>(plain.kernel.area()))));
      if (op == 4) wanted.push_back(sum >> 1);
    }
    CHECK(output(network, frame) == wanted);
  }
  CHECK(whole > 200);
  CHECK(grown > 50);
}

TEST_CASE("pool: latency is 2, by count 3, and every cycle issues", "[pool][rtl]") {
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

}  // namespace weir::tests::pool_test
