// The namespaces of the host and of one container, with a socket for each. The socket for nf_tables
// is opened at first use.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "mydocker/resource.hpp"
#include "runtime/kernel/netlink_socket.hpp"
#include "runtime/kernel/netns.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// Gives the functions for resources access to the namespaces of the host and of the container.
class Namespaces {
 public:
  // `host` and `container` are not owned. `container` may be null. `owner`: the run directory that
  // owns new firewall tables. Empty: tables of every owner are used.
  Namespaces(const Netns& host, const Netns* container, std::string owner)
      : host_(host),
        container_(container),
        owner_(std::move(owner)),
        host_route_(host.route_socket()) {}

  [[nodiscard]] const Netns& host() const noexcept { return host_; }
  [[nodiscard]] const Netns* container() const noexcept { return container_; }
  [[nodiscard]] const std::string& owner() const noexcept { return owner_; }
  // remember_own_tables() stores whether both firewall tables exist and belong to owner().
  // has_own_tables() returns it.
  void remember_own_tables(bool found) noexcept { has_own_tables_ = found; }
  [[nodiscard]] bool has_own_tables() const noexcept { return has_own_tables_; }
  // Stores whether this object has found the table `inet mydocker`, and it belongs to its owner.
  void remember_own_inet_table(bool found) noexcept { has_own_inet_table_ = found; }
  [[nodiscard]] bool has_own_inet_table() const noexcept { return has_own_inet_table_; }
  NetlinkSocket& host_route() noexcept { return host_route_; }
  // route(): returns the rtnetlink socket in the namespace of `place`. run_in(): runs `work` in
  // this namespace. An error of kind internal: there is no container namespace.
  Result<NetlinkSocket> route(Place place) const;
  Result<void> run_in(Place place, const std::function<Result<void>()>& work);
  // Returns the session for nf_tables of the host's namespace. This object owns the session.
  Result<NftSession*> nft();

 private:
  [[nodiscard]] Result<const Netns*> at(Place place) const;
  Result<void> visit_container(const std::function<Result<void>()>& work);

  const Netns& host_;
  const Netns* container_;
  std::string owner_;
  bool has_own_tables_ = false;
  bool has_own_inet_table_ = false;
  bool is_visiting_ = false;  // whether the thread is in the container's namespace
  NetlinkSocket host_route_;
  std::unique_ptr<NftSession> nft_;
};

}  // namespace mydocker::kernel
