#include "report/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "report/layout.hpp"
#include "report/markup.hpp"
#include "report/page_files.hpp"
#include "report/run_json.hpp"

namespace weir::report {

namespace {

// A lane is a run-length coded text: one character per span, followed by its count if more than 1.
// (page/page.js reads them.)
constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::int64_t kEighths = 8;

class Lane {
 public:
  void add(std::size_t digit) {
    if (times_ > 0 && digit == digit_) {
      ++times_;
      return;
    }
    flush();
    digit_ = digit;
    times_ = 1;
  }
  std::string text() {
    flush();
    return std::move(text_);
  }

 private:
  void flush() {
    if (times_ == 0) return;
    text_ += kDigits[digit_];
    if (times_ > 1) text_ += fmt::format("{}", times_);
    times_ = 0;
  }

  std::string text_;
  std::size_t digit_ = 0;
  std::int64_t times_ = 0;
};

// The index of a pair of busy and blocked eighths (at most eight together) among all such pairs.
std::size_t share_digit(std::int64_t busy, std::int64_t blocked) {
  std::int64_t digit = blocked;
  for (std::int64_t b = 0; b < busy; ++b) digit += kEighths + 1 - b;
  return static_cast<std::size_t>(digit);
}

// Rounds to the nearest eighth, but never rounds a label that occurs to 0.
std::int64_t eighths(std::int64_t cycles, std::int64_t all) {
  if (cycles == 0 || all == 0) return 0;
  return std::max<std::int64_t>((2 * kEighths * cycles + all) / (2 * all), 1);
}

std::string layer_lane(const std::vector<LayerActivity>& spans) {
  Lane lane;
  for (const LayerActivity& of : spans) {
    const std::int64_t all = of.busy + of.blocked + of.starved;
    const std::int64_t blocked = std::min(eighths(of.blocked, all), kEighths - (of.busy > 0 ? 1 : 0));
    const std::int64_t busy = std::min(eighths(of.busy, all), kEighths - blocked);
    lane.add(share_digit(busy, blocked));
  }
  return lane.text();
}

// The levels themselves if there are enough digits; else shares of `scale`, where only 0 becomes 0.
std::string stream_lane(const std::vector<std::int64_t>& held, std::int64_t scale) {
  constexpr auto kMost = static_cast<std::int64_t>(kDigits.size()) - 1;
  Lane lane;
  for (const std::int64_t beats : held) {
    const std::int64_t digit = scale <= kMost ? beats : (beats * kMost + scale - 1) / scale;
    lane.add(static_cast<std::size_t>(std::min(digit, kMost)));
  }
  return lane.text();
}

Json interval_json(const Interval& interval) {
  return {{"cycles", interval.cycles}, {"frames", interval.frames}};
}

void put_place(Json& json, Cause cause, int place) {
  json[of_layer(cause) ? "layer" : "stream"] = place;
  json["cause"] = kCauseNames[static_cast<std::size_t>(cause)];
}

Json ring_json(const CriticalRing& ring) {
  Json shares = Json::array();
  for (const CausalShare& share : ring.shares) {
    Json json = {{"cycles", share.cycles}, {"spans", share.spans}};
    put_place(json, share.cause, share.place);
    shares.push_back(std::move(json));
  }
  return {{"cycles", ring.length.cycles},
          {"frames", ring.length.frames},
          {"exact", ring.exact},
          {"shares", shares}};
}

Json wait_json(const LongWait& wait) {
  Json way = Json::array();
  for (const CausalSpan& span : wait.way) {
    Json json = {{"from", span.from}, {"cycles", span.cycles}};
    put_place(json, span.cause, span.place);
    way.push_back(std::move(json));
  }
  return {{"layer", wait.layer < 0 ? Json(nullptr) : Json(wait.layer)},
          {"stream", wait.stream < 0 ? Json(nullptr) : Json(wait.stream)},
          {"for_room", wait.for_room},
          {"frame", wait.frame},
          {"number", wait.number},
          {"at", wait.at},
          {"waited", wait.waited},
          {"whole", wait.whole},
          {"way", way}};
}

Json deviation_json(const Deviation& deviation) {
  return {{"engine", deviation.engine}, {"reference", deviation.reference},
          {"stream", deviation.stream}, {"frame", deviation.frame},
          {"beat", deviation.beat},     {"cycle", known(deviation.cycle)},
          {"text", deviation.text},     {"first_beat", deviation.first_beat},
          {"found", deviation.found},   {"wanted", deviation.wanted}};
}

std::string one_less_text(const SizedStream& stream) {
  if (!stream.one_less) return "";
  if (stream.one_less->locks) return "one less: locks";
  if (stream.one_less->latency) return "one less: later";
  return fmt::format("one less: {}{:.10g}", stream.one_less->exact ? "" : "at least ",
                     stream.one_less->interval.value());
}

// The scale of a stream's levels.
std::int64_t scale_of(const StreamResult& stream, const Picture& picture, std::size_t s) {
  std::int64_t scale = stream.depth.value_or(1);
  for (const DetailLevel& level : picture.levels) {
    for (const std::int64_t held : level.held[s]) scale = std::max(scale, held);
  }
  return scale;
}

Json picture_json(const RunResult& result) {
  const Picture& picture = *result.picture;
  std::vector<std::int64_t> scales;
  for (std::size_t s = 0; s < result.streams.size(); ++s)
    scales.push_back(scale_of(result.streams[s], picture, s));
  // The most beats that each stream held.
  Json highest = Json::array();
  for (std::size_t s = 0; s < result.streams.size(); ++s) {
    const bool known_here = !picture.levels.empty() && result.streams[s].depth;
    highest.push_back(known_here ? Json(std::ranges::max(picture.levels.front().held[s])) : Json(nullptr));
  }
  Json levels = Json::array();
  for (const DetailLevel& level : picture.levels) {
    Json of_layers = Json::array();
    Json of_streams = Json::array();
    for (const std::vector<LayerActivity>& spans : level.layers) of_layers.push_back(layer_lane(spans));
    for (std::size_t s = 0; s < level.held.size(); ++s)
      of_streams.push_back(stream_lane(level.held[s], scales[s]));
    levels.push_back({{"from", level.from},
                      {"width", level.width},
                      {"spans", level.spans},
                      {"layers", std::move(of_layers)},
                      {"held", std::move(of_streams)}});
  }
  Json marks = Json::array();
  for (const std::vector<FrameMark>& frame : picture.marks) {
    Json of_frame = Json::array();
    for (const FrameMark& mark : frame) of_frame.push_back({mark.first, mark.last});
    marks.push_back(std::move(of_frame));
  }
  Json waits = Json::array();
  for (const LongWait& wait : picture.waits) waits.push_back(wait_json(wait));
  Json what_if = Json::array();
  for (const WhatIf& entry : picture.what_if) {
    what_if.push_back({{"stream", entry.stream},
                       {"depth", entry.depth},
                       {"locks", entry.locks},
                       {"interval", entry.locks ? Json(nullptr) : interval_json(entry.interval)},
                       {"exact", entry.exact}});
  }
  Json inputs = Json::array();
  for (const InputFrame& input : picture.inputs) {
    inputs.push_back({{"frame", input.frame},
                      {"shape", input.shape},
                      {"least", input.least},
                      {"most", input.most},
                      {"label", known(input.label)},
                      {"values", input.values}});
  }
  Json sized = Json::array();
  for (const SizedStream& stream : picture.sized) {
    sized.push_back({{"name", stream.name},
                     {"given", stream.given},
                     {"depth", stream.depth},
                     {"one_less", said(one_less_text(stream))}});
  }
  return {{"frames", picture.frames},
          {"cycles", picture.cycles},
          {"exact_labels", picture.exact_labels},
          {"scales", scales},
          {"highest", highest},
          {"bound", picture.bound},
          {"bound_by", said(picture.bound_by)},
          {"interval", picture.interval ? interval_json(*picture.interval) : Json(nullptr)},
          {"reason", said(picture.reason)},
          {"ring", picture.ring ? ring_json(*picture.ring) : Json(nullptr)},
          {"waits", waits},
          {"what_if", what_if},
          {"what_if_limit", said(picture.what_if_limit)},
          {"deviation", picture.deviation ? deviation_json(*picture.deviation) : Json(nullptr)},
          {"sized", sized},
          {"marks", marks},
          {"levels", levels},
          {"inputs", inputs}};
}

// --- The drawing ---

double rounded(double pixels) { return std::round(pixels * 10) / 10; }

Json point_json(const Point& point) { return {rounded(point[0]), rounded(point[1])}; }

Json node_json(const LayoutNode& node) {
  return {{"name", node.name},
          {"x", rounded(node.middle[0])},
          {"y", rounded(node.middle[1])},
          {"width", rounded(node.size[0])},
          {"height", rounded(node.size[1])}};
}

std::string path_of(const LayoutEdge& edge) {
  std::string path;
  for (std::size_t i = 0; i < edge.curve.size(); ++i) {
    const char* const command = i == 0 ? "M" : i % 3 == 1 ? "C" : "";
    path += fmt::format("{}{:.1f} {:.1f} ", command, edge.curve[i][0], edge.curve[i][1]);
  }
  return path;
}

// A triangle from the curve's end to the tip.
std::string head_of(const LayoutEdge& edge) {
  const Point& base = edge.curve.back();
  const Point& tip = edge.tip;
  const double x = tip[0] - base[0];
  const double y = tip[1] - base[1];
  constexpr double kSlope = 0.45;
  return fmt::format("M{:.1f} {:.1f} L{:.1f} {:.1f} L{:.1f} {:.1f} Z", tip[0], tip[1], base[0] - kSlope * y,
                     base[1] + kSlope * x, base[0] + kSlope * y, base[1] - kSlope * x);
}

Json layout_json(const Layout& layout) {
  Json nodes = Json::array();
  for (const LayoutNode& node : layout.layers) nodes.push_back(node_json(node));
  Json ends = Json::array();
  for (const LayoutNode& node : layout.ends) ends.push_back(node_json(node));
  Json edges = Json::array();
  for (const LayoutEdge& edge : layout.streams) {
    edges.push_back({{"path", path_of(edge)},
                     {"head", head_of(edge)},
                     {"middle", point_json(edge.label)},
                     {"label", point_json(edge.label)}});
  }
  return {{"width", std::ceil(layout.size[0])},
          {"height", std::ceil(layout.size[1])},
          {"nodes", nodes},
          {"ends", ends},
          {"edges", edges}};
}

// As a script's text: nothing in it may end the script.
std::string embedded(const Json& json) {
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace

std::string page(const RunResult& result, const std::string& command) {
  const Json data = {{"schema", "weir-page-1"},
                     {"command", command},
                     {"report", run_json(result)},
                     {"layout", layout_json(lay_out(result.layers, result.streams))},
                     {"picture", picture_json(result)}};
  return fmt::format(R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{0}: a run of Weir</title>
<style>
{1}</style>
</head>
<body>
<noscript><p>{0}: {2}. {3}</p><p>The rest of this page needs JavaScript.</p></noscript>
<script type="application/json" id="data">{4}</script>
<script>
{5}</script>
</body>
</html>
)",
                     escaped(result.scenario), kPageStyle, result.passed() ? "pass" : "fail",
                     escaped(result.picture->reason), embedded(data), kPageScript);
}

}  // namespace weir::report
