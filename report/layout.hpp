// Lays a pipeline out as a drawing, with graphviz.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "network/result.hpp"

namespace weir::report {

using Point = std::array<double, 2>;

// Positions are in pixels from the top left. A node's position is its centre.
struct LayoutNode {
  std::string name;
  Point middle{};
  Point size{};
};

struct LayoutEdge {
  std::vector<Point> curve;  // a start, and three points for each piece of a cubic Bezier curve
  Point tip{};               // of its arrow
  Point label{};             // the middle of its label
};

struct Layout {
  Point size{};
  std::vector<LayoutNode> layers;   // one a layer
  std::vector<LayoutNode> ends;     // of streams at the border
  std::vector<LayoutEdge> streams;  // one a stream
};

// From top to bottom.
Layout lay_out(const std::vector<LayerResult>& layers, const std::vector<StreamResult>& streams);

}  // namespace weir::report
