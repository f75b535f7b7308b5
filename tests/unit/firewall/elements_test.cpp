#include "runtime/firewall/elements.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "runtime/firewall/text.hpp"

namespace mydocker::firewall {
namespace {

IpAddress ip(const char* text) { return IpAddress::parse(text).value(); }

TEST(Elements, OfAPortRangeAreOneList) {
  const PublishedPort port{Protocol::tcp, std::nullopt, 8080, ip("192.0.2.2"), 80, 2};
  EXPECT_EQ(add_command(elements_of(port)),
            "add element inet mydocker ports4 "
            "{ tcp . 8080 : 192.0.2.2 . 80, tcp . 8081 : 192.0.2.2 . 81 }");
  EXPECT_EQ(delete_command(elements_of(port)),
            "delete element inet mydocker ports4 { tcp . 8080, tcp . 8081 }");
}

TEST(Elements, OfSeveralSetsAreOneCommandEach) {
  EXPECT_EQ(add_command(elements_of(Isolation{"web", true, true})),
            "add element inet mydocker links { \"web\" }; "
            "add element inet mydocker hairpin { \"web\" . \"web\" }; "
            "add element inet mydocker internal_links { \"web\" }");
}

TEST(Elements, NameTheTargetOfANeighbourAdvertisementAsANumber) {
  const AntiSpoofing antispoofing{"v1", {}, {ip("2001:db8::2")}};
  const auto elements = elements_of(antispoofing);
  EXPECT_EQ(to_text(elements.back()), "\"v1\" . 0x20010db8000000000000000000000002");
}

TEST(Elements, OfEveryKindOfAntiSpoofingAreInTheSetsOfAntiSpoofings) {
  const auto sets = sets_of_guards();
  for (const AntiSpoofing& antispoofing :
       {AntiSpoofing{"v1", {}, {ip("192.0.2.2"), ip("2001:db8::2")}},
        AntiSpoofing{"v1", {}, {}, false, true},
        AntiSpoofing{"v1", {}, {ip("192.0.2.2"), ip("2001:db8::2")}, true}})
    for (const Element& element : elements_of(antispoofing))
      EXPECT_NE(std::ranges::find(sets, element.set), sets.end()) << full_name(*element.set);
}

TEST(Elements, HaveAValueForEachFieldOfTheirSet) {
  const PublishedPort port{Protocol::udp, ip("192.0.2.1"), 53, ip("192.0.2.2"), 53};
  for (const Element& element : elements_of(port)) {
    EXPECT_EQ(element.key.size(), element.set->key.size());
    EXPECT_EQ(element.value.size(), element.set->value.size());
  }
}

}  // namespace
}  // namespace mydocker::firewall
