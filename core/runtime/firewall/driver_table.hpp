// The table of a driver's own rules (NftRules in mydocker/firewall_resource.hpp).
//
// Each NftRules has a table of its own: `inet mydocker-forward-LINK`. Its rules run before those of
// the table "mydocker", and after the chains of an operator at "filter". Each rule has the
// condition that the packet comes from or goes to the link. The chains accept by default, and an
// `accept` ends this table only. So the rules can only drop packets of the link.
//
// Main entry point: driver_table().
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/firewall_resource.hpp"
#include "runtime/firewall/rule.hpp"

namespace mydocker::firewall {

// A chain with its rules. The hook is static and not owned.
struct DriverChain {
  std::string name;
  const Hook* hook;
  std::vector<Rule> rules;
};

// A table with its chains.
struct DriverTable {
  Table family;
  std::string name;
  std::vector<DriverChain> chains;
};

// Returns the table of the rules. A chain without a rule is left out.
DriverTable driver_table(const NftRules& rules);

// Returns the link and the hook of the table with this name, without rules. Nothing: it is not the
// table of a NftRules.
std::optional<NftRules> rules_of_table(Table family, std::string_view name);

// Returns the chain for the functions of rule.hpp. It refers to both arguments.
Chain chain_in(const DriverTable& table, const DriverChain& chain);

// nft(8) commands, each one line. replace_command() is one transaction: packets meet the old rules
// or the new ones.
std::string create_command(const DriverTable& table);
std::string replace_command(const DriverTable& table);
std::string delete_command(const DriverTable& table);

}  // namespace mydocker::firewall
