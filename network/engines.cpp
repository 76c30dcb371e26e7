#include "network/engines.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace weir {

const Engine* find_engine(std::string_view name) {
  const auto* const found = std::ranges::find(kEngines, name, &Engine::name);
  return found == std::end(kEngines) ? nullptr : found;
}

const Engine& engine_named(std::string_view name) {
  const Engine* const found = find_engine(name);
  if (found == nullptr) throw std::invalid_argument("no engine is named '" + std::string(name) + "'");
  return *found;
}

std::vector<std::string> engine_names(bool Engine::*property) {
  std::vector<std::string> names;
  for (const Engine& engine : kEngines) {
    if (property == nullptr || engine.*property) names.emplace_back(engine.name);
  }
  return names;
}

std::string first_with(bool Engine::*property, const std::vector<std::string>& engines) {
  for (const std::string& engine : engines) {
    if (engine_named(engine).*property) return engine;
  }
  return "";
}

std::string cycles_reference(const std::vector<std::string>& engines) {
  const std::string hardware = first_with(&Engine::hardware, engines);
  return hardware.empty() ? first_with(&Engine::timed, engines) : hardware;
}

std::vector<std::string> parse_engines(const Yaml& yaml) {
  std::vector<std::string> engines;
  for (const Yaml& item : yaml.items()) {
    const std::string engine = item.text();
    if (find_engine(engine) == nullptr) {
      const std::vector<std::string> names = engine_names();
      std::string wanted = names.front();
      for (std::size_t i = 1; i < names.size(); ++i)
        wanted += (i + 1 < names.size() ? ", " : " or ") + names[i];
      item.fail(wanted);
    }
    if (std::ranges::find(engines, engine) != engines.end()) item.fail(engine + " a second time", "it once");
    engines.push_back(engine);
  }
  if (engines.empty()) yaml.fail("an empty list", "at least one engine");
  return engines;
}

}  // namespace weir
