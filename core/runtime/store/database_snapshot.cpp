// Database: snapshots, which take no lock and change no file.
#include <sqlite3.h>

#include <cctype>

#include "runtime/store/committed_file.hpp"
#include "runtime/store/database.hpp"
#include "runtime/store/journal_vfs.hpp"

namespace mydocker::store {

// A file that is read page by page, and its version before the first page was read.
struct WatchedFile {
  CommittedFile file;
  FileVersion version;
};

namespace {

Result<std::string> read_if_there(const std::filesystem::path& directory,
                                  const DatabaseFile& file) {
  MYDOCKER_TRY(const auto folder, PrivateDirectory::open_existing(directory));
  return read_committed(folder, file.name, file.busy_timeout);
}

// Returns the name for SQLite (https://www.sqlite.org/uri.html). SQLite neither locks an immutable
// file nor looks at its journal.
std::string immutable_uri(const std::filesystem::path& path) {
  constexpr const char* kHex = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char letter : path.native()) {
    const auto byte = static_cast<unsigned char>(letter);
    if (std::isalnum(byte) != 0 || letter == '/' || letter == '-' || letter == '_') {
      uri += letter;
      continue;
    }
    uri.append(1, '%').append(1, kHex[byte >> 4U]).append(1, kHex[byte & 0xfU]);
  }
  return uri + "?immutable=1";
}

}  // namespace

void Database::Delete::operator()(WatchedFile* watched) const noexcept { delete watched; }

Result<std::unique_ptr<Database>> Database::open_snapshot(const std::filesystem::path& directory,
                                                          const DatabaseFile& file, Copy copy) {
  std::unique_ptr<Database> database(new Database(directory / file.name, file.busy_timeout));
  if (copy == Copy::pages) {
    const auto connected = database->connect_to_pages(directory, file);
    if (connected.ok() && *connected) return database;
    database.reset(new Database(directory / file.name, file.busy_timeout));
  }
  MYDOCKER_CHECK(database->connect_in_memory());
  auto image = read_if_there(directory, file);
  if (!image.ok() && image.error().kind() != ErrorKind::not_found) return std::move(image).error();
  if (!image.ok()) {
    MYDOCKER_CHECK(database->make_schema(file.schema));
    return database;
  }
  MYDOCKER_CHECK(database->load(*image));
  MYDOCKER_TRY(const bool current, database->is_current(file.schema));
  if (!current) MYDOCKER_CHECK(database->migrate(file));
  return database;
}

// Connects to the file itself, to read single pages. Returns false if a copy of the whole file is
// needed: during a transaction, and for an old schema.
Result<bool> Database::connect_to_pages(const std::filesystem::path& directory,
                                        const DatabaseFile& file) {
  MYDOCKER_TRY(const auto folder, PrivateDirectory::open_existing(directory));
  MYDOCKER_TRY(auto committed, CommittedFile::open(folder, file.name));
  MYDOCKER_TRY(auto version, committed.version());
  if (version.transaction) return false;
  MYDOCKER_CHECK(
      open_handle(immutable_uri(path_).c_str(), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr));
  watched_.reset(new WatchedFile{std::move(committed), std::move(version)});
  return is_current(file.schema);
}

Result<bool> Database::is_unchanged() const {
  return watched_ ? watched_->file.is_still(watched_->version) : Result<bool>(true);
}

Result<void> Database::connect_in_memory() {
  return open_handle(":memory:", SQLITE_OPEN_READWRITE, nullptr);
}

// Loads a copy. SQLite frees the bytes, even after an error.
Result<void> Database::load(const std::string& image) {
  const auto size = static_cast<sqlite3_int64>(image.size());
  auto* const bytes = static_cast<unsigned char*>(sqlite3_malloc64(image.size() + 1));
  if (bytes == nullptr) return error(SQLITE_NOMEM);
  image.copy(reinterpret_cast<char*>(bytes), image.size());
  const int code =
      sqlite3_deserialize(handle(), "main", bytes, size, size,
                          SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE);
  if (code != SQLITE_OK) return error(code);
  return {};
}

}  // namespace mydocker::store
