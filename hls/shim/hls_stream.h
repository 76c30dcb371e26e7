// A stream for C simulation: an unbounded, named queue. Reading an empty one throws std::runtime_error with
// its name.
#ifndef WEIR_HLS_SHIM_HLS_STREAM_H
#define WEIR_HLS_SHIM_HLS_STREAM_H

#include <cstddef>
#include <deque>
#include <stdexcept>
#include <string>
#include <utility>

namespace hls {

template <class T>
class stream {
 public:
  explicit stream(std::string name = "unnamed") : name_(std::move(name)) {}
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  T read() {
    if (beats_.empty()) throw std::runtime_error("stream '" + name_ + "': read while empty");
    T beat = beats_.front();
    beats_.pop_front();
    return beat;
  }
  void read(T& beat) { beat = read(); }
  void write(const T& beat) { beats_.push_back(beat); }
  bool empty() const { return beats_.empty(); }
  std::size_t size() const { return beats_.size(); }

 private:
  std::string name_;
  std::deque<T> beats_;
};

}  // namespace hls

#endif
