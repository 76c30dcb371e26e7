// Makes the memory images of a build's RTL from its graph, because the RTL refers to files on the author's
// machine, which are mostly missing.
#pragma once

#include <string>
#include <vector>

#include "finn/sources.hpp"
#include "import/graph.hpp"

namespace weir::finn {

struct Image {
  std::string name;  // without a folder
  std::string text;  // as $readmemh reads it
};

// The weights of an MVAU or VVAU as the memory beside it streams them: a word for each (neuron fold, synapse
// fold), in it PE rows of SIMD weights, the first in the lowest bits. Returned under all file names of FINN's
// generations. Throws BadInput.
std::vector<Image> weight_images(const importer::Graph& graph, const importer::Node& node);

// The thresholds of a Thresholding_rtl by lane and stage of the binary search; `wrapper` is its top, whose
// parameters say how many steps and bits. Throws BadInput.
std::vector<Image> threshold_images(const importer::Graph& graph, const importer::Node& node,
                                    const Source& wrapper);

// The image `name` of a table of thresholds that HLS made of the node, read by the module in `rom`: one
// lane's values of one step. Returns an image with empty text if the name is unknown. Throws BadInput.
std::string hls_threshold_image(const importer::Graph& graph, const importer::Node& node,
                                const std::string& name, const Source& rom);

}  // namespace weir::finn
