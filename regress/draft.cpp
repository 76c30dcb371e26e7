#include "regress/draft.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "network/error.hpp"

namespace weir::regress {

void Draft::input(const std::string& name, const DataType& type, const Shape& shape,
                  std::int64_t elements_per_beat, const std::string& from) {
  Stream stream;
  stream.name = name;
  stream.element = type;
  stream.shape = shape;
  stream.width_bits = elements_per_beat * type.bits;
  inputs_.push_back({std::move(stream), from});
  last_ = inputs_.size() == 1 ? name : "";  // with several inputs, none is sure to stay the last
}

bool Draft::add(const std::string& kind, const std::string& keys, const std::vector<std::string>& from) {
  const auto inputs = inputs_;
  for (Input& input : inputs_) {
    input.read = input.read || std::ranges::find(from, input.stream.name) != from.end();
  }
  const std::string name = fmt::format("{}{}", kind, layers_.size());
  std::string entry = fmt::format("kind: {}, name: {}", kind, name);
  if (from.size() > 1) entry += fmt::format(", from: [{}]", fmt::join(from, ", "));
  if (from.size() == 1 && from[0] != last_) entry += fmt::format(", from: {}", from[0]);
  if (!keys.empty()) entry += ", " + keys;
  if (!loads_with(std::move(entry))) {
    inputs_ = inputs;
    return false;
  }
  const Network& network = scenario_.network;
  last_ = network.stream(network.layers.back().outputs.front()).name;
  return true;
}

bool Draft::reshape(const std::string& stream, const Shape& shape) {
  if (!loads_with(fmt::format("kind: reshape, shape: [{}]{}", fmt::join(shape, ", "),
                              stream == last_ ? "" : ", from: " + stream)))
    return false;
  last_ = stream;
  return true;
}

bool Draft::loads_with(std::string entry) {
  layers_.push_back(std::move(entry));
  try {
    Scenario scenario = load();
    if (affordable(scenario.network)) {
      scenario_ = std::move(scenario);
      return true;
    }
  } catch (const BadInput&) {  // the caller tries other parameters
  }
  layers_.pop_back();
  return false;
}

bool Draft::affordable(const Network& network) const {
  if (network.interval_bound() > most_.cycles) return false;
  for (const Stream& stream : network.streams) {
    if (stream.width_bits > most_.bits || elements_of(stream.shape) > most_.elements) return false;
  }
  return std::ranges::all_of(network.layers, [this](const Layer& layer) {
    const auto* mvtu = std::get_if<Mvtu>(&layer.params);
    return mvtu == nullptr || mvtu->pe * mvtu->simd * mvtu->mmv <= most_.products;
  });
}

void Draft::match_width(const std::string& name) {
  const auto input = std::ranges::find(inputs_, name, [](const Input& each) { return each.stream.name; });
  const int stream = network().find_stream(name);
  if (input == inputs_.end() || stream < 0) return;
  const Layer& reader = network().layer(network().stream(stream).to);
  const auto* dwc = std::get_if<Dwc>(&reader.params);
  // A converter that the scenario itself names stays.
  if (dwc == nullptr || !reader.name.ends_with("_dwc") || dwc->out_bits % input->stream.element.bits != 0)
    return;
  input->stream.width_bits = dwc->out_bits;
  scenario_ = load();
}

void Draft::feed(const std::string& name, std::uint64_t seed, const std::function<std::string()>& source) {
  name_ = name;
  seed_ = seed;
  for (Input& input : inputs_) input.from = source();
}

std::vector<Stream> Draft::open() const {
  std::vector<Stream> open;
  for (const Input& input : inputs_) {
    if (!input.read) open.push_back(input.stream);
  }
  for (const int stream : network().outputs) open.push_back(network().stream(stream));
  return open;
}

const Layer* Draft::producer(const std::string& stream) const {
  const int index = network().find_stream(stream);
  const int from = index < 0 ? kBorder : network().stream(index).from;
  return from == kBorder ? nullptr : &network().layer(from);
}

std::string Draft::text() const {
  std::string text = fmt::format(
      "scenario: {}\nintent: {}\nseed: {}\nframes: {}\nengines: [golden, hls, systemc, native, rtl]\n"
      "inputs:\n",
      name_, intent_, seed_, frames_);
  for (const auto& [stream, from, read] : inputs_) {
    if (!read) continue;
    text += fmt::format("  - {{name: {}, type: {}, shape: [{}], elements_per_beat: {}, from: {{{}}}}}\n",
                        stream.name, stream.element.name(), fmt::join(stream.shape, ", "),
                        stream.width_bits / stream.element.bits, from);
  }
  text += "layers:\n";
  for (const std::string& layer : layers_) text += fmt::format("  - {{{}}}\n", layer);
  return text + end_;
}

Scenario Draft::load() const { return parse_scenario(text(), name_); }

}  // namespace weir::regress
