#include "network/schema.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "network/scenario.schema.json.hpp"

namespace weir {

namespace {

using Json = nlohmann::ordered_json;

// A value in YAML, on one line.
std::string yaml_of(const Json& value) {
  std::string list;
  if (value.is_object()) {
    for (const auto& [key, each] : value.items())
      list.append(list.empty() ? "" : ", ").append(key).append(": ").append(yaml_of(each));
    return "{" + list + "}";
  }
  if (value.is_array()) {
    for (const Json& each : value) list.append(list.empty() ? "" : ", ").append(yaml_of(each));
    return "[" + list + "]";
  }
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// "a, b or c"
std::string alternatives(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 < names.size() ? ", " : " or ") + names[i];
  return text;
}

// Reads the definitions of a schema.
class SchemaReader {
 public:
  SchemaReader(const Json& schema, std::vector<Schema::Map>& maps)
      : definitions_(schema.at("definitions")), maps_(maps) {
    for (const auto& [name, definition] : definitions_.items()) {
      if (is_map(definition)) maps_.push_back({.name = name});
    }
  }

  void read() {
    for (Schema::Map& map : maps_) {
      const Json& definition = definitions_.at(map.name);
      map.description = definition.at("description");
      for (const auto& [name, value] : definition.at("properties").items()) {
        Schema::Key& key = map.keys.emplace_back(key_of(name, value));
        key.required = std::ranges::count(definition.value("required", Json::array()), Json(name)) > 0;
        if (name == "kind") map.kind = value.at("const");
      }
      for (const Json& example : definition.value("examples", Json::array()))
        map.examples.push_back((map.kind.empty() ? "" : "- ") + yaml_of(example));
    }
  }

  // The maps that a value described by `node` may have.
  Schema::Value value_of(const Json& node) {
    Schema::Value value;
    add(node, value);
    return value;
  }

 private:
  static bool is_map(const Json& definition) {
    const auto more = definition.find("additionalProperties");
    return more != definition.end() && more->is_boolean() && !more->get<bool>();
  }

  // What follows "#/definitions/".
  static std::string name_of(const Json& node) {
    constexpr std::string_view kPath = "#/definitions/";
    return node.at("$ref").get<std::string>().substr(kPath.size());
  }

  void add(const Json& node, Schema::Value& value) {
    if (node.contains("$ref")) {
      const std::string name = name_of(node);
      const Json& definition = definitions_.at(name);
      const auto map = std::ranges::find(maps_, name, &Schema::Map::name);
      if (map != maps_.end()) {
        value.maps.push_back({"", "", &*map});
      } else if (std::ranges::find(open_, name) == open_.end()) {  // else a list of such lists, without maps
        open_.push_back(name);
        add(definition, value);
        open_.pop_back();
      }
      return;
    }
    for (const char* const key : {"allOf", "anyOf", "oneOf"}) {
      for (const Json& each : node.value(key, Json::array())) add(each, value);
    }
    if (node.contains("if")) add_choice(node, value);
    if (const auto items = node.find("items"); items != node.end())
      value.items = std::make_shared<const Schema::Value>(value_of(*items));
    if (const auto more = node.find("additionalProperties"); more != node.end() && more->is_object())
      value.entries = std::make_shared<const Schema::Value>(value_of(*more));
  }

  void add_choice(const Json& node, Schema::Value& value) {
    const Json& condition = node.at("if");
    const std::string key = condition.at("required").at(0);
    std::string text;
    if (condition.contains("properties")) text = condition.at("properties").at(key).at("const");
    for (const Schema::Value::Choice& choice : value_of(node.at("then")).maps)
      value.maps.push_back({key, text, choice.map});
    if (node.contains("else")) add(node.at("else"), value);
  }

  Schema::Key key_of(const std::string& name, const Json& node) {
    Schema::Key key;
    key.name = name;
    key.type = words_of(node);
    key.value = value_of(node);
    key.description = property("description", node);
    key.default_value = property("default", node);
    if (node.contains("const")) key.description = "The entry's kind.";
    return key;
  }

  // That property of a value, or of the definition that it refers to.
  std::string property(const char* key, const Json& node) {
    if (node.contains("$ref")) return property(key, definitions_.at(name_of(node)));
    if (node.contains(key)) return yaml_of(node.at(key));
    std::string found;
    for (const Json& each : node.value("allOf", Json::array())) found += property(key, each);
    return found;
  }

  // What a value may be.
  std::string words_of(const Json& node) {
    if (node.contains("title")) return node.at("title");
    if (node.contains("const")) return yaml_of(node.at("const"));
    if (node.contains("$ref")) {
      const std::string name = name_of(node);
      const Json& definition = definitions_.at(name);
      return is_map(definition) ? "map `" + name + "`" : words_of(definition);
    }
    std::vector<std::string> names;
    for (const Json& each : node.value("enum", Json::array())) names.push_back(yaml_of(each));
    for (const char* const key : {"allOf", "anyOf"}) {
      for (const Json& each : node.value(key, Json::array())) names.push_back(words_of(each));
    }
    if (node.contains("if")) names = {words_of(node.at("then")), words_of(node.at("else"))};
    if (!names.empty()) return alternatives(names);
    const std::string type = node.at("type");
    if (type == "integer" || type == "number") return type + range_of(node);
    if (type == "boolean") return "true or false";
    if (type == "string") return "text";
    if (type == "array") return "list of: " + words_of(node.at("items"));
    return "for each name: " + words_of(node.at("additionalProperties"));
  }

  static std::string range_of(const Json& node) {
    if (node.contains("exclusiveMinimum")) return " above " + node.at("exclusiveMinimum").dump();
    if (!node.contains("minimum")) return "";
    const std::string least = node.at("minimum").dump();
    return node.contains("maximum") ? ", " + least + " to " + node.at("maximum").dump()
                                    : ", at least " + least;
  }

  const Json& definitions_;
  std::vector<Schema::Map>& maps_;
  std::vector<std::string> open_;  // definitions that are being read
};

void note_places(const std::string& place, const Schema::Value& value, std::vector<Schema::Map>& maps) {
  for (const Schema::Value::Choice& choice : value.maps) {
    std::vector<std::string>& places = maps.at(static_cast<std::size_t>(choice.map - maps.data())).places;
    if (std::ranges::find(places, place) == places.end()) places.push_back(place);
  }
  for (const auto& inner : {value.items, value.entries}) {
    if (inner) note_places(place, *inner, maps);
  }
}

}  // namespace

std::string Schema::Key::facts() const {
  std::string facts = type;
  if (required) facts += "; required";
  if (!default_value.empty()) facts += "; default " + default_value;
  return facts;
}

Schema::Schema(std::string_view json) : text_(json) {
  const Json schema = Json::parse(json);
  SchemaReader reader(schema, maps_);
  reader.read();
  root_ = reader.value_of(schema);
  for (const Map& map : maps_) {
    for (const Key& key : map.keys) note_places(key.name + " of " + map.name, key.value, maps_);
  }
}

const Schema::Map* Schema::find(std::string_view name) const {
  const auto found = std::ranges::find(maps_, name, &Map::name);
  return found == maps_.end() ? nullptr : &*found;
}

const Schema& scenario_schema() {
  static const Schema schema(kScenarioSchema);
  return schema;
}

}  // namespace weir
