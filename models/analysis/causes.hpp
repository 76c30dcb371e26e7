// Why an event of a run happened in its cycle and no earlier: walks back from it, each time to an earlier
// event that it came just as late after as it must.
//
// The rule of docs/timing.md makes every cycle of elastic hardware a maximum of earlier cycles plus
// constants, so each step's length is such a constant. Of other hardware it is known between layers; inside a
// layer what it did last is taken to be the cause (Cause::kHardware).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "models/analysis/iterations.hpp"
#include "models/analysis/steady_state.hpp"
#include "models/pipeline.hpp"
#include "network/causes.hpp"

namespace weir::models {

class Causes {
 public:
  // Of a pipeline that was run with history, and is no more.
  explicit Causes(const Pipeline& pipeline);

  struct Event {
    enum class Kind : std::uint8_t { kPush, kPop, kIssue };
    Kind kind = Kind::kPush;
    int index = -1;       // the channel; of an issue, the layer
    std::int64_t n = -1;  // its beat; of an issue, its iteration: over all frames
    Cycle at = -1;
  };

  // The transfer of a stream's beat into its FIFO, and out of it; none if it is not kept.
  [[nodiscard]] std::optional<Event> push(int stream, std::int64_t beat) const;
  [[nodiscard]] std::optional<Event> pop(int stream, std::int64_t beat) const;
  // What the event waited for, and what passed in between: at most two spans, of which any may be empty. None
  // at the beginning, and where what came before is not kept.
  struct Back {
    Event event;
    CausalSpan span;
    std::optional<CausalSpan> held;  // after that one
  };
  [[nodiscard]] std::optional<Back> before(const Event& event) const;
  // The way back from an event, the latest span first; spans alike are one. No more than so many.
  [[nodiscard]] std::vector<CausalSpan> way_back(const Event& event, std::size_t most) const;

  // An event's frame, and its number in it.
  [[nodiscard]] std::int64_t frame(const Event& event) const { return event.n / a_frame(event); }
  [[nodiscard]] std::int64_t in_frame(const Event& event) const { return event.n % a_frame(event); }

  // Of a layer that is elastic: its iterations, and the cycle in which one that touches a beat issued; none
  // if that is not kept.
  [[nodiscard]] const Iterations* iterations(int layer) const {
    return iterations_[static_cast<std::size_t>(layer)].get();
  }
  [[nodiscard]] std::optional<Cycle> issue(int layer, const Iterations::At& at) const;

 private:
  // Where a channel lies on its stream's way.
  struct Place {
    int stream = -1;
    int before = -1;  // the channel before it on the way; -1: none
    int behind = -1;
  };

  [[nodiscard]] std::int64_t a_frame(const Event& event) const;
  [[nodiscard]] const Channel& channel(int index) const {
    return *pipeline_.channels[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] const Place& place(int index) const { return places_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] std::optional<Cycle> pushed(int channel, std::int64_t beat) const;
  [[nodiscard]] std::optional<Cycle> popped(int channel, std::int64_t beat) const;
  [[nodiscard]] std::optional<Cycle> offered(int stream, std::int64_t beat) const;
  // From when a layer's port sees a beat.
  [[nodiscard]] std::optional<Cycle> seen(int channel, std::int64_t beat) const;

  [[nodiscard]] std::optional<Back> before_push(const Event& event) const;
  [[nodiscard]] std::optional<Back> before_pop(const Event& event) const;
  [[nodiscard]] std::optional<Back> before_issue(const Event& event) const;
  // What a layer that is not elastic did last before that.
  [[nodiscard]] std::optional<Back> before_touch(int layer, const Event& event) const;

  const Pipeline& pipeline_;
  const Network& network_;
  std::vector<Place> places_;                            // one a channel
  std::vector<std::unique_ptr<Iterations>> iterations_;  // one a layer; null if it is not elastic
  std::vector<const Timeline*> offers_;                  // one a stream; null if nobody here writes it
};

struct RingQuery {
  std::size_t most_spans = 4096;
  // That may be kept of all channels: a ring that takes more is not found.
  std::int64_t most_beats = 60'000'000;
};

// The ring of a network whose state recurs as stated; none where it is longer than what is kept.
std::optional<CriticalRing> critical_ring(const Network& network, const Traffic& traffic,
                                          const SteadyState& steady, const RingQuery& query = {});

}  // namespace weir::models
