#include "runtime/conformance/driver_under_test.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "mydocker/documents.hpp"
#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/conformance/sandbox.hpp"
#include "runtime/drivers/host_program.hpp"
#include "runtime/drivers/search_path.hpp"
#include "runtime/drivers/wrapped_driver.hpp"

namespace mydocker::conformance {
namespace {

constexpr off_t kMaxFile = 256L << 20;  // limit of drivers/elf_file.cpp

using FileBytes = std::shared_ptr<const std::string>;

Result<FileBytes> read_whole(const std::filesystem::path& file) {
  const std::string shown = base::quoted(file.native());
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0)
    return Error(ErrorKind::not_found, shown + ": " + base::errno_text(errno));
  if (!S_ISREG(status.st_mode))
    return Error(ErrorKind::invalid_argument, shown + " is not a regular file");
  if (status.st_size > kMaxFile)
    return Error(ErrorKind::invalid_argument, shown + " is larger than 256 MiB");
  std::ifstream stream(file, std::ios::binary);
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  if (!stream.read(bytes.data(), status.st_size))
    return Error(ErrorKind::permission, shown + " cannot be read");
  return std::make_shared<const std::string>(std::move(bytes));
}

void read_note(DriverUnderTest& driver) {
  auto note = drivers::read_driver_note(driver.original, drivers::this_host());
  if (!note) {
    driver.unreadable = note.error().message();
    for (const auto& hint : note.error().hints())
      driver.to_read_it += (driver.to_read_it.empty() ? "" : "; ") + hint;
    return;
  }
  driver.note = *std::move(note);
  auto manifest = documents::decode_manifest(driver.note->manifest);
  if (manifest)
    driver.manifest = *std::move(manifest);
  else
    driver.unreadable = "its manifest: " + manifest.error().message();
}

// Adds the options, kinds and capabilities of the wrapped driver. A driver that wraps another
// driver has those of both.
void add_wrapped(DriverUnderTest& driver) {
  drivers::Candidate candidate;
  candidate.name = driver.driver().name;
  candidate.manifest = std::make_shared<const Manifest>(driver.driver());
  drivers::SearchSettings search;
  search.bundled = driver.bundled;
  if (const auto attached = drivers::attach_wrapped(candidate, search); attached.ok()) {
    driver.manifest = *candidate.manifest;
  } else {
    driver.manifest.reset();
    driver.unreadable = "the driver that it wraps: " + attached.error().message();
  }
}

std::string why_no_sandbox(std::chrono::milliseconds deadline) {
  if (::geteuid() != 0) return "it needs root";
  const auto tried = in_sandbox(deadline, [] { return Result<std::string>(std::string()); });
  return tried ? std::string() : tried.error().message();
}

}  // namespace

Result<DriverUnderTest> read_driver_under_test(DriverTestOptions options) {
  DriverUnderTest driver;
  MYDOCKER_TRY(driver.bytes, read_whole(options.file));
  driver.original = options.file;
  driver.file = std::move(options.file);
  driver.options = std::move(options.options);
  driver.may_have_its_name = options.may_have_its_name;
  driver.bundled = options.bundled.empty() ? drivers::bundled_folder() : std::move(options.bundled);
  // A missing driver host is an error only in a check that needs it.
  if (auto bytes = read_whole(drivers::host_program())) driver.host_bytes = *std::move(bytes);
  driver.seed = options.seed;
  driver.deadline = options.deadline;
  read_note(driver);
  if (driver.manifest) add_wrapped(driver);
  if (driver.manifest) driver.no_sandbox = why_no_sandbox(driver.deadline);
  return driver;
}

void provide_wrapped(const DriverUnderTest& driver) {
  const auto& name = driver.driver().wraps;
  const auto& folder = driver.usual_bundled;
  std::error_code error;
  if (name.empty() || folder.empty() || std::filesystem::exists(folder, error)) return;
  std::filesystem::create_directories(folder, error);
  const auto file = name + ".so";
  std::filesystem::copy_file(driver.bundled / file, folder / file, error);
}

}  // namespace mydocker::conformance
