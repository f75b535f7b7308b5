// The networks, containers and neighbours of the packet matrix, with their labels.
//
//   containers -- bridges -- host -- uplink1 -- lan   has routes to all containers
//                                 |- uplink2 -- wan   has routes to all networks except "plain"
// Each place has addresses of both families.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"

namespace mydocker::testing {

// A container of the matrix.
struct MatrixContainer {
  std::string name;
  std::string ports;  // options of connect
};

// A network of the matrix, with its options and containers.
struct MatrixNetwork {
  std::string name;
  std::string options;
  std::vector<MatrixContainer> containers;  // the first has .2 and ::2, and so on
};

// The number of a network (from 1) is in its subnets: 192.168.1.0/24, fd00:1::/64.
inline const std::vector<MatrixNetwork>& matrix_networks() {
  static const std::vector<MatrixNetwork> networks{
      {"netn",
       "",
       {{"a",
         "-p 8080:80 -p 8080:80/udp -p 8080:80/sctp -p 127.0.0.1:8081:80 "
         "-p 127.0.0.1:8081:80/udp -p 198.51.100.1:8082:80 -p [2001:db8:1::1]:8082:80"},
        {"b", ""}}},
      {"neto", "", {{"o", ""}}},
      {"inner", "--internal", {{"i", ""}, {"j", ""}}},
      {"quiet", "-o icc=false", {{"p", ""}, {"q", "-p 8084:80 -p 8084:80/udp"}}},
      {"routed",
       "-o gateway-mode-ipv4=routed -o gateway-mode-ipv6=routed",
       {{"r", "-p 8000 -p 8000/udp"}}},
      {"open",
       "-o gateway-mode-ipv4=nat-unprotected -o gateway-mode-ipv6=nat-unprotected",
       {{"u", ""}}},
      {"apart",
       "--internal -o gateway-mode-ipv4=isolated -o gateway-mode-ipv6=isolated",
       {{"x", ""}, {"y", ""}}},
      {"friend", "-o allow-from=neto:uplink1", {{"f", "-p 8083:80 -p 8083:80/udp"}}},
      {"plain", "-o masquerade=false", {{"m", ""}}},
      {"half", "-o gateway-mode-ipv6=nat-unprotected", {{"h", ""}}},
  };
  return networks;
}

enum class Family : std::uint8_t { v4, v6 };

// The place behind a label of the tables.
struct MatrixPlace {
  std::string netns;  // the namespace that replies; empty: the host
  std::string v4;
  std::string v6;
};

// Creates all networks, containers and neighbours, and finds places by label.
class MatrixTopology {
 public:
  MatrixTopology() {
    must("ip link set lo up");
    add_neighbour("lan", "uplink1", {"", "198.51.100.", "2001:db8:1::"});
    add_neighbour("wan", "uplink2", {"", "203.0.113.", "2001:db8:2::"});
    must("ip -n lan route add 203.0.113.0/24 via 198.51.100.1");
    must("ip -n lan route add 2001:db8:2::/64 via 2001:db8:1::1");
    must("ip -n wan route add 198.51.100.0/24 via 203.0.113.1");
    must("ip -n wan route add 2001:db8:1::/64 via 2001:db8:2::1");
    places_["loop"] = {"", "127.0.0.1", "::1"};
    int number = 0;
    for (const auto& network : matrix_networks()) add_network(network, std::to_string(++number));
    must("ip -n wan route delete 192.168.9.0/24 && ip -n wan route delete fd00:9::/64");
  }

  [[nodiscard]] const MatrixPlace& place(const std::string& label) const {
    return places_.at(label);
  }
  // The namespace that has the address; "host" for the host.
  [[nodiscard]] std::string owner(const std::string& address) const {
    for (const auto& [label, place] : places_)
      if (place.v4 == address || place.v6 == address)
        return place.netns.empty() ? "host" : place.netns;
    return address;
  }
  [[nodiscard]] std::vector<std::string> namespaces() const {
    std::vector<std::string> all{"", "lan", "wan"};
    for (const auto& network : matrix_networks())
      for (const auto& container : network.containers) all.push_back(container.name);
    return all;
  }

 private:
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }

  void add_neighbour(const std::string& name, const std::string& uplink, const MatrixPlace& net) {
    const std::string there = "ip -n " + name;
    must("ip netns add " + name);
    must("ip link add " + uplink + " type veth peer name eth0 netns " + name);
    must("ip address add " + net.v4 + "1/24 dev " + uplink);
    must("ip address add " + net.v6 + "1/64 nodad dev " + uplink);
    must("ip link set " + uplink + " up");
    must(there + " address add " + net.v4 + "2/24 dev eth0");
    must(there + " address add " + net.v6 + "2/64 nodad dev eth0");
    must(there + " link set eth0 up && " + there + " link set lo up");
    places_[name] = {name, net.v4 + "2", net.v6 + "2"};
    places_["host@" + name] = {"", net.v4 + "1", net.v6 + "1"};
  }

  void add_network(const MatrixNetwork& network, const std::string& number) {
    const auto v4 = "192.168." + number + ".";
    const auto v6 = "fd00:" + number + "::";
    places_["host@" + network.name] = {"", v4 + "1", v6 + "1"};
    done("network create " + network.name + " --subnet " + v4 + "0/24 --subnet " + v6 + "/64 " +
         network.options);
    for (const std::string neighbour : {"lan", "wan"}) {
      const auto& gateway = places_["host@" + neighbour];
      must("ip -n " + neighbour + " route add " + v4 + "0/24 via " + gateway.v4);
      must("ip -n " + neighbour + " route add " + v6 + "/64 via " + gateway.v6);
    }
    int last = 1;
    for (const auto& [name, ports] : network.containers) {
      const auto end = std::to_string(++last);
      must("ip netns add " + name);
      done("network connect " + network.name + " " + name + " --ip " + v4 + end + " --ip6 " + v6 +
           end + " " + ports);
      places_[name] = {name, v4 + end, v6 + end};
      // A container without a default route adds one itself.
      must("ip -n " + name + " route replace default via " + v4 + "1");
      must("ip -n " + name + " -6 route replace default via " + v6 + "1");
    }
  }

  Mydocker mydocker_;
  std::map<std::string, MatrixPlace> places_;
};

}  // namespace mydocker::testing
