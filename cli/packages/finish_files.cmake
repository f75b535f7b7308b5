# Completes the installed files of a package before cpack packs them: compressed manuals, copyright, changelog. Sets the
# modification time of all files, so that two builds of one source give the same bytes.
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
if(DEFINED ENV{SOURCE_DATE_EPOCH})
  set(epoch $ENV{SOURCE_DATE_EPOCH})
else()
  string(TIMESTAMP epoch "%s" UTC)
endif()

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# Adds the files that Debian expects in each package.
function(finish_debian_package component name)
  set(doc ${root}/${component}/usr/share/doc/${name})
  file(GLOB_RECURSE manuals ${root}/${component}/usr/share/man/*.[1-8])
  if(manuals)
    run(gzip -9n ${manuals})
  endif()
  # Debian has the licence in /usr/share/common-licenses.
  file(REMOVE ${doc}/LICENSE)
  file(COPY_FILE ${CPACK_MYDOCKER_PACKAGES}/debian/copyright.${component} ${doc}/copyright)
  if(EXISTS ${doc}/CHANGELOG.md)
    file(RENAME ${doc}/CHANGELOG.md ${doc}/changelog)
    run(gzip -9n ${doc}/changelog)
  endif()
  run(date -R -u -d @${epoch} OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE)
  configure_file(${CPACK_MYDOCKER_PACKAGES}/debian/changelog.in ${doc}/changelog.Debian @ONLY)
  run(gzip -9n ${doc}/changelog.Debian)
  set(overrides ${CPACK_MYDOCKER_PACKAGES}/debian/lintian-overrides.${component})
  if(EXISTS ${overrides})
    file(MAKE_DIRECTORY ${root}/${component}/usr/share/lintian/overrides)
    file(COPY_FILE ${overrides} ${root}/${component}/usr/share/lintian/overrides/${name})
  endif()
endfunction()

if(CPACK_GENERATOR STREQUAL "DEB")
  finish_debian_package(mydocker mydocker)
  finish_debian_package(sdk libmydocker-sdk-dev)
  if(IS_DIRECTORY ${root}/mydocker-cni)
    finish_debian_package(mydocker-cni mydocker-cni)
  endif()
else()
  # The tarball is for any folder. Its units are for a copy of the folder to /usr/local.
  file(GLOB_RECURSE files ${root}/lib/systemd/system/*.service ${root}/libexec/mydocker/mydocker-netns)
  foreach(file IN LISTS files)
    run(sed -i s|${root}|/usr/local|g ${file})
  endforeach()
endif()

run(find ${root} -depth -exec touch --no-dereference --date=@${epoch} {} +)
# The mode does not depend on the umask of the build.
run(chmod -R u=rwX,go=rX ${root})
