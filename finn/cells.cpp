#include "finn/cells.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <set>
#include <string_view>
#include <system_error>

namespace weir::finn {

namespace {

namespace fs = std::filesystem;

// "finn_design_StreamingFIFO_0_0" is the cell StreamingFIFO_0.
std::string cell_of_module(const std::string& module) {
  constexpr std::string_view kDesign = "finn_design_";
  std::string name = module.starts_with(kDesign) ? module.substr(kDesign.size()) : module;
  const std::size_t last = name.find_last_of('_');
  const bool counted = last != std::string::npos && last + 1 < name.size() &&
                       std::all_of(name.begin() + static_cast<std::ptrdiff_t>(last) + 1, name.end(),
                                   [](unsigned char c) { return std::isdigit(c) != 0; });
  return counted ? name.substr(0, last) : name;
}

// The weights' memory is a cell beside the node's in the names of 2019.
std::string path_of_module(const std::string& module) {
  const std::string cell = cell_of_module(module);
  constexpr std::string_view kMemory = "_wstrm";
  return cell.ends_with(kMemory) ? cell.substr(0, cell.size() - kMemory.size()) + "/" + cell : cell;
}

// Of each .xci, by its stem, the path of its cell, as the block design (.bd, JSON) has it.
using Paths = std::map<std::string, std::string>;

void read_components(const nlohmann::json& components, const std::string& above, Paths& paths) {
  if (!components.is_object()) return;
  for (const auto& [name, component] : components.items()) {
    if (!component.is_object()) continue;
    const std::string path = above.empty() ? name : above + "/" + name;
    const auto xci = component.find("xci_name");
    if (xci != component.end() && xci->is_string()) paths[xci->get<std::string>()] = path;
    const auto inner = component.find("components");
    if (inner != component.end()) read_components(*inner, path, paths);
  }
}

Paths paths_in(const fs::path& design) {
  Paths paths;
  std::ifstream stream(design, std::ios::binary);
  const auto json = nlohmann::json::parse(stream, nullptr, false);
  if (json.is_discarded() || !json.is_object()) return paths;
  const auto top = json.find("design");
  if (top == json.end() || !top->is_object()) return paths;
  const auto components = top->find("components");
  if (components != top->end()) read_components(*components, "", paths);
  return paths;
}

std::string path_of(const fs::path& xci, const Paths& paths) {
  const std::string module = xci.stem().string();
  if (const auto known = paths.find(module); known != paths.end()) return known->second;
  std::ifstream stream(xci, std::ios::binary);
  const auto json = nlohmann::json::parse(stream, nullptr, false);
  if (!json.is_discarded() && json.is_object()) {
    const auto instance = json.find("ip_inst");
    if (instance != json.end() && instance->is_object()) {
      const auto cell = instance->find("cell_name");
      if (cell != instance->end() && cell->is_string() && !cell->get<std::string>().empty())
        return cell->get<std::string>();
    }
  }
  return path_of_module(module);
}

// Where Vivado puts what it generates: beside the .xci, or in the .gen folder beside .srcs.
fs::path generated(const fs::path& xci) {
  const fs::path xml = fs::path(xci).replace_extension(".xml");
  std::error_code error;
  if (fs::is_regular_file(xml, error)) return xml;
  std::string text = xml.string();
  constexpr std::string_view kSources = ".srcs/";
  const std::size_t at = text.rfind(kSources);
  if (at == std::string::npos) return {};
  text.replace(at, kSources.size(), ".gen/");
  return fs::is_regular_file(text, error) ? fs::path(text) : fs::path{};
}

}  // namespace

std::vector<Cell> cells_in(const fs::path& folder) {
  std::error_code error;
  std::set<fs::path> files;
  std::set<fs::path> designs;
  for (auto entry =
           fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, error);
       entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const fs::path& path = entry->path();
    const std::string within = path.lexically_relative(folder).string();
    if (within.find("bd/") == std::string::npos || !entry->is_regular_file(error)) continue;
    if (path.extension() == ".xci") files.insert(path);
    if (path.extension() == ".bd") designs.insert(path);
  }
  std::vector<Cell> cells;
  std::map<fs::path, Paths> known;  // by the folder of a block design
  for (const fs::path& design : designs) known[design.parent_path()] = paths_in(design);
  for (const fs::path& xci : files) {
    const fs::path design = xci.parent_path().parent_path().parent_path();  // above ip/<cell>
    const Paths& paths = known[design];
    // Left over from an earlier run.
    if (!paths.empty() && !paths.contains(xci.stem().string())) continue;
    Cell cell{xci.stem().string(), path_of(xci, paths), {}, xci.parent_path(), design};
    const fs::path xml = generated(xci);
    pugi::xml_document document;
    if (!xml.empty() && document.load_file(xml.c_str())) {
      cell.folder = xml.parent_path();
      for (const pugi::xpath_node& file : document.select_nodes("//spirit:file/spirit:name")) {
        const fs::path path = (cell.folder / file.node().text().get()).lexically_normal();
        const std::string extension = path.extension().string();
        const std::string name = path.filename().string();
        const bool simulated = path.parent_path().filename() == "sim";
        const bool stub = name.ends_with("_stub.v") || name.ends_with("_sim_netlist.v");
        if ((extension == ".v" || extension == ".sv") && !simulated && !stub &&
            std::ranges::find(cell.files, path) == cell.files.end())
          cell.files.push_back(path);
      }
    }
    cells.push_back(std::move(cell));
  }
  return cells;
}

}  // namespace weir::finn
