// Guesses which name a user meant by an unknown one.
#pragma once

#include <string>
#include <vector>

namespace weir {

// The name in `names` with the fewest changed, added or missing letters; "" if `names` is empty. A difference
// in case counts half.
std::string nearest_name(const std::string& name, const std::vector<std::string>& names);

// "Simd (nearest: SIMD)"; the name alone if every other differs in more than half of its letters.
std::string with_nearest_name(const std::string& name, const std::vector<std::string>& names);

// " (nearest: SIMD)", to follow a list of names; "" if every other differs in more than half.
std::string nearest_of(const std::string& name, const std::vector<std::string>& names);

}  // namespace weir
