// The schema of a kind of YAML file: which keys its maps may have, which they must have, and what these mean.
// It is written as a JSON Schema (draft 7), which editors read as it is.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

class Schema {
 public:
  struct Map;

  // The maps that may stand in a value.
  struct Value {
    // A map is of this choice if it has `key` with the text `text`; without `text`: if it has `key`; without
    // `key`: always. The first one that fits counts.
    struct Choice {
      std::string key;
      std::string text;
      const Map* map = nullptr;
    };
    std::vector<Choice> maps;
    std::shared_ptr<const Value> items;    // of a list's items; null: none
    std::shared_ptr<const Value> entries;  // of the values of a map whose keys are free; null: none
  };
  struct Key {
    std::string name;
    std::string type;  // in words
    std::string description;
    std::string default_value;  // as a scenario would state it; "": none, or one that the description tells
    bool required = false;
    Value value;

    // "integer, at least 1; required", "true or false; default false"
    [[nodiscard]] std::string facts() const;
  };
  // A map whose keys are known: a definition of the schema with "additionalProperties": false.
  struct Map {
    std::string name;
    std::string description = {};
    std::vector<Key> keys = {};
    std::vector<std::string> examples = {};  // of the whole map, in YAML; an entry of `layers` after "- "
    std::string kind = {};                   // of an entry of `layers`; "" for all other maps
    std::vector<std::string> places = {};    // where it stands: "weights of mvtu"

    // Whether the map stands under a key that is worth saying: not an entry of `layers`, nor the whole file.
    [[nodiscard]] bool stands_under_keys() const { return kind.empty() && !places.empty(); }
  };

  // `json`: the schema's text, whose `allOf` names the map that the whole file is.
  explicit Schema(std::string_view json);
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;
  ~Schema() = default;

  [[nodiscard]] std::string_view text() const { return text_; }
  // Of the whole file.
  [[nodiscard]] const Value& root() const { return root_; }
  [[nodiscard]] const std::vector<Map>& maps() const { return maps_; }
  // Null if there is none of that name.
  [[nodiscard]] const Map* find(std::string_view name) const;

 private:
  std::string_view text_;
  std::vector<Map> maps_;  // in the file's order; of constant size, as values point to them
  Value root_;
};

// That of scenario files: scenario.schema.json.
const Schema& scenario_schema();

}  // namespace weir
