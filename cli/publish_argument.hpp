// An argument of --publish (model/port_spec.hpp) from the fields of an engine's document.
#pragma once

#include <string>

namespace mydocker::cli {

// The fields as engines write them.
struct PortFields {
  std::string host_address;  // empty: every address
  std::string host;          // "8080" or "8080-8081"; empty: mydocker chooses the port
  std::string container;     // "80" or "80-81"
  std::string protocol;      // "tcp" or "TCP"; empty: tcp
};

std::string publish_argument(const PortFields& fields);

}  // namespace mydocker::cli
