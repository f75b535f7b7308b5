// The functions of elf_facts.hpp that use the dynamic loader.
#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <algorithm>
#include <cstring>

#include "mydocker/detail/note.hpp"
#include "runtime/drivers/elf_facts.hpp"

namespace mydocker::drivers {
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
