// The resources for programs that serve a network: a helper process, and files that it reads.
//
// The core starts the process, observes it and stops it, without the driver. The process runs on
// the host, in the network namespace of the host. It never runs in a container's namespace. Its
// directory, umask, limits and environment are in docs/plan_reference.md ("service"). Since SDK
// 1.0.
#pragma once

#include <compare>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mydocker {

// The path of the service's directory replaces this text in `argv` and in the content of files.
inline constexpr std::string_view kServiceDirectory = "{directory}";

// A process of the host, for example a DNS server. It must stay in the foreground: it must not fork
// and exit.
//
//   Service{.name = derived_service_name("dns-", network.id),
//           .argv = {"/usr/sbin/dnsmasq", "--keep-in-foreground", "--conf-file={directory}/conf"},
//           .files = {{"conf", text}},
//           .user = "dnsmasq",
//           .ready_file = "pid"}
struct Service {
  std::string name{};               // derived_service_name()
  std::vector<std::string> argv{};  // argv[0] is an absolute path that only root can change
  // Files that the core writes into the service's directory before it starts: "NAME" or
  // "FOLDER/NAME", and the content.
  std::map<std::string, std::string> files{};
  // The user of the host that the process runs as. A user other than root may bind ports below 1024
  // (CAP_NET_BIND_SERVICE, capabilities(7)), and has no other privilege.
  std::string user{};
  // A file in the service's directory that the process creates when it is ready, for example its
  // pid file. Empty: the process is ready as soon as it is started.
  std::string ready_file{};
  auto operator<=>(const Service&) const = default;
};

// A file in the directory of a Service of the same network, for example with the address of one
// container. The service must notice new, changed and removed files by itself (inotify(7)).
struct ServiceFile {
  std::string service{};  // the name of the Service
  std::string name{};     // "NAME" or "FOLDER/NAME"
  std::string content{};
  auto operator<=>(const ServiceFile&) const = default;
};

// Returns the name of a service: `stem` and the first 12 hex digits of `id`. The name of each
// service must end with these digits of the network's or the endpoint's id.
std::string derived_service_name(std::string_view stem, std::string_view id);

}  // namespace mydocker
