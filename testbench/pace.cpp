#include "testbench/pace.hpp"

#include "models/analysis/pace.hpp"
#include "testbench/interrupt.hpp"

namespace weir::testbench {

namespace {

// The most beats simulated to find the FIFOs that slow a network down: a few seconds.
constexpr std::int64_t kMostBeats = 200'000'000;

Culprit culprit_of(const Network& network, const models::Slowest& slowest) {
  Culprit culprit;
  culprit.cycles = slowest.alone.value();
  switch (slowest.kind) {
    case models::Slowest::Kind::kLayer:
      culprit.kind = Culprit::Kind::kLayer;
      culprit.name = network.layer(slowest.index).name;
      return culprit;
    case models::Slowest::Kind::kSource:
      culprit.kind = Culprit::Kind::kSource;
      break;
    case models::Slowest::Kind::kSink:
      culprit.kind = Culprit::Kind::kSink;
      break;
  }
  culprit.name = network.stream(slowest.index).name;
  return culprit;
}

Culprit culprit_of(const Network& network, int stream, std::optional<std::int64_t> wanted) {
  Culprit culprit;
  culprit.kind = Culprit::Kind::kFifo;
  culprit.name = network.stream(stream).name;
  culprit.depth = network.stated_depth(stream);
  culprit.wanted = wanted;
  return culprit;
}

}  // namespace

std::optional<PaceResult> find_pace(const Network& network, const Traffic& traffic,
                                    const std::optional<Interval>& interval,
                                    const std::optional<models::Cure>& cure) {
  std::optional<models::Pace> pace =
      cure ? models::slowest_of(network, traffic)
           : models::pace_of(network, traffic, interval, kMostBeats, check_interrupt);
  if (!pace) return std::nullopt;
  if (cure) {
    pace->fifos = cure->alone.empty() ? cure->depths : cure->alone;
    pace->together = cure->alone.empty() && cure->depths.size() > 1;
    pace->proved = cure->proved;
    pace->suspects = cure->suspects;
  }
  PaceResult result;
  result.best_cycles = pace->best.value();
  if (interval) result.interval_cycles = interval->value();
  result.locks = cure.has_value();
  result.together = pace->together;
  result.proved = pace->proved;
  for (const models::Deepened& fifo : pace->fifos)
    result.culprits.push_back(culprit_of(network, fifo.stream, fifo.depth));
  if (pace->fifos.empty()) {
    for (const int stream : pace->suspects)
      result.culprits.push_back(culprit_of(network, stream, std::nullopt));
  }
  for (const models::Slowest& slowest : pace->slowest)
    result.culprits.push_back(culprit_of(network, slowest));
  return result;
}

}  // namespace weir::testbench
