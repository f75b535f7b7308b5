# The steps of somebody who begins: `mydocker driver new`, configure, build, and test; with the SDK that
# build_with_installed_sdk.cmake has installed, and nothing edited.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output
    ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " line)
    message(FATAL_ERROR "${line}\n${output}")
  endif()
endfunction()

set(work ${WORK}/new)
file(REMOVE_RECURSE ${work})
file(MAKE_DIRECTORY ${work})
run(${PROGRAM} driver new fresh --output ${work})
run(${CMAKE_COMMAND} -S ${work}/fresh -B ${work}/fresh/build -G ${GENERATOR}
  -D CMAKE_PREFIX_PATH=${WORK}/prefix -D CMAKE_CXX_COMPILER=${COMPILER} "-DCMAKE_CXX_FLAGS=${FLAGS}"
  -D CMAKE_BUILD_TYPE=Release -D MYDOCKER_PROGRAM=${PROGRAM})
run(${CMAKE_COMMAND} --build ${work}/fresh/build)
file(COPY ${work}/fresh/build/fresh.so DESTINATION ${WORK})
