// The firewall in the syntax of nft(8), for users and for the shell lines of a dry run.
//
// The text comes from the same description that the module `kernel` (core/runtime/kernel) encodes.
// A table has a line for each set and each rule. Every other text is one line. `nft` accepts a text
// as an argument, and `nft -f` accepts it in a file. No text has single quotes.
//
// Example: add_command(elements_of(masquerade))
#pragma once

#include <span>
#include <string>

#include "runtime/firewall/elements.hpp"
#include "runtime/firewall/rule.hpp"

namespace mydocker::firewall {

// Returns `table inet mydocker { ... }` with its sets, chains and rules, without elements.
std::string to_text(Table table);

// Returns the command that creates the table if it is missing, and deletes the rules of an existing
// table. The sets keep their elements.
std::string empty_command(Table table);

// Returns `delete table inet mydocker`.
std::string delete_command(Table table);

// Returns the rule, for example `iifname . oifname @allowed_pairs accept`.
std::string to_text(const Rule& rule, Table table);

// Returns the hook, for example `type filter hook forward priority filter; policy accept;`.
std::string to_text(const Hook& hook);

// Returns a number as nft(8) reads it for a field without a type name: "0xfd00...".
std::string as_number(const IpAddress& address);

// Returns a set element: its key, such as `"web" . 192.0.2.2`. In a map, the value follows: `tcp .
// 8080 : 192.0.2.2 . 80`.
std::string to_text(const Element& element);

// Returns the command that adds the set elements: `add element inet mydocker links { "web" }; ...`.
std::string add_command(std::span<const Element> elements);
// Returns the command that deletes the set elements: `delete element ...`. It contains the keys
// only, without the values of a map.
std::string delete_command(std::span<const Element> elements);

// Returns `inet mydocker links`.
std::string full_name(const Set& set);

// Returns kSeenMark as text: "0x10000000".
std::string mark_text();

}  // namespace mydocker::firewall
