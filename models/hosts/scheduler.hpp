// Runs a pipeline's processes in one thread, with no kernel and no clock.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "models/pipeline.hpp"

namespace weir::models {

// Runs the processes that can continue, the most downstream one first: processes upstream then find the most
// room and do the most work per run. (Or in random order.)
class Scheduler {
 public:
  // Registers the pipeline's processes with its channels. If `order_seed` is not 0, they run in random order.
  Scheduler(Pipeline& pipeline, std::uint64_t order_seed)
      : random_order_(order_seed != 0), random_(order_seed), ready_((pipeline.members.size() + 63) / 64) {
    tasks_.reserve(pipeline.members.size());  // channels hold pointers to the tasks
    for (Pipeline::Member& member : pipeline.members) {
      const std::size_t i = tasks_.size();
      Task& task =
          tasks_.emplace_back(*member.process, ready_[i / 64], std::uint64_t{1} << (i % 64), order_seed == 0);
      for (const int c : member.inputs) pipeline.channels[static_cast<std::size_t>(c)]->set_reader(task);
      for (const int c : member.outputs) pipeline.channels[static_cast<std::size_t>(c)]->set_writer(task);
      task.wake();
    }
  }

  // Runs until no process can continue, or until stop(), called between two processes, returns true.
  template <class Stop>
  void run(const Stop& stop) {
    for (Task* task = next(); task != nullptr && !stop(); task = next()) task->run();
  }

 private:
  // A process as the scheduler and its channels know it.
  class Task final : public Waiter {
   public:
    Task(Process& process, std::uint64_t& word, std::uint64_t bit, bool in_order)
        : process_(process), word_(word), bit_(bit), in_order_(in_order) {}
    // Each stream that a process waits for may wake it.
    void wake() override { word_ |= bit_; }
    // Called by a running writer. A running task is always upstream of the task it runs this way.
    void run_now() override {
      if (!in_order_) return;
      word_ &= ~bit_;
      run();
    }
    void run() { process_.run(); }

   private:
    Process& process_;
    std::uint64_t& word_;  // of Scheduler::ready_
    std::uint64_t bit_;
    bool in_order_;
  };

  // Takes the next process that can continue; null if there is none.
  Task* next() {
    if (random_order_) return next_at_random();
    for (std::size_t word = ready_.size(); word-- > 0;) {
      if (ready_[word] == 0) continue;
      const auto bit = static_cast<std::size_t>(std::bit_width(ready_[word]) - 1);
      ready_[word] ^= std::uint64_t{1} << bit;
      return &tasks_[64 * word + bit];
    }
    return nullptr;
  }

  Task* next_at_random() {
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      if ((ready_[i / 64] >> (i % 64) & 1U) != 0) ready.push_back(i);
    }
    if (ready.empty()) return nullptr;
    const std::size_t chosen = ready[random_() % ready.size()];
    ready_[chosen / 64] ^= std::uint64_t{1} << (chosen % 64);
    return &tasks_[chosen];
  }

  bool random_order_;
  std::mt19937_64 random_;
  std::vector<std::uint64_t> ready_;  // a bit a task
  std::vector<Task> tasks_;
};

}  // namespace weir::models
