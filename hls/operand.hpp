// The element types that streams carry: code (the bits) to value and back, and the product of two of them.
#pragma once

#include <ap_int.h>

#include <cstdint>

namespace weir {
namespace hls {

// Every type has kBits, kMin and Value, a signed integer that holds all its values. decode(code) is a code's
// value; level(n) is the code of the n-th value from the least one; times(code, value) is the code's value
// times `value`. kSelects: times() only selects among the value, its negative and zero.

template <int Bits>
struct Unsigned {
  static constexpr int kBits = Bits;
  static constexpr std::int64_t kMin = 0;
  static constexpr bool kSelects = Bits == 1;
  static constexpr int kValueBits = Bits + 1;
  using Code = ap_uint<Bits>;
  using Value = ap_int<kValueBits>;

  static Value decode(const Code& code) {
#pragma HLS INLINE
    return Value(code);
  }
  static Code level(int n) {
#pragma HLS INLINE
    return Code(n);
  }
  template <class Other>
  static ap_int<kValueBits + Other::kValueBits> times(const Code& code, const typename Other::Value& value) {
#pragma HLS INLINE
    return ap_int<kValueBits + Other::kValueBits>(decode(code) * value);
  }
};

template <int Bits>
struct Signed {
  static constexpr int kBits = Bits;
  static constexpr std::int64_t kMin = -(std::int64_t{1} << (Bits - 1));
  static constexpr bool kSelects = false;
  static constexpr int kValueBits = Bits;
  using Code = ap_uint<Bits>;
  using Value = ap_int<kValueBits>;

  static Value decode(const Code& code) {
#pragma HLS INLINE
    return Value(code);
  }
  static Code level(int n) {
#pragma HLS INLINE
    return Code(kMin + n);
  }
  template <class Other>
  static ap_int<kValueBits + Other::kValueBits> times(const Code& code, const typename Other::Value& value) {
#pragma HLS INLINE
    return ap_int<kValueBits + Other::kValueBits>(decode(code) * value);
  }
};

// One bit: 1 stands for +1, 0 for -1.
struct Bipolar {
  static constexpr int kBits = 1;
  static constexpr std::int64_t kMin = -1;
  static constexpr bool kSelects = true;
  static constexpr int kValueBits = 2;
  using Code = ap_uint<1>;
  using Value = ap_int<kValueBits>;

  static Value decode(const Code& code) {
#pragma HLS INLINE
    return Value(code != 0 ? 1 : -1);
  }
  static Code level(int n) {
#pragma HLS INLINE
    return Code(n);
  }
  template <class Other>
  static ap_int<kValueBits + Other::kValueBits> times(const Code& code, const typename Other::Value& value) {
#pragma HLS INLINE
    using Product = ap_int<kValueBits + Other::kValueBits>;
    return code != 0 ? Product(value) : Product(-value);
  }
};

// -1, 0, +1 in two bits of two's complement.
struct Ternary {
  static constexpr int kBits = 2;
  static constexpr std::int64_t kMin = -1;
  static constexpr bool kSelects = true;
  static constexpr int kValueBits = 2;
  using Code = ap_uint<2>;
  using Value = ap_int<kValueBits>;

  static Value decode(const Code& code) {
#pragma HLS INLINE
    return Value(code);
  }
  static Code level(int n) {
#pragma HLS INLINE
    return Code(kMin + n);
  }
  template <class Other>
  static ap_int<kValueBits + Other::kValueBits> times(const Code& code, const typename Other::Value& value) {
#pragma HLS INLINE
    using Product = ap_int<kValueBits + Other::kValueBits>;
    if (code == 0) return Product(0);
    return code == 1 ? Product(value) : Product(-value);
  }
};

// A type whose levels are counted from Base instead of its least value.
template <class Type, std::int64_t Base>
struct From : Type {
  static typename Type::Code level(int n) {
#pragma HLS INLINE
    return typename Type::Code(Base + n);
  }
};

// The product of two codes, by A::times() if A::kSelects, and by B::times() otherwise, so that only two
// multi-bit operands need a multiplier.
template <class A, class B, bool ASelects = A::kSelects>
struct Product {
  static constexpr int kBits = A::kValueBits + B::kValueBits;
  static ap_int<kBits> of(const typename A::Code& a, const typename B::Code& b) {
#pragma HLS INLINE
    return A::template times<B>(a, B::decode(b));
  }
};

template <class A, class B>
struct Product<A, B, false> {
  static constexpr int kBits = A::kValueBits + B::kValueBits;
  static ap_int<kBits> of(const typename A::Code& a, const typename B::Code& b) {
#pragma HLS INLINE
    return B::template times<A>(b, A::decode(a));
  }
};

// Bits that hold 0..n, at least 1.
constexpr int bits_for(std::int64_t n) { return n < 2 ? 1 : 1 + bits_for(n / 2); }

// Element `index` of a beat.
template <int Bits, int Width>
ap_uint<Bits> lane(const ap_uint<Width>& beat, int index) {
#pragma HLS INLINE
  return beat.range((index + 1) * Bits - 1, index * Bits);
}

// The larger of two beats, element by element.
template <int Lanes, class Type>
ap_uint<Lanes * Type::kBits> larger(const ap_uint<Lanes * Type::kBits>& a,
                                    const ap_uint<Lanes * Type::kBits>& b) {
#pragma HLS INLINE
  ap_uint<Lanes* Type::kBits> result = a;
lanes:
  for (int i = 0; i < Lanes; ++i) {
#pragma HLS UNROLL
    const typename Type::Code code = lane<Type::kBits>(b, i);
    if (Type::decode(code) > Type::decode(lane<Type::kBits>(a, i))) {
      result.range((i + 1) * Type::kBits - 1, i * Type::kBits) = code;
    }
  }
  return result;
}

}  // namespace hls
}  // namespace weir
