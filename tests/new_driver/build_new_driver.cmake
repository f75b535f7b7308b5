# The first steps of a driver's author: `mydocker driver new`, and the script that builds, tests and packages the driver.
# They use the installed SDK. No file is edited.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output
    ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " line)
    message(FATAL_ERROR "${line}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
run(${PROGRAM} driver new fresh --template ${KIND} --output ${WORK})
run(sh ${WORK}/fresh/test.sh -G ${GENERATOR} -D CMAKE_PREFIX_PATH=${SDK}
  -D CMAKE_CXX_COMPILER=${COMPILER} "-DCMAKE_CXX_FLAGS=${FLAGS}" -D MYDOCKER_PROGRAM=${PROGRAM})
file(COPY ${WORK}/fresh/build/fresh.so DESTINATION ${WORK})

# Its own tests are the unit test and the conformance kit. The package contains the driver only.
if(NOT output MATCHES "fresh.plans .*Passed" OR NOT output MATCHES "fresh.conformance .*Passed")
  message(FATAL_ERROR "${output}")
endif()
file(GLOB package ${WORK}/fresh/build/mydocker-driver-fresh_0.1.0_*.deb)
run(dpkg-deb --contents ${package})
if(NOT output MATCHES "root/root .* \\./usr/local/lib/mydocker/drivers/fresh\\.so\n")
  message(FATAL_ERROR "${output}")
endif()
