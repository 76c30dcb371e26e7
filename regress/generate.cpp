#include "regress/generate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "regress/coverage.hpp"
#include "regress/dice.hpp"
#include "regress/draft.hpp"

namespace weir::regress {

namespace {

// Drawn for each case, of which the one that steers best is kept: with six, half as many cases hit as many
// bins as with one. A network takes ten times as long to draw as a layer.
int candidates(Draw draw) { return draw == Draw::kLayers ? 10 : 6; }
// Likewise of a further stimulus; it hits fewer bins.
constexpr int kCandidatesOfStimulus = 3;

// So that campaigns of one seed draw different cases.
std::uint64_t seed_of(std::uint64_t seed, const std::string& campaign) {
  for (const char c : campaign) seed = Random(seed, static_cast<unsigned char>(c)).next();
  return seed;
}

// Bins that the scenario hits and that nothing hit before.
std::int64_t lacking(const Coverage& bins, const Coverage& covered) {
  return std::ranges::count_if(bins, [&](const auto& bin) {
    const auto before = covered.find(bin.first);
    return before == covered.end() || before->second == 0;
  });
}

}  // namespace

Generator::Generator(Draw draw, std::string campaign, std::uint64_t seed, std::int64_t batch,
                     Coverage covered, std::int64_t stimuli)
    : draw_(draw),
      campaign_(std::move(campaign)),
      seed_(seed),
      batch_(batch),
      covered_(std::move(covered)),
      stimuli_(stimuli) {}

Draft Generator::steered(int candidates, Random& seeds, const std::function<Draft(Dice&)>& draw) {
  std::optional<Draft> best;
  Coverage bins;
  std::int64_t most = -1;
  for (int candidate = 0; candidate < candidates; ++candidate) {
    Dice dice(Random(seeds.next()));
    Draft draft = draw(dice);
    Coverage own = bins_of(draft.load());
    const std::int64_t steers = lacking(own, covered_);
    if (steers <= most) continue;
    most = steers;
    bins = std::move(own);
    best = std::move(draft);
  }
  merge(covered_, bins);
  return std::move(*best);
}

std::vector<Drawn> Generator::next(const std::string& name) {
  if (draw_ == Draw::kLayers && index_ % batch_ == 0) kind_ = kinds_.next();
  Random seeds(seed_of(seed_, campaign_), static_cast<std::uint64_t>(index_++));
  const Draft first = steered(candidates(draw_), seeds, [&](Dice& dice) {
    return draw_ == Draw::kLayers ? draw_layer(name, kind_, dice) : draw_network(name, dice);
  });
  std::vector<Drawn> drawn{{kind_, first.text(), first.load()}};
  for (std::int64_t s = 1; s < stimuli_; ++s) {
    const Draft again = steered(kCandidatesOfStimulus, seeds, [&](Dice& dice) {
      Draft draft = first;
      draw_again(fmt::format("{}-{}", name, s), draw_, draft, dice);
      return draft;
    });
    drawn.push_back({kind_, again.text(), again.load()});
  }
  return drawn;
}

}  // namespace weir::regress
