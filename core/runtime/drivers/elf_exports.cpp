#include "runtime/drivers/elf_exports.hpp"

#include "runtime/drivers/elf_file.hpp"

namespace mydocker::drivers {
namespace {

constexpr std::size_t kMostNames = 4;

// Returns whether the symbol is defined here and visible from outside.
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
