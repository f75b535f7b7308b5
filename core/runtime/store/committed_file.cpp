#include "runtime/store/committed_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <thread>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/rollback_journal.hpp"

namespace mydocker::store {
namespace {

constexpr std::chrono::milliseconds kPause{1};
// Offsets in the header of a database file:
// https://www.sqlite.org/fileformat2.html#the_database_header
constexpr off_t kPageSizeAt = 16;
constexpr off_t kChangeCounterAt = 24;
// The offset of the first journal record, on a file system with a sector size of 512 bytes.
constexpr off_t kFirstRecordAt = 512;

Result<std::string> read_at(int fd, off_t at, std::size_t most) {
  std::string bytes(most, '\0');
  std::size_t done = 0;
  while (done < most) {
    const ssize_t count =
        ::pread(fd, bytes.data() + done, most - done, at + static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::errno_error("read", errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

// Uses memory of the file's size, because each touched page costs time. The file can grow.
Result<std::string> read_whole_file(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return base::errno_error("read", errno);
  for (auto most = static_cast<std::size_t>(status.st_size) + 1;; most *= 2) {
    MYDOCKER_TRY(auto all, read_at(fd, 0, most));
    if (all.size() < most) return all;
  }
}

bool is_same(const FileVersion& before, const FileVersion& after) {
  if (before.transaction || after.transaction) return before.transaction == after.transaction;
  return before.change_counter == after.change_counter &&
         before.last_transaction == after.last_transaction;
}

// Returns nothing if a transaction was committed during the read.
Result<std::optional<std::string>> try_read(const CommittedFile& file) {
  MYDOCKER_TRY(const auto before, file.version());
  MYDOCKER_TRY(auto image, read_whole_file(file.file()));
  if (before.transaction) {
    MYDOCKER_TRY(const auto journal, read_whole_file(file.journal()));
    roll_back(image, journal);
  }
  MYDOCKER_TRY(const auto after, file.version());
  if (!is_same(before, after)) return std::optional<std::string>();
  return std::optional(std::move(image));
}

}  // namespace

Result<CommittedFile> CommittedFile::open(const PrivateDirectory& directory,
                                          const std::string& name) {
  CommittedFile file;
  MYDOCKER_TRY(file.file_, directory.open_to_read(name));
  auto journal = directory.open_to_read(name + "-journal");
  if (!journal.ok() && journal.error().kind() != ErrorKind::not_found)
    return std::move(journal).error();
  if (journal.ok()) file.journal_ = std::move(journal).value();
  return file;
}

Result<FileVersion> CommittedFile::version() const {
  FileVersion version;
  MYDOCKER_TRY(version.change_counter, read_at(file_.get(), kChangeCounterAt, 4));
  if (!journal_) return version;
  MYDOCKER_TRY(const auto header, read_at(journal_.get(), 0, kJournalHeaderSize));
  version.transaction = journal_nonce(header);
  MYDOCKER_TRY(const auto size, read_at(file_.get(), kPageSizeAt, 2));
  if (size.size() < 2) return version;
  const off_t page_size =
      (static_cast<unsigned char>(size[0]) << 8) | static_cast<unsigned char>(size[1]);
  MYDOCKER_TRY(version.last_transaction,
               read_at(journal_.get(), kFirstRecordAt + 4 + page_size, 4));
  return version;
}

Result<bool> CommittedFile::is_still(const FileVersion& before) const {
  MYDOCKER_TRY(const auto now, version());
  return is_same(before, now);
}

Result<std::string> read_committed(const PrivateDirectory& directory, const std::string& name,
                                   std::chrono::milliseconds busy_timeout) {
  const std::string what = base::quoted((directory.path() / name).string());
  const auto deadline = std::chrono::steady_clock::now() + busy_timeout;
  for (;;) {
    MYDOCKER_TRY(auto file, CommittedFile::open(directory, name));
    auto image = try_read(file);
    if (!image.ok()) return std::move(image).error().within(what);
    if (*image) return **std::move(image);
    if (std::chrono::steady_clock::now() > deadline)
      return Error(ErrorKind::busy, what + " is in use: other commands write to it continuously")
          .hint("try again");
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace mydocker::store
