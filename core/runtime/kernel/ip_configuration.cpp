#include "runtime/kernel/resource_ops.hpp"

#include <cerrno>
#include <map>
#include <string>
#include <vector>

#include "mydocker/detail/visit.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/link_state.hpp"

namespace mydocker::kernel {
namespace {

// Builds the requests for the addresses, routes and rules of a container. It asks the kernel only
// once for the index of each link.
class CreationMessages {
 public:
  explicit CreationMessages(const NetlinkSocket& socket) noexcept : socket_(socket) {}

  Result<void> add(const Address& address) { return add_to(address.link, address); }
  Result<void> add(const Route& route) { return add_to(route.link, route); }
  Result<void> add(const RoutingRule& rule) {
    messages_.push_back(creation_message(rule));
    return {};
  }
  template <class Other>
  Result<void> add(const Other& /*resource*/) {
    return Error(ErrorKind::internal, "this resource is not a part of the IP configuration");
  }

  [[nodiscard]] std::span<NetlinkMessage> all() noexcept { return messages_; }

 private:
  template <class Kind>
  Result<void> add_to(const std::string& link, const Kind& resource) {
    const int index = index_of(link);
    if (index == 0 && !link.empty()) return error_of({ENODEV, {}}).within("link \"" + link + "\"");
    messages_.push_back(creation_message(resource, index));
    return {};
  }

  int index_of(const std::string& link) {
    if (link.empty()) return 0;
    const auto [place, is_new] = indexes_.try_emplace(link, 0);
    if (is_new) place->second = link_index(socket_, link);
    return place->second;
  }

  const NetlinkSocket& socket_;
  std::map<std::string, int> indexes_;
  std::vector<NetlinkMessage> messages_;
};

}  // namespace

// Returns whether the resource can be created in one request with others. A route with several next
// hops has several links, so it is created alone.
bool is_ip_configuration(const Resource& resource) {
  const auto* route = resource.get_if<Route>();
  const bool is_one = resource.is<Address>() || resource.is<RoutingRule>() ||
                      (route != nullptr && route->next_hops.empty());
  return is_one && place_of(resource) == Place::container;
}

Result<void> create_ip_configuration(Namespaces& namespaces, std::span<const Resource> resources) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(Place::container));
  CreationMessages messages(socket);
  for (const auto& resource : resources)
    MYDOCKER_CHECK(detail::visit([&](const auto& one) { return messages.add(one); }, resource));
  for (const Ack& ack : socket.change_all(messages.all())) MYDOCKER_CHECK(result_of(ack));
  return {};
}

}  // namespace mydocker::kernel
