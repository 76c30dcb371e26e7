#include "models/analysis/lanes.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace weir::models {

namespace {

std::int64_t first_kept(const Timeline& timeline) {
  return std::max<std::int64_t>(
      static_cast<std::int64_t>(timeline.count()) - static_cast<std::int64_t>(timeline.kept()), 0);
}

// Joins spans of one label, and cuts what comes after `last`.
class Spans {
 public:
  Spans(Cycle last, const std::function<void(Label, Cycle, Cycle)>& tell) : end_(last + 1), tell_(tell) {}
  ~Spans() { flush(); }
  Spans(const Spans&) = delete;
  Spans& operator=(const Spans&) = delete;

  // The cycles up to `to` that have no label yet.
  void up_to(Cycle to, Label label) {
    to = std::min(to, end_);
    if (to <= to_) return;
    if (label != label_) {
      flush();
      from_ = to_;
      label_ = label;
    }
    to_ = to;
  }
  [[nodiscard]] Cycle to() const { return to_; }

 private:
  void flush() {
    if (from_ < to_) tell_(label_, from_, to_);
    from_ = to_;
  }

  Cycle end_;
  const std::function<void(Label, Cycle, Cycle)>& tell_;
  Label label_ = Label::kStarved;
  Cycle from_ = 0;
  Cycle to_ = 0;
};

// Applies the rule of docs/timing.md iteration by iteration, with cycles from the record.
class ElasticLanes {
 public:
  ElasticLanes(const Pipeline& pipeline, int layer)
      : layer_(pipeline.network.layer(layer)),
        discipline_(*pipeline.layers[static_cast<std::size_t>(layer)]) {
    for (const int s : layer_.inputs)
      pops_.push_back(&pipeline.channels[static_cast<std::size_t>(pipeline.last_channel(s))]->pops);
    for (const int s : layer_.outputs) {
      pushes_.push_back(&pipeline.channels[static_cast<std::size_t>(pipeline.first_channel(s))]->pushes);
      offers_.push_back(&pipeline.offered(s));
    }
    reads_.resize(pops_.size());
    writes_.resize(pushes_.size());
  }

  void label(Cycle last, Spans& spans, const std::function<void(std::int64_t, Label, Cycle, Cycle)>& waited) {
    Cursor cursor(discipline_.schedule());
    std::int64_t iteration = 0;
    for (bool goes_on = true; goes_on && spans.to() <= last;) {
      const Step& step = cursor.step();
      const std::int64_t count = cursor.left();
      if (!Iterations::touches(step)) {
        if (begun_) last_ += count * (1 + step.idle);
        if (begun_) spans.up_to(last_ + 1, Label::kBusy);
        iteration += count;
      } else {
        for (std::int64_t k = 0; k < count && goes_on; ++k)
          goes_on = one(step, iteration++, last, spans, waited);
      }
      cursor.done(count);
    }
  }

 private:
  // One iteration; false if it did not issue within the record.
  bool one(const Step& step, std::int64_t iteration, Cycle last, Spans& spans,
           const std::function<void(std::int64_t, Label, Cycle, Cycle)>& waited) {
    spans.up_to(last_ + 1 + step.idle, Label::kBusy);
    const Cycle at_hand = last_ + 1 + step.idle;
    Cycle free = at_hand;
    const auto credits = static_cast<std::int64_t>(discipline_.credits());
    for (std::size_t o = 0; o < pushes_.size(); ++o) {
      if ((step.writes >> o & 1U) == 0 || writes_[o] < credits) continue;
      const std::int64_t needed = writes_[o] - credits;
      free = needed < static_cast<std::int64_t>(pushes_[o]->count())
                 ? std::max(free, (*pushes_[o])[static_cast<std::uint64_t>(needed)] + 1)
                 : last + 1;
    }
    Cycle at = last + 1;
    const bool buffered = step.needs != Step::kNothing;
    bool known = false;
    for (std::size_t i = 0; i < pops_.size(); ++i) {
      if ((step.reads >> i & 1U) == 0) continue;
      if (!buffered && reads_[i] < static_cast<std::int64_t>(pops_[i]->count())) {
        at = (*pops_[i])[static_cast<std::uint64_t>(reads_[i])];
        known = true;
      }
      ++reads_[i];
    }
    for (std::size_t o = 0; o < pushes_.size(); ++o) {
      if ((step.writes >> o & 1U) == 0) continue;
      if (!known && writes_[o] < static_cast<std::int64_t>(pushes_[o]->count())) {
        at = discipline_.issue_of((*offers_[o])[static_cast<std::uint64_t>(writes_[o])]);
        known = true;
      }
      ++writes_[o];
    }
    spans.up_to(std::min(free, at), Label::kBlocked);
    spans.up_to(at, Label::kStarved);
    if (!known || at > last) return false;
    if (free > at_hand) waited(iteration, Label::kBlocked, std::min(free, at) - at_hand, at);
    if (at > free) waited(iteration, Label::kStarved, at - free, at);
    spans.up_to(at + 1, Label::kBusy);
    last_ = at;
    begun_ = true;
    return true;
  }

  const Layer& layer_;
  const Discipline& discipline_;
  std::vector<const Timeline*> pops_;
  std::vector<const Timeline*> pushes_;
  std::vector<const Timeline*> offers_;
  std::vector<std::int64_t> reads_;
  std::vector<std::int64_t> writes_;
  Cycle last_ = -1;
  bool begun_ = false;
};

// Labels cycles by the transfers at the layer's ports.
void label_by_transfers(const Pipeline& pipeline, int layer, Cycle last, Spans& spans) {
  const Layer& of = pipeline.network.layer(layer);
  struct Port {
    const Timeline* moved;
    const Timeline* offers;  // null for an input
    std::int64_t next;
  };
  std::vector<Port> ports;
  for (const int s : of.inputs) {
    const Timeline& pops = pipeline.channels[static_cast<std::size_t>(pipeline.last_channel(s))]->pops;
    ports.push_back({&pops, nullptr, first_kept(pops)});
  }
  for (const int s : of.outputs) {
    const Channel& channel = *pipeline.channels[static_cast<std::size_t>(pipeline.first_channel(s))];
    const Timeline& moved = channel.has_offers() ? channel.pops : channel.pushes;
    ports.push_back({&moved, &pipeline.offered(s), first_kept(moved)});
  }
  for (;;) {
    Cycle next = last + 1;
    Cycle blocked = last + 1;  // the cycle from which a beat waits
    for (const Port& port : ports) {
      if (port.next >= static_cast<std::int64_t>(port.moved->count())) continue;
      const auto beat = static_cast<std::uint64_t>(port.next);
      next = std::min(next, (*port.moved)[beat]);
      if (port.offers != nullptr) blocked = std::min(blocked, (*port.offers)[beat]);
    }
    spans.up_to(std::min(next, blocked), Label::kStarved);
    spans.up_to(next, Label::kBlocked);
    if (next > last) return;
    spans.up_to(next + 1, Label::kBusy);
    for (Port& port : ports) {
      while (port.next < static_cast<std::int64_t>(port.moved->count()) &&
             (*port.moved)[static_cast<std::uint64_t>(port.next)] <= next)
        ++port.next;
    }
  }
}

}  // namespace

void label_cycles(const Pipeline& pipeline, const Causes& causes, int layer, Cycle last,
                  const std::function<void(Label, Cycle, Cycle)>& span,
                  const std::function<void(std::int64_t, Label, Cycle, Cycle)>& waited) {
  Spans spans(last, span);
  if (causes.iterations(layer) != nullptr) {
    ElasticLanes(pipeline, layer).label(last, spans, waited);
  } else {
    label_by_transfers(pipeline, layer, last, spans);
  }
  spans.up_to(last + 1, Label::kStarved);
}

void count_held(const Pipeline& pipeline, int stream, Cycle last,
                const std::function<void(std::int64_t, Cycle, Cycle)>& held) {
  if (pipeline.network.stream(stream).wire) return;
  const Timeline& pushes = pipeline.pushes(stream);
  const Timeline& pops = pipeline.pops(stream);
  const std::uint64_t begin = static_cast<std::uint64_t>(first_kept(pushes));
  std::uint64_t in = begin;
  std::uint64_t out = begin;
  Cycle from = 0;
  std::int64_t beats = 0;
  for (;;) {
    Cycle next = last + 1;
    if (in < pushes.count()) next = std::min(next, pushes[in]);
    if (out < pops.count()) next = std::min(next, pops[out]);
    if (from < next) held(beats, from, next);
    if (next > last) return;
    while (in < pushes.count() && pushes[in] <= next) ++in;
    while (out < pops.count() && pops[out] <= next) ++out;
    beats = static_cast<std::int64_t>(in - out);
    from = next;
  }
}

}  // namespace weir::models
