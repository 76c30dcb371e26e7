// A stream for C simulation: an unbounded, named queue. Reading an empty one throws std::runtime_error with
// its name.
#ifndef WEIR_HLS_SHIM_HLS_STREAM_H
#define WEIR_HLS_SHIM_HLS_STREAM_H

#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hls {

// What does not depend on the type of the values, compiled once for all of them: a queue of values of
// `size` bytes each.
class byte_queue {
 public:
  byte_queue(std::string name, std::size_t size) : name_(std::move(name)), size_(size) {}

  bool empty() const { return begin_ == bytes_.size(); }
  std::size_t size() const { return (bytes_.size() - begin_) / size_; }

 protected:
  void pop(void* value) {
    if (empty()) throw std::runtime_error("stream '" + name_ + "': read while empty");
    std::memcpy(value, bytes_.data() + begin_, size_);
    begin_ += size_;
    if (2 * begin_ < bytes_.size()) return;
    // At most as many bytes are moved as were read since the last time.
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(begin_));
    begin_ = 0;
  }
  void push(const void* value) {
    const unsigned char* const bytes = static_cast<const unsigned char*>(value);
    bytes_.insert(bytes_.end(), bytes, bytes + size_);
  }

 private:
  std::string name_;
  std::size_t size_;
  std::vector<unsigned char> bytes_;
  std::size_t begin_ = 0;  // of the first value
};

template <class T>
class stream : public byte_queue {
  static_assert(std::is_trivially_copyable<T>::value, "a stream's values are copied as bytes");

 public:
  explicit stream(std::string name = "unnamed") : byte_queue(std::move(name), sizeof(T)) {}
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  T read() {
    T beat;
    pop(&beat);
    return beat;
  }
  void read(T& beat) { pop(&beat); }
  void write(const T& beat) { push(&beat); }
};

}  // namespace hls

#endif
