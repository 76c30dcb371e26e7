#include "testbench/waves.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <queue>
#include <string>
#include <string_view>
#include <utility>

#include "network/error.hpp"
#include "testbench/subprocess.hpp"

namespace weir::testbench {

namespace {

namespace fs = std::filesystem;

// --- Waves of a model's trace ---

// A signal that starts low and toggles in the given cycles.
class Toggles {
 public:
  // High from `from` through `to`. `from` must not decrease from call to call.
  void high(Cycle from, Cycle to) {
    if (to < from) return;
    if (!cycles_.empty() && from <= cycles_.back()) {
      cycles_.back() = std::max(cycles_.back(), to + 1);
    } else {
      cycles_.insert(cycles_.end(), {from, to + 1});
    }
  }
  // The level in `cycle`, which must not decrease; afterwards next() is the next toggle's cycle.
  bool at(Cycle cycle) {
    while (next() <= cycle) ++index_;
    return index_ % 2 == 1;
  }
  [[nodiscard]] Cycle next() const { return index_ < cycles_.size() ? cycles_[index_] : INT64_MAX; }

 private:
  std::vector<Cycle> cycles_;
  std::size_t index_ = 0;
};

// A level that rises in raised[i] for beat i and falls after its transfer. For a beat without a transfer it
// stays high.
Toggles held_until(const std::vector<Cycle>& raised, const std::vector<Cycle>& transfers, Cycle last) {
  Toggles level;
  for (std::size_t i = 0; i < raised.size(); ++i) {
    level.high(raised[i], i < transfers.size() ? transfers[i] : last);
  }
  return level;
}

Toggles open_cycles(const Pattern& pattern, Cycle last) {
  Toggles level;
  Gate gate(pattern);
  if (gate.always_open()) {
    level.high(0, last);
    return level;
  }
  for (Cycle cycle = gate.next_open(0); cycle <= last; cycle = gate.next_open(cycle + 1))
    level.high(cycle, cycle);
  return level;
}

// A beat is first shown to the layer in an open cycle, and then stays shown.
Toggles shown(const StreamTrace& trace, const Pattern& pattern, Cycle last) {
  std::vector<Cycle> from;
  Gate gate(pattern);
  for (std::size_t i = 0; i < std::min(trace.push.size(), trace.pop.size() + 1); ++i) {
    from.push_back(gate.next_open(std::max(trace.push[i], i == 0 ? -1 : trace.pop[i - 1]) + 1));
  }
  return held_until(from, trace.pop, last);
}

std::vector<HandshakeChange> changes_of(const Stream& stream, const StreamTraffic& traffic,
                                        const StreamTrace& trace, Cycle last) {
  const bool from_layer = stream.from != kBorder;
  const bool to_layer = stream.to != kBorder;
  Toggles push_valid = held_until(trace.offered, trace.push, last);
  Toggles push_open = open_cycles(from_layer ? traffic.push : Pattern::back_to_back(), last);
  Toggles pop_valid = to_layer ? shown(trace, traffic.pop, last) : Toggles();
  Toggles pop_ready = to_layer ? held_until(trace.wanted, trace.pop, last) : open_cycles(traffic.pop, last);
  std::size_t pushes = 0;
  std::size_t pops = 0;
  const auto next_transfer = [](const std::vector<Cycle>& transfers, std::size_t done) {
    return done < transfers.size() ? transfers[done] + 1 : INT64_MAX;
  };
  std::vector<HandshakeChange> changes;
  for (Cycle cycle = 0; cycle <= last;) {
    while (next_transfer(trace.push, pushes) <= cycle) ++pushes;
    while (next_transfer(trace.pop, pops) <= cycle) ++pops;
    Handshake now;
    now.occupancy = static_cast<std::int64_t>(pushes) - static_cast<std::int64_t>(pops);
    now.push_valid = push_valid.at(cycle);
    now.push_ready = push_open.at(cycle) && now.occupancy < stream.depth;
    now.pop_valid = to_layer ? pop_valid.at(cycle) : now.occupancy > 0;
    now.pop_ready = pop_ready.at(cycle);
    if (changes.empty() || changes.back().now != now) changes.push_back({cycle, now});
    cycle = std::min({push_valid.next(), push_open.next(), to_layer ? pop_valid.next() : INT64_MAX,
                      pop_ready.next(), next_transfer(trace.push, pushes), next_transfer(trace.pop, pops)});
  }
  return changes;
}

// --- VCD ---

// Names of variables: the printable characters from ! to ~ as digits.
std::string identifier(std::size_t number) {
  std::string id;
  for (; id.empty() || number > 0; number /= 94) id += static_cast<char>('!' + number % 94);
  return id;
}

constexpr std::string_view kClock = "!";
// Of the whole network: the cycle's number, and how many frames began to go in and are wholly out.
constexpr std::size_t kCounters = 3;
constexpr std::string_view kCounterNames[kCounters] = {"cycle", "frames_in", "frames_out"};
constexpr std::string_view kLayers = "layers";  // the scope of the layers' scopes
constexpr std::size_t kSignals = 7;             // of a stream, in the order of kSignalNames
constexpr std::string_view kSignalNames[kSignals] = {"push_valid", "push_ready", "push_data", "pop_valid",
                                                     "pop_ready",  "pop_data",   "occupancy"};

std::int64_t occupancy_bits(const Stream& stream) {
  return std::bit_width(static_cast<std::uint64_t>(stream.depth));
}

std::int64_t width_of(std::size_t signal, const Stream& stream) {
  const std::string_view name = kSignalNames[signal];
  return name.ends_with("data") ? stream.width_bits : name == "occupancy" ? occupancy_bits(stream) : 1;
}

std::int64_t period_ps(double clock_mhz) { return std::max<std::int64_t>(2, std::llround(1e6 / clock_mhz)); }

Cycle first_cycle(const WaveWindow& window) { return std::max<Cycle>(0, window.from); }

// "[7:0]", or nothing for one bit.
std::string range(std::int64_t width) { return width == 1 ? "" : fmt::format("[{}:0]", width - 1); }

std::string binary(const std::uint64_t* words, std::int64_t width) {
  std::string text;
  for (std::int64_t bit = width - 1; bit >= 0; --bit) {
    text += (words[bit / 64] >> (static_cast<unsigned>(bit) % 64U) & 1U) != 0 ? '1' : '0';
  }
  return text;
}

// A counter's value; leading zeros are left out.
std::string counted(std::int64_t value) {
  const auto word = static_cast<std::uint64_t>(value);
  std::string text = "b";
  text += binary(&word, std::max(1, static_cast<int>(std::bit_width(word))));
  return text;
}

// Goes along a stream's handshakes.
class HandshakeCursor {
 public:
  explicit HandshakeCursor(const std::vector<HandshakeChange>& changes) : changes_(changes) {}

  void advance(Cycle cycle) {
    while (next() <= cycle) ++change_;
  }
  [[nodiscard]] Handshake now() const { return changes_.empty() ? Handshake{} : changes_[change_].now; }
  // The cycle of the next change.
  [[nodiscard]] Cycle next() const {
    return change_ + 1 < changes_.size() ? changes_[change_ + 1].cycle : INT64_MAX;
  }

 private:
  const std::vector<HandshakeChange>& changes_;
  std::size_t change_ = 0;
};

// One stream's signals, from change to change.
class StreamDump {
 public:
  StreamDump(const Stream& stream, const StreamTrace& trace, const std::vector<HandshakeChange>& changes,
             std::size_t first_id)
      : stream_(stream), trace_(trace), handshakes_(changes) {
    for (std::size_t s = 0; s < kSignals; ++s) ids_[s] = identifier(first_id + s);
  }

  void declare(std::ostream& out) const {
    out << "$scope module " << stream_.name << " $end\n$var wire 1 " << kClock << " clk $end\n";
    for (std::size_t s = 0; s < kSignals; ++s) {
      const std::int64_t width = width_of(s, stream_);
      out << "$var wire " << width << ' ' << ids_[s] << ' ' << kSignalNames[s] << (width > 1 ? " " : "")
          << range(width) << " $end\n";
    }
    out << "$upscope $end\n";
  }

  // Advances all signals to `cycle` and writes those that changed.
  void write(std::ostream& out, Cycle cycle) {
    handshakes_.advance(cycle);
    while (pushes_ < trace_.push.size() && trace_.push[pushes_] < cycle) ++pushes_;
    while (pops_ < trace_.pop.size() && trace_.pop[pops_] < cycle) ++pops_;
    const Handshake now = handshakes_.now();
    bit(out, 0, now.push_valid);
    bit(out, 1, now.push_ready);
    data(out, 2, now.push_valid, pushes_);
    bit(out, 3, now.pop_valid);
    bit(out, 4, now.pop_ready);
    data(out, 5, now.pop_valid, pops_);
    const auto occupancy = static_cast<std::uint64_t>(now.occupancy);
    put(out, 6, binary(&occupancy, occupancy_bits(stream_)));
  }

  // The next cycle in which anything may change.
  [[nodiscard]] Cycle next() const {
    Cycle cycle = handshakes_.next();
    if (pushes_ < trace_.push.size()) cycle = std::min(cycle, trace_.push[pushes_] + 1);
    if (pops_ < trace_.pop.size()) cycle = std::min(cycle, trace_.pop[pops_] + 1);
    return cycle;
  }

 private:
  void bit(std::ostream& out, std::size_t signal, bool level) { put(out, signal, level ? "1" : "0"); }
  // Unknown while not valid, and in runs without values.
  void data(std::ostream& out, std::size_t signal, bool valid, std::size_t beat) {
    const auto index = static_cast<std::int64_t>(beat);
    const bool known = valid && index < trace_.values.size();
    put(out, signal, known ? binary(trace_.values.beat(index), stream_.width_bits) : "x");
  }
  void put(std::ostream& out, std::size_t signal, const std::string& value) {
    if (value == last_[signal]) return;
    if (width_of(signal, stream_) == 1) {
      out << value << ids_[signal] << '\n';
    } else {
      out << 'b' << value << ' ' << ids_[signal] << '\n';
    }
    last_[signal] = value;
  }

  const Stream& stream_;
  const StreamTrace& trace_;
  HandshakeCursor handshakes_;
  std::array<std::string, kSignals> ids_;
  std::array<std::string, kSignals> last_;
  std::size_t pushes_ = 0;
  std::size_t pops_ = 0;
};

// A layer's state, as its ports show it, and the number of the frame whose beats it writes.
class LayerDump {
 public:
  LayerDump(const Network& network, const Layer& layer, const Trace& trace, const Waves& waves,
            std::size_t first_id)
      : layer_(layer),
        output_(network.stream(layer.outputs[0])),
        pushes_(trace.stream(layer.outputs[0]).push),
        state_id_(identifier(first_id)),
        frame_id_(identifier(first_id + 1)) {
    for (const int s : layer.inputs) inputs_.emplace_back(waves[static_cast<std::size_t>(s)]);
    for (const int s : layer.outputs) outputs_.emplace_back(waves[static_cast<std::size_t>(s)]);
  }

  void declare(std::ostream& out) const {
    out << "$scope module " << layer_.name << " $end\n$var string 1 " << state_id_
        << " state $end\n$var integer 32 " << frame_id_ << " frame " << range(32) << " $end\n$upscope $end\n";
  }

  void write(std::ostream& out, Cycle cycle) {
    for (auto* ports : {&inputs_, &outputs_}) {
      for (HandshakeCursor& port : *ports) port.advance(cycle);
    }
    while (next_frame() <= cycle) ++frame_;
    if (const std::string_view now = state(); now != state_)
      out << 's' << (state_ = now) << ' ' << state_id_ << '\n';
    if (frame_ != written_frame_) out << counted(written_frame_ = frame_) << ' ' << frame_id_ << '\n';
  }

  [[nodiscard]] Cycle next() const {
    Cycle cycle = next_frame();
    for (const auto* ports : {&inputs_, &outputs_})
      for (const HandshakeCursor& port : *ports) cycle = std::min(cycle, port.next());
    return cycle;
  }

 private:
  [[nodiscard]] std::string_view state() const {
    bool moves = false;
    bool blocked = false;
    bool starved = false;
    for (const HandshakeCursor& port : inputs_) {
      const Handshake now = port.now();
      moves |= now.pop_valid && now.pop_ready;
      starved |= now.pop_ready && !now.pop_valid;
    }
    for (const HandshakeCursor& port : outputs_) {
      const Handshake now = port.now();
      moves |= now.push_valid && now.push_ready;
      blocked |= now.push_valid && !now.push_ready;
    }
    return moves ? "busy" : blocked ? "blocked" : starved ? "starved" : "busy";
  }

  [[nodiscard]] Cycle next_frame() const {
    const std::int64_t last = (frame_ + 1) * output_.beats_per_frame - 1;
    return last < static_cast<std::int64_t>(pushes_.size()) ? pushes_[static_cast<std::size_t>(last)] + 1
                                                            : INT64_MAX;
  }

  const Layer& layer_;
  const Stream& output_;
  const std::vector<Cycle>& pushes_;
  std::string state_id_;
  std::string frame_id_;
  std::vector<HandshakeCursor> inputs_;
  std::vector<HandshakeCursor> outputs_;
  std::string_view state_;
  std::int64_t frame_ = 0;
  std::int64_t written_frame_ = -1;
};

void write_vcd(std::ostream& out, const Network& network, const Trace& trace, const Waves& waves,
               double clock_mhz, const WaveWindow& window) {
  const std::int64_t period = period_ps(clock_mhz);
  const Cycle first = first_cycle(window);
  const Cycle last = std::min(window.to, trace.last_cycle);
  std::vector<StreamDump> streams;
  std::vector<LayerDump> layers;
  streams.reserve(network.streams.size());
  layers.reserve(network.layers.size());
  std::size_t id = 1;
  std::array<std::string, kCounters> counter_ids;
  for (std::string& counter : counter_ids) counter = identifier(id++);
  for (std::size_t s = 0; s < network.streams.size(); ++s, id += kSignals)
    streams.emplace_back(network.streams[s], trace.streams[s], waves[s], id);
  for (const Layer& layer : network.layers) {
    layers.emplace_back(network, layer, trace, waves, id);
    id += 2;
  }
  out << "$comment cycle 0 is the first rising edge after reset; a transfer is a rising edge with valid and "
         "ready "
         "high $end\n$timescale 1ps $end\n";
  out << "$scope module " << trace.engine << " $end\n$var wire 1 " << kClock << " clk $end\n";
  for (std::size_t c = 0; c < kCounters; ++c)
    out << "$var integer 32 " << counter_ids[c] << ' ' << kCounterNames[c] << ' ' << range(32) << " $end\n";
  for (const StreamDump& stream : streams) stream.declare(out);
  out << "$scope module " << kLayers << " $end\n";
  for (const LayerDump& layer : layers) layer.declare(out);
  out << "$upscope $end\n$upscope $end\n$enddefinitions $end\n";

  using Due =
      std::pair<Cycle, std::size_t>;  // the cycle in which that stream or, behind them, layer changes next
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due;
  for (std::size_t d = 0; d < streams.size() + layers.size(); ++d) due.emplace(first, d);
  std::size_t frames_in = 0;
  std::size_t frames_out = 0;
  for (Cycle cycle = first; cycle <= last; ++cycle) {
    out << '#' << cycle * period << "\n0" << kClock << '\n'
        << counted(cycle) << ' ' << counter_ids[0] << '\n';
    const auto count = [&](std::size_t& frames, const std::vector<Cycle>& of, const std::string& counter) {
      const std::size_t before = frames;
      while (frames < of.size() && of[frames] < cycle) ++frames;
      if (frames != before || cycle == first)
        out << counted(static_cast<std::int64_t>(frames)) << ' ' << counter << '\n';
    };
    count(frames_in, trace.frames.first_in, counter_ids[1]);
    count(frames_out, trace.frames.last_out, counter_ids[2]);
    while (!due.empty() && due.top().first <= cycle) {
      const std::size_t d = due.top().second;
      due.pop();
      const auto write = [&](auto& dump) {
        dump.write(out, cycle);
        if (dump.next() != INT64_MAX) due.emplace(dump.next(), d);
      };
      if (d < streams.size()) {
        write(streams[d]);
      } else {
        write(layers[d - streams.size()]);
      }
    }
    out << '#' << cycle * period + period / 2 << "\n1" << kClock << '\n';
  }
  out << '#' << (last + 1) * period << '\n';
}

// --- GTKWave's save file ---

void write_save_file(std::ostream& out, const fs::path& wave, const fs::path& save, const Network& network,
                     const Trace& trace, double clock_mhz, const WaveWindow& window) {
  constexpr std::string_view kHexadecimal = "@22\n";
  constexpr std::string_view kDecimal = "@24\n";
  constexpr std::string_view kText = "@820\n";
  constexpr std::string_view kAnalogue = "@8024\n";               // decimal, drawn as steps
  constexpr std::string_view kTaller = "@20000\n-\n@20000\n-\n";  // over three lines
  constexpr std::string_view kBit = "@28\n";
  constexpr std::string_view kComment = "@200\n";
  constexpr std::string_view kGroupBegin = "@800200\n";
  constexpr std::string_view kGroupEnd = "@1000200\n";
  const auto signal = [&](const Stream& stream, std::size_t s) {
    const std::string_view name = kSignalNames[s];
    const bool level = name == "occupancy" && occupancy_bits(stream) > 1;
    out << (name.ends_with("data") ? kHexadecimal : level ? kAnalogue : kBit);
    out << trace.engine << '.' << stream.name << '.' << name << range(width_of(s, stream)) << '\n';
    if (level) out << kTaller;
  };
  // The end of a stream at a group's layer or at the border; the FIFO's occupancy is shown at its consumer.
  const auto end = [&](int stream, bool push) {
    const Stream& s = network.stream(stream);
    out << kComment << '-' << (push ? "> " : "< ") << s.name << '\n';
    for (std::size_t i = push ? 0 : 3; i < (push ? 3 : kSignals); ++i) signal(s, i);
  };
  const auto group = [&](const std::string& name, const std::vector<int>& pops,
                         const std::vector<int>& pushes, bool layer) {
    out << kGroupBegin << '-' << name << '\n';
    if (layer) {
      const std::string scope = fmt::format("{}.{}.{}", trace.engine, kLayers, name);
      out << kText << scope << ".state\n" << kDecimal << scope << ".frame" << range(32) << '\n';
    }
    for (const int stream : pops) end(stream, false);
    for (const int stream : pushes) end(stream, true);
    out << kGroupEnd << '-' << name << '\n';
  };
  out << "[dumpfile] \"" << fs::absolute(wave).lexically_normal().string() << "\"\n";
  out << "[savefile] \"" << fs::absolute(save).lexically_normal().string() << "\"\n";
  // GTKWave's zoom is about -log2(picoseconds per pixel); this shows some sixty cycles.
  const std::int64_t period = period_ps(clock_mhz);
  out << fmt::format("[timestart] {}\n*-{:.2f} -1\n", first_cycle(window) * period,
                     std::log2(static_cast<double>(10 * period)));
  out << "[size] 1600 1000\n[pos] -1 -1\n[sst_expanded] 0\n[signals_width] 260\n";
  out << kBit << trace.engine << ".clk\n" << kDecimal;
  for (const std::string_view counter : kCounterNames)
    out << trace.engine << '.' << counter << range(32) << '\n';
  group("input", {}, network.inputs, false);
  for (const Layer& layer : network.layers) group(layer.name, layer.inputs, layer.outputs, true);
  group("output", network.outputs, {}, false);
}

// --- Files ---

[[noreturn]] void fail(const fs::path& path, int error) {
  throw BadInput("--wave", path.string() + " (" + std::strerror(error) + ")", "a path that can be written");
}

// A temporary file beside `path`: renamed to it once complete, otherwise removed.
class Temporary {
 public:
  Temporary(fs::path target, const std::string& suffix)
      : target_(std::move(target)), path_(target_.string() + ".tmp" + std::to_string(getpid()) + suffix) {}
  ~Temporary() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }
  template <class Write>
  void write(const Write& write_to) const {
    errno = 0;
    std::ofstream out(path_, std::ios::binary);
    if (out) write_to(out);
    out.flush();
    if (!out) fail(target_, errno);
  }
  void keep() const {
    std::error_code error;
    fs::rename(path_, target_, error);
    if (error) fail(target_, error.value());
  }

 private:
  fs::path target_;
  fs::path path_;
};

constexpr const char* kConverter = "vcd2fst";

Finished run_converter(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{kConverter};
  command.insert(command.end(), arguments.begin(), arguments.end());
  Finished finished = run_command(command, ".");
  if (finished.status == 127) {
    throw ToolFailure(std::string(kConverter) + ": not found; it makes FST files (Debian package gtkwave)");
  }
  return finished;
}

}  // namespace

Waves waves_of(const Network& network, const Traffic& traffic, const Trace& trace) {
  Waves waves;
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    waves.push_back(changes_of(network.streams[s], traffic.streams[s], trace.streams[s], trace.last_cycle));
  }
  return waves;
}

void check_wave_path(const fs::path& path) {
  if (path.extension() != ".vcd" && path.extension() != ".fst") {
    throw BadInput("--wave", path.string(), "a path that ends in .vcd or .fst");
  }
  if (fs::is_directory(path)) fail(path, EISDIR);
  Temporary(path, "").write([](std::ostream&) {});
  if (path.extension() == ".fst") run_converter({"--help"});
}

void write_waves(const fs::path& path, const Network& network, const Trace& trace, const Waves& waves,
                 double clock_mhz, const WaveWindow& window) {
  check_wave_path(path);
  const Temporary vcd(path, ".vcd");
  vcd.write([&](std::ostream& out) { write_vcd(out, network, trace, waves, clock_mhz, window); });
  if (path.extension() == ".fst") {
    const Temporary fst(path, ".fst");
    const Finished finished = run_converter({vcd.path().string(), fst.path().string()});
    if (finished.status != 0) {
      throw ToolFailure(
          fmt::format("{}: failed with status {}: {}", kConverter, finished.status, finished.output));
    }
    fst.keep();
  } else {
    vcd.keep();
  }
  const fs::path save_path = fs::path(path).replace_extension(".gtkw");
  const Temporary save(save_path, "");
  save.write(
      [&](std::ostream& out) { write_save_file(out, path, save_path, network, trace, clock_mhz, window); });
  save.keep();
}

}  // namespace weir::testbench
