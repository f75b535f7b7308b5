#include "runtime/store/salvage.hpp"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/database_files.hpp"
#include "runtime/store/network_rows.hpp"
#include "runtime/store/ordered_map.hpp"
#include "runtime/store/private_directory.hpp"
#include "runtime/store/record.hpp"
#include "runtime/store/runtime_keys.hpp"

namespace mydocker::store {
namespace {

// Opens a copy in memory, after SQLite has checked its structure.
Result<std::unique_ptr<Database>> open_checked(const std::filesystem::path& directory,
                                               const DatabaseFile& file) {
  MYDOCKER_TRY(const auto folder, PrivateDirectory::open_existing(directory));
  MYDOCKER_TRY(const bool there, folder.has_file(file.name));
  if (!there)
    return Error(ErrorKind::not_found,
                 base::quoted((directory / file.name).string()) + " does not exist");
  MYDOCKER_TRY(auto database, Database::open_snapshot(directory, file));
  if (database->has_changed_header()) return database->damaged(Database::kChangedHeader);
  MYDOCKER_TRY(auto row, database->query("PRAGMA integrity_check(1)"));
  MYDOCKER_CHECK(row.step());
  if (row.text(0) != "ok") return database->damaged(row.text(0));
  return database;
}

}  // namespace

Result<void> check_definitions(const std::filesystem::path& directory) {
  MYDOCKER_TRY(const auto database, open_checked(directory, definitions_file()));
  MYDOCKER_CHECK(read_networks(*database));
  return {};
}

Result<void> check_runtime(const std::filesystem::path& directory) {
  MYDOCKER_TRY(const auto database, open_checked(directory, runtime_file()));
  OrderedMap map(*database);
  constexpr const char* kEnd = "\x7f";  // all keys begin with a letter
  MYDOCKER_CHECK(map.walk("", kEnd, [](std::string_view, std::string_view) { return true; }));
  MYDOCKER_TRY(auto plans, database->query("SELECT work, plan, checksum FROM plans"));
  for (;;) {
    MYDOCKER_TRY(const bool found, plans.step());
    if (!found) return {};
    const auto digits = digits_of(static_cast<std::uint64_t>(plans.integer(0)));
    if (!has_checksum(plans.integer(2), digits, plans.text(1)))
      return database->damaged("the plan of journal entry " + std::to_string(plans.integer(0)) +
                               " does not match its checksum");
  }
}

// Reads the networks without an index, because an index can be damaged too.
std::vector<model::Network> readable_definitions(const std::filesystem::path& directory) {
  std::vector<model::Network> networks;
  const auto database = Database::open_snapshot(directory, definitions_file());
  if (!database) return networks;
  auto rows = (*database)->query("SELECT serial FROM networks NOT INDEXED");
  if (!rows) return networks;
  for (auto found = rows->step(); found.ok() && *found; found = rows->step()) {
    auto network = read_network(**database, "serial=?1", std::to_string(rows->integer(0)));
    if (network && *network) networks.push_back(**std::move(network));
  }
  return networks;
}

Result<std::filesystem::path> set_aside(const std::filesystem::path& directory,
                                        const std::string& name) {
  constexpr int kMost = 1000;
  MYDOCKER_TRY(const auto folder, PrivateDirectory::open_existing(directory));
  for (int n = 0; n < kMost; ++n) {
    const auto aside = name + ".damaged" + (n == 0 ? "" : "." + std::to_string(n));
    if (::renameat2(folder.fd(), name.c_str(), folder.fd(), aside.c_str(), RENAME_NOREPLACE) != 0) {
      if (errno == EEXIST) continue;
      if (errno != ENOENT)
        return base::errno_error("rename " + base::quoted((directory / name).string()), errno);
    }
    // The journal is renamed too, because it must not be applied to a new database.
    const auto journal = name + "-journal";
    const auto journal_aside = aside + "-journal";
    (void)::renameat(folder.fd(), journal.c_str(), folder.fd(), journal_aside.c_str());
    return directory / aside;
  }
  return Error(ErrorKind::exhausted,
               base::quoted((directory / name).string()) + " has too many damaged copies")
      .hint("remove the files " + (directory / name).string() + ".damaged*");
}

}  // namespace mydocker::store
