// A tensor in the front end: a stream's integers, and the function from them to the tensor's values.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "import/front/layout.hpp"
#include "import/front/periodic.hpp"

namespace weir::importer {

// A step in float32, for each element; its operands repeat along the stream.
struct Operation {
  enum class Kind : std::uint8_t {
    kAdd,           // x + a
    kSubtract,      // x - a
    kSubtractFrom,  // a - x
    kMultiply,      // x a
    kDivide,        // x / a
    kLeaky,         // x if x >= 0, else x a; with a = 0 Relu
    kMaximum,       // max(x, a)
    kMinimum,       // min(x, a)
  };
  Kind kind = Kind::kAdd;
  Periodic<float> a;

  [[nodiscard]] float apply(float x, std::size_t element) const;
  // 1 if it ascends, -1 if it descends, 0 if it is the same for all x.
  [[nodiscard]] int direction(std::size_t element) const;
};

// value = (k + offset) x scale
struct Integers {
  Periodic<double> scale{1.0};
  Periodic<std::int64_t> offset;

  friend bool operator==(const Integers&, const Integers&) = default;
};

// A layer that moves or selects elements and commutes with element-wise functions.
struct Move {
  enum class Kind : std::uint8_t { kMaxPool, kUpsample };
  Kind kind = Kind::kMaxPool;
  std::size_t node = 0;
  Shape map;  // that comes in, as the layer sees it: [height, width, channels] or [width, channels]
  Shape out;
  // Of a pool: of both directions, or of the width alone.
  std::vector<std::int64_t> kernel, stride, pads;
  bool ceil = false;
};

struct Value {
  enum class Place : std::uint8_t {
    kHost,    // floats before the first quantizer
    kStream,  // in hardware
    kBehind,  // on the host, behind hardware
  };
  Place place = Place::kStream;
  Layout layout;
  std::size_t node = 0;    // kBehind: the first node that stays on the host; else the one since which the
                           // values are no integers
  std::size_t stream = 0;  // kStream: of the plan
  int made = 0;            // the stream's count of changes that this is of
  bool shared = false;     // the stream has other readers, too
  // kStream: an element k of the stream has the value (k + offset) x scale, rounded once to float32, followed
  // by the operations in order, and then by the moves of whole elements.
  Integers origin;
  std::vector<Operation> operations;
  std::optional<Integers> exact = Integers{};  // the same as integers, if it still is
  std::vector<Move> moves;
  std::vector<std::size_t> pending;  // nodes whose operations these are

  // After the operations, before the moves. k is an element of the stream.
  [[nodiscard]] float at(std::int64_t k, std::size_t element) const;
  // Of at() in k: 1, -1 or, where it is the same for all k, 0.
  [[nodiscard]] int direction(std::size_t element) const;
  // Of at(): how many elements differ.
  [[nodiscard]] std::size_t period() const;
};

}  // namespace weir::importer
