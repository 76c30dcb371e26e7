#include <fmt/format.h>

#include <map>
#include <pugixml.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "report/markup.hpp"
#include "report/regression.hpp"
#include "report/regression_figures.hpp"

namespace weir::report {

namespace {

struct Counts {
  std::int64_t tests = 0;
  std::int64_t failures = 0;  // checks that did not hold
  std::int64_t errors = 0;    // all other ends
  std::int64_t skipped = 0;   // no verdict
  double time_s = 0;

  void add(const Counts& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
    time_s += other.time_s;
  }
};

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(legible(value).c_str());
}

std::string seconds(double number) { return fmt::format("{:.3f}", number); }

void set_counts(pugi::xml_node node, const Counts& counts) {
  set(node, "tests", std::to_string(counts.tests));
  set(node, "failures", std::to_string(counts.failures));
  set(node, "errors", std::to_string(counts.errors));
  set(node, "skipped", std::to_string(counts.skipped));
  set(node, "time", seconds(counts.time_s));
}

std::string campaign_of(const CaseResult& result) {
  return result.kind == "scenario" ? "scenarios" : result.id.substr(0, result.id.rfind('/'));
}

std::string explanation(const CaseResult& result) {
  std::string text = result.detail;
  if (!result.minimal.empty()) text += "\nminimal: " + result.minimal;
  if (!result.replay.empty()) text += "\nreplay: " + result.replay;
  return text;
}

Counts add_case(pugi::xml_node suite, const std::string& class_name, const CaseResult& result) {
  Counts counts{.tests = 1, .time_s = result.wall_s};
  pugi::xml_node test = suite.append_child("testcase");
  set(test, "name", result.id);
  set(test, "classname", class_name);
  set(test, "time", seconds(result.wall_s));
  if (!result.note.empty()) test.append_child("system-out").text().set(legible(result.note).c_str());
  if (result.verdict == CaseVerdict::kPass) return counts;
  const bool is_failure = result.verdict == CaseVerdict::kFail;
  const bool is_open = result.verdict == CaseVerdict::kInconclusive;
  ++(is_failure ? counts.failures : is_open ? counts.skipped : counts.errors);
  pugi::xml_node end = test.append_child(is_failure ? "failure" : is_open ? "skipped" : "error");
  set(end, "message",
      fmt::format("{}: {}", what_failed(result), result.detail.substr(0, result.detail.find('\n'))));
  set(end, "type", what_failed(result));
  end.text().set(legible(explanation(result)).c_str());
  return counts;
}

// Cases that did not run are in no campaign, but the run as a whole must not look green.
Counts add_plan(pugi::xml_node suite, const RegressionResult& result) {
  const Counts counts{.tests = 1, .errors = 1};
  pugi::xml_node test = suite.append_child("testcase");
  set(test, "name", "every planned case");
  set(test, "classname", result.suite + ".plan");
  set(test, "time", seconds(0));
  pugi::xml_node end = test.append_child("error");
  set(end, "message", fmt::format("{} of {} cases ran", result.cases.size(), result.cases_planned));
  set(end, "type", "not_run");
  end.text().set(legible(fmt::format("{}", fmt::join(result.not_run, "\n"))).c_str());
  return counts;
}

}  // namespace

std::string junit(const RegressionResult& result) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  pugi::xml_node root = document.append_child("testsuites");
  set(root, "name", result.suite);
  const auto add_suite = [&](const std::string& name) {
    pugi::xml_node suite = root.append_child("testsuite");
    set(suite, "name", fmt::format("{}.{}", result.suite, name));
    set(suite, "timestamp", result.started);
    pugi::xml_node properties = suite.append_child("properties");
    const auto property = [&](const char* key, const std::string& value) {
      pugi::xml_node node = properties.append_child("property");
      set(node, "name", key);
      set(node, "value", value);
    };
    property("seed", std::to_string(result.seed));
    property("version", result.version);
    property("tools", result.tools);
    return suite;
  };

  std::vector<std::string> campaigns;  // in the order of their first cases
  std::map<std::string, std::vector<const CaseResult*>> cases;
  for (const CaseResult& each : result.cases) {
    std::vector<const CaseResult*>& of_campaign = cases[campaign_of(each)];
    if (of_campaign.empty()) campaigns.push_back(campaign_of(each));
    of_campaign.push_back(&each);
  }
  Counts all;
  for (const std::string& campaign : campaigns) {
    pugi::xml_node suite = add_suite(campaign);
    Counts counts;
    for (const CaseResult* each : cases[campaign]) {
      counts.add(add_case(suite, fmt::format("{}.{}", result.suite, campaign), *each));
    }
    set_counts(suite, counts);
    all.add(counts);
  }
  const bool is_whole = static_cast<std::int64_t>(result.cases.size()) == result.cases_planned;
  if (!is_whole || result.cases.empty() || !result.not_run.empty()) {
    pugi::xml_node suite = add_suite("plan");
    const Counts counts = add_plan(suite, result);
    set_counts(suite, counts);
    all.add(counts);
  }
  set_counts(root, all);
  std::ostringstream text;
  document.save(text, "  ");
  return text.str();
}

}  // namespace weir::report
