#include "runtime/drivers/note_reader.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>

#include "unit/drivers/elf_builder.hpp"
#include "unit/drivers/temporary_file.hpp"

namespace mydocker::drivers {
namespace {

constexpr HostTraits kHost{ELFCLASS64, EM_X86_64, 1, 4, 0};

Result<DriverNote> read(const std::string& bytes) {
  const TemporaryFile file(bytes);
  EXPECT_TRUE(file.written());
  auto read = read_driver_note(file.path(), kHost);
  if (read) return read;
  // The file's name contains a number that changes.
  std::string message = read.error().message();
  const std::size_t at = message.find(file.path().native());
  if (at != std::string::npos) message.replace(at, file.path().native().size(), "FILE");
  Error error(read.error().kind(), message);
  for (const auto& line : read.error().hints()) error = std::move(error).hint(line);
  return error;
}

void expect_refusal(const std::string& bytes, const std::string& message, const std::string& hint) {
  const auto note = read(bytes);
  ASSERT_FALSE(note.ok()) << "expected: " << message;
  EXPECT_EQ(note.error().message(), message);
  const auto& hints = note.error().hints();
  EXPECT_EQ(hints.empty() ? "" : hints.front(), hint);
}

std::string driver_with(detail::NoteHeader header) {
  return build_elf({.notes = {{.content = note_content(kGoodManifest, header)}}});
}

TEST(NoteReader, ReadsTheHeaderAndTheManifest) {
  const auto note = read(driver_with({.sdk_major = 1, .sdk_minor = 7, .min_host_minor = 3}));
  ASSERT_TRUE(note.ok()) << note.error().message();
  EXPECT_EQ(note->header.sdk_minor, 7);
  EXPECT_EQ(note->header.min_host_minor, 3);
  EXPECT_EQ(note->manifest, kGoodManifest);
}

TEST(NoteReader, FindsTheNoteBehindThoseOfOthersAndFarIntoTheFile) {
  const auto note = read(build_elf({.notes = {{.owner = "GNU", .type = 3, .content = "build id"},
                                              {.owner = "mydocker", .type = 7, .content = "x"},
                                              {.content = good_content()}},
                                    .before_notes = std::string(100'000, 'x')}));
  ASSERT_TRUE(note.ok()) << note.error().message();
  EXPECT_EQ(note->manifest, kGoodManifest);
}

TEST(NoteReader, RefusesWhatIsNotElf) {
  expect_refusal("#!/bin/sh\n", "FILE is not a mydocker driver: not an ELF file (10 bytes)", "");
  expect_refusal("", "FILE is not a mydocker driver: not an ELF file (0 bytes)", "");
  expect_refusal(
      "\x7f"
      "ELF\x02",
      "FILE is not a mydocker driver: its ELF header is damaged", "");
}

TEST(NoteReader, RefusesALibraryWithoutTheNote) {
  expect_refusal(build_elf({.section = ".note.gnu.build-id",
                            .notes = {{.owner = "GNU", .content = "x"}},
                            .before_notes = std::string(36'000, 'x')}),
                 "FILE is not a mydocker driver: no .note.mydocker.driver (x86_64 shared object, "
                 "36 kB)",
                 "was it built without MYDOCKER_EXPORT_DRIVER?");
}

TEST(NoteReader, SaysThatTheNoteLiesOutsideTheSegments) {
  expect_refusal(build_elf({.segment_type = PT_LOAD, .notes = {{.content = good_content()}}}),
                 "FILE is not a mydocker driver: its .note.mydocker.driver is outside the loaded "
                 "segments",
                 "old versions of patchelf do this; build the driver again without it");
}

TEST(NoteReader, RefusesAFileThatEndsTooSoon) {
  const std::string hint = "install the driver's file again, or build it again";
  const std::string whole = build_elf({.notes = {{.content = good_content()}}});
  expect_refusal(whole.substr(0, 100), "FILE is cut off (100 bytes, 120 expected)", hint);
  const std::string loaded =
      build_elf({.segment_type = PT_LOAD, .notes = {{.content = good_content()}}});
  expect_refusal(loaded.substr(0, 200), "FILE is cut off (200 bytes, 324 expected)", hint);
}

TEST(NoteReader, RefusesTwoNotes) {
  expect_refusal(build_elf({.notes = {{.content = good_content()}, {.content = good_content()}}}),
                 "FILE declares 2 drivers, but a file must declare only one",
                 "use MYDOCKER_EXPORT_DRIVER once for each file");
}

TEST(NoteReader, SeesTheSecondNoteBehindAGap) {
  const auto note = read(
      build_elf({.notes = {{.content = good_content(), .gap = 20}, {.content = good_content()}}}));
  ASSERT_FALSE(note.ok());
  EXPECT_EQ(note.error().message(), "FILE declares 2 drivers, but a file must declare only one");
}

TEST(NoteReader, RefusesDamagedMetadata) {
  const std::string hint = "install the driver's file again, or build it again";
  std::string changed = good_content();
  changed[40] ^= 1;
  const auto note = read(build_elf({.notes = {{.content = changed}}}));
  ASSERT_FALSE(note.ok());
  EXPECT_TRUE(note.error().message().starts_with("metadata of FILE is damaged (crc "));
  expect_refusal(build_elf({.notes = {{.content = "short"}}}),
                 "metadata of FILE is damaged (its header is cut off)", hint);
  std::string endless = good_content();
  endless[17] = '\x7f';  // part of the manifest's length
  expect_refusal(build_elf({.notes = {{.content = endless}}}),
                 "metadata of FILE is damaged (its length is wrong)", hint);
  expect_refusal(build_elf({.notes = {{.content = good_content(), .claimed_size = 1U << 30}}}),
                 "metadata of FILE is damaged (a note is longer than its segment)", hint);
  expect_refusal(build_elf({.notes = {{.content = std::string(65'537, 'x')}}}),
                 "metadata of FILE is damaged (65537 bytes, at most 65536 expected)", hint);
}

TEST(NoteReader, RefusesAnotherFormat) {
  expect_refusal(driver_with({.format = 2, .sdk_major = 1}),
                 "FILE has metadata of format 2, this mydocker reads 1",
                 "upgrade mydocker, or rebuild the driver with this version's SDK");
}

TEST(NoteReader, RefusesAnotherMachine) {
  expect_refusal(build_elf({.machine = EM_AARCH64, .notes = {{.content = good_content()}}}),
                 "FILE is built for aarch64, this is x86_64",
                 "install the driver's package for x86_64");
}

TEST(NoteReader, RefusesWhatCannotBeLoaded) {
  expect_refusal(build_elf({.type = ET_REL, .notes = {{.content = good_content()}}}),
                 "FILE is not a shared object",
                 "link it with -shared, or build it with mydocker_add_driver()");
}

TEST(NoteReader, RefusesSanitizersThatTheHostLacks) {
  expect_refusal(driver_with({.sdk_major = 1, .flags = detail::kNoteAddressSanitizer}),
                 "FILE is an AddressSanitizer build and cannot be loaded here",
                 "rebuild the driver without -fsanitize=address");
  expect_refusal(driver_with({.sdk_major = 1, .flags = detail::kNoteThreadSanitizer}),
                 "FILE is a ThreadSanitizer build and cannot be loaded here",
                 "rebuild the driver without -fsanitize=thread");
}

TEST(NoteReader, TakesSanitizersThatTheHostHas) {
  const TemporaryFile file(driver_with({.sdk_major = 1, .flags = detail::kNoteAddressSanitizer}));
  HostTraits host = kHost;
  host.sanitizers = detail::kNoteAddressSanitizer;
  EXPECT_TRUE(read_driver_note(file.path(), host).ok());
}

TEST(NoteReader, ComparesVersions) {
  expect_refusal(driver_with({.sdk_major = 2, .sdk_minor = 3}),
                 "FILE is built with driver SDK 2.3, this mydocker has 1.4",
                 "upgrade mydocker, or rebuild the driver with driver SDK 1");
  expect_refusal(driver_with({.sdk_major = 0, .sdk_minor = 9}),
                 "FILE is built with driver SDK 0.9, this mydocker has 1.4",
                 "rebuild the driver with driver SDK 1");
  expect_refusal(driver_with({.sdk_major = 1, .sdk_minor = 6, .min_host_minor = 5}),
                 "FILE needs driver SDK 1.5 or later (built with 1.6), this mydocker has 1.4",
                 "upgrade mydocker, or rebuild the driver with driver SDK 1.4");
  EXPECT_TRUE(read(driver_with({.sdk_major = 1, .sdk_minor = 9, .min_host_minor = 4})).ok());
}

TEST(NoteReader, DoesNotWaitForAFifo) {
  const std::string path = "/tmp/note_reader_test_fifo." + std::to_string(::getpid());
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const auto note = read_driver_note(path, kHost);
  ::unlink(path.c_str());
  ASSERT_FALSE(note.ok());
  EXPECT_EQ(note.error().message(), path + " is not a regular file");
}

// For all input the result is a note or an error. The reader does not crash, does not loop forever,
// and does not allocate a size that the file only claims. (With a sanitizer the address space is
// not limited.)
TEST(NoteReader, SurvivesDamagedFiles) {
  const std::string good = build_elf(
      {.notes = {{.owner = "GNU", .type = 3, .content = "id"}, {.content = good_content()}}});
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_AS, &old), 0);
  if (detail::build_flags() == 0) {
    const rlimit small{rlim_t{2} << 30, old.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_AS, &small), 0);
  }
  std::mt19937 random(20240601);
  const auto below = [&random](std::size_t limit) { return random() % limit; };
  const std::string extremes("\x00\x01\x7f\x80\xff", 5);
  unsigned accepted = 0;
  unsigned refused = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string bad = good;
    for (std::size_t flips = 1 + below(8); flips > 0; --flips) {
      // Most changes are in the tables, which contain offsets.
      const bool in_header = below(4) != 0;
      const std::size_t at =
          in_header ? below(sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr) + 40) : below(bad.size());
      bad[at] = below(2) == 0 ? extremes[below(extremes.size())] : static_cast<char>(random());
    }
    if (below(4) == 0) bad.resize(below(bad.size()));
    (read(bad).ok() ? accepted : refused)++;
  }
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &old), 0);
  EXPECT_GT(accepted, 0U);  // otherwise all changes are in the header
  EXPECT_GT(refused, 2000U);
}

}  // namespace
}  // namespace mydocker::drivers
