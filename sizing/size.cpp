#include "sizing/size.hpp"

#include <stdexcept>

namespace weir::sizing {

SizingResult size(const Scenario& /*scenario*/, const SizingOptions& /*options*/) {
  throw std::logic_error("sizing: under construction");
}

}  // namespace weir::sizing
