#include "output/result_text.hpp"

#include <gtest/gtest.h>

namespace mydocker::cli {
namespace connection_test {

app::ConnectReport c1() {
  app::ConnectReport report;
  report.name = "web";
  auto& endpoint = report.endpoint.endpoint;
  endpoint.container = "c1";
  endpoint.link_name = "eth0";
  endpoint.addresses = {IpPrefix::parse("10.9.0.2/24").value(),
                        IpPrefix::parse("fd00::2/64").value()};
  return report;
}

TEST(ConnectionText, IsOneLine) {
  auto report = c1();
  report.endpoint.ipv4 = {"web", "10.9.0.1"};
  report.endpoint.ipv6 = {"web", "fd00::1"};
  PortView port;
  port.host_port = 8080;
  port.container_port = 80;
  report.endpoint.endpoint.ports = {{port, 0}};
  EXPECT_EQ(connection_text(report),
            "c1: 10.9.0.2/24, fd00::2/64 on eth0, default route via 10.9.0.1, fd00::1, "
            "ports 8080:80/tcp\n");
}

TEST(ConnectionText, SaysWhoHasTheDefaultRoute) {
  auto report = c1();
  const std::string start = "c1: 10.9.0.2/24, fd00::2/64 on eth0, ";
  EXPECT_EQ(connection_text(report), start + "no default route\n");
  report.endpoint.ipv4 = {"db", "10.9.0.1"};
  EXPECT_EQ(connection_text(report), start + "default route by network \"db\"\n");
  report.endpoint.ipv4 = {"web", ""};
  EXPECT_EQ(connection_text(report), start + "default route\n");
}

TEST(ConnectionText, SaysThatThereIsNoInterface) {
  auto report = c1();
  report.endpoint.endpoint.addresses.clear();
  report.endpoint.endpoint.link_name.clear();
  EXPECT_EQ(connection_text(report), "c1: no interface of its own\n");
}

TEST(ConnectionDocument, IsTheContainerOfInspect) {
  auto report = c1();
  report.endpoint.ipv4 = {"web", "10.9.0.1"};
  const Json json = connection_json(report);
  EXPECT_EQ(json["Network"], "web");
  EXPECT_EQ(json["Name"], "c1");
  EXPECT_EQ(json["IPv4Address"], "10.9.0.2/24");
  EXPECT_EQ(json["DefaultRoute"], "web");
}

}  // namespace connection_test
}  // namespace mydocker::cli
