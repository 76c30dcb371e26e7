#include "network/refold.hpp"

#include <algorithm>
#include <tuple>
#include <variant>
#include <vector>

#include "network/error.hpp"

namespace weir {

namespace {

template <class Params>
constexpr bool kHasPe = requires(Params params) {
  params.pe;
};
template <class Params>
constexpr bool kHasSimd = requires(Params params) {
  params.simd;
};
template <class Params>
constexpr bool kHasMmv = requires(Params params) {
  params.mmv;
};

template <class Params>
Folding folding_in(const Params& params) {
  Folding folding;
  if constexpr (kHasPe<Params>) folding.pe = params.pe;
  if constexpr (kHasSimd<Params>) folding.simd = params.simd;
  if constexpr (requires { params.parallel_window; }) folding.parallel_window = params.parallel_window;
  folding.cycles = params.trip_count();
  return folding;
}

template <class Params>
void set(Params& params, const Folding& folding) {
  if constexpr (kHasPe<Params>) params.pe = folding.pe;
  if constexpr (kHasSimd<Params>) params.simd = folding.simd;
  if constexpr (requires { params.parallel_window; }) params.parallel_window = folding.parallel_window;
}

std::vector<std::int64_t> divisors(std::int64_t number) {
  std::vector<std::int64_t> found;
  for (std::int64_t d = 1; d * d <= number; ++d) {
    if (number % d != 0) continue;
    found.push_back(d);
    if (d != number / d) found.push_back(number / d);
  }
  return found;
}

template <class Params>
std::optional<Folding> find(const Params& given, std::int64_t most_cycles) {
  if constexpr (!kHasPe<Params> && !kHasSimd<Params>) {
    return std::nullopt;
  } else {
    if constexpr (kHasMmv<Params>) {
      if (given.mmv != 1) return std::nullopt;  // they are bound to the swu's
    }
    const Folding now = folding_in(given);
    Params params = given;
    set(params, {1, 1, now.parallel_window, 0});
    const std::int64_t work = params.trip_count();
    std::vector<Folding> found;
    const std::vector<std::int64_t> factors = divisors(work);
    for (const std::int64_t pe : kHasPe<Params> ? factors : std::vector<std::int64_t>{1}) {
      for (const std::int64_t simd : kHasSimd<Params> ? factors : std::vector<std::int64_t>{1}) {
        if (pe > work / simd) continue;
        Folding tried{pe, simd, now.parallel_window, 0};
        set(params, tried);
        tried.cycles = params.trip_count();
        // One that does not divide what it folds leaves something out.
        if (tried.cycles <= most_cycles && tried.cycles * pe * simd == work) found.push_back(tried);
      }
    }
    std::ranges::sort(found, {}, [&](const Folding& each) {
      return std::tuple(each.pe * each.simd, each.pe != now.pe, each.simd != now.simd, each.pe);
    });
    for (const Folding& each : found) {
      set(params, each);
      try {
        check(params);
        return each;
      } catch (const BadInput&) {  // not of this kind
      }
    }
    return std::nullopt;
  }
}

}  // namespace

Folding folding_of(const Layer& layer) {
  return std::visit([](const auto& params) { return folding_in(params); }, layer.params);
}

std::optional<Folding> folding_within(const Layer& layer, std::int64_t most_cycles) {
  std::optional<Folding> found =
      std::visit([&](const auto& params) { return find(params, most_cycles); }, layer.params);
  const auto* swu = std::get_if<Swu>(&layer.params);
  if (found || swu == nullptr || swu->parallel_window) return found;
  Swu whole = *swu;
  whole.parallel_window = true;
  whole.buffer_pixels = 0;
  return find(whole, most_cycles);
}

}  // namespace weir
