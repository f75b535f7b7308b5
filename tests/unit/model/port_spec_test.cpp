#include "runtime/model/port_spec.hpp"

#include <gmock/gmock.h>

namespace mydocker::model {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Good {
  std::string word;
  Protocol protocol;
  std::string address;  // empty: none
  std::optional<PortRange> host;
  PortRange container;
};

class GoodPortWord : public ::testing::TestWithParam<Good> {};

TEST_P(GoodPortWord, IsUnderstood) {
  const auto spec = parse_port_spec(GetParam().word);
  ASSERT_TRUE(spec.ok()) << spec.error().message();
  EXPECT_EQ(spec->protocol, GetParam().protocol);
  EXPECT_EQ(spec->host_address ? spec->host_address->text() : "", GetParam().address);
  EXPECT_EQ(spec->host, GetParam().host);
  EXPECT_EQ(spec->container, GetParam().container);
}

using enum Protocol;
constexpr auto kChosen = std::nullopt;

INSTANTIATE_TEST_SUITE_P(
    Docker, GoodPortWord,
    ::testing::Values(
        Good{"80", tcp, "", kChosen, {80, 1}}, Good{"80/udp", udp, "", kChosen, {80, 1}},
        Good{"80/SCTP", sctp, "", kChosen, {80, 1}}, Good{"80-81", tcp, "", kChosen, {80, 2}},
        Good{"8080:80", tcp, "", PortRange{8080, 1}, {80, 1}},
        Good{":80", tcp, "", kChosen, {80, 1}}, Good{"0:80", tcp, "", kChosen, {80, 1}},
        Good{"127.0.0.1:8080:80", tcp, "127.0.0.1", PortRange{8080, 1}, {80, 1}},
        Good{"127.0.0.1::80", tcp, "127.0.0.1", kChosen, {80, 1}},
        Good{"127.0.0.1:0:80/udp", udp, "127.0.0.1", kChosen, {80, 1}},
        Good{"0.0.0.0:8080:80", tcp, "0.0.0.0", PortRange{8080, 1}, {80, 1}},
        Good{"[::]:8080:80", tcp, "::", PortRange{8080, 1}, {80, 1}},
        Good{"[2001:db8::1]::80", tcp, "2001:db8::1", kChosen, {80, 1}},
        Good{"[2001:db8::1]:8080:80/udp", udp, "2001:db8::1", PortRange{8080, 1}, {80, 1}},
        Good{"8000-8010:80-90", tcp, "", PortRange{8000, 11}, {80, 11}},
        Good{"8000-8010:80", tcp, "", PortRange{8000, 11}, {80, 1}},
        Good{"1-65535:1-65535", tcp, "", PortRange{1, 65535}, {1, 65535}}));

struct Bad {
  std::string word;
  std::string said;
};

class BadPortWord : public ::testing::TestWithParam<Bad> {};

TEST_P(BadPortWord, IsRefusedInOneLine) {
  const auto spec = parse_port_spec(GetParam().word);
  ASSERT_FALSE(spec.ok());
  EXPECT_EQ(spec.error().kind(), ErrorKind::invalid_argument);
  EXPECT_THAT(spec.error().message(), StartsWith("port \""));
  EXPECT_THAT(spec.error().message(), HasSubstr(GetParam().said));
  EXPECT_EQ(spec.error().message().find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Words, BadPortWord,
    ::testing::Values(
        Bad{"", "it is empty"}, Bad{"/tcp", "the container's port is missing"},
        Bad{"8080:", "the container's port is missing"}, Bad{":", "port is missing"},
        Bad{"web", "\"web\" is not a port"}, Bad{"0", "\"0\" is not a port"},
        Bad{"65536", "\"65536\" is not a port"}, Bad{"8080:65536", "\"65536\" is not a port"},
        Bad{"70000:80", "\"70000\" is not a port"}, Bad{"-1:80", "\"\" is not a port"},
        Bad{"+80", "\"+80\" is not a port"}, Bad{" 80", "\" 80\" is not a port"},
        Bad{"80 ", "is not a port"}, Bad{"8o", "is not a port"}, Bad{"80-", "\"\" is not a port"},
        Bad{"90-80", "has its last port before its first port"},
        Bad{"0-5:80", "\"0\" is not a port"},
        Bad{"8000-8002:80-81", "ranges have different lengths, 3 and 2"},
        Bad{"8080:80-81", "ranges have different lengths, 1 and 2"},
        Bad{"80/", "\"\" is not a protocol"}, Bad{"80/icmp", "\"icmp\" is not a protocol"},
        Bad{"80/tcp/udp", "\"tcp/udp\" is not a protocol"},
        Bad{"localhost:8080:80", "\"localhost\" is not an address"},
        Bad{"127.0.0.1:80", "the host's port is missing"},
        Bad{"127.0.0:8080:80", "\"127.0.0\" is not an address"},
        Bad{"::1:8080:80", "\"\" is not an address"},
        Bad{"2001:db8::1:8080:80", "\"2001\" is not an address"},
        Bad{"[::1:8080:80", "is not closed"}, Bad{"[::1]8080:80", "is not closed"},
        Bad{"1.2.3.4:1:2:3", "too many colons"}, Bad{"224.0.0.1:80:80", "multicast"},
        Bad{"255.255.255.255:80:80", "broadcast"}, Bad{"0.0.0.1:80:80", "not an address of a host"},
        Bad{"[::1]:80:80", "use 127.0.0.1"}, Bad{"[ff02::1]:80:80", "multicast"},
        Bad{"[fe80::1]:80:80", "this is a link-local address"}, Bad{"80\n", R"("80\n")"},
        Bad{"\x1b[31m", R"(\x1b)"}));

PortView port_of(const std::string& word) {
  const auto spec = parse_port_spec(word).value();
  PortView port;
  port.protocol = spec.protocol;
  port.host_address = spec.host_address;
  port.host_port = spec.host->first;
  port.container_port = spec.container.first;
  port.count = spec.container.count;
  return port;
}

TEST(PortWord, OfAPublicationCanBeReadAgain) {
  for (const std::string word :
       {"8080:80/tcp", "127.0.0.1:53:5353/udp", "[2001:db8::1]:1-3:4-6/sctp"}) {
    EXPECT_EQ(word_of(port_of(word)), word);
    EXPECT_TRUE(names(parse_port_spec(word).value(), port_of(word)));
  }
}

TEST(PortWord, NamesWhatItDoesNotContradict) {
  const auto port = port_of("127.0.0.1:8080:80");
  const auto names_it = [&](const std::string& word) {
    return names(parse_port_spec(word).value(), port);
  };
  EXPECT_TRUE(names_it("80"));
  EXPECT_TRUE(names_it("8080:80"));
  EXPECT_TRUE(names_it("127.0.0.1::80"));
  EXPECT_FALSE(names_it("80/udp"));
  EXPECT_FALSE(names_it("81"));
  EXPECT_FALSE(names_it("8081:80"));
  EXPECT_FALSE(names_it("127.0.0.2::80"));
  EXPECT_FALSE(names_it("80-81"));
}

TEST(PortSpec, MayNameTheHostsPortAlone) {
  const PortView port = port_of("8080:80/udp");
  const auto names_it = [&](const std::string& word) {
    return names_host_port(parse_port_spec(word).value(), port);
  };
  EXPECT_TRUE(names_it("8080"));
  EXPECT_TRUE(names_it("8080/udp"));
  EXPECT_FALSE(names_it("8080/tcp"));
  EXPECT_FALSE(names_it("80"));
  EXPECT_FALSE(names_it("8080-8081"));
  EXPECT_FALSE(names_it("8080:80"));
  EXPECT_FALSE(names_it("127.0.0.1::8080"));
}

}  // namespace
}  // namespace mydocker::model
