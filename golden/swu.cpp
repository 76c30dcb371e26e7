#include <stdexcept>

#include "golden/layers.hpp"

namespace weir {

Reference reference(const Swu& /*swu*/) { throw std::logic_error("golden: no swu yet"); }

}  // namespace weir
