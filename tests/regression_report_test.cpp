// Regressions and their history as text, JSON, JUnit XML and a page.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <regex>
#include <string>

#include "report/markup.hpp"
#include "report/regression.hpp"

namespace weir::tests::regression_report_test {

namespace {

CaseResult passing(const std::string& id, const std::string& kind, const std::string& what) {
  CaseResult result;
  result.id = id;
  result.kind = kind;
  result.what = what;
  result.runs = 5;
  result.beats = 1200;
  result.cycles = 3000;
  result.build_s = 1;
  result.wall_s = 1.5;
  return result;
}

RegressionResult green() {
  RegressionResult result;
  result.suite = "smoke";
  result.intent = "Five minutes of everything.";
  result.seed = 20261123;
  result.started = "2026-11-23T01:02:03Z";
  result.version = "0.1.0";
  result.tools = "Verilator 5.006";
  result.cases = {passing("tfc-w1a1", "scenario", "8 layers"), passing("layers/0", "layer", "swu"),
                  passing("layers/1", "layer", "mvtu"), passing("layers/2", "layer", "swu"),
                  passing("graphs/0", "network", "5 layers")};
  result.cases_planned = 5;
  result.wall_s = 6;
  result.coverage = {{"mvtu.pe/1", 1}, {"mvtu.pe/some", 0}, {"mvtu.pe/all", 0}, {"swu.kernel/1", 2}};
  result.coverage_before = {{"mvtu.pe/1", 3}, {"mvtu.pe/some", 1}, {"mvtu.pe/all", 0}, {"swu.kernel/1", 2}};
  return result;
}

RegressionResult red() {
  RegressionResult result = green();
  CaseResult& wrong = result.cases[1];
  wrong.verdict = CaseVerdict::kFail;
  wrong.check = "bit_exact";
  wrong.detail =
      "golden = rtl: stream <swu_out>, frame 0 & beat 3: found \"1\", wanted 0\nof 3 streams 1 differs";
  wrong.replay = "weir run runs/a/layers-0.yaml";
  wrong.minimal = "runs/a/layers-0-minimal.yaml";
  CaseResult& broken = result.cases[2];
  broken.verdict = CaseVerdict::kCrash;
  broken.detail = "signal 11: \x1b[31mgone\x1b[0m \xff]]>";
  CaseResult& slow = result.cases[4];
  slow.verdict = CaseVerdict::kInconclusive;
  slow.check = "deadlock_free";
  slow.detail = "after 60 s";
  result.cases_planned = 7;
  result.not_run = {"interrupted"};
  return result;
}

HistoryResult history() {
  HistoryResult result;
  for (int run = 3; run >= 1; --run) {
    NightResult night;
    night.run = run;
    night.suite = run == 2 ? "smoke" : "nightly <b>";
    night.seed = 20261120 + static_cast<std::uint64_t>(run);
    night.started = fmt::format("2026-11-2{}T01:02:03Z", run);
    night.version = "0.1.0";
    night.tools = "Verilator 5.006";
    night.passed = run != 1;
    night.cases = run != 1 ? 1000 : 990;
    night.cases_planned = 1000;
    night.failed_by_verdict = {{"fail", run == 1 ? 2 : 0}, {"crash", run == 1 ? 1 : 0}, {"timeout", 0}};
    night.beats = 2'500'000;
    night.cycles = 4'000'000;
    night.wall_s = 3600;
    night.cycles_per_second = 123'000;
    night.bins_hit = 0.25 * run;
    result.nights.push_back(night);
  }
  result.failing = {{"nightly <b>", "layer mvtu: bit_exact", 1, "2026-11-21T01:02:03Z", 1,
                     "2026-11-21T01:02:03Z", 1, "found <1>, wanted 0", "weir run a.yaml"}};
  result.slowest = {{"smoke", passing("layers/1", "layer", "mvtu")}};
  result.coverage = green().coverage_before;
  return result;
}

pugi::xml_document parsed(const std::string& xml) {
  pugi::xml_document document;
  const pugi::xml_parse_result outcome =
      document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_doctype);
  INFO(outcome.description());
  REQUIRE(outcome);
  return document;
}

}  // namespace

TEST_CASE("regression report: a green one is short", "[report][regression]") {
  CHECK("\n" + report::text(green()) == R"(
smoke: Five minutes of everything.
seed 20261123, started 2026-11-23 01:02:03Z, Weir 0.1.0, Verilator 5.006

Cases (runs: of networks on engines; beats: compared; build, wall: with each case's share of what it shares)
  kind      of    cases  failed  runs  beats  cycles  build s  wall s
  scenario            1       0     5  1,200   3,000      1.0     1.5
  layer     mvtu      1       0     5  1,200   3,000      1.0     1.5
  layer     swu       2       0    10  2,400   6,000      2.0     3.0
  network             1       0     5  1,200   3,000      1.0     1.5
  all                 5       0    25  6,000  15,000      5.0     7.5
  5 cases in 6.0 s: 3.00 k an hour, 6.00 k cycles/s simulated

Coverage: 2 of 4 bins by this run, 3 with those before (75.0 %)
  group    bins  hit
  mvtu.pe     3    2  not all

verdict: pass
)");
}

TEST_CASE("regression report: failures, crashes, timeouts and what did not run", "[report][regression]") {
  const std::string text = report::text(red());
  CHECK_THAT(text, Catch::Contains(
                       "  layer     mvtu      1       1     5  1,200   3,000      1.0     1.5  <- failed\n"));
  CHECK_THAT(text, Catch::Contains(R"(
Failures
  FAILED  layers/0  layer swu  bit_exact
          golden = rtl: stream <swu_out>, frame 0 & beat 3: found "1", wanted 0
          of 3 streams 1 differs
          minimal: runs/a/layers-0-minimal.yaml
          replay: weir run runs/a/layers-0.yaml
  BROKE   layers/1  layer mvtu  crash
)"));
  CHECK_THAT(text, Catch::EndsWith(
                       "  NO END  graphs/0  network 5 layers  deadlock_free\n"
                       "          after 60 s\n"
                       "\n"
                       "not run: interrupted\n"
                       "\n"
                       "verdict: fail: 5 of 7 cases ran, 2 of 5 failed, 1 of 5 inconclusive, which --resume "
                       "tries again\n"));
  RegressionResult many = red();
  many.cases.assign(25, many.cases[1]);
  CHECK_THAT(report::text(many), Catch::Contains("  and 5 more, all of which JSON and JUnit XML have\n"));
  CHECK_THAT(report::text(RegressionResult{}), Catch::EndsWith("verdict: fail: no cases\n"));
}

TEST_CASE("regression report: holes are named as far as there is room", "[report][regression]") {
  RegressionResult result = green();
  result.coverage.clear();
  result.coverage_before.clear();
  for (int bin = 0; bin < 30; ++bin) result.coverage[fmt::format("fifo full/depth {:02}", bin)] = 0;
  for (int group = 0; group < 25; ++group) result.coverage[fmt::format("group {:02}/1", group)] = 0;
  const std::string text = report::text(result);
  CHECK_THAT(text,
             Catch::Contains("  fifo full    30    0  not depth 00, depth 01, depth 02, depth 03, depth 04, "
                             "and 25 more\n"));
  CHECK_THAT(text, Catch::Contains("  group 18      1    0  not 1\n"
                                   "  and 6 more holes in 6 more groups\n"));
}

TEST_CASE("regression report: the JSON has every field", "[report][regression]") {
  const auto json = nlohmann::ordered_json::parse(report::json(red()));
  std::string keys;
  for (const auto& entry : json.items()) keys += entry.key() + " ";
  CHECK(keys ==
        "schema suite intent seed started version tools cases_planned failed runs beats cycles wall_s "
        "cases_per_hour cycles_per_s cases not_run coverage coverage_before verdict ");
  CHECK(json.at("schema") == "weir-regression-1");
  CHECK(json.at("verdict") == "fail");
  CHECK(json.at("failed") == 2);
  CHECK(
      json.at("cases").at(1).dump() ==
      R"({"id":"layers/0","kind":"layer","what":"swu","verdict":"fail","check":"bit_exact",)"
      R"("detail":"golden = rtl: stream <swu_out>, frame 0 & beat 3: found \"1\", wanted 0\nof 3 streams 1 )"
      R"(differs","note":null,"replay":"weir run runs/a/layers-0.yaml","minimal":"runs/a/layers-0-minimal.yaml","runs":5,)"
      R"("beats":1200,"cycles":3000,"build_s":1.0,"wall_s":1.5})");
  CHECK(json.at("cases").at(0).at("check").is_null());
  CHECK(json.at("cases").at(2).at("detail") == "signal 11: \x1b[31mgone\x1b[0m \xEF\xBF\xBD]]>");
  CHECK(json.at("not_run").dump() == R"(["interrupted"])");
  CHECK(
      json.at("coverage").dump() ==
      R"({"bins_total":4,"bins_hit":2,"bins":{"mvtu.pe/1":1,"mvtu.pe/all":0,"mvtu.pe/some":0,"swu.kernel/1":2}})");
  const auto past = nlohmann::ordered_json::parse(report::json(history()));
  CHECK(past.at("schema") == "weir-history-1");
  CHECK(
      past.at("nights").at(2).dump() ==
      R"({"run":1,"suite":"nightly <b>","seed":20261121,"started":"2026-11-21T01:02:03Z","version":"0.1.0",)"
      R"("tools":"Verilator 5.006","cases":990,"cases_planned":1000,"failed":{"crash":1,"fail":2,"timeout":0},"not_run":[],)"
      R"("beats":2500000,"cycles":4000000,"wall_s":3600.0,"cases_per_hour":990.0,"cycles_per_s":123000.0,)"
      R"("bins_hit":0.25,"verdict":"fail"})");
  CHECK(past.at("failing").at(0).at("first_started") == "2026-11-21T01:02:03Z");
  CHECK(past.at("slowest").at(0).at("suite") == "smoke");
  CHECK(past.at("slowest").at(0).at("id") == "layers/1");
}

TEST_CASE("regression report: JUnit XML counts what it holds", "[report][regression]") {
  const pugi::xml_document document = parsed(report::junit(red()));
  const pugi::xml_node root = document.child("testsuites");
  std::string suites;
  for (const pugi::xml_node suite : root.children("testsuite")) {
    std::int64_t tests = 0;
    for (const pugi::xml_node test : suite.children("testcase")) {
      ++tests;
      CHECK(std::string(test.attribute("classname").value()) == suite.attribute("name").value());
    }
    CHECK(suite.attribute("tests").as_llong() == tests);
    CHECK(suite.attribute("failures").as_ullong() == suite.select_nodes("testcase/failure").size());
    CHECK(suite.attribute("errors").as_ullong() == suite.select_nodes("testcase/error").size());
    CHECK(suite.attribute("skipped").as_ullong() == suite.select_nodes("testcase/skipped").size());
    suites += fmt::format("{} {}, ", suite.attribute("name").value(), tests);
  }
  CHECK(suites == "smoke.scenarios 1, smoke.layers 3, smoke.graphs 1, smoke.plan 1, ");
  CHECK(root.attribute("tests").as_int() == 6);
  CHECK(root.attribute("failures").as_int() == 1);
  CHECK(root.attribute("errors").as_int() == 2);
  CHECK(root.attribute("skipped").as_int() == 1);
  CHECK(std::string(root.attribute("time").value()) == "7.500");
  const pugi::xml_node failure = root.select_node("//failure").node();
  CHECK(std::string(failure.parent().attribute("name").value()) == "layers/0");
  CHECK(std::string(failure.attribute("type").value()) == "bit_exact");
  CHECK(std::string(failure.attribute("message").value()) ==
        "bit_exact: golden = rtl: stream <swu_out>, frame 0 & beat 3: found \"1\", wanted 0");
  CHECK(std::string(failure.text().get()) == red().cases[1].detail +
                                                 "\nminimal: runs/a/layers-0-minimal.yaml"
                                                 "\nreplay: weir run runs/a/layers-0.yaml");
  const pugi::xml_node crash = root.select_node("//testcase[@name='layers/1']/error").node();
  CHECK(std::string(crash.text().get()) == "signal 11: \xEF\xBF\xBD[31mgone\xEF\xBF\xBD[0m \xEF\xBF\xBD]]>");
  const pugi::xml_node plan = root.select_node("//testcase[@name='every planned case']/error").node();
  CHECK(std::string(plan.attribute("message").value()) == "5 of 7 cases ran");
  CHECK(std::string(plan.text().get()) == "interrupted");
}

TEST_CASE("regression report: JUnit XML of ends without a failure", "[report][regression]") {
  RegressionResult result = green();
  const auto errors = [](const RegressionResult& of) {
    return parsed(report::junit(of)).child("testsuites").attribute("errors").as_int();
  };
  CHECK(errors(result) == 0);
  CHECK_THAT(report::junit(result), !Catch::Contains("plan"));
  result.not_run = {"imagenet: no data"};
  CHECK(errors(result) == 1);
  CHECK(parsed(report::junit(result)).select_nodes("//error[@type='not_run']").size() == 1);
  CHECK(errors(RegressionResult{}) == 1);  // a run without any case is not a success
}

TEST_CASE("regression report: the history word by word", "[report][regression]") {
  CHECK("\n" + report::text(history()) == R"(
History (beats: compared; cycles/s: simulated; bins hit: up to and with that run)

nightly <b>: 1 of 2 runs passed
  run  started               seed      Weir   verdict  cases  failed   beats  cycles/s  cases/h  bins hit  wall s
  3    2026-11-23 01:02:03Z  20261123  0.1.0  pass     1,000       0  2.50 M     123 k   1.00 k    75.0 %    3600
  1    2026-11-21 01:02:03Z  20261121  0.1.0  fail       990       3  2.50 M     123 k      990    25.0 %    3600  <- 1 crash, 2 fail, of 1,000 cases

smoke: 1 of 1 run passed
  run  started               seed      Weir   verdict  cases  failed   beats  cycles/s  cases/h  bins hit  wall s
  2    2026-11-22 01:02:03Z  20261122  0.1.0  pass     1,000       0  2.50 M     123 k   1.00 k    50.0 %    3600

Failed at some time (drawn cases by check and layer kind)
  suite        case                   first night           run            last night  run  nights
  nightly <b>  layer mvtu: bit_exact  2026-11-21 01:02:03Z    1  2026-11-21 01:02:03Z    1       1

Their last failures
  nightly <b>: layer mvtu: bit_exact
          found <1>, wanted 0
          replay: weir run a.yaml

Slowest of the last runs
  suite  case      kind   of    verdict  beats  cycles  build s  wall s
  smoke  layers/1  layer  mvtu  pass     1,200   3,000      1.0     1.5

Coverage of all runs: 3 of 4 bins (75.0 %)
  group    bins  hit
  mvtu.pe     3    2  not all
)");
  CHECK(report::text(HistoryResult{}) == "no runs\n");
}

TEST_CASE("regression report: the page stands alone and is well-formed", "[report][regression]") {
  const std::string page = report::html(history());
  const pugi::xml_document document = parsed(page);
  const pugi::xml_node body = document.child("html").child("body");
  CHECK(body.select_nodes("//section").size() == 5);  // two suites, failing, coverage, slowest
  CHECK(std::string(body.select_node("//section/h2").node().text().get()) == "nightly <b>");
  CHECK(body.select_nodes("//svg").size() == 8);
  CHECK(body.select_nodes("//svg[not(@aria-label)]").empty());
  CHECK(body.select_nodes("//rect[@class='fail']").size() == 1);
  CHECK(body.select_nodes("//rect[@class='pass']").size() == 2);
  CHECK(std::string(body.select_node("//rect[@class='fail']/../title").node().text().get()) ==
        "run 1, 2026-11-21 01:02:03Z: fail, 990 cases of 1,000, 1 crash, 2 fail");
  CHECK(std::string(body.select_node("//pre").node().text().get()) == "found <1>, wanted 0");
  // The page loads nothing and runs no script.
  CHECK_FALSE(std::regex_search(page, std::regex("://|src=|href=|url\\(|@import|<script|<link| on[a-z]+=")));
  // HTML would leave such an element open unless it is one of the void elements.
  CHECK_FALSE(std::regex_search(page, std::regex("<(?!meta|br|line|rect|circle|polyline)[a-z0-9]+[^<>]*/>")));
  CHECK(report::html(history()) == page);
  parsed(report::html(HistoryResult{}));
  HistoryResult one = history();
  one.nights.resize(1);
  one.nights[0] = NightResult{};  // of no time, no cases
  one.failing.clear();
  one.slowest.clear();
  one.coverage.clear();
  const std::string least = report::html(one);
  parsed(least);
  CHECK_FALSE(std::regex_search(least, std::regex("[^a-z](nan|inf)[^a-z]")));
}

TEST_CASE("markup: what XML does not allow is replaced", "[report]") {
  const std::string bad = "\xEF\xBF\xBD";
  CHECK(report::legible("a\tb\nc\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") ==
        "a\tb\nc\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  CHECK(report::legible(std::string("a\0b\x1f", 4)) == "a" + bad + "b" + bad);
  CHECK(report::legible("\xC0\x80") == bad + bad);                      // longer than necessary
  CHECK(report::legible("\xE0\x80\x80") == bad + bad + bad);            // longer than necessary
  CHECK(report::legible("\xED\xA0\x80") == bad + bad + bad);            // half of a UTF-16 surrogate pair
  CHECK(report::legible("\xEF\xBF\xBF") == bad + bad + bad);            // not a character
  CHECK(report::legible("\xF4\x90\x80\x80") == bad + bad + bad + bad);  // beyond the last character
  CHECK(report::legible("\xC3") == bad);
  CHECK(report::legible("\xC3(") == bad + "(");
  CHECK(report::escaped("<a href='\"&'>\x01") == "&lt;a href=&#39;&quot;&amp;&#39;&gt;" + bad);
}

}  // namespace weir::tests::regression_report_test
