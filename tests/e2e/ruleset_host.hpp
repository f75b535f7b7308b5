// Random changes of networks and containers, and the resulting kernel state. Names that depend on
// ids are replaced.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {

// A connected container with its published ports.
struct Attachment {
  int network = 0;
  std::string ports;  // published by connect
  std::string later;  // published later
};

// Networks 0 to 4; containers 0 to 7 with their own address in each.
class KernelHost {
 public:
  static constexpr int kNetworks = 5;
  static constexpr int kContainers = 8;

  KernelHost() {
    must("ip link set lo up");
    for (int i = 0; i < kContainers; ++i) must("ip netns add " + container(i));
  }

  // Makes a random change, if it is possible now.
  void change(std::mt19937& random) {
    const auto below = [&random](int limit) {
      return static_cast<int>(random() % static_cast<unsigned>(limit));
    };
    const int n = below(kNetworks);
    const int c = below(kContainers);
    const auto at = attached_.find(c);
    switch (below(7)) {
      case 0:
        return networks_.contains(n) ? remove(n) : create(n);
      case 1:
        return at == attached_.end() ? connect(n, c, "") : disconnect(c);
      case 2:
        return at == attached_.end() ? connect(n, c, port(c, 0)) : disconnect(c);
      case 3:
        return at == attached_.end() ? create(n) : publish(c);
      case 4:
        return at == attached_.end() ? create(n) : unpublish(c);
      case 5:
        return done("network update " + network(n) + " --label x=y", networks_.contains(n));
      default:
        return done("network reload " + network(n), networks_.contains(n));
    }
  }

  // Removes everything, then creates the same state again.
  void rebuild() {
    const auto attached = attached_;
    const auto networks = networks_;
    while (!attached_.empty()) disconnect(attached_.begin()->first);
    while (!networks_.empty()) remove(*networks_.begin());
    for (const int n : networks) create(n);
    for (const auto& [c, to] : attached) connect(to.network, c, to.ports + " " + to.later);
  }

  // Links, addresses, routes, settings and rules. Names that depend on ids are replaced.
  [[nodiscard]] std::string state() const {
    auto text = snapshot_here();
    for (const auto& [c, to] : attached_) {
      text += snapshot_of(container(c));
      replace_names(text, c);
    }
    for (const int n : networks_) {
      replace(text, mac_of("", network(n)), "MAC-" + network(n));
      if (const auto address = link_local("", network(n)); !address.empty())
        replace(text, address, "LL-" + network(n));
    }
    // The number of a bridge port is the next free one. The number of an endpoint's routing table
    // depends on its id.
    static const std::regex numbers(
        "\"(bridge_id|root_id|designated_port|id|no)\":[^,}]*|"
        "\"(table)\":\"[0-9]+\"");
    text = std::regex_replace(text, numbers, "\"$1$2\"");
    return with_sorted_elements(text);
  }

 private:
  static std::string network(int n) { return "net" + std::to_string(n); }
  static std::string container(int c) { return "c" + std::to_string(c); }
  static std::string port(int c, int which) {
    const auto outer = std::to_string(8000 + 10 * c + which);
    return which % 2 == 0 ? outer + ":80" : "127.0.0.1:" + outer + ":53/udp";
  }
  static std::string options(int n) {
    const std::string v6 = n % 2 == 0 ? "" : " --subnet fd00:" + std::to_string(n) + "::/64";
    const std::string more[] = {"", "-o icc=false", "-o gateway-mode-ipv4=nat-unprotected",
                                "-o allow-from=net0", "-o antispoofing=false"};
    return "--subnet 192.168." + std::to_string(n) + ".0/24" + v6 + " " + more[n];
  }

  void done(const std::string& line, bool possible = true) {
    if (!possible) return;
    const auto outcome = mydocker_.line("-q " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  void create(int n) {
    if (networks_.insert(n).second) done("network create " + network(n) + " " + options(n));
  }
  void remove(int n) {
    for (const auto& [c, to] : attached_)
      if (to.network == n) return;
    networks_.erase(n);
    done("network rm " + network(n));
  }
  void connect(int n, int c, const std::string& ports) {
    create(n);
    std::string words;
    for (std::size_t at = 0, end = 0; at < ports.size(); at = end + 1) {
      end = std::min(ports.find(' ', at), ports.size());
      if (end > at) words += " -p " + ports.substr(at, end - at);
    }
    const auto last = std::to_string(10 + c);
    const std::string v6 = n % 2 == 0 ? "" : " --ip6 fd00:" + std::to_string(n) + "::" + last;
    done("network connect " + network(n) + " " + container(c) + " --ip 192.168." +
         std::to_string(n) + "." + last + v6 + words);
    attached_[c] = {n, ports, ""};
  }
  void disconnect(int c) {
    done("network disconnect " + network(attached_.at(c).network) + " " + container(c));
    attached_.erase(c);
  }
  void publish(int c) {
    auto& to = attached_.at(c);
    if (!to.later.empty()) return;
    to.later = port(c, 1);
    done("network publish " + network(to.network) + " " + container(c) + " " + to.later);
  }
  void unpublish(int c) {
    auto& to = attached_.at(c);
    if (to.later.empty() && to.ports.empty()) return;
    done("network unpublish " + network(to.network) + " " + container(c) + " all");
    to.later = to.ports = "";
  }

  static std::string mac_of(const std::string& netns, const std::string& link) {
    const std::string enter = netns.empty() ? "" : "ip netns exec " + netns + " ";
    const auto text = shell(enter + "cat /sys/class/net/" + link + "/address").out;
    return text.substr(0, text.find('\n'));
  }
  static void replace(std::string& text, const std::string& what, const std::string& by) {
    ASSERT_NE(what, "");
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
      text.replace(at, what.size(), by);
  }
  // The link-local address contains the MAC address (EUI-64).
  static std::string link_local(const std::string& netns, const std::string& link) {
    const std::string where = netns.empty() ? "ip" : "ip -n " + netns;
    const auto shown = shell(where + " -6 -o address show dev " + link + " scope link").out;
    std::smatch found;
    return std::regex_search(shown, found, std::regex("fe80::[0-9a-f:]+")) ? found.str() : "";
  }
  void replace_names(std::string& text, int c) const {
    const auto name = container(c);
    const auto links = shell("ip -o link show type veth").out;
    std::smatch found;
    const std::regex line("(veth-[0-9a-f]+)@[^\n]*link-netns " + name + "\\b");
    ASSERT_TRUE(std::regex_search(links, found, line)) << links;
    const std::string host_link = found[1];
    replace(text, mac_of("", host_link), "MAC-veth-" + name);
    replace(text, mac_of(name, "eth0"), "MAC-" + name);
    replace(text, host_link, "veth-" + name);
    if (const auto address = link_local(name, "eth0"); !address.empty()) {
      replace(text, address, "LL-" + name);
      replace(text, number_of(address), "LLN-" + name);
    }
  }
  // The target of a neighbour advertisement in the notation of nft(8).
  static std::string number_of(const std::string& address) {
    std::string digits;
    std::istringstream groups(address.substr(6));
    for (std::string group; std::getline(groups, group, ':');)
      digits += std::string(4 - group.size(), '0') + group;
    return "0xfe80" + std::string(28 - digits.size(), '0') + digits;
  }
  // The kernel lists the elements of a set in no fixed order. The order of rules is kept.
  static std::string with_sorted_elements(const std::string& text) {
    static const std::regex list("elements = \\{([^}]*)\\}");
    std::string sorted;
    auto rest = text.cbegin();
    for (std::smatch found; std::regex_search(rest, text.cend(), found, list);
         rest = found[0].second) {
      sorted.append(rest, found[0].first);
      std::istringstream words(std::regex_replace(found[1].str(), std::regex("\\s+"), " ") + ",");
      std::vector<std::string> elements;
      for (std::string one; std::getline(words, one, ',');)
        elements.push_back(std::regex_replace(one, std::regex("^ +| +$"), ""));
      std::sort(elements.begin(), elements.end());
      for (const auto& one : elements) sorted += "element " + one + "\n";
    }
    return sorted.append(rest, text.cend());
  }

  Mydocker mydocker_;
  std::set<int> networks_;
  std::map<int, Attachment> attached_;
};

}  // namespace mydocker::testing
