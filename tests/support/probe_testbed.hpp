// Sends many probes between many namespaces at once.
//
// Each probe has its own source port (or echo identifier). Raw sockets in each namespace use it to
// identify probes and replies. They record the receiver and the source address. One thread on one
// processor sends all packets, so packets are not reordered. If a later probe on the same path was
// replied to, an earlier one without a reply is lost.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "support/probe_packets.hpp"

namespace mydocker::testing {

// A packet to send, and the expected result.
struct Probe {
  std::string from;  // a namespace; empty means the host
  ProbeKind kind = ProbeKind::icmp;
  std::string address;
  std::uint16_t port = 0;
  std::string heard_by;   // the namespace that is expected to receive it
  bool expected = false;  // true if a reply is expected
};

// The result of a probe.
struct ProbeTrace {
  std::map<std::string, std::set<std::string>> heard;  // source addresses; the key is the receiver
  bool answered = false;
};

// The servers and raw sockets in the namespaces. Throws std::runtime_error if a socket fails.
class ProbeTestbed {
 public:
  // Opens TCP and UDP servers at `ports` in each namespace. An empty name is the host, the
  // namespace of this process.
  ProbeTestbed(std::vector<std::string> namespaces, const std::vector<std::uint16_t>& ports);
  ~ProbeTestbed();
  ProbeTestbed(const ProbeTestbed&) = delete;
  ProbeTestbed& operator=(const ProbeTestbed&) = delete;

  // Sends the probes and returns their results in the same order. Everything is sent twice. When
  // all expected replies are there, the other probes are sent again, and then the first ones as a
  // control.
  std::vector<ProbeTrace> send(const std::vector<Probe>& probes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mydocker::testing
