// Makes arbitrary text, such as a failed tool's output, safe inside XML and HTML.
#pragma once

#include <string>
#include <string_view>

namespace weir::report {

// The text as UTF-8 that XML allows: each byte or character that it does not allow becomes U+FFFD.
std::string legible(std::string_view text);

// Likewise, with the special characters of XML and HTML, also of attributes, as references.
std::string escaped(std::string_view text);

}  // namespace weir::report
