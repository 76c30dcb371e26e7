// Text that may hold anything, such as what a tool printed when it broke, inside XML and HTML.
#pragma once

#include <string>
#include <string_view>

namespace weir::report {

// The text as UTF-8 that XML allows: each byte or character that it does not allow becomes U+FFFD.
std::string legible(std::string_view text);

// The same, with what has a meaning in XML and HTML, in attributes too, as references.
std::string escaped(std::string_view text);

}  // namespace weir::report
