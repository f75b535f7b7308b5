#include "engine_document.hpp"

#include <gtest/gtest.h>

#include "runtime/model/port_spec.hpp"

namespace mydocker::cli {
namespace {

TEST(PublishArgument, HasTheFieldsOfTheDocument) {
  EXPECT_EQ(publish_argument({"", "8080", "80", ""}), "8080:80/tcp");
  EXPECT_EQ(publish_argument({"127.0.0.1", "8080-8081", "80-81", "UDP"}),
            "127.0.0.1:8080-8081:80-81/udp");
  EXPECT_EQ(publish_argument({"::1", "8080", "80", "tcp"}), "[::1]:8080:80/tcp");
}

TEST(PublishArgument, WithoutAHostPortIsUnderstoodToo) {
  for (const std::string address : {"", "127.0.0.1", "2001:db8::1"}) {
    const auto spec = model::parse_port_spec(publish_argument({address, "", "80", "sctp"}));
    ASSERT_TRUE(spec.ok()) << spec.error().message();
    EXPECT_FALSE(spec->host);
    EXPECT_EQ(spec->container.first, 80);
  }
}

}  // namespace
}  // namespace mydocker::cli
