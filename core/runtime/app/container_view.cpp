#include "runtime/app/container_view.hpp"

#include <utility>

namespace mydocker::app {
namespace {

class ViewWithoutLinks final : public kernel::HostView {
 public:
  ViewWithoutLinks(std::unique_ptr<kernel::HostView> real, std::set<std::string> removed)
      : real_(std::move(real)), removed_(std::move(removed)) {}

  Result<std::optional<LinkFact>> link(const std::string& name) override {
    return is_removed(name) ? std::optional<LinkFact>() : real_->link(name);
  }
  Result<bool> has_carrier(const std::string& name) override {
    return is_removed(name) ? Result<bool>(true) : real_->has_carrier(name);
  }
  Result<bool> is_managed(const std::string& name) override {
    return is_removed(name) ? Result<bool>(false) : real_->is_managed(name);
  }
  Result<std::optional<LinkFact>> default_route() override { return real_->default_route(); }
  Result<std::vector<kernel::DefaultRoute>> default_routes(Family family) override {
    MYDOCKER_TRY(auto routes, real_->default_routes(family));
    std::erase_if(routes,
                  [&](const kernel::DefaultRoute& route) { return is_removed(route.link); });
    return routes;
  }
  Result<std::string> advertised_link() override { return real_->advertised_link(); }
  bool has_ipv6() override { return real_->has_ipv6(); }
  Result<std::vector<kernel::HostPrefix>> host_prefixes() override {
    MYDOCKER_TRY(auto prefixes, real_->host_prefixes());
    std::erase_if(prefixes, [&](const kernel::HostPrefix& one) {
      return is_removed(real_->link_name(one.link));
    });
    return prefixes;
  }
  std::string link_name(int index) override { return real_->link_name(index); }
  std::string link_towards(const IpAddress& address) override {
    return real_->link_towards(address);
  }
  bool forwards(Family family, const std::string& link) override {
    return real_->forwards(family, link);
  }

 private:
  [[nodiscard]] bool is_removed(const std::string& link) const {
    return removed_.contains("container " + link);
  }
  std::unique_ptr<kernel::HostView> real_;
  std::set<std::string> removed_;  // removed links as "container NAME"
};

}  // namespace

std::unique_ptr<kernel::HostView> without_links(std::unique_ptr<kernel::HostView> real,
                                                std::set<std::string> removed) {
  return std::make_unique<ViewWithoutLinks>(std::move(real), std::move(removed));
}

}  // namespace mydocker::app
