# Writes OUTPUT, a C++ header with the version, the commit that is built and its day; touches it only if that is another. Usage:
#   cmake -D SOURCE=project -D VERSION=number -D OUTPUT=file -P version.cmake
# Where the project is no checkout of git's there is no commit to name.
cmake_minimum_required(VERSION 3.25)
set(commit "")
set(date "")
execute_process(COMMAND git -C ${SOURCE} rev-parse --show-prefix OUTPUT_VARIABLE prefix ERROR_QUIET RESULT_VARIABLE status)
if(status EQUAL 0 AND prefix STREQUAL "\n")
  execute_process(COMMAND git -C ${SOURCE} describe --always --exclude=* --abbrev=12 --dirty=+changes
                  OUTPUT_VARIABLE commit ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  execute_process(COMMAND git -C ${SOURCE} log -1 --format=%cs OUTPUT_VARIABLE date ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()
if(commit)
  set(commit " (commit ${commit})")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT
"// Of cmake/version.cmake.
#define WEIR_DATE \"@date@\"
#define WEIR_VERSION \"@VERSION@@commit@\"
")
