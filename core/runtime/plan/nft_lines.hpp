// The nft(8) command lines for what a plan wants of the firewall.
#pragma once

#include <cstdint>
#include <string>

#include "mydocker/resource.hpp"

namespace mydocker::plan {

enum class Change : std::uint8_t { add, remove };

std::string make_tables_line();
std::string delete_tables_line();

// The elements of our tables that the resource stands for.
std::string elements_line(Change change, const Masquerade& masquerade);
std::string elements_line(Change change, const Isolation& isolation);
std::string elements_line(Change change, const ForwardAllow& allow);
std::string elements_line(Change change, const PublishedPort& port);
std::string elements_line(Change change, const AntiSpoofing& antispoofing);

}  // namespace mydocker::plan
