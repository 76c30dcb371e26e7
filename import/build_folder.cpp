#include "import/build_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <tuple>

#include "import/operators.hpp"
#include "network/error.hpp"
#include "network/scenario.hpp"

namespace weir::importer {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kDeepestFolder = 3;
constexpr std::size_t kMostFiles = 2000;

// Folders of graphs within a build.
constexpr std::string_view kGraphFolders[] = {"intermediate_models", "kernel_partitions",
                                              "supported_op_partitions"};

// Steps, the preferred graph first.
constexpr std::string_view kSteps[] = {"step_measure_rtlsim_performance",
                                       "step_create_stitched_ip",
                                       "step_out_of_context_synthesis",
                                       "step_set_fifo_depths",
                                       "step_hw_ipgen",
                                       "step_hls_ipgen",
                                       "step_hw_codegen",
                                       "step_hls_codegen",
                                       "step_generate_estimate_reports",
                                       "step_minimize_bit_width",
                                       "step_apply_folding_config",
                                       "apply_parallelization_config_step",
                                       "step_target_fps_parallelization",
                                       "step_specialize_layers",
                                       "specialize_layers_step",
                                       "step_create_dataflow_partition",
                                       "create_dataflow_partition_step",
                                       "step_convert_final_layers",
                                       "step_convert_to_hw",
                                       "step_convert_to_hls"};

std::size_t rank_of_step(const fs::path& file) {
  const std::string stem = file.stem().string();
  const auto step = std::ranges::find_if(kSteps, [&](std::string_view name) { return stem.ends_with(name); });
  return static_cast<std::size_t>(step - std::begin(kSteps));
}

bool is_graph_folder(const fs::path& folder) {
  return std::ranges::find(kGraphFolders, folder.filename().string()) != std::end(kGraphFolders);
}

// The folder of the build that a graph's file is in.
fs::path build_of(const fs::path& file) {
  fs::path folder = fs::absolute(file).lexically_normal().parent_path();
  while (is_graph_folder(folder)) folder = folder.parent_path();
  return folder;
}

std::vector<fs::path> models_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (auto entry =
           fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, error);
       entry != fs::recursive_directory_iterator() && files.size() < kMostFiles; entry.increment(error)) {
    if (entry.depth() >= kDeepestFolder) entry.disable_recursion_pending();
    if (entry->path().extension() == ".onnx" && entry->is_regular_file(error)) files.push_back(entry->path());
  }
  std::ranges::sort(files);
  return files;
}

struct Candidate {
  fs::path file;
  bool layers = false;      // hardware that computes
  bool partitions = false;  // hardware in other files
  bool fifos = false;
  bool folded = false;
  bool of_rtl = false;        // the folder's project was stitched from its nodes' RTL
  std::size_t computing = 0;  // nodes that are no FIFOs, converters and memories
  std::string other;          // how the build's estimates belong to another graph, in words
};

// A report, if it is there and is a JSON object.
std::optional<Json> read_report(const fs::path& build, const char* name) {
  constexpr std::uintmax_t kLargest = 1 << 24;
  for (const char* folder : {"report", "reports", ".", "intermediate_models"}) {
    const fs::path file = build / folder / name;
    std::error_code error;
    if (!fs::is_regular_file(file, error) || fs::file_size(file, error) > kLargest) continue;
    std::ifstream stream(file, std::ios::binary);
    Json json = Json::parse(stream, nullptr, false);
    if (!json.is_discarded() && json.is_object()) return json;
  }
  return std::nullopt;
}

// How the report of the layers' cycles differs from the graph, in words; "" if it does not.
std::string other_layers(const Graph& graph, const Json& cycles) {
  if (!estimates_are_current(graph)) return "";
  std::map<std::string, std::int64_t> own;
  for (const Node& node : graph.nodes) {
    if (const auto* estimate = node.find<std::int64_t>("cycles_estimate"))
      own[own_name(node.name)] = *estimate;
  }
  if (own.empty()) return "";
  for (const auto& [name, value] : cycles.items()) {
    if (!value.is_number_integer() || name.empty()) continue;
    const auto found = own.find(name);
    if (found == own.end()) return fmt::format("it has {}, which the graph has not", name);
    if (found->second != value.get<std::int64_t>())
      return fmt::format("{} takes {} cycles there and {} in the graph", name, value.get<std::int64_t>(),
                         found->second);
  }
  return "";
}

// The script that stitched the RTL; empty if there is none. It names the folder of each node's RTL, whose
// last eight characters are unique to the run.
std::string stitching_script(const fs::path& build) {
  for (const char* folder : {"stitched_ip", "."}) {
    std::ifstream stream(build / folder / "make_project.tcl", std::ios::binary);
    if (stream) return {std::istreambuf_iterator<char>(stream), {}};
  }
  return "";
}

// Whether some nodes have folders and the script names all of these.
bool is_stitched_of(const Graph& graph, const std::string& script) {
  constexpr std::size_t kRandom = 8;
  bool any = false;
  for (const Node& node : graph.nodes) {
    for (const char* key : {"code_gen_dir_ipgen", "ipgen_path", "ip_path"}) {
      const auto* path = node.find<std::string>(key);
      const std::size_t at = path == nullptr ? std::string::npos : path->find("/code_gen_ipgen_");
      if (at == std::string::npos) continue;
      const std::string folder = path->substr(at + 1, path->find('/', at + 1) - at - 1);
      if (folder.size() <= kRandom) continue;
      if (script.find(folder) == std::string::npos) return false;
      any = true;
      break;
    }
  }
  return any;
}

Candidate look_at(const fs::path& file, const std::string& script) {
  Candidate candidate;
  candidate.file = file;
  const Graph graph = read_onnx(file);
  candidate.of_rtl = !script.empty() && is_stitched_of(graph, script);
  if (const auto cycles = read_report(build_of(file), "estimate_layer_cycles.json"))
    candidate.other = other_layers(graph, *cycles);
  for (const Node& node : graph.nodes) {
    if (is_partition(node)) candidate.partitions = true;
    if (!is_hardware(node) || is_partition(node) || is_memory(node)) continue;
    candidate.layers = true;
    if (is_fifo(node)) candidate.fifos = true;
    if (!is_fifo(node) && !is_converter(node)) ++candidate.computing;
    // Other operators have all channels in each beat from the start.
    const std::string op = family(node.op);
    const bool folds = op == "MVAU" || op == "VVAU" || op == "Thresholding";
    for (const char* key : {"PE", "SIMD"}) {
      const auto* value = node.find<std::int64_t>(key);
      if (folds && value != nullptr && *value > 1) candidate.folded = true;
    }
    if (node.attributes.count("cycles_estimate") > 0) candidate.folded = true;
  }
  return candidate;
}

bool better(const Candidate& a, const Candidate& b) {
  const auto key = [](const Candidate& c) {
    return std::tuple(!c.of_rtl, !c.fifos, !c.other.empty(), !c.folded, rank_of_step(c.file));
  };
  return key(a) < key(b);
}

void keep(Build& build, const char* prefix, const Json& json) {
  for (const auto& [key, value] : json.items()) {
    if (value.is_number() || value.is_string())
      build.reported.emplace_back(std::string(prefix) + " " + key,
                                  value.is_string() ? value.get<std::string>() : value.dump());
  }
}

std::optional<double> number(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  return std::isfinite(value) && value > 0 ? std::optional(value) : std::nullopt;
}

// Takes the clock, if a scenario can have it.
void set_clock(Build& build, double mhz) {
  if (mhz >= kLeastClockMhz && mhz <= kMostClockMhz) build.clock_mhz = mhz;
}

}  // namespace

bool estimates_are_current(const Graph& graph) {
  for (const Node& node : graph.nodes) {
    const auto* estimate = node.find<std::int64_t>("cycles_estimate");
    if (estimate == nullptr || family(node.op) != "MVAU") continue;
    std::int64_t cycles = 1;
    if (const auto* vectors = node.find<std::vector<std::int64_t>>("numInputVectors")) {
      for (const std::int64_t extent : *vectors) cycles *= std::clamp<std::int64_t>(extent, 1, 1 << 15);
    }
    for (const auto& [size, folding] : {std::pair{"MW", "SIMD"}, std::pair{"MH", "PE"}}) {
      const auto* of = node.find<std::int64_t>(size);
      const auto* by = node.find<std::int64_t>(folding);
      if (of == nullptr || by == nullptr || *by < 1 || *of < 1 || *of > (1 << 20)) return true;
      cycles *= *of / *by;
    }
    if (cycles != *estimate) return false;
  }
  return true;
}

Build choose_graph(const fs::path& folder) {
  const std::vector<fs::path> files = models_in(folder);
  if (files.empty())
    throw BadInput(folder.string(), 0, "", "no .onnx file",
                   "a build folder of FINN, with intermediate_models/*.onnx");
  std::set<fs::path> builds;
  std::vector<Candidate> candidates;
  std::vector<std::string> unreadable;
  bool partitions = false;
  std::map<fs::path, std::string> read;
  const auto scripts = [&](const fs::path& of) -> const std::string& {
    const auto [script, fresh] = read.try_emplace(of);
    if (fresh) script->second = stitching_script(of);
    return script->second;
  };
  for (const fs::path& file : files) {
    try {
      Candidate candidate = look_at(file, scripts(build_of(file)));
      partitions = partitions || candidate.partitions;
      if (!candidate.layers) continue;
      builds.insert(build_of(file));
      candidates.push_back(std::move(candidate));
    } catch (const BadInput& error) {
      unreadable.emplace_back(error.what());
    }
  }
  if (candidates.empty()) {
    if (!unreadable.empty())
      throw BadInput(
          folder.string(), 0, "",
          fmt::format("no graph of hardware, and files that cannot be read ({})", unreadable.front()),
          "a graph of FINN's step_set_fifo_depths or before");
    throw BadInput(folder.string(), 0, "", fmt::format("{} .onnx files without hardware nodes", files.size()),
                   partitions
                       ? "the file that its StreamingDataflowPartition names, or "
                         "intermediate_models/step_set_fifo_depths.onnx (save_intermediate_models=True)"
                       : "a build folder of FINN, with intermediate_models/step_set_fifo_depths.onnx "
                         "(save_intermediate_models=True)");
  }
  if (builds.size() > 1) {
    std::string names;
    for (const fs::path& each : builds) names += (names.empty() ? "" : ", ") + each.string();
    throw BadInput(folder.string(), 0, "", fmt::format("{} builds", builds.size()), "one of them: " + names);
  }
  const Candidate& best = *std::ranges::min_element(candidates, better);
  Build build;
  build.graph = best.file;
  build.notes.push_back(fmt::format("of {} .onnx files, {} was taken: {}", files.size(),
                                    fs::relative(best.file, folder).string(),
                                    best.of_rtl   ? "the stitched RTL was made of it"
                                    : best.fifos  ? "its FIFOs and converters are those of the RTL"
                                    : best.folded ? "none has FIFOs, and it is folded"
                                                  : "none is folded"));
  for (const std::string& each : unreadable) build.notes.push_back("not read: " + each);
  for (const Candidate& each : candidates) {
    if (each.fifos && each.computing != best.computing)
      build.notes.push_back(
          fmt::format("files of several runs are mixed: {} has {} layers, and the one taken {}",
                      each.file.filename().string(), each.computing, best.computing));
  }
  return build;
}

void read_reports(const Graph& graph, Build& build) {
  build.folder = build_of(graph.file);
  const auto clock = graph.metadata.find("clk_ns");
  if (clock != graph.metadata.end()) {
    set_clock(build, 1000 / std::strtod(clock->second.c_str(), nullptr));
  }
  if (!fs::is_directory(build.folder / "report") && !fs::is_directory(build.folder / "reports")) return;
  std::int64_t slowest = 0;
  const bool current = estimates_are_current(graph);
  if (!current)
    build.notes.emplace_back(
        "the graph's cycles_estimate are of the folding before: FINN estimates again in a later step");
  for (const Node& node : graph.nodes) {
    const auto* estimate = node.find<std::int64_t>("cycles_estimate");
    if (current && estimate != nullptr) slowest = std::max(slowest, *estimate);
  }
  std::string mixed;
  if (const auto cycles = read_report(build.folder, "estimate_layer_cycles.json"))
    mixed = other_layers(graph, *cycles);
  if (const auto estimate = read_report(build.folder, "estimate_network_performance.json")) {
    const double most = number(*estimate, "max_cycles").value_or(0);
    if (mixed.empty() && slowest > 0 && most != static_cast<double>(slowest))
      mixed = fmt::format("its slowest layer takes {} cycles, the graph's {}", most, slowest);
    if (mixed.empty()) {
      keep(build, "estimate", *estimate);
      if (!build.clock_mhz && most > 0) {
        if (const auto fps = number(*estimate, "estimated_throughput_fps"))
          set_clock(build, *fps * most / 1e6);
      }
    }
  }
  if (!mixed.empty())
    build.notes.push_back(
        "files of several runs are mixed: the estimates in the reports are not of this graph (" + mixed +
        ") and are left out");
  if (const auto rtlsim = read_report(build.folder, "rtlsim_performance.json")) {
    if (!build.clock_mhz) set_clock(build, number(*rtlsim, "fclk[mhz]").value_or(0));
    const double frames = number(*rtlsim, "N").value_or(1);
    const double total = number(*rtlsim, "cycles").value_or(0);
    if (total > 0 && total < static_cast<double>(slowest) * frames)
      build.notes.push_back(
          fmt::format("rtlsim_performance.json may be of another run: {} cycles for {} frames, where FINN "
                      "estimates {} a frame for the slowest layer alone",
                      total, frames, slowest));
    keep(build, "rtlsim", *rtlsim);
  }
  if (const auto synthesis = read_report(build.folder, "ooc_synth_and_timing.json"))
    keep(build, "synthesis", *synthesis);
}

std::vector<fs::path> find_partitions(const fs::path& parent, const std::string& model) {
  // A path on the author's machine, of any operating system.
  std::string stated = model;
  std::ranges::replace(stated, '\\', '/');
  const fs::path path(stated);
  const std::string name = path.filename().string();
  if (name.empty()) return {};
  const fs::path folder = fs::absolute(parent).lexically_normal().parent_path();
  std::vector<std::string> inner;
  if (is_graph_folder(path.parent_path()))
    inner = {path.parent_path().filename().string(), "."};
  else
    inner = {".", "supported_op_partitions", "kernel_partitions"};
  std::vector<fs::path> files;
  for (const std::string& each : inner) {
    for (const fs::path& base : {folder, folder / "intermediate_models", folder.parent_path()}) {
      const fs::path file = (base / each / name).lexically_normal();
      std::error_code error;
      if (file != fs::absolute(parent).lexically_normal() && fs::is_regular_file(file, error))
        files.push_back(file);
    }
  }
  return files;
}

}  // namespace weir::importer
