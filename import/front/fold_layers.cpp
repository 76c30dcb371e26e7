#include "import/front/fold_layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <set>

#include "import/folding.hpp"
#include "import/operators.hpp"
#include "network/error.hpp"
#include "network/spelling.hpp"

namespace weir::importer {

namespace {

using FoldingJson = nlohmann::ordered_json;

std::vector<std::int64_t> divisors(std::int64_t number) {
  std::vector<std::int64_t> all;
  for (std::int64_t d = 1; d <= number; ++d) {
    if (number % d == 0) all.push_back(d);
  }
  return all;
}

// The possible widths of a layer's products: with windows, some channels of one position, or the whole
// window.
std::vector<std::int64_t> widths_of(const PlannedLayer& layer) {
  if (!layer.weights) return {1};
  if (!layer.has_windows()) return divisors(layer.inner);
  std::vector<std::int64_t> widths = divisors(layer.depthwise ? 1 : layer.inner / layer.kernel);
  if (widths.back() != layer.inner) widths.push_back(layer.inner);
  return widths;
}

void meet_target(const Graph& graph, const std::vector<PlannedStream>& streams, std::int64_t target,
                 PlannedLayer& layer) {
  std::optional<std::pair<std::int64_t, std::int64_t>> best;
  std::int64_t least = layer.cycles(1, 1, streams);
  for (const std::int64_t pe : divisors(layer.channels)) {
    for (const std::int64_t simd : widths_of(layer)) {
      const std::int64_t cycles = layer.cycles(pe, simd, streams);
      least = std::min(least, cycles);
      if (cycles > target || (best && best->first * best->second <= pe * simd)) continue;
      best = {pe, simd};
    }
  }
  if (!best)
    throw BadInput(graph.file.string(), 0, graph.nodes[layer.node].title(),
                   fmt::format("{} cycles a frame at full parallelism", least),
                   fmt::format("at most {}, for --target-fps at this clock", target));
  layer.pe = best->first;
  layer.simd = best->second;
}

// FINN's name of the operator that a layer is.
std::string finn_name(const PlannedLayer& layer) {
  if (layer.weights) return layer.depthwise ? "VVAU" : "MVAU";
  static const std::map<std::string, std::string> kNames = {{"threshold", "Thresholding"},
                                                            {"maxpool", "StreamingMaxPool"},
                                                            {"pool", "Pool"},
                                                            {"eltwise", "AddStreams"},
                                                            {"concat", "StreamingConcat"},
                                                            {"split", "StreamingSplit"},
                                                            {"pad", "FMPadding"},
                                                            {"upsample", "UpsampleNearestNeighbour"},
                                                            {"channelwise", "ChannelwiseOp"},
                                                            {"label_select", "LabelSelect"}};
  const auto found = kNames.find(layer.kind);
  return found == kNames.end() ? "" : found->second;
}

// The layers' names in a folding JSON: FINN's operators, each counted from 0, or the layer's own name if FINN
// has no operator for it.
std::vector<std::string> finn_names(const Plan& plan) {
  std::vector<std::string> names;
  std::map<std::string, int> counts;
  for (const PlannedLayer& layer : plan.layers) {
    const std::string finn = finn_name(layer);
    names.push_back(finn.empty() ? layer.name : fmt::format("{}_{}", finn, counts[finn]++));
  }
  return names;
}

// FINN's key for how many channels a layer without products takes at once.
const char* width_key(const PlannedLayer& layer) {
  static const std::set<std::string> kBySimd = {"concat", "split", "pad", "upsample"};
  return kBySimd.contains(layer.kind) ? "SIMD" : "PE";
}

class FoldingFile {
 public:
  FoldingFile(const std::filesystem::path& file, Plan& plan, std::vector<std::string>& notes)
      : file_(file.string()), plan_(plan), notes_(notes) {
    std::ifstream stream(file, std::ios::binary);
    json_ = FoldingJson::parse(stream, nullptr, false);
    if (!stream || json_.is_discarded() || !json_.is_object())
      throw BadInput(file_, 0, "", "no readable JSON object", "a folding configuration, such as FINN's");
  }

  void operator()() {
    std::map<std::string, PlannedLayer*> layers;
    const std::vector<std::string> finn = finn_names(plan_);
    for (std::size_t l = 0; l < plan_.layers.size(); ++l) {
      layers[finn[l]] = &plan_.layers[l];
      layers[plan_.layers[l].name] = &plan_.layers[l];
    }
    std::vector<std::string> strangers, unread;
    std::size_t set = 0;
    for (const auto& [name, settings] : json_.items()) {
      if (!settings.is_object()) throw BadInput(file_, 0, name, settings.dump(), "a map of attributes");
      if (name == "Defaults") set_defaults(settings, unread);
    }
    for (const auto& [name, settings] : json_.items()) {
      if (name == "Defaults") continue;
      const auto layer = layers.find(name_of(name));
      if (layer == layers.end()) {
        strangers.push_back(name);
        continue;
      }
      for (const auto& [key, value] : settings.items()) {
        if (!is_folding_key(key)) unread.push_back(name + ": " + with_nearest_name(key, folding_keys()));
      }
      PlannedLayer& target = *layer->second;
      apply(name, settings, "PE", target.channels, target.pe);
      if (target.weights)
        apply(name, settings, "SIMD", target.inner, target.simd);
      else if (!settings.contains("PE"))
        apply(name, settings, "SIMD", target.channels, target.pe);
      ++set;
    }
    const auto defaults = json_.find("Defaults");
    if (set == 0 && (defaults == json_.end() || defaults->empty() || !strangers.empty()))
      throw BadInput(file_, 0, strangers.empty() ? "" : strangers.front(), "no layer of the network",
                     fmt::format("{}, or the layers' own names: {}", fmt::join(finn, ", "), names()));
    notes_.push_back(fmt::format("folding of {} layers from {}", set, file_));
    tell(strangers, unread, layers);
  }

 private:
  // "MVAU_0" of MatrixVectorActivation_0, MVAU_hls_0 and so on; of others as it is.
  static std::string name_of(const std::string& name) {
    const std::size_t bar = name.rfind('_');
    if (bar == std::string::npos || bar + 1 == name.size() ||
        name.find_first_not_of("0123456789", bar + 1) != std::string::npos)
      return name;
    const std::string kin = family(name.substr(0, bar));
    return (kin == name.substr(0, bar) ? name.substr(0, bar) : kin) + name.substr(bar);
  }

  // FINN's nodes that are no layers here: a convolution's generator and padding fold with its products, and
  // `weir size` and the scenario choose FIFOs and converters.
  static bool has_no_layer(const std::string& name) {
    static const std::set<std::string> kOperators = {"ConvolutionInputGenerator",
                                                     "FMPadding",
                                                     "StreamingDataWidthConverter",
                                                     "StreamingFIFO",
                                                     "DuplicateStreams",
                                                     "Reshape",
                                                     "IODMA"};
    const std::string own = name_of(name);
    const std::size_t bar = own.rfind('_');
    return bar != std::string::npos && kOperators.contains(own.substr(0, bar)) &&
           own.find_first_not_of("0123456789", bar + 1) == std::string::npos;
  }

  void tell(const std::vector<std::string>& strangers, const std::vector<std::string>& unread,
            const std::map<std::string, PlannedLayer*>& layers) {
    std::vector<std::string> known;
    for (const auto& [name, layer] : layers) known.push_back(name);
    std::vector<std::string> without, unknown;
    for (const std::string& name : strangers) {
      if (has_no_layer(name))
        without.push_back(name);
      else
        unknown.push_back(with_nearest_name(name, known));
    }
    if (!without.empty())
      notes_.push_back(
          fmt::format("{}: not read are {}: generators and padding fold with the products behind them, and "
                      "the others are no layers that fold",
                      file_, fmt::join(without, ", ")));
    if (!unknown.empty())
      notes_.push_back(
          fmt::format("{} names layers that the network does not have: {}", file_, fmt::join(unknown, ", ")));
    if (!unread.empty())
      notes_.push_back(fmt::format("{} sets keys that nothing reads: {}", file_, fmt::join(unread, ", ")));
  }

  [[nodiscard]] std::string names() const {
    std::string names;
    for (const PlannedLayer& layer : plan_.layers) names += (names.empty() ? "" : ", ") + layer.name;
    return names;
  }

  void apply(const std::string& name, const FoldingJson& settings, const char* key, std::int64_t of,
             std::int64_t& folding) {
    if (settings.contains(key)) set(name + ": " + key, settings.at(key), of, folding);
  }

  void set(const std::string& place, const FoldingJson& value, std::int64_t of, std::int64_t& folding) {
    if (!value.is_number_integer() || value.get<std::int64_t>() < 1 || of % value.get<std::int64_t>() != 0)
      throw BadInput(file_, 0, place, value.dump(), fmt::format("a divisor of {}", of));
    folding = value.get<std::int64_t>();
  }

  // {"PE": [2, ["all"]]}: of all layers, or of those of some operators.
  void set_defaults(const FoldingJson& defaults, std::vector<std::string>& unread) {
    for (const auto& [key, entry] : defaults.items()) {
      if (!entry.is_array() || entry.size() != 2 || !entry[1].is_array())
        throw BadInput(file_, 0, "Defaults: " + key, entry.dump(), "[value, [operators, or \"all\"]]");
      if (!is_folding_key(key)) unread.push_back("Defaults: " + with_nearest_name(key, folding_keys()));
      for (PlannedLayer& layer : plan_.layers) {
        const bool meant = std::ranges::any_of(entry[1], [&](const FoldingJson& op) {
          return op == "all" || (op.is_string() && family(op.get<std::string>()) == finn_name(layer));
        });
        if (!meant) continue;
        const std::string place = "Defaults: " + key + " of " + layer.name;
        if (layer.weights && key == "SIMD") set(place, entry[0], layer.inner, layer.simd);
        if (key == (layer.weights ? "PE" : width_key(layer))) set(place, entry[0], layer.channels, layer.pe);
      }
    }
  }

  std::string file_;
  Plan& plan_;
  std::vector<std::string>& notes_;
  FoldingJson json_;
};

}  // namespace

std::string folding_json(const Plan& plan) {
  FoldingJson json;
  json["Defaults"] = FoldingJson::object();
  const std::vector<std::string> names = finn_names(plan);
  for (std::size_t l = 0; l < plan.layers.size(); ++l) {
    const PlannedLayer& layer = plan.layers[l];
    FoldingJson settings;
    settings[layer.weights ? "PE" : width_key(layer)] = layer.pe;
    if (layer.weights) settings["SIMD"] = layer.simd;
    json[names[l]] = std::move(settings);
  }
  return json.dump(2, ' ', false, FoldingJson::error_handler_t::replace) + "\n";
}

void fold_layers(const Graph& graph, const FrontOptions& options, Plan& plan,
                 std::vector<std::string>& notes) {
  if (!options.folding.empty()) return FoldingFile(options.folding, plan, notes)();
  if (options.target_cycles < 1) {
    notes.emplace_back(
        "no folding is stated: PE and SIMD are 1 (--folding FILE and --target-fps N choose them)");
    return;
  }
  for (PlannedLayer& layer : plan.layers) meet_target(graph, plan.streams, options.target_cycles, layer);
  notes.push_back(
      fmt::format("folding: the least pe x simd of each layer that takes at most {} cycles a frame",
                  options.target_cycles));
}

}  // namespace weir::importer
