#include "conformance/mutant_file.hpp"

#include <elf.h>
#include <zlib.h>

#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "mydocker/detail/note.hpp"

namespace mydocker::testing {
namespace {

// The offsets of the fields that header_from() reads.
struct HeaderFields {
  static constexpr std::size_t json_size = 16;
  static constexpr std::size_t json_crc32 = 20;
};

template <class Value>
Value read_at(const std::string& bytes, std::size_t offset) {
  Value value{};
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

template <class Value>
void write_at(std::string& bytes, std::size_t offset, const Value& value) {
  std::memcpy(bytes.data() + offset, &value, sizeof value);
}

// The hash of version names in the dynamic loader (elf(5), vna_hash).
std::uint32_t elf_hash(const std::string& name) {
  std::uint32_t hash = 0;
  for (const char c : name) {
    hash = (hash << 4U) + static_cast<std::uint8_t>(c);
    const std::uint32_t high = hash & 0xf0000000U;
    hash ^= high >> 24U;
    hash &= ~high;
  }
  return hash;
}

}  // namespace

MutantFile::MutantFile(const std::string& variant) {
  std::ifstream stream(std::string(FAIR_FILES) + "/" + variant + "/fair.so", std::ios::binary);
  bytes_ = (std::ostringstream() << stream.rdbuf()).str();
  if (bytes_.empty()) throw std::runtime_error("there is no variant " + variant);
}

std::size_t MutantFile::find(const std::string& text, std::size_t from) const {
  const auto at = bytes_.find(text, from);
  if (at == std::string::npos) throw std::runtime_error("there is no \"" + text + "\" in the file");
  return at;
}

std::size_t MutantFile::manifest_offset() const { return find("{\"name\":\"fair\""); }

void MutantFile::break_rule(const std::string& name) {
  const std::string mark = "fair mutation:";
  bytes_.replace(find(mark + "    ") + mark.size(), name.size(), name);
}

void MutantFile::edit_manifest(const std::string& from, const std::string& to) {
  const auto manifest = manifest_offset();
  const auto header = manifest - detail::kNoteHeaderSize;
  const auto size = read_at<std::uint32_t>(bytes_, header + HeaderFields::json_size);
  const auto at = find(from, manifest);
  if (at + from.size() > manifest + size || to.size() > from.size())
    throw std::runtime_error("the manifest has no room for " + to);
  // Blanks after the last bracket do not change a JSON document.
  std::string json = bytes_.substr(manifest, size);
  json.replace(at - manifest, from.size(), to);
  json.resize(size, ' ');
  bytes_.replace(manifest, size, json);
  write_at(bytes_, header + HeaderFields::json_crc32,
           static_cast<std::uint32_t>(::crc32(0, reinterpret_cast<const Bytef*>(json.data()),
                                              static_cast<uInt>(json.size()))));
}

void MutantFile::spoil_checksum() {
  bytes_[manifest_offset() - detail::kNoteHeaderSize + HeaderFields::json_crc32] ^= 1;
}

void MutantFile::move_note_out() {
  const auto header = read_at<Elf64_Ehdr>(bytes_, 0);
  const auto manifest = manifest_offset();
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    const auto at = header.e_phoff + i * sizeof(Elf64_Phdr);
    auto segment = read_at<Elf64_Phdr>(bytes_, at);
    const bool holds_it = segment.p_type == PT_NOTE && manifest >= segment.p_offset &&
                          manifest < segment.p_offset + segment.p_filesz;
    if (!holds_it) continue;
    bytes_.append((8 - bytes_.size() % 8) % 8, '\0');
    const std::string notes = bytes_.substr(segment.p_offset, segment.p_filesz);
    segment.p_offset = bytes_.size();
    bytes_ += notes;
    write_at(bytes_, at, segment);
    return;
  }
  throw std::runtime_error("no segment holds the note");
}

void MutantFile::need_version(const std::string& from, const std::string& to) {
  const std::uint32_t old_hash = elf_hash(from);
  const std::string hash(reinterpret_cast<const char*>(&old_hash), sizeof old_hash);
  const auto at = find(hash);
  write_at(bytes_, at, elf_hash(to));
  write_at(bytes_, at + sizeof(std::uint32_t), std::uint16_t{VER_FLG_WEAK});
  bytes_.replace(find(from), from.size(), to);
}

void MutantFile::save(const std::filesystem::path& file) const {
  std::ofstream stream(file, std::ios::binary);
  stream << bytes_ << std::flush;
  if (!stream) throw std::runtime_error("cannot write " + file.native());
  std::filesystem::permissions(file, std::filesystem::perms(0755));
}

}  // namespace mydocker::testing
