#include "network/network.hpp"

#include <algorithm>
#include <utility>

#include "network/error.hpp"

namespace weir {

namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

// Shape and element type of what a layer writes a frame, and the width of its beats.
struct Output {
  DataType element;
  Shape shape;
  std::int64_t width_bits;
};

// Names become C and SystemVerilog identifiers.
void check_name(const std::string& name) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  if (name.empty() || name[0] < 'a' || name[0] > 'z' || !std::ranges::all_of(name, allowed)) {
    throw BadInput("name", '"' + name + '"', "a lower-case letter, then lower-case letters, digits and _");
  }
}

Shape with_last(Shape shape, std::int64_t last) {
  shape.back() = last;
  return shape;
}

}  // namespace

std::string_view Layer::kind() const {
  return std::visit([](const auto& layer) { return std::string_view(layer.kKind); }, params);
}

std::int64_t Layer::ideal_cycles() const {
  return std::visit([](const auto& layer) { return layer.trip_count(); }, params);
}

int Network::find_stream(std::string_view stream_name) const {
  const auto it = std::ranges::find(streams, stream_name, &Stream::name);
  return it == streams.end() ? -1 : static_cast<int>(it - streams.begin());
}

int Network::find_layer(std::string_view layer_name) const {
  const auto it = std::ranges::find(layers, layer_name, &Layer::name);
  return it == layers.end() ? -1 : static_cast<int>(it - layers.begin());
}

std::int64_t Network::interval_bound() const {
  std::int64_t bound = 0;
  for (const Layer& layer : layers) bound = std::max(bound, layer.ideal_cycles());
  for (const Stream& stream : streams) {
    // A FIFO of depth 1 carries a beat every second cycle.
    bound = std::max(bound, stream.beats_per_frame * (stream.depth == 1 ? 2 : 1));
  }
  return bound;
}

std::string Network::producer_name(int stream) const {
  const int layer = streams[static_cast<std::size_t>(stream)].from;
  return layer == kBorder ? "input" : layers[static_cast<std::size_t>(layer)].name;
}

std::string Network::consumer_name(int stream) const {
  const int layer = streams[static_cast<std::size_t>(stream)].to;
  return layer == kBorder ? "output" : layers[static_cast<std::size_t>(layer)].name;
}

NetworkBuilder::NetworkBuilder(std::string name, std::int64_t default_depth) : default_depth_(default_depth) {
  network_.name = std::move(name);
}

int NetworkBuilder::new_stream(const std::string& name, int from, const DataType& element, const Shape& shape,
                               std::int64_t width_bits) {
  const std::int64_t frame_bits = elements_of(shape) * element.bits;
  if (width_bits < 1 || frame_bits % width_bits != 0) {
    throw BadInput(name, std::to_string(width_bits) + " bits a beat",
                   "a divisor of the frame's " + std::to_string(frame_bits) + " bits");
  }
  check_name(name);
  if (network_.find_stream(name) >= 0) throw BadInput("name", name, "a name not yet taken");
  network_.streams.push_back(
      {name, from, kBorder, element, shape, width_bits, frame_bits / width_bits, default_depth_});
  return tail_ = static_cast<int>(network_.streams.size()) - 1;
}

int NetworkBuilder::stream_of(const std::string& producer) const {
  if (producer.empty()) {
    if (tail_ < 0) throw BadInput("input", "nothing", "a network input before the first layer");
    return tail_;
  }
  int stream = network_.find_stream(producer + "_out");
  if (stream < 0) stream = network_.find_stream(producer);
  if (stream < 0) throw BadInput("from", producer, "the name of an earlier layer or input");
  return stream;
}

const Stream& NetworkBuilder::tail(const std::string& from) const {
  return network_.streams[static_cast<std::size_t>(stream_of(from))];
}

void NetworkBuilder::input(const std::string& name, const DataType& element, const Shape& shape,
                           std::int64_t elements_per_beat) {
  network_.inputs.push_back(new_stream(name, kBorder, element, shape, elements_per_beat * element.bits));
}

int NetworkBuilder::append(const std::string& name, LayerParams params, std::vector<int> inputs) {
  check_name(name);
  if (network_.find_layer(name) >= 0) throw BadInput("name", name, "a name not yet taken");
  std::visit([](auto& layer) { check(layer); }, params);
  const auto index = static_cast<int>(network_.layers.size());
  Shape in_shape;
  for (const int stream : inputs) {
    Stream& input = network_.streams[static_cast<std::size_t>(stream)];
    if (input.to != kBorder) {
      throw BadInput("from", input.name,
                     "a stream that no other layer reads (" + network_.consumer_name(stream) + " does)");
    }
    input.to = index;
  }
  if (!inputs.empty()) in_shape = network_.streams[static_cast<std::size_t>(inputs[0])].shape;
  const Output out =
      std::visit(Overloaded{
                     [&](const Mvtu& l) {
                       return Output{l.output(), with_last(in_shape, l.rows), l.pe * l.output().bits};
                     },
                     [&](const Threshold& l) {
                       return Output{l.output(), in_shape, l.pe * l.output().bits};
                     },
                     [&](const Dwc& l) {
                       return Output{l.element, in_shape, l.out_bits};
                     },
                     [&](const LabelSelect& l) {
                       return Output{l.output(), Shape{l.k}, l.k * l.output().bits};
                     },
                     [&](const Memstream& l) {
                       return Output{l.element, Shape{l.passes, l.contents.size()},
                                     l.elements_per_beat * l.element.bits};
                     },
                 },
                 params);
  network_.layers.push_back({name, std::move(params), std::move(inputs), {}});
  const int stream = new_stream(name + "_out", index, out.element, out.shape, out.width_bits);
  network_.layers.back().outputs.push_back(stream);
  return stream;
}

void NetworkBuilder::add(const std::string& name, LayerParams params, const std::string& from) {
  int input = stream_of(from);
  const Stream source = network_.streams[static_cast<std::size_t>(input)];
  const std::int64_t last = source.shape.back();
  const std::int64_t vectors = elements_of(source.shape) / last;
  const std::int64_t frame_bits = elements_of(source.shape) * source.element.bits;
  // What follows from the shape, and the width at which the layer reads; 0 where any width will do.
  const std::int64_t wanted_bits =
      std::visit(Overloaded{
                     [&](Mvtu& l) {
                       l.cols = last;
                       l.vectors = vectors;
                       l.input = source.element;
                       if (l.accumulator.bits == 0)
                         l.accumulator = accumulator_for(l.input, l.weight, l.cols);
                       if (l.simd < 1 || l.cols % l.simd != 0) check(l);
                       return l.simd * l.input.bits;
                     },
                     [&](Threshold& l) {
                       l.channels = last;
                       l.vectors = vectors;
                       l.input = source.element;
                       if (l.pe < 1 || l.channels % l.pe != 0) check(l);
                       return l.pe * l.input.bits;
                     },
                     [&](Dwc& l) {
                       l.in_bits = source.width_bits;
                       l.frame_bits = frame_bits;
                       l.element = source.element;
                       return std::int64_t{0};
                     },
                     [&](LabelSelect& l) {
                       l.inputs = elements_of(source.shape);
                       l.input = source.element;
                       if (l.pe < 1 || l.inputs % l.pe != 0) check(l);
                       return l.pe * l.input.bits;
                     },
                     [&](Memstream&) -> std::int64_t {
                       throw BadInput("kind", "memstream", "a layer that reads a stream");
                     },
                 },
                 params);
  if (wanted_bits != 0 && wanted_bits != source.width_bits) {
    input = append(network_.producer_name(input) + "_" + name + "_dwc",
                   Dwc{source.width_bits, wanted_bits, frame_bits, source.element}, {input});
  }
  std::vector<int> inputs{input};
  if (auto* mvtu = std::get_if<Mvtu>(&params); mvtu != nullptr && mvtu->weights_streamed) {
    check(*mvtu);
    const Tensor ordered = weights_in_stream_order(*mvtu);
    inputs.push_back(append(name + "_weights",
                            Memstream{mvtu->weight, Tensor({ordered.size()}, ordered.values),
                                      mvtu->pe * mvtu->simd, mvtu->vectors},
                            {}));
  }
  append(name, std::move(params), std::move(inputs));
}

void NetworkBuilder::fifo(std::int64_t depth) { this->depth(tail().name, depth); }

void NetworkBuilder::depth(const std::string& stream, std::int64_t depth) {
  const int index = network_.find_stream(stream);
  if (index < 0) throw BadInput(stream, "a depth", "the name of a stream");
  if (depth < 1) throw BadInput("depth", std::to_string(depth), "at least 1");
  network_.streams[static_cast<std::size_t>(index)].depth = depth;
}

Network NetworkBuilder::finish() {
  if (network_.inputs.empty()) throw BadInput("input", "nothing", "at least one network input");
  if (network_.layers.empty()) throw BadInput("layers", "nothing", "at least one layer");
  for (std::size_t s = 0; s < network_.streams.size(); ++s) {
    if (network_.streams[s].to == kBorder) network_.outputs.push_back(static_cast<int>(s));
  }
  return std::move(network_);
}

}  // namespace weir
