// What held up a network that was run: the FIFOs whose room its latest transfers waited for.
//
// Every cycle is a maximum of earlier cycles plus constants. From the latest transfer one can walk back, each
// time to an earlier one that it came just as late after as it must: a path of which no step has any slack.
// Where it comes by the same beat of an earlier frame it has closed a ring, which takes just as long as it
// does, whatever else there is: the FIFOs on it whose room was waited for are what sets its pace.
#pragma once

#include <vector>

#include "models/pipeline.hpp"

namespace weir::models {

// Of a pipeline that was run with history: the streams of the ring, or of the path where it closes none
// within what is kept. No proof: what a layer waited for inside it is taken to be what it did last.
std::vector<int> critical_streams(const Pipeline& pipeline);

}  // namespace weir::models
