// The HostView for tests: what a FakeHost has, as the host's programs see it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "fakes/fake_host.hpp"
#include "runtime/kernel/host_view.hpp"

namespace mydocker::testing {

// Reads one namespace of a FakeHost, which is not owned and must outlive this object.
class FakeHostView final : public kernel::HostView {
 public:
  // `space`: the name of the namespace; empty: the host's.
  FakeHostView(FakeHost& host, std::string space) : host_(host), space_(std::move(space)) {}

  Result<std::optional<LinkFact>> link(const std::string& name) override;
  Result<bool> has_carrier(const std::string& /*name*/) override { return true; }
  Result<bool> is_managed(const std::string& name) override;
  Result<std::optional<LinkFact>> default_route() override;
  Result<std::vector<kernel::DefaultRoute>> default_routes(Family family) override;
  bool has_ipv6() override { return true; }
  Result<std::vector<std::string>> kernel_features() override {
    return std::vector<std::string>{"link-vxlan", "queue-tbf"};
  }
  Result<std::string> advertised_link() override { return std::string(); }
  Result<std::vector<kernel::HostPrefix>> host_prefixes() override;
  std::string link_name(int index) override;
  std::string link_towards(const IpAddress& address) override;
  bool forwards(Family family, const std::string& link) override;

 private:
  FakeSpace& space() { return host_.spaces[space_]; }
  // A fake link has no index. It gets one when it is first reported.
  int index_of(const std::string& link);

  FakeHost& host_;
  std::string space_;
  std::vector<std::string> names_;
};

}  // namespace mydocker::testing
