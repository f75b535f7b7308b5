#include "runtime/drivers/elf_facts.hpp"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <algorithm>
#include <climits>
#include <cstring>

#include "mydocker/detail/note.hpp"
#include "runtime/drivers/elf_file.hpp"

namespace mydocker::drivers {
namespace {

std::string text_at(Elf* elf, std::size_t section, std::size_t offset) {
  const char* text = elf_strptr(elf, section, offset);
  return text == nullptr ? std::string() : std::string(text);
}

void add_symbol(const GElf_Sym& symbol, std::string name, ElfFacts& facts) {
  const auto binding = GELF_ST_BIND(symbol.st_info);
  const auto visibility = GELF_ST_VISIBILITY(symbol.st_other);
  if (name.empty() || binding == STB_LOCAL) return;
  if (symbol.st_shndx == SHN_UNDEF) {
    if (binding != STB_WEAK) facts.undefined.push_back(std::move(name));
    return;
  }
  if (visibility == STV_HIDDEN || visibility == STV_INTERNAL || symbol.st_shndx == SHN_ABS) return;
  auto& list = binding == STB_GNU_UNIQUE ? facts.unique
               : binding == STB_WEAK     ? facts.weak
                                         : facts.exported;
  list.push_back(std::move(name));
}

void read_symbols(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, ElfFacts& facts) {
  Elf_Data* data = elf_getdata(section, nullptr);
  if (data == nullptr || header.sh_entsize == 0) return;
  for (int i = 0; i < static_cast<int>(header.sh_size / header.sh_entsize); ++i) {
    GElf_Sym symbol{};
    if (gelf_getsym(data, i, &symbol) == nullptr) return;
    add_symbol(symbol, text_at(elf, header.sh_link, symbol.st_name), facts);
  }
}

void add_paths(const std::string& list, std::vector<std::string>& paths) {
  for (std::size_t begin = 0; begin <= list.size();) {
    const auto end = std::min(list.find(':', begin), list.size());
    paths.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
}

void read_dynamic(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, ElfFacts& facts) {
  Elf_Data* data = elf_getdata(section, nullptr);
  if (data == nullptr || header.sh_entsize == 0) return;
  for (int i = 0; i < static_cast<int>(header.sh_size / header.sh_entsize); ++i) {
    GElf_Dyn entry{};
    if (gelf_getdyn(data, i, &entry) == nullptr || entry.d_tag == DT_NULL) return;
    const auto value = entry.d_un.d_val;
    if (entry.d_tag == DT_NEEDED) facts.needed.push_back(text_at(elf, header.sh_link, value));
    if (entry.d_tag == DT_RPATH || entry.d_tag == DT_RUNPATH)
      add_paths(text_at(elf, header.sh_link, value), facts.search_paths);
    if (entry.d_tag == DT_BIND_NOW || (entry.d_tag == DT_FLAGS && (value & DF_BIND_NOW) != 0) ||
        (entry.d_tag == DT_FLAGS_1 && (value & DF_1_NOW) != 0))
      facts.bind_now = true;
    if (entry.d_tag == DT_TEXTREL || (entry.d_tag == DT_FLAGS && (value & DF_TEXTREL) != 0))
      facts.text_relocations = true;
  }
}

// Returns the offset of the next entry of an ELF list. Returns nothing after the last entry, or if
// the next entry is outside the data. The offset only grows, so a loop over the list ends for any
// file.
std::optional<int> further(const Elf_Data& data, int at, GElf_Word step) {
  const std::uint64_t next = static_cast<std::uint64_t>(at) + step;
  if (step == 0 || next > data.d_size || next > INT_MAX) return std::nullopt;
  return static_cast<int>(next);
}

void read_versions_of(Elf* elf, Elf_Data& data, std::optional<int> at, const GElf_Shdr& header,
                      ElfFacts& facts) {
  GElf_Vernaux version{};
  while (at && gelf_getvernaux(&data, *at, &version) != nullptr) {
    facts.versions.push_back(text_at(elf, header.sh_link, version.vna_name));
    at = further(data, *at, version.vna_next);
  }
}

// Reads which symbol versions the file needs from each library, for example "GLIBC_2.34".
void read_versions(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, ElfFacts& facts) {
  Elf_Data* data = elf_getdata(section, nullptr);
  if (data == nullptr) return;
  GElf_Verneed library{};
  for (std::optional<int> at = 0; at && gelf_getverneed(data, *at, &library) != nullptr;
       at = further(*data, *at, library.vn_next))
    read_versions_of(elf, *data, further(*data, *at, library.vn_aux), header, facts);
}

void read_sections(Elf* elf, ElfFacts& facts) {
  std::size_t names = 0;
  (void)elf_getshdrstrndx(elf, &names);
  for (Elf_Scn* section = elf_nextscn(elf, nullptr); section != nullptr;
       section = elf_nextscn(elf, section)) {
    GElf_Shdr header{};
    if (gelf_getshdr(section, &header) == nullptr) return;
    if (header.sh_type == SHT_DYNSYM) read_symbols(elf, section, header, facts);
    if (header.sh_type == SHT_DYNAMIC) read_dynamic(elf, section, header, facts);
    if (header.sh_type == SHT_GNU_verneed) read_versions(elf, section, header, facts);
    if (text_at(elf, names, header.sh_name) == ".debug_info") facts.debug_info = true;
  }
}

// Returns the file offset of the driver's note, or nothing if it is not in this segment.
std::optional<GElf_Off> note_offset(Elf* elf, const GElf_Phdr& segment) {
  Elf_Data* data =
      elf_getdata_rawchunk(elf, static_cast<std::int64_t>(segment.p_offset), segment.p_filesz,
                           segment.p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
  if (data == nullptr || data->d_buf == nullptr) return std::nullopt;
  std::size_t offset = 0;
  while (offset < data->d_size) {
    GElf_Nhdr note{};
    std::size_t name = 0;
    std::size_t content = 0;
    const std::size_t next = gelf_getnote(data, offset, &note, &name, &content);
    if (next == 0) return std::nullopt;
    if (note.n_type == detail::kNoteType) return segment.p_offset + offset;
    offset = next;
  }
  return std::nullopt;
}

void read_segments(Elf* elf, ElfFacts& facts) {
  std::size_t count = 0;
  if (elf_getphdrnum(elf, &count) != 0) return;
  std::vector<GElf_Phdr> loaded;
  std::optional<GElf_Off> note;
  facts.executable_stack = true;  // the kernel's default if PT_GNU_STACK is missing
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Phdr segment{};
    if (gelf_getphdr(elf, static_cast<int>(i), &segment) == nullptr) return;
    if (segment.p_type == PT_GNU_RELRO) facts.relro = true;
    if (segment.p_type == PT_GNU_STACK) facts.executable_stack = (segment.p_flags & PF_X) != 0;
    if (segment.p_type == PT_LOAD) loaded.push_back(segment);
    if (segment.p_type == PT_NOTE && !note) note = note_offset(elf, segment);
  }
  facts.note_is_loaded =
      note && std::ranges::any_of(loaded, [&](const GElf_Phdr& segment) {
        return *note >= segment.p_offset && *note < segment.p_offset + segment.p_filesz;
      });
}

}  // namespace

Result<ElfFacts> read_elf_facts(const std::filesystem::path& file) {
  MYDOCKER_TRY(const ElfFile opened, open_elf(file));
  ElfFacts facts;
  read_sections(opened.elf.get(), facts);
  read_segments(opened.elf.get(), facts);
  return facts;
}

// --- functions of elf_facts.hpp that use the dynamic loader

namespace {

struct NoteSearch {
  std::string file;
  std::optional<std::string> content;
};

// Searches the notes of one mapped segment (elf(5)).
std::optional<std::string> note_between(const char* at, const char* end) {
  while (end - at >= static_cast<std::ptrdiff_t>(sizeof(ElfW(Nhdr)))) {
    ElfW(Nhdr) header;
    std::memcpy(&header, at, sizeof header);
    const auto padded = [](std::size_t size) { return (size + 3) / 4 * 4; };
    const char* const content = at + sizeof header + padded(header.n_namesz);
    const char* const next = content + padded(header.n_descsz);
    if (next > end || next < at) return std::nullopt;
    if (header.n_type == detail::kNoteType) return std::string(content, header.n_descsz);
    at = next;
  }
  return std::nullopt;
}

int look_at(dl_phdr_info* library, std::size_t /*size*/, void* context) {
  auto& search = *static_cast<NoteSearch*>(context);
  if (library->dlpi_name == nullptr || search.file != library->dlpi_name) return 0;
  for (int i = 0; i < library->dlpi_phnum; ++i) {
    const auto& segment = library->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE || search.content) continue;
    // dl_iterate_phdr(3) gives the address as a number.
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    const auto* begin = reinterpret_cast<const char*>(library->dlpi_addr + segment.p_vaddr);
    search.content = note_between(begin, begin + segment.p_memsz);
  }
  return 1;
}

}  // namespace

std::optional<std::string> note_in_memory(const std::filesystem::path& file) {
  NoteSearch search{file.native(), std::nullopt};
  (void)dl_iterate_phdr(look_at, &search);
  return search.content;
}

Result<std::vector<std::string>> unresolved_symbols(const ElfFacts& facts) {
  std::vector<void*> libraries;
  for (const auto& name : facts.needed) {
    void* library = ::dlopen(name.c_str(), RTLD_LAZY | RTLD_LOCAL);
    if (library == nullptr)
      return Error(ErrorKind::not_found, "library \"" + name + "\" is not installed");
    libraries.push_back(library);
  }
  std::vector<std::string> missing;
  for (const auto& symbol : facts.undefined) {
    const bool found = std::ranges::any_of(libraries, [&symbol](void* library) {
      return ::dlsym(library, symbol.c_str()) != nullptr;
    });
    if (!found) missing.push_back(symbol);
  }
  return missing;
}

}  // namespace mydocker::drivers
