// The host's and the container's namespace, as the resources need them: sockets into each, opened
// when first needed.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "mydocker/resource.hpp"
#include "runtime/kernel/netlink_socket.hpp"
#include "runtime/kernel/netns.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

class Namespaces {
 public:
  // Both are lent; `container` may be null.
  Namespaces(const Netns& host, const Netns* container) noexcept
      : host_(host), container_(container), host_route_(host.route_socket()) {}

  [[nodiscard]] const Netns* container() const noexcept { return container_; }
  NetlinkSocket& host_route() noexcept { return host_route_; }
  // An internal error when there is no such place.
  Result<NetlinkSocket> route(Place place) const;
  Result<void> run_in(Place place, const std::function<Result<void>()>& work) const;
  // The host's nf_tables.
  Result<NftSession*> nft();

 private:
  [[nodiscard]] Result<const Netns*> at(Place place) const;

  const Netns& host_;
  const Netns* container_;
  NetlinkSocket host_route_;
  std::unique_ptr<NftSession> nft_;
};

}  // namespace mydocker::kernel
