// The networks, containers and neighbours of the packet matrix, and what everybody is called.
//
//   containers -- bridges -- host -- uplink1 -- lan   198.51.100.2, knows a way to every container
//                                 \- uplink2 -- wan   203.0.113.2, knows all but network "plain"
#pragma once

#include <map>
#include <string>
#include <vector>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"

namespace mydocker::testing {

struct MatrixNetwork {
  std::string name;
  std::string options;
  std::vector<std::string> containers;  // the first is .2 or ::2, and so on
};

// The number of a network, from 1, is the third byte of its IPv4 subnet.
inline const std::vector<MatrixNetwork>& matrix_networks() {
  static const std::vector<MatrixNetwork> networks{
      {"netn", "", {"a", "b"}},
      {"neto", "", {"o"}},
      {"inner", "--internal", {"i", "j"}},
      {"quiet", "-o icc=false", {"p", "q"}},
      {"routed", "-o gateway-mode-ipv4=routed", {"r"}},
      {"open", "-o gateway-mode-ipv4=nat-unprotected", {"u"}},
      {"apart", "--internal -o gateway-mode-ipv4=isolated", {"x", "y"}},
      {"friend", "-o allow-from=neto:uplink1", {"f"}},
      {"plain", "-o masquerade=false", {"m"}},
  };
  return networks;
}

// What a label of the table stands for.
struct MatrixPlace {
  std::string netns;  // who answers there; empty: the host
  std::string address;
};

class MatrixTopology {
 public:
  MatrixTopology() {
    must("ip link set lo up");
    add_neighbour("lan", "uplink1", "198.51.100");
    add_neighbour("wan", "uplink2", "203.0.113");
    places_["loop"] = {"", "127.0.0.1"};
    int number = 0;
    for (const auto& network : matrix_networks()) add_network(network, ++number);
    must("ip -n wan route delete " + subnet_of("plain"));
  }

  [[nodiscard]] const MatrixPlace& place(const std::string& label) const {
    return places_.at(label);
  }
  // The namespace that has the address; "host" for the host's own.
  [[nodiscard]] std::string owner(const std::string& address) const {
    for (const auto& [label, place] : places_)
      if (place.address == address) return place.netns.empty() ? "host" : place.netns;
    return "nobody";
  }
  [[nodiscard]] std::vector<std::string> namespaces() const {
    std::vector<std::string> all{"", "lan", "wan"};
    for (const auto& network : matrix_networks())
      all.insert(all.end(), network.containers.begin(), network.containers.end());
    return all;
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }

 private:
  void add_neighbour(const std::string& name, const std::string& uplink, const std::string& net) {
    must("ip netns add " + name);
    must("ip link add " + uplink + " type veth peer name eth0 netns " + name);
    must("ip address add " + net + ".1/24 dev " + uplink + " && ip link set " + uplink + " up");
    must("ip -n " + name + " address add " + net + ".2/24 dev eth0");
    must("ip -n " + name + " link set eth0 up && ip -n " + name + " link set lo up");
    for (const auto* far : {"198.51.100.0/24", "203.0.113.0/24"})
      if (!std::string(far).starts_with(net))
        must("ip -n " + name + " route add " + far + " via " + net + ".1");
    places_[name] = {name, net + ".2"};
    places_["host@" + name] = {"", net + ".1"};
  }

  void add_network(const MatrixNetwork& network, int number) {
    const auto base = "192.168." + std::to_string(number) + ".";
    places_["host@" + network.name] = {"", base + "1"};
    done("network create " + network.name + " --subnet " + base + "0/24 " + network.options);
    for (const auto* neighbour : {"lan", "wan"})
      must("ip -n " + std::string(neighbour) + " route add " + base + "0/24 via " +
           places_["host@" + std::string(neighbour)].address);
    int host = 1;
    for (const auto& name : network.containers) {
      must("ip netns add " + name);
      const auto address = base + std::to_string(++host);
      done("network connect " + network.name + " " + name + " --ip " + address);
      places_[name] = {name, address};
      // A container that is given no way out makes one for itself.
      must("ip -n " + name + " route replace default via " + base + "1");
    }
  }

  std::string subnet_of(const std::string& network) {
    const auto gateway = places_.at("host@" + network).address;
    return gateway.substr(0, gateway.rfind('.')) + ".0/24";
  }

  Mydocker mydocker_;
  std::map<std::string, MatrixPlace> places_;
};

}  // namespace mydocker::testing
