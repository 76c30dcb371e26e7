// The table of layer kinds: one line a kind.
#pragma once

#include <variant>

#include "network/layers/dwc.hpp"
#include "network/layers/label_select.hpp"
#include "network/layers/memstream.hpp"
#include "network/layers/mvtu.hpp"
#include "network/layers/threshold.hpp"

namespace weir {

using LayerParams = std::variant<Mvtu, Threshold, Dwc, LabelSelect, Memstream>;

}  // namespace weir
