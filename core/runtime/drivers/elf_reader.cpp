#include "runtime/drivers/elf_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "runtime/drivers/elf_file.hpp"

namespace mydocker::drivers {
namespace {

constexpr std::size_t kMaxSegments = 128;
constexpr std::uint64_t kMaxNoteSegment = 1U << 20;
// Limit of a driver's notes; more than one note is already an error.
constexpr std::size_t kMaxNotes = 16;

std::string_view text_at(const Elf_Data& data, std::size_t offset, std::size_t length) {
  return {static_cast<const char*>(data.d_buf) + offset, length};
}

void collect_notes(Elf_Data& data, const NoteQuery& query, ElfNotes& out) {
  const std::string_view owner(query.owner, std::strlen(query.owner) + 1);
  std::size_t offset = 0;
  while (offset < data.d_size && out.contents.size() < kMaxNotes) {
    GElf_Nhdr note{};
    std::size_t name = 0;
    std::size_t content = 0;
    const std::size_t next = gelf_getnote(&data, offset, &note, &name, &content);
    if (next == 0) {
      out.cut_short = true;
      return;
    }
    // A note with a large alignment can have zero bytes before it. They are skipped.
    if (note.n_namesz == 0) {
      offset += sizeof(Elf64_Word);
      continue;
    }
    if (note.n_type == query.type && text_at(data, name, note.n_namesz) == owner)
      out.contents.emplace_back(text_at(data, content, note.n_descsz));
    offset = next;
  }
}

void read_segment(Elf* elf, const GElf_Phdr& segment, const NoteQuery& query, ElfNotes& out) {
  if (segment.p_filesz > kMaxNoteSegment || segment.p_offset > out.file_size) {
    out.cut_short = true;
    return;
  }
  const Elf_Type layout = segment.p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR;
  Elf_Data* data = elf_getdata_rawchunk(elf, static_cast<std::int64_t>(segment.p_offset),
                                        segment.p_filesz, layout);
  if (data == nullptr || data->d_buf == nullptr)
    out.cut_short = true;
  else
    collect_notes(*data, query, out);
}

// Returns the sum of both numbers, or UINT64_MAX if the sum is too large.
std::uint64_t saturated_sum(std::uint64_t a, std::uint64_t b) {
  std::uint64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

void walk_segments(Elf* elf, const GElf_Ehdr& header, const NoteQuery& query, ElfNotes& out) {
  out.needed_size =
      saturated_sum(header.e_phoff, std::uint64_t{header.e_phnum} * header.e_phentsize);
  std::size_t count = 0;
  if (elf_getphdrnum(elf, &count) != 0 || count > kMaxSegments) return;
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Phdr segment{};
    if (gelf_getphdr(elf, static_cast<int>(i), &segment) == nullptr) return;
    if (segment.p_type == PT_LOAD)
      out.needed_size =
          std::max(out.needed_size, saturated_sum(segment.p_offset, segment.p_filesz));
    const bool code = segment.p_type == PT_LOAD && (segment.p_flags & PF_X) != 0;
    if (code && segment.p_filesz == 0 && segment.p_memsz != 0) out.without_code = true;
    if (segment.p_type == PT_NOTE && segment.p_filesz != 0) read_segment(elf, segment, query, out);
  }
}

bool has_section(Elf* elf, const char* wanted) {
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return false;
  for (Elf_Scn* section = elf_nextscn(elf, nullptr); section != nullptr;
       section = elf_nextscn(elf, section)) {
    GElf_Shdr header{};
    if (gelf_getshdr(section, &header) == nullptr) return false;
    const char* name = elf_strptr(elf, names, header.sh_name);
    if (name != nullptr && std::strcmp(name, wanted) == 0) return true;
  }
  return false;
}

}  // namespace

Result<ElfNotes> read_notes(const std::filesystem::path& file, const NoteQuery& query) {
  MYDOCKER_TRY(const ElfFile elf, open_elf(file, ElfPart::notes));
  ElfNotes out;
  out.file_size = elf.size;
  out.elf_class = elf.header.e_ident[EI_CLASS];
  out.byte_order = elf.header.e_ident[EI_DATA];
  out.machine = elf.header.e_machine;
  out.type = elf.header.e_type;
  walk_segments(elf.elf.get(), elf.header, query, out);
  if (!out.contents.empty()) return out;
  MYDOCKER_TRY(const ElfFile whole, open_elf(file));
  out.outside_segments = has_section(whole.elf.get(), query.section);
  return out;
}

std::string machine_name(std::uint16_t machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86_64";
    case EM_386:
      return "i386";
    case EM_AARCH64:
      return "aarch64";
    case EM_ARM:
      return "arm";
    case EM_RISCV:
      return "riscv";
    case EM_PPC64:
      return "ppc64";
    case EM_S390:
      return "s390";
    default:
      return "machine " + std::to_string(machine);
  }
}

namespace {

constexpr std::size_t kMostNames = 4;

// Returns whether the file defines the symbol, and other files can see it.
bool is_exported(const GElf_Sym& symbol) {
  const auto visibility = GELF_ST_VISIBILITY(symbol.st_other);
  return symbol.st_shndx != SHN_UNDEF && GELF_ST_BIND(symbol.st_info) != STB_LOCAL &&
         (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

void collect(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, ElfExports& out) {
  Elf_Data* data = elf_getdata(section, nullptr);
  const std::size_t size = gelf_fsize(elf, ELF_T_SYM, 1, EV_CURRENT);
  if (data == nullptr || size == 0) return;
  for (std::size_t i = 0; i < data->d_size / size; ++i) {
    GElf_Sym symbol{};
    if (gelf_getsym(data, static_cast<int>(i), &symbol) == nullptr) return;
    if (!is_exported(symbol)) continue;
    const char* name = elf_strptr(elf, header.sh_link, symbol.st_name);
    if (++out.count <= kMostNames) out.names.emplace_back(name == nullptr ? "" : name);
  }
}

}  // namespace

Result<ElfExports> read_exports(const std::filesystem::path& file) {
  MYDOCKER_TRY(const ElfFile opened, open_elf(file));
  Elf* elf = opened.elf.get();
  ElfExports out;
  for (Elf_Scn* section = elf_nextscn(elf, nullptr); section != nullptr;
       section = elf_nextscn(elf, section)) {
    GElf_Shdr header{};
    if (gelf_getshdr(section, &header) == nullptr) break;
    if (header.sh_type == SHT_DYNSYM) collect(elf, section, header, out);
  }
  return out;
}

}  // namespace mydocker::drivers
