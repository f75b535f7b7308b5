// The part of the kernel state that mydocker's resources change, in memory.
//
// It does not forward packets or check permissions. It knows only the namespaces that a test names.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "fakes/fake_sets.hpp"
#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"

namespace mydocker::testing {

// One link of a fake namespace. Names replace the kernel's indexes.
struct FakeLink {
  std::string kind{};
  MacAddress mac{};
  std::uint32_t mtu = 1500;
  std::uint32_t group = 0;
  std::string master{};
  bool up = false;
  bool isolated = false;
  bool hairpin = false;
  bool learning = true;
  bool neigh_suppress = false;
  std::uint16_t pvid = 1;
  std::string peer_space{};  // veth: the namespace and the name of its peer
  std::string peer{};
  std::string parent{};  // macvlan or Link: the host's link
  MacvlanMode mode = MacvlanMode::bridge;
  std::map<std::string, std::string> attributes{};  // filled only for a Link
};

// The content of one network namespace.
struct FakeSpace {
  std::map<std::string, FakeLink> links{{"lo", {.mtu = 65536}}};
  std::set<std::pair<std::string, IpPrefix>> addresses;  // link, address
  std::set<Route> routes;
  std::set<RoutingRule> rules;
  std::set<Neighbour> neighbours;
  std::set<Fdb> forwarding;  // the entries of all bridges and VXLAN links
  std::set<Queue> queues;
  std::map<std::string, std::string> settings;  // only those that a test or the kernel has written
};

// The process and the files of one service. A file without a process is what another program left.
struct FakeService {
  std::optional<Service> process{};
  std::map<std::string, std::string> files{};  // also the files of ServiceFile
};

// The fake kernel state. Tests may change it directly. Example:
//   FakeHost host;
//   FakeKernel kernel(host, "c1");
struct FakeHost {
  // By name. The host's namespace has the name "".
  std::map<std::string, FakeSpace> spaces{{"", {}}};
  std::map<std::string, FakeService> services;  // the key is the name
  bool firewall = false;
  FakeSets sets;  // elements of the firewall tables
  std::set<NftRules> driver_rules;

  // Adds a link without mydocker's marks.
  void add_foreign_link(const std::string& space, const std::string& name,
                        const std::string& kind = "dummy");
  // Removes the link with its addresses, routes and sysctls, its peer, and the macvlans on it.
  void remove_link(const std::string& space, const std::string& name);
  void remove_macvlans_on(const std::string& parent);
  void remove_space(const std::string& space);

  // The value of the sysctl, or its default. Null if the kernel does not have the sysctl. Not owned
  // by the caller.
  [[nodiscard]] const std::string* setting(const std::string& space, const std::string& name) const;

  // The whole state as text, for comparison.
  [[nodiscard]] std::string snapshot() const;
};

}  // namespace mydocker::testing
