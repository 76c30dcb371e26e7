#include "testbench/scoreboard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "network/engines.hpp"
#include "testbench/packing.hpp"

namespace weir::testbench {

namespace {

// "[2, 3, 1]" of an element of a tensor of that shape.
std::string coordinates(const Shape& shape, std::int64_t element) {
  Shape at(shape.size());
  for (std::size_t d = shape.size(); d-- > 0;) {
    at[d] = element % shape[d];
    element /= shape[d];
  }
  return to_string(at);
}

std::string place(const Network& network, int index, std::int64_t beat) {
  const Stream& stream = network.stream(index);
  return fmt::format("stream {} ({} to {}), frame {}, beat {}", stream.name, network.producer_name(index),
                     network.consumer_name(index), beat / stream.beats_per_frame,
                     beat % stream.beats_per_frame);
}

std::optional<Cycle> push_cycle(const Trace& trace, std::size_t stream, std::int64_t beat) {
  const std::vector<Cycle>& push = trace.streams[stream].push;
  if (beat >= static_cast<std::int64_t>(push.size())) return std::nullopt;
  return push[static_cast<std::size_t>(beat)];
}

Mismatch value_mismatch(const Network& network, int index, std::int64_t beat, const Trace& wanted,
                        const Trace& found) {
  const auto s = static_cast<std::size_t>(index);
  const Stream& stream = network.streams[s];
  const std::uint64_t* a = wanted.streams[s].values.beat(beat);
  const std::uint64_t* b = found.streams[s].values.beat(beat);
  std::int64_t bit = 0;
  while (((a[bit / 64] ^ b[bit / 64]) >> (bit % 64) & 1U) == 0) ++bit;
  const std::int64_t frame = beat / stream.beats_per_frame;
  const std::int64_t position = beat % stream.beats_per_frame * stream.width_bits + bit;  // in the frame
  Mismatch mismatch{index, beat, push_cycle(found.timed ? found : wanted, s, beat), {}};
  const auto say = [&](const std::string& what, std::int64_t is, std::int64_t should_be) {
    mismatch.text =
        fmt::format("{} against {}: {}, {}{}: found {}, wanted {}", found.engine, wanted.engine,
                    place(network, index, beat), what,
                    mismatch.cycle ? fmt::format(", cycle {}", *mismatch.cycle) : "", is, should_be);
  };
  if (position < stream.frame_bits()) {
    const std::int64_t element = position / stream.element.bits;
    say("element " + coordinates(stream.shape, element),
        element_of(found.streams[s].values, stream, frame, element),
        element_of(wanted.streams[s].values, stream, frame, element));
  } else {
    say(fmt::format("bit {}, above the frame's own", bit), b[bit / 64] >> (bit % 64) & 1U,
        a[bit / 64] >> (bit % 64) & 1U);
  }
  return mismatch;
}

Mismatch missing(const Network& network, int index, std::int64_t beat, const std::string& what,
                 const Trace& wanted, const Trace& found) {
  return {
      index,
      beat,
      {},
      fmt::format("{} against {}: {}: {}", found.engine, wanted.engine, place(network, index, beat), what)};
}

// The first index at which two lists of cycles differ, if any.
std::optional<std::size_t> first_difference(const std::vector<Cycle>& a, const std::vector<Cycle>& b) {
  const auto [in_a, in_b] = std::ranges::mismatch(a, b);
  if (in_a == a.end() && in_b == b.end()) return std::nullopt;
  return static_cast<std::size_t>(in_a - a.begin());
}

Comparison finish(Comparison comparison) {
  Check& check = comparison.check;
  check.ok = !comparison.mismatch && check.beats > 0;
  if (comparison.mismatch) {
    check.detail = comparison.mismatch->text;
  } else if (check.beats == 0) {
    check.detail = "no beats were compared";
  }
  return comparison;
}

}  // namespace

Comparison compare_values(const Network& network, std::int64_t frames, const Trace& wanted,
                          const Trace& found) {
  Comparison comparison{{"bit_exact", {wanted.engine, found.engine}, 0, 0, false, {}}, std::nullopt};
  // A stop is reported as its own failure. In a run that stopped, only the beats that moved are compared.
  const auto stopped = [](const Trace& trace) { return trace.timed && !trace.complete; };
  const bool all_wanted = !stopped(wanted) && !stopped(found);
  // Layers are in topological order, and so are their output streams' first differences: reports the most
  // upstream one.
  for (std::size_t s = 0; s < network.streams.size() && !comparison.mismatch; ++s) {
    const Stream& stream = network.streams[s];
    const auto index = static_cast<int>(s);
    const Beats& a = wanted.streams[s].values;
    const Beats& b = found.streams[s].values;
    const std::int64_t needed = frames * stream.beats_per_frame;
    const std::int64_t common = std::min(a.size(), b.size());
    for (std::int64_t beat = 0; beat < common; ++beat) {
      if (std::equal(a.beat(beat), a.beat(beat) + a.words_per_beat, b.beat(beat))) continue;
      comparison.mismatch = value_mismatch(network, index, beat, wanted, found);
      break;
    }
    if (!comparison.mismatch && all_wanted && (common < needed || a.size() != b.size())) {
      comparison.mismatch = missing(
          network, index, common,
          fmt::format("found {} beats, wanted {}", b.size(), std::max(needed, a.size())), wanted, found);
    }
    ++comparison.check.streams;
    comparison.check.beats += common;
  }
  return finish(std::move(comparison));
}

Check compare_reference(const Network& network, std::int64_t frames, int stream, const Tensor& reference,
                        const Trace& found) {
  const Stream& at = network.stream(stream);
  const Beats& beats = found.stream(stream).values;
  const std::int64_t crossed = beats.size() / at.beats_per_frame;
  const std::int64_t count = std::min(frames, crossed);
  const std::int64_t elements = elements_of(at.shape);
  Check check{"output_exact", {"reference", found.engine}, 1, count * at.beats_per_frame, true, {}};
  std::int64_t differ = 0;
  for (std::int64_t frame = 0; frame < count; ++frame) {
    const std::int64_t first = frame % reference.shape.at(0) * elements;
    for (std::int64_t element = 0; element < elements; ++element) {
      const std::int64_t value = element_of(beats, at, frame, element);
      const std::int64_t wanted = reference.values[static_cast<std::size_t>(first + element)];
      if (value == wanted || ++differ > 1) continue;
      check.detail =
          fmt::format("{} against the reference: stream {}, frame {}, element {}: found {}, wanted {}",
                      found.engine, at.name, frame, coordinates(at.shape, element), value, wanted);
    }
  }
  if (differ > 1) check.detail += fmt::format(", the first of {} of {} elements", differ, count * elements);
  if (const bool stopped = found.timed && !found.complete; differ == 0 && !stopped && crossed < frames) {
    check.detail = fmt::format("{} against the reference: stream {}: found {} frames, wanted {}",
                               found.engine, at.name, crossed, frames);
  } else if (differ == 0 && count == 0) {
    check.detail =
        fmt::format("{}: no frame of stream {} was compared with the reference", found.engine, at.name);
  }
  check.ok = check.detail.empty();
  return check;
}

Comparison compare_cycles(const Network& network, const Trace& wanted, const Trace& found) {
  Comparison comparison{{"cycle_exact", {wanted.engine, found.engine}, 0, 0, false, {}}, std::nullopt};
  // Reports the earliest difference in time; later ones may be its consequence.
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    const auto index = static_cast<int>(s);
    const auto look = [&](const char* end, const std::vector<Cycle>& a, const std::vector<Cycle>& b) {
      const auto difference = first_difference(a, b);
      if (!difference) return;
      const auto cycle_at = [&](const std::vector<Cycle>& cycles) -> std::optional<Cycle> {
        if (*difference < cycles.size()) return cycles[*difference];
        return std::nullopt;
      };
      const std::optional<Cycle> in_a = cycle_at(a);
      const std::optional<Cycle> in_b = cycle_at(b);
      const Cycle earliest = std::min(in_a.value_or(INT64_MAX), in_b.value_or(INT64_MAX));
      if (comparison.mismatch && *comparison.mismatch->cycle <= earliest) return;
      const auto show = [](const std::optional<Cycle>& cycle) {
        return cycle ? fmt::format("cycle {}", *cycle) : std::string("none");
      };
      const auto beat = static_cast<std::int64_t>(*difference);
      comparison.mismatch =
          Mismatch{index, beat, earliest,
                   fmt::format("{} against {}: {}, {}: found {}, wanted {}", found.engine, wanted.engine,
                               place(network, index, beat), end, show(in_b), show(in_a))};
    };
    look("push", wanted.streams[s].push, found.streams[s].push);
    look("pop", wanted.streams[s].pop, found.streams[s].pop);
    ++comparison.check.streams;
    comparison.check.beats +=
        static_cast<std::int64_t>(std::min(wanted.streams[s].push.size(), found.streams[s].push.size()));
  }
  for (std::size_t l = 0; l < network.layers.size() && !comparison.mismatch; ++l) {
    const LayerActivity& a = wanted.layers[l];
    const LayerActivity& b = found.layers[l];
    // The ports of other RTL show its transfers, but not its activity in between.
    if (a == b || network.finn) continue;
    comparison.mismatch = Mismatch{
        -1,
        0,
        {},
        fmt::format(
            "{} against {}: layer {}: found {} busy, {} blocked, {} starved cycles, wanted {}, {}, {}",
            found.engine, wanted.engine, network.layers[l].name, b.busy, b.blocked, b.starved, a.busy,
            a.blocked, a.starved)};
  }
  return finish(std::move(comparison));
}

std::vector<Comparison> compare_engines(const Network& network, std::int64_t frames,
                                        const std::vector<const Trace*>& traces) {
  std::vector<Comparison> comparisons;
  const auto against = [&](bool Engine::*preferred, const std::vector<const Trace*>& some, auto compare) {
    if (some.empty()) return;
    auto reference = std::ranges::find_if(
        some, [&](const Trace* trace) { return engine_named(trace->engine).*preferred; });
    if (reference == some.end()) reference = some.begin();
    for (const Trace* trace : some) {
      if (trace != *reference) comparisons.push_back(compare(**reference, *trace));
    }
  };
  std::vector<const Trace*> valued, timed;
  std::ranges::copy_if(traces, std::back_inserter(valued), &Trace::has_values);
  against(&Engine::values_reference, valued, [&](const Trace& wanted, const Trace& found) {
    return compare_values(network, frames, wanted, found);
  });
  std::ranges::copy_if(traces, std::back_inserter(timed), &Trace::timed);
  against(&Engine::hardware, timed,
          [&](const Trace& wanted, const Trace& found) { return compare_cycles(network, wanted, found); });
  return comparisons;
}

Check check_completion(const Network& network, std::int64_t frames, const Trace& trace) {
  Check check{"nothing_left_over", {trace.engine, ""}, 0, 0, true, {}};
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    const Stream& stream = network.streams[s];
    const StreamTrace& seen = trace.streams[s];
    const auto pushes = static_cast<std::int64_t>(seen.push.size());
    const auto pops = static_cast<std::int64_t>(seen.pop.size());
    const std::int64_t wanted = frames * stream.beats_per_frame;
    ++check.streams;
    check.beats += pops;
    if (!check.ok || (pops == wanted && pushes == wanted)) continue;
    check.ok = false;
    check.detail = fmt::format(
        "{}: stream {} ({} to {}): {} beats pushed and {} popped, wanted {} of each; last transfer out in "
        "cycle {}",
        trace.engine, stream.name, network.producer_name(static_cast<int>(s)),
        network.consumer_name(static_cast<int>(s)), pushes, pops, wanted, trace.last_cycle);
  }
  if (check.beats == 0 && check.ok) {
    check.ok = false;
    check.detail = "no beat moved";
  }
  return check;
}

std::optional<Transfer> last_transfer(const Network& network, const Trace& trace) {
  std::optional<Transfer> last;
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    for (const std::vector<Cycle>* cycles : {&trace.streams[s].push, &trace.streams[s].pop}) {
      if (cycles->empty() || (last && cycles->back() < last->cycle)) continue;
      last = {static_cast<int>(s), static_cast<std::int64_t>(cycles->size()) - 1, cycles->back()};
    }
  }
  return last;
}

std::int64_t max_occupancy(const StreamTrace& trace) {
  std::int64_t most = 0;
  std::size_t popped = 0;
  for (std::size_t pushed = 0; pushed < trace.push.size(); ++pushed) {
    while (popped < trace.pop.size() && trace.pop[popped] <= trace.push[pushed]) ++popped;
    most = std::max(most, static_cast<std::int64_t>(pushed + 1 - popped));
  }
  return most;
}

}  // namespace weir::testbench
