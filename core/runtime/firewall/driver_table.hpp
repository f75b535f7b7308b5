// The table of a driver's own rules (NftRules in mydocker/firewall_resource.hpp).
//
// Each NftRules has a table of its own, for example `inet mydocker-forward-LINK`. Its rules run
// after an operator's chains at "filter", and before those of the table "mydocker". Each rule
// matches only packets that come from or go to the link. The chains accept by default, and an
// `accept` ends only this table. So the rules can only drop packets of the link.
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

// A chain with its rules. The hook is static. A DriverChain does not own it.
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

// Returns the link and the hook of the table with this name, without rules. Returns nothing if this
// is not the table of a NftRules.
std::optional<NftRules> rules_of_table(Table family, std::string_view name);

// Returns the chain for the functions of rule.hpp. The result refers to both arguments.
Chain chain_in(const DriverTable& table, const DriverChain& chain);

// These functions return nft(8) commands, each in one line. replace_command() is one transaction:
// each packet meets either the old or the new rules.
std::string create_command(const DriverTable& table);
std::string replace_command(const DriverTable& table);
std::string delete_command(const DriverTable& table);

}  // namespace mydocker::firewall
