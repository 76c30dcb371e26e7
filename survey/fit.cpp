#include "survey/fit.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <type_traits>

#include "models/kinds.hpp"

namespace weir::survey {

namespace {

using models::Schedule;

// Takes a candidate, and says whether to go on.
using Visit = std::function<bool(const Candidate&)>;

constexpr std::array<bool, 2> kBoth{false, true};
// Frames a call: the size of the batch that the block was made for.
constexpr std::array<std::int64_t, 8> kFrames{1, 2, 3, 4, 5, 8, 10, 16};
constexpr int kDeepest = 12;
constexpr Cycle kLongestStart = 5;

// One loop in a function that the top calls: states before it, the loop, one state that waits for the output.
struct Call {
  std::int64_t frames = 1;
  bool exit = true;
  bool freezes = false;
  Cycle start = 0;
  int depth = 0;

  [[nodiscard]] Candidate candidate(const Layer& layer) const {
    return {"call",
            {{"D", depth}, {"start", start}, {"exit", exit}, {"freezes", freezes}, {"frames", frames}},
            {{Idle{start}, Loop{hls_schedule(layer), frames, depth, exit}, Drain{}}, freezes, false}};
  }
};

bool calls(const Layer& layer, const Visit& visit) {
  Call call;
  for (const std::int64_t frames : kFrames) {
    call.frames = frames;
    for (const bool exit : {true, false}) {
      call.exit = exit;
      for (const bool freezes : kBoth) {
        call.freezes = freezes;
        for (call.start = 0; call.start <= kLongestStart; ++call.start) {
          for (call.depth = 0; call.depth <= kDeepest; ++call.depth) {
            if (!visit(call.candidate(layer))) return false;
          }
        }
      }
    }
  }
  return true;
}

// A call a frame, several of them before the state that waits for the output.
bool counted_calls(const Layer& layer, const Visit& visit) {
  for (std::int64_t frames = 1; frames <= 4; ++frames) {
    for (const bool freezes : kBoth) {
      for (int depth = 0; depth <= 4; ++depth) {
        for (Cycle start = 0; start <= 3; ++start) {
          for (Cycle before = 0; before <= 4; ++before) {
            for (Cycle after = 0; after <= 3; ++after) {
              const Candidate candidate{
                  "counted calls",
                  {{"D", depth},
                   {"start", start},
                   {"before", before},
                   {"after", after},
                   {"freezes", freezes},
                   {"frames", frames}},
                  {{Idle{start}, Idle{before}, Loop{hls_schedule(layer), 1, depth, true}, Repeat{1, frames},
                    Idle{after}, Drain{}},
                   freezes,
                   false}};
              if (!visit(candidate)) return false;
            }
          }
        }
      }
    }
  }
  return true;
}

// The loop is in the top and runs from frame to frame; a stage after the writing one waits for the output.
bool endless_loop(const Layer& layer, const Visit& visit) {
  for (const bool completes : kBoth) {
    for (const bool exit : kBoth) {
      for (const bool freezes : kBoth) {
        for (int depth = 0; depth <= kDeepest; ++depth) {
          const Candidate candidate{
              "loop in top",
              {{"D", depth}, {"exit", exit}, {"completes", completes}, {"freezes", freezes}},
              {{Loop{hls_schedule(layer), Loop::kEndless, depth, exit}}, freezes, completes}};
          if (!visit(candidate)) return false;
        }
      }
    }
  }
  return true;
}

Schedule reading(std::int64_t count) {
  Schedule schedule(0);
  schedule.step({.reads = 1, .count = count});
  return schedule;
}
Schedule writing(std::int64_t count) {
  Schedule schedule(0);
  schedule.step({.writes = 1, .count = count});
  return schedule;
}

// A loop that reads, then a state that writes: label_select.
bool read_then_write(const LabelSelect& kind, const Visit& visit) {
  for (Cycle start = 0; start <= kLongestStart; ++start) {
    for (Cycle tail = 0; tail <= kDeepest; ++tail) {
      const Candidate candidate{"read, then write",
                                {{"start", start}, {"tail", tail}},
                                {{Idle{start}, Loop{reading(kind.trip_count()), 1, 0, false}, Idle{tail},
                                  Loop{writing(1), 1, 0, false}, Drain{}},
                                 false,
                                 false}};
      if (!visit(candidate)) return false;
    }
  }
  return true;
}

// Max pool with several channel folds: its buffer is cleared, then for each window one loop reads it and one
// writes it. How many stages these have cannot be told from the states between them.
bool windows_in_bursts(const Maxpool& kind, const Visit& visit) {
  const Extent windows = kind.windows();
  if (windows.width != 1) return true;
  const std::int64_t folds = kind.channel_folds();
  for (Cycle clear = 0; clear <= 5; ++clear) {
    for (Cycle before = 0; before <= 4; ++before) {
      for (Cycle between = 0; between <= kDeepest; ++between) {
        for (Cycle after = 0; after <= 3; ++after) {
          const Candidate candidate{
              "windows in bursts",
              {{"clear", clear}, {"before", before}, {"between", between}, {"after", after}},
              {{Idle{folds + clear}, Idle{before}, Loop{reading(kind.kernel.area() * folds), 1, 0, false},
                Idle{between}, Loop{writing(folds), 1, 0, true}, Repeat{1, windows.height}, Idle{after},
                Drain{}},
               false,
               false}};
          if (!visit(candidate)) return false;
        }
      }
    }
  }
  return true;
}

bool candidates(const Layer& layer, const Visit& visit) {
  if (const auto* label_select = std::get_if<LabelSelect>(&layer.params))
    return read_then_write(*label_select, visit);
  if (const auto* maxpool = std::get_if<Maxpool>(&layer.params)) {
    if (!windows_in_bursts(*maxpool, visit)) return false;
  }
  return calls(layer, visit) && endless_loop(layer, visit) && counted_calls(layer, visit);
}

// Parallel windows: the first iterations fill the buffer. Then each iteration writes one window, and reads a
// beat until the frame's beats are used up.
Schedule whole_windows(const Swu& swu) {
  const std::int64_t fill = swu.window_pixels() * swu.channel_folds();
  const std::int64_t left = swu.beats_in() - fill;
  const std::int64_t writes = swu.beats_out();
  Schedule schedule(0);
  schedule.step({.reads = 1, .count = fill});
  schedule.step({.reads = 1, .writes = 1, .count = std::min(left, writes)});
  schedule.step({.writes = 1, .count = writes - left});
  return schedule;
}

// Without stalls, with short ones at each end, and with inputs that are missing for longer than any loop's
// stages: the most discriminating patterns come first.
constexpr std::array<std::size_t, 5> kFirst{0, 1, 2, 4, 12};

}  // namespace

models::Schedule hls_schedule(const Layer& layer) {
  const auto* swu = std::get_if<Swu>(&layer.params);
  return swu != nullptr && swu->parallel_window ? whole_windows(*swu) : models::schedule(layer);
}

std::optional<Difference> compare(const Rule& rule, const Handshakes& seen, std::size_t pattern) {
  std::vector<const Wave*> inputs;
  std::vector<const Wave*> outputs;
  for (const Wave& wave : seen.waves) (wave.input ? inputs : outputs).push_back(&wave);
  Machine machine(rule, inputs.size(), outputs.size());
  for (std::size_t cycle = 0; cycle < seen.cycles(); ++cycle) {
    std::uint32_t valid = 0;
    std::uint32_t ready = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      valid |= std::uint32_t{inputs[i]->valid(cycle)} << i;
      const bool found = inputs[i]->ready(cycle);
      if (found != ((machine.ready() >> i & 1U) != 0))
        return Difference{pattern, static_cast<Cycle>(cycle), inputs[i]->stream + " ready", found};
    }
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      ready |= std::uint32_t{outputs[o]->ready(cycle)} << o;
      const bool found = outputs[o]->valid(cycle);
      if (found != ((machine.valid() >> o & 1U) != 0))
        return Difference{pattern, static_cast<Cycle>(cycle), outputs[o]->stream + " valid", found};
    }
    machine.clock(valid, ready);
  }
  return std::nullopt;
}

Fit fit(const Layer& layer, const std::vector<Handshakes>& seen) {
  std::vector<std::size_t> order(kFirst.begin(), kFirst.end());
  for (std::size_t p = 0; p < seen.size(); ++p) {
    if (std::ranges::find(kFirst, p) == kFirst.end()) order.push_back(p);
  }
  Fit best;
  std::pair<std::size_t, Cycle> furthest{0, -1};  // patterns that fit, and the cycle of the first difference
  candidates(layer, [&](const Candidate& candidate) {
    std::pair<std::size_t, Cycle> reached{0, 0};
    for (const std::size_t p : order) {
      const std::optional<Difference> difference = compare(candidate.rule, seen[p], p);
      if (difference) {
        reached.second = difference->cycle;
        break;
      }
      ++reached.first;
    }
    if (reached > furthest) {
      furthest = reached;
      best.candidate = candidate;
    }
    return reached.first < order.size();
  });
  for (std::size_t p = 0; p < seen.size(); ++p) {
    const std::optional<Difference> difference = compare(best.candidate.rule, seen[p], p);
    if (!difference) ++best.patterns;
    if (difference && !best.difference) best.difference = difference;
  }
  if (!best.difference) {
    Rule other = best.candidate.rule;
    other.freezes_on_missing = !other.freezes_on_missing;
    best.freezing_shows = false;
    for (std::size_t p = 0; p < seen.size() && !best.freezing_shows; ++p)
      best.freezing_shows = compare(other, seen[p], p).has_value();
  }
  return best;
}

std::vector<std::string> undecided(const Layer& layer, const Candidate& candidate,
                                   const std::vector<Handshakes>& seen) {
  std::vector<std::string> names;
  if (candidate.discipline != "call") return names;
  const HlsBlock block = hls_block(candidate);
  const Call call{block.frames, block.exit, block.freezes, block.start, static_cast<int>(block.depth)};
  const auto fits = [&](const Call& other) {
    const Candidate tried = other.candidate(layer);
    for (std::size_t p = 0; p < seen.size(); ++p) {
      if (compare(tried.rule, seen[p], p)) return false;
    }
    return true;
  };
  const auto try_all = [&](const char* name, const auto& values, auto Call::*number) {
    for (const auto value : values) {
      Call other = call;
      other.*number = static_cast<std::decay_t<decltype(other.*number)>>(value);
      if (other.*number == call.*number || !fits(other)) continue;
      names.emplace_back(name);
      return;
    }
  };
  try_all("frames", kFrames, &Call::frames);
  try_all("exit", kBoth, &Call::exit);
  try_all("start", std::array<Cycle, 6>{0, 1, 2, 3, 4, 5}, &Call::start);
  return names;
}

HlsBlock hls_block(const Candidate& candidate) {
  using Control = HlsBlock::Control;
  static const std::map<std::string, Control> kControls{{"call", Control::kCall},
                                                        {"counted calls", Control::kCountedCalls},
                                                        {"windows in bursts", Control::kBursts},
                                                        {"read, then write", Control::kReadThenWrite},
                                                        {"loop in top", Control::kEndless}};
  const auto number = [&](const char* name, std::int64_t otherwise) {
    const auto found =
        std::ranges::find(candidate.numbers, name, &std::pair<std::string, std::int64_t>::first);
    return found == candidate.numbers.end() ? otherwise : found->second;
  };
  HlsBlock block;
  block.control = kControls.at(candidate.discipline);
  block.depth = number("D", 0);
  block.exit = number("exit", 1) != 0;
  block.freezes = number("freezes", 0) != 0;
  block.completes = number("completes", 0) != 0;
  block.frames = number("frames", 1);
  block.start = number(block.control == Control::kBursts ? "clear" : "start", 0);
  block.before = number("before", 0);
  block.between = number(block.control == Control::kReadThenWrite ? "tail" : "between", 0);
  block.after = number("after", 0);
  return block;
}

}  // namespace weir::survey
