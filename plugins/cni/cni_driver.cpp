// Networks whose containers are connected by existing CNI plug-ins: a list of plug-ins, for example
// bridge, portmap and firewall, as a network of mydocker.
//
// The plug-ins are programs that change the kernel. So the plan has Custom resources, and a handler
// runs the plug-ins.
#include "attachment.hpp"
#include "chain_handler.hpp"
#include "plugin_list.hpp"

namespace cni {
namespace {

using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::Plan;
using mydocker::Result;

constexpr std::string_view kResources[] = {"loopback", "custom"};
constexpr std::string_view kTraits[] = {"handler-addresses", "no-gateway"};
constexpr mydocker::OptionSpec kOptions[] = {
    {.key = "conflist", .help = "the file with the list of plug-ins, an absolute path"},
    {.key = "path",
     .help = "the folders of the plug-ins, separated by colons",
     .default_value = "/usr/lib/cni:/opt/cni/bin"},
    {.key = "ports",
     .scope = mydocker::OptionScope::endpoint,
     .help = "ports for the plug-in portmap: HOST:CONTAINER[/PROTOCOL], separated by commas"}};
constexpr mydocker::DriverInfo kInfo{
    .name = "cni",
    .version = "1.0.0",
    .summary = "containers that existing CNI plug-ins connect",
    .license = "Apache-2.0",
    .resources = kResources,
    .options = kOptions,
    .traits = kTraits,
};

Error wrong_option(const std::string& what, const std::string& hint) {
  return Error(ErrorKind::invalid_argument, what).hint(hint);
}

class CniDriver final : public mydocker::NetworkDriver {
 public:
  [[nodiscard]] const mydocker::DriverInfo& info() const noexcept override { return kInfo; }

  [[nodiscard]] Result<Plan> plan_network(const mydocker::NetworkView& network,
                                          const mydocker::HostFacts& /*host*/) const override {
    if (!network.options.text("conflist").starts_with('/'))
      return wrong_option("option \"conflist\" is not an absolute path",
                          "for example -o conflist=/etc/cni/net.d/50-pods.conflist");
    if (network.internal)
      return wrong_option("--internal: the plug-ins decide what the containers reach",
                          "leave --internal out");
    return Plan{};
  }

  [[nodiscard]] Result<Plan> plan_endpoint(const mydocker::NetworkView& network,
                                           const mydocker::EndpointView& endpoint,
                                           const mydocker::HostFacts& /*host*/) const override {
    const auto attachment = attachment_of(network, endpoint);
    MYDOCKER_CHECK(capabilities_of(attachment));
    Plan plan;
    mydocker::blocks::bring_up_loopback(plan);
    plan.ensure(resource_of(attachment, kAttachment),
                "keep the result of the plug-ins until they have removed everything");
    plan.ensure(resource_of(attachment, kInterface), "run the plug-ins of the list");
    return plan;
  }

  [[nodiscard]] const mydocker::ResourceHandler* handler() const noexcept override {
    return &handler_;
  }

 private:
  ChainHandler handler_;
};

}  // namespace
}  // namespace cni

MYDOCKER_EXPORT_DRIVER(cni::CniDriver, cni::kInfo)
