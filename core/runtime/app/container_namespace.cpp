#include "runtime/app/container_namespace.hpp"

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
  if (is_hosts == manifest.can("host-namespace")) return {};
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
  if (manifest.can("host-namespace"))
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

}  // namespace

Result<void> check_namespace_words(const ConnectRequest& request) {
  MYDOCKER_CHECK(model::check_container_name(request.container));
  MYDOCKER_CHECK(namespace_path(request));
  return {};
}

Result<kernel::Netns> container_namespace(Session& session, const ConnectRequest& request,
                                          const Manifest& manifest) {
  MYDOCKER_CHECK(model::check_container_name(request.container));
  MYDOCKER_TRY(const auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto path, namespace_path(request));
  auto opened = kernel::Netns::open(path);
  if (!opened.ok()) {
    auto error = std::move(opened).error();
    if (error.kind() != ErrorKind::not_found) return as_refusal(std::move(error));
    return no_namespace(std::move(error), request, manifest);
  }
  MYDOCKER_CHECK(check_whose(*opened, open_state->host, manifest));
  return opened;
}

}  // namespace mydocker::app
