#include "skeleton/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "network/error.hpp"

namespace weir::skeleton {

Simulation::Simulation(const Design& design)
    : design_(design), values_(design.nets), first_reader_(design.nets + 1) {
  machines_.reserve(design.types.size());
  for (const auto& gates : design.types) machines_.emplace_back(*gates);
  for (const Design::Block& block : design.blocks) {
    Machine& machine = machines_[block.type];
    blocks_.push_back({.machine = &machine, .state = machine.initial()});
    for (const Design::Joined& input : block.inputs) ++first_reader_[static_cast<std::size_t>(input.net) + 1];
  }
  for (std::size_t net = 1; net < first_reader_.size(); ++net) first_reader_[net] += first_reader_[net - 1];
  readers_.resize(first_reader_.back());
  std::vector<std::uint32_t> place = first_reader_;
  for (std::uint32_t b = 0; b < blocks_.size(); ++b) {
    for (const Design::Joined& input : design.blocks[b].inputs)
      readers_[place[static_cast<std::size_t>(input.net)]++] = {b, static_cast<std::uint32_t>(input.bit)};
    queue(b);
  }
  for (const Design::Constant& constant : design.constants) change(constant.net, constant.value);
}

void Simulation::queue(std::uint32_t block) {
  if (blocks_[block].queued) return;
  blocks_[block].queued = true;
  queue_.push_back(block);
}

void Simulation::change(Net net, bool value) {
  const auto n = static_cast<std::size_t>(net);
  if ((values_[n] != 0) == value) return;
  values_[n] = value ? 1 : 0;
  changed_.push_back(net);
  for (std::uint32_t r = first_reader_[n]; r < first_reader_[n + 1]; ++r) {
    blocks_[readers_[r].block].inputs ^= std::uint64_t{1} << readers_[r].bit;
    queue(readers_[r].block);
  }
}

void Simulation::set(Net input, bool value) { change(input, value); }

void Simulation::look_at(std::uint32_t index) {
  Block& block = blocks_[index];
  block.queued = false;
  if (!block.touched) {
    block.touched = true;
    touched_.push_back(index);
    if (block.since < now_) {
      block.state = block.machine->after(block.step, now_ - block.since);
      block.since = now_;
    }
  }
  block.step = block.machine->step(block.state, block.inputs);
  ++evaluations_;
  const std::uint64_t outputs = block.machine->outputs(block.step);
  const std::uint64_t changed = outputs ^ block.outputs;
  block.outputs = outputs;
  if (changed == 0) return;
  for (const Design::Joined& output : design_.blocks[index].outputs) {
    if (((changed >> output.bit) & 1U) != 0) change(output.net, ((outputs >> output.bit) & 1U) != 0);
  }
}

void Simulation::settle() {
  const std::uint64_t most = evaluations_ + 1000 * (blocks_.size() + 1);
  while (!queue_.empty()) {
    const std::uint32_t block = queue_.back();
    queue_.pop_back();
    look_at(block);
    if (evaluations_ > most)
      throw BadInput(fmt::format("block {}", design_.blocks[block].name),
                     fmt::format("a loop of gates through it that does not come to rest in cycle {}", now_),
                     "valid and ready that do: run it as rtl");
  }
  for (const std::uint32_t index : touched_) {
    Block& block = blocks_[index];
    block.touched = false;
    const Cycle lasts = block.machine->lasts(block.step);
    block.wakes = lasts == Machine::kForever ? Machine::kForever : now_ + lasts;
    if (lasts == 1) {
      next_.push_back(index);
    } else if (lasts != Machine::kForever) {
      later_.emplace(block.wakes, index);
    }
  }
  touched_.clear();
}

std::vector<std::uint64_t> Simulation::state() {
  std::vector<std::uint64_t> states;
  states.reserve(blocks_.size());
  for (const Block& block : blocks_) {
    const bool earlier = block.since < now_;
    states.push_back(earlier ? block.machine->after(block.step, now_ - block.since) : block.state);
  }
  return states;
}

Cycle Simulation::rests() {
  if (!next_.empty()) return 1;
  while (!later_.empty() && blocks_[later_.top().second].wakes != later_.top().first) later_.pop();
  return later_.empty() ? Machine::kForever : later_.top().first - now_;
}

void Simulation::advance(Cycle cycles) {
  now_ += cycles;
  changed_.clear();
  for (const std::uint32_t block : next_) queue(block);
  next_.clear();
  for (; !later_.empty() && later_.top().first <= now_; later_.pop()) {
    if (blocks_[later_.top().second].wakes == now_) queue(later_.top().second);
  }
}

}  // namespace weir::skeleton
