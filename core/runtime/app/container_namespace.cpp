#include "runtime/app/containers.hpp"

#include <filesystem>

#include "runtime/app/refusal.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/names.hpp"

namespace mydocker::app {
namespace {

Result<std::string> namespace_path(const ConnectRequest& request) {
  if (request.netns_path && request.pid) {
    return Error(ErrorKind::invalid_argument, "--netns and --pid cannot be combined");
  }
  if (request.netns_path) return *request.netns_path;
  if (request.pid) {
    const auto pid = parse_number(*request.pid);
    if (!pid.ok() || *pid <= 0) {
      return Error(ErrorKind::invalid_argument,
                   "--pid " + base::quoted(*request.pid) + " is not a process ID");
    }
    return "/proc/" + std::to_string(*pid) + "/ns/net";
  }
  return "/run/netns/" + request.container;
}

// Most drivers need a container with its own namespace; a few need the host's namespace.
Result<void> check_whose(const kernel::Netns& found, const kernel::Netns& host,
                         const Manifest& manifest) {
  const bool is_hosts = found.cookie() == host.cookie();
  if (is_hosts == manifest.can(Capability::host_namespace)) return {};
  const auto path = base::quoted(found.path());
  if (is_hosts)
    return Error(ErrorKind::unsupported, path + " is the host's own network namespace")
        .hint(
            "a container needs its own network namespace; for one that shares the host's, use a "
            "network of driver \"host\"");
  return Error(ErrorKind::unsupported,
               path + " is not the host's network namespace, but containers of driver " +
                   base::quoted(manifest.name) + " must share it")
      .hint(
          "start the container in the host's namespace, or use a network of another driver: "
          "mydocker driver ls");
}

Error no_namespace(Error error, const ConnectRequest& request, const Manifest& manifest) {
  if (manifest.can(Capability::host_namespace))
    return std::move(error).hint("specify a process of the container: --pid PID");
  if (request.pid)
    return std::move(error).hint("see whether the process still runs: ps " + *request.pid);
  if (request.netns_path)
    return std::move(error).hint(
        "--netns takes the path of a namespace, for example /run/netns/NAME");
  if (const auto pid = parse_number(request.container); pid.ok() && *pid > 0)
    error = std::move(error).hint("for a process, choose a name and write: NAME --pid " +
                                  request.container);
  return std::move(error).hint("create one with \"ip netns add " + request.container +
                               "\", or specify one with --netns or --pid");
}

std::string namespace_of(const RunningContainer& container) {
  return "/proc/" + std::to_string(container.pid) + "/ns/net";
}

// Returns whether `path` exists, but is the namespace of something else than the container.
bool is_other_namespace(const std::string& path, const RunningContainer& container) {
  std::error_code failure;
  return std::filesystem::exists(path, failure) &&
         !std::filesystem::equivalent(path, namespace_of(container), failure);
}

Error ambiguous(const std::string& name, const std::vector<RunningContainer>& found,
                const std::string& netns) {
  Error error(ErrorKind::invalid_argument,
              base::quoted(name) + " is the name of several containers");
  for (const auto& container : found)
    error = std::move(error).hint("for the container of " + container.engine + " with ID " +
                                  container.id + ", use: --pid " + std::to_string(container.pid));
  if (is_other_namespace(netns, found.front()))
    error = std::move(error).hint("for the namespace of ip netns, use: --netns " + netns);
  return error;
}

}  // namespace

Result<void> check_namespace_words(const ConnectRequest& request) {
  MYDOCKER_CHECK(model::check_container_name(request.container));
  MYDOCKER_CHECK(namespace_path(request));
  return {};
}

Result<ConnectRequest> with_running_container(ConnectRequest request) {
  if (request.netns_path || request.pid) return request;
  if (request.container_half == model::ContainerHalf::engine) return request;
  MYDOCKER_CHECK(model::check_container_name(request.container));
  const auto found = find_running_containers("/", request.container);
  if (found.empty()) return request;
  const std::string netns = "/run/netns/" + request.container;
  if (found.size() > 1 || is_other_namespace(netns, found.front()))
    return ambiguous(request.container, found, netns);
  request.container = found.front().name;
  request.netns_path = namespace_of(found.front());
  return request;
}

namespace {

// Returns a namespace that this user cannot enter. If a connected container has this path, the
// cookie comes from its endpoint.
Result<kernel::Netns> unreadable_namespace(store::RuntimeState& state, const std::string& path) {
  std::uint64_t cookie = 0;
  MYDOCKER_TRY(const auto entries, state.active_entries());
  for (const auto& entry : entries) {
    if (entry.kind != store::EntryKind::endpoint) continue;
    MYDOCKER_TRY(const auto endpoint, state.endpoint_of(entry.id));
    if (endpoint && endpoint->netns_path == path) cookie = endpoint->netns_cookie;
  }
  return kernel::Netns::unreadable(path, cookie);
}

}  // namespace

Result<kernel::Netns> container_namespace(Session& session, OpenState& open_state,
                                          const ConnectRequest& request, const Manifest& manifest) {
  MYDOCKER_CHECK(model::check_container_name(request.container));
  if (request.container_half == model::ContainerHalf::engine) return session.system.current_netns();
  MYDOCKER_TRY(const auto path, namespace_path(request));
  auto opened = session.system.open_netns(path, &open_state.host);
  if (!opened.ok()) {
    auto error = std::move(opened).error();
    if (error.kind() == ErrorKind::permission && session.is_unprivileged_dry_run())
      return unreadable_namespace(open_state.state, path);
    if (error.kind() != ErrorKind::not_found) return as_refusal(std::move(error));
    return no_namespace(std::move(error), request, manifest);
  }
  MYDOCKER_CHECK(check_whose(*opened, open_state.host, manifest));
  return opened;
}

}  // namespace mydocker::app
