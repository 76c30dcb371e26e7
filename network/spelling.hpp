// A name that a user wrote and that nothing has: which one was meant.
#pragma once

#include <string>
#include <vector>

namespace weir {

// The one of `names` that takes the fewest changed, added or left-out letters; "" of none. A letter in the
// other case counts half.
std::string nearest_name(const std::string& name, const std::vector<std::string>& names);

// "Simd (nearest: SIMD)"; the name alone if every other differs in more than half of its letters.
std::string with_nearest_name(const std::string& name, const std::vector<std::string>& names);

// " (nearest: SIMD)", to stand behind a list of names; "" if every other differs in more than half.
std::string nearest_of(const std::string& name, const std::vector<std::string>& names);

}  // namespace weir
