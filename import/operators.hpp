// FINN's hardware operators, by the names of all generations.
#pragma once

#include <string>
#include <string_view>

#include "import/graph.hpp"
#include "import/step.hpp"

namespace weir::importer {

using Convert = void (*)(Step&);

// Whether the node is hardware: by its domain, its backend, or its name.
bool is_hardware(const Node& node);
bool is_partition(const Node& node);
bool is_fifo(const Node& node);
bool is_converter(const Node& node);
bool is_memory(const Node& node);  // a DMA
// Of the host, but no more than another shape of the same elements in the same order.
bool is_reshape(const Node& node);
// The operator without what generations add to it: "MVAU" of MVAU_hls, StreamingFCLayer_Batch and so on.
std::string family(const std::string& op);
// The function of the node's operator; null if there is none.
Convert find_operator(const Node& node);
// Which generation the graph's names are of, in words; and those of a graph whose nodes have no tool yet.
std::string generation(const Graph& graph);
inline constexpr std::string_view kBareNames =
    "FINN of 2024 and later, before step_specialize_layers (bare names)";
// "MVAU, VVAU, .."
std::string known_operators();
// Why an operator is not modelled, and what the user can do; "" if nothing is known of it.
std::string cure(const std::string& op);

// ops/<name>.cpp
void mvau(Step& step);
void vvau(Step& step);
void thresholding(Step& step);
void sliding_window(Step& step);
void fm_padding(Step& step);
void fm_padding_pixel(Step& step);
void max_pool(Step& step);
void pool(Step& step);
void global_acc_pool(Step& step);
void data_width_converter(Step& step);
void streaming_fifo(Step& step);
void reshape(Step& step);
void see_in_shape(Step& step);
void label_select(Step& step);
void channelwise(Step& step);
void add_streams(Step& step);
void elementwise(Step& step);
void duplicate_streams(Step& step);
void concat(Step& step);
void split(Step& step);
void upsample(Step& step);
void down_sampler(Step& step);
void lookup(Step& step);
void io_dma(Step& step);
void tlast_marker(Step& step);

}  // namespace weir::importer
