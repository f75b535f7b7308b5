// Many probes between many namespaces at once.
//
// Each probe has a source port (or echo identifier) of its own, by which raw sockets in every
// namespace tell who has heard it, from which address, and whether the answer came back. All is
// sent by one thread on one processor, so packets overtake each other nowhere: what has not
// arrived when a later one on the same way has been answered does not arrive any more.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "support/probe_packets.hpp"

namespace mydocker::testing {

struct Probe {
  std::string from;  // a namespace; empty: the host
  ProbeKind kind = ProbeKind::icmp;
  std::string address;
  std::uint16_t port = 0;
  std::string heard_by;   // who is expected to hear it
  bool expected = false;  // whether an answer is
};

struct ProbeTrace {
  std::map<std::string, std::set<std::string>> heard;  // who heard it, and as coming from where
  bool answered = false;
};

class ProbeTestbed {
 public:
  // Opens tcp and udp at `ports` in each of the namespaces. An empty name is the host's, that of
  // this process.
  ProbeTestbed(std::vector<std::string> namespaces, const std::vector<std::uint16_t>& ports);
  ~ProbeTestbed();
  ProbeTestbed(const ProbeTestbed&) = delete;
  ProbeTestbed& operator=(const ProbeTestbed&) = delete;

  // What became of them, in the same order. Everything is sent twice: when those that are expected
  // to be answered have been, the others are sent again, and after them the first as a control.
  std::vector<ProbeTrace> send(const std::vector<Probe>& probes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mydocker::testing
