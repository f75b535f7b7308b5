# The libraries of the project. Each is used by one module (docs/architecture.md). They are static if Debian has an
# archive, because a shared library costs 0.2 ms at each start.
set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_path(MYDOCKER_rapidjson_INCLUDE rapidjson/document.h REQUIRED)  # JSON

# mydocker_static_library(NAME ARCHIVE HEADER [SUBDIR]): an imported target from Debian's archive.
function(mydocker_static_library name archive header)
  find_library(MYDOCKER_${name}_ARCHIVE ${archive} REQUIRED)
  find_path(MYDOCKER_${name}_INCLUDE ${header} PATH_SUFFIXES ${ARGN} REQUIRED)
  add_library(mydocker_lib_${name} INTERFACE)
  target_link_libraries(mydocker_lib_${name} INTERFACE ${MYDOCKER_${name}_ARCHIVE})
  target_include_directories(mydocker_lib_${name} SYSTEM INTERFACE ${MYDOCKER_${name}_INCLUDE})
endfunction()

mydocker_static_library(nl libnl-3.a netlink/netlink.h libnl3)
mydocker_static_library(sqlite libsqlite3.a sqlite3.h)
target_link_libraries(mydocker_lib_sqlite INTERFACE m)
mydocker_static_library(yaml libyaml-cpp.a yaml-cpp/yaml.h)
mydocker_static_library(zlib libz.a zlib.h)
mydocker_static_library(elf libelf.a gelf.h)
target_link_libraries(mydocker_lib_elf INTERFACE mydocker_lib_zlib)
mydocker_static_library(md libmd.a sha2.h)
mydocker_static_library(seccomp libseccomp.a seccomp.h)

mydocker_static_library(nftnl libnftnl.a libnftnl/rule.h)
# Only the header. Debian has no archive of libmnl, so core/runtime/kernel/mnl_functions.cpp replaces it.
find_path(MYDOCKER_mnl_INCLUDE libmnl/libmnl.h REQUIRED)
target_include_directories(mydocker_lib_nftnl SYSTEM INTERFACE ${MYDOCKER_mnl_INCLUDE})

# spdlog and its fmt without shared libraries: both are header-only.
find_path(MYDOCKER_spdlog_INCLUDE spdlog/spdlog.h REQUIRED)
add_library(mydocker_lib_spdlog INTERFACE)
target_include_directories(mydocker_lib_spdlog SYSTEM INTERFACE ${MYDOCKER_spdlog_INCLUDE})
target_compile_definitions(mydocker_lib_spdlog INTERFACE SPDLOG_FMT_EXTERNAL FMT_HEADER_ONLY SPDLOG_NO_THREAD_ID)
