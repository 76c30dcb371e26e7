// Runs elastic hardware: by the rule of docs/timing.md one iteration at a time (issue_each), and by closed
// forms derived from it for many iterations at once.
//
// Each beat of a stream is pushed, popped, seen, credited and given its slot at least one cycle after the
// previous beat. (The first credits and slots are available by cycle 0.) So if iterations may follow each
// other every cycle, each of these bounds applies independently: iteration k issues in the maximum of first +
// k, the cycle in which its input has arrived, and the cycle of its credit. And since C = L + 1 credits cover
// the latency, push k of a single output happens in the maximum of first push + k, its slot, and L cycles
// after the iteration's input.
#include <type_traits>

#include "models/discipline/elastic_ends.hpp"

namespace weir::models {

namespace {

// All ends of a layer. kCount is their number if known at compile time, otherwise 0.
template <class End, std::size_t kCount>
struct EndsOf {
  using Type = std::array<End, kCount>;
};
template <class End>
struct EndsOf<End, 0> {
  using Type = std::vector<End>;
};

template <class End, std::size_t kCount, class Make>
typename EndsOf<End, kCount>::Type ends(std::size_t count, const Make& make) {
  if constexpr (kCount == 1) {
    return {make(0)};
  } else if constexpr (kCount == 2) {
    return {make(0), make(1)};
  } else {
    std::vector<End> all;
    all.reserve(count);
    for (std::size_t i = 0; i < count; ++i) all.push_back(make(i));
    return all;
  }
}

}  // namespace

template <class In, class Out, std::size_t kInputs, std::size_t kOutputs, bool kBuffer>
class Elastic::Run {
 public:
  explicit Run(Elastic& layer)
      : layer_(layer),
        ins_(ends<In, kInputs>(layer.ports_.inputs.size(),
                               [&](std::size_t i) { return In(layer.ports_.inputs[i]); })),
        outs_(
            ends<Out, kOutputs>(layer.ports_.outputs.size(),
                                [&](std::size_t o) { return Out(layer.ports_.outputs[o], layer.credits_); })),
        credits_(static_cast<std::int64_t>(layer.credits_)),
        latency_(layer.schedule_.latency()),
        last_(layer.last_) {}

  void run() {
    if (has_buffer()) {
      read_ahead();
      for (;;) {  // writing frees places for the reader, and reading provides beats to write
        const std::uint64_t base = layer_.base_;
        go_on();
        if (layer_.base_ == base || !read_ahead()) break;
      }
    } else {
      go_on();
    }
    for (Out& out : outs_) {
      if (out.queues()) out.wait();
    }
    store();
    for (In& in : ins_) in.publish();
    for (Out& out : outs_) out.publish();
  }

 private:
  static constexpr bool kPlain = In::kPlain;
  // With kBuffer, the specialisation for one input always has a buffer. With any number of inputs, only the
  // layer knows.
  [[nodiscard]] bool has_buffer() const { return kBuffer && (kInputs == 1 || layer_.has_buffer()); }
  [[nodiscard]] static bool needs_stored(const Step& step) { return kBuffer && step.needs != Step::kNothing; }

  // Issues all iterations that have their beats and credits.
  void go_on() {
    while (!layer_.ended()) {
      if constexpr (kPlain && kInputs == 1 && kOutputs == 1) {
        if (take_turns()) continue;
      }
      const Step& step = layer_.cursor_.step();
      const std::int64_t known_count = known(step);
      if (known_count == 0) break;
      const std::int64_t count = issue(step, known_count);
      if (kBuffer && step.frees > 0 && count == layer_.cursor_.left()) {
        layer_.last_ = last_;
        layer_.release(static_cast<std::uint64_t>(step.frees));
      }
      const bool ends_frame = layer_.iterated(count);
      publish_frames();
      if (ends_frame) end_frame();
    }
  }

  // The number of iterations of the current step that have all their beats and credits. If 0, the layer now
  // waits for what is missing.
  std::int64_t known(const Step& step) {
    std::int64_t count = layer_.cursor_.left();
    if (needs_stored(step)) {
      const std::uint64_t stored = ins_[0].popped();
      if (layer_.beat_needed(step, 0) >= stored) return 0;  // the reader waits for it
      count =
          step.needs == Step::kOffsets ? std::min(count, layer_.reach(stored) - layer_.position(step)) : 1;
    } else {
      for (std::size_t i = 0; i < ins_.size(); ++i) {
        if (!has(step.reads | step.waits, i)) continue;
        if (ins_[i].held() == 0 && !ins_[i].refill()) {
          ins_[i].wait();
          return 0;
        }
        if (has(step.reads, i)) count = std::min(count, ins_[i].held());
      }
    }
    for (std::size_t o = 0; o < outs_.size(); ++o) {
      if (!has(step.writes, o)) continue;
      const std::int64_t affordable = outs_[o].affordable();
      if (affordable <= 0) {
        outs_[o].wait();
        return 0;
      }
      count = std::min(count, affordable);
    }
    return count;
  }

  // Issues iterations of the step, all `count` or only the first ones. Returns how many.
  std::int64_t issue(const Step& step, std::int64_t count) {
    if constexpr (kPlain) {
      if (count > 1 && step.delay == 0 && step.waits == 0 && layer_.begun_) {
        if (step.idle == 0 && step.every == 1 && outs_.size() == 1) {
          if (step.writes == 0) return issue_row(step, count);
          if (const std::int64_t room = outs_[0].room(); room > 0)
            return issue_row(step, std::min(count, room));
        } else if (!needs_stored(step)) {
          if (const std::int64_t issued = issue_evenly(step, count); issued > 0) return issued;
          if (outs_.size() == 1) count = std::min(count, credits_);  // afterwards the stall may be over
        }
      }
    }
    return issue_each(step, count);
  }

  // The rule, iteration by iteration.
  std::int64_t issue_each(const Step& step, std::int64_t count) {
    const std::uint32_t looks_at = step.reads | step.waits;
    Cycle last = last_;
    Cycle blocked = 0;
    std::array<Cycle, kInputs == 0 ? kMostPorts : kInputs> fronts;
    for (std::int64_t k = 0; k < count; ++k) {
      const Cycle at_hand = last + 1 + step.idle;
      Cycle free = at_hand;
      for (std::size_t o = 0; o < outs_.size(); ++o) {
        if (has(step.writes, o)) free = std::max(free, outs_[o].credit());
      }
      blocked += free - at_hand;
      Cycle arrived = needs_stored(step) ? stored(step, k) : 0;
      for (std::size_t i = 0; i < ins_.size(); ++i) {
        if (has(looks_at, i)) arrived = std::max(arrived, fronts[i] = ins_[i].front());
      }
      const Cycle due = step.delay > 0  ? std::max(at_hand, arrived) + step.delay
                        : layer_.begun_ ? last + step.every
                                        : 0;
      const Cycle wanted = std::max(free, due);
      last = std::max(wanted, arrived);
      layer_.begun_ = true;
      for (std::size_t i = 0; i < ins_.size(); ++i) {
        if (!has(step.reads, i)) continue;
        Cycle ready = wanted;  // also waits for the beats of the other inputs
        for (std::size_t other = 0; other < ins_.size(); ++other) {
          if (other != i && has(looks_at, other)) ready = std::max(ready, fronts[other]);
        }
        ins_[i].pop(last, ready);
      }
      for (std::size_t o = 0; o < outs_.size(); ++o) {
        if (has(step.writes, o)) outs_[o].offer(last + latency_);
      }
    }
    last_ = last;
    blocked_ += blocked;
    busy_ += count * (1 + step.idle);
    return count;
  }

  // --- Many at once ---

  // Issues one iteration per cycle. The output, if they write, must have room for all of them.
  std::int64_t issue_row(const Step& step, std::int64_t count) {
    Out& out = outs_[0];
    const bool writes = step.writes != 0;
    const Cycle at_hand = last_ + 1;
    const Cycle free = writes ? std::max(at_hand, out.credit()) : at_hand;
    const Cycle first = std::max(free, arrived(step, 0));
    // If the last iteration's input has arrived by its turn, so has that of all earlier ones.
    bool there;
    if (needs_stored(step)) {
      there = stored_in_time(step, first, count);
    } else {
      there = arrived(step, count - 1) <= first + count - 1;
    }
    const std::int64_t last = count - 1;
    const Cycle push = writes ? std::max({first + latency_, out.last() + 1, out.slot(0)}) : 0;
    const Cycle credit = writes ? credit_of_last(count, push) : 0;
    const bool held = credit > first + last;
    busy_ += count;
    blocked_ += free - at_hand;
    if (!there || (held && (step.reads != 0 || out.notes_offers())))
      return issue_row_held_up(step, count, first, push);
    for (std::size_t i = 0; i < ins_.size(); ++i) {
      if (has(step.reads, i)) ins_[i].pop_row(count, first, 1);
    }
    if (writes) out.push_into_slots(count, push, first + latency_);
    last_ = first + last;
    if (held) {
      blocked_ += credit - last_;
      last_ = credit;
    }
    return count;
  }

  // Like issue_row, when beats or credits come late.
  std::int64_t issue_row_held_up(const Step& step, std::int64_t count, Cycle first, Cycle push) {
    Out& out = outs_[0];
    const bool writes = step.writes != 0;
    Cycle ready = first - 1;  // the issue cycle if credits were unlimited
    Cycle issue = first - 1;
    Cycle blocked = 0;
    for (std::int64_t k = 0; k < count; ++k) {
      ready = std::max(ready + 1, arrived(step, k));
      if (writes) {
        const Cycle credit = out.credit(k);
        blocked += std::max<Cycle>(credit - (issue + 1), 0);
        issue = std::max(ready, credit);
        out.set_push(k, std::max({ready + latency_, push + k, out.slot(k)}), issue + latency_);
      } else {
        issue = ready;
      }
      for (std::size_t i = 0; i < ins_.size(); ++i) {
        if (has(step.reads, i)) ins_[i].set_pop(k, issue);
      }
    }
    for (std::size_t i = 0; i < ins_.size(); ++i) {
      if (has(step.reads, i)) ins_[i].advance(count);
    }
    if (writes) out.advance(count);
    blocked_ += blocked;
    last_ = issue;
    return count;
  }

  // The credit cycle of the last iteration of a row whose first push is in cycle `push`. The credit comes
  // with the push C places before. If it is in time, so are all earlier ones.
  Cycle credit_of_last(std::int64_t count, Cycle push) const {
    const Out& out = outs_[0];
    if (count <= credits_) return out.credit(count - 1);
    return std::max(push + count - 1 - credits_, out.slot(count - 1 - credits_)) + 1;
  }

  // Issues iterations at the step's own pace, as long as neither they nor their pushes stall. Returns how
  // many; may be 0.
  std::int64_t issue_evenly(const Step& step, std::int64_t count) {
    const Cycle stride = std::max(1 + step.idle, step.every);
    const Cycle at_hand = last_ + 1 + step.idle;
    Cycle free = at_hand;
    for (std::size_t o = 0; o < outs_.size(); ++o) {
      if (has(step.writes, o)) free = std::max(free, outs_[o].credit());
    }
    const Cycle first = std::max({last_ + stride, free, arrived(step, 0)});
    // For a slower pace, only handle the case in which everything is available before the first iteration.
    if (stride > 1 && (first > last_ + stride || free > at_hand)) return 0;
    if (arrived(step, count - 1) > first + (stride == 1 ? count - 1 : 0)) return 0;
    for (std::size_t o = 0; o < outs_.size(); ++o) {
      if (!has(step.writes, o)) continue;
      const Out& out = outs_[o];
      const Cycle push = first + latency_;
      // C credits cover the latency at any pace, so they are available if no earlier push is pending.
      if (out.last() >= push || out.room() == 0) return 0;
      count = std::min(count, out.room());
      if (out.slot(count - 1) <= push + count - 1) continue;
      std::int64_t fit = 0;
      while (fit < count && out.slot(fit) <= push + fit * stride) ++fit;
      if (fit == 0) return 0;
      count = fit;
    }
    for (std::size_t i = 0; i < ins_.size(); ++i) {
      if (has(step.reads, i)) ins_[i].pop_row(count, first, stride);
    }
    for (std::size_t o = 0; o < outs_.size(); ++o) {
      if (has(step.writes, o)) outs_[o].push_row(count, first + latency_, stride, first + latency_);
    }
    blocked_ += free - at_hand;
    busy_ += count * (1 + step.idle);
    last_ = first + (count - 1) * stride;
    return count;
  }

  // The cycle in which the iteration `ahead` places after the current one has its input beat, or the buffer
  // beat that it needs.
  Cycle arrived(const Step& step, std::int64_t ahead) const {
    if (needs_stored(step)) return stored(step, ahead);
    Cycle at = 0;
    for (std::size_t i = 0; i < ins_.size(); ++i) {
      if (has(step.reads, i)) at = std::max(at, ins_[i].front(ahead));
    }
    return at;
  }
  Cycle stored(const Step& step, std::int64_t ahead) const {
    return ins_[0].pop_of(layer_.beat_needed(step, ahead)) + 1;
  }
  // Whether each position in a row of window positions finds its beat stored in time. If this is known only
  // for the first ones, reduces `count` to them.
  bool stored_in_time(const Step& step, Cycle first, std::int64_t& count) {
    // Beats stored by the latest issue cause no stall. (The beats that a step frees may have come later.)
    std::uint64_t known = std::max(layer_.stored_known_, layer_.base_);
    while (known < ins_[0].popped() && ins_[0].pop_of(known) <= last_) ++known;
    layer_.stored_known_ = known;
    const std::int64_t stored = layer_.reach(known) - layer_.position(step);
    if (stored >= count) return true;
    // Nor do beats stored by the earliest cycle in which an iteration can need them.
    const std::uint64_t newest = std::min(ins_[0].popped() - 1, layer_.base_ + layer_.last_offset_);
    if (ins_[0].pop_of(newest) + 1 <= first + stored) return true;
    if (stored < 2) return false;
    count = stored;
    return true;
  }

  // --- Whole turns of a loop, into room ---

  // Returns whether it issued any turn.
  bool take_turns() {
    const std::size_t at = layer_.cursor_.turn_begins();
    if (at == 0 || !layer_.begun_) return false;
    const Turn& turn = layer_.turns_[at];
    if (turn.pieces.empty()) return false;
    const Schedule::Entry& loop = layer_.schedule_.entries()[at];
    std::int64_t turns = layer_.cursor_.turns_left(loop);
    if (turn.reads > 0) turns = std::min(turns, times(ins_[0].held(), turn.reads));
    if (turn.writes > 0) turns = std::min(turns, times(outs_[0].room(), turn.writes));
    if (turns == 0) return false;
    if (kBuffer && turn.windows) {
      turns = write_windows(turn, turns);
      if (turns == 0) return false;
    } else if (!opens(turn, turns)) {
      walk<false>(turn, turns);
    } else if (turn.reads > 0 && ins_[0].front(turns * turn.reads - 1) > last_ + 1) {
      walk<true>(turn, turns);
    } else {
      take_evenly(turn, turns);
    }
    const bool ends_frame = layer_.iterated_turns(loop, turns);
    publish_frames();
    if (ends_frame) end_frame();
    return true;
  }

  // beats / part, rounded down.
  static std::int64_t times(std::int64_t beats, std::int64_t part) {
    if (beats < 2 * part) return beats >= part ? 1 : 0;
    if (beats > INT32_MAX) return beats / part;
    return static_cast<std::int32_t>(beats) / static_cast<std::int32_t>(part);  // 32-bit division is much
                                                                                // faster
  }

  // Applies the rule turn by turn. `kOpen`: no credit and no slot delays any turn.
  template <bool kOpen>
  void walk(const Turn& turn, std::int64_t turns) {
    In& in = ins_[0];
    Out& out = outs_[0];
    std::int64_t read = 0;
    std::int64_t written = 0;
    Cycle last = last_;
    Cycle blocked = 0;
    Cycle push = out.last();
    for (std::int64_t t = 0; t < turns; ++t) {
      for (const Turn::Piece& piece : turn.pieces) {
        const std::int64_t count = piece.count;
        const Cycle stride = piece.stride;
        if (!piece.writes) {
          for (std::int64_t k = 0; k < count; ++k) {
            last += stride;
            if (!piece.reads) continue;
            last = std::max(last, in.front(read));
            in.set_pop(read++, last);
          }
        } else if (kOpen && !piece.reads) {
          const Cycle first = last + stride + latency_;
          for (std::int64_t k = 0; k < count; ++k)
            out.set_push(written + k, first + k * stride, first + k * stride);
          written += count;
          last += count * stride;
        } else {
          for (std::int64_t k = 0; k < count; ++k) {
            last += stride;
            if (!kOpen) {
              const Cycle credit = out.credit(written);
              blocked += std::max<Cycle>(credit - last, 0);
              last = std::max(last, credit);
            }
            if (piece.reads) {
              last = std::max(last, in.front(read));
              in.set_pop(read++, last);
            }
            const Cycle from = last + latency_;
            push = kOpen ? from : std::max({from, push + 1, out.slot(written)});
            out.set_push(written++, push, from);
          }
        }
      }
    }
    in.advance(read);
    if (written > 0) out.advance(written);
    busy_ += turns * turn.length;
    blocked_ += blocked;
    last_ = last;
  }

  // Whether no credit and no slot delays any write of `turns` turns.
  bool opens(const Turn& turn, std::int64_t turns) const {
    if (turn.writes == 0) return true;
    const Out& out = outs_[0];
    const Cycle push = last_ + 1 + turn.first_write + latency_;
    const std::int64_t beats = turns * turn.writes;
    return out.last() < push && out.slot(beats - 1) <= push + beats - 1;
  }

  // Issues turns whose beats, credits and room are all available when they begin.
  void take_evenly(const Turn& turn, std::int64_t turns) {
    In& in = ins_[0];
    Out& out = outs_[0];
    const Cycle begin = last_ + 1;
    if (turn.read_stride > 0) in.pop_row(turns * turn.reads, begin + turn.first_read, turn.read_stride);
    if (turn.write_stride > 0) {
      const Cycle push = begin + turn.first_write + latency_;
      out.push_row(turns * turn.writes, push, turn.write_stride, push);
    }
    for (std::int64_t t = 0; t < turns; ++t) {
      for (const Turn::Piece& piece : turn.pieces) {
        const Cycle at = begin + t * turn.length + piece.at;
        if (piece.reads && turn.read_stride == 0) in.pop_row(piece.count, at, piece.stride);
        if (piece.writes && turn.write_stride == 0)
          out.push_row(piece.count, at + latency_, piece.stride, at + latency_);
      }
      if (turn.read_stride > 0 && turn.write_stride > 0) break;
    }
    busy_ += turns * turn.length;
    last_ += turns * turn.length;
  }

  // Writes whole windows as long as their beats arrive in time. Returns how many.
  std::int64_t write_windows(const Turn& turn, std::int64_t windows) {
    In& in = ins_[0];
    Out& out = outs_[0];
    const Step& step = layer_.cursor_.step();
    const std::uint64_t newest = layer_.base_ + layer_.last_offset_;
    if (windows < 2 || newest >= in.popped()) return 0;
    const Cycle free = std::max(last_ + 1, out.credit());
    const Cycle first = std::max(free, stored(step, 0));
    std::int64_t count = turn.writes;
    if (!stored_in_time(step, first, count) || count < turn.writes) return 0;
    std::int64_t most = 1;
    while (most < windows) {
      const std::uint64_t needed = newest + static_cast<std::uint64_t>(most * step.frees);
      if (needed >= in.popped() || in.pop_of(needed) + 1 > first + most * turn.writes) break;
      ++most;
    }
    if (most == 1) return 0;
    count = most * turn.writes;
    const Cycle push = std::max({first + latency_, out.last() + 1, out.slot(0)});
    const bool held = credit_of_last(count, push) > first + count - 1;
    if (held && out.notes_offers()) return 0;
    out.push_into_slots(count, push, first + latency_);
    blocked_ += free - (last_ + 1);
    busy_ += count;
    for (std::int64_t end = turn.writes - 1; end < count; end += turn.writes) {
      last_ = first + end;
      if (held) last_ = std::max(last_, out.credit(end - count));
      layer_.last_ = last_;
      layer_.release(static_cast<std::uint64_t>(step.frees));
    }
    blocked_ += last_ - (first + count - 1);
    return most;
  }

  // --- The buffer's reader: takes beats as long as there are free places ---

  bool read_ahead() {
    In& in = ins_[0];
    const std::uint64_t begin = in.popped();
    const std::uint64_t places_end = layer_.base_ + layer_.places_;
    while (in.popped() < places_end) {
      if (in.held() == 0 && !in.refill()) {
        in.wait();
        break;
      }
      const std::uint64_t stop = std::min({places_end, in.pushed(), in.told_next()});
      Cycle last = in.pop_of(in.popped() - 1);
      while (in.popped() < stop) {
        if (in.popped() == layer_.unit_end_) layer_.next_unit();
        last = std::max(last, layer_.unit_free_from_ - 1);
        for (const std::uint64_t to = std::min(stop, layer_.unit_end_); in.popped() < to;) {
          const Cycle wanted = last + 1;
          last = std::max(wanted, in.front());
          in.pop(last, wanted);
        }
      }
      in.publish_frame();
    }
    if (layer_.reader_trails_ && in.popped() >= layer_.base_) {
      layer_.reader_trails_ = false;
      store();
      layer_.frame_done();
    }
    return in.popped() != begin;
  }

  // --- State that the layer and others need ---

  void end_frame() {
    store();
    layer_.reader_trails_ = has_buffer() && ins_[0].popped() < layer_.base_;
    if (!layer_.reader_trails_) layer_.frame_done();
  }
  void publish_frames() {
    for (In& in : ins_) in.publish_frame();
    for (Out& out : outs_) out.publish_frame();
  }
  void store() {
    layer_.last_ = last_;
    layer_.busy_ += busy_;
    layer_.blocked_ += blocked_;
    busy_ = blocked_ = 0;
  }

  Elastic& layer_;
  typename EndsOf<In, kInputs>::Type ins_;
  typename EndsOf<Out, kOutputs>::Type outs_;
  const std::int64_t credits_;
  const Cycle latency_;
  Cycle last_;
  std::int64_t busy_ = 0;
  std::int64_t blocked_ = 0;
};

// A layer specialised by the number of its ends if known at compile time; 0: any number.
template <class In, class Out, std::size_t kInputs, std::size_t kOutputs, bool kBuffer>
class Elastic::With final : public Elastic {
 public:
  With(Schedule schedule, Ports ports) : Elastic(std::move(schedule), std::move(ports)) {}
  // Flattened into one function so that per-beat state stays in registers.
  [[gnu::flatten]] void run() override {
    for (OutPort& port : ports_.outputs) {
      if (port.queues()) port.settle();
    }
    Run<In, Out, kInputs, kOutputs, kBuffer>(*this).run();
  }
};

std::unique_ptr<Elastic> Elastic::make(Schedule schedule, Ports ports) {
  bool plain = true;
  for (const InPort& port : ports.inputs) plain = plain && port.plain();
  for (const OutPort& port : ports.outputs) plain = plain && port.plain() && !port.channel().has_offers();
  const std::size_t inputs = ports.inputs.size();
  const std::size_t outputs = ports.outputs.size();
  const bool buffer = schedule.buffer().places > 0;
  const auto with = [&]<class Layer>(std::type_identity<Layer>) -> std::unique_ptr<Elastic> {
    return std::make_unique<Layer>(std::move(schedule), std::move(ports));
  };
  if (!plain) return with(std::type_identity<With<PortIn, PortOut, 0, 0, true>>{});
  if (inputs == 1 && outputs == 1 && buffer)
    return with(std::type_identity<With<PlainIn, PlainOut, 1, 1, true>>{});
  if (inputs == 1 && outputs == 1) return with(std::type_identity<With<PlainIn, PlainOut, 1, 1, false>>{});
  if (inputs == 2 && outputs == 1 && !buffer)
    return with(std::type_identity<With<PlainIn, PlainOut, 2, 1, false>>{});
  if (inputs == 1 && outputs == 2 && !buffer)
    return with(std::type_identity<With<PlainIn, PlainOut, 1, 2, false>>{});
  return with(std::type_identity<With<PlainIn, PlainOut, 0, 0, true>>{});
}

}  // namespace weir::models
