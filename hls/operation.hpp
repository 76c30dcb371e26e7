// Operations on two numbers, for eltwise and channelwise.
#pragma once

#include <ap_int.h>

namespace weir {
namespace hls {

// Result is a type that holds every result.

template <class Result>
struct Add {
  using Output = Result;
  template <class A, class B>
  static typename Output::Code of(const A& a, const B& b) {
#pragma HLS INLINE
    return typename Output::Code(a + b);
  }
};

template <class Result>
struct Subtract {
  using Output = Result;
  template <class A, class B>
  static typename Output::Code of(const A& a, const B& b) {
#pragma HLS INLINE
    return typename Output::Code(a - b);
  }
};

template <class Result>
struct AbsoluteDifference {
  using Output = Result;
  template <class A, class B>
  static typename Output::Code of(const A& a, const B& b) {
#pragma HLS INLINE
    return a < b ? typename Output::Code(b - a) : typename Output::Code(a - b);
  }
};

template <class Result>
struct Multiply {
  using Output = Result;
  template <class A, class B>
  static typename Output::Code of(const A& a, const B& b) {
#pragma HLS INLINE
    return typename Output::Code(a * b);
  }
};

// Whether a >= b.
template <class Result>
struct AtLeast {
  using Output = Result;
  template <class A, class B>
  static typename Output::Code of(const A& a, const B& b) {
#pragma HLS INLINE
    return typename Output::Code(a >= b ? 1 : 0);
  }
};

}  // namespace hls
}  // namespace weir
