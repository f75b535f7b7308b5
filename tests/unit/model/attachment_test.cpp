#include "runtime/model/attachment.hpp"

#include <gtest/gtest.h>

#include "runtime/model/names.hpp"

namespace mydocker::model {
namespace {

TEST(AttachmentTest, TheFirstInterfaceGivesTheIdAsName) {
  EXPECT_EQ(container_name({"cni", "pods", "pod-7", "eth0"}), "pod-7");
}

TEST(AttachmentTest, AnotherInterfaceIsPartOfTheName) {
  EXPECT_EQ(container_name({"cni", "pods", "pod-7", "net1"}), "pod-7.net1");
}

TEST(AttachmentTest, EachLetterOfTheNameIsValid) {
  const auto name = container_name({"cni", "pods", "pod-7", "lan@2#b"});
  EXPECT_EQ(name, "pod-7.lan_2_b");
  EXPECT_TRUE(check_container_name(name).ok());
}

}  // namespace
}  // namespace mydocker::model
