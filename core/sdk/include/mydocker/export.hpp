// Exports a class as a driver: MYDOCKER_EXPORT_DRIVER(MyDriver, kMyInfo).
//
// Use the macro once, in one source file of the driver. `kMyInfo` is a constexpr DriverInfo at
// namespace scope. `MyDriver` needs a default constructor. At compile time, kMyInfo becomes an ELF
// note. The host reads the note without running the driver. The file exports one function, which
// receives and returns JSON documents. Build the driver with mydocker_add_driver(), which hides all
// other symbols. Since SDK 1.0.
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

// The name of the driver's file without ".so". mydocker_add_driver() defines it. In other builds it
// is empty, so the name is not checked.
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

// The note as it is stored in the file: Elf64_Nhdr (elf(5)), the owner, the content. The note has
// no pointers, so it is readable without relocation.
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

// Returns the driver object of the process. The first call constructs it. answer() catches
// exceptions of the constructor.
template <class Driver>
const NetworkDriver& the_driver() {
  static const Driver driver{};
  return driver;
}

}  // namespace mydocker::detail

// aligned(4): notes are aligned to 4 bytes (elf(5)), but gcc and clang align large constants to 32.
// no_sanitize: clang's AddressSanitizer would add a red zone to the note, which makes the note
// unreadable. gcc adds no red zone, and does not know this attribute.
#define MYDOCKER_NOTE_ATTRIBUTES_ used, retain, aligned(4), section(MYDOCKER_NOTE_SECTION)
#ifdef __clang__
#define MYDOCKER_NOTE_SANITIZED_ , no_sanitize("address")
#else
#define MYDOCKER_NOTE_SANITIZED_
#endif

// Exports `Class` as a driver with the manifest `kInfo`. A wrong name, key or summary gives an
// error at compile time.
#define MYDOCKER_EXPORT_DRIVER(Class, kInfo)                                                    \
  static_assert(::mydocker::detail::is_driver_name((kInfo).name),                               \
                "a driver's name must be [a-z][a-z0-9-]{0,31}");                                \
  static_assert(                                                                                \
      ::mydocker::detail::kFileName.empty() || ::mydocker::detail::kFileName == (kInfo).name,   \
      "a driver's name must be the name of its file, the NAME of mydocker_add_driver()");       \
  static_assert(!(kInfo).summary.empty(), "DriverInfo::summary must describe the driver");      \
  static_assert(::mydocker::detail::has_good_option_keys(kInfo),                                \
                "an option's key must be [a-z][a-z0-9-]*");                                     \
  __attribute__((MYDOCKER_NOTE_ATTRIBUTES_ MYDOCKER_NOTE_SANITIZED_)) static constexpr auto     \
      mydocker_driver_note = ::mydocker::detail::make_note<kInfo>();                            \
  extern "C" __attribute__((visibility("default"))) void mydocker_driver_v1(                    \
      const char* request, std::size_t length, void* context, mydocker_reply reply) {           \
    MYDOCKER_SDK_BUILD_KIND();                                                                  \
    ::mydocker::detail::answer(::mydocker::detail::the_driver<Class>, kInfo, {request, length}, \
                               context, reply);                                                 \
  }
