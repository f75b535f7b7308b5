// The words of ip(8) and bridge(8) for the resources on a link, without the command and its
// namespace.
//
// Example: route_words() returns "default via 192.0.2.1 dev eth0 proto static".
#pragma once

#include <string>

#include "mydocker/resource.hpp"

namespace mydocker::plan {

std::string address_words(const IpPrefix& address);
std::string route_words(const Route& route);
// `verb` is "add", "replace" or "delete".
std::string rule_words(const Rule& rule, const std::string& verb);
std::string neighbour_words(const Neighbour& neighbour, const std::string& verb);
std::string fdb_words(const Fdb& fdb, const std::string& verb);
// The verb that creates the entry: a VXLAN link has several entries for the zero MAC.
std::string fdb_create_verb(const Fdb& fdb);

}  // namespace mydocker::plan
