// Makes a driver of a class: MYDOCKER_EXPORT_DRIVER(MyDriver, kMyInfo), once in a file of its
// sources.
//
// `kMyInfo` is a constexpr DriverInfo at namespace scope. At compile time it becomes an ELF note
// that tells the host everything about the driver without running it; at run time the file has one
// exported function, through which documents go in and out. Link with mydocker_add_driver(), which
// hides everything else. The class needs a default constructor. Since SDK 1.0.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "mydocker/detail/boundary.hpp"
#include "mydocker/detail/build_kind.hpp"
#include "mydocker/detail/manifest_text.hpp"
#include "mydocker/detail/note.hpp"
#include "mydocker/driver_info.hpp"
#include "mydocker/network_driver.hpp"

namespace mydocker::detail {

// mydocker_add_driver() says what the file will be called.
#ifdef MYDOCKER_DRIVER_NAME
inline constexpr std::string_view kFileName = MYDOCKER_DRIVER_NAME;
#else
inline constexpr std::string_view kFileName;
#endif

constexpr bool is_kebab_case(std::string_view text) {
  if (text.empty() || text.front() < 'a' || text.front() > 'z') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

constexpr bool is_driver_name(std::string_view text) {
  return text.size() <= 32 && is_kebab_case(text);
}

constexpr bool has_good_option_keys(const DriverInfo& info) {
  return std::all_of(info.options.begin(), info.options.end(),
                     [](const OptionSpec& option) { return is_kebab_case(option.key); });
}

constexpr std::size_t padded(std::size_t size) { return (size + 3) / 4 * 4; }

// As it lies in the file: Elf64_Nhdr (elf(5)), the owner, the content. No pointers, so that nothing
// has to be relocated before it can be read.
template <std::size_t JsonSize>
struct ElfNote {
  std::uint32_t owner_size = kNoteOwner.size() + 1;
  std::uint32_t content_size = kNoteHeaderSize + padded(JsonSize);
  std::uint32_t type = kNoteType;
  std::array<char, padded(kNoteOwner.size() + 1)> owner{};
  std::array<char, kNoteHeaderSize> header{};
  std::array<char, padded(JsonSize)> json{};
};

template <const DriverInfo& Info>
consteval auto make_note() {
  constexpr std::size_t kJsonSize = manifest_size(Info);
  static_assert(kNoteHeaderSize + padded(kJsonSize) <= kNoteLimit, "the manifest is too long");
  ElfNote<kJsonSize> note;
  std::copy(kNoteOwner.begin(), kNoteOwner.end(), note.owner.begin());
  ManifestWriter(note.json.data()).manifest(Info);
  NoteHeader header;
  header.sdk_major = kSdkMajor;
  header.sdk_minor = kSdkMinor;
  header.min_host_minor = Info.min_host_minor;
  header.flags = build_flags();
  header.json_size = kJsonSize;
  header.json_crc32 = crc32(std::string_view(note.json.data(), kJsonSize));
  note.header = bytes_of(header);
  return note;
}

// One for the life of the process; made by the first call, inside answer(), which catches what its
// constructor throws.
template <class Driver>
const NetworkDriver& the_driver() {
  static const Driver driver{};
  return driver;
}

}  // namespace mydocker::detail

// Both compilers align large objects more strictly than readers of notes allow, hence `aligned`.
// Without an alignment of its own a large constant is put on 32 bytes, and a note is not (elf(5)).
// AddressSanitizer of clang would put a red zone around the note, and break it; that of gcc does
// not, and does not know the attribute.
#define MYDOCKER_NOTE_ATTRIBUTES_ used, retain, aligned(4), section(MYDOCKER_NOTE_SECTION)
#ifdef __clang__
#define MYDOCKER_NOTE_SANITIZED_ , no_sanitize("address")
#else
#define MYDOCKER_NOTE_SANITIZED_
#endif

#define MYDOCKER_EXPORT_DRIVER(Class, kInfo)                                                      \
  static_assert(::mydocker::detail::is_driver_name((kInfo).name),                                 \
                "a driver's name is [a-z][a-z0-9-]{0,31}");                                       \
  static_assert(                                                                                  \
      ::mydocker::detail::kFileName.empty() || ::mydocker::detail::kFileName == (kInfo).name,     \
      "a driver's name is that of its file, the NAME of mydocker_add_driver()");                  \
  static_assert(!(kInfo).summary.empty(), "say in DriverInfo::summary what the driver is for");   \
  static_assert(::mydocker::detail::has_good_option_keys(kInfo),                                  \
                "an option's key is [a-z][a-z0-9-]*");                                            \
  __attribute__((MYDOCKER_NOTE_ATTRIBUTES_ MYDOCKER_NOTE_SANITIZED_)) static constexpr auto       \
      mydocker_driver_note = ::mydocker::detail::make_note<kInfo>();                              \
  extern "C" __attribute__((visibility("default"))) void mydocker_driver_v1(                      \
      const char* request, std::size_t length, void* context, mydocker_reply reply) {             \
    MYDOCKER_SDK_BUILD_KIND();                                                                    \
    ::mydocker::detail::answer(::mydocker::detail::the_driver<Class>, {request, length}, context, \
                               reply);                                                            \
  }
