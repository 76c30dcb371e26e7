# Writes OUTPUT, a C++ header with a hash of the files FILES (a list). Usage:
#   cmake -D FILES=list -D OUTPUT=file -P sources_hash.cmake
cmake_minimum_required(VERSION 3.25)
set(hashes "")
foreach(path ${FILES})
  file(SHA256 ${path} hash)
  string(APPEND hashes ${hash})
endforeach()
string(SHA256 hash "${hashes}")
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT
"// Of cmake/sources_hash.cmake.
#pragma once

inline constexpr const char* kSourcesHash = \"@hash@\";
")
