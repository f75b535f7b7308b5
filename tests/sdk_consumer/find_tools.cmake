# The tools of authors that may or may not be here: MYDOCKER_TOOL_NAME is a path, a flag that works, or false.
find_program(MYDOCKER_TOOL_clang clang++)
find_program(MYDOCKER_TOOL_gold ld.gold)
find_program(MYDOCKER_TOOL_lld ld.lld)
find_program(MYDOCKER_TOOL_gcc11 g++-11)
set(MYDOCKER_TOOL_gcc FALSE)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(MYDOCKER_TOOL_gcc ${CMAKE_CXX_COMPILER})
endif()

# Linked by way of a script that names other libraries, so the header alone does not tell.
set(MYDOCKER_TOOL_libcxx FALSE)
if(MYDOCKER_TOOL_clang)
  set(probe ${CMAKE_CURRENT_BINARY_DIR}/libcxx_probe)
  file(WRITE ${probe}.cpp "#include <string>\nint main(int count, char**) { return std::string(count, ' ').size() != 1; }\n")
  execute_process(COMMAND ${MYDOCKER_TOOL_clang} -stdlib=libc++ -std=c++20 ${probe}.cpp -o ${probe}
    RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
  if(status EQUAL 0)
    set(MYDOCKER_TOOL_libcxx -stdlib=libc++)
  endif()
endif()
