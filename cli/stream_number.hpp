// The value of an option that gives a stream a number: STREAM=N.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace weir::cli {

// Throws BadInput, naming the option, unless `entry` has that form; `form` names it in the message.
std::pair<std::string, std::int64_t> parse_stream_number(const std::string& option, const std::string& entry,
                                                         const std::string& form);

}  // namespace weir::cli
