# The first steps of a driver's author: `mydocker driver new`, configure, build, and test. They use the installed SDK.
# No file is edited.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output
    ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " line)
    message(FATAL_ERROR "${line}\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
run(${PROGRAM} driver new fresh --output ${WORK})
run(${CMAKE_COMMAND} -S ${WORK}/fresh -B ${WORK}/fresh/build -G ${GENERATOR}
  -D CMAKE_PREFIX_PATH=${SDK} -D CMAKE_CXX_COMPILER=${COMPILER} "-DCMAKE_CXX_FLAGS=${FLAGS}"
  -D CMAKE_BUILD_TYPE=Release -D MYDOCKER_PROGRAM=${PROGRAM})
run(${CMAKE_COMMAND} --build ${WORK}/fresh/build)
file(COPY ${WORK}/fresh/build/fresh.so DESTINATION ${WORK})

# Its own test is the conformance kit.
run(${CMAKE_CTEST_COMMAND} --test-dir ${WORK}/fresh/build --output-on-failure --no-tests=error)
