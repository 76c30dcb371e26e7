// The text of Verilog and SystemVerilog.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir::rtl {

// Words, numbers, texts in their quotes, and other characters one by one; no comments. A word keeps the ` of
// a directive or the \\ of an escaped name before it. Parts of `text`.
std::vector<std::string_view> words_of(std::string_view text);

// Names that differ in upper and lower case alone are one name to some file systems, and to VHDL.
std::string lower_case(std::string text);

}  // namespace weir::rtl
