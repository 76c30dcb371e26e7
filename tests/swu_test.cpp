// The ladder of `swu`: a grid of windows over small maps, in both orders, with one position or one window in
// a beat, and with one or several adjacent windows.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/ladder.hpp"

namespace weir::tests::swu_test {

namespace {

// Size of the line buffer, in pixels.
enum class Buffer : std::uint8_t { kDefault, kMinimal, kBetween, kAmple };
enum class Order : std::uint8_t { kStandard, kDepthwise, kStandardParallel, kDepthwiseParallel };

struct Sliding {
  DataType element;
  Extent size;  // height 0: one dimension
  std::int64_t channels, simd;
  Extent kernel, stride, dilation;
  Order order;
  Buffer buffer = Buffer::kDefault;
  std::int64_t depth_in = 2, depth_out = 2;
  std::int64_t mmv = 1;
};

constexpr auto kStandard = Order::kStandard;
constexpr auto kDepthwise = Order::kDepthwise;
constexpr auto kWhole = Order::kStandardParallel;
constexpr auto kWholeDepthwise = Order::kDepthwiseParallel;
constexpr auto kDefault = Buffer::kDefault;
constexpr auto kMinimal = Buffer::kMinimal;
constexpr auto kBetween = Buffer::kBetween;
constexpr auto kAmple = Buffer::kAmple;

const std::vector<Sliding> kGrid{
    // One position in a beat. A kernel of 1, a kernel as large as the map, a single pixel.
    {u(2), {4, 5}, 1, 1, {1, 1}, {1, 1}, {1, 1}, kStandard},
    {s(2), {5, 7}, 2, 2, {1, 1}, {2, 3}, {1, 1}, kStandard},  // rows and columns are skipped
    {kTernary, {3, 3}, 2, 1, {3, 3}, {1, 1}, {1, 1}, kStandard},
    {kTernary, {3, 3}, 2, 1, {3, 3}, {1, 1}, {1, 1}, kDepthwise, kMinimal},
    {u(5), {1, 1}, 1, 1, {1, 1}, {1, 1}, {1, 1}, kStandard, kMinimal},
    {kBinary, {1, 1}, 6, 2, {1, 1}, {1, 1}, {1, 1}, kDepthwise},
    // The usual kernel, in all foldings and orders, with every size of buffer.
    {s(3), {4, 4}, 2, 1, {3, 3}, {1, 1}, {1, 1}, kStandard},
    {s(3), {4, 4}, 2, 2, {3, 3}, {1, 1}, {1, 1}, kStandard, kMinimal},
    {s(3), {4, 4}, 4, 2, {3, 3}, {1, 1}, {1, 1}, kDepthwise, kBetween},
    {kBipolar, {4, 4}, 2, 2, {3, 3}, {1, 1}, {1, 1}, kDepthwise, kAmple},
    // Kernels and maps that are not square.
    {kBipolar, {3, 7}, 3, 3, {2, 3}, {1, 1}, {1, 1}, kStandard, kMinimal},
    {kBinary, {5, 3}, 2, 1, {3, 1}, {1, 1}, {1, 1}, kDepthwise},
    {u(4), {3, 6}, 4, 4, {1, 4}, {1, 2}, {1, 1}, kDepthwise, kBetween},
    // Strides: equal to the kernel, longer, and such that rows and columns are left over.
    {u(3), {4, 6}, 1, 1, {2, 2}, {2, 2}, {1, 1}, kStandard},
    {u(4), {6, 6}, 1, 1, {2, 2}, {3, 3}, {1, 1}, kStandard},
    {u(4), {6, 6}, 1, 1, {2, 2}, {3, 3}, {1, 1}, kStandard, kMinimal},
    {s(4), {7, 5}, 1, 1, {3, 2}, {2, 2}, {1, 1}, kDepthwise, kMinimal},
    {s(4), {6, 7}, 2, 2, {2, 2}, {2, 2}, {1, 1}, kStandard},
    {u(1), {7, 4}, 2, 1, {2, 2}, {4, 1}, {1, 1}, kDepthwise},
    {kTernary, {5, 6}, 1, 1, {1, 2}, {3, 4}, {1, 1}, kStandard, kBetween},
    // Dilation: in both directions, in one, and with a kernel of 1, where it has no effect.
    {s(2), {6, 6}, 1, 1, {2, 2}, {1, 1}, {2, 3}, kStandard},
    {s(5), {5, 4}, 2, 2, {3, 2}, {1, 1}, {2, 1}, kStandard, kMinimal},
    {u(2), {3, 7}, 2, 1, {2, 3}, {1, 1}, {1, 3}, kDepthwise},
    {u(2), {5, 6}, 1, 1, {1, 3}, {2, 1}, {3, 2}, kDepthwise, kMinimal},
    // One dimension.
    {s(3), {0, 7}, 2, 1, {1, 3}, {1, 1}, {1, 1}, kStandard},
    {kBipolar, {0, 8}, 4, 2, {1, 2}, {1, 3}, {1, 1}, kDepthwise, kMinimal},
    {u(6), {0, 6}, 1, 1, {1, 1}, {1, 1}, {1, 1}, kStandard},
    {s(2), {0, 5}, 3, 3, {1, 5}, {1, 1}, {1, 1}, kStandard, kMinimal},
    {s(2), {0, 7}, 2, 2, {1, 3}, {1, 2}, {1, 2}, kDepthwise, kBetween},
    // FIFOs of one beat; beats of one and of several words.
    {u(3), {4, 3}, 2, 1, {2, 2}, {1, 1}, {1, 1}, kStandard, kDefault, 1, 2},
    {u(3), {4, 3}, 2, 1, {2, 2}, {1, 1}, {1, 1}, kDepthwise, kDefault, 2, 1},
    {u(3), {3, 4}, 2, 2, {2, 2}, {2, 1}, {1, 1}, kStandard, kMinimal, 1, 1},
    {s(8), {3, 3}, 8, 8, {2, 2}, {1, 1}, {1, 1}, kStandard, kDefault, 3, 4},
    {s(5), {3, 4}, 16, 16, {2, 2}, {1, 1}, {1, 1}, kStandard, kMinimal},
    // One window in a beat.
    {s(3), {4, 5}, 2, 2, {3, 3}, {1, 1}, {1, 1}, kWhole},
    {u(2), {4, 4}, 4, 2, {2, 2}, {2, 2}, {1, 1}, kWholeDepthwise},
    {u(4), {5, 6}, 3, 1, {3, 3}, {2, 2}, {1, 1}, kWholeDepthwise},
    {kTernary, {5, 4}, 2, 1, {3, 1}, {1, 1}, {2, 1}, kWholeDepthwise},
    {kBinary, {3, 7}, 1, 1, {2, 2}, {1, 1}, {1, 3}, kWhole},
    {kBipolar, {3, 3}, 3, 3, {3, 3}, {1, 1}, {1, 1}, kWhole},
    {s(6), {4, 7}, 2, 2, {1, 1}, {3, 3}, {1, 1}, kWhole},
    {s(2), {7, 5}, 2, 1, {1, 2}, {3, 3}, {1, 1}, kWholeDepthwise},
    {u(3), {0, 7}, 1, 1, {1, 3}, {1, 1}, {1, 2}, kWhole},
    {kBipolar, {0, 8}, 4, 4, {1, 2}, {1, 3}, {1, 1}, kWholeDepthwise},
    {u(5), {1, 1}, 2, 1, {1, 1}, {1, 1}, {1, 1}, kWholeDepthwise},
    {u(3), {4, 3}, 2, 2, {2, 2}, {1, 1}, {1, 1}, kWhole, kDefault, 1, 1},
    // Adjacent windows: all of a row and some of it, folded, strided, dilated, with every size of buffer.
    {u(2), {4, 5}, 1, 1, {1, 1}, {1, 1}, {1, 1}, kStandard, kDefault, 2, 2, 5},
    {s(3), {4, 6}, 2, 1, {3, 3}, {1, 1}, {1, 1}, kStandard, kDefault, 2, 2, 2},
    {s(3), {4, 6}, 2, 2, {3, 3}, {1, 1}, {1, 1}, kStandard, kMinimal, 2, 2, 4},
    {kBipolar, {5, 9}, 3, 3, {2, 3}, {2, 2}, {1, 1}, kStandard, kBetween, 2, 2, 2},  // a row left over
    {u(3), {3, 9}, 2, 1, {2, 2}, {1, 3}, {1, 2}, kStandard, kMinimal, 2, 2, 3},
    {kTernary, {0, 10}, 2, 2, {1, 3}, {1, 1}, {1, 1}, kStandard, kAmple, 2, 2, 4},
    {kBinary, {0, 8}, 1, 1, {1, 2}, {1, 4}, {1, 1}, kStandard, kDefault, 2, 2, 2},
    {s(2), {3, 4}, 2, 1, {2, 2}, {1, 1}, {1, 1}, kStandard, kMinimal, 1, 1, 3},
    {s(8), {2, 6}, 4, 4, {2, 2}, {1, 1}, {1, 1}, kStandard, kDefault, 1, 3, 5},  // beats of three words
    // Elements of more than 32 bits.
    {s(40), {3, 4}, 4, 2, {2, 2}, {1, 1}, {1, 1}, kStandard, kMinimal},
    {u(33), {3, 4}, 2, 1, {2, 2}, {1, 1}, {1, 1}, kDepthwise},
    {u(56), {3, 3}, 3, 3, {2, 2}, {1, 1}, {1, 1}, kWhole},
    {s(56), {3, 5}, 2, 2, {1, 2}, {1, 1}, {1, 1}, kStandard, kDefault, 2, 2, 2}};

Shape shape_of(const Sliding& at) {
  if (at.size.height == 0) return {at.size.width, at.channels};
  return {at.size.height, at.size.width, at.channels};
}

Swu swu_of(const Sliding& at) {
  Swu swu;
  swu.kernel = at.kernel;
  swu.stride = at.stride;
  swu.dilation = at.dilation;
  swu.simd = at.simd;
  swu.mmv = at.mmv;
  swu.depthwise = at.order == kDepthwise || at.order == kWholeDepthwise;
  swu.parallel_window = at.order == kWhole || at.order == kWholeDepthwise;
  Swu inferred = swu;
  inferred.infer(at.element, shape_of(at), 0);
  const std::int64_t least = inferred.window_pixels();
  const std::int64_t most = inferred.full_rate_pixels();
  if (at.buffer == kMinimal) swu.buffer_pixels = least;
  if (at.buffer == kBetween) swu.buffer_pixels = (least + most) / 2;
  if (at.buffer == kAmple) swu.buffer_pixels = 2 * most + 1;
  return swu;
}

Network network_of(const std::vector<Sliding>& grid) {
  NetworkBuilder builder("swus");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const std::string number = std::to_string(i);
    builder.input("in" + number, grid[i].element, shape_of(grid[i]), grid[i].simd);
    builder.add("swu" + number, swu_of(grid[i]), "in" + number);
    builder.depth("in" + number, grid[i].depth_in);
    builder.depth("swu" + number + "_out", grid[i].depth_out);
  }
  return builder.finish();
}

const Bench& bench() {
  static const Bench bench(network_of(kGrid), 3, "swu");
  return bench;
}

// Calls visit(layer index, swu, input stream, output stream) for each swu that writes one position in a beat.
template <class Visit>
void each_serial(const Network& network, const Visit& visit) {
  int visited = 0;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const Swu& swu = std::get<Swu>(layer.params);
    if (swu.parallel_window) continue;
    INFO("layer " << layer.name);
    visit(l, swu, static_cast<std::size_t>(layer.inputs[0]), static_cast<std::size_t>(layer.outputs[0]));
    ++visited;
  }
  CHECK(visited > 0);
}

// Cycles from each frame's last push to that of the next frame.
std::vector<Cycle> intervals(const std::vector<Cycle>& push, std::int64_t beats_a_frame) {
  std::vector<Cycle> intervals;
  const auto step = static_cast<std::size_t>(beats_a_frame);
  for (std::size_t last = 2 * step - 1; last < push.size(); last += step) {
    intervals.push_back(push[last] - push[last - step]);
  }
  return intervals;
}

// Whether the default buffer is large enough to read and to write a beat in every cycle.
bool has_full_rate_buffer(const Network& network, const Swu& swu, std::size_t in, std::size_t out) {
  return swu.buffer_pixels >= swu.full_rate_pixels() && network.streams[in].depth > 1 &&
         network.streams[out].depth > 1;
}

Network network_of(const Sliding& at) { return network_of(std::vector<Sliding>{at}); }

}  // namespace

}  // namespace weir::tests::swu_test

namespace weir::tests {

const Bench& bench_of(Of<Swu> /*kind*/) { return swu_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Swu& swu) {
  const auto last_of_window = [](std::int64_t at, std::int64_t size, std::int64_t kernel, std::int64_t stride,
                                 std::int64_t dilation) {
    for (std::int64_t first = 0; first + (kernel - 1) * dilation < size; first += stride) {
      if (first + (kernel - 1) * dilation == at) return true;
    }
    return false;
  };
  const std::int64_t height = swu.map.size.height;
  const std::int64_t width = swu.map.size.width;
  const std::int64_t folds = swu.map.channels / swu.simd;
  Schedule schedule{2, {}};
  if (swu.parallel_window) {
    for (std::int64_t y = 0; y < height; ++y) {
      for (std::int64_t x = 0; x < width; ++x) {
        const bool last =
            last_of_window(y, height, swu.kernel.height, swu.stride.height, swu.dilation.height) &&
            last_of_window(x, width, swu.kernel.width, swu.stride.width, swu.dilation.width);
        for (std::int64_t cf = 0; cf < folds; ++cf) schedule.frame.push_back({true, last});
      }
    }
    return schedule;
  }
  // One position in a beat: a separate reader fills the buffer. An iteration needs its beat of the rightmost
  // window of the group that it writes.
  schedule.read_ahead = height * width * folds;
  const std::int64_t rows_spanned = (swu.kernel.height - 1) * swu.dilation.height + 1;
  const std::int64_t side_by_side = (swu.mmv - 1) * swu.stride.width;
  const std::int64_t columns_spanned = (swu.kernel.width - 1) * swu.dilation.width + 1 + side_by_side;
  for (std::int64_t y = 0; y + rows_spanned <= height; y += swu.stride.height) {
    for (std::int64_t x = 0; x + columns_spanned <= width; x += swu.mmv * swu.stride.width) {
      const auto write = [&](std::int64_t position, std::int64_t cf) {
        const std::int64_t row = y + position / swu.kernel.width * swu.dilation.height;
        const std::int64_t column = x + position % swu.kernel.width * swu.dilation.width + side_by_side;
        Iteration iteration{0, 1};
        iteration.needs = (row * width + column) * folds + cf + 1;
        iteration.places = folds * (y * width + x + swu.buffer_pixels);
        schedule.frame.push_back(iteration);
      };
      const std::int64_t positions = swu.kernel.height * swu.kernel.width;
      if (swu.depthwise) {
        for (std::int64_t cf = 0; cf < folds; ++cf) {
          for (std::int64_t position = 0; position < positions; ++position) write(position, cf);
        }
      } else {
        for (std::int64_t position = 0; position < positions; ++position) {
          for (std::int64_t cf = 0; cf < folds; ++cf) write(position, cf);
        }
      }
    }
  }
  return schedule;
}

}  // namespace weir::tests

namespace weir::tests::swu_test {

TEST_CASE("swu: windows cross the stream in their order", "[swu][golden]") {
  // Pixels 21 43 65 / 87 a9 cb: two channels of 4 bits each.
  const std::vector<std::int64_t> map{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  Sliding at{u(4), {2, 3}, 2, 1, {2, 2}, {1, 1}, {1, 1}, kStandard};
  CHECK(beats_out(network_of(at), map) == Words{1, 2, 3, 4, 7, 8, 9, 10, 3, 4, 5, 6, 9, 10, 11, 12});
  at.order = kDepthwise;
  CHECK(beats_out(network_of(at), map) == Words{1, 3, 7, 9, 2, 4, 8, 10, 3, 5, 9, 11, 4, 6, 10, 12});
  at.order = kWholeDepthwise;
  CHECK(beats_out(network_of(at), map) == Words{0x9731, 0xa842, 0xb953, 0xca64});
  at.simd = 2;
  CHECK(beats_out(network_of(at), map) == Words{0xa9874321, 0xcba96543});
  at.order = kWhole;
  CHECK(beats_out(network_of(at), map) == Words{0xa9874321, 0xcba96543});
  at.order = kStandard;
  CHECK(beats_out(network_of(at), map) == Words{0x21, 0x43, 0x87, 0xa9, 0x43, 0x65, 0xa9, 0xcb});
  at.order = kDepthwise;
  CHECK(beats_out(network_of(at), map) == Words{0x21, 0x43, 0x87, 0xa9, 0x43, 0x65, 0xa9, 0xcb});
}

TEST_CASE("swu: a dilated window steps over pixels", "[swu][golden]") {
  const Sliding at{u(4), {3, 5}, 1, 1, {2, 2}, {1, 2}, {2, 1}, kStandard};
  CHECK(beats_out(network_of(at), {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}) ==
        Words{0, 1, 10, 11, 2, 3, 12, 13});
}

TEST_CASE("swu: windows side by side share a beat, lane by lane", "[swu][golden]") {
  // Pixels 1 2 3 4 / 5 6 7 8 with one channel; then with two.
  const std::vector<std::int64_t> map{1, 2, 3, 4, 5, 6, 7, 8};
  Sliding at{u(4), {2, 4}, 1, 1, {2, 2}, {1, 1}, {1, 1}, kStandard, kDefault, 2, 2, 3};
  CHECK(beats_out(network_of(at), map) == Words{0x321, 0x432, 0x765, 0x876});
  at = {u(4), {1, 4}, 2, 1, {1, 1}, {1, 1}, {1, 1}, kStandard, kDefault, 2, 2, 2};
  CHECK(beats_out(network_of(at), map) == Words{0x31, 0x42, 0x75, 0x86});
  at.simd = 2;
  CHECK(beats_out(network_of(at), map) == Words{0x4321, 0x8765});
}

TEST_CASE("swu: by its recurrence, the default buffer keeps up with the longer of input and output",
          "[swu]") {
  const Network network = network_of(kGrid);
  const Trace trace = run_contract(network, 5, Traffic::back_to_back(network)).trace;
  REQUIRE(trace.complete);
  int faster = 0;
  each_serial(network, [&](std::size_t, const Swu& swu, std::size_t in, std::size_t out) {
    const std::vector<Cycle> found = intervals(trace.streams[out].push, swu.beats_out());
    REQUIRE(found.size() == 4);
    const Cycle full_rate = std::max(swu.beats_in(), swu.beats_out());
    if (has_full_rate_buffer(network, swu, in, out)) {
      CHECK(found == std::vector<Cycle>(4, full_rate));
    } else {
      CHECK(std::ranges::all_of(found, [&](Cycle interval) { return interval >= full_rate; }));
      faster += std::ranges::any_of(found, [&](Cycle interval) { return interval > full_rate; }) ? 1 : 0;
    }
  });
  CHECK(faster > 0);
}

TEST_CASE("swu: by its recurrence, so does that of windows at random, and a smaller one is never faster",
          "[swu]") {
  Random random = seeded("swu windows");
  int slower = 0;
  for (int i = 0; i < 300; ++i) {
    Swu swu;
    const auto direction = [&](std::int64_t& size, std::int64_t& kernel, std::int64_t& stride,
                               std::int64_t& dilation) {
      kernel = random.between(1, 4);
      stride = random.between(1, 4);
      dilation = random.between(1, 3);
      size = (kernel - 1) * dilation + random.between(1, 6);
    };
    Extent size;
    direction(size.height, swu.kernel.height, swu.stride.height, swu.dilation.height);
    direction(size.width, swu.kernel.width, swu.stride.width, swu.dilation.width);
    const std::int64_t folds = random.between(1, 3);
    swu.simd = random.between(1, 2);
    const Shape shape{size.height, size.width, folds * swu.simd};
    swu.infer(s(2), shape, 0);
    const std::int64_t windows = swu.windows().width;
    swu.depthwise = random.between(0, 1) != 0;
    if (!swu.depthwise) {
      swu.mmv = random.between(1, std::min<std::int64_t>(windows, 4));
      while (windows % swu.mmv != 0) --swu.mmv;
    }
    swu.buffer_pixels = 0;
    swu.infer(s(2), shape, 0);
    INFO("map " << size.height << " x " << size.width << ", folds " << folds << ", kernel "
                << swu.kernel.height << " x " << swu.kernel.width << ", stride " << swu.stride.height << " x "
                << swu.stride.width << ", dilation " << swu.dilation.height << " x " << swu.dilation.width
                << (swu.depthwise ? ", depthwise" : "") << ", mmv " << swu.mmv);
    const auto pushes = [&] {
      NetworkBuilder builder("swus");
      builder.input("in", s(2), shape, swu.simd);
      builder.add("swu", swu);
      const Network network = builder.finish();
      const Trace trace = run_contract(network, 4, Traffic::back_to_back(network)).trace;
      REQUIRE(trace.complete);
      return trace.streams.back().push;
    };
    const std::vector<Cycle> full_rate(3, std::max(swu.beats_in(), swu.beats_out()));
    const std::vector<Cycle> free = pushes();
    CHECK(intervals(free, swu.beats_out()) == full_rate);
    swu.buffer_pixels = random.between(swu.window_pixels(), swu.buffer_pixels - 1);
    const std::vector<Cycle> held = pushes();
    for (std::size_t beat = 0; beat < free.size(); ++beat) REQUIRE(held[beat] >= free[beat]);
    slower += intervals(held, swu.beats_out()) != full_rate ? 1 : 0;
  }
  CHECK(slower > 0);
}

TEST_CASE("swu: a window a beat has latency 2, and every cycle issues", "[swu][rtl]") {
  const Trace rtl = bench().rtl(bench().back_to_back());
  int checked = 0;
  for (std::size_t l = 0; l < bench().network().layers.size(); ++l) {
    const Layer& layer = bench().network().layers[l];
    const Swu& swu = std::get<Swu>(layer.params);
    if (!swu.parallel_window || !bench().can_run_at_full_rate(layer)) continue;
    CHECK(std::ranges::count(schedule_of(swu).frame, 1U, &Iteration::writes) == swu.beats_out());
    bench().check_full_rate(rtl, static_cast<int>(l), 1);
    ++checked;
  }
  CHECK(checked > 0);
}

TEST_CASE("swu: a position a beat, latency is 2 behind the reader", "[swu][rtl]") {
  const Trace rtl = bench().rtl(bench().back_to_back());
  // The first beat is pushed at 0 and read at 1. If no other beat is needed, the iteration of cycle 2 writes
  // it.
  each_serial(bench().network(), [&](std::size_t, const Swu& swu, std::size_t in, std::size_t out) {
    CHECK(rtl.streams[in].pop.at(0) == 1);
    if (swu.mmv == 1) CHECK(rtl.streams[out].push.at(0) == 2 + 2);
  });
}

TEST_CASE("swu: ready is up while the pixel has a place, valid from two cycles after the issue on",
          "[swu][rtl]") {
  Random random = seeded("swu handshakes");
  Traffic traffic = bench().back_to_back();
  for (const int s : bench().network().inputs) traffic.stream(s).push = {1, 6, 0, 7, random.next()};
  for (const int s : bench().network().outputs) traffic.stream(s).pop = {1, 9, 0, 4, random.next()};
  bench().check(traffic, {.waves = true});
}

TEST_CASE("swu: with the default buffer a frame takes the longer of its beats in and out", "[swu][rtl]") {
  const Network& network = bench().network();
  const Trace rtl = bench().rtl(bench().back_to_back());
  int checked = 0;
  each_serial(network, [&](std::size_t, const Swu& swu, std::size_t in, std::size_t out) {
    if (!has_full_rate_buffer(network, swu, in, out)) return;
    const std::vector<Cycle> found = intervals(rtl.streams[out].push, swu.beats_out());
    CHECK(found == std::vector<Cycle>(static_cast<std::size_t>(bench().frames() - 1),
                                      std::max(swu.beats_in(), swu.beats_out())));
    ++checked;
  });
  CHECK(checked > 0);
}

TEST_CASE("swu: reading runs ahead while the sink is closed, as far as the buffer goes", "[swu][rtl]") {
  constexpr Cycle kClosed = 150;
  const Network& network = bench().network();
  const Trace rtl = bench().rtl(at_sinks(network, {1, 1, kClosed, kClosed, 0}));
  int held = 0;
  each_serial(network, [&](std::size_t, const Swu& swu, std::size_t in, std::size_t out) {
    const Schedule schedule = schedule_of(swu);
    const std::int64_t issued =
        std::min(bench().frames() * swu.beats_out(), network.streams[out].depth + schedule.latency + 1);
    const std::int64_t places = issued / swu.beats_out() * swu.beats_in() +
                                schedule.frame.at(static_cast<std::size_t>(issued % swu.beats_out())).places;
    const std::int64_t all = bench().frames() * swu.beats_in();
    REQUIRE(std::min(places, all) * (network.streams[in].depth == 1 ? 2 : 1) < kClosed - 10);
    CHECK(std::ranges::count_if(rtl.streams[in].pop, [&](Cycle cycle) { return cycle <= kClosed; }) ==
          std::min(places, all));
    held += places < all ? 1 : 0;
  });
  CHECK(held > 0);
}

TEST_CASE("swu: a frame's last windows come out though nothing of the next arrives", "[swu][rtl]") {
  const Network& network = bench().network();
  const Trace rtl = bench().rtl(at_sources(network, Pattern::one_in(40)));
  for (const Layer& layer : network.layers) {
    INFO("layer " << layer.name);
    const auto in = static_cast<std::size_t>(layer.inputs[0]);
    const auto out = static_cast<std::size_t>(layer.outputs[0]);
    for (std::int64_t f = 1; f < bench().frames(); ++f) {
      const auto last = static_cast<std::size_t>(f * network.streams[out].beats_per_frame - 1);
      const auto next = static_cast<std::size_t>(f * network.streams[in].beats_per_frame);
      CHECK(rtl.streams[out].push.at(last) < rtl.streams[in].push.at(next));
    }
  }
}

}  // namespace weir::tests::swu_test
