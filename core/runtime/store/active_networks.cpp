// RuntimeState: the copies of active networks.
#include <algorithm>

#include "runtime/store/record.hpp"
#include "runtime/store/runtime_impl.hpp"
#include "runtime/store/runtime_keys.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::store {
namespace {

constexpr std::size_t kIdSize = 64;
constexpr const char* kLinks = "host-link";
constexpr const char* kFirewall = "firewall";
constexpr const char* kHostGateway = "host_gateway";

bool is_id(std::string_view text) {
  return text.size() == kIdSize &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::optional<ActiveNetwork> active_network_from(const Record& record) {
  auto network = network_from(record);
  if (!network) return std::nullopt;
  ActiveNetwork copy{*std::move(network)};
  for (const auto& link : record.texts(kLinks)) copy.host_links.insert(link.first);
  copy.firewall = record.number(kFirewall) != 0;
  copy.host_gateway = record.number(kHostGateway) != 0;
  return copy;
}

Result<void> RuntimeState::keep_active_network(const ActiveNetwork& copy) {
  return impl_->database->with_transaction([&]() -> Result<void> {
    Record record = record_of(copy.network);
    std::map<std::string, std::string> links;
    for (const auto& link : copy.host_links) links.emplace(link, "");
    record.set(kLinks, links);
    record.set(kFirewall, std::int64_t{copy.firewall ? 1 : 0});
    record.set(kHostGateway, std::int64_t{copy.host_gateway ? 1 : 0});
    MYDOCKER_CHECK(impl_->map.put(key_of({"network", copy.network.id}), record.bytes()));
    return impl_->map.put(key_of({"named", copy.network.name}), copy.network.id);
  });
}

Result<std::optional<ActiveNetwork>> RuntimeState::find_active_network(std::string_view reference) {
  using Found = std::optional<ActiveNetwork>;
  return impl_->database->with_read_transaction([&]() -> Result<Found> {
    // A text of 64 hex digits is an id, because names are shorter. The network with this id may
    // have no copy.
    std::optional<std::string> id(reference);
    if (!is_id(reference)) {
      MYDOCKER_TRY(id, impl_->map.get(key_of({"named", reference})));
    }
    if (!id) return Found();
    MYDOCKER_TRY(const bool active, is_active(*id));
    if (!active) return Found();
    const auto key = key_of({"network", *id});
    MYDOCKER_TRY(const auto record, impl_->record(key));
    if (!record) return Found();
    auto copy = active_network_from(*record);
    if (!copy) return impl_->unreadable(key);
    return copy;
  });
}

Result<void> RuntimeState::keep_definition(std::int64_t change_entry,
                                           const model::Network& network) {
  return impl_->map.put(definition_key(change_entry), record_of(network).bytes());
}

Result<std::optional<model::Network>> RuntimeState::definition_of(std::int64_t change_entry) {
  using Found = std::optional<model::Network>;
  MYDOCKER_TRY(const auto record, impl_->record(definition_key(change_entry)));
  if (!record) return Found();
  auto network = network_from(*record);
  if (!network) return impl_->unreadable(definition_key(change_entry));
  return network;
}

Result<std::vector<model::Network>> RuntimeState::networks_in_creation() {
  MYDOCKER_TRY(const auto slots, impl_->map.get(key_of({"unfinished"})));
  std::vector<model::Network> networks;
  for (const auto id : entries_in(slots.value_or(""))) {
    MYDOCKER_TRY(const auto entry, impl_->entry(id));
    if (!entry || entry->kind != EntryKind::network) continue;
    MYDOCKER_TRY(auto network, definition_of(id));
    if (network) networks.push_back(*std::move(network));
  }
  return networks;
}

// Removes the copy of the network, and the last chosen address of each of its subnets.
Result<void> RuntimeState::Impl::forget_network(std::string_view network_id) {
  MYDOCKER_TRY(const auto cursors, keys_below(key_of({"cursor", network_id})));
  for (const auto& key : cursors) MYDOCKER_CHECK(map.erase(key));
  const auto key = key_of({"network", network_id});
  MYDOCKER_TRY(const auto copy, record(key));
  if (!copy) return {};
  MYDOCKER_CHECK(map.erase(key_of({"named", copy->text("name")})));
  return map.erase(key);
}

}  // namespace mydocker::store
