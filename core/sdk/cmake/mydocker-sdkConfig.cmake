# find_package(mydocker-sdk 1): the target mydocker::sdk and the function mydocker_add_driver().
include(${CMAKE_CURRENT_LIST_DIR}/mydocker-sdkTargets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/MydockerAddDriver.cmake)
