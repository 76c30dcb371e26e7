// A scenario that grows layer by layer: its text, and what the network's reader makes of it so far.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "network/scenario.hpp"

namespace weir::regress {

// What a case may cost: by default so much that RTL and HLS run many of them.
struct Cost {
  std::int64_t cycles = 1600;    // a frame
  std::int64_t elements = 2048;  // of a stream, a frame
  std::int64_t bits = 1024;      // a beat
  std::int64_t products = 512;   // of a layer, a cycle
};

class Draft {
 public:
  Draft(std::string name, std::string intent, std::uint64_t seed, const Cost& most = {})
      : name_(std::move(name)), intent_(std::move(intent)), seed_(seed), most_(most) {}

  // An input whose frames come from `from`, a SOURCE. It stands in the text as soon as a layer reads it;
  // all inputs come before the first layer.
  void input(const std::string& name, const DataType& type, const Shape& shape,
             std::int64_t elements_per_beat, const std::string& from);
  // Adds an entry of `layers`: of that kind, with those keys ("pe: 1, simd: 2"), reading those streams.
  // False, and nothing is added, if the scenario would not load with it, or would be too large to run often.
  bool add(const std::string& kind, const std::string& keys, const std::vector<std::string>& from);
  // The same of a reshape of a stream that a layer writes.
  bool reshape(const std::string& stream, const Shape& shape);
  // Has an input send beats as wide as the layer behind its width converter reads them, if they may be.
  void match_width(const std::string& input);

  // Streams that no layer reads yet.
  [[nodiscard]] std::vector<Stream> open() const;
  // The layer that writes the stream; null for an input's.
  [[nodiscard]] const Layer* producer(const std::string& stream) const;
  [[nodiscard]] const Network& network() const { return scenario_.network; }

  // Another name and seed, and frames from other sources: a SOURCE for each input.
  void feed(const std::string& name, std::uint64_t seed, const std::function<std::string()>& source);
  // How many frames, and the lines at the text's end: depths, traffic and the like.
  void set_stimulus(std::int64_t frames, std::string lines) {
    frames_ = frames;
    end_ = std::move(lines);
  }
  [[nodiscard]] std::string text() const;
  // The whole text, loaded. Throws BadInput.
  [[nodiscard]] Scenario load() const;

 private:
  struct Input {
    Stream stream;
    std::string from;
    bool read = false;
  };

  // Keeps the entry, if the scenario loads with it and is affordable.
  bool loads_with(std::string entry);
  [[nodiscard]] bool affordable(const Network& network) const;

  std::string name_;
  std::string intent_;
  std::uint64_t seed_;
  Cost most_;
  std::int64_t frames_ = 1;
  std::vector<Input> inputs_;
  std::vector<std::string> layers_;  // entries, without the list's indentation
  std::string last_;                 // the stream that an entry without `from` reads
  std::string end_;
  Scenario scenario_;
};

}  // namespace weir::regress
