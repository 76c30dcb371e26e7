#include "models/analysis/iterations.hpp"

#include <algorithm>
#include <utility>

namespace weir::models {

Iterations::Iterations(const Schedule& schedule, std::size_t inputs, std::size_t outputs)
    : inputs_(inputs), outputs_(outputs) {
  // By the index of a loop's first entry: the nodes built from the entries from there on.
  std::vector<std::pair<std::size_t, Node>> made;
  const std::vector<Schedule::Entry>& entries = schedule.entries();
  for (std::size_t e = 0; e < entries.size(); ++e) {
    Node node;
    node.times = entries[e].times;
    if (node.times == 0) {
      node.times = 1;
      node.step = &entries[e].step;
      node.turn = counts_of(*node.step);
      made.emplace_back(e, std::move(node));
      continue;
    }
    const auto begin =
        std::ranges::find_if(made, [&](const auto& of) { return of.first >= entries[e].begin; });
    for (auto it = begin; it != made.end(); ++it) node.body.push_back(std::move(it->second));
    made.erase(begin, made.end());
    add_up(node);
    made.emplace_back(entries[e].begin, std::move(node));
  }
  for (auto& [at, node] : made) root_.body.push_back(std::move(node));
  add_up(root_);
}

std::vector<std::int64_t> Iterations::counts_of(const Step& step) const {
  std::vector<std::int64_t> counts{step.count, step.frees};
  for (std::size_t i = 0; i < inputs_; ++i) counts.push_back((step.reads >> i & 1U) != 0 ? step.count : 0);
  for (std::size_t o = 0; o < outputs_; ++o) counts.push_back((step.writes >> o & 1U) != 0 ? step.count : 0);
  return counts;
}

void Iterations::add_up(Node& loop) const {
  loop.turn.assign(kPorts + inputs_ + outputs_, 0);
  for (const Node& node : loop.body) {
    for (std::size_t what = 0; what < loop.turn.size(); ++what) loop.turn[what] += count(node, what);
  }
}

Iterations::At Iterations::find(std::size_t what, std::int64_t beyond) const {
  std::array<std::int64_t, kPorts + 2 * kMostPorts> before{};
  const auto skip = [&](const Node& node, std::int64_t turns) {
    beyond -= turns * node.turn[what];
    for (std::size_t w = 0; w < node.turn.size(); ++w) before[w] += turns * node.turn[w];
  };
  skip(root_, beyond / root_.turn[what]);
  const Node* node = &root_;
  while (node->step == nullptr) {
    const Node* next = nullptr;
    for (const Node& child : node->body) {
      if (const std::int64_t all = count(child, what); beyond >= all) {
        skip(child, child.times);
      } else {
        if (child.step == nullptr) skip(child, beyond / child.turn[what]);
        next = &child;
        break;
      }
    }
    node = next;
  }
  const Step& step = *node->step;
  At at;
  at.step = &step;
  // What a step frees is free after its last iteration.
  at.position = what == kFreed ? step.count - 1 : beyond;
  at.iteration = before[kIterations] + at.position;
  at.freed = before[kFreed];
  for (std::size_t i = 0; i < inputs_; ++i)
    at.reads[i] = before[kPorts + i] + ((step.reads >> i & 1U) != 0 ? at.position : 0);
  for (std::size_t o = 0; o < outputs_; ++o)
    at.writes[o] = before[kPorts + inputs_ + o] + ((step.writes >> o & 1U) != 0 ? at.position : 0);
  return at;
}

std::optional<Iterations::Before> Iterations::before(const At& at) const {
  Before before;
  before.cycles = std::max(1 + at.step->idle, at.step->every);
  for (std::int64_t iteration = at.iteration - 1; iteration >= 0;) {
    before.at = this->at(iteration);
    const Step& step = *before.at.step;
    if (touches(step)) return before;
    before.cycles += (before.at.position + 1) * std::max(1 + step.idle, step.every);
    iteration -= before.at.position + 1;
  }
  return std::nullopt;
}

}  // namespace weir::models
