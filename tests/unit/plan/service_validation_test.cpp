#include "runtime/plan/resource_validation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mydocker::plan {
namespace service_validation_test {

using ::testing::HasSubstr;

const std::vector<std::string> kIds{"0123456789abcdef", "fedcba9876543210"};

Service service() {
  return {"dns-0123456789ab",
          {"/usr/sbin/dnsmasq", "-k"},
          {{"conf", "domain=lan\n"}},
          "dnsmasq",
          "pid"};
}

std::string why_not(const Service& service) {
  const auto checked = check_service(service, kIds);
  return checked.ok() ? "" : checked.error().message();
}

std::string why_not(const ServiceFile& file) {
  const auto checked = check_service_file(file, kIds);
  return checked.ok() ? "" : checked.error().message();
}

TEST(ServiceValidation, AcceptsNamesOfTheNetworkAndOfTheEndpoint) {
  auto one = service();
  EXPECT_EQ(why_not(one), "");
  one.name = "dns-fedcba987654";
  EXPECT_EQ(why_not(one), "");
}

TEST(ServiceValidation, RefusesOtherNames) {
  for (const char* name : {"dns", "dns-0123456789aa", "dns-0123456789ab-2"}) {
    auto one = service();
    one.name = name;
    EXPECT_THAT(why_not(one),
                HasSubstr("does not end with an id of this network: use derived_service_name()"));
  }
  for (const char* name :
       {"", "../0123456789ab", "-0123456789ab", ".0123456789ab", "a 0123456789ab"}) {
    auto one = service();
    one.name = name;
    EXPECT_THAT(why_not(one), HasSubstr("is not 1 to 64 characters of [A-Za-z0-9_.-]")) << name;
  }
}

TEST(ServiceValidation, NeedsAProgramWithAnAbsolutePath) {
  for (const std::vector<std::string>& argv :
       {std::vector<std::string>{}, {""}, {"dnsmasq"}, {"./dnsmasq"}, {"{directory}/program"}}) {
    auto one = service();
    one.argv = argv;
    EXPECT_EQ(why_not(one), "its program is not an absolute path");
  }
  auto one = service();
  one.argv.emplace_back("two\nlines");
  EXPECT_THAT(why_not(one), HasSubstr("an argument is not one line of printable ASCII"));
  one.argv.assign(101, "/bin/true");
  EXPECT_EQ(why_not(one), "it has more than 100 arguments");
}

TEST(ServiceValidation, NeedsAUser) {
  for (const char* user : {"", "-u", "a b", "$(id)"}) {
    auto one = service();
    one.user = user;
    EXPECT_THAT(why_not(one), HasSubstr("is not a valid user name")) << user;
  }
}

TEST(ServiceValidation, FilesAreTextsInItsDirectory) {
  for (const char* name : {"", "/etc/passwd", "../conf", "a/b/c", "a/", "a/..", ".hidden", "-x"}) {
    auto one = service();
    one.files = {{name, ""}};
    EXPECT_THAT(why_not(one), HasSubstr("is not NAME or FOLDER/NAME")) << name;
    EXPECT_THAT(why_not(ServiceFile{service().name, name, ""}), HasSubstr("FOLDER/NAME")) << name;
  }
  EXPECT_EQ(why_not(ServiceFile{service().name, "hosts/c1", ""}), "");
  EXPECT_THAT(why_not(ServiceFile{service().name, "c1", "no end"}),
              HasSubstr("does not end with a newline"));
  EXPECT_THAT(why_not(ServiceFile{service().name, "c1", "\x1b[2J\n"}),
              HasSubstr("other than printable ASCII"));
  EXPECT_THAT(why_not(ServiceFile{service().name, "c1", std::string(70000, 'a') + "\n"}),
              HasSubstr("has more than 64 KiB"));
}

TEST(ServiceValidation, AFileBelongsToAServiceOfTheNetwork) {
  EXPECT_THAT(why_not(ServiceFile{"dns-aaaaaaaaaaaa", "c1", ""}),
              HasSubstr("does not end with an id of this network"));
}

TEST(ServiceValidation, TheReadyFileIsCreatedByTheService) {
  auto one = service();
  one.ready_file = "conf";
  EXPECT_EQ(why_not(one), "its ready file exists before it starts");
  one.ready_file = "../pid";
  EXPECT_THAT(why_not(one), HasSubstr("FOLDER/NAME"));
  one.ready_file = "";
  EXPECT_EQ(why_not(one), "");
}

}  // namespace service_validation_test
}  // namespace mydocker::plan
