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
  CommandWords& add(const model::RoleOptions& options) {
    add(std::to_string(options.size()));
    for (const auto& [role, value] : options) add(std::string(detail::name_of(role))).add(value);
    return *this;
  }
  [[nodiscard]] std::string digest() const { return base::digest(text_); }

 private:
  std::string text_;
};

}  // namespace

std::string command_digest(const CreateNetworkRequest& request) {
  CommandWords words("create");
  std::apply([&](const auto&... field) { (words.add(field), ...); }, model::fields(request.spec));
  return words.digest();
}

std::string command_digest(const RemoveNetworkRequest& request) {
  return CommandWords("remove").add(request.network).digest();
}

std::string command_digest(const UpdateNetworkRequest& request) {
  return CommandWords("update")
      .add(request.network)
      .add(request.labels)
      .add(request.labels_to_remove)
      .add(request.options)
      .add(request.options_to_remove)
      .add(request.only_these)
      .digest();
}

std::string command_digest(const ConnectRequest& request) {
  return CommandWords("connect")
      .add(request.network)
      .add(request.container)
      .add(request.netns_path)
      .add(request.pid)
      .add(request.addresses)
      .add(request.mac)
      .add(request.link_name)
      .add(request.ports)
      .add(request.options)
      .add(request.role_options)
      .add(request.addresses_v6)
      .add(request.gateway_priority)
      .add(request.link_local_addresses)
      .add(request.attachment)
      .add(std::string(request.container_half == model::ContainerHalf::engine ? "engine" : ""))
      .digest();
}

std::string command_digest(const DisconnectRequest& request) {
  return CommandWords("disconnect")
      .add(request.network)
      .add(request.container)
      .add(request.attachment)
      .digest();
}

std::string command_digest(const std::string& verb, const PortsRequest& request) {
  return CommandWords(verb).add(request.network).add(request.container).add(request.ports).digest();
}

}  // namespace mydocker::app
