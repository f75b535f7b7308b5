# find_package(mydocker-sdk 1.0): the target mydocker::sdk, and the functions mydocker_add_driver() and
# mydocker_add_c_driver().
include(${CMAKE_CURRENT_LIST_DIR}/mydocker-sdkTargets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/MydockerAddDriver.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/MydockerAddCDriver.cmake)
