// The schemas of scenario and suite files, and the check of a file's keys by them. tests/schema_test.py
// compares the scenarios' schema with their reader.
#include "network/schema.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "network/engines.hpp"
#include "network/error.hpp"
#include "network/network.hpp"
#include "network/seeded_values.hpp"
#include "network/yaml.hpp"
#include "regress/suite.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::schema_test {

namespace {

const Schema::Key& key_of(const Schema& schema, const std::string& map, const std::string& key) {
  const Schema::Map* const found = schema.find(map);
  REQUIRE(found != nullptr);
  const auto at = std::ranges::find(found->keys, key, &Schema::Key::name);
  REQUIRE(at != found->keys.end());
  return *at;
}

template <class Names>
std::string alternatives(const Names& names) {
  std::string text;
  std::size_t left = std::size(names);
  for (const auto& name : names) {
    text += name;
    --left;
    text += left == 0 ? "" : left == 1 ? " or " : ", ";
  }
  return text;
}

constexpr const char* kSchema = R"({
  "allOf": [{"$ref": "#/definitions/top"}],
  "definitions": {
    "top": {
      "description": "The top.", "additionalProperties": false, "required": ["list"],
      "properties": {
        "list": {"description": "A list.", "type": "array", "items": {
          "if": {"required": ["a"]}, "then": {"$ref": "#/definitions/first"}, "else": {"$ref": "#/definitions/second"}}},
        "free": {"description": "By name.", "type": "object", "additionalProperties": {"$ref": "#/definitions/first"}}
      }
    },
    "first": {"description": "One.", "additionalProperties": false, "required": ["a"],
      "properties": {"a": {"$ref": "#/definitions/count"}, "b": {"description": "B.", "type": "boolean", "default": true}}},
    "second": {"description": "Two.", "additionalProperties": false, "required": ["c"],
      "properties": {"c": {"description": "C.", "type": "string"}}},
    "count": {"description": "A count.", "type": "integer", "minimum": 1}
  }
})";

// The mistakes that kSchema finds in the keys of a text.
std::string mistakes_of(const std::string& text) {
  const Schema schema(kSchema);
  const auto mistakes = std::make_shared<Mistakes>();
  Yaml::parse(text, "file.yaml", mistakes).check_keys(schema);
  try {
    mistakes->raise();
  } catch (const BadInput& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("schema: keys have the type, default and description of what they refer to", "[schema]") {
  const Schema schema(kSchema);
  const Schema::Key& a = key_of(schema, "first", "a");
  CHECK(a.type == "integer, at least 1");
  CHECK(a.description == "A count.");
  CHECK(a.required);
  CHECK(a.default_value.empty());
  CHECK(key_of(schema, "first", "b").default_value == "true");
  CHECK_FALSE(key_of(schema, "first", "b").required);
  CHECK(schema.find("count") == nullptr);
  CHECK(schema.find("first")->places == std::vector<std::string>{"list of top", "free of top"});
}

TEST_CASE("schema: every map of a file is checked, each by its own definition", "[schema]") {
  CHECK(mistakes_of("{list: [{a: 1, b: false}, {c: x}], free: {x: {a: 1}, y: {a: 2}}}").empty());
  CHECK(mistakes_of("{}") == "file.yaml:1: list: found no such key, wanted it");
  CHECK(mistakes_of("list: []\nlest: 1") ==
        "file.yaml:2: lest: found an unknown key, wanted one of list, free (nearest: list)");
  CHECK(mistakes_of("list:\n  - {a: 1, c: x}\n  - {c: x, b: true}\n  - {b: true}") ==
        "file.yaml:2: c: found an unknown key, wanted one of a, b\n"
        "      file.yaml:3: b: found an unknown key, wanted one of c\n"
        "      file.yaml:4: b: found an unknown key, wanted one of c\n"
        "      file.yaml:4: c: found no such key, wanted it in list");
  CHECK(mistakes_of("{list: [], free: {x: {b: true}}}") ==
        "file.yaml:1: a: found no such key, wanted it in x");
  CHECK(mistakes_of("{list: [], list: []}") ==
        "file.yaml:1: list: found the key a second time, wanted it once (it stands in line 1)");
  // Values that are no maps are the reader's.
  CHECK(mistakes_of("{list: 3, free: [1, [2]]}").empty());
}

TEST_CASE("schema: without a list of mistakes the first one is thrown", "[schema]") {
  const Schema schema(kSchema);
  const Yaml yaml = Yaml::parse("{list: [{d: 1}], lost: 1}", "file.yaml");
  CHECK_THROWS_WITH(yaml.check_keys(schema), Catch::StartsWith("file.yaml:1: d: found an unknown key"));
}

TEST_CASE("schema: names of engines, controls and patterns are those of the program", "[schema]") {
  const std::string engines = "list of: " + alternatives(engine_names());
  CHECK(key_of(scenario_schema(), "scenario", "engines").type == engines);
  for (const char* map : {"suite", "suite_scenario", "suite_build", "campaign"})
    CHECK(key_of(regress::suite_schema(), map, "engines").type == engines);
  std::vector<std::string> controls;
  for (const HlsControlName& control : kHlsControls) controls.emplace_back(control.name);
  CHECK(key_of(scenario_schema(), "assumed_block", "control").type == alternatives(controls));
  CHECK(key_of(scenario_schema(), "weights", "pattern").type == alternatives(kDataPatterns));
}

TEST_CASE("schema: a name means one thing to weir help", "[schema]") {
  std::set<std::string> names{"run", "size", "regress", "history", "import", "show", "init", "emit", "help"};
  for (const Schema* schema : {&scenario_schema(), &regress::suite_schema()}) {
    for (const Schema::Map& map : schema->maps()) CHECK(names.insert(map.name).second);
  }
}

TEST_CASE("scenario: keys of sources that are not used are checked, too", "[schema][scenario]") {
  Draft draft;
  const auto input = [&](const std::string& from) -> Draft& {
    return draft.layers("{type: int4, shape: [4], elements_per_beat: 4, from: " + from + "}",
                        {"  - {kind: normalize, pe: 4, output: uint4}"});
  };
  input("[{npy: nowhere.npy, layuot: chw}, {seed: 1}]").rejected(5, "layuot", "an unknown key", "layout");
  input("[{npz: nowhere.npz}, {seed: 1}]").rejected(5, "array", "no such key", "it in from");
  input("[{npy: nowhere.npy, seed: 2}, {seed: 1}]").rejected(5, "seed", "npy and seed", "one source");
  input("{values: [[1, 2, 3, 4]], labels: {values: [4], lable: 2}}")
      .rejected(5, "lable", "an unknown key", "npy");
  input("{seed: 1, labels: {values: [4]}}").rejected(5, "labels", "it beside seed", "seed and pattern alone");
}

}  // namespace weir::tests::schema_test
