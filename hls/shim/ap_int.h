// Integers of any width for C simulation: the subset of the vendor's ap_int.h that the HLS library and the
// emitted test benches use, so that they build with plain g++. Up to 64 bits wide, they convert to the
// built-in integers and calculate like them. Wider ones only have bits, ranges, bitwise operators, shifts and
// comparisons.
#ifndef WEIR_HLS_SHIM_AP_INT_H
#define WEIR_HLS_SHIM_AP_INT_H

#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>

template <int W, bool Signed>
class ap_int_base;
template <int W>
class ap_uint;
template <int W>
class ap_int;

// C simulation spends most of its time reading elements from beats, so this path is inlined even without -O2.
#define WEIR_AP_INLINE inline __attribute__((always_inline))

[[noreturn]] __attribute__((cold, noinline)) inline void ap_range_fail(int hi, int lo, int width) {
  throw std::out_of_range("ap_int: range " + std::to_string(hi) + ".." + std::to_string(lo) + " of " +
                          std::to_string(width) + " bits");
}

// Bits hi..lo of an integer, as a value that can be assigned to. Integer may be const.
template <class Integer>
class ap_range_ref {
 public:
  WEIR_AP_INLINE ap_range_ref(Integer& integer, int hi, int lo)
      : integer_(integer), lo_(lo), length_(hi - lo + 1) {
    if (lo < 0 || hi < lo || hi >= Integer::width) ap_range_fail(hi, lo, Integer::width);
  }
  ap_range_ref(const ap_range_ref&) = default;

  template <class Value>
  ap_range_ref& operator=(const Value& value) {
    integer_.set_range(lo_, length_, ap_int_base<Integer::width, false>(value));
    return *this;
  }
  template <int W, bool Signed>
  ap_range_ref& operator=(const ap_int_base<W, Signed>& value) {
    integer_.set_range(lo_, length_, value);
    return *this;
  }
  template <int W>
  ap_range_ref& operator=(const ap_uint<W>& value) {
    return *this = static_cast<const ap_int_base<W, false>&>(value);
  }
  template <int W>
  ap_range_ref& operator=(const ap_int<W>& value) {
    return *this = static_cast<const ap_int_base<W, true>&>(value);
  }
  ap_range_ref& operator=(const ap_range_ref& other) {
    return *this = ap_int_base<Integer::width, false>(other);
  }

  std::uint64_t to_uint64() const { return word(0); }
  operator std::uint64_t() const { return word(0); }
  // Bits 64 * index and up of the range; 0 beyond its end.
  WEIR_AP_INLINE std::uint64_t word(int index) const {
    const int left = length_ - 64 * index;
    if (left <= 0) return 0;
    const std::uint64_t bits = integer_.bits_from(lo_ + 64 * index);
    return left >= 64 ? bits : bits & ((std::uint64_t{1} << left) - 1);
  }

 private:
  Integer& integer_;
  int lo_;
  int length_;
};

template <class Integer>
class ap_bit_ref {
 public:
  ap_bit_ref(Integer& integer, int index) : range_(integer, index, index) {}
  ap_bit_ref(const ap_bit_ref&) = default;
  ap_bit_ref& operator=(bool bit) {
    range_ = bit;
    return *this;
  }
  ap_bit_ref& operator=(const ap_bit_ref& other) { return *this = static_cast<bool>(other); }
  operator bool() const { return range_.to_uint64() != 0; }

 private:
  ap_range_ref<Integer> range_;
};

template <int W, bool Signed>
class ap_int_base {
  static_assert(W >= 1, "an integer has at least one bit");

 public:
  static constexpr int width = W;
  static constexpr int kWords = (W + 63) / 64;
  // As in the vendor's type, a difference of unsigned numbers can be negative.
  using Native = std::conditional_t<Signed || (W < 64), std::int64_t, std::uint64_t>;

  ap_int_base() = default;
  template <class T, std::enable_if_t<std::is_integral<T>::value, int> = 0>
  ap_int_base(T value) {
    words_[0] = static_cast<std::uint64_t>(value);
    for (int i = 1; i < kWords; ++i) words_[i] = value < T{} ? ~std::uint64_t{0} : 0;
    extend();
  }
  template <int W2, bool Signed2>
  ap_int_base(const ap_int_base<W2, Signed2>& other) {
    for (int i = 0; i < kWords; ++i) words_[i] = other.word(i);
    extend();
  }
  template <class Integer>
  WEIR_AP_INLINE ap_int_base(const ap_range_ref<Integer>& range) {
    for (int i = 0; i < kWords; ++i) words_[i] = range.word(i);
    extend();
  }

  operator Native() const {
    static_assert(W <= 64, "arithmetic is for integers of at most 64 bits");
    return static_cast<Native>(words_[0]);
  }
  std::uint64_t to_uint64() const { return words_[0]; }
  std::int64_t to_int64() const { return static_cast<std::int64_t>(words_[0]); }
  unsigned to_uint() const { return static_cast<unsigned>(words_[0]); }
  int to_int() const { return static_cast<int>(words_[0]); }
  int length() const { return W; }

  WEIR_AP_INLINE ap_range_ref<ap_int_base> range(int hi, int lo) { return {*this, hi, lo}; }
  WEIR_AP_INLINE ap_range_ref<const ap_int_base> range(int hi, int lo) const { return {*this, hi, lo}; }
  ap_range_ref<ap_int_base> operator()(int hi, int lo) { return {*this, hi, lo}; }
  ap_range_ref<const ap_int_base> operator()(int hi, int lo) const { return {*this, hi, lo}; }
  ap_bit_ref<ap_int_base> operator[](int index) { return {*this, index}; }
  WEIR_AP_INLINE bool operator[](int index) const { return range(index, index).to_uint64() != 0; }

  template <class T>
  ap_int_base& operator+=(const T& value) {
    return *this = static_cast<Native>(*this) + static_cast<Native>(value);
  }
  template <class T>
  ap_int_base& operator-=(const T& value) {
    return *this = static_cast<Native>(*this) - static_cast<Native>(value);
  }
  ap_int_base& operator++() { return *this += 1; }
  template <class T>
  ap_int_base& operator&=(const T& value) {
    return *this = *this & ap_int_base(value);
  }
  template <class T>
  ap_int_base& operator|=(const T& value) {
    return *this = *this | ap_int_base(value);
  }
  template <class T>
  ap_int_base& operator^=(const T& value) {
    return *this = *this ^ ap_int_base(value);
  }
  ap_int_base& operator<<=(int by) { return *this = *this << by; }
  ap_int_base& operator>>=(int by) { return *this = *this >> by; }

  ap_int_base operator~() const {
    ap_int_base result;
    for (int i = 0; i < kWords; ++i) result.words_[i] = ~words_[i];
    result.extend();
    return result;
  }

  // For the shim's own use: bits 64 * index and up, and bits from `position` on, both extended beyond the
  // width.
  WEIR_AP_INLINE std::uint64_t word(int index) const {
    if (index < kWords) return words_[index];
    return Signed && (words_[kWords - 1] >> 63) != 0 ? ~std::uint64_t{0} : 0;
  }
  WEIR_AP_INLINE std::uint64_t bits_from(int position) const {
    const int index = static_cast<int>(static_cast<unsigned>(position) / 64);
    const unsigned shift = static_cast<unsigned>(position) % 64;
    const std::uint64_t low = word(index) >> shift;
    if (kWords == 1 && !Signed) return low;  // there are no words above
    return shift == 0 ? low : low | word(index + 1) << (64 - shift);
  }
  void set_word(int index, std::uint64_t value) {
    words_[index] = value;
    if (index == kWords - 1) extend();
  }
  template <class Value>
  void set_range(int lo, int length, const Value& value) {
    for (int i = 0; 64 * i < length; ++i) {
      const int left = length - 64 * i;
      const std::uint64_t mask = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
      const std::uint64_t bits = value.word(i) & mask;
      const int index = (lo + 64 * i) / 64;
      const int shift = (lo + 64 * i) % 64;
      words_[index] = (words_[index] & ~(mask << shift)) | bits << shift;
      if (shift != 0 && index + 1 < kWords) {
        words_[index + 1] = (words_[index + 1] & ~(mask >> (64 - shift))) | bits >> (64 - shift);
      }
    }
    extend();
  }

 private:
  // Sets the bits of the last word above the width to the sign, or to zero.
  WEIR_AP_INLINE void extend() {
    constexpr int kUnused = 64 * kWords - W;
    std::uint64_t& top = words_[kWords - 1];
    top = Signed ? static_cast<std::uint64_t>(static_cast<std::int64_t>(top << kUnused) >> kUnused)
                 : top << kUnused >> kUnused;
  }

  std::uint64_t words_[kWords] = {};
};

// The operands of the binary operators have the same signedness and any widths.
#define WEIR_AP_BITWISE(OP)                                                                             \
  template <int A, int B, bool S>                                                                       \
  ap_int_base<(A > B ? A : B), S> operator OP(const ap_int_base<A, S>& a, const ap_int_base<B, S>& b) { \
    ap_int_base<(A > B ? A : B), S> result;                                                             \
    for (int i = 0; i < result.kWords; ++i) result.set_word(i, a.word(i) OP b.word(i));                 \
    return result;                                                                                      \
  }
WEIR_AP_BITWISE(&)
WEIR_AP_BITWISE(|)
WEIR_AP_BITWISE(^)
#undef WEIR_AP_BITWISE

template <int W, bool S, class Count, std::enable_if_t<std::is_integral<Count>::value, int> = 0>
ap_int_base<W, S> operator<<(const ap_int_base<W, S>& value, Count by) {
  ap_int_base<W, S> result;
  const int shift = static_cast<int>(by);
  if (shift < W) result.range(W - 1, shift) = value;
  return result;
}

template <int W, bool S, class Count, std::enable_if_t<std::is_integral<Count>::value, int> = 0>
ap_int_base<W, S> operator>>(const ap_int_base<W, S>& value, Count by) {
  const int shift = static_cast<int>(by);
  ap_int_base<W, S> result;
  for (int i = 0; i < result.kWords; ++i) result.set_word(i, value.bits_from(shift + 64 * i));
  return result;
}

template <int A, int B, bool S>
bool operator==(const ap_int_base<A, S>& a, const ap_int_base<B, S>& b) {
  constexpr int kWords = ap_int_base<(A > B ? A : B), S>::kWords;
  for (int i = 0; i < kWords; ++i) {
    if (a.word(i) != b.word(i)) return false;
  }
  return true;
}

template <int A, int B, bool S>
bool operator<(const ap_int_base<A, S>& a, const ap_int_base<B, S>& b) {
  constexpr int kWords = ap_int_base<(A > B ? A : B), S>::kWords;
  const std::uint64_t sign = std::uint64_t{S} << 63;  // inverting it orders the top words of signed numbers
  if (a.word(kWords) != b.word(kWords)) return (a.word(kWords) ^ sign) < (b.word(kWords) ^ sign);
  for (int i = kWords; i-- > 0;) {
    if (a.word(i) != b.word(i)) return a.word(i) < b.word(i);
  }
  return false;
}

template <int A, int B, bool S>
bool operator!=(const ap_int_base<A, S>& a, const ap_int_base<B, S>& b) {
  return !(a == b);
}
template <int A, int B, bool S>
bool operator>(const ap_int_base<A, S>& a, const ap_int_base<B, S>& b) {
  return b < a;
}
template <int A, int B, bool S>
bool operator<=(const ap_int_base<A, S>& a, const ap_int_base<B, S>& b) {
  return !(b < a);
}
template <int A, int B, bool S>
bool operator>=(const ap_int_base<A, S>& a, const ap_int_base<B, S>& b) {
  return !(a < b);
}

template <int W>
class ap_uint : public ap_int_base<W, false> {
 public:
  ap_uint() = default;
  template <class T>
  WEIR_AP_INLINE ap_uint(const T& value) : ap_int_base<W, false>(value) {}
};

template <int W>
class ap_int : public ap_int_base<W, true> {
 public:
  ap_int() = default;
  template <class T>
  WEIR_AP_INLINE ap_int(const T& value) : ap_int_base<W, true>(value) {}
};

#undef WEIR_AP_INLINE

#endif
