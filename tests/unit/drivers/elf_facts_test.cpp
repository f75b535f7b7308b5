// The link information of an ELF file. Wrong files are tested in tests/conformance.
#include "runtime/drivers/elf_facts.hpp"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <iterator>

#include "temporary_file.hpp"

namespace mydocker::drivers {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(ElfFacts, OfThisProgram) {
  const auto facts = read_elf_facts("/proc/self/exe");
  ASSERT_TRUE(facts.ok()) << facts.error().message();
  EXPECT_THAT(facts->needed, Contains("libc.so.6"));
  EXPECT_THAT(facts->undefined, Not(IsEmpty()));
  EXPECT_THAT(facts->versions, Contains(HasSubstr("GLIBC_2.")));
  EXPECT_FALSE(facts->executable_stack);
  EXPECT_FALSE(facts->text_relocations);
  EXPECT_FALSE(facts->note_is_loaded);
}

TEST(ElfFacts, AreNoneOfAFileThatIsNotElf) {
  const auto facts = read_elf_facts("/etc/passwd");
  ASSERT_FALSE(facts.ok());
  EXPECT_EQ(facts.error().kind(), ErrorKind::driver);
  EXPECT_THAT(facts.error().message(), HasSubstr("not an ELF file"));
  EXPECT_FALSE(read_elf_facts("/no/such/file").ok());
}

// A copy of this program's file. `change` edits the start of its list of needed versions.
std::string with_versions(const std::function<void(char* list)>& change) {
  std::ifstream stream("/proc/self/exe", std::ios::binary);
  std::string file((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  Elf64_Ehdr header{};
  std::memcpy(&header, file.data(), sizeof header);
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr section{};
    std::memcpy(&section, file.data() + header.e_shoff + i * header.e_shentsize, sizeof section);
    if (section.sh_type == SHT_GNU_verneed) change(file.data() + section.sh_offset);
  }
  return file;
}

TEST(ElfFacts, EndWithTheListOfVersionsWhateverItsLength) {
  const TemporaryFile file(with_versions([](char* list) {
    Elf64_Verneed first{};
    std::memcpy(&first, list, sizeof first);
    Elf64_Vernaux version{};
    std::memcpy(&version, list + first.vn_aux, sizeof version);
    first.vn_cnt = 3;
    first.vn_next = 0;
    version.vna_next = 0;
    std::memcpy(list, &first, sizeof first);
    std::memcpy(list + first.vn_aux, &version, sizeof version);
  }));
  ASSERT_TRUE(file.written());
  const auto facts = read_elf_facts(file.path());
  ASSERT_TRUE(facts.ok()) << facts.error().message();
  EXPECT_EQ(facts->versions.size(), 1U);
}

TEST(ElfFacts, NeverGoBackInAList) {
  const TemporaryFile file(with_versions([](char* list) {
    Elf64_Verneed first{};
    std::memcpy(&first, list, sizeof first);
    first.vn_next = 0;
    std::memcpy(list, &first, sizeof first);
    Elf64_Vernaux version{};
    version.vna_next = static_cast<Elf64_Word>(-16);
    std::memcpy(list + first.vn_aux, &version, sizeof version);
  }));
  ASSERT_TRUE(file.written());
  const auto facts = read_elf_facts(file.path());
  ASSERT_TRUE(facts.ok()) << facts.error().message();
  EXPECT_EQ(facts->versions.size(), 1U);
}

TEST(ElfFacts, TellWhichSymbolsNoLibraryHas) {
  ElfFacts facts;
  facts.needed = {"libc.so.6"};
  facts.undefined = {"malloc", "no_such_function_anywhere"};
  const auto missing = unresolved_symbols(facts);
  ASSERT_TRUE(missing.ok()) << missing.error().message();
  EXPECT_EQ(*missing, std::vector<std::string>{"no_such_function_anywhere"});

  facts.needed.emplace_back("libno-such-library.so.9");
  const auto unknown = unresolved_symbols(facts);
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().kind(), ErrorKind::not_found);
}

TEST(ElfFacts, FindNoNoteOfWhatIsNotLoaded) {
  EXPECT_FALSE(note_in_memory("/no/such/file.so").has_value());
}

}  // namespace
}  // namespace mydocker::drivers
