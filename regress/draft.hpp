// A scenario built layer by layer: its text, and the network loaded from it so far.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "network/scenario.hpp"

namespace weir::regress {

// The limits of a case's size. The defaults let RTL and HLS run many cases.
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

  // An input whose frames come from `from`, a SOURCE. It appears in the text once a layer reads it; all
  // inputs must be added before the first layer.
  void input(const std::string& name, const DataType& type, const Shape& shape,
             std::int64_t elements_per_beat, const std::string& from);
  // Adds an entry of `layers`: of that kind, with those keys ("pe: 1, simd: 2"), reading those streams.
  // False, and nothing is added, if the scenario would not load with it, or would be too large to run often.
  bool add(const std::string& kind, const std::string& keys, const std::vector<std::string>& from);
  // Likewise, adds a reshape of a stream that a layer writes.
  bool reshape(const std::string& stream, const Shape& shape);
  // Gives an input the beat width of the layer behind its width converter, if possible.
  void match_width(const std::string& input);

  // Streams that no layer reads yet.
  [[nodiscard]] std::vector<Stream> open() const;
  // The layer that writes the stream; null for an input's.
  [[nodiscard]] const Layer* producer(const std::string& stream) const;
  [[nodiscard]] const Network& network() const { return scenario_.network; }

  // Sets another name, seed and SOURCE for each input.
  void feed(const std::string& name, std::uint64_t seed, const std::function<std::string()>& source);
  // Sets the number of frames and the last lines of the text: depths, traffic and similar.
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

  // Keeps the entry if the scenario loads with it and stays within the limits.
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
