#include "runtime/kernel/namespaces.hpp"

#include "runtime/kernel/netlink_transport.hpp"
#include "runtime/kernel/netns.hpp"

namespace mydocker::kernel {

Result<const Netns*> Namespaces::at(Place place) const {
  if (place == Place::host) return &host_;
  if (container_ != nullptr) return container_;
  return Error(ErrorKind::internal, "the container's network namespace is missing");
}

Result<NetlinkSocket> Namespaces::route(Place place) const {
  MYDOCKER_TRY(const Netns* netns, at(place));
  return NetlinkSocket(netns->route_socket());
}

Result<void> Namespaces::run_in(Place place, const std::function<Result<void>()>& work) const {
  MYDOCKER_TRY(const Netns* netns, at(place));
  return run_inside({netns->fd(), netns->cookie()}, work, {host_.fd(), host_.cookie()});
}

Result<NftSession*> Namespaces::nft() {
  if (!nft_) {
    base::UniqueFd socket;
    MYDOCKER_CHECK(run_in(Place::host, [&socket]() -> Result<void> {
      MYDOCKER_TRY(socket, open_netlink(NETLINK_NETFILTER));
      return {};
    }));
    nft_ = std::make_unique<NftSession>(std::move(socket));
  }
  return nft_.get();
}

}  // namespace mydocker::kernel
