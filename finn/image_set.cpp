#include "finn/image_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <system_error>

#include "finn/images.hpp"
#include "finn/rewrites.hpp"
#include "import/operators.hpp"
#include "rtl/verilog.hpp"

namespace weir::finn {

namespace {

namespace fs = std::filesystem;
using importer::Node;
using importer::own_name;

// Words of memories, whatever is between them, in capitals or not.
bool alike(const std::string& a, const std::string& b) {
  const auto words = [](const std::string& text) {
    std::string out;
    bool blank = true;
    for (const char c : rtl::lower_case(text)) {
      const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
      if (!space && blank && !out.empty()) out += ' ';
      if (!space) out += c;
      blank = space;
    }
    return out;
  };
  return words(a) == words(b);
}

class Collection {
 public:
  Collection(const Build& build, const Modules& modules, const Placement& placement)
      : build_(build), modules_(modules), placement_(placement) {}

  ImageSet collect() {
    for (auto& [node, at] : placement_.all()) {
      const std::string family = importer::family(node->op);
      if (!at.memory.empty() && family != "MVAU" && family != "VVAU")
        build_.fail(*node, "a memory that streams to a " + node->op, "one of weights, to an MVAU or VVAU");
      if (!at.memory.empty()) {
        for (Image& image : weight_images(build_.graph, *node)) add(*node, image.name, image.text);
      }
      if (family == "Thresholding" && node->op.ends_with("_rtl")) {
        for (Image& image : threshold_images(build_.graph, *node, top_of(at)))
          add(*node, image.name, image.text);
      }
    }
    std::set<const Source*> seen;
    for (const auto& [module, source] : modules_.all_chosen()) {
      if (!seen.insert(source).second) continue;
      for (const std::string& path : source->images) {
        const std::string name = path.substr(path.find_last_of('/') + 1);
        // Pieces of names that are put together at run time; their images are made above.
        if (name == ".dat" || name.starts_with("memblock") || name.find('%') != std::string::npos) continue;
        const std::string own = node_of_path(path, build_.nodes);
        const Node* node = own.empty() ? nullptr : build_.node_named(own);
        if (node == nullptr)
          build_.fail(fmt::format("image {} in {}, in the folder of no node of the graph", path,
                                  build_.relative(source->path)),
                      "a path with code_gen_ipgen_<node>_, or the graph that belongs to the RTL");
        std::string text = hls_threshold_image(build_.graph, *node, name, *source);
        const std::string kept = image_in_folder(*node, name);
        if (text.empty() && kept.empty())
          build_.fail(*node, "no image " + name + ", and no rule that makes it", "it in the folder");
        if (text.empty()) {
          set_.notes.push_back(fmt::format("image {} of {} is the folder's own", name, own));
          text = kept;
        } else if (!kept.empty() && !alike(text, kept) && is_other_table(*node, name, *source, kept)) {
          set_.notes.push_back(
              fmt::format("image {} of {} is the folder's own, which HLS numbered otherwise", name, own));
          text = kept;
        } else if (!kept.empty() && !alike(text, kept)) {
          set_.notes.push_back(fmt::format(
              "image {} of {} is other than the graph's thresholds: graph and RTL are of several runs", name,
              own));
        }
        add(*node, name, text);
      }
    }
    return std::move(set_);
  }

 private:
  void add(const Node& node, const std::string& name, const std::string& text) {
    const std::string path = own_name(node.name) + "/" + name;
    if (std::ranges::find(set_.files, path, &rtl::EmittedFile::name) == set_.files.end())
      set_.files.push_back({path, text});
  }

  // Whether the image is the graph's table of another number.
  [[nodiscard]] bool is_other_table(const Node& node, const std::string& name, const Source& rom,
                                    const std::string& kept) const {
    const std::string stem = name.substr(0, name.find("threshs")) + "threshs_";
    for (int k = 0;; ++k) {
      const std::string text = hls_threshold_image(build_.graph, node, fmt::format("{}{}_ROM", stem, k), rom);
      if (text.empty()) return false;
      if (alike(text, kept)) return true;
    }
  }

  // FINN's own top of a node, within the wrapper that the block design puts round it.
  [[nodiscard]] const Source& top_of(const Placed& at) const {
    const Source& wrapper = *modules_.chosen(at.module);
    for (const std::string& module : wrapper.uses) {
      const Source* top = modules_.chosen(module);
      if (top != nullptr && module.starts_with(own_name(at.node->name))) return *top;
    }
    return wrapper;
  }

  [[nodiscard]] std::string image_in_folder(const Node& node, const std::string& name) const {
    const auto at = placement_.all().find(&node);
    if (at == placement_.all().end() || at->second.cell == nullptr) return "";
    const fs::path& folder = at->second.cell->folder;
    for (const fs::path& path : {folder / "hdl" / "verilog" / name, folder / name}) {
      std::error_code error;
      if (fs::is_regular_file(path, error)) return read_file(path);
    }
    return "";
  }

  const Build& build_;
  const Modules& modules_;
  const Placement& placement_;
  ImageSet set_;
};

}  // namespace

ImageSet image_set(const Build& build, const Modules& modules, const Placement& placement) {
  return Collection(build, modules, placement).collect();
}

}  // namespace weir::finn
