#include "runtime/app/requests.hpp"

#include <optional>
#include <tuple>
#include <vector>

#include "runtime/base/digest.hpp"

namespace mydocker::app {
namespace {

// Encodes the words of a request. Each word follows its length, so different requests have
// different texts.
class CommandWords {
 public:
  explicit CommandWords(const std::string& verb) { add(verb); }

  CommandWords& add(const std::string& word) {
    text_ += std::to_string(word.size()) + ":" + word;
    return *this;
  }
  CommandWords& add(bool flag) { return add(std::string(flag ? "yes" : "no")); }
  CommandWords& add(const std::optional<std::string>& word) {
    return add(word ? "given " + *word : std::string("open"));
  }
  CommandWords& add(const std::optional<model::Attachment>& attachment) {
    if (!attachment) return add(std::string("user"));
    return add(attachment->engine)
        .add(attachment->network)
        .add(attachment->id)
        .add(attachment->interface);
  }
  CommandWords& add(const std::vector<std::string>& words) {
    add(std::to_string(words.size()));
    for (const auto& word : words) add(word);
    return *this;
  }
  CommandWords& add(model::ContainerHalf half) {
    return add(std::string(half == model::ContainerHalf::engine ? "engine" : ""));
  }
  CommandWords& add(const model::RoleOptions& options) {
    add(std::to_string(options.size()));
    for (const auto& [role, value] : options) add(std::string(detail::name_of(role))).add(value);
    return *this;
  }
  [[nodiscard]] std::string digest() const { return base::digest(text_); }

 private:
  std::string text_;
};

// These functions return the members of a request that distinguish the command from others. The
// digest is computed from them, in this order. All members are named, so that the compiler reports
// a new one as an error. A dry run is the same command as the real run. A request with --force is
// the same command as one without.

auto members(const CreateNetworkRequest& request) {
  const auto& [spec, dry_run, ignore_existing] = request;
  return model::fields(spec);
}

auto members(const RemoveNetworkRequest& request) {
  const auto& [network, force, disconnect, abandon, dry_run] = request;
  return std::tie(network);
}

auto members(const UpdateNetworkRequest& request) {
  const auto& [network, labels, labels_to_remove, other_options, dry_run, options,
               options_to_remove, only_these] = request;
  return std::tie(network, labels, labels_to_remove, options, options_to_remove, only_these);
}

auto members(const ConnectRequest& request) {
  const auto& [network, container, netns_path, pid, addresses, mac, link_name, ports, options,
               dry_run, role_options, addresses_v6, gateway_priority, link_local_addresses,
               attachment, expected, container_half] = request;
  return std::tie(network, container, netns_path, pid, addresses, mac, link_name, ports, options,
                  role_options, addresses_v6, gateway_priority, link_local_addresses, attachment,
                  container_half);
}

auto members(const DisconnectRequest& request) {
  const auto& [network, container, force, abandon, dry_run, attachment] = request;
  return std::tie(network, container, attachment);
}

auto members(const PortsRequest& request) {
  const auto& [network, container, ports, dry_run] = request;
  return std::tie(network, container, ports);
}

std::string digest_of(const std::string& verb, const auto& members) {
  CommandWords words(verb);
  std::apply([&](const auto&... member) { (words.add(member), ...); }, members);
  return words.digest();
}

}  // namespace

template <class Request>
std::string command_digest(const std::string& verb, const Request& request) {
  return digest_of(verb, members(request));
}

template std::string command_digest(const std::string&, const CreateNetworkRequest&);
template std::string command_digest(const std::string&, const RemoveNetworkRequest&);
template std::string command_digest(const std::string&, const UpdateNetworkRequest&);
template std::string command_digest(const std::string&, const ConnectRequest&);
template std::string command_digest(const std::string&, const DisconnectRequest&);
template std::string command_digest(const std::string&, const PortsRequest&);

}  // namespace mydocker::app
