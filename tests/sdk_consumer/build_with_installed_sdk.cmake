# The steps of a driver's author: install the SDK, configure, build, install. Then checks the file.
set(prefix ${WORK}/prefix)
file(REMOVE_RECURSE ${WORK})

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

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix} --component sdk)
file(COPY ${SOURCE}/ DESTINATION ${WORK}/source)  # nothing of our tree within reach
run(${CMAKE_COMMAND} -S ${WORK}/source -B ${WORK}/build -G ${GENERATOR}
  -D CMAKE_PREFIX_PATH=${prefix} -D CMAKE_CXX_COMPILER=${COMPILER} "-DCMAKE_CXX_FLAGS=${FLAGS}"
  -D CMAKE_BUILD_TYPE=Release -D CMAKE_DISABLE_FIND_PACKAGE_RapidJSON=ON
  -D CMAKE_DISABLE_FIND_PACKAGE_Boost=ON)
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${CMAKE_COMMAND} --install ${WORK}/build --prefix ${WORK}/installed)
set(driver ${WORK}/installed/lib/mydocker/drivers/lan.so)
file(COPY ${driver} DESTINATION ${WORK})

file(GLOB_RECURSE package ${prefix}/*.cmake)
foreach(file IN LISTS package)
  file(READ ${file} text)
  if(text MATCHES "[Jj][Ss][Oo][Nn]|[Bb]oost|${BUILD}/core")
    message(FATAL_ERROR "${file} mentions \"${CMAKE_MATCH_0}\"")
  endif()
endforeach()

run(${READELF} --notes --wide ${driver})
string(REGEX MATCHALL "mydocker +0x" notes "${output}")
list(LENGTH notes count)
expect("driver notes in lan.so" "${count}" 1)

if(FLAGS)  # instrumented: what its run-time adds is its own business
  return()
endif()
run(${READELF} --dyn-syms --wide ${driver})
string(REGEX MATCHALL " DEFAULT +[0-9]+ [^\n]+" exported "${output}")
list(LENGTH exported count)
expect("number of exported symbols" "${count}" 1)
if(NOT exported MATCHES " mydocker_driver_v1$")
  message(FATAL_ERROR "lan.so exports ${exported}")
endif()

run(${READELF} --dynamic --wide ${driver})
string(REGEX MATCHALL "NEEDED[^\n]*" needed "${output}")
foreach(library IN LISTS needed)
  if(NOT library MATCHES "\\[(libc\\.so|libm\\.so|ld-linux)")
    message(FATAL_ERROR "lan.so needs more than libc: ${library}")
  endif()
endforeach()
