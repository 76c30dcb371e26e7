// Makes a failing scenario smaller, as long as it fails.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace weir::regress {

// Changes to the scenario's text are tried as to any tree of keys, lists and numbers: engines, stalls and
// keys left out, layers left out or by-passed, numbers made 1 or smaller. The meaning of the keys does not
// matter: a candidate counts if it fails.
struct Shrunk {
  std::string text;
  std::int64_t candidates = 0;  // for which `fails` was asked
  double seconds = 0;           // wall clock
};

// `fails`: whether the scenario of that text loads, and fails as the first does. Ends when no change helps,
// or after `most_seconds`. The text given must fail.
Shrunk shrink(const std::string& text, const std::function<bool(const std::string&)>& fails,
              double most_seconds);

}  // namespace weir::regress
