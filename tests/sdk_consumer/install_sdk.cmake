# Installs the SDK for a driver's author into its own folder. Its CMake files do not mention the build's dependencies.
include(${CMAKE_CURRENT_LIST_DIR}/steps.cmake)
file(REMOVE_RECURSE ${prefix})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix} --component sdk)
# A released SDK has no debug information. With it, each driver of the tests is 9 times larger.
run(${STRIP} --strip-debug ${prefix}/lib/libmydocker-sdk.a)

file(GLOB_RECURSE package ${prefix}/*.cmake)
foreach(file IN LISTS package)
  file(READ ${file} text)
  if(text MATCHES "[Rr]apid[Jj]|[Bb]oost|${BUILD}/core")
    message(FATAL_ERROR "${file} mentions \"${CMAKE_MATCH_0}\"")
  endif()
endforeach()
