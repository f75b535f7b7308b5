// The kernel's state, as far as our resources reach, in memory.
//
// Does not: forward packets, check permissions, know namespaces that no test has named.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "fakes/fake_sets.hpp"
#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"

namespace mydocker::testing {

struct FakeLink {
  std::string kind{};
  MacAddress mac{};
  std::uint32_t mtu = 1500;
  std::uint32_t group = 0;
  std::string master{};
  bool up = false;
  bool isolated = false;
  bool hairpin = false;
  std::string peer_space{};  // of a veth: where its other end is, and its name there
  std::string peer{};
  std::string parent{};  // of a macvlan: the host's link below it
  MacvlanMode mode = MacvlanMode::bridge;
};

// What one network namespace holds.
struct FakeSpace {
  std::map<std::string, FakeLink> links{{"lo", {.mtu = 65536}}};
  std::set<std::pair<std::string, IpPrefix>> addresses;  // link, address
  std::set<Route> routes;
  std::map<std::string, std::string> settings;  // only those that were written
};

struct FakeHost {
  // By name; the host's is "".
  std::map<std::string, FakeSpace> spaces{{"", {}}};
  bool firewall = false;
  FakeSets sets;  // of the firewall's tables

  // Something that is not ours.
  void add_foreign_link(const std::string& space, const std::string& name,
                        const std::string& kind = "dummy");
  // With all that hangs on it: addresses, routes, settings, the other end.
  void remove_link(const std::string& space, const std::string& name);
  void remove_macvlans_on(const std::string& parent);
  void remove_space(const std::string& space);

  // The value that a setting has or would be read as; nothing: the kernel has no such setting.
  [[nodiscard]] const std::string* setting(const std::string& space, const std::string& name) const;

  // All of it as text, for comparing.
  [[nodiscard]] std::string snapshot() const;
};

}  // namespace mydocker::testing
