// Elastic hardware of one input and one output, most layers, where nothing is held back at either: the rule
// of Elastic::issue() with all that it touches in registers, and in closed form where cycles follow each
// other.
//
// Cycles of transfers grow by at least one a beat. So of a run of iterations at one a cycle none is held up
// if the last is not: one comparison stands for all.
#include "models/discipline/elastic.hpp"

namespace weir::models {

class Elastic::Line {
 public:
  explicit Line(Elastic& layer)
      : layer_(layer),
        in_(layer.ports_.inputs[0].channel()),
        out_(layer.ports_.outputs[0].channel()),
        queue_(layer.queues_[0]),
        arrivals_(in_.pushes.ring()),
        arrivals_mask_(in_.pushes.mask()),
        visible_(in_.delays.write_to_read),
        reads_(in_.pops.ring()),
        reads_mask_(in_.pops.mask()),
        pushes_(out_.pushes.ring()),
        pushes_mask_(out_.pushes.mask()),
        slots_(out_.pops.ring()),
        slots_mask_(out_.pops.mask()),
        depth_(out_.depth()),
        freed_(out_.delays.read_to_write),
        credits_(layer.credits_),
        latency_(layer.schedule_.latency()),
        offers_(layer.ports_.outputs[0].notes_offered() ? layer.ports_.outputs[0].offered().ring() : nullptr),
        arrived_(in_.pushes.count()),
        limit_(out_.pops.count() + depth_),
        read_(in_.pops.count()),
        written_(out_.pushes.count()),
        offered_(queue_.offered),
        pushed_(out_.pushes.last()),
        last_(layer.last_) {}

  void run() {
    settle();
    if (layer_.has_buffer()) {
      for (bool moved = true; moved;) {
        moved = read_ahead();
        moved = write_on() || moved;
      }
    } else {
      go_on();
    }
    if (offered_ != written_) out_.wait_for_room();
    store();
    if (in_.pops.count() != read_) tell_reads();
    if (out_.pushes.count() != written_) tell_pushes();
  }

 private:
  // --- Iterations that read, write or both ---

  void go_on() {
    Cursor& cursor = layer_.cursor_;
    for (;;) {
      if (take_turns()) continue;
      const Step& step = cursor.step();
      const std::int64_t count = iterate(step, cursor.left());
      if (count == 0) return;
      done(count);
    }
  }

  // Issues as many of the step's iterations as can be.
  std::int64_t iterate(const Step& step, std::int64_t left) {
    const bool reads = step.reads != 0;
    const bool simple = step.waits == 0 && step.delay == 0 && step.every == 1 && layer_.begun_;
    const Cycle stride = 1 + step.idle;
    if (reads || step.waits != 0) {
      if (arrived_ == read_) {
        in_.wait_for_beat();
        return 0;
      }
      if (reads) left = std::min(left, static_cast<std::int64_t>(arrived_ - read_));
    }
    if (step.writes == 0) {
      if (!simple || stride != 1) return one_by_one(step, left);
      return read_run(left);
    }
    const std::int64_t room = offered_ == written_ ? static_cast<std::int64_t>(limit_ - written_) : 0;
    const std::int64_t credit = static_cast<std::int64_t>(credits_ - (offered_ - written_)) + room;
    if (credit == 0) {
      out_.wait_for_room();
      return 0;
    }
    left = std::min(left, credit);
    if (!simple) return one_by_one(step, left);
    const std::int64_t run = std::min(left, room);
    if (run > 1) {
      const std::int64_t issued = reads         ? stride == 1 ? pass_run(run) : 0
                                  : stride == 1 ? write_run(run)
                                                : write_paced(run, stride);
      if (issued > 0) return issued;
      left = std::min(left, static_cast<std::int64_t>(credits_));  // what holds them up may be over then
    }
    return one_by_one(step, left);
  }

  // The rule, iteration by iteration: docs/timing.md.
  std::int64_t one_by_one(const Step& step, std::int64_t count) {
    const bool reads = step.reads != 0;
    const bool looks = reads || step.waits != 0;
    const bool writes = step.writes != 0;
    Cycle last = last_;
    for (std::int64_t k = 0; k < count; ++k) {
      const Cycle at_hand = last + 1 + step.idle;
      Cycle free = at_hand;
      if (writes) free = std::max(free, pushes_[(offered_ - credits_) & pushes_mask_] + 1);
      blocked_ += free - at_hand;
      const Cycle arrived = looks ? arrivals_[read_ & arrivals_mask_] + visible_ : 0;
      const Cycle due = step.delay > 0  ? std::max(at_hand, arrived) + step.delay
                        : layer_.begun_ ? last + step.every
                                        : 0;
      last = std::max({free, due, arrived});
      layer_.begun_ = true;
      if (reads) reads_[read_++ & reads_mask_] = last;
      if (writes) offer(last + latency_);
    }
    busy_ += count * (1 + step.idle);
    last_ = last;
    return count;
  }

  // Iterations that read, one a cycle.
  std::int64_t read_run(std::int64_t count) {
    Cycle before = last_;
    Cycle last = last_;
    read_row(count, before, last);
    last_ = last;
    read_ += static_cast<std::uint64_t>(count);
    busy_ += count;
    return count;
  }

  // The cycles of `count` reads, as early as can be, into the ring: of the last, and of the one before it.
  void read_row(std::int64_t count, Cycle& before, Cycle& last_read) {
    const Cycle first = std::max(last_ + 1, arrival(0));
    if (arrival(count - 1) <= first + count - 1) {
      fill(reads_, reads_mask_, read_, count, first, 1);
      last_read = first + count - 1;
      if (count > 1) before = last_read - 1;
      return;
    }
    last_read = last_;
    for (std::int64_t k = 0; k < count; ++k) {
      before = last_read;
      last_read = std::max(last_read + 1, arrival(k));
      reads_[(read_ + static_cast<std::uint64_t>(k)) & reads_mask_] = last_read;
    }
  }

  // Iterations that write, one a cycle, into room; 0 where they do not follow each other.
  std::int64_t write_run(std::int64_t count) {
    const auto credits = static_cast<std::int64_t>(credits_);
    const Cycle first = std::max(last_ + 1, credit(0));
    const std::int64_t before = std::min(count, credits);
    if (credit(before - 1) > first + before - 1) return 0;
    const Cycle push = std::max({first + latency_, pushed_ + 1, slot(0)});
    if (slot(count - 1) > push + count - 1) return 0;
    // What has no credit of before comes as much later as the first push does.
    const Cycle gap = count > credits ? push - first - latency_ : 0;
    push_run(count, first + latency_, gap, push, 1);
    blocked_ += first - (last_ + 1) + gap;
    busy_ += count;
    last_ = first + count - 1 + gap;
    return count;
  }

  // Iterations that write at a slower pace, which nothing holds up.
  std::int64_t write_paced(std::int64_t count, Cycle stride) {
    const Cycle first = last_ + stride;
    if (pushed_ >= first + latency_) return 0;
    for (std::int64_t k = std::min(count, static_cast<std::int64_t>(credits_)); k-- > 0;) {
      if (credit(k) > first + k * stride) return 0;
    }
    if (slot(count - 1) > first + latency_) {
      // Those that find room as soon as they are offered.
      std::int64_t fit = 0;
      while (fit < count && slot(fit) <= first + latency_ + fit * stride) ++fit;
      if (fit == 0) return 0;
      count = fit;
    }
    push_run(count, first + latency_, 0, first + latency_, stride);
    busy_ += count * stride;
    last_ = first + (count - 1) * stride;
    return count;
  }

  // Iterations that read and write, one a cycle, into room; 0 where they do not follow each other.
  std::int64_t pass_run(std::int64_t count) {
    const auto credits = static_cast<std::int64_t>(credits_);
    const Cycle free = std::max(last_ + 1, credit(0));
    const Cycle first = std::max(free, arrival(0));
    if (arrival(count - 1) > first + count - 1) return 0;
    const std::int64_t before = std::min(count, credits);
    if (credit(before - 1) > first + before - 1) return 0;
    const Cycle push = std::max({first + latency_, pushed_ + 1, slot(0)});
    if (slot(count - 1) > push + count - 1) return 0;
    if (push > first + latency_) count = before;
    fill(reads_, reads_mask_, read_, count, first, 1);
    read_ += static_cast<std::uint64_t>(count);
    push_run(count, first + latency_, 0, push, 1);
    blocked_ += free - (last_ + 1);
    busy_ += count;
    last_ = first + count - 1;
    return count;
  }

  // --- Turns of a loop, whole ---

  // Takes turns as long as nothing holds them up once they have begun. Tells whether it took any.
  bool take_turns() {
    Cursor& cursor = layer_.cursor_;
    const Schedule::Entry* const loop = cursor.turn_begins();
    if (loop == nullptr || offered_ != written_ || !layer_.begun_) return false;
    const Turn& turn = layer_.turns_[static_cast<std::size_t>(loop - layer_.schedule_.entries().data())];
    if (turn.pieces.empty()) return false;
    std::int64_t most = cursor.turns_left(*loop);
    if (turn.reads > 0) most = std::min(most, static_cast<std::int64_t>(arrived_ - read_) / turn.reads);
    if (turn.writes > 0) most = std::min(most, static_cast<std::int64_t>(limit_ - written_) / turn.writes);
    std::int64_t turns = most > 1 ? turns_in_a_row(turn, most) : 0;
    for (; turns < most; ++turns) {
      // All that it reads comes first: from its last on it goes at its own pace.
      Cycle before = last_;
      Cycle last_read = last_ + 1 + turn.last_read;
      if (turn.reads > 0) read_row(turn.reads, before, last_read);
      if (turn.writes > 0) {
        const bool with_read = turn.reads > 0 && turn.first_write == turn.last_read;
        const Cycle write = last_read + (turn.first_write - turn.last_read);
        const Cycle at_hand = with_read ? before + 1 : write;
        // C credits cover the latency at any pace, so they are there if pushes are done with.
        if (pushed_ >= at_hand + latency_ || slot(turn.writes - 1) > write + latency_) break;
        push_turns(turn, 1, last_read - turn.last_read);
      }
      read_ += static_cast<std::uint64_t>(turn.reads);
      busy_ += turn.length;
      last_ = last_read + (turn.length - 1 - turn.last_read);
    }
    if (turns == 0) return false;
    const bool ends_frame = layer_.iterated_turns(*loop, turns);
    tell_frames();
    if (ends_frame) end_frame();
    return true;
  }

  // Several that find all beats, credits and room there when they begin; 0 where they do not.
  std::int64_t turns_in_a_row(const Turn& turn, std::int64_t turns) {
    const Cycle begin = last_ + 1;
    if (turn.reads > 0 && arrival(turns * turn.reads - 1) > begin) return 0;
    if (turn.writes > 0) {
      const Cycle push = begin + turn.first_write + latency_;
      if (pushed_ >= push || slot(turns * turn.writes - 1) > push) return 0;
      push_turns(turn, turns, begin);
    }
    if (turn.reads == 1 || turn.reads == turn.length) {
      fill(reads_, reads_mask_, read_, turns * turn.reads, begin, turn.reads == 1 ? turn.length : 1);
    } else {
      for (std::int64_t t = 0; t < turns && turn.reads > 0; ++t)
        fill(reads_, reads_mask_, read_ + static_cast<std::uint64_t>(t * turn.reads), turn.reads,
             begin + t * turn.length, 1);
    }
    read_ += static_cast<std::uint64_t>(turns * turn.reads);
    busy_ += turns * turn.length;
    last_ += turns * turn.length;
    return turns;
  }

  // Pushes what turns from cycle `begin` on write.
  void push_turns(const Turn& turn, std::int64_t turns, Cycle begin) {
    if (turn.write_stride > 0) {
      const Cycle push = begin + turn.first_write + latency_;
      push_run(turns * turn.writes, push, 0, push, turn.write_stride);
      return;
    }
    for (std::int64_t t = 0; t < turns; ++t, begin += turn.length) {
      for (const Turn::Piece& piece : turn.pieces) {
        const Cycle push = begin + piece.at + latency_;
        if (piece.writes) push_run(piece.count, push, 0, push, piece.stride);
      }
    }
  }

  // --- A buffer between a reader and iterations that write ---

  bool read_ahead() {
    const std::uint64_t begin = read_;
    const std::uint64_t places_end = layer_.base_ + layer_.places_;
    while (read_ < places_end) {
      if (read_ == arrived_) {
        in_.wait_for_beat();
        break;
      }
      const std::uint64_t stop = std::min({places_end, arrived_, in_.next_frame_popped()});
      Cycle last = reads_[(read_ - 1) & reads_mask_];
      while (read_ < stop) {
        if (read_ == layer_.unit_end_) layer_.next_unit();
        last = std::max(last, layer_.unit_free_from_ - 1);
        for (const std::uint64_t to = std::min(stop, layer_.unit_end_); read_ < to; ++read_) {
          last = std::max(last + 1, arrivals_[read_ & arrivals_mask_] + visible_);
          reads_[read_ & reads_mask_] = last;
        }
      }
      tell_frames();
    }
    if (layer_.reader_trails_ && read_ >= layer_.base_) {
      layer_.reader_trails_ = false;
      store();
      layer_.frame_done();
    }
    return read_ != begin;
  }

  bool write_on() {
    bool moved = false;
    while (!layer_.ended()) {
      const Step& step = layer_.cursor_.step();
      const std::uint64_t needed = layer_.beat_needed(step, 0);
      if (needed >= read_) break;
      const std::int64_t room = offered_ == written_ ? static_cast<std::int64_t>(limit_ - written_) : 0;
      const std::int64_t credit = static_cast<std::int64_t>(credits_ - (offered_ - written_)) + room;
      if (credit == 0) {
        out_.wait_for_room();
        break;
      }
      moved = true;
      const std::int64_t count = write_stored(step, std::min(layer_.cursor_.left(), credit), room);
      if (step.frees > 0 && count == layer_.cursor_.left()) {
        layer_.last_ = last_;
        layer_.release(static_cast<std::uint64_t>(step.frees));
      }
      done(count);
    }
    return moved;
  }

  std::int64_t write_stored(const Step& step, std::int64_t count, std::int64_t room) {
    const std::int64_t position = layer_.position(step);
    const std::int64_t* const offsets =
        step.needs == Step::kOffsets ? layer_.schedule_.buffer().offsets.data() + position : nullptr;
    if (offsets == nullptr) {
      count = 1;
    } else {
      count = std::min(count, layer_.reach(read_) - position);
    }
    if (const std::int64_t run = std::min(count, room); run > 1) {
      // What was stored by the latest issue holds nothing up.
      std::uint64_t& known = layer_.stored_known_;
      known = std::max(known, layer_.base_);  // what a step frees may have come after that issue
      while (known < read_ && reads_[known & reads_mask_] <= last_) ++known;
      const std::int64_t stored = layer_.reach(known) - position;
      // Nor does what is stored by the time that the first that needs it can come.
      const std::uint64_t newest = std::min(read_ - 1, layer_.base_ + layer_.last_offset_);
      const std::int64_t free =
          reads_[newest & reads_mask_] + 1 <= last_ + 1 + stored ? run : std::min(run, stored);
      if (free > 1) {
        if (const std::int64_t issued = write_run(free); issued > 0) return issued;
      }
    }
    Cycle last = last_;
    for (std::int64_t k = 0; k < count; ++k) {
      const Cycle at_hand = last + 1;
      const Cycle free = std::max(at_hand, pushes_[(offered_ - credits_) & pushes_mask_] + 1);
      blocked_ += free - at_hand;
      const std::uint64_t needed =
          layer_.base_ + static_cast<std::uint64_t>(offsets != nullptr ? offsets[k] : step.needs);
      last = std::max(free, reads_[needed & reads_mask_] + 1);
      offer(last + latency_);
    }
    layer_.begun_ = true;
    busy_ += count;
    last_ = last;
    return count;
  }

  // --- What all share ---

  void done(std::int64_t count) {
    const bool ends_frame = layer_.iterated(count);
    tell_frames();
    if (ends_frame) end_frame();
  }

  void end_frame() {
    store();
    layer_.reader_trails_ = layer_.has_buffer() && read_ < layer_.base_;
    if (!layer_.reader_trails_) layer_.frame_done();
  }

  [[nodiscard]] Cycle arrival(std::int64_t ahead) const {
    return arrivals_[(read_ + static_cast<std::uint64_t>(ahead)) & arrivals_mask_] + visible_;
  }
  // From when a coming iteration finds its credit, or a coming push its slot.
  [[nodiscard]] Cycle credit(std::int64_t ahead) const {
    return pushes_[(offered_ + static_cast<std::uint64_t>(ahead) - credits_) & pushes_mask_] + 1;
  }
  [[nodiscard]] Cycle slot(std::int64_t ahead) const {
    return slots_[(written_ + static_cast<std::uint64_t>(ahead) - depth_) & slots_mask_] + freed_;
  }
  static void fill(Cycle* ring, std::uint64_t mask, std::uint64_t from, std::int64_t count, Cycle first,
                   Cycle stride) {
    const std::uint64_t at = from & mask;
    const auto straight = std::min(static_cast<std::uint64_t>(count), mask + 1 - at);
    Cycle* to = ring + at;
    for (Cycle* const end = to + straight; to != end; first += stride) *to++ = first;
    to = ring;
    for (Cycle* const end = to + (static_cast<std::uint64_t>(count) - straight); to != end; first += stride)
      *to++ = first;
  }
  void push_run(std::int64_t count, Cycle offered, Cycle gap, Cycle first, Cycle stride) {
    if (offers_ != nullptr) [[unlikely]] {
      for (std::int64_t k = 0; k < count; ++k)
        offers_[(written_ + static_cast<std::uint64_t>(k)) & pushes_mask_] =
            offered + k * stride + (k < static_cast<std::int64_t>(credits_) ? 0 : gap);
    }
    fill(pushes_, pushes_mask_, written_, count, first, stride);
    written_ += static_cast<std::uint64_t>(count);
    offered_ = written_;
    pushed_ = first + (count - 1) * stride;
  }
  void offer(Cycle from) {
    if (offered_ == written_ && written_ < limit_) {
      ++offered_;
      push(from);
    } else {
      queue_.from[offered_++ % kMostCredits] = from;
    }
  }
  void push(Cycle from) {
    if (offers_ != nullptr) [[unlikely]]
      offers_[written_ & pushes_mask_] = from;
    pushed_ = std::max({from, pushed_ + 1, slot(0)});
    pushes_[written_++ & pushes_mask_] = pushed_;
  }
  void settle() {
    while (offered_ != written_ && written_ < limit_) {
      push(queue_.from[written_ % kMostCredits]);
      if (out_.ends_frame_pushed(written_)) [[unlikely]]
        tell_pushes();
    }
  }

  void store() {
    layer_.last_ = last_;
    layer_.busy_ += busy_;
    layer_.blocked_ += blocked_;
    busy_ = blocked_ = 0;
    queue_.offered = offered_;
  }
  void tell_reads() {
    in_.pops.set_count(read_);
    in_.popped();
  }
  void tell_pushes() {
    out_.pushes.set_count(written_);
    out_.pushed();
  }
  void tell_frames() {
    if (in_.ends_frame_popped(read_) && in_.pops.count() != read_) [[unlikely]]
      tell_reads();
    if (out_.ends_frame_pushed(written_) && out_.pushes.count() != written_) [[unlikely]]
      tell_pushes();
  }

  Elastic& layer_;
  Channel& in_;
  Channel& out_;
  Queue& queue_;
  const Cycle* const arrivals_;
  const std::uint64_t arrivals_mask_;
  const Cycle visible_;
  Cycle* const reads_;
  const std::uint64_t reads_mask_;
  Cycle* const pushes_;
  const std::uint64_t pushes_mask_;
  const Cycle* const slots_;
  const std::uint64_t slots_mask_;
  const std::uint64_t depth_;
  const Cycle freed_;
  const std::uint64_t credits_;
  const Cycle latency_;
  Cycle* const offers_;
  const std::uint64_t arrived_;
  const std::uint64_t limit_;
  std::uint64_t read_;
  std::uint64_t written_;
  std::uint64_t offered_;
  Cycle pushed_;
  Cycle last_;
  std::int64_t busy_ = 0;
  std::int64_t blocked_ = 0;
};

// All of it in one function: so that what changes with each beat is in registers.
[[gnu::flatten]] void Elastic::run_line() { Line(*this).run(); }

}  // namespace weir::models
