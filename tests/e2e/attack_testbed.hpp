// Two networks with containers, and an outside neighbour that has routes to both.
//
//   a, b -- netn 192.168.1.0/24 --|
//                                 |-- host 198.51.100.1 -- 198.51.100.2 outside
//   o ----- neto 192.168.2.0/24 --|
#pragma once

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/probe_testbed.hpp"

namespace mydocker::testing {

// The fixture that creates the hosts and networks of the picture above.
class AttackTestbed : public ::testing::Test {
 protected:
  // `subnets` are additional subnets of the first network.
  explicit AttackTestbed(const std::string& options = "", const std::string& subnets = "") {
    make_outside();
    done("network create netn --subnet 192.168.1.0/24 " + subnets + " " + options);
    done("network create neto --subnet 192.168.2.0/24 " + options);
    connect("netn", "a");
    connect("netn", "b");
    connect("neto", "o");
    must("ip -n outside route add 192.168.0.0/16 via 198.51.100.1");
  }

  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  void connect(const std::string& network, const std::string& name) const {
    must("ip netns add " + name);
    done("network connect " + network + " " + name);
  }
  static std::string mac_of(const std::string& where, const std::string& link) {
    const auto file = "cat /sys/class/net/" + link + "/address";
    const auto text = shell(where.empty() ? file : "ip netns exec " + where + " " + file).out;
    return text.substr(0, text.find('\n'));
  }

  const Mydocker mydocker_;
};

// A connection attempt: does `to`, an address of `owner`, receive a packet from `from`? A later
// packet to `control`, which replies, proves that the first packet was not only late.
struct Attempt {
  std::string from;
  std::string to;
  std::string owner;
  std::string control;
  std::uint16_t port = 80;
};

inline ::testing::AssertionResult is_heard(ProbeTestbed& testbed, const Attempt& attempt) {
  std::vector<Probe> probes{{attempt.from, ProbeKind::icmp, attempt.control, 0, "", true}};
  for (const auto kind : {ProbeKind::icmp, ProbeKind::tcp, ProbeKind::udp, ProbeKind::sctp})
    probes.push_back({attempt.from, kind, attempt.to, attempt.port, attempt.owner, false});
  const auto traces = testbed.send(probes);
  if (!traces[0].answered) throw std::runtime_error("the control was not answered");
  std::string kinds;
  for (std::size_t i = 1; i < traces.size(); ++i)
    if (traces[i].heard.contains(attempt.owner)) kinds += std::to_string(i) + " ";
  if (kinds.empty()) return ::testing::AssertionFailure() << "nothing was heard";
  return ::testing::AssertionSuccess() << "heard: " << kinds;
}

}  // namespace mydocker::testing
