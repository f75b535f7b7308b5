#include "driver/project_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace mydocker::cli::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> names_in(std::string_view kind) {
  std::vector<std::string> names;
  for (const auto& file : project_files(kind)) names.push_back(filled_in(file.name, "my-lan"));
  return names;
}

TEST(ProjectFiles, HaveNoPlaceholderLeft) {
  for (const auto kind : kProjectKinds) {
    for (const auto& file : project_files(kind)) {
      const std::string text = filled_in(file.text, "my-lan");
      EXPECT_NE(text, "") << file.name;
      for (const char* left : {"@NAME@", "@CLASS@", "@AT@", "@TEMPLATE", "TODO", "\"switch\""})
        EXPECT_THAT(text, Not(HasSubstr(left))) << file.name;
    }
  }
}

TEST(ProjectFiles, NameTheDriver) {
  const std::set<std::string_view> with_name{"CMakeLists.txt", "README.md", "manifest.json",
                                             "packaging.cmake"};
  for (const auto kind : kProjectKinds) {
    for (const auto& file : project_files(kind)) {
      if (!with_name.contains(file.name)) continue;
      EXPECT_THAT(filled_in(file.text, "my-lan"), HasSubstr("my-lan")) << file.name;
    }
  }
}

TEST(ProjectFiles, HaveADriverAndAUnitTestOfEachKind) {
  for (const auto kind : {"bridge", "service"}) {
    EXPECT_THAT(names_in(kind), ::testing::Contains("my-lan_driver.cpp"));
    EXPECT_THAT(names_in(kind), ::testing::Contains("my-lan_test.cpp"));
  }
  EXPECT_THAT(names_in("c"), ::testing::IsSupersetOf({"my-lan_driver.c", "my-lan_test.c",
                                                      "manifest.json", "json.c", "json.h"}));
}

TEST(ProjectFiles, MakeAClassNameOfADriversName) {
  EXPECT_EQ(class_name("lan"), "LanDriver");
  EXPECT_EQ(class_name("my-lan2"), "MyLan2Driver");
  EXPECT_EQ(class_name("a--b-3c"), "AB3cDriver");
}

}  // namespace
}  // namespace mydocker::cli::driver
