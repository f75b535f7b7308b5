# mydocker_add_driver(NAME [NO_INSTALL] SOURCES a.cpp ...) builds the driver NAME as NAME.so.
#
# The target has the name NAME too. The file exports one function and needs only libc at run time.
# It is installed in the folder of the drivers, unless NO_INSTALL is given.
# MYDOCKER_DRIVER_OUTPUT, if set, is the folder of the built file.
set(MYDOCKER_DRIVER_MAP ${CMAKE_CURRENT_LIST_DIR}/driver.map)

function(mydocker_add_driver name)
  cmake_parse_arguments(DRIVER "NO_INSTALL" "" "SOURCES" ${ARGN})
  if(NOT name MATCHES "^[a-z][a-z0-9-]*$")
    message(FATAL_ERROR "\"${name}\" cannot name a driver: use a-z, 0-9 and -, a letter first")
  endif()
  add_library(${name} MODULE ${DRIVER_SOURCES})
  target_link_libraries(${name} PRIVATE mydocker::sdk)
  target_compile_features(${name} PRIVATE cxx_std_20)
  target_compile_definitions(${name} PRIVATE MYDOCKER_DRIVER_NAME="${name}")
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX .so
    CXX_EXTENSIONS OFF CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS ${MYDOCKER_DRIVER_MAP})
  if(MYDOCKER_DRIVER_OUTPUT)
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${MYDOCKER_DRIVER_OUTPUT})
  endif()
  target_link_options(${name} PRIVATE
    LINKER:--version-script=${MYDOCKER_DRIVER_MAP} LINKER:--exclude-libs,ALL LINKER:--gc-sections
    LINKER:--no-undefined-version  # "mydocker_driver_v1"? MYDOCKER_EXPORT_DRIVER is missing
    LINKER:-z,relro LINKER:-z,now)
  # A sanitizer's run-time comes with the process, so its symbols stay open here.
  if(NOT MYDOCKER_SANITIZE AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize=")
    target_link_options(${name} PRIVATE LINKER:--no-undefined -static-libstdc++ -static-libgcc)
  endif()
  if(DRIVER_NO_INSTALL)
    return()
  endif()
  if(PROJECT_NAME STREQUAL "mydocker")
    install(TARGETS ${name} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/mydocker/drivers COMPONENT mydocker)
  else()
    install(TARGETS ${name} LIBRARY DESTINATION lib/mydocker/drivers)
  endif()
endfunction()
