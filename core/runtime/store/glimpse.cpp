#include "runtime/store/glimpse.hpp"

#include "runtime/base/quoted.hpp"
#include "runtime/store/database.hpp"
#include "runtime/store/network_rows.hpp"

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

Result<std::vector<model::Network>> glimpse_networks(const std::filesystem::path& state_dir) {
  MYDOCKER_TRY(const auto database, open_to_read(state_dir, "definitions.db"));
  return database->at_one_time([&] { return read_networks(*database, Which::visible); });
}

Result<std::vector<Connection>> glimpse_connections(const std::filesystem::path& run_dir) {
  MYDOCKER_TRY(const auto database, open_to_read(run_dir, "runtime.db"));
  MYDOCKER_TRY(auto rows, database->query("SELECT network_id, container FROM endpoints "
                                          "ORDER BY container"));
  return collect<Connection>(std::move(rows), [](const Statement& row) -> Result<Connection> {
    return Connection{row.text(0), row.text(1)};
  });
}

}  // namespace mydocker::store
