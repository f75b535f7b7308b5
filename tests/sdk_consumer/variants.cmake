# The ways of docs/sdk_compatibility.md, "Builds". EXPECTED: it fails, and the linker says that. REFUSED: it is built,
# and mydocker says that without loading it.
set(lto -DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON)

variant(cxx20 DEFINITIONS -DCMAKE_CXX_STANDARD=20)
variant(cxx23 DEFINITIONS -DCMAKE_CXX_STANDARD=23)
variant(unoptimized FLAGS -g3 DEFINITIONS -DCMAKE_CXX_FLAGS_RELEASE=-O0)
variant(optimized DEFINITIONS -DCMAKE_CXX_FLAGS_RELEASE=-O3)
variant(assertions FLAGS -D_GLIBCXX_ASSERTIONS)
variant(without_rtti FLAGS -fno-rtti)
variant(without_exceptions FLAGS -fno-exceptions)
variant(lto DEFINITIONS ${lto})
variant(stripped STRIP ${CMAKE_STRIP})
variant(gold LINKER gold NEEDS gold)
variant(gold_lto LINKER gold DEFINITIONS ${lto} NEEDS gold)
variant(lld LINKER lld NEEDS lld)
variant(gcc11 COMPILER ${MYDOCKER_TOOL_gcc11} NEEDS gcc11)

variant(clang COMPILER ${MYDOCKER_TOOL_clang} NEEDS clang)
variant(clang_cxx23 COMPILER ${MYDOCKER_TOOL_clang} DEFINITIONS -DCMAKE_CXX_STANDARD=23 NEEDS clang)
variant(clang_unoptimized COMPILER ${MYDOCKER_TOOL_clang} DEFINITIONS -DCMAKE_CXX_FLAGS_RELEASE=-O0 NEEDS clang)
variant(clang_lto COMPILER ${MYDOCKER_TOOL_clang} FLAGS -flto NEEDS clang)
variant(clang_thin_lto COMPILER ${MYDOCKER_TOOL_clang} DEFINITIONS ${lto} NEEDS clang)
variant(clang_lto_lld COMPILER ${MYDOCKER_TOOL_clang} FLAGS -flto LINKER lld NEEDS clang lld)

# What changes the layout of standard types.
variant(old_strings FLAGS -D_GLIBCXX_USE_CXX11_ABI=0
  EXPECTED mydocker_sdk_compiled_with_D_GLIBCXX_USE_CXX11_ABI_0)
variant(debug_containers FLAGS -D_GLIBCXX_DEBUG EXPECTED mydocker_sdk_compiled_with_D_GLIBCXX_DEBUG)
variant(one_file_debug_containers PROJECT ${PROJECT_SOURCE_DIR}/docs/examples/shaped
  DEFINITIONS -DCMAKE_PROJECT_INCLUDE=${CMAKE_CURRENT_SOURCE_DIR}/flag_of_one_file.cmake
  EXPECTED mydocker_sdk_compiled_with_D_GLIBCXX_DEBUG)
variant(libcxx COMPILER ${MYDOCKER_TOOL_clang} FLAGS -stdlib=libc++ NEEDS clang libcxx
  EXPECTED mydocker_sdk_compiled_with_libcxx)
variant(libcxx_lto COMPILER ${MYDOCKER_TOOL_clang} FLAGS "-stdlib=libc++ -flto" NEEDS clang libcxx
  EXPECTED mydocker_sdk_compiled_with_libcxx)
# What one linker cannot read of the other's compiler: it finds nothing in the file.
variant(lld_gcc_lto LINKER lld DEFINITIONS ${lto} NEEDS gcc lld EXPECTED "'mydocker_driver_v1' failed")
# What has to be the first thing in a process.
variant(address_sanitizer FLAGS -fsanitize=address REFUSED "is an AddressSanitizer build")
variant(thread_sanitizer FLAGS -fsanitize=thread REFUSED "is a ThreadSanitizer build")
variant(clang_address_sanitizer COMPILER ${MYDOCKER_TOOL_clang} FLAGS -fsanitize=address NEEDS clang
  REFUSED "is an AddressSanitizer build")
