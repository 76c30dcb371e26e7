// Why an event of a run happened in its cycle and no earlier. Walks back from the event; each step goes to an
// earlier event that bounds it without slack.
//
// The rule of docs/timing.md makes every cycle of elastic hardware a maximum of earlier cycles plus
// constants, so each step's length is such a constant. For other hardware this holds between layers; inside a
// layer, its previous event is taken as the cause (Cause::kHardware).
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
  // The pipeline must have been run with history, and must not run again.
  explicit Causes(const Pipeline& pipeline);

  struct Event {
    enum class Kind : std::uint8_t { kPush, kPop, kIssue };
    Kind kind = Kind::kPush;
    int index = -1;       // the channel; of an issue, the layer
    std::int64_t n = -1;  // its beat; of an issue, its iteration: over all frames
    Cycle at = -1;
  };

  // The transfer of a stream's beat into its FIFO (out of it); none if the record no longer holds it.
  [[nodiscard]] std::optional<Event> push(int stream, std::int64_t beat) const;
  [[nodiscard]] std::optional<Event> pop(int stream, std::int64_t beat) const;
  // What the event waited for, and the time in between as at most two spans, either of which may be empty.
  // None for a first event, and if the record no longer holds the earlier event.
  struct Back {
    Event event;
    CausalSpan span;
    std::optional<CausalSpan> held;  // follows `span`
  };
  [[nodiscard]] std::optional<Back> before(const Event& event) const;
  // The path back from an event, latest span first, at most `most` spans. Consecutive spans of one kind are
  // joined.
  [[nodiscard]] std::vector<CausalSpan> way_back(const Event& event, std::size_t most) const;

  // The frame of an event, and its number within that frame.
  [[nodiscard]] std::int64_t frame(const Event& event) const { return event.n / a_frame(event); }
  [[nodiscard]] std::int64_t in_frame(const Event& event) const { return event.n % a_frame(event); }

  // Elastic layers only: the layer's iterations, and the cycle in which an iteration that touches a beat
  // issued; none if the record no longer holds it.
  [[nodiscard]] const Iterations* iterations(int layer) const {
    return iterations_[static_cast<std::size_t>(layer)].get();
  }
  [[nodiscard]] std::optional<Cycle> issue(int layer, const Iterations::At& at) const;

 private:
  // A channel's position on its stream's path.
  struct Place {
    int stream = -1;
    int before = -1;  // the previous channel on the path; -1: none
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
  // The first cycle in which a layer's port sees a beat.
  [[nodiscard]] std::optional<Cycle> seen(int channel, std::int64_t beat) const;

  [[nodiscard]] std::optional<Back> before_push(const Event& event) const;
  [[nodiscard]] std::optional<Back> before_pop(const Event& event) const;
  [[nodiscard]] std::optional<Back> before_issue(const Event& event) const;
  // The previous event of a layer that is not elastic.
  [[nodiscard]] std::optional<Back> before_touch(int layer, const Event& event) const;

  const Pipeline& pipeline_;
  const Network& network_;
  std::vector<Place> places_;                            // one a channel
  std::vector<std::unique_ptr<Iterations>> iterations_;  // one a layer; null if it is not elastic
  std::vector<const Timeline*> offers_;                  // one a stream; null if nobody here writes it
};

struct RingQuery {
  std::size_t most_spans = 4096;
  // Recorded beats over all channels, at most. A ring that needs more is not found.
  std::int64_t most_beats = 60'000'000;
};

// The critical ring of a network with this steady state; none if the ring is longer than the record.
std::optional<CriticalRing> critical_ring(const Network& network, const Traffic& traffic,
                                          const SteadyState& steady, const RingQuery& query = {});

}  // namespace weir::models
