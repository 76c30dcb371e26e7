#include "network/scenario.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <numeric>
#include <tuple>
#include <utility>

#include "network/array_file.hpp"
#include "network/engines.hpp"
#include "network/layer_parsers.hpp"
#include "network/layout.hpp"
#include "network/parameters.hpp"
#include "network/random.hpp"
#include "network/spelling.hpp"
#include "network/yaml.hpp"

namespace weir {

namespace {

// Frames of a run: so many that no count of cycles overflows.
constexpr std::int64_t kMaxFrames = 1'000'000'000'000;

// Limit of reset_after_cycles, so that an RTL run reaches its reset.
constexpr Cycle kMostCyclesToReset = 1'000'000'000;

std::filesystem::path data_folder(const std::filesystem::path& scenario_folder, const Overrides& overrides) {
  if (overrides.data) return *overrides.data;
  if (const char* folder = std::getenv("WEIR_DATA")) return folder;
  return (std::filesystem::absolute(scenario_folder / ".") / "../../shared/data").lexically_normal();
}

// Raw values to values of the input's type, as `quantize` says, in place.
void quantize(Tensor& data, const Yaml& yaml, const DataType& type) {
  if (const auto at_least = yaml.find("at_least")) {
    yaml.alone("at_least");
    const std::int64_t bound = at_least->integer();
    for (std::int64_t& v : data.values) v = v >= bound ? type.max() : type.min();
    return;
  }
  constexpr std::int64_t kBound = std::int64_t{1} << 24;
  const std::int64_t mul = yaml.at("mul").integer(-kBound, kBound);
  const std::int64_t add = yaml.at("add").integer(-(kBound << 24), kBound << 24);
  const std::int64_t div = yaml.at("div").integer(1, kBound);
  for (std::int64_t& v : data.values) {
    // Round half up: floor((2 n + d) / (2 d)), in more than 64 bits.
    const __int128 twice = 2 * (__int128{v} * mul + add) + div;
    const __int128 rounded = twice / (2 * div) - (twice % (2 * div) < 0 ? 1 : 0);
    v = static_cast<std::int64_t>(std::clamp<__int128>(rounded, type.min(), type.max()));
  }
}

// An IDX file, or a map that names an array.
std::vector<std::int64_t> read_labels(const Yaml& yaml, const Sources& sources, std::int64_t frames) {
  return yaml.locate([&] {
    if (yaml.is_map()) (void)source_of(yaml);
    const Tensor labels = yaml.is_map() ? read_array(yaml, sources) : read_idx(sources.resolve(yaml));
    if (labels.shape != Shape{frames})
      yaml.fail("shape " + to_string(labels.shape), to_string({frames}) + ", one a frame");
    return labels.values;
  });
}

// The frames of one input; `yaml` is the input's `from`, if there is one.
FrameSource parse_frames(const std::optional<Yaml>& yaml, const Stream& stream, Sources& sources,
                         std::uint64_t seed) {
  if (!yaml) return {stream.element, stream.shape, seed};
  const Yaml from = sources.choose(stream.name, *yaml);
  if (const auto own = from.find("seed")) {
    from.alone("seed", {"pattern"});
    return {stream.element, stream.shape, static_cast<std::uint64_t>(own->integer(0)), pattern_of(from)};
  }
  Tensor data;
  std::vector<std::int64_t> labels;
  if (const auto idx = from.find("idx")) {
    data = idx->locate([&] { return read_idx(sources.resolve(*idx)); });
  } else if (const auto cifar10 = from.find("cifar10")) {
    Cifar10 records = cifar10->locate([&] { return read_cifar10(sources.resolve(*cifar10)); });
    data = std::move(records.images);
    labels = std::move(records.labels.values);
  } else {
    data = read_array(from, sources);
  }
  if (data.shape.empty() || data.size() == 0) {
    from.fail("an array of shape " + to_string(data.shape), "frames along its first extent");
  }
  const std::int64_t frames = data.shape[0];
  const auto layout = from.find("layout");
  const auto pad_to = from.find("pad_to");
  if (layout && from.find("cifar10"))
    layout->fail("it with cifar10", "none: those frames are read channels last");
  if (const auto how = from.find("quantize")) quantize(data, *how, stream.element);
  data =
      from.locate([&] { return frames_in_order(std::move(data), stream.shape, layout, pad_to.has_value()); });
  for (const std::int64_t value : data.values) {
    if (!stream.element.holds(value))
      from.fail("the value " + std::to_string(value), "values of type " + stream.element.name());
  }
  std::int64_t pad_value = 0;
  if (pad_to) {
    if (pad_to->integer() != elements_of(stream.shape)) {
      pad_to->fail(std::to_string(elements_of(stream.shape)) + ", for shape " + to_string(stream.shape));
    }
    const Yaml value = from.at("pad_value");
    pad_value = value.integer();
    if (!stream.element.holds(pad_value)) value.fail("a value of type " + stream.element.name());
  }
  if (const auto stated = from.find("labels")) labels = read_labels(*stated, sources, frames);
  return {stream.element, stream.shape, std::move(data), pad_value, std::move(labels)};
}

Shape parse_shape(const Yaml& yaml) {
  Shape shape;
  for (const Yaml& extent : yaml.items()) shape.push_back(extent.integer(1, kMaxExtent));
  if (!fits(shape)) yaml.fail("a larger tensor", "at most 2^30 elements");
  if (shape.empty()) yaml.fail("an empty list", "extents, outermost first");
  return shape;
}

// State that is built up while the file is read.
struct Parts {
  Scenario scenario;
  Sources sources;
  NetworkBuilder builder;
  std::vector<std::string> rtl_layers = {};  // by name
  struct Hardware {
    std::string layer;  // by name
    std::optional<Freezing> freezing;
    bool slices = false;
    std::optional<Rtllib> rtllib;
    Yaml yaml;
  };
  std::vector<Hardware> hardware = {};
  std::vector<std::pair<std::string, Block>> blocks = {};  // by layer
  bool after_fifo = false;
  std::set<std::string> fifos = {};  // streams of which an entry states the depth
};

void parse_input(Parts& parts, const Yaml& yaml, Mistakes& mistakes) {
  const auto named = yaml.find("name");
  const std::string name = named ? named->text() : "input";
  yaml.locate([&] {
    parts.builder.input(name, yaml.at("type").type(), parse_shape(yaml.at("shape")),
                        yaml.at("elements_per_beat").integer(1, kMaxExtent));
  });
  Random seed(parts.scenario.seed, parts.scenario.inputs.size());
  try {
    parts.scenario.inputs.push_back(
        parse_frames(yaml.find("from"), parts.builder.tail(), parts.sources, seed.next()));
  } catch (const BadInput& error) {  // the stream is as stated, whatever its frames are
    mistakes.add_aside(error);
  }
}

Rtllib parse_rtllib(const Yaml& yaml) {
  Rtllib rtllib;
  if (!yaml.is_map()) {
    if (!yaml.boolean()) yaml.fail("true, or {core: .., segment: .., deep_pipeline: ..}");
    return rtllib;
  }
  if (const auto core = yaml.find("core")) {
    if (core->text() != "dsp48" && core->text() != "dsp58") core->fail("dsp48 or dsp58");
    rtllib.core = core->text() == "dsp58" ? Rtllib::Core::kDsp58 : Rtllib::Core::kDsp48;
  }
  if (const auto segment = yaml.find("segment")) {
    if (rtllib.core != Rtllib::Core::kDsp58)
      segment->fail("a segment of another core", "core: dsp58 beside it");
    rtllib.segment = segment->integer(1);
  }
  if (const auto deep = yaml.find("deep_pipeline")) rtllib.deep_pipeline = deep->boolean();
  return rtllib;
}

// The hardware of an entry's layers, if it is not our RTL.
void parse_hardware(Parts& parts, const Yaml& yaml, const std::vector<std::string>& layers) {
  constexpr std::int64_t kMostStages = 1024;
  Parts::Hardware hardware{"", {}, false, {}, yaml};
  if (const auto rtllib = yaml.find("rtllib")) {
    yaml.alone("rtllib");
    hardware.rtllib = parse_rtllib(*rtllib);
  }
  if (const auto stages = yaml.find("freezing"))
    hardware.freezing = Freezing{stages->integer(1, kMostStages)};
  if (const auto missing = yaml.find("missing_input")) {
    if (!hardware.freezing) missing->fail("a missing_input without freezing", "freezing: STAGES beside it");
    if (missing->text() != "bubble" && missing->text() != "stop") missing->fail("bubble or stop");
    hardware.freezing->on_missing_input = missing->text() == "stop";
  }
  if (const auto slices = yaml.find("slices")) hardware.slices = slices->boolean();
  for (const std::string& layer : layers) {
    hardware.layer = layer;
    parts.hardware.push_back(hardware);
  }
}

// A user's RTL in the place of the entry's layer.
void parse_block_of(Parts& parts, const Yaml& entry, const Yaml& engine,
                    const std::vector<std::string>& layers) {
  if (layers.size() != 1)
    engine.fail("RTL for " + std::to_string(layers.size()) + " layers, which the entry adds",
                "an entry of one layer");
  if (const auto hardware = entry.find("hardware")) hardware->fail("it beside the user's RTL", "one of them");
  parts.blocks.emplace_back(layers.front(), parse_block(engine.at("rtl"), parts.sources));
}

std::vector<EntryKind> entry_kinds() {
  std::vector<EntryKind> all;
  for_each_kind([&](auto kind) {
    const std::vector<EntryKind> some = entries(kind);
    all.insert(all.end(), some.begin(), some.end());
  });
  return all;
}

// An entry that is no layer, but says something of a stream: its FIFO's depth, or the shape in which it is
// seen. False if it is of another kind.
bool parse_stream_entry(Parts& parts, const Yaml& yaml, const std::string& kind) {
  if (kind != "fifo" && kind != "reshape") {
    parts.after_fifo = false;
    return false;
  }
  const bool is_fifo = kind == "fifo";
  const auto from = yaml.find("from");
  const bool after_fifo = std::exchange(parts.after_fifo, !from && (is_fifo || parts.after_fifo));
  yaml.locate([&] {
    const std::string of = from ? from->text() : "";
    if (is_fifo) {
      if (after_fifo && !from) yaml.at("kind").fail("a second fifo on one stream", "one");
      parts.builder.fifo(yaml.at("depth").integer(1), of);
      parts.fifos.insert(parts.builder.tail(of).name);
    } else {
      parts.builder.reshape(parse_shape(yaml.at("shape")), of);
      ++parts.scenario.reshapes;
    }
  });
  return true;
}

// Operators of users' networks that no layer computes.
constexpr std::pair<std::string_view, std::string_view> kNotModelled[] = {
    {"softmax", "exponentials and a division over the channels"},
    {"layer_norm", "mean, variance and a division over the channels"},
    {"layernorm", "mean, variance and a division over the channels"},
    {"matmul", "a product of two streams; mvtu multiplies a stream by weights"},
    {"attention", "products of two streams, and softmax"},
    {"loop", "layers that a frame passes several times"},
    {"sigmoid", "a table or steps: threshold takes any of 65,535"},
    {"gelu", "a table or steps: threshold takes any of 65,535"},
};

// One entry of `layers`.
void parse_layer(Parts& parts, const Yaml& yaml, std::size_t index) {
  const std::string kind = yaml.at("kind").text();
  if (parse_stream_entry(parts, yaml, kind)) return;
  static const std::vector<EntryKind> kinds = entry_kinds();
  const auto entry_kind = std::ranges::find(kinds, kind, &EntryKind::name);
  if (entry_kind == kinds.end()) {
    std::string names;
    std::vector<std::string> all{"fifo", "reshape"};
    for (const EntryKind& each : kinds) {
      names += std::string(each.name) + ", ";
      all.emplace_back(each.name);
    }
    const auto known =
        std::ranges::find(kNotModelled, kind, &std::pair<std::string_view, std::string_view>::first);
    if (known != std::end(kNotModelled)) {
      yaml.at("kind").fail(kind + ", which is not modelled (" + std::string(known->second) + ")",
                           "one of " + names + "fifo");
    }
    yaml.at("kind").fail("one of " + names + "fifo, reshape" + nearest_of(kind, all));
  }
  const auto named = yaml.find("name");
  const std::string name = named ? named->text() : kind + "_" + std::to_string(index);
  const auto from = yaml.find("from");
  LayerEntry entry{yaml, name, {}, &parts.sources, &parts.builder};
  if (from && from->is_list()) {
    for (const Yaml& item : from->items()) entry.from.push_back(item.text());
    if (entry.from.empty()) from->fail("an empty list", "the streams to read");
  } else if (from) {
    entry.from.push_back(from->text());
  }
  yaml.locate([&] { entry_kind->parse(entry); });
  if (const auto engine = yaml.find("engine")) {
    if (engine->is_map()) {
      parse_block_of(parts, yaml, *engine, entry.layers);
    } else if (engine->text() != "rtl") {
      engine->fail("rtl, or {rtl: {files: .., module: .., ports: ..}}");
    }
    parts.rtl_layers.insert(parts.rtl_layers.end(), entry.layers.begin(), entry.layers.end());
  }
  if (const auto hardware = yaml.find("hardware")) parse_hardware(parts, *hardware, entry.layers);
}

constexpr std::int64_t kMostOfHls = 1'000'000;

// {control: call, depth: 5, start: 2}
HlsBlock parse_hls(const Yaml& yaml) {
  constexpr std::int64_t kMost = kMostOfHls;
  HlsBlock block;
  const Yaml control = yaml.at("control");
  const auto known = std::ranges::find(kHlsControls, control.text(), &HlsControlName::name);
  if (known == std::end(kHlsControls))
    control.fail("call, counted_calls, bursts, read_then_write or endless");
  block.control = known->control;
  const auto number = [&](const char* key, std::int64_t& value, std::int64_t least) {
    if (const auto stated = yaml.find(key)) value = stated->integer(least, kMost);
  };
  number("depth", block.depth, 0);
  number("frames", block.frames, 1);
  number("start", block.start, 0);
  number("before", block.before, 0);
  number("between", block.between, 0);
  number("after", block.after, 0);
  const auto flag = [&](const char* key, bool& value) {
    if (const auto stated = yaml.find(key)) value = stated->boolean();
  };
  flag("exit", block.exit);
  flag("freezes", block.freezes);
  flag("completes", block.completes);
  return block;
}

// The same, and rtl: CODE
FinnBuild::Measured parse_measured(const Yaml& yaml) {
  FinnBuild::Measured measured{parse_hls(yaml)};
  const Yaml rtl = yaml.at("rtl");
  const std::string code = rtl.text();
  const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), measured.rtl, 16);
  if (error != std::errc() || end != code.data() + code.size())
    rtl.fail(code, "a number of 16 hexadecimal digits");
  return measured;
}

// hardware: {assumed: WORDS, hls: {LAYER: {.., seen: [2, 5]}}, rtllib: {LAYER: ..}, vendor_fifos: [STREAM]}:
// a layer that is none of HLS is a block of finn-rtllib.
AssumedHardware parse_assumed(const Yaml& yaml, Network& network) {
  AssumedHardware assumed{yaml.at("assumed").text(), {}};
  const auto layer_of = [&](const Yaml& entry) -> Layer& {
    const int index = network.find_layer(entry.key());
    if (index < 0) entry.fail("hardware of " + entry.key(), "the name of a layer before it");
    return network.layer(index);
  };
  if (const auto hls = yaml.find("hls")) {
    for (const Yaml& entry : hls->entries()) {
      Layer& layer = layer_of(entry);
      layer.hls = parse_hls(entry);
      const std::vector<Yaml> seen = entry.at("seen").items();
      if (seen.size() != 2) entry.at("seen").fail(std::to_string(seen.size()) + " numbers", "[least, most]");
      const Cycle least = seen[0].integer(0, kMostOfHls);
      assumed.seen[entry.key()] = {least, seen[1].integer(least, kMostOfHls)};
      entry.locate([&] { check_hardware(network, layer); });
    }
  }
  if (const auto rtllib = yaml.find("rtllib")) {
    for (const Yaml& entry : rtllib->entries()) {
      Layer& layer = layer_of(entry);
      if (layer.hls) entry.fail(entry.key() + ", which HLS makes", "a block of finn-rtllib");
      layer.rtllib = parse_rtllib(entry);
    }
  }
  for (Layer& layer : network.layers) {
    if (layer.hls || std::holds_alternative<Mem>(layer.params)) continue;  // a port to memory is ours
    if (!layer.rtllib) layer.rtllib = Rtllib{};
    yaml.locate([&] { check_hardware(network, layer); });
  }
  return assumed;
}

// Of streams whose depths are stated, those of the vendor's FIFOs.
void lay_vendor_fifos(const Yaml& yaml, Network& network) {
  const auto fifos = yaml.find("vendor_fifos");
  for (const Yaml& fifo : fifos ? fifos->items() : std::vector<Yaml>{}) {
    const int index = network.find_stream(fifo.text());
    if (index < 0) fifo.fail("a FIFO of " + fifo.text(), network.stream_names(fifo.text()));
    Stream& stream = network.stream(index);
    if (stream.wire) fifo.fail(fifo.text() + ", of which no FIFO is stated", "a stream with one");
    const Fifo built = vendor_fifo(stream.depth);
    stream.depth = built.depth;
    stream.delays = built.delays;
  }
}

// hardware: {finn: FOLDER, graph: FILE, nodes: {LAYER: NODE}, measured: {LAYER: ..}}
FinnBuild parse_finn(const Yaml& yaml, const Sources& sources, const Network& network) {
  constexpr std::int64_t kMostIdle = 1024;
  FinnBuild build;
  build.file = yaml.file();
  build.line = yaml.line();
  const Yaml folder = yaml.at("finn");
  build.folder = sources.resolve(folder);
  std::error_code error;
  if (!std::filesystem::is_directory(build.folder, error))
    folder.fail(build.folder.string() + ", which is no folder", "the folder of a FINN build");
  const Yaml graph = yaml.at("graph");
  build.graph = graph.text();
  if (!std::filesystem::is_regular_file(build.folder / build.graph, error))
    graph.fail((build.folder / build.graph).string() + ", which is no file",
               "the graph that belongs to the RTL");
  if (const auto idle = yaml.find("idle")) build.idle = idle->integer(0, kMostIdle);
  if (const auto own_top = yaml.find("own_top")) build.own_top = own_top->boolean();
  for (const Yaml& node : yaml.at("nodes").entries()) {
    if (network.find_layer(node.key()) < 0)
      node.fail("a node for " + node.key(), "the name of a layer before it");
    build.nodes[node.key()] = node.text();
  }
  if (const auto measured = yaml.find("measured")) {
    for (const Yaml& block : measured->entries()) {
      if (network.find_layer(block.key()) < 0)
        block.fail("numbers of " + block.key(), "the name of a layer before it");
      build.measured[block.key()] = parse_measured(block);
    }
  }
  return build;
}

void place_blocks(std::vector<std::pair<std::string, Block>>& blocks, Network& network) {
  for (auto& [name, block] : blocks) {
    Layer& layer = network.layer(network.find_layer(name));
    const auto check = [&](const char* key, std::size_t found, std::size_t wanted) {
      if (found == wanted) return;
      throw BadInput(block.file, block.line, key, std::to_string(found) + " ports",
                     std::to_string(wanted) + ", one for each stream of " + layer.name);
    };
    check("in", block.inputs.size(), layer.inputs.size());
    check("out", block.outputs.size(), layer.outputs.size());
    layer.block = std::move(block);
  }
}

// A range of run lengths: one number, or a list of the least and the largest.
std::pair<std::int64_t, std::int64_t> parse_range(const Yaml& yaml, std::int64_t least) {
  constexpr std::int64_t kMost = std::int64_t{1} << 32;
  if (!yaml.is_list()) {
    const std::int64_t length = yaml.integer(least, kMost);
    return {length, length};
  }
  const std::vector<Yaml> ends = yaml.items();
  if (ends.size() != 2) yaml.fail(std::to_string(ends.size()) + " numbers", "the least and the largest");
  const std::int64_t low = ends[0].integer(least, kMost);
  return {low, ends[1].integer(low, kMost)};
}

Pattern parse_pattern(const Yaml& yaml, std::uint64_t seed) {
  if (!yaml.is_map()) {
    if (yaml.describe() != "back_to_back")
      yaml.fail("back_to_back, {one_in: n} or {open: .., closed: .., seed: n}");
    return Pattern::back_to_back();
  }
  if (const auto one_in = yaml.find("one_in")) {
    yaml.alone("one_in");
    return Pattern::one_in(one_in->integer(1, std::int64_t{1} << 32));
  }
  Pattern pattern;
  std::tie(pattern.open_min, pattern.open_max) = parse_range(yaml.at("open"), 1);
  std::tie(pattern.closed_min, pattern.closed_max) = parse_range(yaml.at("closed"), 0);
  const auto own = yaml.find("seed");
  if (pattern.always_open()) return Pattern::back_to_back();
  if (!pattern.periodic()) pattern.seed = own ? static_cast<std::uint64_t>(own->integer(0)) : seed;
  return pattern;
}

Traffic parse_traffic(const std::optional<Yaml>& yaml, const Network& network, std::uint64_t seed) {
  Traffic traffic = Traffic::back_to_back(network);
  if (!yaml) return traffic;
  // Every end has its own seed, whatever other ends there are.
  const auto set = [&](Pattern StreamTraffic::*end, int stream, const std::optional<Yaml>& pattern) {
    if (!pattern) return;
    const auto index = static_cast<std::size_t>(stream);
    Random own(seed, 2 * index + (end == &StreamTraffic::pop ? 1 : 0));
    traffic.streams[index].*end = parse_pattern(*pattern, own.next());
  };
  set(&StreamTraffic::push, network.inputs.front(), yaml->find("source"));
  set(&StreamTraffic::pop, network.outputs.front(), yaml->find("sink"));
  if (const auto streams = yaml->find("streams")) {
    for (const Yaml& ends : streams->entries()) {
      const int stream = network.find_stream(ends.key());
      if (stream < 0) ends.fail("no stream of that name", network.stream_names(ends.key()));
      set(&StreamTraffic::push, stream, ends.find("push"));
      set(&StreamTraffic::pop, stream, ends.find("pop"));
    }
  }
  return traffic;
}

// The references of `expect: {outputs: {STREAM: SOURCE}}`.
std::vector<Expect::Output> parse_outputs(const std::optional<Yaml>& yaml, const Scenario& scenario,
                                          Sources& sources) {
  std::vector<Expect::Output> outputs;
  const auto references = yaml ? yaml->find("outputs") : std::nullopt;
  if (!references) return outputs;
  std::int64_t held = 1;  // different frames that go in: the inputs' files begin anew together
  for (const FrameSource& input : scenario.inputs) {
    const bool few = held <= kMaxFrames && input.available() <= kMaxFrames;
    held = few && held <= kMaxFrames / input.available() ? std::lcm(held, input.available())
                                                         : FrameSource::kUnlimited;
  }
  if (references->entries().empty()) references->fail("none", "streams and their references");
  for (const Yaml& reference : references->entries()) {
    const int index = scenario.network.find_stream(reference.key());
    if (index < 0) reference.fail("no stream of that name", scenario.network.stream_names(reference.key()));
    const Stream& stream = scenario.network.stream(index);
    if (reference.is_list()) reference.fail("one source");
    const Yaml source = sources.choose("expected " + stream.name, reference);
    Tensor frames = source.locate([&] {
      Tensor array = read_array(source, sources);
      if (array.shape.empty()) throw BadInput("", "a single number", "frames along the first extent");
      return frames_in_order(std::move(array), stream.shape, source.find("layout"), false);
    });
    if (const std::int64_t count = frames.shape[0]; count < scenario.frames && count != held) {
      source.fail(std::to_string(count) + " frames",
                  "at least the " + std::to_string(scenario.frames) +
                      " that are run, or as many as the inputs' files hold");
    }
    frames.shape = stream.shape;
    frames.shape.insert(frames.shape.begin(), frames.size() / elements_of(stream.shape));
    outputs.push_back({index, std::move(frames)});
  }
  return outputs;
}

Expect parse_expect(const std::optional<Yaml>& yaml) {
  Expect expect;
  if (!yaml) return expect;
  if (const auto value = yaml->find("interval_cycles")) expect.interval_cycles = value->positive_number();
  if (const auto value = yaml->find("latency_cycles")) expect.latency_cycles = value->integer(0);
  if (const auto value = yaml->find("accuracy_at_least")) {
    expect.accuracy_at_least = value->positive_number();
    if (*expect.accuracy_at_least > 1) value->fail("a share, above 0 and at most 1");
  }
  if (const auto value = yaml->find("correct")) expect.correct = value->integer(0);
  return expect;
}

std::string parse_name(const Yaml& yaml, const std::filesystem::path& file) {
  const std::string name = yaml.text();
  if (name != file.stem()) yaml.fail(file.stem().string() + ", the file's stem");
  if (!is_scenario_name(name)) yaml.fail(std::string(kScenarioNames));
  return name;
}

// The stream whose depth is stated. A converter's stream that does not exist with this folding is ignored,
// with a note.
std::optional<int> stream_of_depth(Scenario& scenario, const std::string& name) {
  const Network& network = scenario.network;
  const int stream = network.find_stream(name);
  if (stream >= 0) return stream;
  if (!network.names_absent_converter(name))
    throw BadInput("", "no stream of that name", network.stream_names(name));
  scenario.notes.push_back("depth of " + name +
                           ": passed over, as no converter is needed there at this folding");
  return std::nullopt;
}

// By stream, of the file and of the command line.
void set_depths(Scenario& scenario, const std::optional<Yaml>& yaml, const Overrides& overrides,
                Mistakes& mistakes) {
  const auto entries = yaml ? yaml->entries() : std::vector<Yaml>{};
  for (const Yaml& depth : entries) {
    mistakes.attempt([&] {
      const auto stream = depth.locate([&] { return stream_of_depth(scenario, depth.key()); });
      const std::int64_t stated = depth.integer(1, kMaxDepth);
      if (stream) scenario.network.stream(*stream).depth = stated;
    });
  }
  for (const auto& [name, depth] : overrides.depths) {
    mistakes.attempt([&] {
      try {
        const auto stream = stream_of_depth(scenario, name);
        if (depth < 1 || depth > kMaxDepth)
          throw BadInput("", "depth " + std::to_string(depth), "1 to " + std::to_string(kMaxDepth));
        if (stream) scenario.network.stream(*stream).depth = depth;
      } catch (const BadInput& error) {
        throw BadInput(name, error.found(), error.wanted());
      }
    });
  }
}

// FINN's blocks have a FIFO between them if the scenario states one, for the stream or for all streams except
// weights; otherwise a wire.
void lay_wires(Network& network, std::set<std::string> stated, bool all_stated,
               const std::optional<Yaml>& yaml, const Overrides& overrides) {
  const auto state = [&](const std::string& name) {
    if (const int stream = network.find_stream(name); stream >= 0) stated.insert(network.stream(stream).name);
  };
  for (const Yaml& depth : yaml ? yaml->entries() : std::vector<Yaml>{}) state(depth.key());
  for (const auto& [name, depth] : overrides.depths) state(name);
  const auto is_block = [&](int layer) {
    return layer != kBorder && (network.layer(layer).rtllib || network.layer(layer).hls);
  };
  for (Stream& stream : network.streams) {
    const bool weights =
        is_block(stream.from) && std::holds_alternative<Memstream>(network.layer(stream.from).params);
    if ((is_block(stream.from) || is_block(stream.to)) && (weights || !all_stated) &&
        !stated.contains(stream.name))
      stream.wire = true;
  }
}

// Requirements of finn-rtllib's blocks on their streams: FIFOs of at least two beats, and weights that are
// always available when needed; otherwise the compute core counts a vector that it has not received
// (docs/timing.md).
void check_streams(const Network& network, const Traffic& traffic) {
  for (const Layer& layer : network.layers) {
    if (!layer.rtllib) continue;
    std::vector<int> beside = layer.inputs;
    beside.insert(beside.end(), layer.outputs.begin(), layer.outputs.end());
    for (const int s : beside) {
      const Stream& stream = network.stream(s);
      if (!stream.wire && stream.depth < 2)
        throw BadInput(stream.name, "depth 1 beside " + layer.name + ", a block of finn-rtllib", "2 or more");
    }
    const bool multiplies =
        std::holds_alternative<Mvtu>(layer.params) || std::holds_alternative<Vvtu>(layer.params);
    if (!multiplies || layer.inputs.size() < 2) continue;
    const Stream& weights = network.stream(layer.inputs[1]);
    const StreamTraffic& stalls = traffic.stream(layer.inputs[1]);
    const bool own = weights.wire && weights.from != kBorder &&
                     std::holds_alternative<Memstream>(network.layer(weights.from).params) &&
                     network.layer(weights.from).rtllib;
    if (!own || !stalls.always_open())
      throw BadInput(weights.name,
                     "a converter, a FIFO, a stall or other hardware before the weights of " + layer.name,
                     "a wire from a memory of finn-rtllib, without stalls");
  }
}

std::string parse_fpga_part(const Yaml& yaml) {
  const std::string part = yaml.text();
  constexpr std::string_view kLegal = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  if (part.empty() || part.find_first_not_of(kLegal) != std::string::npos)
    yaml.fail('"' + part + '"', "a part as the vendor's tools name it, such as xczu3eg-sbva484-1-e");
  return part;
}

// Reads the entries of `layers` and continues after mistakes. An entry that depends on a wrong one is only
// checked for its own mistakes.
class Entries {
 public:
  Entries(Parts& parts, Mistakes& mistakes) : parts_(parts), mistakes_(mistakes) {}

  // That a stream is not known which others may read by that name.
  void set_unknown(const std::string& name) {
    unknown_.push_back(name);
    tail_known_ = false;
  }
  void read(const Yaml& entry, std::size_t index) {
    bool known = tail_known_;
    std::string name;
    try {
      const auto named = entry.find("name");
      name = named ? named->text() : entry.at("kind").text() + "_" + std::to_string(index);
      if (const auto from = entry.find("from")) known = is_known(*from);
    } catch (const BadInput&) {  // told when it is read
    }
    if (known && mistakes_.attempt([&] { read_with_context(entry, index); })) {
      tail_known_ = true;
      return;
    }
    read_alone(entry, index);
    set_unknown(name);
  }
  // Whether a folding was wrong that is read as 1 from now on. What comes out of the layer is then known.
  [[nodiscard]] bool pardoned() const { return pardoned_; }

 private:
  [[nodiscard]] bool is_known(const Yaml& from) const {
    const auto known = [&](const std::string& name) {
      return std::ranges::none_of(
          unknown_, [&](const std::string& each) { return name == each || name.starts_with(each + "_"); });
    };
    if (!from.is_list()) return known(from.text());
    return std::ranges::all_of(from.items(), [&](const Yaml& item) { return known(item.text()); });
  }
  void read_with_context(const Yaml& entry, std::size_t index) {
    try {
      parse_layer(parts_, entry, index);
    } catch (const BadInput& error) {
      if ((error.key() == "pe" || error.key() == "simd") && mistakes_.pardon(error.line(), error.key()))
        pardoned_ = true;
      throw;
    }
  }
  void read_alone(const Yaml& entry, std::size_t index) {
    Parts apart = parts_;
    mistakes_.context_unknown = true;
    try {
      parse_layer(apart, entry, index);
    } catch (const BadInput& error) {
      // The entry may be right for the stream that it should read, except for its kind.
      if (error.key() == "kind") mistakes_.add(error);
    }
    mistakes_.context_unknown = false;
  }

  Parts& parts_;
  Mistakes& mistakes_;
  std::vector<std::string> unknown_;
  bool tail_known_ = true;
  bool pardoned_ = false;
};

void read_header(const Yaml& yaml, const std::filesystem::path& file, const Overrides& overrides,
                 Scenario& scenario, Mistakes& mistakes) {
  mistakes.attempt([&] { scenario.name = parse_name(yaml.at("scenario"), file); });
  mistakes.attempt([&] { scenario.intent = yaml.at("intent").text(); });
  scenario.file = file.string();
  mistakes.attempt([&] {
    if (const auto clock = yaml.find("clock_mhz"))
      scenario.clock_mhz = clock->bounded_number(kLeastClockMhz, kMostClockMhz);
  });
  mistakes.attempt([&] {
    if (const auto part = yaml.find("fpga_part")) scenario.fpga_part = parse_fpga_part(*part);
  });
  mistakes.attempt([&] { scenario.seed = static_cast<std::uint64_t>(yaml.at("seed").integer(0)); });
  if (overrides.seed) scenario.seed = *overrides.seed;
  mistakes.attempt([&] {
    if (const auto frames = yaml.find("frames")) scenario.frames = frames->integer(1);
    if (overrides.frames) scenario.frames = *overrides.frames;
    if (scenario.frames < 1 || scenario.frames > kMaxFrames) {
      throw BadInput("frames", std::to_string(scenario.frames), "1 to " + std::to_string(kMaxFrames));
    }
  });
  mistakes.attempt([&] { scenario.engines = parse_engines(yaml.at("engines")); });
  mistakes.attempt([&] { scenario.expect = parse_expect(yaml.find("expect")); });
  mistakes.attempt([&] {
    if (const auto cycles = yaml.find("reset_after_cycles"))
      scenario.reset_after_cycles = cycles->integer(1, kMostCyclesToReset);
  });
  mistakes.attempt([&] {
    if (const auto reported = yaml.find("reported")) {
      for (const Yaml& entry : reported->entries()) scenario.reported.emplace_back(entry.key(), entry.text());
    }
  });
  mistakes.attempt([&] {
    if (const auto seed = yaml.find("order_seed"))
      scenario.order_seed = static_cast<std::uint64_t>(seed->integer(1));
  });
}

// All entries of `layers`, into the parts. Returns whether another reading may find more mistakes.
bool read_layers(const Yaml& yaml, Parts& parts, Mistakes& mistakes) {
  Entries entries(parts, mistakes);
  const auto inputs = yaml.find("inputs");
  mistakes.attempt([&] {
    if (inputs && yaml.find("input")) inputs->fail("both input and inputs", "one of them");
    for (const Yaml& input : inputs ? inputs->items() : std::vector{yaml.at("input")}) {
      if (mistakes.attempt([&] { parse_input(parts, input, mistakes); })) continue;
      std::string name = "input";
      mistakes.attempt([&] {
        if (const auto named = input.find("name")) name = named->text();
      });
      entries.set_unknown(name);
    }
  });
  // Neither, or both.
  if (inputs.has_value() == yaml.find("input").has_value()) entries.set_unknown("input");
  mistakes.attempt([&] {
    const std::vector<Yaml> layers = yaml.at("layers").items();
    for (std::size_t i = 0; i < layers.size(); ++i) entries.read(layers[i], i);
  });
  return entries.pardoned();
}

Scenario read_scenario(const Yaml& yaml, const std::filesystem::path& file, const Overrides& overrides,
                       Mistakes& mistakes) {
  if (const auto suite = yaml.find("suite"); suite && !yaml.find("scenario"))
    suite->fail("a suite of regressions", "a scenario (weir regress runs suites)");
  yaml.check_keys(scenario_schema());
  Scenario scenario;
  read_header(yaml, file, overrides, scenario, mistakes);
  const auto default_depth = yaml.find("default_depth");
  std::string network_name = scenario.name;
  std::ranges::replace(network_name, '-', '_');
  const auto nothing_read = [&] {
    return Parts{scenario, Sources(file.parent_path(), data_folder(file.parent_path(), overrides)),
                 NetworkBuilder(network_name, default_depth ? default_depth->integer(1, kMaxDepth) : 2)};
  };
  constexpr int kMostReadings = 8;
  Parts parts = nothing_read();
  for (int reading = 1; read_layers(yaml, parts, mistakes) && reading < kMostReadings; ++reading)
    parts = nothing_read();
  if (!mistakes.empty()) {
    mistakes.attempt([&] {
      const auto depths = yaml.find("depths");
      for (const Yaml& depth : depths ? depths->entries() : std::vector<Yaml>{})
        (void)depth.integer(1, kMaxDepth);
    });
    mistakes.raise();
  }
  scenario = std::move(parts.scenario);
  scenario.network = yaml.at("layers").locate([&] { return parts.builder.finish(); });
  for (const std::string& layer : parts.rtl_layers)
    scenario.rtl_layers.push_back(scenario.network.find_layer(layer));
  for (const Parts::Hardware& hardware : parts.hardware) {
    Layer& layer = scenario.network.layer(scenario.network.find_layer(hardware.layer));
    layer.freezing = hardware.freezing;
    layer.slices = hardware.slices;
    layer.rtllib = hardware.rtllib;
    for (const int s : layer.inputs) {  // and the memory of its weights
      const int from = scenario.network.stream(s).from;
      if (layer.rtllib && from != kBorder &&
          std::holds_alternative<Memstream>(scenario.network.layer(from).params))
        scenario.network.layer(from).rtllib = Rtllib{};
    }
    hardware.yaml.locate([&] { check_hardware(scenario.network, layer); });
  }
  place_blocks(parts.blocks, scenario.network);
  const auto hardware = yaml.find("hardware");
  const bool assumed = hardware && hardware->is_map() && hardware->find("assumed");
  if (assumed) {
    if (!parts.blocks.empty() || !parts.hardware.empty() || !parts.rtl_layers.empty())
      hardware->fail("it beside a layer's own hardware or engine", "one of them");
    scenario.assumed = parse_assumed(*hardware, scenario.network);
  } else if (hardware && hardware->is_map()) {
    scenario.network.finn = parse_finn(*hardware, parts.sources, scenario.network);
    if (!parts.blocks.empty() || !parts.hardware.empty() || !parts.rtl_layers.empty())
      hardware->fail("it beside a layer's own hardware or engine", "one of them");
    if (const auto depths = yaml.find("depths"))
      depths->fail("depths of a FINN build", "none: they are those of its RTL");
    if (!overrides.depths.empty())
      throw BadInput("--depth", "a depth of a FINN build's FIFO", "none: they are those of its RTL");
  } else if (hardware && hardware->text() == "finn-rtllib") {
    for (Layer& layer : scenario.network.layers) {
      if (layer.freezing || layer.slices || layer.block) continue;
      if (!layer.rtllib) layer.rtllib = Rtllib{};
      hardware->locate([&] { check_hardware(scenario.network, layer); });
    }
  } else if (hardware && hardware->text() != "weir") {
    hardware->fail(
        "weir, finn-rtllib, {finn: FOLDER, graph: FILE, nodes: {LAYER: NODE}}, or {assumed: WORDS, hls: "
        "{LAYER: ..}}");
  }
  set_depths(scenario, yaml.find("depths"), overrides, mistakes);
  lay_wires(scenario.network, parts.fifos, default_depth.has_value(), yaml.find("depths"), overrides);
  if (assumed) lay_vendor_fifos(*hardware, scenario.network);
  mistakes.attempt([&] {
    scenario.traffic = parse_traffic(yaml.find("traffic"), scenario.network, scenario.seed);
    yaml.at("layers").locate([&] { check_streams(scenario.network, scenario.traffic); });
  });
  mistakes.attempt(
      [&] { scenario.expect.outputs = parse_outputs(yaml.find("expect"), scenario, parts.sources); });
  mistakes.raise();
  scenario.sources = parts.sources.used();
  scenario.files = parts.sources.files();
  scenario.files.insert(scenario.files.begin(), file);
  for (const Layer& layer : scenario.network.layers) {
    if (layer.block)
      scenario.files.insert(scenario.files.end(), layer.block->files.begin(), layer.block->files.end());
  }
  scenario.patterns = parts.sources.patterns();
  scenario.fell_back = parts.sources.fell_back();
  if (scenario.fell_back) {
    // These figures are of the first choice of data.
    scenario.expect.accuracy_at_least.reset();
    scenario.expect.correct.reset();
    scenario.expect.outputs.clear();
  }
  return scenario;
}

}  // namespace

bool is_scenario_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !name.empty() && name[0] >= 'a' && name[0] <= 'z' && std::ranges::all_of(name, allowed);
}

Network AssumedHardware::at(End end, const Network& network) const {
  Network changed = network;
  for (const auto& [name, ends] : seen) {
    HlsBlock& block = *changed.layer(changed.find_layer(name)).hls;
    const bool between =
        block.control == HlsBlock::Control::kReadThenWrite || block.control == HlsBlock::Control::kBursts;
    (between ? block.between : block.depth) = end == End::kMost ? ends.second : ends.first;
  }
  return changed;
}

Scenario load_scenario(const std::filesystem::path& file, const Overrides& overrides) {
  const auto mistakes = std::make_shared<Mistakes>();
  return read_scenario(Yaml::load(file, mistakes), file, overrides, *mistakes);
}

Scenario parse_scenario(const std::string& text, const std::filesystem::path& file,
                        const Overrides& overrides) {
  const auto mistakes = std::make_shared<Mistakes>();
  return read_scenario(Yaml::parse(text, file, mistakes), file, overrides, *mistakes);
}

}  // namespace weir
