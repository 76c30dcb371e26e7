// The HLS library's `swu`, compiled on the shim, against a reference of a few lines on plain integers.
#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "hls/swu.hpp"
#include "hls/swu_parallel.hpp"
#include "tests/hls_streams.hpp"

namespace weir::tests::hls_swu_test {

namespace {

using weir::hls::Extent;
using weir::hls::Unsigned;
using weir::hls::WindowOrder;

// Windows in depthwise order: [windows, channels / simd, kernel area, simd].
template <class Map, class Kernel, class Stride, class Dilation, int Channels, int Simd>
Values windows_by_channel(const Maps<Map, Channels>& maps) {
  Values out;
  for (int frame = 0; frame < kMapFrames; ++frame) {
    for (int y = 0; y + (Kernel::kHeight - 1) * Dilation::kHeight < Map::kHeight; y += Stride::kHeight) {
      for (int x = 0; x + (Kernel::kWidth - 1) * Dilation::kWidth < Map::kWidth; x += Stride::kWidth) {
        for (int fold = 0; fold < Channels / Simd; ++fold) {
          for (int i = 0; i < Kernel::kHeight; ++i) {
            for (int j = 0; j < Kernel::kWidth; ++j) {
              for (int s = 0; s < Simd; ++s) {
                out.push_back(
                    maps.at(frame, y + i * Dilation::kHeight, x + j * Dilation::kWidth, fold * Simd + s));
              }
            }
          }
        }
      }
    }
  }
  return out;
}

// Standard order is depthwise order with one fold of all channels. `Buffer`: pixels beyond a window's span.
template <class Map, class Kernel, class Stride, class Dilation, int Channels, int Simd, int Buffer = 0>
void check_swu() {
  using Type = Unsigned<7>;
  CAPTURE(Map::kHeight, Map::kWidth, Kernel::kHeight, Kernel::kWidth, Stride::kHeight, Stride::kWidth);
  CAPTURE(Dilation::kHeight, Dilation::kWidth, Channels, Simd, Buffer);
  constexpr int kBuffer = (Kernel::kHeight - 1) * Dilation::kHeight * Map::kWidth +
                          (Kernel::kWidth - 1) * Dilation::kWidth + 1 + Buffer;
  const auto maps = random_maps<Map, Channels, Type>();
  const std::vector<std::uint64_t> standard =
      codes<Type>(windows_by_channel<Map, Kernel, Stride, Dilation, Channels, Channels>(maps));
  const std::vector<std::uint64_t> depthwise =
      codes<Type>(windows_by_channel<Map, Kernel, Stride, Dilation, Channels, Simd>(maps));
  ::hls::stream<ap_uint<Simd * Type::kBits>> in("in");
  {
    ::hls::stream<ap_uint<Simd * Type::kBits>> out("out");
    write_all<Type, Simd>(in, maps.values);
    weir::hls::swu<Map, Kernel, Stride, Dilation, Channels, Simd, WindowOrder::kStandard, 1, kBuffer,
                   Type::kBits>(in, out, kMapFrames);
    CHECK(in.empty());
    const bool equal = read_all<Type, Simd>(out) == standard;
    CHECK(equal);
  }
  {
    ::hls::stream<ap_uint<Simd * Type::kBits>> out("out");
    write_all<Type, Simd>(in, maps.values);
    weir::hls::swu<Map, Kernel, Stride, Dilation, Channels, Simd, WindowOrder::kDepthwise, 1, kBuffer,
                   Type::kBits>(in, out, kMapFrames);
    CHECK(in.empty());
    const bool equal = read_all<Type, Simd>(out) == depthwise;
    CHECK(equal);
  }
  {
    ::hls::stream<ap_uint<Kernel::kArea * Simd * Type::kBits>> out("out");
    write_all<Type, Simd>(in, maps.values);
    weir::hls::swu_parallel<Map, Kernel, Stride, Dilation, Channels, Simd, Type::kBits>(in, out, kMapFrames);
    CHECK(in.empty());
    const bool equal = read_all<Type, Kernel::kArea * Simd>(out) == depthwise;
    CHECK(equal);
  }
}

// Adjacent windows: [groups, positions, channels / simd, mmv, simd].
template <int Mmv, class Map, class Kernel, class Stride, class Dilation, int Channels, int Simd,
          int Buffer = 0>
void check_swu_mmv() {
  using Type = Unsigned<7>;
  CAPTURE(Mmv, Map::kHeight, Map::kWidth, Kernel::kHeight, Kernel::kWidth, Stride::kHeight, Stride::kWidth);
  CAPTURE(Dilation::kHeight, Dilation::kWidth, Channels, Simd, Buffer);
  constexpr int kBuffer = (Kernel::kHeight - 1) * Dilation::kHeight * Map::kWidth +
                          (Kernel::kWidth - 1) * Dilation::kWidth + (Mmv - 1) * Stride::kWidth + 1 + Buffer;
  const auto maps = random_maps<Map, Channels, Type>();
  const auto windows =
      codes<Type>(windows_by_channel<Map, Kernel, Stride, Dilation, Channels, Channels>(maps));
  constexpr std::size_t kWindow = Kernel::kArea * Channels;
  std::vector<std::uint64_t> expected;
  for (std::size_t group = 0; group < windows.size(); group += Mmv * kWindow) {
    for (std::size_t beat = 0; beat < kWindow; beat += Simd) {
      for (std::size_t m = 0; m < Mmv; ++m) {
        for (std::size_t s = 0; s < Simd; ++s) expected.push_back(windows[group + m * kWindow + beat + s]);
      }
    }
  }
  ::hls::stream<ap_uint<Simd * Type::kBits>> in("in");
  ::hls::stream<ap_uint<Mmv * Simd * Type::kBits>> out("out");
  write_all<Type, Simd>(in, maps.values);
  weir::hls::swu<Map, Kernel, Stride, Dilation, Channels, Simd, WindowOrder::kStandard, Mmv, kBuffer,
                 Type::kBits>(in, out, kMapFrames);
  CHECK(in.empty());
  const bool equal = read_all<Type, Mmv * Simd>(out) == expected;
  CHECK(equal);
}

}  // namespace

// In both orders, and with all positions in a beat.
TEST_CASE("swu: windows of every frame in order, and nothing left over", "[hls][swu]") {
  using One = Extent<1, 1>;
  using Two = Extent<2, 2>;
  using Three = Extent<3, 3>;
  check_swu<Extent<5, 4>, Three, One, One, 4, 2>();
  check_swu<Extent<5, 4>, Three, One, One, 4, 2, 7>();   // near full_rate_pixels()
  check_swu<Extent<5, 4>, Three, One, One, 4, 2, 50>();  // more than a frame ahead
  check_swu<Extent<4, 7>, Extent<3, 2>, Extent<1, 2>, One, 3, 3, 1>();
  check_swu<Extent<4, 7>, Extent<2, 3>, Extent<2, 1>, One, 3, 1>();
  // Kernel 1, with and without stride, and the whole map.
  check_swu<Extent<3, 4>, One, One, One, 4, 2>();
  check_swu<Extent<5, 4>, One, Two, One, 2, 1>();
  check_swu<Extent<1, 1>, One, One, One, 1, 1>();
  check_swu<Extent<3, 5>, Extent<3, 5>, One, One, 2, 1>();
  check_swu<Extent<3, 5>, Extent<3, 5>, Extent<9, 9>, One, 2, 2, 3>();
  // Strides longer than the kernel, and longer than the buffer; pixels left over on both sides.
  check_swu<Extent<8, 9>, Two, Three, One, 2, 1>();
  check_swu<Extent<9, 8>, Extent<1, 2>, Extent<4, 3>, One, 2, 1>();
  check_swu<Extent<7, 7>, One, Extent<5, 3>, One, 3, 1>();
  check_swu<Extent<7, 6>, Two, Two, One, 1, 1>();
  check_swu<Extent<6, 6>, Two, One, One, 1, 1, 1>();
  // Dilation.
  check_swu<Extent<6, 7>, Three, One, Two, 2, 1>();
  check_swu<Extent<6, 7>, Two, Two, Extent<3, 1>, 2, 2, 4>();
  check_swu<Extent<7, 6>, Extent<3, 2>, Extent<1, 2>, Extent<2, 4>, 3, 1>();
  // One dimension.
  check_swu<Extent<1, 11>, Extent<1, 3>, One, One, 4, 2>();
  check_swu<Extent<1, 11>, Extent<1, 3>, Extent<1, 2>, Extent<1, 2>, 2, 1, 3>();
  check_swu<Extent<1, 11>, Extent<1, 2>, Extent<1, 4>, One, 1, 1>();
  check_swu<Extent<6, 1>, Extent<2, 1>, One, One, 2, 1>();
}

TEST_CASE("swu: windows side by side, position by position", "[hls][swu]") {
  using One = Extent<1, 1>;
  using Two = Extent<2, 2>;
  check_swu_mmv<2, Extent<5, 6>, Extent<3, 3>, One, One, 4, 2>();
  check_swu_mmv<2, Extent<5, 6>, Extent<3, 3>, One, One, 4, 2, 50>();
  check_swu_mmv<4, Extent<5, 6>, Extent<3, 3>, One, One, 4, 4, 3>();  // all windows of a row
  check_swu_mmv<3, Extent<4, 8>, Two, Extent<1, 3>, Extent<2, 1>, 2, 1, 1>();
  check_swu_mmv<3, Extent<1, 11>, Extent<1, 3>, One, One, 2, 2>();
  check_swu_mmv<5, Extent<3, 5>, One, One, One, 2, 1>();
}

}  // namespace weir::tests::hls_swu_test
