// What a layer computes, apart from when: its loop nest as a coroutine that takes beats from queues of values
// and gives some to others. It knows no cycle; whoever knows which iterations have issued lets it go on by as
// many.
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

// The values of a stream's beats from when they were given out to when they are taken, in words as in Beats.
// Grows as needed.
class ValueQueue {
 public:
  explicit ValueQueue(std::int64_t width_bits) : words_((width_bits + 63) / 64), ring_(words_) {}

  // Words a beat.
  [[nodiscard]] std::int64_t words() const { return static_cast<std::int64_t>(words_); }
  // All that is given out from now on is kept in `record`, too.
  void record(Beats& record) { record_ = &record; }

  // The oldest beat; there must be one.
  [[nodiscard]] const std::uint64_t* front() const {
    if (read_ == written_) throw std::logic_error("models: a beat was taken before it was given");
    return ring_.data() + (read_ & mask_) * words_;
  }
  // Takes it. Good until the queue's next write.
  const std::uint64_t* read() {
    const std::uint64_t* beat = front();
    ++read_;
    return beat;
  }
  // Gives out a beat.
  void write(const std::uint64_t* beat) {
    if (written_ - read_ > mask_) grow();
    std::copy_n(beat, words_, ring_.data() + (written_++ & mask_) * words_);
    if (record_ != nullptr) record_->words.insert(record_->words.end(), beat, beat + words_);
  }

 private:
  void grow();

  std::size_t words_;
  std::uint64_t mask_ = 0;  // beats that the ring holds, a power of two, less one
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

// A loop nest over all frames, without end. It waits with co_await Iteration{} before each iteration that
// touches a stream; of a layer with a buffer these are the writer's, which takes from the input what it
// needs.
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

  // Whether there is one: there is none where values are not wanted.
  explicit operator bool() const { return static_cast<bool>(handle_); }
  // The next so many iterations (at least one).
  void iterate(std::int64_t count) {
    handle_.promise().allowed = count - 1;  // the one that it waits for is the first of them
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
