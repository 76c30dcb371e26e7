// What a layer kind is to the models: the order of its beats, and its arithmetic. Both stand in
// kinds/<kind>.cpp.
#pragma once

#include "models/schedule.hpp"
#include "models/values.hpp"

namespace weir::models {

// Of each kind: its row of docs/timing.md, and what its iterations compute. The layer outlives both.
Schedule schedule(const Mvtu& mvtu);
Schedule schedule(const Vvtu& vvtu);
Schedule schedule(const Swu& swu);
Schedule schedule(const Pad& pad);
Schedule schedule(const Maxpool& maxpool);
Schedule schedule(const Pool& pool);
Schedule schedule(const Threshold& threshold);
Schedule schedule(const Dwc& dwc);
Schedule schedule(const LabelSelect& label_select);
Schedule schedule(const Memstream& memstream);
Schedule schedule(const Fork& fork);
Schedule schedule(const Eltwise& eltwise);
Schedule schedule(const Concat& concat);
Schedule schedule(const Split& split);
Schedule schedule(const Channelwise& channelwise);
Schedule schedule(const Upsample& upsample);
Schedule schedule(const Downsample& downsample);
Schedule schedule(const Lookup& lookup);
Schedule schedule(const Normalize& normalize);
Schedule schedule(const TmrCheck& tmr_check);
Schedule schedule(const Mem& mem);
Schedule schedule(const Layer& layer);

Computation compute(const Mvtu& mvtu, ValuePorts ports);
Computation compute(const Vvtu& vvtu, ValuePorts ports);
Computation compute(const Swu& swu, ValuePorts ports);
Computation compute(const Pad& pad, ValuePorts ports);
Computation compute(const Maxpool& maxpool, ValuePorts ports);
Computation compute(const Pool& pool, ValuePorts ports);
Computation compute(const Threshold& threshold, ValuePorts ports);
Computation compute(const Dwc& dwc, ValuePorts ports);
Computation compute(const LabelSelect& label_select, ValuePorts ports);
Computation compute(const Memstream& memstream, ValuePorts ports);
Computation compute(const Fork& fork, ValuePorts ports);
Computation compute(const Eltwise& eltwise, ValuePorts ports);
Computation compute(const Concat& concat, ValuePorts ports);
Computation compute(const Split& split, ValuePorts ports);
Computation compute(const Channelwise& channelwise, ValuePorts ports);
Computation compute(const Upsample& upsample, ValuePorts ports);
Computation compute(const Downsample& downsample, ValuePorts ports);
Computation compute(const Lookup& lookup, ValuePorts ports);
Computation compute(const Normalize& normalize, ValuePorts ports);
Computation compute(const TmrCheck& tmr_check, ValuePorts ports);
Computation compute(const Mem& mem, ValuePorts ports);
Computation compute(const Layer& layer, ValuePorts ports);

}  // namespace weir::models
