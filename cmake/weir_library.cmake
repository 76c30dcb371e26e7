# weir_library(ROOM [ROOMS other rooms it may include] [DEPENDS libraries] [EXCLUDE patterns] [FAST -O2|-O3]): one static library for each
# top-level room, made of every .cpp file below it (HLS and RTL sources are data to the compiler of this project, not part of it).
# FAST LEVEL: the room computes for long, and is worth the compiler's time at that level (-O2, -O3).
function(weir_library room)
  cmake_parse_arguments(ARG "" "FAST" "ROOMS;DEPENDS;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  foreach(pattern ${ARG_EXCLUDE})
    list(FILTER sources EXCLUDE REGEX ${pattern})
  endforeach()
  add_library(weir_${room} STATIC ${sources})
  target_include_directories(weir_${room} PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_options(weir_${room} PRIVATE ${WEIR_WARNINGS})
  target_compile_options(weir_${room} PRIVATE $<$<CONFIG:Release>:${ARG_FAST}>)
  list(TRANSFORM ARG_ROOMS PREPEND weir_)
  target_link_libraries(weir_${room} PUBLIC ${ARG_ROOMS} ${ARG_DEPENDS})
endfunction()
