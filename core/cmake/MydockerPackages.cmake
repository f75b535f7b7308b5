# The Debian packages and the release tarball: `./run package`, or cpack in a build folder of the preset "package".
set(CPACK_PACKAGE_NAME mydocker)
set(CPACK_PACKAGE_VENDOR "The mydocker authors")
# Who builds the packages maintains them, as with the tools of Debian (debchange(1)).
if(NOT "$ENV{DEBEMAIL}" STREQUAL "")
  set(CPACK_PACKAGE_CONTACT "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
else()
  set(CPACK_PACKAGE_CONTACT "The mydocker authors <mydocker@example.org>")
endif()
set(CPACK_PACKAGE_CHECKSUM SHA256)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_FILE_NAME mydocker-${PROJECT_VERSION}-linux-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_GENERATOR "DEB;TGZ")
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 1)  # the same bytes on each machine

# One Debian package for each component. The tarball contains all components.
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
get_cmake_property(installed COMPONENTS)
if("Unspecified" IN_LIST installed)
  message(FATAL_ERROR "an install() command has no COMPONENT, so no package contains its files")
endif()
# An adapter for container engines has a component of its own, with the name of its package.
set(adapters ${installed})
list(REMOVE_ITEM adapters mydocker sdk)
set(CPACK_COMPONENTS_ALL mydocker sdk ${adapters})

set(packages ${PROJECT_SOURCE_DIR}/cli/packages)
set(CPACK_PROJECT_CONFIG_FILE ${packages}/generator_settings.cmake)
set(CPACK_PRE_BUILD_SCRIPTS ${packages}/finish_files.cmake)
set(CPACK_MYDOCKER_PACKAGES ${packages})

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
# The command dpkg-shlibdeps finds the libraries. All others are static.
set(CPACK_DEBIAN_MYDOCKER_PACKAGE_NAME mydocker)
set(CPACK_DEBIAN_MYDOCKER_PACKAGE_SECTION net)
set(CPACK_DEBIAN_MYDOCKER_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_MYDOCKER_PACKAGE_RECOMMENDS "iproute2")  # mydocker-netns@.service
# mydocker-nft-watch.service, the example driver dns, and the plug-ins of the driver cni
set(CPACK_DEBIAN_MYDOCKER_PACKAGE_SUGGESTS "nftables, dnsmasq-base, containernetworking-plugins, curl, minisign | signify-openbsd")
set(CPACK_DEBIAN_MYDOCKER_PACKAGE_CONTROL_EXTRA
  "${packages}/debian/postinst;${packages}/debian/prerm;${packages}/debian/postrm")
set(CPACK_DEBIAN_MYDOCKER_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_MYDOCKER_DESCRIPTION "Docker-like networks for network namespaces
mydocker network creates bridge and macvlan networks for everything that owns a
Linux network namespace: an ip netns, a runc or crun container, a systemd
service or a CNI pod. It has address management, published ports, isolation and
protection against spoofed addresses. There is no daemon.")

set(CPACK_DEBIAN_SDK_PACKAGE_NAME libmydocker-sdk-dev)
set(CPACK_DEBIAN_SDK_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_SDK_PACKAGE_SHLIBDEPS ON)  # of mydocker-driver-test
set(CPACK_DEBIAN_SDK_PACKAGE_SUGGESTS "mydocker, cmake, g++")
set(CPACK_DEBIAN_SDK_DESCRIPTION "Development files for drivers of mydocker network
A driver is a shared object that plans one kind of network. This package
contains the headers, the static library and the CMake package that a driver
needs. It also contains the conformance kit that tests drivers. The package
mydocker runs drivers.")

foreach(adapter IN LISTS adapters)
  string(TOUPPER ${adapter} component)
  set(CPACK_DEBIAN_${component}_PACKAGE_NAME ${adapter})
  set(CPACK_DEBIAN_${component}_PACKAGE_SECTION net)
  set(CPACK_DEBIAN_${component}_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_${component}_PACKAGE_DEPENDS "mydocker (= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")
  set(CPACK_DEBIAN_${component}_DESCRIPTION "Adapter ${adapter} of mydocker network
An adapter is a program that a container engine starts. With it, the engine
connects its containers to networks of mydocker.")
endforeach()
set(CPACK_DEBIAN_MYDOCKER-CNI_DESCRIPTION "CNI plug-in of mydocker network
Container engines that use CNI, for example containerd and Podman, connect
their containers to networks of mydocker with this plug-in.")
set(CPACK_DEBIAN_MYDOCKER-CNI_PACKAGE_SUGGESTS "containernetworking-plugins")  # for "ipam"
set(CPACK_DEBIAN_MYDOCKER-OCI-HOOK_DESCRIPTION "OCI hook of mydocker network
runc, crun and Podman start this hook. It connects a container to networks of
mydocker when the container is created.")
set(CPACK_DEBIAN_MYDOCKER-NETAVARK_DESCRIPTION "netavark plug-in of mydocker network
Podman connects its containers to networks of mydocker with this plug-in:
podman network create -d mydocker-netavark. It needs netavark 1.6 or newer.")
set(CPACK_DEBIAN_MYDOCKER-DOCKER-DRIVER_DESCRIPTION "Docker network driver of mydocker network
Docker connects its containers to networks of mydocker with this driver:
docker network create -d mydocker. systemd starts it when Docker calls it.")
set(CPACK_DEBIAN_MYDOCKER-DOCKER-DRIVER_PACKAGE_ENHANCES "docker.io")
foreach(script postinst prerm postrm)
  configure_file(${packages}/debian/docker-driver.${script} ${PROJECT_BINARY_DIR}/docker-driver/${script} COPYONLY)
  list(APPEND CPACK_DEBIAN_MYDOCKER-DOCKER-DRIVER_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/docker-driver/${script})
endforeach()
set(CPACK_DEBIAN_MYDOCKER-DOCKER-DRIVER_PACKAGE_CONTROL_STRICT_PERMISSION ON)

include(CPack)
