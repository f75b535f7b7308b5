// The readable part of a damaged runtime.db.
#include <set>

#include "mydocker/documents.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/database_files.hpp"
#include "runtime/store/record.hpp"
#include "runtime/store/runtime_impl.hpp"
#include "runtime/store/runtime_keys.hpp"
#include "runtime/store/salvage.hpp"

namespace mydocker::store {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

// Reads the values from the first key to the last, and then from the last to the first. Each scan
// ends at a damaged page. So the second scan finds the values behind this page.
Values readable_values(Database& database) {
  Values values;
  for (const char* order : {"ASC", "DESC"}) {
    auto row = database.prepare(
        std::string("SELECT key, value, checksum FROM entries ORDER BY key ") + order);
    if (!row) continue;
    for (auto found = row->step(); found.ok() && *found; found = row->step())
      if (has_checksum(row->integer(2), row->text(0), row->text(1)))
        values.insert_or_assign(row->text(0), row->text(1));
  }
  return values;
}

std::map<std::int64_t, Plan> readable_plans(Database& database) {
  std::map<std::int64_t, Plan> plans;
  for (const char* order : {"ASC", "DESC"}) {
    auto row = database.prepare(
        std::string("SELECT work, plan, checksum FROM plans ORDER BY work ") + order);
    if (!row) continue;
    for (auto found = row->step(); found.ok() && *found; found = row->step()) {
      const auto digits = digits_of(static_cast<std::uint64_t>(row->integer(0)));
      if (!has_checksum(row->integer(2), digits, row->text(1))) continue;
      if (auto plan = documents::decode_plan(row->text(1)))
        plans.insert_or_assign(row->integer(0), *std::move(plan));
    }
  }
  return plans;
}

// Collects the readable journal entries and networks from the values and plans. It owns none of the
// references.
class Collection {
 public:
  Collection(const Values& values, const std::map<std::int64_t, Plan>& plans)
      : values_(values), plans_(plans) {}

  SalvagedRuntime take() {
    for (const auto id : ids()) add(id);
    add_networks();
    return std::move(salvaged_);
  }

 private:
  static constexpr std::size_t kDigits = 16;

  // Returns the ids of all journal entries of which at least a part can be read.
  [[nodiscard]] std::set<std::int64_t> ids() const {
    std::set<std::int64_t> ids;
    for (const auto& plan : plans_) ids.insert(plan.first);
    const auto start = key_of({"work"});
    for (auto row = values_.lower_bound(start);
         row != values_.end() && row->first.starts_with(start); ++row)
      ids.insert(entry_id_from(std::string_view(row->first).substr(start.size(), kDigits)));
    ids.erase(0);
    return ids;
  }

  [[nodiscard]] std::optional<Record> record(const std::string& key) const {
    const auto row = values_.find(key);
    return row == values_.end() ? std::nullopt : Record::parse(row->second);
  }

  void add(std::int64_t id) {
    const auto found = record(entry_key(id));
    auto entry = found ? journal_entry_from(id, *found) : std::nullopt;
    SalvagedEntry one;
    if (const auto endpoint = record(endpoint_key(id))) one.endpoint = endpoint_from(*endpoint);
    if (const auto definition = record(definition_key(id)))
      one.definition = network_from(*definition);
    if (const auto facts = values_.find(facts_key(id)); facts != values_.end())
      if (auto read = documents::decode_facts(facts->second)) one.facts = *std::move(read);
    const auto plan = plans_.find(id);
    const bool needs_endpoint = entry && entry->kind == EntryKind::endpoint;
    const bool needs_plan = entry && entry->phase == Phase::active && !one.facts;
    if (!entry || (needs_plan && plan == plans_.end()) || (needs_endpoint && !one.endpoint)) {
      salvaged_.lost.push_back(name_of(id, entry, one.endpoint));
      return;
    }
    one.entry = *std::move(entry);
    one.lost_plan = plan == plans_.end();
    if (!one.lost_plan) one.entry.plan = plan->second;
    add_shared(one);
    salvaged_.entries.push_back(std::move(one));
  }

  static std::string name_of(std::int64_t id, const std::optional<JournalEntry>& entry,
                             const std::optional<model::Endpoint>& endpoint) {
    if (endpoint) return "the connection of container " + base::quoted(endpoint->container);
    if (entry && entry->kind == EntryKind::network)
      return "the record of network " + entry->network_id.substr(0, 12);
    return "journal entry " + std::to_string(id);
  }

  void add_shared(SalvagedEntry& one) const {
    const auto start = entry_key(one.entry.id) + key_of({"holds"});
    for (auto row = values_.lower_bound(start);
         row != values_.end() && row->first.starts_with(start); ++row) {
      const auto identity = row->first.substr(start.size(), row->first.size() - start.size() - 1);
      const auto digits = digits_of(static_cast<std::uint64_t>(one.entry.id));
      const auto prior = values_.find(key_of({"shared", identity, digits}));
      one.shared.emplace(identity, prior == values_.end() ? std::string() : prior->second);
    }
  }

  void add_networks() {
    const auto start = key_of({"network"});
    for (auto row = values_.lower_bound(start);
         row != values_.end() && row->first.starts_with(start); ++row) {
      const auto record = Record::parse(row->second);
      auto copy = record ? active_network_from(*record) : std::nullopt;
      if (copy) salvaged_.networks.push_back(*std::move(copy));
    }
  }

  const Values& values_;
  const std::map<std::int64_t, Plan>& plans_;
  SalvagedRuntime salvaged_;
};

}  // namespace

SalvagedRuntime readable_runtime(const std::filesystem::path& directory, const HostIdentity& host) {
  const auto database = Database::open_snapshot(directory, runtime_file());
  if (!database) return {};
  const auto values = readable_values(**database);
  const auto recorded = values.find(key_of({"host"}));
  const auto identity = recorded == values.end() ? std::nullopt : identity_from(recorded->second);
  if (!identity || owner_of(*identity, host) != StateOwner::this_host) return {};
  const auto plans = readable_plans(**database);
  return Collection(values, plans).take();
}

}  // namespace mydocker::store
