# mydocker_add_c_driver(NAME MANIFEST manifest.json SOURCES a.c ...) builds the driver NAME as NAME.so.
#
# The driver needs neither C++ nor the SDK's library: it exports mydocker_driver_v1 (mydocker/driver.h). The manifest is
# stored in an ELF note, which mydocker reads without loading the file.

# Returns the table of the CRC-32 of zlib, one number for each byte.
function(mydocker_crc32_table out)
  set(table "")
  foreach(byte RANGE 255)
    set(crc ${byte})
    foreach(bit RANGE 7)
      math(EXPR crc "(${crc} >> 1) ^ (0xedb88320 * (${crc} & 1))")
    endforeach()
    list(APPEND table ${crc})
  endforeach()
  set(${out} "${table}" PARENT_SCOPE)
endfunction()

# `bytes` is a list of bytes, each of two hex digits.
function(mydocker_crc32 bytes out)
  mydocker_crc32_table(table)
  set(crc 0xffffffff)
  foreach(byte IN LISTS bytes)
    math(EXPR index "(${crc} ^ 0x${byte}) & 255")
    list(GET table ${index} entry)
    math(EXPR crc "(${crc} >> 8) ^ ${entry}")
  endforeach()
  math(EXPR crc "${crc} ^ 0xffffffff")
  set(${out} ${crc} PARENT_SCOPE)
endfunction()

# Appends a number of `width` bytes, the lowest byte first.
macro(mydocker_append_number list number width)
  math(EXPR last "${width} - 1")
  foreach(at RANGE ${last})
    math(EXPR byte "(${number} >> (8 * ${at})) & 255")
    list(APPEND ${list} ${byte})
  endforeach()
endmacro()

# Writes the C file with the note. mydocker/detail/note.hpp describes its layout.
function(mydocker_write_note name manifest file)
  file(READ ${manifest} text)
  file(READ ${manifest} digits HEX)
  string(REGEX MATCHALL "[0-9a-f][0-9a-f]" bytes "${digits}")
  string(JSON manifest_name GET "${text}" name)
  string(JSON sdk GET "${text}" sdk)
  string(JSON min_host_minor GET "${text}" min_host_minor)
  if(NOT manifest_name STREQUAL name)
    message(FATAL_ERROR "${manifest}: the name \"${manifest_name}\" is not that of the driver \"${name}\"")
  endif()
  if(NOT sdk MATCHES "^([0-9]+)\\.([0-9]+)$")
    message(FATAL_ERROR "${manifest}: \"sdk\" is not a version such as \"1.0\"")
  endif()
  set(major ${CMAKE_MATCH_1})
  set(minor ${CMAKE_MATCH_2})
  list(LENGTH bytes size)
  mydocker_crc32("${bytes}" crc)

  set(content "")
  foreach(number 1 32 ${major} ${minor} ${min_host_minor} 0)  # format and size of the header first
    mydocker_append_number(content ${number} 2)
  endforeach()
  foreach(number 0 ${size} ${crc})
    mydocker_append_number(content ${number} 4)
  endforeach()
  mydocker_append_number(content 0 8)
  list(TRANSFORM bytes PREPEND 0x)
  list(APPEND content ${bytes})
  math(EXPR padding "(4 - ${size} % 4) % 4")
  if(padding GREATER 0)
    mydocker_append_number(content 0 ${padding})
  endif()
  list(LENGTH content content_size)
  list(JOIN content ", " content)
  file(CONFIGURE OUTPUT ${file} @ONLY CONTENT [[
/* Generated from the manifest by mydocker_add_c_driver(). */
static const struct {
  unsigned owner_size, content_size, type;
  char owner[12];
  unsigned char content[@content_size@];
} note __attribute__((used, retain, aligned(4), section(".note.mydocker.driver"))) = {
    9, @content_size@, 0x4D444B31, "mydocker", {@content@}};
]])
endfunction()

function(mydocker_add_c_driver name)
  cmake_parse_arguments(DRIVER "" "MANIFEST" "SOURCES" ${ARGN})
  get_filename_component(manifest ${DRIVER_MANIFEST} ABSOLUTE)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${manifest})
  set(note ${CMAKE_CURRENT_BINARY_DIR}/${name}_note.c)
  mydocker_write_note(${name} ${manifest} ${note})
  add_library(${name} MODULE ${DRIVER_SOURCES} ${note})
  target_include_directories(${name} PRIVATE
    $<TARGET_PROPERTY:mydocker::sdk,INTERFACE_INCLUDE_DIRECTORIES>)
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX .so C_VISIBILITY_PRESET hidden LINK_DEPENDS ${MYDOCKER_DRIVER_MAP})
  target_link_options(${name} PRIVATE
    LINKER:--version-script=${MYDOCKER_DRIVER_MAP} LINKER:--no-undefined-version
    LINKER:--no-undefined LINKER:-z,relro LINKER:-z,now)
  install(TARGETS ${name} LIBRARY DESTINATION lib/mydocker/drivers)
endfunction()
