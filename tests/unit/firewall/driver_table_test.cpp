#include "runtime/firewall/driver_table.hpp"

#include <gtest/gtest.h>

namespace mydocker::firewall {
namespace driver_table_test {

TEST(DriverTable, ItsNameNamesTheLinkAndTheHook) {
  for (const auto hook : {NftHook::forward, NftHook::input, NftHook::bridge}) {
    const NftRules rules{"my-link", hook, {}};
    const auto table = driver_table(rules);
    EXPECT_EQ(rules_of_table(table.family, table.name), rules) << table.name;
  }
}

TEST(DriverTable, OtherTablesHaveNoRulesOfADriver) {
  for (const auto* name : {"mydocker", "mydocker-forward-", "filter", "mydocker-other-web"})
    EXPECT_FALSE(rules_of_table(Table::inet, name)) << name;
  EXPECT_FALSE(rules_of_table(Table::bridge, "mydocker-forward-web"));
}

}  // namespace driver_table_test
}  // namespace mydocker::firewall
