// What delayed a network in a run: the full FIFOs that its latest transfers waited for.
//
// Every cycle is a maximum of earlier cycles plus constants. So one can walk back from the latest transfer
// along a path without slack: each step goes to the earlier transfer that bounds the later one. When the path
// meets the same beat of an earlier frame, it has closed a ring. The ring's length alone then sets the pace,
// and the full FIFOs that were waited for on it are the cause.
#pragma once

#include <vector>

#include "models/pipeline.hpp"

namespace weir::models {

// The streams of the ring, or of the path if it closes no ring within the record. The pipeline must have been
// run with history. This is no proof: inside a layer, its previous event is taken as the cause.
std::vector<int> critical_streams(const Pipeline& pipeline);

}  // namespace weir::models
