#include "runtime/store/completion_reads.hpp"

#include <algorithm>

#include "runtime/base/natural_order.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/database.hpp"
#include "runtime/store/network_rows.hpp"
#include "runtime/store/ordered_map.hpp"
#include "runtime/store/record.hpp"
#include "runtime/store/runtime_keys.hpp"

namespace mydocker::store {
namespace {

Result<std::unique_ptr<Database>> open_to_read(const std::filesystem::path& directory,
                                               const std::string& name) {
  std::error_code ignored;
  const Error missing(ErrorKind::not_found,
                      base::quoted((directory / name).string()) + " is not there");
  // PrivateDirectory makes one that is not there.
  if (!std::filesystem::is_directory(directory, ignored)) return missing;
  MYDOCKER_TRY(const auto opened, PrivateDirectory::open(directory));
  MYDOCKER_TRY(const bool there, opened.has_file(name));
  if (!there) return missing;
  return Database::open_to_read(opened.path() / name);
}

}  // namespace

Result<std::vector<model::Network>> completion_networks(const std::filesystem::path& state_dir) {
  MYDOCKER_TRY(const auto database, open_to_read(state_dir, "definitions.db"));
  return database->with_read_transaction([&] { return read_networks(*database, Which::visible); });
}

Result<std::vector<Connection>> completion_connections(const std::filesystem::path& run_dir) {
  MYDOCKER_TRY(const auto database, open_to_read(run_dir, "runtime.db"));
  OrderedMap map(*database);
  // All records of endpoints stand among the rows of the journal.
  const auto start = key_of({"work"});
  const auto ending = key_of({"endpoint"});
  std::vector<Connection> found;
  MYDOCKER_CHECK(map.walk(start, end_of(start), [&](std::string_view key, std::string_view value) {
    const auto record = key.ends_with(ending) ? Record::parse(value) : std::nullopt;
    if (record) found.push_back({record->text("network"), record->text("container")});
    return true;
  }));
  std::ranges::sort(found, base::natural_less, &Connection::container);
  return found;
}

}  // namespace mydocker::store
