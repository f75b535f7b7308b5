// Captures the frames that arrive at links of a namespace.
#pragma once

#include <string>

#include "support/netns_socket.hpp"

namespace mydocker::testing {

// A raw packet socket (packet(7)) that collects frames from its creation on.
class Wiretap {
 public:
  // Captures on one link of the namespace. An empty name is the host, the namespace of this
  // process. On a bridge it gets the frames that the bridge passes to the host.
  Wiretap(const std::string& netns, const std::string& link);

  // Waits for a frame that contains this text. Returns false after the time limit.
  bool hears(const std::string& mark);
  // Returns true if such a frame has already arrived. For frames that were sent before a frame that
  // has arrived.
  bool has_heard(const std::string& mark);

 private:
  void take_all();

  base::UniqueFd fd_;
  std::string heard_;  // the bytes of all frames
};

}  // namespace mydocker::testing
