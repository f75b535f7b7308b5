// The firewall as nft(8) reads it: for people, and for the shell lines of a dry run.
//
// Generated from the same description that the kernel module encodes. Each text is one line that
// `nft` takes as an argument or `nft -f` as a file; none contains a single quote.
#pragma once

#include <span>
#include <string>

#include "runtime/firewall/elements.hpp"
#include "runtime/firewall/rule.hpp"

namespace mydocker::firewall {

// `table inet mydocker { ... }` with its sets, chains and rules, without elements.
std::string to_text(Table table);

// `iifname . oifname @allowed_pairs accept`
std::string to_text(const Rule& rule, Table table);

// `"web" . 192.0.2.2`, of a map `tcp . 8080 : 192.0.2.2 . 80`.
std::string to_text(const Element& element);

// `add element inet mydocker links { "web" }; ...`
std::string add_command(std::span<const Element> elements);
// A deletion names only the keys.
std::string delete_command(std::span<const Element> elements);

// `inet mydocker links`
std::string full_name(const Set& set);

}  // namespace mydocker::firewall
