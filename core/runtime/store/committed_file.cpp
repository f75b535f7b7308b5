#include "runtime/store/committed_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <thread>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"

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

// Reads the whole file. The first buffer has the size of the file, because each used page of memory
// costs time. The file can grow during the read, so a larger buffer is tried if the first is full.
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

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t n = 0; n < 4; ++n)
    number = (number << 8U) | static_cast<unsigned char>(bytes[at + n]);
  return number;
}

namespace {

constexpr std::string_view kMagic("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8);
// A record count with this value means that the journal has records up to the end of the file.
constexpr std::uint32_t kUpToTheEnd = 0xffff'ffffU;
constexpr std::size_t kChecksumStep = 200;  // distance of the checked bytes in a page

// One header and its records.
struct JournalSegment {
  std::uint32_t records = 0;
  std::uint32_t nonce = 0;
  std::size_t database_pages = 0;  // number of pages before the transaction
  std::size_t sector_size = 0;
  std::size_t page_size = 0;

  [[nodiscard]] std::size_t record_size() const { return 4 + page_size + 4; }
};

bool is_power_of_two(std::size_t number) { return number != 0 && (number & (number - 1)) == 0; }

std::optional<JournalSegment> segment_at(std::string_view journal, std::size_t at) {
  if (at > journal.size() || journal.size() - at < kJournalHeaderSize) return std::nullopt;
  const auto header = journal.substr(at, kJournalHeaderSize);
  if (!header.starts_with(kMagic)) return std::nullopt;
  const JournalSegment segment{big_endian(header, 8), big_endian(header, 12),
                               big_endian(header, 16), big_endian(header, 20),
                               big_endian(header, 24)};
  const bool usable = is_power_of_two(segment.page_size) && segment.page_size >= 512 &&
                      is_power_of_two(segment.sector_size) &&
                      segment.sector_size >= kJournalHeaderSize;
  return usable ? std::optional(segment) : std::nullopt;
}

std::uint32_t checksum(std::uint32_t nonce, std::string_view page) {
  std::uint32_t sum = nonce;
  for (std::size_t at = page.size() - kChecksumStep; at > 0; at -= std::min(at, kChecksumStep))
    sum += static_cast<unsigned char>(page[at]);
  return sum;
}

// Restores the size that the database had before the transaction. Every page that the transaction
// has removed is in the journal. So the database cannot grow by more than the size of the journal.
void cut_to(std::string& database, const JournalSegment& segment, std::size_t journal_size) {
  const std::size_t size = segment.database_pages * segment.page_size;
  database.resize(std::min(size, database.size() + journal_size));
}

// Restores the page of one record. Returns false if the record is incomplete.
bool undo_record(std::string& database, const JournalSegment& segment, std::string_view record) {
  const std::size_t number = big_endian(record, 0);
  const auto page = record.substr(4, segment.page_size);
  if (number == 0) return false;
  if (big_endian(record, 4 + segment.page_size) != checksum(segment.nonce, page)) return false;
  const std::size_t end = number * segment.page_size;
  // The transaction has added this page, so there is no old content.
  if (end > database.size()) return true;
  database.replace(end - segment.page_size, segment.page_size, page);
  return true;
}

}  // namespace

std::optional<std::uint32_t> journal_nonce(std::string_view header) {
  const auto segment = segment_at(header, 0);
  return segment ? std::optional(segment->nonce) : std::nullopt;
}

void roll_back(std::string& database, std::string_view journal) {
  std::size_t at = 0;
  for (bool first = true;; first = false) {
    const auto segment = segment_at(journal, at);
    if (!segment) return;
    if (first) cut_to(database, *segment, journal.size());
    at += segment->sector_size;
    for (std::uint32_t n = 0; n < segment->records; ++n) {
      if (at > journal.size() || journal.size() - at < segment->record_size()) return;
      if (!undo_record(database, *segment, journal.substr(at, segment->record_size()))) return;
      at += segment->record_size();
    }
    if (segment->records == kUpToTheEnd) return;
    at = (at + segment->sector_size - 1) / segment->sector_size * segment->sector_size;
  }
}

}  // namespace mydocker::store
