// A LAN with a DHCP server, and the daemon of the plug-in "dhcp".
#pragma once

#include <string>

#include "support/process.hpp"

namespace mydocker::testing {

// The host's interface par0 leads to the namespace "router", whose dnsmasq(8) gives the addresses
// 192.168.77.10 to .20. Both processes end with the object.
class DhcpLan {
 public:
  static bool is_installed() { return shell("command -v dnsmasq").code == 0; }

  DhcpLan() {
    must(
        "ip netns add router && ip link add par0 type veth peer name lan0 netns router && "
        "ip link set par0 up && ip -n router address add 192.168.77.1/24 dev lan0 && "
        "ip -n router link set lan0 up && mkdir -p /run/cni");
    server_ = start(
        "ip netns exec router dnsmasq --no-daemon --conf-file=/dev/null --port=0 --no-ping "
        "--interface=lan0 "
        "--dhcp-range=192.168.77.10,192.168.77.20 --dhcp-leasefile=/run/dhcp.leases");
    client_ = start("/usr/lib/cni/dhcp daemon");
    must("for n in $(seq 200); do [ ! -S /run/cni/dhcp.sock ] || exit 0; sleep 0.05; done; exit 1");
  }
  DhcpLan(const DhcpLan&) = delete;
  DhcpLan& operator=(const DhcpLan&) = delete;
  ~DhcpLan() { (void)shell("kill " + client_ + " " + server_); }

  // The number of leases that the server knows.
  static int lease_count() { return std::stoi("0" + shell("grep -c . /run/dhcp.leases").out); }

 private:
  static std::string start(const std::string& line) {
    auto pid = shell("exec 3>&1; " + line + " >>/run/dhcp.log 2>&1 3>&- & echo $! >&3").out;
    pid.pop_back();
    return pid;
  }

  std::string server_;
  std::string client_;
};

}  // namespace mydocker::testing
