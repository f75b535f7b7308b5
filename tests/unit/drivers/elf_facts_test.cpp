// What is read of how a file was linked; wrong files: tests/conformance.
#include "runtime/drivers/elf_facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  EXPECT_THAT(facts.error().message(), HasSubstr("is not an ELF file"));
  EXPECT_FALSE(read_elf_facts("/no/such/file").ok());
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
