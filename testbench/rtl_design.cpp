#include "testbench/rtl_design.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "testbench/build_cache.hpp"

namespace weir::testbench {

namespace fs = std::filesystem;

namespace {

// FIFOs are built for at least so many beats, so that a change of depth up to there rebuilds nothing.
constexpr std::int64_t kLeastCapacity = 256;

constexpr const char* kWaivers = "waivers.vlt";

// The name of a memory image is looked up when the model runs (harness.cpp), so that one build serves any
// contents.
constexpr const char* kReadImage = R"(`ifdef VERILATOR
`define WEIR_READ_IMAGE(file, words) \
  begin \
    string folder; \
    if ($value$plusargs("weir_mem=%s", folder)) $readmemh({folder, "/", file}, words); \
    else $readmemh(file, words); \
  end
`endif
)";

// Warnings waived for a user's module but not for our library: delays, which are ignored, and everything that
// lint reports. These warnings are not in Verilator's lint group.
constexpr std::array kWaived{"ASSIGNDLY", "COMBDLY", "INITIALDLY",  "MULTIDRIVEN",  "REALCVT",
                             "SHORTREAL", "STMTDLY", "SYMRSVDWORD", "TIMESCALEMOD", "UNOPTFLAT"};

std::string waivers(const Network& network) {
  std::string text = "`verilator_config\n";
  for (const Layer& layer : network.layers) {
    if (!layer.block) continue;
    for (const fs::path& path : layer.block->files)
      text += fmt::format("lint_off -file \"*{}\"\n", path.filename().string());
  }
  return text;
}

fs::path cached_images(const std::vector<rtl::EmittedFile>& images) {
  std::vector<std::string> content;
  for (const rtl::EmittedFile& image : images) {
    content.push_back(image.name);
    content.push_back(image.text);
  }
  return cached("images", content, [&](const fs::path& fresh) {
    for (const rtl::EmittedFile& image : images) {
      fs::create_directories((fresh / image.name).parent_path());
      write_text(fresh / image.name, image.text);
    }
  });
}

RtlDesign own_design(const Network& network, bool border_fifos, Capacity capacity) {
  rtl::EmitOptions options;
  options.border_fifos = border_fifos;
  options.parameters = false;
  if (capacity == Capacity::kAmple) options.min_capacity = kLeastCapacity;
  // The clean top contains the scenario's depths and is not compiled: only the core's own sources count.
  rtl::Emitted emitted = rtl::emit(network, options);
  RtlDesign design{emitted.core, {}, {}, cached_images(rtl::memory_images(network)), {"-Wall"}, {}, {}};
  design.sources.push_back({"weir_read_image.sv", kReadImage});
  for (rtl::EmittedFile& file : emitted.sources) {
    if (file.name != "filelist.f" && file.name != emitted.top + ".sv")
      design.sources.push_back(std::move(file));
  }
  if (first_block(network) != nullptr) {
    design.sources.push_back({kWaivers, waivers(network)});
    design.flags.emplace_back(kWaivers);
    for (const char* rule : kWaived) design.flags.push_back(fmt::format("-Wno-{}", rule));
  }
  return design;
}

// Other authors' code: lint warnings are ignored, but an $error at elaboration is not. Verilator accepts
// delayed assignments to arrays within loops only if the loop is unrolled.
RtlDesign finn_design(const Network& network) {
  const finn::Stitch stitch(network);
  const fs::path images = cached_images(stitch.images());
  finn::Stitched stitched = stitch.stitched(images);
  return {stitched.core,
          std::move(stitched.sources),
          std::move(stitched.blocks),
          images,
          {"-Wno-fatal", "-Wno-lint", "-Wno-style", "-Werror-USERERROR", "-Werror-USERFATAL",
           "--unroll-count", "65536", "--unroll-stmts", "1000000"},
          std::move(stitched.notes),
          std::move(stitched.assumed)};
}

}  // namespace

RtlDesign rtl_design(const Network& network, bool border_fifos, Capacity capacity) {
  // Networks alike but for the name share a build, and no module of the library or of a user has this name.
  Network named = network;
  named.name = "weir_network";
  return named.finn ? finn_design(named) : own_design(named, border_fifos, capacity);
}

}  // namespace weir::testbench
