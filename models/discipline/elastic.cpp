#include "models/discipline/elastic.hpp"

#include <bit>
#include <limits>
#include <stdexcept>

namespace weir::models {

// The ends of a layer's channels while it runs, in two forms: as they are, with everything in registers,
// where nothing is held back or noted; and through their ports.

class Elastic::PlainIn {
 public:
  explicit PlainIn(InPort& port)
      : channel_(port.channel()),
        pushes_(channel_.pushes.ring()),
        pushes_mask_(channel_.pushes.mask()),
        pops_(channel_.pops.ring()),
        pops_mask_(channel_.pops.mask()),
        delay_(channel_.delays.write_to_read),
        pushed_(channel_.pushes.count()),
        beat_(channel_.pops.count()) {}

  [[nodiscard]] std::int64_t held() const { return static_cast<std::int64_t>(pushed_ - beat_); }
  [[nodiscard]] Cycle front() const { return front(0); }
  [[nodiscard]] Cycle front(std::int64_t ahead) const {
    return pushes_[(beat_ + static_cast<std::uint64_t>(ahead)) & pushes_mask_] + delay_;
  }
  void pop(Cycle at, Cycle /*wanted*/) { pops_[beat_++ & pops_mask_] = at; }
  void pop_run(std::int64_t count, Cycle first, Cycle stride) {
    channel_.pops.fill(beat_, count, first, stride);
    beat_ += static_cast<std::uint64_t>(count);
  }
  [[nodiscard]] std::uint64_t popped() const { return beat_; }
  [[nodiscard]] Cycle pop_of(std::uint64_t beat) const { return pops_[beat & pops_mask_]; }
  [[nodiscard]] std::int64_t to_frame_end() const {
    return static_cast<std::int64_t>(channel_.frame_beats() - beat_ % channel_.frame_beats());
  }
  // Makes what was popped known.
  void publish() {
    if (channel_.pops.count() == beat_) return;
    channel_.pops.set_count(beat_);
    channel_.popped();
  }
  void publish_frame() {
    if (channel_.ends_frame_popped(beat_)) publish();
  }
  void wait() { channel_.wait_for_beat(); }

 private:
  Channel& channel_;
  const Cycle* const pushes_;
  const std::uint64_t pushes_mask_;
  Cycle* const pops_;
  const std::uint64_t pops_mask_;
  const Cycle delay_;
  const std::uint64_t pushed_;
  std::uint64_t beat_;
};

class Elastic::PlainOut {
 public:
  PlainOut(OutPort& port, Queue& queue, std::uint64_t credits)
      : channel_(port.channel()),
        queue_(queue),
        pushes_(channel_.pushes.ring()),
        mask_(channel_.pushes.mask()),
        pops_(channel_.pops.ring()),
        pops_mask_(channel_.pops.mask()),
        depth_(channel_.depth()),
        delay_(channel_.delays.read_to_write),
        credits_(credits),
        offers_(port.notes_offered() ? port.offered().ring() : nullptr),
        offers_mask_(port.offered().mask()),
        popped_(channel_.pops.count()),
        beat_(channel_.pushes.count()),
        offered_(queue.offered),
        last_(channel_.pushes.last()) {}

  [[nodiscard]] std::int64_t room() const { return static_cast<std::int64_t>(depth_ - (beat_ - popped_)); }
  [[nodiscard]] bool queues() const { return offered_ != beat_; }
  // How many beats have credits that are known, if they are offered one after the other.
  [[nodiscard]] std::int64_t affordable() const {
    if (channel_.wire) return static_cast<std::int64_t>(popped_ + credits_ - offered_);
    return static_cast<std::int64_t>(credits_ - (offered_ - beat_)) + (queues() ? 0 : room());
  }
  [[nodiscard]] Cycle credit() const { return credit(0); }
  [[nodiscard]] Cycle credit(std::int64_t ahead) const {
    const std::uint64_t beat = offered_ + static_cast<std::uint64_t>(ahead) - credits_;
    return (channel_.wire ? pops_[beat & pops_mask_] : pushes_[beat & mask_]) + 1;
  }
  // The cycle from which the next push, and so many after it, find room.
  [[nodiscard]] Cycle free(std::int64_t ahead) const {
    return pops_[(beat_ + static_cast<std::uint64_t>(ahead) - depth_) & pops_mask_] + delay_;
  }
  [[nodiscard]] Cycle last() const { return last_; }
  [[nodiscard]] bool is_wire() const { return channel_.wire; }
  void offer(Cycle from) {
    if (!queues() && beat_ - popped_ < depth_) {
      ++offered_;
      push(from);
    } else {
      queue_.from[offered_++ % kMostCredits] = from;
    }
  }
  void settle() {
    while (queues() && beat_ - popped_ < depth_) {
      push(queue_.from[beat_ % kMostCredits]);
      publish_frame();
    }
  }
  // Pushes a run of beats that are offered from `offered` on, and from the C-th on `gap` later.
  void push_run(std::int64_t count, Cycle offered, Cycle gap, Cycle first, Cycle stride) {
    if (offers_ != nullptr) [[unlikely]] {
      for (std::int64_t i = 0; i < count; ++i)
        offers_[(beat_ + static_cast<std::uint64_t>(i)) & offers_mask_] =
            offered + i * stride + (i < static_cast<std::int64_t>(credits_) ? 0 : gap);
    }
    channel_.pushes.fill(beat_, count, first, stride);
    beat_ += static_cast<std::uint64_t>(count);
    offered_ = beat_;
    last_ = first + (count - 1) * stride;
  }
  // Makes what was offered and pushed known.
  void publish() {
    queue_.offered = offered_;
    if (channel_.pushes.count() == beat_) return;
    channel_.pushes.set_count(beat_);
    channel_.pushed();
  }
  void publish_frame() {
    if (channel_.ends_frame_pushed(beat_)) publish();
  }
  void wait() { channel_.wait_for_room(); }

 private:
  void push(Cycle from) {
    if (offers_ != nullptr) [[unlikely]]
      offers_[beat_ & offers_mask_] = from;
    last_ = std::max({from, last_ + 1, pops_[(beat_ - depth_) & pops_mask_] + delay_});
    pushes_[beat_++ & mask_] = last_;
  }

  Channel& channel_;
  Queue& queue_;
  Cycle* const pushes_;
  const std::uint64_t mask_;
  const Cycle* const pops_;
  const std::uint64_t pops_mask_;
  const std::uint64_t depth_;
  const Cycle delay_;
  const std::uint64_t credits_;
  Cycle* const offers_;
  const std::uint64_t offers_mask_;
  const std::uint64_t popped_;
  std::uint64_t beat_;
  std::uint64_t offered_;
  Cycle last_;
};

class Elastic::PortIn {
 public:
  explicit PortIn(InPort& port) : port_(port) {}
  [[nodiscard]] std::int64_t held() const { return port_.channel().held(); }
  [[nodiscard]] Cycle front() const { return port_.front(); }
  void pop(Cycle at, Cycle wanted) { port_.pop(at, wanted); }
  [[nodiscard]] std::uint64_t popped() const { return port_.channel().pops.count(); }
  [[nodiscard]] Cycle pop_of(std::uint64_t beat) const { return port_.channel().pops[beat]; }
  [[nodiscard]] std::int64_t to_frame_end() const {
    return port_.channel().to_frame_end(port_.channel().pops);
  }
  void publish() {}
  void publish_frame() {}
  void wait() { port_.channel().wait_for_beat(); }

 private:
  InPort& port_;
};

class Elastic::PortOut {
 public:
  PortOut(OutPort& port, Queue& queue, std::uint64_t credits)
      : port_(port), queue_(queue), credits_(credits) {}
  [[nodiscard]] bool queues() const { return queue_.offered != port_.channel().pushes.count(); }
  [[nodiscard]] std::int64_t affordable() const {
    const std::uint64_t taken = port_.channel().taken().count();
    return static_cast<std::int64_t>(taken + credits_ - queue_.offered);
  }
  [[nodiscard]] Cycle credit() const { return port_.channel().taken()[queue_.offered - credits_] + 1; }
  void offer(Cycle from) {
    queue_.from[queue_.offered++ % kMostCredits] = from;
    settle();
  }
  void settle() {
    while (queues() && port_.has_room())
      port_.push(queue_.from[port_.channel().pushes.count() % kMostCredits]);
  }
  void publish() {}
  void publish_frame() {}
  void wait() { port_.channel().wait_for_room(); }

 private:
  OutPort& port_;
  Queue& queue_;
  std::uint64_t credits_;
};

// All ends of a layer, of a number that is known when this is compiled, or of any (0).
template <class End, std::size_t kCount, class Make>
auto ends(std::size_t count, const Make& make) {
  if constexpr (kCount == 1) {
    return std::array<End, 1>{make(0)};
  } else if constexpr (kCount == 2) {
    return std::array<End, 2>{make(0), make(1)};
  } else {
    std::vector<End> all;
    all.reserve(count);
    for (std::size_t i = 0; i < count; ++i) all.push_back(make(i));
    return all;
  }
}

Elastic::Elastic(Schedule schedule, Ports ports)
    : Discipline(std::move(schedule), std::move(ports)),
      credits_(static_cast<std::uint64_t>(schedule_.latency()) + 1),
      queues_(ports_.outputs.size()),
      places_(static_cast<std::uint64_t>(schedule_.buffer().places)),
      unit_(static_cast<std::uint64_t>(schedule_.buffer().unit)) {
  if (credits_ > kMostCredits) throw std::logic_error("elastic: a latency beyond what its queues hold");
  for (const InPort& port : ports_.inputs) plain_ = plain_ && port.plain();
  for (const OutPort& port : ports_.outputs) plain_ = plain_ && port.plain();
  turns_.resize(schedule_.entries().size());
  for (const Schedule::Entry& entry : schedule_.entries()) {
    if (entry.loop != 0) turns_[entry.loop] = turn_of(schedule_.entries()[entry.loop]);
  }
  if (!has_buffer()) return;
  // The reader may lag behind the buffer's first beat by what a step frees: those places are kept, too.
  std::int64_t most_freed = 0;
  for (const Schedule::Entry& entry : schedule_.entries())
    most_freed = std::max(most_freed, entry.step.frees);
  free_mask_ = std::bit_ceil((places_ + static_cast<std::uint64_t>(most_freed)) / unit_ + 1) - 1;
  free_from_.assign(free_mask_ + 1, 0);
  const std::vector<std::int64_t>& offsets = schedule_.buffer().offsets;
  if (offsets.empty()) return;
  last_offset_ = static_cast<std::uint64_t>(offsets.back());
  reach_.resize(static_cast<std::size_t>(offsets.back()) + 2);
  for (std::size_t stored = 0, position = 0; stored < reach_.size(); ++stored) {
    while (position < offsets.size() && offsets[position] < static_cast<std::int64_t>(stored)) ++position;
    reach_[stored] = static_cast<std::int64_t>(position);
  }
}

void Elastic::run() {
  for (InPort& port : ports_.inputs) {
    Channel& channel = port.channel();
    channel.pops.reserve(channel.pushes.count());
  }
  for (OutPort& port : ports_.outputs) {
    Channel& channel = port.channel();
    channel.pushes.reserve(channel.pops.count() + channel.depth());
    port.offered().reserve(channel.pops.count() + channel.depth());
  }
  if (!plain_) return run_on<0, 0, PortIn, PortOut>();
  const std::size_t inputs = ports_.inputs.size();
  const std::size_t outputs = ports_.outputs.size();
  if (inputs == 1 && outputs == 1 && !ports_.outputs[0].channel().wire) return run_line();
  if (inputs == 2 && outputs == 1) return run_on<2, 1, PlainIn, PlainOut>();
  if (inputs == 1 && outputs == 2) return run_on<1, 2, PlainIn, PlainOut>();
  run_on<0, 0, PlainIn, PlainOut>();
}

template <std::size_t kInputs, std::size_t kOutputs, class In, class Out>
void Elastic::run_on() {
  auto ins = ends<In, kInputs>(ports_.inputs.size(), [&](std::size_t i) { return In(ports_.inputs[i]); });
  auto outs = ends<Out, kOutputs>(
      ports_.outputs.size(), [&](std::size_t o) { return Out(ports_.outputs[o], queues_[o], credits_); });
  for (Out& out : outs) out.settle();
  for (bool moved = true; moved;) {
    moved = has_buffer() && read_ahead(ins[0]);
    while (!ended()) {
      const Step& step = cursor_.step();
      const std::int64_t known_count = known(step, ins, outs);
      if (known_count == 0) break;
      moved = true;
      const std::int64_t count = issue(step, known_count, ins, outs);
      if (step.frees > 0 && count == cursor_.left()) release(static_cast<std::uint64_t>(step.frees));
      for (In& in : ins) in.publish_frame();
      for (Out& out : outs) out.publish_frame();
      if (!iterated(count)) continue;
      reader_trails_ = has_buffer() && ins[0].popped() < base_;
      if (!reader_trails_) frame_done();
    }
    moved = moved && has_buffer();
  }
  for (Out& out : outs) {
    if (out.queues()) out.wait();
  }
  for (In& in : ins) in.publish();
  for (Out& out : outs) out.publish();
}

template <class Ins, class Outs>
std::int64_t Elastic::known(const Step& step, Ins& ins, Outs& outs) {
  std::int64_t count = cursor_.left();
  if (step.needs != Step::kNothing) {
    const std::uint64_t stored = ins[0].popped();
    if (beat_needed(step, 0) >= stored) return 0;  // the reader waits for it
    count = step.needs == Step::kOffsets ? reach(stored) - position(step) : 1;
  } else {
    for (std::size_t i = 0; i < ins.size(); ++i) {
      if (!has(step.reads | step.waits, i)) continue;
      const std::int64_t held = ins[i].held();
      if (held == 0) {
        ins[i].wait();
        return 0;
      }
      if (has(step.reads, i)) count = std::min(count, held);
    }
  }
  for (std::size_t o = 0; o < outs.size(); ++o) {
    if (!has(step.writes, o)) continue;
    const std::int64_t affordable = outs[o].affordable();
    if (affordable <= 0) {
      outs[o].wait();
      return 0;
    }
    count = std::min(count, affordable);
  }
  return count;
}

// Only of loops whose turns read first, one beat a cycle, and write from the last read on.
Elastic::Turn Elastic::turn_of(const Schedule::Entry& loop) const {
  Turn turn;
  for (const Schedule::Entry* entry = &schedule_.entries()[loop.begin]; entry != &loop; ++entry) {
    const Step& step = entry->step;
    if (entry->times > 0 || step.waits != 0 || step.every > 1 || step.delay > 0 ||
        step.needs != Step::kNothing || step.reads > 1 || step.writes > 1)
      return {};
    const Cycle stride = 1 + step.idle;
    const Turn::Piece piece{turn.length + step.idle, step.count, stride, step.writes != 0};
    const Cycle last = piece.at + (step.count - 1) * stride;
    if (step.reads != 0) {
      if (stride != 1 || piece.at != turn.reads || (turn.writes > 0) || (step.writes != 0 && step.count > 1))
        return {};
      turn.last_read = last;
      turn.reads += step.count;
    }
    if (step.writes != 0) {
      if (turn.writes == 0) turn.first_write = piece.at;
      turn.writes += step.count;
    }
    turn.length = last + 1;
    turn.pieces.push_back(piece);
  }
  // The pace of all that it writes, over turns, if that is even.
  turn.write_stride = turn.writes > 0 && turn.length % turn.writes == 0 ? turn.length / turn.writes : 0;
  Cycle even = turn.first_write;
  for (const Turn::Piece& piece : turn.pieces) {
    if (!piece.writes) continue;
    if (piece.at != even || (piece.count > 1 && piece.stride != turn.write_stride)) turn.write_stride = 0;
    even += piece.count * turn.write_stride;
  }
  return turn;
}

// Issues iterations of the step, all `count` or the first of them, and tells how many.
template <class Ins, class Outs>
std::int64_t Elastic::issue(const Step& step, std::int64_t count, Ins& ins, Outs& outs) {
  if constexpr (requires { ins[0].pop_run(0, 0, 0); }) {
    if (const std::int64_t issued = issue_in_a_row(step, count, ins, outs); issued > 0) return issued;
  }
  const Cycle latency = schedule_.latency();
  const std::uint32_t looks_at = step.reads | step.waits;
  Cycle last = last_;
  Cycle blocked = 0;
  std::array<Cycle, kMostPorts> fronts;
  for (std::int64_t k = 0; k < count; ++k) {
    const Cycle at_hand = last + 1 + step.idle;
    Cycle free = at_hand;
    for (std::size_t o = 0; o < outs.size(); ++o) {
      if (has(step.writes, o)) free = std::max(free, outs[o].credit());
    }
    blocked += free - at_hand;
    Cycle arrived = step.needs == Step::kNothing ? 0 : ins[0].pop_of(beat_needed(step, k)) + 1;
    for (std::size_t i = 0; i < ins.size(); ++i) {
      if (has(looks_at, i)) arrived = std::max(arrived, fronts[i] = ins[i].front());
    }
    const Cycle due = step.delay > 0 ? std::max(at_hand, arrived) + step.delay
                      : begun_       ? last + step.every
                                     : 0;
    const Cycle wanted = std::max(free, due);
    last = std::max(wanted, arrived);
    begun_ = true;
    for (std::size_t i = 0; i < ins.size(); ++i) {
      if (!has(step.reads, i)) continue;
      Cycle ready = wanted;  // also waits for the beats of the other inputs
      for (std::size_t other = 0; other < ins.size(); ++other) {
        if (other != i && has(looks_at, other)) ready = std::max(ready, fronts[other]);
      }
      ins[i].pop(last, ready);
    }
    for (std::size_t o = 0; o < outs.size(); ++o) {
      if (has(step.writes, o)) outs[o].offer(last + latency);
    }
  }
  last_ = last;
  blocked_ += blocked;
  busy_ += count * (1 + step.idle);
  return count;
}

// The same in closed form, where iterations and pushes follow each other at the step's own pace: 0 where they
// do not. As cycles of transfers grow by at least one, a run of them that is one a cycle is held up nowhere
// if its last is not.
template <class Ins, class Outs>
std::int64_t Elastic::issue_in_a_row(const Step& step, std::int64_t count, Ins& ins, Outs& outs) {
  if (count == 1 || step.delay > 0 || step.waits != 0 || !begun_) return 0;
  const Cycle latency = schedule_.latency();
  const Cycle stride = std::max(1 + step.idle, step.every);
  const auto credits = static_cast<std::int64_t>(credits_);
  const Cycle at_hand = last_ + 1 + step.idle;
  Cycle first = last_ + stride;
  Cycle free = at_hand;
  if (step.needs != Step::kNothing) {
    // What was stored by the latest issue holds nothing up.
    stored_known_ = std::max(stored_known_, base_);  // what a step frees may have come after that issue
    while (stored_known_ < ins[0].popped() && ins[0].pop_of(stored_known_) <= last_) ++stored_known_;
    if (step.needs != Step::kOffsets) return 0;
    count = std::min(count, reach(stored_known_) - position(step));
    if (count < 2) return 0;
  }
  for (std::size_t o = 0; o < outs.size(); ++o) {
    if (!has(step.writes, o)) continue;
    if (outs[o].queues() || outs[o].is_wire() || outs[o].room() < 2) return 0;
    count = std::min(count, outs[o].room());
    free = std::max(free, outs[o].credit());
  }
  first = std::max(first, free);
  for (std::size_t i = 0; i < ins.size(); ++i) {
    if (has(step.reads, i)) first = std::max(first, ins[i].front());
  }
  if (stride > 1 && first > last_ + stride) return 0;
  // Of a slower pace only what is there before the first is seen to be there for all.
  const Cycle slack = stride == 1 ? count - 1 : 0;
  for (std::size_t i = 0; i < ins.size(); ++i) {
    if (has(step.reads, i) && ins[i].front(count - 1) > first + slack) return 0;
  }
  Cycle gap = 0;  // by which what has no credit of before comes later
  for (std::size_t o = 0; o < outs.size(); ++o) {
    if (!has(step.writes, o)) continue;
    const std::int64_t before = std::min(count, credits);
    if (outs[o].credit(before - 1) > first + (stride == 1 ? before - 1 : 0)) return 0;
    const Cycle push = std::max({first + latency, outs[o].last() + 1, outs[o].free(0)});
    if (stride > 1 && push > first + latency) return 0;
    if (outs[o].free(count - 1) > push + slack) return 0;
    if (count > credits) gap = std::max(gap, push - first - latency);
  }
  if (gap > 0 && (step.reads != 0 || outs.size() > 1)) {
    count = credits;
    gap = 0;
  }
  for (std::size_t i = 0; i < ins.size(); ++i) {
    if (has(step.reads, i)) ins[i].pop_run(count, first, stride);
  }
  for (std::size_t o = 0; o < outs.size(); ++o) {
    if (!has(step.writes, o)) continue;
    const Cycle push = std::max({first + latency, outs[o].last() + 1, outs[o].free(0)});
    outs[o].push_run(count, first + latency, gap, push, stride);
  }
  blocked_ += free - at_hand + gap;
  busy_ += count * (1 + step.idle);
  last_ = first + (count - 1) * stride + gap;
  return count;
}

// The reader beside the iterations: takes beats as long as they have places.
template <class In>
bool Elastic::read_ahead(In& in) {
  const std::uint64_t begin = in.popped();
  for (;;) {
    const std::uint64_t read = in.popped();
    const auto places = static_cast<std::int64_t>(base_ + places_ - read);
    std::int64_t count = std::min({places, in.held(), in.to_frame_end()});
    if (places > 0 && in.held() == 0) in.wait();
    if (count <= 0) break;
    Cycle last = in.pop_of(read - 1);
    std::uint64_t unit = read / unit_;
    auto in_unit = static_cast<std::int64_t>(unit_ - read % unit_);
    while (count > 0) {
      last = std::max(last, free_from_[unit++ & free_mask_] - 1);
      for (std::int64_t beats = std::min(in_unit, count); beats > 0; --beats, --count) {
        const Cycle wanted = last + 1;
        last = std::max(wanted, in.front());
        in.pop(last, wanted);
      }
      in_unit = static_cast<std::int64_t>(unit_);
    }
    in.publish_frame();
  }
  if (reader_trails_ && in.popped() >= base_) {
    reader_trails_ = false;
    frame_done();
  }
  return in.popped() != begin;
}

bool Elastic::has_place() const { return ports_.inputs[0].channel().pops.count() < base_ + places_; }

std::optional<Cycle> Elastic::free_from(const Step& step) const {
  Cycle free = last_ + 1 + step.idle;
  for (std::size_t o = 0; o < queues_.size(); ++o) {
    if (!has(step.writes, o)) continue;
    const Timeline& taken = ports_.outputs[o].channel().taken();
    if (queues_[o].offered - taken.count() >= credits_) return std::nullopt;
    free = std::max(free, taken[queues_[o].offered - credits_] + 1);
  }
  return free;
}

LayerActivity Elastic::activity(Cycle last) const {
  // After the latest issue the iteration at hand waits for a beat, or for a credit if it writes.
  LayerActivity activity{busy_, blocked_, 0};
  const Step& step = cursor_.step();
  const Cycle idle = std::min(step.idle, last - last_);
  const Cycle left = last - last_ - idle;
  activity.busy += idle;
  activity.blocked +=
      std::clamp<Cycle>(free_from(step).value_or(last + 1) - (last_ + 1 + step.idle), 0, left);
  activity.starved = last + 1 - activity.busy - activity.blocked;
  return activity;
}

std::vector<Lack> Elastic::lacks() const {
  const Step& step = cursor_.step();
  if (ended()) return {};
  std::vector<Lack> lacks;
  if (has_buffer()) {
    if (has_place() && !ports_.inputs[0].has_beat()) lacks.push_back({0, false});
    if (beat_needed(step, 0) >= ports_.inputs[0].channel().pops.count()) return lacks;
  } else {
    for (std::size_t i = 0; i < ports_.inputs.size(); ++i) {
      if (has(step.reads | step.waits, i) && !ports_.inputs[i].has_beat()) return {{i, false}};
    }
  }
  for (std::size_t o = 0; o < queues_.size(); ++o) {
    if (!has(step.writes, o) || queues_[o].offered - ports_.outputs[o].channel().taken().count() < credits_)
      continue;
    lacks.push_back({o, true});
    break;
  }
  return lacks;
}

std::optional<Cycle> Elastic::wanted_from() {
  const Step& step = cursor_.step();
  if (has_buffer()) {
    if (!has_place()) return std::nullopt;
    const Timeline& pops = ports_.inputs[0].channel().pops;
    return std::max(pops.last() + 1, free_from_[(pops.count() / unit_) & free_mask_]);
  }
  std::optional<Cycle> from = free_from(step);
  if (!has(step.reads, 0) || step.delay > 0 || !from) return std::nullopt;
  if (begun_) from = std::max(*from, last_ + step.every);
  for (std::size_t i = 1; i < ports_.inputs.size(); ++i) {
    if (!has(step.reads | step.waits, i)) continue;
    if (!ports_.inputs[i].has_beat()) return std::nullopt;
    from = std::max(*from, ports_.inputs[i].front());
  }
  return from;
}

Cycle Elastic::no_pop_before() const {
  return has_buffer() ? ports_.inputs[0].channel().pops.last() + 1 : last_ + 1;
}

Cycle Elastic::no_push_before() const {
  Cycle from = last_ + 1 + schedule_.latency();
  for (std::size_t o = 0; o < queues_.size(); ++o) from = std::min(from, offered_next(o).value_or(from));
  return from;
}

std::optional<Cycle> Elastic::offered_next(std::size_t output) const {
  const Timeline& pushes = ports_.outputs[output].channel().pushes;
  const Queue& queue = queues_[output];
  if (queue.offered == pushes.count()) return std::nullopt;
  return std::max(queue.from[pushes.count() % kMostCredits], pushes.last() + 1);
}

std::size_t Elastic::state_size() const {
  return has_buffer() ? static_cast<std::size_t>(places_ / unit_) + 2 : 1;
}

// The frame's last step is done: the buffer's first beat is the next frame's first.
void Elastic::copy_state(Cycle* to) const {
  if (has_buffer()) {
    const std::uint64_t first = base_ / unit_;
    for (std::uint64_t unit = 0; unit < places_ / unit_; ++unit)
      *to++ = free_from_[(first + unit) & free_mask_];
    *to++ = ports_.inputs[0].channel().pops[base_ - 1];
  }
  *to = last_;
}

void Elastic::resume_from(const Cycle* state) {
  if (has_buffer()) {
    for (std::uint64_t unit = 0; unit < places_ / unit_; ++unit) free_from_[unit & free_mask_] = *state++;
    ports_.inputs[0].channel().pops[static_cast<std::uint64_t>(-1)] = *state++;
  }
  last_ = *state;
  begun_ = true;
}

}  // namespace weir::models
