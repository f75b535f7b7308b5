# The settings of each kind of package. cpack reads this file before it installs the files.
if(CPACK_GENERATOR STREQUAL "DEB")
  # The files are installed for /usr, in a folder of their own, so the systemd units contain paths below /usr.
  set(CPACK_SET_DESTDIR ON)
  set(CPACK_INSTALL_PREFIX /usr)
endif()
