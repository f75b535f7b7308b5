// What comes in by the links of a namespace, frame by frame.
#pragma once

#include <string>

#include "support/netns_socket.hpp"

namespace mydocker::testing {

class Wiretap {
 public:
  // On one link of the namespace; an empty name is the host's, that of this process. A bridge hears
  // what its ports let through to the host.
  Wiretap(const std::string& netns, const std::string& link);

  // Whether a frame with this text in it comes, or has come, within a time that is long enough.
  bool hears(const std::string& mark);
  // Whether one has come by now: for what was sent before something that has been heard.
  bool has_heard(const std::string& mark);

 private:
  void take_all();

  base::UniqueFd fd_;
  std::string heard_;  // all frames
};

}  // namespace mydocker::testing
