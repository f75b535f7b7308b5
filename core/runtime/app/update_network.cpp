#include "runtime/app/parts.hpp"
#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/key_values.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {
namespace {

Result<void> refuse_others(const UpdateNetworkRequest& request) {
  if (request.other_options.empty()) return {};
  const std::string& name = request.network;
  return Error(ErrorKind::unsupported,
               request.other_options.front() + " cannot be changed while the network exists")
      .hint("make it anew: mydocker network export " + name +
            " > FILE, change the file, mydocker network apply -f FILE");
}

Error no_such_label(const model::Network& network, const std::string& key) {
  std::vector<std::string> keys;
  for (const auto& label : network.labels) keys.push_back(label.first);
  Error error(ErrorKind::not_found, "it has no label " + base::quoted(key));
  if (const auto near = base::nearest(key, keys))
    return std::move(error).hint("did you mean " + base::quoted(*near) + "?");
  return std::move(error).hint("see: mydocker network inspect " + network.name);
}

Result<void> change_labels(const UpdateNetworkRequest& request, model::Network& network) {
  MYDOCKER_TRY(const auto labels,
               model::check_key_values(request.labels, {"--label", "KEY[=VALUE]", true}));
  for (const auto& key : request.labels_to_go) {
    if (labels.contains(key))
      return Error(ErrorKind::invalid_argument,
                   "label " + base::quoted(key) + " is both set and removed");
    if (network.labels.erase(key) == 0) return no_such_label(network, key);
  }
  for (const auto& [key, value] : labels) network.labels[key] = value;
  return {};
}

// One transaction from reading to writing, so that no change of another command is lost.
Result<ChangeReport> update(Parts& parts, const UpdateNetworkRequest& request) {
  MYDOCKER_CHECK(refuse_others(request));
  MYDOCKER_TRY(auto* definitions, parts.definitions());
  MYDOCKER_TRY(auto transaction, definitions->begin());
  MYDOCKER_TRY(auto network, require_network(parts, request.network));
  MYDOCKER_CHECK(change_labels(request, network));
  MYDOCKER_CHECK(definitions->update_network(network));
  if (request.dry_run) {
    const plan::Script script("updates network \"" + network.name +
                              "\": nothing of that is in the kernel");
    return ChangeReport{network.id, network.name, script.text()};
  }
  MYDOCKER_CHECK(transaction.commit());
  return ChangeReport{network.id, network.name, {}};
}

}  // namespace

Result<ChangeReport> Runtime::update_network(const UpdateNetworkRequest& request) {
  return update(*parts_, request).within("update network " + base::quoted(request.network));
}

}  // namespace mydocker::app
