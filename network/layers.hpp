// The table of layer kinds: one line a kind.
#pragma once

#include <variant>

#include "network/layers/dwc.hpp"
#include "network/layers/label_select.hpp"
#include "network/layers/maxpool.hpp"
#include "network/layers/memstream.hpp"
#include "network/layers/mvtu.hpp"
#include "network/layers/pad.hpp"
#include "network/layers/pool.hpp"
#include "network/layers/swu.hpp"
#include "network/layers/threshold.hpp"
#include "network/layers/vvtu.hpp"

namespace weir {

using LayerParams = std::variant<Mvtu, Vvtu, Swu, Pad, Maxpool, Pool, Threshold, Dwc, LabelSelect, Memstream>;

}  // namespace weir
