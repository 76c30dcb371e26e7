#include "models/schedule.hpp"

#include <algorithm>

namespace weir::models {

namespace {

// Whether two equal steps can be merged: no iteration's behaviour depends on its position in the step.
bool can_be_joined(const Step& step) {
  return step.delay == 0 && step.frees == 0 && step.needs != Step::kOffsets;
}

bool alike(Step a, const Step& b) {
  a.count = b.count;
  return a == b;
}

}  // namespace

void Schedule::step(const Step& step) {
  if (step.count < 1) return;
  const std::size_t begin = open_.empty() ? 0 : open_.back();
  if (entries_.size() > begin && entries_.back().times == 0 && can_be_joined(step) &&
      alike(entries_.back().step, step)) {
    entries_.back().step.count += step.count;
    return;
  }
  entries_.push_back({step, 0, 0, 0, 0});
}

void Schedule::open() { open_.push_back(entries_.size()); }

void Schedule::close(std::int64_t times) {
  const std::size_t begin = open_.back();
  open_.pop_back();
  if (times == 1 || entries_.size() == begin) return;
  // A loop around a single mergeable step becomes one longer step.
  if (const Entry only = entries_.back();
      entries_.size() == begin + 1 && only.times == 0 && can_be_joined(only.step)) {
    entries_.pop_back();
    Step longer = only.step;
    longer.count *= times;
    return step(longer);
  }
  const auto is_loop = [](const Entry& entry) { return entry.times > 0; };
  if (std::none_of(entries_.begin() + static_cast<std::ptrdiff_t>(begin), entries_.end(), is_loop))
    entries_[begin].loop = entries_.size();
  levels_ = std::max(levels_, open_.size() + 1);
  entries_.push_back({{}, times, begin, open_.size(), 0});
}

Schedule Schedule::as_loop() && {
  if (levels_ == 0 && !entries_.empty()) {
    levels_ = 1;
    entries_.front().loop = entries_.size();
    entries_.push_back({{}, 1, 0, 0, 0});
  }
  return std::move(*this);
}

std::int64_t Schedule::iterations() const {
  std::int64_t sum = 0;
  for (Cursor cursor(*this);;) {
    const std::int64_t count = cursor.left();
    sum += count * (1 + cursor.step().idle);
    if (cursor.done(count)) return sum;
  }
}

std::int64_t Schedule::written(std::size_t output, std::int64_t iterations) const {
  const auto up_to = [&](std::int64_t end) {
    std::int64_t sum = 0;
    for (Cursor cursor(*this);;) {
      const Step& step = cursor.step();
      const std::int64_t fit = std::min(cursor.left(), end / (1 + step.idle));
      if ((step.writes >> output & 1U) != 0) sum += fit;
      end -= fit * (1 + step.idle);
      if (fit < cursor.left() || cursor.done(fit)) return sum;
    }
  };
  const std::int64_t frame = this->iterations();
  return iterations / frame * up_to(frame) + up_to(iterations % frame);
}

Cycle Schedule::longest_pause() const {
  Cycle longest = 0;
  for (const Entry& entry : entries_) {
    if (entry.times == 0)
      longest = std::max(longest, std::max(entry.step.idle + 1, entry.step.every) + entry.step.delay);
  }
  return longest;
}

}  // namespace weir::models
