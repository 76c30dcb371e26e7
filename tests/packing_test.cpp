// Tensors compared with beats written by hand, bit by bit.
#include "testbench/packing.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

namespace weir::tests::packing_test {

namespace {

using testbench::append_frame;
using testbench::element_of;
using testbench::frame_of;
using Words = std::vector<std::uint64_t>;

Stream stream_of(const DataType& element, const Shape& shape, std::int64_t width_bits) {
  Stream stream;
  stream.name = "s";
  stream.element = element;
  stream.shape = shape;
  stream.width_bits = width_bits;
  stream.beats_per_frame = (stream.frame_bits() + width_bits - 1) / width_bits;
  return stream;
}

// The words of one frame, which must unpack to the same values.
Words packed(const Stream& stream, const std::vector<std::int64_t>& values) {
  Beats beats(stream.width_bits);
  const Tensor tensor(stream.shape, values);
  append_frame(beats, stream, tensor);
  CHECK(beats.size() == stream.beats_per_frame);
  CHECK(frame_of(beats, stream, 0) == tensor);
  return beats.words;
}

}  // namespace

TEST_CASE("packing: the first element is in the least significant bits", "[testbench][packing]") {
  CHECK(packed(stream_of(DataType::uint(4), {4}, 8), {1, 2, 3, 15}) == Words{0x21, 0xf3});
  CHECK(packed(stream_of(DataType::uint(8), {3}, 24), {0x01, 0xff, 0x80}) == Words{0x80ff01});
}

TEST_CASE("packing: each type by its code", "[testbench][packing]") {
  CHECK(packed(stream_of(DataType::binary(), {4}, 4), {1, 0, 1, 1}) == Words{0b1101});
  CHECK(packed(stream_of(DataType::bipolar(), {4}, 4), {1, -1, -1, 1}) == Words{0b1001});
  CHECK(packed(stream_of(DataType::ternary(), {4}, 8), {0, 1, -1, -1}) == Words{0b11'11'01'00});
  CHECK(packed(stream_of(DataType::sint(3), {4}, 6), {-4, 3, -1, 0}) == Words{0b011'100, 0b000'111});
  CHECK(packed(stream_of(DataType::sint(32), {2}, 32), {INT32_MIN, -2}) == Words{0x80000000, 0xfffffffe});
  CHECK(packed(stream_of(DataType::uint(31), {2}, 62), {INT32_MAX, 1}) == Words{0xffffffffU});
}

TEST_CASE("packing: the innermost extent goes first", "[testbench][packing]") {
  CHECK(packed(stream_of(DataType::uint(4), {2, 3}, 12), {1, 2, 3, 4, 5, 6}) == Words{0x321, 0x654});
}

TEST_CASE("packing: elements may straddle beats", "[testbench][packing]") {
  // The 3-bit elements 5, 2, 7, 1 are the bits 001 111 010 101, cut after every 2 and every 4 bits.
  CHECK(packed(stream_of(DataType::uint(3), {4}, 2), {5, 2, 7, 1}) == Words{1, 1, 1, 3, 3, 0 /* 00 */});
  CHECK(packed(stream_of(DataType::uint(3), {4}, 4), {5, 2, 7, 1}) == Words{0b0101, 0b1101, 0b0011});
}

TEST_CASE("packing: beats wider than a word, and bits above the width stay zero", "[testbench][packing]") {
  // 70 bits: 14 elements of 5 bits; the 13th has the bits 60 to 64.
  std::vector<std::int64_t> values(28, -1);
  values[12] = 1;
  values[14] = 0;
  const Words words = packed(stream_of(DataType::sint(5), {28}, 70), values);
  CHECK(words == Words{0x1fffffffffffffff, 0x3e, 0xffffffffffffffe0, 0x3f});
}

TEST_CASE("packing: a last beat is filled up with zeros, and the next frame begins with a beat",
          "[testbench][packing]") {
  const Stream stream = stream_of(DataType::sint(4), {10}, 24);
  CHECK(packed(stream, {1, 2, 3, 4, 5, 6, 7, -8, -1, -2}) == Words{0x654321, 0xef87});
  CHECK(packed(stream_of(DataType::uint(4), {3}, 70), {1, 2, 15}) == Words{0xf21, 0});
  Beats beats(stream.width_bits);
  append_frame(beats, stream, Tensor({10}, {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1}));
  append_frame(beats, stream, Tensor({10}, {1, 0, 0, 0, 0, 0, 0, 0, 0, 7}));
  CHECK(beats.words == Words{0xffffff, 0xffff, 1, 0x7000});
  CHECK(element_of(beats, stream, 0, 9) == -1);
  CHECK(element_of(beats, stream, 1, 0) == 1);
  CHECK(element_of(beats, stream, 1, 9) == 7);
}

TEST_CASE("packing: frames follow each other without a gap", "[testbench][packing]") {
  const Stream stream = stream_of(DataType::uint(2), {3}, 3);
  Beats beats(stream.width_bits);
  append_frame(beats, stream, Tensor({3}, {3, 0, 1}));
  append_frame(beats, stream, Tensor({3}, {1, 2, 3}));
  CHECK(beats.words == Words{0b011, 0b010, 0b001, 0b111});
  CHECK(element_of(beats, stream, 0, 2) == 1);
  CHECK(element_of(beats, stream, 1, 0) == 1);
  CHECK(element_of(beats, stream, 1, 1) == 2);
  CHECK(frame_of(beats, stream, 1).values == std::vector<std::int64_t>{1, 2, 3});
}

}  // namespace weir::tests::packing_test
