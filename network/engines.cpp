#include "network/engines.hpp"

#include <algorithm>
#include <iterator>

namespace weir {

std::vector<std::string> parse_engines(const Yaml& yaml) {
  std::vector<std::string> engines;
  for (const Yaml& item : yaml.items()) {
    const std::string engine = item.text();
    if (std::ranges::find(kEngines, engine) == std::end(kEngines))
      item.fail("golden, hls, systemc, native or rtl");
    if (std::ranges::find(engines, engine) != engines.end()) item.fail(engine + " a second time", "it once");
    engines.push_back(engine);
  }
  if (engines.empty()) yaml.fail("an empty list", "at least one engine");
  return engines;
}

}  // namespace weir
