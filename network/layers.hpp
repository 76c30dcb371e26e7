// The layer kinds, as listed in kinds.txt.
#pragma once

#include <variant>

#include "network/kinds.hpp"

namespace weir {

namespace detail {

template <class None, class... Kinds>
struct OneOf {
  using Type = std::variant<Kinds...>;
};

}  // namespace detail

#define WEIR_AND(Kind) , Kind
using LayerParams = detail::OneOf<void WEIR_KINDS(WEIR_AND)>::Type;
#undef WEIR_AND

// A tag for a kind, for code that has no layer of it.
template <class Kind>
struct Of {};

// Calls visit(Of<Kind>{}) for each kind, in the order of the list.
template <class Visit>
void for_each_kind(const Visit& visit) {
#define WEIR_VISIT(Kind) visit(Of<Kind>{});
  WEIR_KINDS(WEIR_VISIT)
#undef WEIR_VISIT
}

}  // namespace weir
