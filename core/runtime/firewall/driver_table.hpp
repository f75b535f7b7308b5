// The nftables table of a driver's own rules (NftRules in mydocker/firewall_resource.hpp).
//
// Each NftRules has a table of its own, for example `inet mydocker-forward-LINK`. Its rules run
// after an administrator's chains with the priority "filter", and before the table "mydocker". Each
// rule matches only packets that come from or go to the link. The policy of each chain is accept.
// An `accept` in this table does not end the checks of other tables. So the rules can drop packets
// of the link, but they cannot allow more packets.
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

// Returns the table for the rules. A hook without a rule gets no chain.
DriverTable driver_table(const NftRules& rules);

// Returns an NftRules with the link and the hook from the name of its table. Its rules are not
// filled. Returns nothing if the table is not that of an NftRules.
std::optional<NftRules> rules_of_table(Table family, std::string_view name);

// Returns the chain as a Chain, for the functions of rule.hpp. The result refers to both arguments.
Chain chain_in(const DriverTable& table, const DriverChain& chain);

// These functions return nft(8) commands, each in one line. replace_command() is one transaction:
// each packet meets either the old or the new rules.
std::string create_command(const DriverTable& table);
std::string replace_command(const DriverTable& table);
std::string delete_command(const DriverTable& table);

}  // namespace mydocker::firewall
