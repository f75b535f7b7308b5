# Installs the SDK for authors of drivers: headers, one archive, one CMake package. Component "sdk".
file(STRINGS include/mydocker/version.h version_lines REGEX "VERSION_(MAJOR|MINOR) [0-9]+$")
string(REGEX REPLACE ".*VERSION_MAJOR ([0-9]+).*" "\\1" sdk_major "${version_lines}")
string(REGEX REPLACE ".*VERSION_MINOR ([0-9]+).*" "\\1" sdk_minor "${version_lines}")

include(CMakePackageConfigHelpers)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/mydocker-sdkConfigVersion.cmake
  VERSION ${sdk_major}.${sdk_minor}.0 COMPATIBILITY SameMajorVersion)

set(sdk_package ${CMAKE_INSTALL_LIBDIR}/cmake/mydocker-sdk)
set_target_properties(mydocker-sdk PROPERTIES EXPORT_NAME sdk)
install(TARGETS mydocker-sdk EXPORT mydocker-sdkTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT sdk)
install(EXPORT mydocker-sdkTargets NAMESPACE mydocker:: DESTINATION ${sdk_package} COMPONENT sdk)
install(DIRECTORY include/mydocker DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT sdk)
install(FILES cmake/mydocker-sdkConfig.cmake cmake/MydockerAddDriver.cmake cmake/MydockerAddCDriver.cmake cmake/driver.map
  ${CMAKE_CURRENT_BINARY_DIR}/mydocker-sdkConfigVersion.cmake
  DESTINATION ${sdk_package} COMPONENT sdk)
