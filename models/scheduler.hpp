// Runs a pipeline's processes in one thread, with no kernel and no clock.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "models/pipeline.hpp"

namespace weir::models {

// Processes that can go on. The one most downstream goes first: those before it then find the most room and
// do the most at once. (Or any of them, at random.)
class Scheduler {
 public:
  explicit Scheduler(std::uint64_t order_seed) : random_order_(order_seed != 0), random_(order_seed) {}

  // A process as the scheduler and its channels know it.
  class Task final : public Waiter {
   public:
    Task(Scheduler& scheduler, std::size_t index, Process process)
        : scheduler_(scheduler), index_(index), process_(std::move(process)) {}
    // A process that waits for either of two streams may be woken by both.
    void wake() override { scheduler_.ready_[index_ / 64] |= std::uint64_t{1} << (index_ % 64); }
    void resume() { process_.resume(); }

   private:
    Scheduler& scheduler_;
    std::size_t index_;
    Process process_;
  };

  // Tasks are started from upstream to downstream.
  Task& start(Process process) {
    if (tasks_.size() % 64 == 0) ready_.push_back(0);
    tasks_.push_back(std::make_unique<Task>(*this, tasks_.size(), std::move(process)));
    tasks_.back()->wake();
    return *tasks_.back();
  }

  // Runs until no process can go on, or until `stop` says so between two of them.
  template <class Stop>
  void run(const Stop& stop) {
    for (Task* task = next(); task != nullptr && !stop(); task = next()) task->resume();
  }

 private:
  // Takes one from those that can go on; null if there is none.
  Task* next() {
    if (random_order_) return next_at_random();
    for (std::size_t word = ready_.size(); word-- > 0;) {
      if (ready_[word] == 0) continue;
      const auto bit = static_cast<std::size_t>(std::bit_width(ready_[word]) - 1);
      ready_[word] ^= std::uint64_t{1} << bit;
      return tasks_[64 * word + bit].get();
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
    return tasks_[chosen].get();
  }

  bool random_order_;
  std::mt19937_64 random_;
  std::vector<std::unique_ptr<Task>> tasks_;
  std::vector<std::uint64_t> ready_;  // a bit a task
};

// Starts the pipeline's processes and joins them to its channels.
inline void host(Pipeline& pipeline, Scheduler& scheduler) {
  const auto channel = [&](int stream) -> Channel& {
    return *pipeline.channels[static_cast<std::size_t>(stream)];
  };
  for (std::size_t i = 0; i < pipeline.sources.size(); ++i) {
    channel(pipeline.network.inputs[i]).set_writer(scheduler.start(pipeline.sources[i].run()));
  }
  for (std::size_t l = 0; l < pipeline.layers.size(); ++l) {
    auto& task = scheduler.start(pipeline.layers[l]->run());
    for (const int s : pipeline.network.layers[l].inputs) channel(s).set_reader(task);
    for (const int s : pipeline.network.layers[l].outputs) channel(s).set_writer(task);
  }
  for (std::size_t o = 0; o < pipeline.sinks.size(); ++o) {
    channel(pipeline.network.outputs[o]).set_reader(scheduler.start(pipeline.sinks[o].run()));
  }
}

}  // namespace weir::models
