#include "models/discipline/elastic.hpp"

#include <bit>
#include <stdexcept>

namespace weir::models {

Elastic::Elastic(Schedule schedule, Ports ports)
    : Discipline(std::move(schedule), std::move(ports)),
      credits_(static_cast<std::uint64_t>(schedule_.latency()) + 1),
      places_(static_cast<std::uint64_t>(schedule_.buffer().places)),
      unit_(static_cast<std::uint64_t>(schedule_.buffer().unit)) {
  if (credits_ > OutPort::kMostQueued)
    throw std::logic_error("elastic: a latency beyond what its queues hold");
  turns_.resize(schedule_.entries().size());
  for (const Schedule::Entry& entry : schedule_.entries()) {
    if (entry.loop != 0) turns_[entry.loop] = turn_of(schedule_.entries()[entry.loop]);
  }
  if (!has_buffer()) return;
  // The reader may lag behind the buffer's first beat by as many beats as one step frees. Keep those places,
  // too.
  std::int64_t most_freed = 0;
  for (const Schedule::Entry& entry : schedule_.entries())
    most_freed = std::max(most_freed, entry.step.frees);
  free_mask_ = std::bit_ceil((places_ + static_cast<std::uint64_t>(most_freed)) / unit_ + 1) - 1;
  free_from_.assign(free_mask_ + 1, 0);
  next_free_ = places_ / unit_;
  const std::vector<std::int64_t>& offsets = schedule_.buffer().offsets;
  if (offsets.empty()) return;
  last_offset_ = static_cast<std::uint64_t>(offsets.back());
  reach_.resize(static_cast<std::size_t>(offsets.back()) + 2);
  for (std::size_t stored = 0, position = 0; stored < reach_.size(); ++stored) {
    while (position < offsets.size() && offsets[position] < static_cast<std::int64_t>(stored)) ++position;
    reach_[stored] = static_cast<std::int64_t>(position);
  }
}

Elastic::Turn Elastic::turn_of(const Schedule::Entry& loop) const {
  Turn turn;
  for (const Schedule::Entry* entry = &schedule_.entries()[loop.begin]; entry != &loop; ++entry) {
    const Step& step = entry->step;
    if (entry->times > 0 || step.waits != 0 || step.every > 1 || step.delay > 0 || step.reads > 1 ||
        step.writes > 1)
      return {};
    if (step.needs != Step::kNothing) {
      if (step.needs != Step::kOffsets || step.idle > 0 || &entry[1] != &loop || !turn.pieces.empty())
        return {};
      turn.windows = true;
    }
    const Cycle stride = 1 + step.idle;
    const Turn::Piece piece{turn.length + step.idle, step.count, stride, step.reads != 0, step.writes != 0};
    if (piece.reads && turn.reads == 0) turn.first_read = piece.at;
    if (piece.writes && turn.writes == 0) turn.first_write = piece.at;
    if (piece.reads) turn.reads += step.count;
    if (piece.writes) turn.writes += step.count;
    turn.length += step.count * stride;
    turn.pieces.push_back(piece);
  }
  const auto even = [&](std::int64_t beats, Cycle first, bool Turn::Piece::*moves) -> Cycle {
    if (beats == 0 || turn.length % beats != 0) return 0;
    const Cycle stride = turn.length / beats;
    Cycle next = first;
    for (const Turn::Piece& piece : turn.pieces) {
      if (!(piece.*moves)) continue;
      if (piece.at != next || (piece.count > 1 && piece.stride != stride)) return 0;
      next += piece.count * stride;
    }
    return stride;
  };
  turn.read_stride = even(turn.reads, turn.first_read, &Turn::Piece::reads);
  turn.write_stride = even(turn.writes, turn.first_write, &Turn::Piece::writes);
  return turn;
}

bool Elastic::has_place() const { return ports_.inputs[0].channel().pops.count() < base_ + places_; }

std::optional<Cycle> Elastic::free_from(const Step& step) const {
  Cycle free = last_ + 1 + step.idle;
  for (std::size_t o = 0; o < ports_.outputs.size(); ++o) {
    if (!has(step.writes, o)) continue;
    const Channel& channel = ports_.outputs[o].channel();
    const std::uint64_t offered = ports_.outputs[o].queue().offered;
    if (offered - channel.taken() >= credits_) return std::nullopt;
    free = std::max(free, channel.taken(offered - credits_) + 1);
  }
  return free;
}

LayerActivity Elastic::activity(Cycle last) const {
  // After the latest issue, the current iteration waits for a beat, or for a credit if it writes.
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
  for (std::size_t o = 0; o < ports_.outputs.size(); ++o) {
    if (!has(step.writes, o) ||
        ports_.outputs[o].queue().offered - ports_.outputs[o].channel().taken() < credits_)
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
  for (std::size_t o = 0; o < ports_.outputs.size(); ++o)
    from = std::min(from, offered_next(o).value_or(from));
  return from;
}

std::optional<Cycle> Elastic::offered_next(std::size_t output) const {
  const Timeline& pushes = ports_.outputs[output].channel().pushes;
  const OutPort::Queue& queue = ports_.outputs[output].queue();
  if (queue.offered == pushes.count()) return std::nullopt;
  return std::max(queue[pushes.count()], pushes.last() + 1);
}

std::size_t Elastic::state_size() const {
  return has_buffer() ? static_cast<std::size_t>(places_ / unit_) + 2 : 1;
}

// The frame's last step is done, so the buffer's first beat is the next frame's first.
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
