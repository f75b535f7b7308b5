# The language standard, warnings and instrumentation of all targets.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
                    -Woverloaded-virtual -Wsuggest-override)
if(MYDOCKER_WERROR)
  add_compile_options(-Werror)
endif()
if(MYDOCKER_SANITIZE)
  add_compile_options(-fsanitize=${MYDOCKER_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # GCC 12 has false warnings of this kind in code with sanitizers (gcc(1), -fsanitize=).
  add_compile_options(-Wno-maybe-uninitialized)
  add_link_options(-fsanitize=${MYDOCKER_SANITIZE})
endif()
# Functions that are not called are not linked. This saves mapped pages at each start.
add_compile_options(-ffunction-sections -fdata-sections)
add_link_options(-Wl,--gc-sections -Wl,--as-needed)
# A command runs for milliseconds. Each page of code that it touches costs more than the instructions in it, so small
# code is fast code (docs/decisions/0018-the-program-is-compact.md).
set(CMAKE_CXX_FLAGS_RELEASE "-Os -DNDEBUG -fstack-protector-strong -D_FORTIFY_SOURCE=2")
if(NOT MYDOCKER_SANITIZE)
  # The start is the most expensive part of the process. So only libc is a shared library.
  add_link_options(-static-libstdc++ -static-libgcc)
endif()
