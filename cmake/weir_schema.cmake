# weir_schema(ROOM FILE NAME): the text of FILE, a JSON Schema, for the program, as weir::NAME in ROOM/FILE.hpp; and for editors, in share/weir.
function(weir_schema room file name)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} schema)
  set(generated ${PROJECT_BINARY_DIR}/generated)
  file(CONFIGURE OUTPUT ${generated}/${room}/${file}.hpp @ONLY CONTENT
"// Of @room@/@file@.
#pragma once

#include <string_view>

namespace weir {

inline constexpr std::string_view @name@ = R\"weir(@schema@)weir\";

}  // namespace weir
")
  target_include_directories(weir_${room} PRIVATE ${generated})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR}/${file} ${PROJECT_BINARY_DIR}/share/weir/${file} SYMBOLIC)
  install(FILES ${file} DESTINATION share/weir)
endfunction()
