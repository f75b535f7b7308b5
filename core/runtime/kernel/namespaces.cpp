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

// Runs `work` in the namespace of `place`. If this thread opened the host's namespace as its own,
// it is there, except during a visit of the container. Then the kernel is not asked for the
// namespace of the thread.
Result<void> Namespaces::run_in(Place place, const std::function<Result<void>()>& work) {
  MYDOCKER_TRY(const Netns* netns, at(place));
  if (host_.is_own() && !is_visiting_)
    return netns->cookie() == host_.cookie() ? work() : visit_container(work);
  return run_inside({netns->fd(), netns->cookie()}, work, {host_.fd(), host_.cookie()});
}

Result<void> Namespaces::visit_container(const std::function<Result<void>()>& work) {
  struct Visiting {
    bool& flag;
    explicit Visiting(bool& is_visiting) : flag(is_visiting) { flag = true; }
    ~Visiting() { flag = false; }
  };
  const auto come_and_work = [&] {
    const Visiting until_return(is_visiting_);
    return work();
  };
  return visit(container_->fd(), host_.fd(), come_and_work, container_->known_return());
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
