# Builds a driver in an unusual way.
# With EXPECTED, a step up to the driver's link step fails, and its output contains EXPECTED.
# With REFUSED, the build succeeds. PROGRAM refuses the driver, and its output contains REFUSED.
# Without both, the build and the driver work.
include(${CMAKE_CURRENT_LIST_DIR}/steps.cmake)

function(expect_failure said)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(status EQUAL 0)
    message(FATAL_ERROR "it succeeds, but must fail with \"${said}\"")
  endif()
  string(FIND "${output}" "${said}" found)
  if(found EQUAL -1)
    message(FATAL_ERROR "it does not say \"${said}\":\n${output}")
  endif()
endfunction()

configure_driver(${DEFINITIONS})
if(EXPECTED)
  expect_failure("${EXPECTED}" ${CMAKE_COMMAND} --build ${WORK}/build)
  return()
endif()
run(${CMAKE_COMMAND} --build ${WORK}/build)
file(GLOB drivers ${WORK}/build/*.so)
if(REFUSED)
  # The build may lie in a folder that others can write to, and mydocker refuses such a file before it reads it.
  expect_failure("${REFUSED}" unshare --mount sh -c
    "mount -t tmpfs -o mode=755 tmpfs /run && cp $1 /run/lan.so && exec $0 driver inspect /run/lan.so"
    ${PROGRAM} ${drivers})
  return()
endif()
if(STRIP)
  run(${STRIP} --strip-unneeded ${drivers})
endif()
file(COPY ${drivers} DESTINATION ${WORK})
