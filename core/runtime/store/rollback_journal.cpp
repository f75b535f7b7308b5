#include "runtime/store/rollback_journal.hpp"

#include <algorithm>
#include <cstddef>

namespace mydocker::store {
namespace {

constexpr std::string_view kMagic("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8);
// A record count with this value means: all records up to the end of the file.
constexpr std::uint32_t kUpToTheEnd = 0xffff'ffffU;
constexpr std::size_t kChecksumStep = 200;  // in bytes of a page

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t n = 0; n < 4; ++n)
    number = (number << 8U) | static_cast<unsigned char>(bytes[at + n]);
  return number;
}

// One header and its records.
struct JournalSegment {
  std::uint32_t records = 0;
  std::uint32_t nonce = 0;
  std::size_t database_pages = 0;  // before the transaction
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

// Restores the size from before the transaction. The size can grow by the journal's size at most,
// because every cut page must be in the journal.
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
  if (end > database.size()) return true;  // the transaction has added this page
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
