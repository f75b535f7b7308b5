// The firewall in the syntax of nft(8), for users and for the shell lines of a dry run.
//
// The text comes from the same description that the module kernel encodes. A table has a line for
// each set and each rule; every other text is one line. `nft` accepts it as an argument, and `nft
// -f` accepts it in a file. It has no single quotes.
//
// Example: add_command(elements_of(masquerade))
#pragma once

#include <span>
#include <string>

#include "runtime/firewall/elements.hpp"
#include "runtime/firewall/rule.hpp"

namespace mydocker::firewall {

// `table inet mydocker { ... }` with its sets, chains and rules, without elements.
std::string to_text(Table table);

// Creates the table if it is missing, and deletes its rules. Its sets keep their elements.
std::string empty_command(Table table);

// `delete table inet mydocker`
std::string delete_command(Table table);

// `iifname . oifname @allowed_pairs accept`
std::string to_text(const Rule& rule, Table table);

// `type filter hook forward priority filter; policy accept;`
std::string to_text(const Hook& hook);

// A number as nft(8) reads it for a field without a type name: "0xfd00...".
std::string as_number(const IpAddress& address);

// A key such as `"web" . 192.0.2.2`. In a map with its value: `tcp . 8080 : 192.0.2.2 . 80`.
std::string to_text(const Element& element);

// `add element inet mydocker links { "web" }; ...`
std::string add_command(std::span<const Element> elements);
// `delete element ...`. The text has the keys only, without the values of a map.
std::string delete_command(std::span<const Element> elements);

// `inet mydocker links`
std::string full_name(const Set& set);

// kSeenMark as text: "0x10000000".
std::string mark_text();

}  // namespace mydocker::firewall
