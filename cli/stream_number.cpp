#include "cli/stream_number.hpp"

#include <CLI/CLI.hpp>
#include <cstddef>

#include "network/error.hpp"

namespace weir::cli {

std::pair<std::string, std::int64_t> parse_stream_number(const std::string& option, const std::string& entry,
                                                         const std::string& form) {
  const std::size_t equals = entry.find('=');
  std::int64_t number = 0;
  if (equals == std::string::npos || equals == 0 ||
      !CLI::detail::lexical_cast(entry.substr(equals + 1), number))
    throw BadInput(option, '"' + entry + '"', form);
  return {entry.substr(0, equals), number};
}

}  // namespace weir::cli
