// The encodings of the values in the map of RuntimeState: records, slots of ids, and checksums.
//
// A record has named texts. Names and texts alternate, each as length, colon, bytes (netstrings).
// So every byte is allowed and parsing is fast. A missing field is empty, so fields can be added
// later. Networks and endpoints are records (model_records.cpp).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/model/network.hpp"

namespace mydocker::store {

// A set of named fields. Each name has one text.
class Record {
 public:
  // Reads a record. Returns nothing if the bytes are not a record.
  static std::optional<Record> parse(std::string_view bytes);
  [[nodiscard]] std::string bytes() const;

  void set(std::string name, std::string text) { fields_[std::move(name)] = std::move(text); }
  void set(std::string name, std::int64_t number) { set(std::move(name), std::to_string(number)); }
  // Sets one field "NAME.KEY" for each element of `texts`.
  void set(std::string_view name, const std::map<std::string, std::string>& texts);

  // Returns the text of the field, or an empty text if the field is missing.
  [[nodiscard]] const std::string& text(const std::string& name) const;
  // Returns the number, or 0 if the field is missing or is not a number.
  [[nodiscard]] std::int64_t number(const std::string& name) const;
  // Returns all fields "NAME.KEY", with KEY as the key.
  [[nodiscard]] std::map<std::string, std::string> texts(std::string_view name) const;

 private:
  std::map<std::string, std::string> fields_;
};

// The ids of journal entries that are not active, as the value `unfinished` in the map.
//
// Each slot has eight bytes. A free slot is zero. Adding or removing an id usually does not change
// the size, so it works on a full disk. The value grows if all slots are in use.

// These functions return the value with the id added, if it is missing, or with the id removed.
std::string with_entry(std::string slots, std::int64_t entry_id);
std::string without_entry(std::string slots, std::int64_t entry_id);

// Returns the ids. The lowest id is first.
std::vector<std::int64_t> entries_in(std::string_view slots);

// The checksum of a stored value. It detects every changed byte, such as a flipped bit on the disk.
//
// It is the hash FNV-1a with 64 bits (RFC 9923), over the key and the value. So it also detects a
// value under another key. It does not protect against a person who changes the value and the
// checksum.

// Returns the checksum. It is never 0, which is the value in a damaged page of zeros.
inline std::int64_t checksum_of(std::string_view key, std::string_view value) {
  constexpr std::uint64_t kPrime = 0x100'0000'01b3U;
  std::uint64_t hash = 0xcbf2'9ce4'8422'2325U;
  for (const std::string_view part : {key, value})
    for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  return hash == 0 ? 1 : static_cast<std::int64_t>(hash);
}

inline bool has_checksum(std::int64_t stored, std::string_view key, std::string_view value) {
  return stored == checksum_of(key, value);
}

// Converts networks and endpoints to records, and back.

Record record_of(const model::Network& network);
Record record_of(const model::Endpoint& endpoint);
// Returns the checksum of the fields that the network's record has. It is never 0.
std::int64_t checksum_of(const model::Network& network);
// These functions return nothing if a field has an invalid address.
std::optional<model::Network> network_from(const Record& record);
std::optional<model::Endpoint> endpoint_from(const Record& record);

}  // namespace mydocker::store
