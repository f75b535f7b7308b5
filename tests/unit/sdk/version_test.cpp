#include "mydocker/version.h"

#include <gtest/gtest.h>

#include "mydocker/driver_info.hpp"

#if MYDOCKER_SDK_VERSION_AT_LEAST(MYDOCKER_SDK_VERSION_MAJOR, MYDOCKER_SDK_VERSION_MINOR + 1) || \
    MYDOCKER_SDK_VERSION_AT_LEAST(MYDOCKER_SDK_VERSION_MAJOR + 1, 0)
#error "the SDK says that it is newer than it is"
#endif
#if !MYDOCKER_SDK_VERSION_AT_LEAST(MYDOCKER_SDK_VERSION_MAJOR, MYDOCKER_SDK_VERSION_MINOR) || \
    !MYDOCKER_SDK_VERSION_AT_LEAST(1, 0)
#error "the SDK says that it is older than it is"
#endif

namespace mydocker {
namespace {

TEST(Version, IsTheOneOfTheNote) {
  EXPECT_EQ(kSdkMajor, MYDOCKER_SDK_VERSION_MAJOR);
  EXPECT_EQ(kSdkMinor, MYDOCKER_SDK_VERSION_MINOR);
}

}  // namespace
}  // namespace mydocker
