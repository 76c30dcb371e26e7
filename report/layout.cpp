#include "report/layout.hpp"

#include <fmt/format.h>
#include <graphviz/gvc.h>

#include <map>
#include <memory>
#include <stdexcept>

namespace weir::report {

namespace {

// Graphviz counts in points, 72 an inch; a point is a pixel here.
constexpr double kPointsAnInch = 72;
constexpr double kNodeWidth = 196;
constexpr double kNodeHeight = 54;
constexpr double kEndHeight = 26;
constexpr double kLabelWidth = 150;
constexpr double kLabelHeight = 30;
constexpr double kCharacter = 8;  // about the width of one

// A graph of graphviz's and what it needs: freed with it.
class Graph {
 public:
  Graph() : context_(gvContext()) {
    std::string name = "pipeline";
    graph_ = agopen(name.data(), Agdirected, nullptr);
    set(graph_, "rankdir", "TB");
    set(graph_, "nodesep", "0.35");
    set(graph_, "ranksep", "0.3");
    set(graph_, "splines", "true");
    default_of(AGNODE, "shape", "box");
    default_of(AGNODE, "fixedsize", "true");
    default_of(AGNODE, "width", "1");
    default_of(AGNODE, "height", "1");
    default_of(AGNODE, "label", "");
    default_of(AGEDGE, "label", "");
  }
  ~Graph() {
    if (laid_out_) gvFreeLayout(context_, graph_);
    agclose(graph_);
    gvFreeContext(context_);
  }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  Agnode_t* node(double width, double height) {
    std::string name = fmt::format("n{}", nodes_++);
    Agnode_t* const node = agnode(graph_, name.data(), 1);
    set(node, "width", fmt::format("{:.4f}", width / kPointsAnInch));
    set(node, "height", fmt::format("{:.4f}", height / kPointsAnInch));
    return node;
  }
  Agedge_t* edge(Agnode_t* from, Agnode_t* to) {
    std::string name = fmt::format("e{}", edges_++);
    Agedge_t* const edge = agedge(graph_, from, to, name.data(), 1);
    // An empty table of the label's size, so that room is kept for it.
    const std::string table = fmt::format(
        R"(<TABLE BORDER="0" CELLBORDER="0" FIXEDSIZE="TRUE" WIDTH="{}" HEIGHT="{}"><TR><TD></TD></TR></TABLE>)",
        kLabelWidth, kLabelHeight);
    char* const label = agstrdup_html(graph_, const_cast<char*>(table.c_str()));
    std::string key = "label";
    agset(edge, key.data(), label);
    agstrfree(graph_, label);
    return edge;
  }
  void lay_out() {
    if (gvLayout(context_, graph_, "dot") != 0) throw std::runtime_error("graphviz: dot laid nothing out");
    laid_out_ = true;
  }
  [[nodiscard]] Point size() const { return {GD_bb(graph_).UR.x, GD_bb(graph_).UR.y}; }
  // Graphviz counts from the bottom.
  [[nodiscard]] Point point(const pointf& at) const { return {at.x, GD_bb(graph_).UR.y - at.y}; }

 private:
  template <class Object>
  static void set(Object* object, std::string key, std::string value) {
    std::string none;
    agsafeset(object, key.data(), value.data(), none.data());
  }
  void default_of(int kind, std::string key, std::string value) {
    agattr(graph_, kind, key.data(), value.data());
  }

  GVC_t* context_;
  Agraph_t* graph_ = nullptr;
  bool laid_out_ = false;
  int nodes_ = 0;
  int edges_ = 0;
};

}  // namespace

Layout lay_out(const std::vector<LayerResult>& layers, const std::vector<StreamResult>& streams) {
  Graph graph;
  std::map<std::string, Agnode_t*> nodes;
  std::vector<Agnode_t*> of_layers;
  for (const LayerResult& layer : layers) {
    const double width =
        std::max(kNodeWidth, kCharacter * static_cast<double>(std::min<std::size_t>(layer.name.size(), 40)));
    of_layers.push_back(graph.node(width, kNodeHeight));
    nodes.emplace(layer.name, of_layers.back());
  }
  Layout layout;
  std::vector<Agnode_t*> of_ends;
  const auto end = [&](const StreamResult& stream, const char* name) {
    // Of several inputs (outputs) each is told by its stream.
    const std::string text = fmt::format("{} {}", name, stream.name == name ? "" : stream.name);
    layout.ends.push_back({stream.name == name ? name : text, {}, {}});
    of_ends.push_back(
        graph.node(kCharacter * static_cast<double>(layout.ends.back().name.size()) + 24, kEndHeight));
    return of_ends.back();
  };
  std::vector<Agedge_t*> edges;
  for (const StreamResult& stream : streams) {
    const auto from = nodes.find(stream.from);
    const auto to = nodes.find(stream.to);
    Agnode_t* const source = from != nodes.end() ? from->second : end(stream, "input");
    Agnode_t* const sink = to != nodes.end() ? to->second : end(stream, "output");
    edges.push_back(graph.edge(source, sink));
  }
  graph.lay_out();
  layout.size = graph.size();
  const auto place = [&](Agnode_t* node, LayoutNode& placed) {
    placed.middle = graph.point(ND_coord(node));
    placed.size = {ND_width(node) * kPointsAnInch, ND_height(node) * kPointsAnInch};
  };
  for (std::size_t l = 0; l < layers.size(); ++l) {
    layout.layers.push_back({layers[l].name, {}, {}});
    place(of_layers[l], layout.layers.back());
  }
  for (std::size_t e = 0; e < of_ends.size(); ++e) place(of_ends[e], layout.ends[e]);
  for (Agedge_t* const edge : edges) {
    LayoutEdge& drawn = layout.streams.emplace_back();
    const splines* const curves = ED_spl(edge);
    if (curves == nullptr || curves->size == 0) throw std::runtime_error("graphviz: an edge without a curve");
    const bezier& curve = curves->list[0];
    for (int i = 0; i < curve.size; ++i) drawn.curve.push_back(graph.point(curve.list[i]));
    drawn.tip = curve.eflag != 0 ? graph.point(curve.ep) : drawn.curve.back();
    const textlabel_t* const label = ED_label(edge);
    drawn.label =
        label != nullptr && label->set ? graph.point(label->pos) : drawn.curve[drawn.curve.size() / 2];
  }
  return layout;
}

}  // namespace weir::report
