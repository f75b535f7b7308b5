#include "runtime/base/user_namespace.hpp"

#include <gtest/gtest.h>

namespace mydocker::base {
namespace {

TEST(UidMap, ContainsTheRangesOfItsLines) {
  const std::string map = "         0       1000          1\n     10      100000          5\n";
  EXPECT_TRUE(maps_uid(map, 0));
  EXPECT_FALSE(maps_uid(map, 1));
  EXPECT_FALSE(maps_uid(map, 9));
  EXPECT_TRUE(maps_uid(map, 10));
  EXPECT_TRUE(maps_uid(map, 14));
  EXPECT_FALSE(maps_uid(map, 15));
  EXPECT_FALSE(maps_uid(map, 65534));
}

TEST(UidMap, OfTheFirstUserNamespaceContainsEveryUser) {
  const std::string map = "         0          0 4294967295\n";
  EXPECT_TRUE(maps_uid(map, 0));
  EXPECT_TRUE(maps_uid(map, 65534));
}

TEST(UidMap, WithoutALineIsEmpty) { EXPECT_FALSE(maps_uid("", 0)); }

TEST(SystemPath, IsOneThatOnlyRootCreates) {
  for (const char* path : {"/", "/usr", "/usr/local/lib/x.so", "/etc/mydocker/network.yaml",
                           "/home", "/opt", "/usr/./lib"})
    EXPECT_TRUE(is_system_path(path)) << path;
  for (const char* path : {"/home/x", "/opt/x", "/tmp", "/usrx", "/etcx/a", "/usr/../home/x"})
    EXPECT_FALSE(is_system_path(path)) << path;
}

}  // namespace
}  // namespace mydocker::base
