// Shared by the tests of layers and networks: networks of one layer or one join, their streams by name, and
// exact error messages.
#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "network/error.hpp"
#include "network/network.hpp"

namespace weir::tests {

// Short names of types.
inline DataType u(int bits) { return DataType::uint(bits); }
inline DataType s(int bits) { return DataType::sint(bits); }
inline const DataType kBinary = DataType::binary();
inline const DataType kBipolar = DataType::bipolar();
inline const DataType kTernary = DataType::ternary();

inline void rejected(const std::function<void()>& act, const std::string& key, const std::string& found,
                     const std::string& wanted) {
  try {
    act();
  } catch (const BadInput& error) {
    CHECK(error.key() == key);
    CHECK(error.found() == found);
    CHECK(error.wanted() == wanted);
    return;
  }
  FAIL("accepted, but wanted " << wanted);
}

// Checks that a layer rejects a stream of that type and shape.
template <class Params>
void refuses(Params params, const DataType& element, const Shape& shape, const std::string& key,
             const std::string& found, const std::string& wanted) {
  INFO(Params::kKind << " on " << to_string(shape));
  rejected([&] { params.infer(element, shape, 0); }, key, found, wanted);
}

template <class Params>
Params inferred(Params params, const DataType& element, const Shape& shape) {
  params.infer(element, shape, 0);
  return params;
}

// A network of that one layer, behind one input.
inline Network one(const LayerParams& params, const DataType& element, const Shape& shape,
                   std::int64_t elements_per_beat = 1) {
  NetworkBuilder builder("one");
  builder.input("in", element, shape, elements_per_beat);
  builder.add("layer", params);
  return builder.finish();
}

// The last stream that the only layer of a network writes.
inline Stream output_of(const LayerParams& params, const DataType& element, const Shape& shape,
                        std::int64_t elements_per_beat) {
  return one(params, element, shape, elements_per_beat).streams.back();
}

// A network of that one join, behind two inputs, an element a beat.
inline Network joined(const LayerParams& params, const DataType& a, const Shape& shape_a, const DataType& b,
                      const Shape& shape_b) {
  NetworkBuilder builder("net");
  builder.input("a", a, shape_a, 1);
  builder.input("b", b, shape_b, 1);
  builder.add("joint", params, {"a", "b"});
  return builder.finish();
}

// Adds that layer behind `streams` inputs of uint2, [3, 4].
inline void read_by(const LayerParams& params, std::int64_t streams) {
  NetworkBuilder builder("net");
  std::vector<std::string> from;
  for (std::int64_t i = 0; i < streams; ++i) {
    from.push_back("in" + std::to_string(i));
    builder.input(from.back(), u(2), {3, 4}, 1);
  }
  builder.add("layer", params, from);
}

// The least cycles a frame of a layer that reads uint2.
inline std::int64_t least_cycles(const LayerParams& params, const Shape& shape,
                                 std::int64_t elements_per_beat = 1) {
  const Network network = one(params, u(2), shape, elements_per_beat);
  CHECK(network.interval_bound() >= network.layers.back().ideal_cycles());
  return network.layers.back().ideal_cycles();
}

// An mvtu that outputs its accumulators.
inline Mvtu mvtu_of(const DataType& weight, const Tensor& weights, std::int64_t pe, std::int64_t simd) {
  Mvtu mvtu;
  mvtu.rows = weights.shape[0];
  mvtu.pe = pe;
  mvtu.simd = simd;
  mvtu.weight = weight;
  mvtu.weights = weights;
  mvtu.accumulator.bits = 0;
  return mvtu;
}
inline Mvtu mvtu_of(std::int64_t rows, std::int64_t cols, std::int64_t pe, std::int64_t simd) {
  return mvtu_of(s(3), Tensor({rows, cols}), pe, simd);
}

using Names = std::vector<std::string>;

inline Names names(const Network& network, const std::vector<int>& streams) {
  Names names;
  for (const int s : streams) names.push_back(network.stream(s).name);
  return names;
}

inline const Layer& layer(const Network& network, const std::string& name) {
  REQUIRE(network.find_layer(name) >= 0);
  return network.layer(network.find_layer(name));
}

inline const Stream& stream(const Network& network, const std::string& name) {
  REQUIRE(network.find_stream(name) >= 0);
  return network.stream(network.find_stream(name));
}

}  // namespace weir::tests
