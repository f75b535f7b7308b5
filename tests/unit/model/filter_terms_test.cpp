#include "runtime/model/filter_terms.hpp"

#include <gtest/gtest.h>

namespace mydocker::model {
namespace filter_terms_test {

std::string check(const std::string& word) {
  const auto terms = read_filter_terms({word}, {"protocol", "name"});
  if (!terms.ok()) return terms.error().message();
  const auto checked = check_filter_values(*terms, "protocol", {"tcp", "udp"});
  if (checked.ok()) return "";
  EXPECT_EQ(checked.error().kind(), ErrorKind::invalid_argument);
  return checked.error().message() + "; " + checked.error().hints().front();
}

TEST(FilterTerms, HaveOnlyKnownValues) {
  EXPECT_EQ(check("protocol=udp"), "");
  EXPECT_EQ(check("name=TCP"), "");
  EXPECT_EQ(check("protocol=TCP"), "--filter protocol: no \"TCP\"; known: tcp, udp");
  EXPECT_EQ(check("protocol="), "--filter protocol: no \"\"; known: tcp, udp");
}

}  // namespace filter_terms_test
}  // namespace mydocker::model
