#include "docker_driver/docker_network.hpp"

#include "engine_document.hpp"

namespace mydocker::cli::docker_driver {

std::string without_length(const std::string& prefix) { return prefix.substr(0, prefix.find('/')); }

std::string network_name(const std::string& docker_id) {
  constexpr std::size_t kShownDigits = 12;
  return "docker-" + docker_id.substr(0, kShownDigits);
}

Result<std::optional<model::Network>> find_network(const RemoteCall& call,
                                                   const std::string& docker_id) {
  using Found = std::optional<model::Network>;
  MYDOCKER_TRY(auto reports, call.runtime.list_networks());
  for (auto& report : reports) {
    const auto& labels = report.network.labels;
    const auto label = labels.find(kIdLabel);
    if (label != labels.end() && label->second == docker_id)
      return Found(std::move(report.network));
  }
  return Found();
}

Result<std::optional<Target>> find_target(const RemoteCall& call) {
  MYDOCKER_TRY(const auto network_id, required_text(call.request, "NetworkID"));
  MYDOCKER_TRY(const auto endpoint_id, required_text(call.request, "EndpointID"));
  MYDOCKER_TRY(const auto network, find_network(call, network_id));
  if (!network) return std::optional<Target>();
  return std::optional<Target>({network->id, {"docker", network_id, endpoint_id, ""}});
}

Result<Target> existing_target(const RemoteCall& call) {
  MYDOCKER_TRY(auto target, find_target(call));
  if (target) return *std::move(target);
  MYDOCKER_TRY(const auto network_id, required_text(call.request, "NetworkID"));
  return Error(ErrorKind::not_found,
               "mydocker has no network with the label " + std::string(kIdLabel) + "=" + network_id)
      .hint("remove the network and create it again: docker network rm " + network_id);
}

}  // namespace mydocker::cli::docker_driver
