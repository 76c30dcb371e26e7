// The table of layer kinds: one line a kind.
#pragma once

#include <variant>

#include "network/layers/channelwise.hpp"
#include "network/layers/concat.hpp"
#include "network/layers/downsample.hpp"
#include "network/layers/dwc.hpp"
#include "network/layers/eltwise.hpp"
#include "network/layers/fork.hpp"
#include "network/layers/label_select.hpp"
#include "network/layers/lookup.hpp"
#include "network/layers/maxpool.hpp"
#include "network/layers/mem.hpp"
#include "network/layers/memstream.hpp"
#include "network/layers/mvtu.hpp"
#include "network/layers/normalize.hpp"
#include "network/layers/pad.hpp"
#include "network/layers/pool.hpp"
#include "network/layers/split.hpp"
#include "network/layers/swu.hpp"
#include "network/layers/threshold.hpp"
#include "network/layers/tmr_check.hpp"
#include "network/layers/upsample.hpp"
#include "network/layers/vvtu.hpp"

namespace weir {

using LayerParams =
    std::variant<Mvtu, Vvtu, Swu, Pad, Maxpool, Pool, Threshold, Dwc, LabelSelect, Memstream, Fork, Eltwise,
                 Concat, Split, Channelwise, Upsample, Downsample, Lookup, Normalize, TmrCheck, Mem>;

}  // namespace weir
