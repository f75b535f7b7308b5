#include "runtime/app/change_network.hpp"
#include "runtime/app/port_allocator.hpp"
#include "runtime/app/refusal.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/app/unfinished_changes.hpp"
#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/key_values.hpp"
#include "runtime/model/option_check.hpp"

namespace mydocker::app {
namespace {

Result<void> refuse_others(const UpdateNetworkRequest& request) {
  if (request.other_options.empty()) return {};
  const std::string& name = request.network;
  return Error(ErrorKind::unsupported,
               request.other_options.front() + " cannot be changed while the network exists")
      .hint("recreate it: mydocker network export " + name +
            " > FILE, change the file, mydocker network apply -f FILE");
}

template <class Texts>
Error not_there(const model::Network& network, const std::string& what, const Texts& there,
                const std::string& key) {
  std::vector<std::string> keys;
  keys.reserve(there.size());
  for (const auto& one : there) keys.push_back(one.first);
  Error error(ErrorKind::not_found, "it has no " + what + " " + base::quoted(key));
  if (const auto near = base::nearest(key, keys))
    return std::move(error).hint("did you mean " + base::quoted(*near) + "?");
  return std::move(error).hint("see: mydocker network inspect " + network.name);
}

auto label_words(const UpdateNetworkRequest& request) {
  return model::check_key_values(request.labels, {"--label", "KEY[=VALUE]", true});
}

auto option_words(const UpdateNetworkRequest& request) {
  return model::check_key_values(request.options, {"--opt", "KEY=VALUE", false});
}

Result<void> change_labels(const UpdateNetworkRequest& request, model::Network& network) {
  MYDOCKER_TRY(const auto labels, label_words(request));
  if (request.only_these) network.labels.clear();
  for (const auto& key : request.labels_to_remove) {
    if (labels.contains(key))
      return Error(ErrorKind::invalid_argument,
                   "label " + base::quoted(key) + " is both set and removed");
    if (network.labels.erase(key) == 0) return not_there(network, "label", network.labels, key);
  }
  for (const auto& [key, value] : labels) network.labels[key] = value;
  return {};
}

// Returns the driver's own name of an option that may be given with its alias.
std::string own_name(const Manifest& manifest, const std::string& key) {
  for (const auto& option : manifest.options)
    if (option.is_called(key)) return option.key;
  return key;
}

Result<void> change_options(Session& session, const UpdateNetworkRequest& request,
                            model::Network& network) {
  if (request.options.empty() && request.options_to_remove.empty() && !request.only_these)
    return {};
  MYDOCKER_TRY(const auto candidate, session.find_driver(network.driver));
  MYDOCKER_TRY(const auto words, option_words(request));
  MYDOCKER_TRY(const auto options,
               model::check_options(words, *candidate.manifest, OptionScope::network));
  if (request.only_these) network.options.clear();
  for (const auto& word : request.options_to_remove) {
    const auto key = own_name(*candidate.manifest, word);
    if (options.contains(key))
      return Error(ErrorKind::invalid_argument,
                   "option " + base::quoted(key) + " is both set and removed");
    if (network.options.erase(key) == 0) return not_there(network, "option", network.options, word);
  }
  for (const auto& [key, value] : options) network.options[key] = value;
  return check_host_binding(session, network, *candidate.manifest);
}

// The driver also checks the stored options, so an error can be about one of them. Its hints are
// for `network create`.
Error refusal_of_update(Error error) {
  const bool judged = error.kind() == ErrorKind::invalid_argument;
  auto refusal = as_refusal(std::move(error));
  return judged ? std::move(refusal).hint("to remove a stored option: --opt-rm KEY")
                : std::move(refusal);
}

Result<ChangeReport> update(Session& session, const UpdateNetworkRequest& request) {
  MYDOCKER_CHECK(label_words(request));
  MYDOCKER_CHECK(option_words(request));
  MYDOCKER_CHECK(refuse_others(request));
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto changer, NetworkChanger::lock(session, *open_state, request.network));
  auto network = changer.network();
  MYDOCKER_CHECK(refuse_unfinished(session, *open_state, network));
  MYDOCKER_CHECK(change_labels(request, network));
  MYDOCKER_CHECK(change_options(session, request, network));
  // The driver checks the new options together with the stored ones.
  auto changed = changer.change_to(network);
  if (!changed.ok()) return refusal_of_update(std::move(changed).error());
  return ChangeReport{network.id, network.name,
                      session.script("updates network " + base::quoted(network.name))};
}

Result<NetworkChange> recreation_of(Session& session, const UpdateNetworkRequest& request) {
  MYDOCKER_CHECK(refuse_others(request));
  MYDOCKER_TRY(auto network, get_network(session, request.network));
  NetworkChange change;
  change.kind = NetworkChange::Kind::remake;
  change.name = network.name;
  change.id = network.id;
  MYDOCKER_CHECK(change_labels(request, network));
  MYDOCKER_CHECK(change_options(session, request, network));
  MYDOCKER_TRY(const auto driver, session.find_driver(network.driver));
  change.spec = model::spec_of(model::declared_from(network, &*driver.manifest));
  return change;
}

}  // namespace

Result<NetworkChange> Runtime::remake_of(const UpdateNetworkRequest& request) {
  session_->begin(Access::read);
  return recreation_of(*session_, request)
      .within("update network " + base::quoted(request.network));
}

Result<ChangeReport> Runtime::update_network(const UpdateNetworkRequest& request) {
  session_->begin(access_for(request), {command_digest("update", request)});
  return session_->result_of(update(*session_, request), request.network)
      .within("update network " + base::quoted(request.network));
}

}  // namespace mydocker::app
