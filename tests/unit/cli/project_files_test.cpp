#include "driver/project_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mydocker::cli::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ProjectFiles, NameTheDriverAndItsClassEverywhere) {
  std::vector<std::string> names;
  for (const auto& file : project_files()) {
    names.push_back(filled_in(file.name, "my-lan"));
    const std::string text = filled_in(file.text, "my-lan");
    EXPECT_THAT(text, HasSubstr("my-lan")) << file.name;
    EXPECT_THAT(text, Not(HasSubstr("@"))) << file.name;
    EXPECT_THAT(text, Not(HasSubstr("TODO"))) << file.name;
  }
  EXPECT_THAT(names, ::testing::ElementsAre("CMakeLists.txt", "my-lan_driver.cpp", "README.md"));
}

TEST(ProjectFiles, MakeAClassNameOfADriversName) {
  EXPECT_EQ(class_name("lan"), "LanDriver");
  EXPECT_EQ(class_name("my-lan2"), "MyLan2Driver");
  EXPECT_EQ(class_name("a--b-3c"), "AB3cDriver");
}

}  // namespace
}  // namespace mydocker::cli::driver
