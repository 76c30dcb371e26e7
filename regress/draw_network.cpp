#include "regress/draw_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "network/error.hpp"
#include "regress/draw_layer.hpp"
#include "regress/draw_stimulus.hpp"
#include "regress/kinds.hpp"
#include "testbench/engines.hpp"

namespace weir::regress {

namespace {

// Tries at one layer before another is drawn in its place.
constexpr int kTries = 12;
constexpr std::int64_t kMostInputBits = 512;

Shape map_shape(const Size& size, Dice& dice) {
  const std::int64_t channels = dice.any(size.channels);
  if (dice.one_in(3)) return {dice.between(1, size.length), channels};
  const std::int64_t height = dice.between(1, size.side);
  return {height, dice.between(1, size.side), channels};
}

Shape vector_shape(Dice& dice) {
  static const std::vector<std::int64_t> kLengths{1, 2, 3, 4, 6, 8, 12, 16, 24, 30, 64, 128};
  return {dice.any(kLengths)};
}

class Growth {
 public:
  Growth(const std::string& name, const std::string& intent, const Cost& most, Dice& dice)
      : draft_(name, intent, dice.seed(), most), dice_(dice) {}

  [[nodiscard]] const Draft& draft() const { return draft_; }
  [[nodiscard]] Draft take() { return std::move(draft_); }

  // A further input; its name.
  std::string input(const DataType& type, const Shape& shape) {
    const std::string name = fmt::format("input{}", inputs_++);
    const std::int64_t beat = dice_.divisor(dice_.one_in(4) ? elements_of(shape) : shape.back());
    draft_.input(name, type, shape, beat * type.bits <= kMostInputBits ? beat : 1, dice_.source());
    return name;
  }

  [[nodiscard]] Source source(const std::string& stream) const {
    const std::vector<Stream> open = draft_.open();
    return {*std::ranges::find(open, stream, &Stream::name), draft_.producer(stream)};
  }

  // Adds a layer, drawing its keys again until they are accepted; false if none were. Its first output is
  // last().
  bool add(const std::string& kind, const std::vector<std::string>& from,
           const std::function<std::string(Dice&)>& keys) {
    for (int i = 0; i < kTries; ++i) {
      try {
        if (draft_.add(kind, keys(dice_), from)) return true;
      } catch (const BadInput&) {  // the drawn type exceeds the layer's limits
      }
    }
    return false;
  }
  bool add(const UnaryKind& kind, const std::string& from) {
    const Source read = source(from);
    return kind.reads(read) && add(kind.kind, {from}, [&](Dice& dice) { return kind.keys(read, dice); });
  }
  // A stream that a layer writes, in another shape.
  bool reshape(const std::string& stream, const Shape& shape) { return draft_.reshape(stream, shape); }
  [[nodiscard]] std::string last() const {
    const Network& network = draft_.network();
    return network.stream(network.layers.back().outputs.front()).name;
  }

  void match_width(const std::string& input) { draft_.match_width(input); }

 private:
  Draft draft_;
  Dice& dice_;
  int inputs_ = 0;
};

const UnaryKind& unary(const std::string& kind) {
  return *std::ranges::find(unary_kinds(), kind, &UnaryKind::kind);
}

// --- One layer ---

class LayerCase {
 public:
  LayerCase(const std::string& name, const Subject& subject, Dice& dice)
      : growth_(name, fmt::format("Drawn at random, of {}.", subject.what), Cost{}, dice),
        dice_(dice),
        subject_(subject),
        what_(subject.what) {}

  // None if what was drawn does not go together.
  std::optional<Draft> operator()() {
    if (!grow()) return std::nullopt;
    if (dice_.one_in(2)) growth_.match_width("input0");
    Draft draft = growth_.take();
    draw_stimulus(draft, Depths::kAny, dice_);
    return draft;
  }

 private:
  bool grow() {
    if (subject_.inputs == Subject::Inputs::kTwo) return join_two();
    if (subject_.inputs == Subject::Inputs::kMany) return join_many();
    const std::string first = growth_.input(type(), shape());
    std::string at = first;
    if (what_ != "mem_in" && dice_.one_in(16)) {
      if (!growth_.add("mem_in", {at}, keys_of_memory)) return false;
      at = growth_.last();
    }
    const Stream in = growth_.source(at).stream;
    if (subject_.keys != nullptr)
      return growth_.add(what_, {at}, [&](Dice& dice) { return subject_.keys({in}, dice); });
    for (const std::string& kind : subject_.chain.empty() ? std::vector{what_} : subject_.chain) {
      const bool is_depthwise = kind == "swu" && subject_.depthwise;
      const Source read = growth_.source(at);
      const bool added =
          is_depthwise ? growth_.add("swu", {at}, [&](Dice& d) { return keys_of_depthwise_swu(read, d); })
                       : growth_.add(unary(kind), at);
      if (!added) return false;
      at = growth_.last();
    }
    if (dice_.one_in(16)) return growth_.add("mem_out", {at}, keys_of_memory);
    return true;
  }

  bool join_two() {
    std::vector<Shape> shapes(2, shape());
    const Shape& whole = shapes[0];
    if (elements_of(whole) > whole.back() && dice_.one_in(2)) {  // one is a vector for every pixel
      Shape vector(whole.size(), 1);
      vector.back() = whole.back();
      if (dice_.one_in(2)) vector = {whole.back()};
      shapes[static_cast<std::size_t>(dice_.between(0, 1))] = vector;
    }
    // Wide ones give results wider than any type, most of the time.
    const std::string a = growth_.input(dice_.type(dice_.one_in(4) ? 30 : 14), shapes[0]);
    const std::string b = growth_.input(dice_.type(dice_.one_in(4) ? 30 : 14), shapes[1]);
    const Stream one = growth_.source(a).stream;
    return growth_.add(what_, {a, b}, [&](Dice& dice) { return subject_.keys({one}, dice); });
  }

  bool join_many() {
    const DataType element = type();
    const bool unlike = dice_.one_in(2);
    const Shape whole = shape();
    const std::int64_t unit = dice_.between(1, 4);
    const std::int64_t count = dice_.any(std::vector<std::int64_t>{2, 2, 3, 4, dice_.between(5, 16)});
    const bool alike = dice_.one_in(3);
    std::vector<std::string> from;
    std::vector<Stream> streams;
    for (std::int64_t i = 0; i < count; ++i) {
      Shape part = whole;
      part.back() = unit * (alike ? 2 : dice_.between(1, 4));
      from.push_back(growth_.input(unlike ? type() : element, part));
      streams.push_back(growth_.source(from.back()).stream);
    }
    return growth_.add(what_, from, [&](Dice& dice) { return subject_.keys(streams, dice); });
  }

  DataType type() {
    if (subject_.unsigned_bits > 0) return dice_.unsigned_type(subject_.unsigned_bits);
    if (!subject_.multiplies || dice_.one_in(6)) return dice_.type(kMostBits);
    // Operands near 16 bits: the models sum them differently if they fit 16 bits.
    return dice_.type(dice_.one_in(4) ? dice_.any(std::vector{16, 17}) : 10);
  }

  Shape shape() {
    Shape shape = subject_.map || dice_.one_in(2) ? map_shape(Size{}, dice_) : vector_shape(dice_);
    if (subject_.one_channel && shape.size() > 1) shape.back() = 1;
    if (shape.back() < subject_.least_channels) shape.back() = dice_.between(subject_.least_channels, 12);
    return shape;
  }

  Growth growth_;
  Dice& dice_;
  const Subject& subject_;
  const std::string what_;
};

// --- Networks ---

bool locks(const Scenario& scenario) {
  return !testbench::run_native(scenario.network, {scenario.frames, scenario.traffic, {}}, {.values = false})
              .trace.complete;
}

// Draws depths, traffic and similar. One in eight networks may deadlock; returns false if another one
// deadlocks at any depth.
bool settle(Draft& draft, Dice& dice) {
  const bool may_lock = dice.one_in(8);
  for (const Depths depths : {Depths::kAny, Depths::kDeep}) {
    draw_stimulus(draft, depths, dice);
    if (may_lock || !locks(draft.load())) return true;
  }
  return false;
}

class NetworkCase {
 public:
  NetworkCase(const std::string& name, const Size& size, Dice& dice)
      : growth_(name, "Drawn at random, a network.", size.most, dice), size_(size), dice_(dice) {}

  std::optional<Draft> operator()() {
    const Shape shape = map_shape(size_, dice_);
    const std::int64_t inputs = size_.branches ? dice_.between(1, 2) : 1;
    std::vector<std::string> names;
    for (std::int64_t i = 0; i < inputs; ++i) names.push_back(growth_.input(dice_.type(4), shape));
    for (const std::string& name : names) begin(name);
    const auto layers = static_cast<std::size_t>(dice_.between(size_.least_layers, size_.most_layers));
    for (int i = 0; i < kMostSteps && growth_.draft().network().layers.size() < layers; ++i) step();
    for (const std::string& stream : open()) end(stream);
    const auto least = static_cast<std::size_t>(size_.least_layers);
    if (growth_.draft().network().layers.size() < least || open().size() > kMostOpen) return std::nullopt;
    return growth_.take();
  }

 private:
  static constexpr int kMostSteps = 40;
  static constexpr std::size_t kMostOpen = 6;

  [[nodiscard]] std::vector<std::string> open() const {
    std::vector<std::string> names;
    for (const Stream& stream : growth_.draft().open()) names.push_back(stream.name);
    return names;
  }

  void begin(const std::string& input) {
    const bool mem = dice_.one_in(4) && growth_.add("mem_in", {input}, keys_of_memory);
    if (!mem) one(input);
    growth_.match_width(input);
  }

  // A layer of a kind that reads one stream.
  bool one(const std::string& stream) {
    const Source read = growth_.source(stream);
    std::vector<const UnaryKind*> kinds;
    for (const UnaryKind& kind : unary_kinds()) {
      // Wide elements first come under thresholds, or all would grow wider from layer to layer.
      const bool narrows = kind.kind == "threshold" || kind.kind == "maxpool" || kind.kind == "dwc";
      if (kind.kind != "label_select" && kind.reads(read) &&
          (read.stream.element.bits <= 8 || narrows || read.windows))
        kinds.push_back(&kind);
    }
    for (int i = 0; i < kTries && !kinds.empty(); ++i) {
      if (growth_.add(*dice_.any(kinds), stream)) return true;
    }
    return false;
  }

  // The same number of elements as a vector, or in two or three extents.
  Shape other_shape(const Shape& shape) {
    Shape other{elements_of(shape)};
    for (std::int64_t extents = dice_.between(0, 2); extents > 0; --extents) {
      const std::int64_t inner = dice_.divisor(other.front());
      other.front() /= inner;
      other.insert(other.begin() + 1, inner);
    }
    return other;
  }

  void step() {
    const std::vector<std::string> streams = open();
    const std::string at = dice_.any(streams);
    const Source read = growth_.source(at);
    const bool plain = read.windows == nullptr && read.stream.shape.size() < 4;
    if (plain && read.stream.from != kBorder && dice_.one_in(20)) {
      (void)growth_.reshape(at, other_shape(read.stream.shape));
      return;
    }
    if (!size_.branches) return (void)one(at);
    const std::int64_t choice = dice_.between(0, 7);
    if (plain && choice == 0 && streams.size() < kMostOpen) {
      (void)growth_.add("fork", {at}, keys_of_fork_of_few);
    } else if (plain && choice == 1 && read.stream.shape.back() > 1 && streams.size() < kMostOpen) {
      (void)growth_.add("split", {at}, [&](Dice& dice) { return keys_of_split(read.stream, dice); });
    } else if (plain && choice >= 2 && choice < 2 + size_.meetings && streams.size() < kMostOpen) {
      reconverge(at);
    } else if (choice < 5 && streams.size() > 1 && join(at, streams)) {
      return;
    } else {
      (void)one(at);
    }
  }

  static std::string keys_of_fork_of_few(Dice& dice) {
    return fmt::format("copies: {}", dice.one_in(3) ? 3 : 2);
  }

  // Joins a stream with any other that fits.
  bool join(const std::string& at, const std::vector<std::string>& streams) {
    const Source one = growth_.source(at);
    if (one.stream.shape.size() > 3) return false;
    for (const std::string& other : streams) {
      const Source two = growth_.source(other);
      if (other != at && joined(one, two)) return true;
    }
    return false;
  }

  bool joined(const Source& one, const Source& two) {
    if (one.windows != nullptr || two.windows != nullptr) return false;
    const std::vector<std::string> from{one.stream.name, two.stream.name};
    const auto outer = [](const Shape& shape) { return Shape(shape.begin(), shape.end() - 1); };
    const auto concat = [&] {
      return outer(one.stream.shape) == outer(two.stream.shape) && growth_.add("concat", from, [&](Dice& d) {
        return keys_of_concat({one.stream, two.stream}, d);
      });
    };
    const auto is_vector = [](const Stream& of) { return elements_of(of.shape) == of.shape.back(); };
    const bool for_every_pixel =
        one.stream.shape.back() == two.stream.shape.back() && is_vector(one.stream) != is_vector(two.stream);
    if (dice_.one_in(2) && concat()) return true;
    if (one.stream.shape != two.stream.shape && !for_every_pixel) return concat();
    return growth_.add("eltwise", from, [&](Dice& d) { return keys_of_eltwise(one.stream, d); });
  }

  // A fork whose branches meet again, one of them, or both, by way of other layers.
  void reconverge(const std::string& at) {
    if (!growth_.add("fork", {at}, keys_of_fork_of_few)) return;
    const Network& network = growth_.draft().network();
    std::vector<std::string> ends;
    for (const int out : network.layers.back().outputs) ends.push_back(network.stream(out).name);
    std::string detour = ends[0];
    const std::int64_t layers = dice_.between(1, 3);
    for (std::int64_t i = 0; i < layers; ++i) {
      if (keeps_shape(detour)) detour = growth_.last();
    }
    (void)joined(growth_.source(detour), growth_.source(ends[1]));
  }

  // A layer that leaves the shape as it is.
  bool keeps_shape(const std::string& at) {
    const Source read = growth_.source(at);
    const Shape& shape = read.stream.shape;
    if (read.stream.element.bits <= 8 && dice_.one_in(2)) {
      const std::int64_t channels = shape.back();
      const auto products = [&](Dice& d) {
        return fmt::format("pe: {}, simd: {}, weights: {{type: {}, {}}}, thresholds: {{{}}}, output: {}",
                           d.divisor(channels), d.divisor(channels), d.type(4).name(), d.source(), d.source(),
                           d.type(3).name());
      };
      if (shape.size() == 3 && dice_.one_in(2) && read.stream.element.holds(0)) {
        return growth_.add("conv", {at}, [&](Dice& d) {
          return fmt::format("channels: {}, kernel: 3, pads: 1, {}", channels, products(d));
        });
      }
      return growth_.add("mvtu", {at},
                         [&](Dice& d) { return fmt::format("rows: {}, {}", channels, products(d)); });
    }
    static const std::vector<std::string> kKinds{"threshold", "channelwise", "dwc", "normalize"};
    return growth_.add(unary(dice_.any(kKinds)), at);
  }

  // Adds the last layer of an output stream, if any.
  void end(const std::string& stream) {
    const Source read = growth_.source(stream);
    if (read.windows != nullptr || read.stream.shape.size() > 3) {
      (void)one(stream);
    } else if (dice_.one_in(4)) {
      (void)growth_.add("mem_out", {stream}, keys_of_memory);
    } else if (dice_.one_in(4)) {
      (void)growth_.add(unary("label_select"), stream);
    }
  }

  Growth growth_;
  const Size& size_;
  Dice& dice_;
};

}  // namespace

std::string Kinds::next() {
  // The subject furthest behind its share.
  const Subject* least = &subjects().front();
  for (const Subject& each : subjects()) {
    if (drawn_[each.what] * least->lots < drawn_[least->what] * each.lots) least = &each;
  }
  ++drawn_[least->what];
  return least->what;
}

Draft draw_layer(const std::string& name, const std::string& kind, Dice& dice) {
  const Subject& subject = *std::ranges::find(subjects(), kind, &Subject::what);
  for (;;) {
    if (auto draft = LayerCase(name, subject, dice)()) return std::move(*draft);
  }
}

Draft draw_graph(const std::string& name, const Size& size, Dice& dice) {
  for (;;) {
    if (auto draft = NetworkCase(name, size, dice)()) return std::move(*draft);
  }
}

Draft draw_network(const std::string& name, Dice& dice) {
  for (;;) {
    Draft draft = draw_graph(name, Size{}, dice);
    if (settle(draft, dice)) return draft;
  }
}

void draw_again(const std::string& name, Draw draw, Draft& draft, Dice& dice) {
  draft.feed(name, dice.seed(), [&] { return dice.source(); });
  if (draw == Draw::kLayers) {
    draw_stimulus(draft, Depths::kAny, dice);
  } else {
    (void)settle(draft, dice);  // a network that was allowed to deadlock may do so again
  }
}

}  // namespace weir::regress
