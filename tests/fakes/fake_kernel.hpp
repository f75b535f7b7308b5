// The Kernel for tests: the rules of the real one, on a FakeHost.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fakes/fake_host.hpp"
#include "runtime/base/firewall_loss.hpp"
#include "runtime/firewall/elements.hpp"
#include "runtime/kernel/kernel.hpp"

namespace mydocker::testing {

// The calls that can fail on request.
enum class Verb : std::uint8_t { create, update, bring_up, destroy };

// Implements kernel::Kernel in memory. Example:
//   kernel.fail(Verb::create, 2);  // the second create() fails
class FakeKernel final : public kernel::Kernel {
 public:
  // `host` is not owned and must outlive this object. `container` is the name of a namespace, which
  // is created if it does not exist. Empty: there is no container.
  explicit FakeKernel(FakeHost& host, std::string container = {});

  Result<kernel::Observation> observe(const Resource& resource) override;
  Result<void> create(const Resource& resource) override;
  Result<void> create_all(std::span<const Resource> resources) override;
  Result<void> restore_firewall(std::span<const Resource> resources,
                                std::span<const firewall::Element> more) override;
  Result<void> update(const Resource& resource, const std::string& found) override;
  Result<void> bring_up(const Resource& resource) override;
  Result<void> destroy(const Resource& resource) override;

  // The n-th call of that kind from now on (counted from 1) fails and changes nothing.
  void fail(Verb verb, int nth) { failing_[verb] = calls_[verb] + nth; }
  // The number of calls, and a line for each call: `create bridge "testnet"`.
  [[nodiscard]] int calls(Verb verb) { return calls_[verb]; }
  [[nodiscard]] const std::vector<std::string>& log() const noexcept { return log_; }

 private:
  Result<void> admit(Verb verb, const Resource& resource);
  Result<FakeSpace*> space(Place place);
  Result<FakeSpace*> space_with(Place place, const std::string& link);
  FakeSpace& host() { return host_.spaces[""]; }

  Result<kernel::Observation> look(const Bridge& bridge);
  Result<kernel::Observation> look(const Veth& veth);
  Result<kernel::Observation> look(const Address& address);
  Result<kernel::Observation> look(const Route& route);
  Result<kernel::Observation> look(const Sysctl& sysctl);
  Result<kernel::Observation> look(const Loopback& loopback);
  Result<kernel::Observation> look(const Firewall& firewall);
  Result<kernel::Observation> look(const Hairpin& hairpin);
  Result<kernel::Observation> look(const Macvlan& macvlan);
  Result<kernel::Observation> look(const Custom& custom);
  Result<kernel::Observation> look(const RoutingRule& rule);
  Result<kernel::Observation> look(const Neighbour& neighbour);
  Result<kernel::Observation> look(const Fdb& fdb);
  Result<kernel::Observation> look(const Link& link);
  Result<kernel::Observation> look(const Service& service);
  Result<kernel::Observation> look(const ServiceFile& file);
  Result<kernel::Observation> look(const Queue& queue);
  Result<kernel::Observation> look(const BridgePort& port);
  Result<kernel::Observation> look(const NftRules& rules);

  Result<void> make(const Bridge& bridge);
  Result<void> make(const Veth& veth);
  Result<void> make(const Address& address);
  Result<void> make(const Route& route);
  Result<void> make(const Sysctl& sysctl);
  Result<void> make(const Loopback& loopback);
  Result<void> make(const Firewall& firewall);
  Result<void> make(const Hairpin& hairpin);
  Result<void> make(const AntiSpoofing& antispoofing);
  Result<void> make(const Macvlan& macvlan);
  Result<void> make(const Custom& custom);
  Result<void> make(const RoutingRule& rule);
  Result<void> make(const Neighbour& neighbour);
  Result<void> make(const Fdb& fdb);
  Result<void> make(const Link& link);
  Result<void> make(const Service& service);
  Result<void> make(const ServiceFile& file);
  Result<void> make(const Queue& queue);
  Result<void> make(const BridgePort& port);
  Result<void> make(const NftRules& rules);

  Result<void> take(const Bridge& bridge);
  Result<void> take(const Veth& veth);
  Result<void> take(const Address& address);
  Result<void> take(const Route& route);
  Result<void> take(const Sysctl& sysctl);
  Result<void> take(const Loopback& loopback);
  Result<void> take(const Firewall& firewall);
  Result<void> take(const Hairpin& hairpin);
  Result<void> take(const Macvlan& macvlan);
  Result<void> take(const Custom& custom);
  Result<void> take(const RoutingRule& rule);
  Result<void> take(const Neighbour& neighbour);
  Result<void> take(const Fdb& fdb);
  Result<void> take(const Link& link);
  Result<void> take(const Service& service);
  Result<void> take(const ServiceFile& file);
  Result<void> take(const Queue& queue);
  Result<void> take(const BridgePort& port);
  Result<void> take(const NftRules& rules);

  template <firewall::HasElements T>
  Result<kernel::Observation> look(const T& resource) {
    return host_.sets.observe(firewall::elements_of(resource));
  }
  template <firewall::HasElements T>
  Result<void> make(const T& resource) {
    if (!host_.firewall) return base::firewall_is_gone();
    return host_.sets.add(firewall::elements_of(resource));
  }
  template <firewall::HasElements T>
  Result<void> take(const T& resource) {
    host_.sets.remove(firewall::elements_of(resource));
    return {};
  }

  Result<void> update_link(const Resource& resource);
  Result<void> update_macvlan(const Macvlan& macvlan);
  Result<void> update_link(const Link& link);
  Result<void> take_link(const std::string& name, const MacAddress& planned);

  FakeHost& host_;
  std::string container_;
  std::map<Verb, int> calls_;
  std::map<Verb, int> failing_;
  std::vector<std::string> log_;
};

}  // namespace mydocker::testing
