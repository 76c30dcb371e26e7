#include "testbench/verilated.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <future>
#include <optional>
#include <set>
#include <sstream>
#include <thread>
#include <utility>

#include "network/error.hpp"
#include "network/share.hpp"
#include "rtl/emit.hpp"
#include "testbench/build_cache.hpp"
#include "testbench/module_ports.hpp"
#include "testbench/reset.hpp"
#include "testbench/subprocess.hpp"

namespace weir::testbench {

namespace fs = std::filesystem;

namespace {

// -fno-reloop: with it 5.006 writes code for wide sampled signals that does not compile. --expand-limit:
// beats of hundreds of bits stay loops over words.
const std::vector<std::string> kVerilatorFlags{
    "--cc",           "-O3", "--assert",       "--x-initial", "unique",     "-fno-reloop",
    "--expand-limit", "8",   "--output-split", "0",           "--no-timing"};
const std::vector<std::string> kCompileFlags{"-std=c++17",
                                             "-O2",
                                             "-fPIC",
                                             "-w",
                                             "-DVL_USER_STOP",
                                             "-DVL_USER_FINISH",
                                             "-DVL_USER_FATAL",
                                             "-DVL_USER_WARN",
                                             "-DVL_PRINTF=weir_printf"};

// weir_verilated.h, included first by every unit.
constexpr const char* kHeader = R"(extern "C" int weir_printf(const char*, ...);
#include "verilated.h"
)";

std::string verilator_version() {
  static const std::string version = [] {
    const Finished finished = run_command({"verilator", "--version"}, ".");
    if (finished.status != 0)
      throw ToolFailure("engine rtl: verilator is not installed (Debian package verilator)");
    return finished.output;
  }();
  return version;
}

const std::string& include_folder() {
  static const std::string folder = [] {
    const Finished finished = run_command({"verilator", "--getenv", "VERILATOR_ROOT"}, ".");
    return finished.output.substr(0, finished.output.find('\n')) + "/include";
  }();
  return folder;
}

std::string flag(int optimisation) { return fmt::format("-O{}", optimisation); }

std::optional<int> stated_optimisation() {
  const char* stated = std::getenv("WEIR_RTL_OPTIMISE");
  if (stated == nullptr) return std::nullopt;
  const std::string level = stated;
  if (level.size() != 1 || level < "0" || level > "3")
    throw BadInput("WEIR_RTL_OPTIMISE", level.empty() ? "nothing" : level, "0, 1, 2 or 3");
  return level[0] - '0';
}

// Code in Verilator's `Slow` files runs once.
std::string flag_for(const std::string& source, int optimisation) {
  return source == "slow.cpp" ? flag(0) : flag(optimisation);
}

void compile(const std::vector<std::string>& flags, const fs::path& folder) {
  std::vector<std::string> command{"g++"};
  command.insert(command.end(), kCompileFlags.begin(), kCompileFlags.end());
  command.insert(command.end(), flags.begin(), flags.end());
  run_tool(command, folder, "engine rtl");
}

std::vector<std::string> include_flags() {
  return {"-I" + include_folder(), "-I" + include_folder() + "/vltstd"};
}

// The header, precompiled for that optimisation level: for most cores, reading it takes longer than
// everything else.
fs::path precompiled_header(const std::string& optimisation) {
  std::vector<std::string> key{verilator_version(), kHeader, optimisation};
  key.insert(key.end(), kCompileFlags.begin(), kCompileFlags.end());
  const fs::path folder = cached("verilator-header", key, [&](const fs::path& fresh) {
    write_text(fresh / "weir_verilated.h", kHeader);
    std::vector<std::string> command = include_flags();
    command.insert(command.end(),
                   {optimisation, "-x", "c++-header", "weir_verilated.h", "-o", "weir_verilated.h.gch"});
    compile(command, fresh);
  });
  return folder / "weir_verilated.h";
}

// Compiles the sources to objects beside them, one job per CPU core. Returns the objects' names.
std::vector<std::string> compile_all(const std::vector<std::string>& sources,
                                     const std::vector<std::string>& flags, int optimisation,
                                     const fs::path& folder) {
  std::vector<std::string> objects;
  std::vector<std::string> headers;
  for (const std::string& source : sources) {
    objects.push_back(fs::path(source).replace_extension(".o").string());
    headers.push_back(precompiled_header(flag_for(source, optimisation)).string());
  }
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < sources.size(); i = next++) {
      std::vector<std::string> command{
          flag_for(sources[i], optimisation), "-include", headers[i], "-c", sources[i], "-o", objects[i]};
      command.insert(command.end(), flags.begin(), flags.end());
      compile(command, folder);
    }
  };
  std::vector<std::future<void>> workers;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    workers.push_back(std::async(std::launch::async, work));
  }
  for (auto& worker : workers) worker.get();
  return objects;
}

// Verilator's own run-time library, compiled once for all cores.
fs::path runtime_objects(double& seconds) {
  std::vector<std::string> key{verilator_version()};
  key.insert(key.end(), kCompileFlags.begin(), kCompileFlags.end());
  return cached(
      "verilator-runtime", key,
      [](const fs::path& folder) {
        write_text(folder / "weir_verilated.h", kHeader);
        for (const char* part : {"verilated", "verilated_threads"}) {
          std::vector<std::string> command = include_flags();
          command.insert(command.end(),
                         {"-O2", "-include", "weir_verilated.h", "-c", include_folder() + "/" + part + ".cpp",
                          "-o", std::string(part) + ".o"});
          compile(command, folder);
        }
      },
      &seconds);
}

std::string harness_text() {
  const fs::path path = share_folder() / "testbench" / "harness.cpp";
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) throw ToolFailure("engine rtl: cannot read " + path.string());
  return text.str();
}

std::string port_lines(const Network& network) {
  std::string text;
  const auto add = [&](const std::string& port) { text += fmt::format("WEIR_PORT({})\n", port); };
  for (const char* port :
       {"clk_i", "rst_ni", "depth_i", "push_open_i", "pop_open_i", "push_valid_o", "push_ready_o",
        "pop_valid_o", "pop_ready_o", "occupancy_o", "layer_issue_o", "layer_blocked_o"}) {
    add(port);
  }
  for (const Stream& stream : network.streams) {
    add("push_data_" + stream.name + "_o");
    add("pop_data_" + stream.name + "_o");
    for (const char* signal : {"tdata", "tvalid", "tready"}) {
      if (stream.from == kBorder) add(fmt::format("s_axis_{}_{}", stream.name, signal));
      if (stream.to == kBorder) add(fmt::format("m_axis_{}_{}", stream.name, signal));
    }
  }
  return text;
}

}  // namespace

// Measured with Verilator 5.006 and GCC 12 on a loaded machine: processor seconds of building, with
// Verilator's runtime and the precompiled headers at hand, and cycles a second of running, the best of three
// or four:
//
//             -O0         -O1         -O2         -O3
//   tfc-w1a1   4 s 133 k   9 s 391 k  13 s 447 k  10 s 465 k
//   lfc-w1a1   5 s 102 k  11 s 387 k  16 s 468 k  17 s 494 k
//   cnv-w1a1   7 s 101 k  16 s 303 k  40 s 245 k  51 s 314 k
//
// A larger core takes longer both to build and to run, so a build lasts about as long as the same number of
// cycles of any core. Both are stated in cycles at -O0: -O1 pays from 1.2 M cycles on, -O3 from 50 M (10 M to
// 300 M by the table).
int best_optimisation(Cycle cycles, const std::array<bool, kOptimisations>& built) {
  constexpr std::array<double, kOptimisations> kBuild{0.8e6, 1.6e6, 3.0e6, 3.5e6};
  constexpr std::array<double, kOptimisations> kRun{1, 0.35, 0.32, 0.31};  // a cycle
  std::size_t best = 0;
  double shortest = 0;
  for (std::size_t level = 0; level < kOptimisations; ++level) {
    const double time = (built[level] ? 0 : kBuild[level]) + static_cast<double>(cycles) * kRun[level];
    if (level == 0 || time <= shortest) {
      best = level;
      shortest = time;
    }
  }
  return static_cast<int>(best);
}

RtlBuild build_rtl(const Network& network, bool border_fifos, Capacity capacity, Cycle cycles) {
  RtlBuild build;
  const RtlDesign design = rtl_design(network, border_fifos, capacity);
  build.images = design.images;
  build.notes = design.notes;
  build.assumed = design.assumed;
  const std::string harness = harness_text();
  constexpr std::size_t kFlag = 2;  // the index of the level in the content
  std::vector<std::string> content{verilator_version(), harness, ""};
  content.insert(content.end(), kVerilatorFlags.begin(), kVerilatorFlags.end());
  content.insert(content.end(), kCompileFlags.begin(), kCompileFlags.end());
  content.insert(content.end(), design.flags.begin(), design.flags.end());
  for (const rtl::EmittedFile& file : design.sources) {
    content.push_back(file.name);
    content.push_back(file.text);
  }
  if (const std::optional<int> stated = stated_optimisation()) {
    build.optimisation = *stated;
  } else {
    std::array<bool, kOptimisations> built{};
    for (std::size_t level = 0; level < kOptimisations; ++level) {
      content[kFlag] = flag(static_cast<int>(level));
      built[level] = is_cached("rtl", content);
    }
    build.optimisation = best_optimisation(cycles, built);
  }
  content[kFlag] = flag(build.optimisation);
  const fs::path runtime = runtime_objects(build.build_s);
  const fs::path folder = cached(
      "rtl", content,
      [&](const fs::path& fresh) {
        std::vector<std::string> command{"verilator"};
        command.insert(command.end(), kVerilatorFlags.begin(), kVerilatorFlags.end());
        command.insert(command.end(), design.flags.begin(), design.flags.end());
        command.insert(command.end(), {"--prefix", "Vcore", "--top-module", design.core, "--Mdir", "obj"});
        // Passed in a file, because a large build's names exceed the limit of a command line.
        std::string names;
        for (const rtl::EmittedFile& file : design.sources) {
          write_text(fresh / file.name, file.text);
          if (rtl::is_source(file.name)) names += file.name + "\n";
        }
        write_text(fresh / "sources.f", names);
        command.insert(command.end(), {"-f", "sources.f"});
        for (const Layer& layer : network.layers) {
          if (layer.block) check_ports(network, layer, module_ports(*layer.block, fresh));
        }
        run_tool(command, fresh, "engine rtl");
        write_text(fresh / "ports.inc", port_lines(network));
        write_text(fresh / "harness.cpp", harness);
        // Two units, one of code that runs every cycle and one of code that runs once, because headers
        // dominate the compilation of small files. A small unoptimised design gets only one unit.
        std::string fast, slow;
        std::set<fs::path> generated;
        std::uintmax_t bytes = 0;
        for (const auto& entry : fs::directory_iterator(fresh / "obj")) {
          generated.insert(entry.path());
          bytes += entry.file_size();
        }
        for (const fs::path& path : generated) {
          if (path.extension() != ".cpp") continue;
          (path.stem().string().ends_with("__Slow") ? slow : fast) +=
              "#include \"" + path.filename().string() + "\"\n";
        }
        write_text(fresh / "fast.cpp", fast);
        write_text(fresh / "slow.cpp", slow);
        std::vector<std::string> units{"fast.cpp", "slow.cpp", "harness.cpp"};
        std::vector<std::string> made = units;
        constexpr std::uintmax_t kLittle = 1'000'000;
        if (build.optimisation == 0 && bytes <= kLittle) {
          write_text(fresh / "all.cpp",
                     "#include \"fast.cpp\"\n#include \"slow.cpp\"\n#include \"harness.cpp\"\n");
          units = {"all.cpp"};
          made.emplace_back("all.cpp");
        }
        std::vector<std::string> flags = include_flags();
        flags.insert(flags.end(), {"-I.", "-Iobj", "-DWEIR_MODEL=Vcore", "-DWEIR_MODEL_HEADER=\"Vcore.h\""});
        std::vector<std::string> link = compile_all(units, flags, build.optimisation, fresh);
        for (const char* part : {"verilated.o", "verilated_threads.o"})
          link.push_back((runtime / part).string());
        link.insert(link.end(), {"-shared", "-o", "core.so", "-lpthread"});
        if (fs::exists("/usr/bin/ld.gold")) link.emplace_back("-fuse-ld=gold");  // in half the time
        compile(link, fresh);
        for (const std::string& unit : made) {
          fs::remove(fresh / unit);
          fs::remove((fresh / unit).replace_extension(".o"));
        }
        fs::remove(fresh / "ports.inc");
        fs::remove_all(fresh / "obj");
      },
      &build.build_s);
  build.library = folder / "core.so";
  return build;
}

void Port::set(std::uint64_t value) const { set_words(&value, 64); }

std::uint64_t Port::get() const {
  std::uint64_t value = 0;
  get_words(&value);
  return value;
}

namespace {

// Bytes in which Verilator stores a signal of `bits` bits.
std::size_t bytes_of(std::int64_t bits) {
  if (bits <= 8) return 1;
  if (bits <= 16) return 2;
  if (bits <= 32) return 4;
  if (bits <= 64) return 8;
  return static_cast<std::size_t>((bits + 31) / 32 * 4);
}

}  // namespace

void Port::set_words(const std::uint64_t* words, std::int64_t bits_given) const {
  auto* bytes = static_cast<unsigned char*>(data);
  const auto used = static_cast<std::size_t>((bits + 7) / 8);
  const std::size_t given = std::min(used, static_cast<std::size_t>((bits_given + 63) / 64 * 8));
  std::memcpy(bytes, words, given);
  std::memset(bytes + given, 0, bytes_of(bits) - given);
  // Verilator requires all bits above the port's width to be 0.
  if (bits % 8 != 0) bytes[used - 1] = static_cast<unsigned char>(bytes[used - 1] & ((1U << (bits % 8)) - 1));
}

void Port::get_words(std::uint64_t* words) const {
  words[(bits - 1) / 64] = 0;
  std::memcpy(words, data, bytes_of(bits));
}

struct VerilatedCore::Library {
  explicit Library(const fs::path& path) : handle(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (handle == nullptr) throw ToolFailure(fmt::format("engine rtl: {}", dlerror()));
    find(create, "weir_create");
    find(destroy, "weir_destroy");
    find(evaluate, "weir_evaluate");
    find(assertions, "weir_assert");
    find(failure, "weir_failure");
    find(port, "weir_port");
  }
  ~Library() { dlclose(handle); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  template <class Function>
  void find(Function*& function, const char* name) {
    function = reinterpret_cast<Function*>(dlsym(handle, name));
    if (function == nullptr)
      throw ToolFailure(fmt::format("engine rtl: {} is missing from the compiled core", name));
  }

  void* handle;
  void* (*create)(const char*, std::uint64_t) = nullptr;
  void (*destroy)(void*) = nullptr;
  void (*evaluate)(void*) = nullptr;
  void (*assertions)(void*, int) = nullptr;
  const char* (*failure)(void*) = nullptr;
  void* (*port)(void*, const char*) = nullptr;
  std::vector<std::pair<std::string, std::int64_t>> widths;
};

VerilatedCore::VerilatedCore(const Network& network, const RtlBuild& build, std::uint64_t seed)
    : library_(std::make_unique<Library>(build.library)) {
  const auto streams = static_cast<std::int64_t>(network.streams.size());
  const auto layers = static_cast<std::int64_t>(network.layers.size());
  auto& widths = library_->widths;
  widths = {{"clk_i", 1},
            {"rst_ni", 1},
            {"depth_i", 32 * streams},
            {"occupancy_o", 32 * streams},
            {"layer_issue_o", layers},
            {"layer_blocked_o", layers}};
  for (const char* name :
       {"push_open_i", "pop_open_i", "push_valid_o", "push_ready_o", "pop_valid_o", "pop_ready_o"}) {
    widths.emplace_back(name, streams);
  }
  for (const Stream& stream : network.streams) {
    widths.emplace_back("push_data_" + stream.name + "_o", stream.width_bits);
    widths.emplace_back("pop_data_" + stream.name + "_o", stream.width_bits);
    const std::int64_t padded = rtl::padded_to_bytes(stream.width_bits);
    for (const char* side : {"s", "m"}) {
      widths.emplace_back(fmt::format("{}_axis_{}_tdata", side, stream.name), padded);
      widths.emplace_back(fmt::format("{}_axis_{}_tvalid", side, stream.name), 1);
      widths.emplace_back(fmt::format("{}_axis_{}_tready", side, stream.name), 1);
    }
  }
  model_ = library_->create(build.images.c_str(), seed);
  clk_ = port("clk_i");
  rst_n_ = port("rst_ni");
  std::vector<std::int64_t> depths;
  for (const Stream& stream : network.streams) depths.push_back(stream.depth);
  set_depths(depths);
  const std::vector<std::uint64_t> open(static_cast<std::size_t>((streams + 63) / 64), ~std::uint64_t{0});
  port("push_open_i").set_words(open.data(), streams);
  port("pop_open_i").set_words(open.data(), streams);
  reset();
}

VerilatedCore::~VerilatedCore() { library_->destroy(model_); }

void VerilatedCore::reset() {
  library_->assertions(model_, 0);
  rst_n_.set(0);
  for (Cycle i = 0; i < kResetCycles; ++i) {
    evaluate();
    clock();
  }
  rst_n_.set(1);
  library_->assertions(model_, 1);
}

void VerilatedCore::set_depths(const std::vector<std::int64_t>& depths) const {
  const Port port_of_depths = port("depth_i");
  std::vector<std::uint64_t> words((depths.size() + 1) / 2);
  for (std::size_t s = 0; s < depths.size(); ++s) {
    words[s / 2] |= static_cast<std::uint64_t>(depths[s]) << (s % 2 * 32);
  }
  port_of_depths.set_words(words.data(), port_of_depths.bits);
}

void VerilatedCore::evaluate() const {
  clk_.set(0);
  library_->evaluate(model_);
}

void VerilatedCore::clock() const {
  clk_.set(1);
  library_->evaluate(model_);
}

std::string VerilatedCore::failure() const {
  std::string text = library_->failure(model_);
  std::erase(text, '\n');
  return text;
}

Port VerilatedCore::port(const std::string& name) const {
  const auto it = std::ranges::find(library_->widths, name, &std::pair<std::string, std::int64_t>::first);
  void* data = it == library_->widths.end() ? nullptr : library_->port(model_, name.c_str());
  if (data == nullptr) throw ToolFailure("engine rtl: the compiled core has no port " + name);
  return {data, it->second};
}

}  // namespace weir::testbench
