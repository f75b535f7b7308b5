# What the scripts of this folder share.
set(prefix ${BUILD}/sdk_consumer/prefix)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output
    ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " line)
    message(FATAL_ERROR "${line}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(expect what found expected)
  if(NOT found STREQUAL expected)
    message(FATAL_ERROR "${what}: found \"${found}\", expected \"${expected}\"")
  endif()
endfunction()

# Configures the driver's project SOURCE in WORK with nothing of our tree within reach.
function(configure_driver)
  file(REMOVE_RECURSE ${WORK})
  file(COPY ${SOURCE}/ DESTINATION ${WORK}/source)
  run(${CMAKE_COMMAND} -S ${WORK}/source -B ${WORK}/build -G ${GENERATOR}
    -D CMAKE_PREFIX_PATH=${prefix} -D CMAKE_CXX_COMPILER=${COMPILER} "-DCMAKE_CXX_FLAGS=${FLAGS}"
    -D CMAKE_BUILD_TYPE=Release -D CMAKE_DISABLE_FIND_PACKAGE_RapidJSON=ON
    -D CMAKE_DISABLE_FIND_PACKAGE_Boost=ON ${ARGN})
endfunction()
