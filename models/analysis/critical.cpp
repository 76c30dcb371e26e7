#include "models/analysis/critical.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace weir::models {

namespace {

// The first of a channel's beats from `begin` to `end` whose cycle is not before `cycle`.
template <class CycleOf>
std::uint64_t first_from(std::uint64_t begin, std::uint64_t end, Cycle cycle, const CycleOf& cycle_of) {
  while (begin < end) {
    const std::uint64_t middle = begin + (end - begin) / 2;
    if (cycle_of(middle) < cycle) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}

class Walk {
 public:
  explicit Walk(const Pipeline& pipeline)
      : pipeline_(pipeline), network_(pipeline.network), visited_(pipeline.channels.size()) {
    for (int s = 0; s < static_cast<int>(network_.streams.size()); ++s)
      offered_.push_back(&pipeline.offered(s));
  }

  std::vector<int> streams() {
    int stream = -1;
    for (std::size_t s = 0; s < pipeline_.channels.size(); ++s) {
      const Channel& channel = *pipeline_.channels[s];
      if (channel.pushes.count() == 0 || network_.endless(static_cast<int>(s))) continue;
      if (stream < 0 || channel.pushes.last() > this->channel(stream).pushes.last())
        stream = static_cast<int>(s);
    }
    if (stream < 0) return {};
    bool goes_on = pushed(stream, channel(stream).pushes.count() - 1);
    while (goes_on) goes_on = issued();
    // The path that leads to the ring does not count.
    const std::set<int> found(room_.begin() + static_cast<std::ptrdiff_t>(begin_), room_.end());
    return {found.begin(), found.end()};
  }

 private:
  [[nodiscard]] const Channel& channel(int stream) const {
    return *pipeline_.channels[static_cast<std::size_t>(stream)];
  }
  // Beats before this one were overwritten.
  static std::uint64_t kept_from(const Channel& c) {
    return c.pushes.count() > c.pushes.kept() ? c.pushes.count() - c.pushes.kept() : 0;
  }
  [[nodiscard]] Cycle offer_of(int stream, std::uint64_t beat) const {
    return (*offered_[static_cast<std::size_t>(stream)])[beat];
  }
  [[nodiscard]] const Discipline& layer(int index) const {
    return *pipeline_.layers[static_cast<std::size_t>(index)];
  }

  // Goes from a push to its cause; false if that is not known.
  bool pushed(int stream, std::uint64_t beat) {
    const Channel& c = channel(stream);
    for (;; --beat) {
      if (beat <= kept_from(c)) return false;
      const Cycle at = c.pushes[beat];
      if (at == offer_of(stream, beat)) break;
      if (at == c.pushes[beat - 1] + 1) continue;
      if (beat < kept_from(c) + c.depth() || at != c.pops[beat - c.depth()] + c.delays.read_to_write) break;
      return waited_for_room(stream, beat);
    }
    // An input's source offers each beat once the previous one is gone.
    const int from = network_.stream(stream).from;
    if (from == kBorder) return false;
    return go(from, layer(from).issue_of(offer_of(stream, beat)));
  }

  // For a push that waited for a pop: goes to the iteration that popped.
  bool waited_for_room(int stream, std::uint64_t beat) {
    const Stream& of = network_.stream(stream);
    const Channel& c = channel(stream);
    const auto in_frame = static_cast<std::int64_t>(beat % static_cast<std::uint64_t>(of.beats_per_frame));
    const auto [known, is_new] = visited_[static_cast<std::size_t>(stream)].emplace(in_frame, room_.size());
    if (!is_new) {
      begin_ = known->second;
      return false;
    }
    room_.push_back(stream);
    if (of.to == kBorder) return false;
    return go(of.to, c.pops[beat - c.depth()]);
  }

  bool go(int layer, Cycle cycle) {
    actor_ = layer;
    at_ = cycle;
    return true;
  }

  // Goes from an iteration's issue to its cause.
  bool issued() {
    const Layer& layer = network_.layer(actor_);
    Cycle before = -1;  // the latest iteration before that touched a stream
    int data = -1;
    std::uint64_t beat = 0;
    for (const int s : layer.inputs) {
      const Channel& c = channel(s);
      const std::uint64_t n =
          first_from(kept_from(c), c.pops.count(), at_, [&](std::uint64_t k) { return c.pops[k]; });
      if (n > kept_from(c)) before = std::max(before, c.pops[n - 1]);
      if (n < c.pops.count() && c.pops[n] == at_ && c.pushes[n] + c.delays.write_to_read == at_) {
        data = s;
        beat = n;
      }
    }
    int credit = -1;
    std::uint64_t pushed_before = 0;
    const Discipline& actor = this->layer(actor_);
    for (const int s : layer.outputs) {
      const Channel& c = channel(s);
      const auto issue = [&](std::uint64_t k) { return actor.issue_of(offer_of(s, k)); };
      const std::uint64_t n = first_from(kept_from(c), c.pushes.count(), at_, issue);
      if (n > kept_from(c)) before = std::max(before, issue(n - 1));
      if (n >= kept_from(c) + actor.credits() && n < c.pushes.count() && issue(n) == at_ &&
          c.pushes[n - actor.credits()] + 1 == at_) {
        credit = s;
        pushed_before = n - actor.credits();
      }
    }
    // Prefers causes that are not a full FIFO.
    if (before == at_ - 1) return go(actor_, before);
    if (data >= 0) return pushed(data, beat);
    if (credit >= 0) return pushed(credit, pushed_before);
    return before >= 0 && go(actor_, before);
  }

  const Pipeline& pipeline_;
  const Network& network_;
  std::vector<const Timeline*> offered_;  // per stream: the cycles of its offers
  int actor_ = kBorder;                   // the current layer
  Cycle at_ = -1;                         // the issue cycle of its current iteration
  std::vector<int> room_;                 // streams whose room was waited for, the latest first
  std::size_t begin_ = 0;                 // where the ring begins
  // By stream: beats within a frame whose push waited for room, and where that stands in room_.
  std::vector<std::unordered_map<std::int64_t, std::size_t>> visited_;
};

}  // namespace

std::vector<int> critical_streams(const Pipeline& pipeline) { return Walk(pipeline).streams(); }

}  // namespace weir::models
