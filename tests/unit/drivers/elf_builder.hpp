// Small ELF files in memory: a header, a segment and a section of notes, and no code.
#pragma once

#include <elf.h>

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "mydocker/detail/note.hpp"

namespace mydocker::drivers {

// A note of the ELF file.
struct BuiltNote {
  std::string owner = "mydocker";
  std::uint32_t type = detail::kNoteType;
  std::string content{};
  std::uint32_t claimed_size = 0;  // 0: the real size
  std::size_t gap = 0;             // number of zeros after it
};

// The content of the ELF file.
struct ElfParts {
  std::uint16_t machine = EM_X86_64;
  std::uint16_t type = ET_DYN;
  std::uint32_t segment_type = PT_NOTE;
  std::string section = detail::kNoteSection;
  std::vector<BuiltNote> notes{};
  std::string before_notes{};  // moves the notes away from the start
};

inline constexpr const char* kGoodManifest =
    R"({"name":"good","version":"1.0.0","summary":"a driver","license":"MIT","capabilities":[],)"
    R"("resources":[],"options":[],"sdk":"1.0","min_host_minor":0})";

// The content of a driver's note. The size and checksum of `json` are added to `header`.
inline std::string note_content(const std::string& json, detail::NoteHeader header) {
  header.json_size = static_cast<std::uint32_t>(json.size());
  header.json_crc32 = detail::crc32(json);
  const auto bytes = detail::bytes_of(header);
  return std::string(bytes.data(), bytes.size()) + json;
}

inline std::string good_content() {
  return note_content(kGoodManifest, {.sdk_major = 1, .sdk_minor = 0});
}

template <class T>
std::string raw(const T& value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

inline std::string padded(std::string bytes) {
  bytes.resize((bytes.size() + 3) / 4 * 4, '\0');
  return bytes;
}

inline std::string notes_of(const ElfParts& parts) {
  std::string bytes;
  for (const auto& note : parts.notes) {
    Elf64_Nhdr header{};
    header.n_namesz = static_cast<Elf64_Word>(note.owner.size() + 1);
    header.n_descsz =
        note.claimed_size != 0 ? note.claimed_size : static_cast<Elf64_Word>(note.content.size());
    header.n_type = note.type;
    bytes += raw(header) + padded(note.owner + std::string(1, '\0')) + padded(note.content) +
             std::string(note.gap, '\0');
  }
  return bytes;
}

inline std::string build_elf(const ElfParts& parts) {
  const std::string names = '\0' + parts.section + '\0' + ".shstrtab" + '\0';
  const std::string notes = notes_of(parts);
  const std::size_t notes_at = sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr) + parts.before_notes.size();
  const std::size_t names_at = notes_at + notes.size();
  const std::size_t sections_at = (names_at + names.size() + 7) / 8 * 8;

  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  header.e_type = parts.type;
  header.e_machine = parts.machine;
  header.e_version = EV_CURRENT;
  header.e_ehsize = sizeof(Elf64_Ehdr);
  header.e_phoff = sizeof(Elf64_Ehdr);
  header.e_phentsize = sizeof(Elf64_Phdr);
  header.e_phnum = 1;
  header.e_shoff = sections_at;
  header.e_shentsize = sizeof(Elf64_Shdr);
  header.e_shnum = 3;
  header.e_shstrndx = 2;

  Elf64_Phdr segment{};
  segment.p_type = parts.segment_type;
  segment.p_offset = notes_at;
  segment.p_filesz = segment.p_memsz = notes.size();
  segment.p_align = 4;

  Elf64_Shdr none{};
  Elf64_Shdr note_section{};
  note_section.sh_name = 1;
  note_section.sh_type = SHT_NOTE;
  note_section.sh_offset = notes_at;
  note_section.sh_size = notes.size();
  note_section.sh_addralign = 4;
  Elf64_Shdr name_section{};
  name_section.sh_name = static_cast<Elf64_Word>(parts.section.size() + 2);
  name_section.sh_type = SHT_STRTAB;
  name_section.sh_offset = names_at;
  name_section.sh_size = names.size();

  std::string file = raw(header) + raw(segment) + parts.before_notes + notes + names;
  file.resize(sections_at, '\0');
  return file + raw(none) + raw(note_section) + raw(name_section);
}

}  // namespace mydocker::drivers
