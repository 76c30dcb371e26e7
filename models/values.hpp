// What a layer computes, independent of when: its loop nest as a coroutine that reads beats from value queues
// and writes beats to others. It knows no cycles; the discipline advances it by the number of iterations that
// have issued.
#pragma once

#include <algorithm>
#include <coroutine>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <utility>
#include <vector>

#include "network/trace.hpp"

namespace weir::models {

// The values of a stream's beats between write and read, in words as in Beats. Grows as needed.
class ValueQueue {
 public:
  explicit ValueQueue(std::int64_t width_bits) : words_((width_bits + 63) / 64), ring_(words_) {}

  // Words a beat.
  [[nodiscard]] std::int64_t words() const { return static_cast<std::int64_t>(words_); }
  // From now on, appends every written beat to `record`, too.
  void record(Beats& record) { record_ = &record; }

  // The oldest beat; there must be one.
  [[nodiscard]] const std::uint64_t* front() const {
    if (read_ == written_) throw std::logic_error("models: a beat was taken before it was given");
    return ring_.data() + (read_ & mask_) * words_;
  }
  // Reads the oldest beat. The pointer is valid until the queue's next write.
  const std::uint64_t* read() {
    const std::uint64_t* beat = front();
    ++read_;
    return beat;
  }
  // Writes a beat.
  void write(const std::uint64_t* beat) {
    if (written_ - read_ > mask_) grow();
    std::copy_n(beat, words_, ring_.data() + (written_++ & mask_) * words_);
    if (record_ != nullptr) record_->words.insert(record_->words.end(), beat, beat + words_);
  }

 private:
  void grow();

  std::size_t words_;
  std::uint64_t mask_ = 0;  // the ring's capacity in beats (a power of two) minus one
  std::vector<std::uint64_t> ring_;
  std::uint64_t written_ = 0;
  std::uint64_t read_ = 0;
  Beats* record_ = nullptr;
};

// The queues at a layer's inputs and outputs, in its kind's order.
struct ValuePorts {
  std::vector<ValueQueue*> inputs;
  std::vector<ValueQueue*> outputs;
};

// An endless loop nest over all frames. It waits with co_await Iteration{} before each iteration that touches
// a stream. For a layer with a buffer these are the writer's iterations, which read what they need from the
// input.
class Computation {
 public:
  struct promise_type {
    std::int64_t allowed = 0;
    std::exception_ptr error;

    Computation get_return_object() {
      return Computation(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { error = std::current_exception(); }
  };

  Computation() = default;
  explicit Computation(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  Computation(Computation&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Computation& operator=(Computation&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Computation() {
    if (handle_) handle_.destroy();
  }

  // Whether there is a computation. Without recorded values there is none.
  explicit operator bool() const { return static_cast<bool>(handle_); }
  // Runs the next `count` iterations (at least one).
  void iterate(std::int64_t count) {
    handle_.promise().allowed = count - 1;  // it already waits for the first of them
    handle_.resume();
    if (handle_.promise().error) std::rethrow_exception(handle_.promise().error);
  }

 private:
  std::coroutine_handle<promise_type> handle_;
};

// co_await Iteration{}: the next iteration, once it may happen.
struct Iteration {
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<Computation::promise_type> computation) const noexcept {
    return --computation.promise().allowed < 0;
  }
  void await_resume() const noexcept {}
};

}  // namespace weir::models
