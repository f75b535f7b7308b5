// Checks the databases, and reads what is left in a damaged one.
//
// A stored value is taken if it can be read and matches its checksum. Everything else is reported
// as lost. set_aside() renames a damaged file. No function of this file deletes or overwrites a
// file.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/host_facts.hpp"
#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"
#include "runtime/store/host_identity.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::store {

// These functions read every record of the file. not_found: the file does not exist. corrupt_state:
// it is damaged. unsupported: a newer version has written it. Other errors: the file cannot be read
// at the moment.
Result<void> check_definitions(const std::filesystem::path& directory);
Result<void> check_runtime(const std::filesystem::path& directory);

// Returns the networks of a damaged definitions.db that can be read.
std::vector<model::Network> readable_definitions(const std::filesystem::path& directory);

// A journal entry and the stored values that belong to it. Its plan may be missing if the host
// facts exist, because the plan can then be computed again.
struct SalvagedEntry {
  JournalEntry entry;
  bool lost_plan = false;
  std::optional<model::Endpoint> endpoint{};
  std::optional<HostFacts> facts{};
  std::optional<model::Network> definition{};   // only for a change of a network
  std::map<std::string, std::string> shared{};  // previous values of shared resources
};

// The readable part of a runtime.db.
struct SalvagedRuntime {
  std::vector<SalvagedEntry> entries{};   // the oldest entry is first
  std::vector<ActiveNetwork> networks{};  // the copies of definitions
  std::vector<std::string> lost{};        // one text for each incomplete entry
};

// Reads the file. The result is empty if the file cannot be read at all, or does not belong to this
// host.
SalvagedRuntime readable_runtime(const std::filesystem::path& directory, const HostIdentity& host);

// Renames the database and its journal to NAME.damaged or NAME.damaged.N. Returns the new path.
Result<std::filesystem::path> set_aside(const std::filesystem::path& directory,
                                        const std::string& name);

}  // namespace mydocker::store
