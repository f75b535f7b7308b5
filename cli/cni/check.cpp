// The CNI command CHECK: compares an attachment with the kernel and with the result of ADD.
#include <sys/stat.h>

#include <algorithm>

#include "cni/commands.hpp"
#include "cni/delegate.hpp"
#include "engine_document.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::cni {
namespace {

// Returns whether both paths name the same namespace.
bool same_namespace(const std::string& one, const std::string& other) {
  struct stat first {};
  struct stat second {};
  return stat(one.c_str(), &first) == 0 && stat(other.c_str(), &second) == 0 &&
         first.st_ino == second.st_ino && first.st_dev == second.st_dev;
}

CniResult<Done> check_alive(const CniCall& call, const app::EndpointReport& report) {
  const auto& netns = call.environment.netns;
  if (report.alive && same_namespace(netns, report.endpoint.netns_path)) return Done{};
  return Failure(Code::differs, "CNI_NETNS " + base::quoted(netns) +
                                    " is not the namespace that was connected, " +
                                    base::quoted(report.endpoint.netns_path));
}

// Returns one field of each element of a list in the result. Example: all addresses, or the
// destinations of all routes.
CniResult<std::vector<std::string>> texts_in(const Json& previous, const char* list,
                                             const char* key) {
  std::vector<std::string> texts;
  MYDOCKER_TRY(const auto elements, list_field(previous, list));
  for (const auto& one : elements.items()) {
    MYDOCKER_TRY(auto text, text_field(one, key));
    texts.push_back(std::move(text));
  }
  return texts;
}

// Returns whether a later plug-in may have changed the address or route. In this case, the result
// of ADD, which the later plug-in returned, no longer lists it. So a difference is no error.
bool may_be_changed(const std::string& resource, const std::vector<std::string>& addresses,
                    const std::vector<std::string>& destinations) {
  const auto named = [&](const std::vector<std::string>& texts) {
    return std::ranges::any_of(texts, [&](const std::string& text) {
      return resource.find(" " + text + " ") != std::string::npos;
    });
  };
  if (resource.starts_with("address ")) return !named(addresses);
  if (resource.starts_with("route ")) return !named(destinations);
  const auto lists = [&](const char* destination) {
    return std::ranges::find(destinations, destination) != destinations.end();
  };
  if (resource.starts_with("default route")) return !lists("0.0.0.0/0");
  return resource.starts_with("default IPv6 route") && !lists("::/0");
}

CniResult<Done> check_resources(const CniCall& call, const std::string& container) {
  const Json& previous = call.config.previous;
  MYDOCKER_TRY(const auto addresses, texts_in(previous, "ips", "address"));
  MYDOCKER_TRY(const auto destinations, texts_in(previous, "routes", "dst"));
  MYDOCKER_TRY(const auto drift, call.runtime.verify_container(call.config.network(), container));
  std::string lines;
  for (const auto& one : drift) {
    if (may_be_changed(one.resource, addresses, destinations)) continue;
    lines += (lines.empty() ? "" : "\n") + one.resource + ": " + one.problem;
  }
  if (lines.empty()) return Done{};
  return Failure(Code::differs,
                 "container " + base::quoted(container) + " on network " +
                     base::quoted(call.config.network()) + ": " + lines.substr(0, lines.find('\n')),
                 lines + "\nmydocker network reload " + call.config.network());
}

// Returns the index of the attachment's interface in the result.
CniResult<std::size_t> interface_index(const CniCall& call, const Json& previous) {
  MYDOCKER_TRY(const auto interfaces, list_field(previous, "interfaces"));
  for (std::size_t n = 0; n < interfaces.size(); ++n) {
    MYDOCKER_TRY(const auto name, text_field(interfaces[n], "name"));
    MYDOCKER_TRY(const auto sandbox, text_field(interfaces[n], "sandbox"));
    if (name == call.environment.interface && !sandbox.empty()) return n;
  }
  return Failure(Code::configuration,
                 "prevResult has no interface " + base::quoted(call.environment.interface));
}

// Compares the addresses of the interface with the result of ADD. This is for an address from DHCP:
// the plan of the endpoint does not contain it.
CniResult<Done> check_lease(const CniCall& call, const app::EndpointReport& report) {
  const Json& previous = call.config.previous;
  MYDOCKER_TRY(const std::size_t index, interface_index(call, previous));
  MYDOCKER_TRY(const auto ips, list_field(previous, "ips"));
  for (const auto& ip : ips.items()) {
    if (ip["interface"] != index) continue;
    MYDOCKER_TRY(const auto text, text_field(ip, "address"));
    MYDOCKER_TRY(const auto address, IpPrefix::parse(text));
    if (std::ranges::find(report.endpoint.addresses, address) == report.endpoint.addresses.end())
      return Failure(Code::differs, "interface " + base::quoted(call.environment.interface) +
                                        " has lost the address " + text);
  }
  return Done{};
}

}  // namespace

CniResult<Done> check(const CniCall& call) {
  if (!call.config.previous.is_object())
    return Failure(Code::configuration, "field \"prevResult\" is missing",
                   "a runtime calls CHECK with the result of ADD");
  const auto attachment = call.attachment();
  MYDOCKER_TRY(const auto report, call.runtime.find_attachment(call.config.network(), attachment));
  if (!report)
    return Failure(Code::unknown_container,
                   "container " + base::quoted(attachment.id) + " is not connected to network " +
                       base::quoted(call.config.network()) + " with interface " +
                       base::quoted(attachment.interface));
  MYDOCKER_CHECK(check_alive(call, *report));
  MYDOCKER_CHECK(interface_index(call, call.config.previous));
  MYDOCKER_CHECK(check_resources(call, report->endpoint.container));
  if (call.config.uses_dhcp()) MYDOCKER_CHECK(check_lease(call, *report));
  if (call.config.ipam.empty()) return Done{};
  MYDOCKER_TRY(const auto delegate, Delegate::find(call.environment, call.config));
  MYDOCKER_CHECK(delegate.run("CHECK"));
  return Done{};
}

}  // namespace mydocker::cli::cni
