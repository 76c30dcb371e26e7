#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "report/markup.hpp"
#include "report/regression.hpp"
#include "report/regression_figures.hpp"
#include "report/svg.hpp"
#include "report/table.hpp"

namespace weir::report {

namespace {

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --back: #fff; --panel: #f6f7f9; --text: #1c2126; --soft: #59636e; --line: #d9dee4;
  --good: #217a4b; --bad: #b93420; --ink: #1f5fa8; }
@media (prefers-color-scheme: dark) {
  :root { --back: #14171a; --panel: #1d2126; --text: #e4e8ec; --soft: #9aa5b1; --line: #343b43;
    --good: #3fae77; --bad: #f0705a; --ink: #7db3f0; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 72rem; background: var(--back); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 0.75rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
p { margin: 0.25rem 0; }
.soft { color: var(--soft); }
.good { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; }
.figures { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 0 0 1rem; }
.figures div { flex: 1 1 8rem; padding: 0.6rem 0.9rem; background: var(--panel); border-radius: 6px; }
.figures dt { color: var(--soft); font-size: 0.8rem; }
.figures dd { margin: 0; font-size: 1.15rem; white-space: nowrap; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); gap: 0.75rem; }
figure { margin: 0 0 0.75rem; padding: 0.6rem 0.9rem; background: var(--panel); border-radius: 6px; }
figcaption { color: var(--soft); font-size: 0.85rem; margin-bottom: 0.3rem; }
svg { display: block; width: 100%; height: auto; font: 11px system-ui, sans-serif; fill: var(--soft); }
svg.strip { max-width: 100%; width: auto; }
.grid { stroke: var(--line); }
.curve { fill: none; stroke: var(--ink); stroke-width: 2; stroke-linejoin: round; }
.point { fill: var(--ink); }
.pass { fill: var(--good); }
.fail { fill: var(--bad); }
.cross { stroke: var(--back); stroke-width: 2; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.35rem 0.6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
.line { white-space: nowrap; }
.share { width: 10rem; }
.bar { height: 0.6rem; margin-top: 0.4rem; background: var(--line); border-radius: 3px; overflow: hidden; }
.bar div { height: 100%; background: var(--ink); }
pre { margin: 0.3rem 0; padding: 0.5rem 0.7rem; background: var(--panel); border-radius: 6px; white-space: pre-wrap;
  overflow-wrap: anywhere; font-size: 0.8rem; }
details { margin: 0.3rem 0; }
summary { color: var(--soft); cursor: pointer; }
)";

// Rows of cells, which are markup already, under a heading. Each column has a class, or none.
class HtmlTable {
 public:
  struct Column {
    const char* heading;
    const char* style = "";
  };

  explicit HtmlTable(std::vector<Column> columns) : columns_(std::move(columns)) {
    text_ = "<div class=\"wide\"><table>\n<thead><tr>";
    for (const Column& column : columns_) text_ += cell("th scope=\"col\"", column, column.heading, "th");
    text_ += "</tr></thead>\n<tbody>\n";
  }

  void row(const std::vector<std::string>& cells) {
    text_ += "<tr>";
    for (std::size_t c = 0; c < columns_.size(); ++c) text_ += cell("td", columns_[c], cells.at(c), "td");
    text_ += "</tr>\n";
  }
  [[nodiscard]] std::string html() const { return text_ + "</tbody>\n</table></div>\n"; }

 private:
  static std::string cell(const char* opening, const Column& column, const std::string& inside,
                          const char* element) {
    const std::string style = *column.style ? fmt::format(" class=\"{}\"", column.style) : "";
    return fmt::format("<{}{}>{}</{}>", opening, style, inside, element);
  }

  std::vector<Column> columns_;
  std::string text_;
};

std::string time_of(const std::string& started) { return escaped(readable_time(started)); }

std::string verdict_of(bool passed) {
  return fmt::format("<span class=\"{}\">{}</span>", passed ? "good" : "bad", verdict(passed));
}

// Hidden until it is asked for.
std::string folded(const std::string& summary, const std::string& inside) {
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", summary, inside);
}

std::string preformatted(const std::string& text) {
  return text.empty() ? "" : fmt::format("<pre>{}</pre>\n", escaped(text));
}

using Nights = std::vector<const NightResult*>;  // of one suite, the earliest first

std::string summary_of(const NightResult& night) {
  std::string text = fmt::format("run {}, {}: {}, {} cases", night.run, readable_time(night.started),
                                 verdict(night.passed), grouped(night.cases));
  if (night.cases != night.cases_planned) text += " of " + grouped(night.cases_planned);
  for (const auto& [how, cases] : night.failed_by_verdict) {
    if (cases > 0) text += fmt::format(", {} {}", grouped(cases), how);
  }
  for (const std::string& reason : night.not_run) text += ", " + reason;
  return escaped(text);
}

std::string figure(const std::string& caption, const std::string& svg) {
  return fmt::format("<figure><figcaption>{}</figcaption>\n{}</figure>\n", caption, svg);
}

// A box a night; one that failed is lower and crossed out, for those to whom the colours look alike.
std::string strip(const Nights& nights) {
  constexpr double kHeight = 26;
  constexpr double kMost = 1040;
  const auto count = static_cast<double>(nights.size());
  const double step = std::min(26.0, kMost / count);
  const double box = step * 0.85;
  const double width = std::max(step * count, 150.0);  // with room for the dates
  std::string svg = fmt::format(
      "<svg class=\"strip\" role=\"img\" aria-label=\"verdicts\" width=\"{0:.1f}\" height=\"{1:.1f}\" "
      "viewBox=\"0 0 "
      "{0:.1f} {1:.1f}\">\n",
      width, kHeight + 18);
  double x = 0;
  for (const NightResult* night : nights) {
    const double top = night->passed ? 0 : kHeight / 4;
    svg += fmt::format(
        "<g><title>{}</title><rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
        "rx=\"2\"/>",
        summary_of(*night), verdict(night->passed), x, top, box, kHeight - top);
    if (!night->passed) {
      const double middle = (top + kHeight) / 2;
      const double reach = std::min(box, kHeight - top) / 4;
      const double centre = x + box / 2;
      svg += line(centre - reach, middle - reach, centre + reach, middle + reach, "class=\"cross\"") +
             line(centre - reach, middle + reach, centre + reach, middle - reach, "class=\"cross\"");
    }
    svg += "</g>\n";
    x += step;
  }
  const auto day = [](const NightResult* night) { return escaped(night->started.substr(0, 10)); };
  svg += text_at(0, kHeight + 14, "start", day(nights.front()));
  if (day(nights.front()) != day(nights.back()))
    svg += text_at(width, kHeight + 14, "end", day(nights.back()));
  return svg + "</svg>\n";
}

// One value a night, on an axis from zero to at least `most`.
template <class Value>
std::string curve(const Nights& nights, const char* label, double most, const Value& value) {
  constexpr double kWidth = 340;
  constexpr double kHeight = 150;
  constexpr double kLeft = 44;
  constexpr double kRight = 8;
  constexpr double kTop = 6;
  constexpr double kBottom = 20;
  for (const NightResult* night : nights) most = std::max(most, value(*night));
  const Axis axis(0, most, false, kHeight - kBottom, kTop);
  std::string svg = fmt::format("<svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {:.0f} {:.0f}\">\n", label,
                                kWidth, kHeight);
  for (const double tick : axis.ticks()) {
    const double y = axis.pixel(tick);
    svg += line(kLeft, y, kWidth - kRight, y, "class=\"grid\"");
    svg += text_at(kLeft - 6, y + 4, "end", tick < 1000 ? fmt::format("{:.0f}", tick) : scaled(tick));
  }
  const double room = kWidth - kLeft - kRight;
  const double step = room / static_cast<double>(nights.size());
  std::string points;
  std::string path;
  double x = kLeft + step / 2;
  for (const NightResult* night : nights) {
    const double y = axis.pixel(value(*night));
    path += fmt::format("{:.1f},{:.1f} ", x, y);
    points += fmt::format(
        "<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"><title>{}: {}</title></circle>\n",
        night->passed ? "point" : "fail", x, y, std::clamp(step / 3, 1.5, 3.5), summary_of(*night),
        scaled(value(*night)));
    x += step;
  }
  if (nights.size() > 1) svg += fmt::format("<polyline class=\"curve\" points=\"{}\"/>\n", path);
  const auto name = [](const NightResult* night) { return "run " + grouped(night->run); };
  svg += points + text_at(kLeft, kHeight - 4, "start", name(nights.front()));
  if (nights.size() > 1) svg += text_at(kWidth - kRight, kHeight - 4, "end", name(nights.back()));
  return svg + "</svg>\n";
}

std::string table_of(const Nights& nights) {
  HtmlTable table({{"run", "number"},
                   {"started", "line"},
                   {"seed", "number"},
                   {"verdict"},
                   {"cases", "number"},
                   {"planned", "number"},
                   {"failed", "number"},
                   {"beats", "number"},
                   {"cycles/s", "number"},
                   {"cases/h", "number"},
                   {"bins hit", "number"},
                   {"wall s", "number"},
                   {"Weir", "line"},
                   {"tools", "line"}});
  for (auto at = nights.rbegin(); at != nights.rend(); ++at) {
    const NightResult& night = **at;
    table.row({grouped(night.run), time_of(night.started), std::to_string(night.seed),
               verdict_of(night.passed), grouped(night.cases), grouped(night.cases_planned),
               grouped(failed(night)), scaled(static_cast<double>(night.beats)),
               scaled(night.cycles_per_second), rate(cases_per_hour(night.cases, night.wall_s)),
               percent(night.bins_hit), fmt::format("{:.1f}", night.wall_s), escaped(night.version),
               escaped(night.tools)});
  }
  return table.html();
}

std::string suite_section(const std::string& suite, Nights nights) {
  std::ranges::reverse(nights);
  const NightResult& last = *nights.back();
  const auto passed = std::ranges::count_if(nights, [](const NightResult* night) { return night->passed; });
  std::string html = fmt::format("<section>\n<h2>{}</h2>\n<dl class=\"figures\">\n", escaped(suite));
  const auto tile = [&html](const char* name, const std::string& value) {
    html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
  };
  tile("last verdict", verdict_of(last.passed));
  if (!last.not_run.empty())
    tile("did not come to its end", escaped(fmt::format("{}", fmt::join(last.not_run, "; "))));
  tile("cases failed", fmt::format("{} of {}", grouped(failed(last)), grouped(last.cases)));
  tile("beats compared", scaled(static_cast<double>(last.beats)));
  tile("cycles/s simulated", scaled(last.cycles_per_second));
  tile("cases an hour", rate(cases_per_hour(last.cases, last.wall_s)));
  tile("bins hit by then", percent(last.bins_hit));
  html += "</dl>\n";
  html +=
      figure(fmt::format("Verdicts: {} of {} runs passed, the latest at the right", passed, nights.size()),
             strip(nights));
  html += "<div class=\"charts\">\n";
  html += figure("Cases", curve(nights, "cases of each run", 0,
                                [](const NightResult& night) { return static_cast<double>(night.cases); }));
  html +=
      figure("Simulated cycles a second", curve(nights, "cycles a second of each run", 0,
                                                [](const NightResult& n) { return n.cycles_per_second; }));
  html +=
      figure("Bins hit up to and with each run, %",
             curve(nights, "share of bins hit", 100, [](const NightResult& n) { return 100 * n.bins_hit; }));
  return html + "</div>\n" + folded("These runs as a table", table_of(nights)) + "</section>\n";
}

// The first holes, and the others folded.
std::string holes_of(const CoverageGroup& group) {
  constexpr std::size_t kFirst = 6;
  const auto from = group.holes.begin();
  if (group.holes.size() <= kFirst) return escaped(fmt::format("{}", fmt::join(group.holes, ", ")));
  return escaped(fmt::format("{}", fmt::join(from, from + kFirst, ", "))) +
         folded(fmt::format("and {} more", grouped(static_cast<std::int64_t>(group.holes.size() - kFirst))),
                escaped(fmt::format("{}", fmt::join(from + kFirst, group.holes.end(), ", "))));
}

std::string coverage_table(const std::vector<CoverageGroup>& groups) {
  HtmlTable table({{"group"}, {"bins", "number"}, {"hit", "number"}, {"share", "share"}, {"holes"}});
  for (const CoverageGroup& group : groups) {
    table.row({escaped(group.name), grouped(group.bins), grouped(group.hit),
               fmt::format("<div class=\"bar\" role=\"img\" aria-label=\"{0:.0f} %\"><div "
                           "style=\"width: {0:.0f}%\"></div></div>",
                           100 * group.share()),
               holes_of(group)});
  }
  return table.html();
}

std::string coverage_section(const Coverage& coverage) {
  if (coverage.empty()) return "";
  std::vector<CoverageGroup> groups = coverage_groups(coverage);
  const auto first_full =
      std::ranges::find_if(groups, [](const CoverageGroup& group) { return group.holes.empty(); });
  const std::vector<CoverageGroup> full(first_full, groups.end());
  groups.erase(first_full, groups.end());
  const CoverageGroup all = coverage_in_all(coverage);
  std::string html = fmt::format(
      "<section>\n<h2>Coverage of all runs</h2>\n<p>{} of {} bins were hit ({}), in {} groups.</p>\n",
      grouped(all.hit), grouped(all.bins), percent(all.share()), groups.size() + full.size());
  if (!groups.empty()) html += coverage_table(groups);
  if (!full.empty())
    html += folded(fmt::format("{} groups without holes", full.size()), coverage_table(full));
  return html + "</section>\n";
}

std::string failing_section(const HistoryResult& history) {
  std::string html = "<section>\n<h2>Cases that failed at some time</h2>\n";
  if (history.failing.empty()) return html + "<p>None.</p>\n</section>\n";
  html +=
      "<p class=\"soft\">Drawn cases are other ones each night: theirs is the check, by layer kind.</p>\n";
  HtmlTable table({{"suite"},
                   {"case"},
                   {"first night", "line"},
                   {"last night", "line"},
                   {"nights", "number"},
                   {"last failure"}});
  for (const FailingCase& each : history.failing) {
    const auto night = [](std::int64_t run, const std::string& started) {
      return fmt::format("run {}<br/>{}", grouped(run), time_of(started));
    };
    table.row({escaped(each.suite), escaped(each.what), night(each.first_run, each.first_started),
               night(each.last_run, each.last_started), grouped(each.nights),
               preformatted(each.detail) + preformatted(each.replay)});
  }
  return html + table.html() + "</section>\n";
}

std::string slowest_section(const HistoryResult& history) {
  if (history.slowest.empty()) return "";
  HtmlTable table({{"suite"},
                   {"case"},
                   {"kind"},
                   {"of"},
                   {"verdict"},
                   {"beats", "number"},
                   {"cycles", "number"},
                   {"build s", "number"},
                   {"wall s", "number"}});
  for (const SlowCase& slow : history.slowest) {
    const CaseResult& each = slow.result;
    const bool passed = each.verdict == CaseVerdict::kPass;
    table.row({escaped(slow.suite), escaped(each.id), escaped(each.kind), escaped(each.what),
               fmt::format("<span class=\"{}\">{}</span>", passed ? "good" : "bad", verdict(each)),
               grouped(each.beats), grouped(each.cycles), fmt::format("{:.1f}", each.build_s),
               fmt::format("{:.1f}", each.wall_s)});
  }
  return "<section>\n<h2>Slowest cases of the last runs</h2>\n" + table.html() + "</section>\n";
}

}  // namespace

std::string html(const HistoryResult& history) {
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<title>Weir: regressions</title>\n<style>{}</style>\n</head>\n<body>\n<header><h1>Regressions</h1>\n",
      kStyle);
  if (history.nights.empty()) return html + "<p>No runs.</p></header>\n</body>\n</html>\n";
  const NightResult& last = history.nights.front();
  html += fmt::format("<p class=\"soft\">Last run: {}, {}, Weir {}, {}</p></header>\n<main>\n",
                      escaped(last.suite), time_of(last.started), escaped(last.version), escaped(last.tools));
  for (const auto& [suite, nights] : nights_by_suite(history)) html += suite_section(suite, nights);
  html += failing_section(history) + coverage_section(history.coverage) + slowest_section(history);
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace weir::report
