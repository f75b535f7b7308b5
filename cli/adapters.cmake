# Adapters for container engines: programs that an engine starts. They use the same use cases as the command line.

# mydocker_adapter(PROGRAM FOLDER DESTINATION): a program from the sources in FOLDER. All but main.cpp is a library.
function(mydocker_adapter program folder destination)
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(mydocker_${folder} STATIC ${sources})
  target_link_libraries(mydocker_${folder} PUBLIC mydocker_cli)
  add_executable(${program} ${folder}/main.cpp)
  target_link_libraries(${program} PRIVATE mydocker_${folder})
  add_dependencies(${program} mydocker-driver-host)
  set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  install(TARGETS ${program} RUNTIME DESTINATION ${destination} COMPONENT ${program})
endfunction()

# Debian's container engines look for CNI plug-ins in /usr/lib/cni.
mydocker_adapter(mydocker-cni cni lib/cni)
mydocker_adapter(mydocker-oci-hook oci_hook ${CMAKE_INSTALL_LIBEXECDIR}/mydocker)
mydocker_adapter(mydocker-docker-driver docker_driver ${CMAKE_INSTALL_LIBEXECDIR}/mydocker)
mydocker_adapter(mydocker-netavark netavark ${CMAKE_INSTALL_LIBEXECDIR}/netavark)
target_compile_definitions(mydocker-netavark PRIVATE MYDOCKER_VERSION="${PROJECT_VERSION}")
install(FILES ${PROJECT_SOURCE_DIR}/docs/mydocker-docker-driver.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8
  COMPONENT mydocker-docker-driver)

# The hook file of podman. The path of the program is known at installation.
set(hook_file ${CMAKE_CURRENT_BINARY_DIR}/mydocker-oci-hook.json)
install(CODE "set(MYDOCKER_OCI_HOOK \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBEXECDIR}/mydocker/mydocker-oci-hook\")
configure_file(\"${CMAKE_CURRENT_SOURCE_DIR}/oci_hook/mydocker-oci-hook.json.in\" \"${hook_file}\" @ONLY)"
  COMPONENT mydocker-oci-hook)
install(FILES ${hook_file} DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/containers/oci/hooks.d COMPONENT mydocker-oci-hook)
