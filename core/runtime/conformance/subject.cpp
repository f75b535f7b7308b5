#include "runtime/conformance/subject.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>

#include "mydocker/documents.hpp"
#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/conformance/scratch.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::conformance {
namespace {

constexpr off_t kMaxFile = 256L << 20;  // as drivers/elf_notes reads at most

Result<std::string> read_whole(const std::filesystem::path& file) {
  const std::string shown = base::quoted(file.native());
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0)
    return Error(ErrorKind::not_found, shown + ": " + base::errno_text(errno));
  if (!S_ISREG(status.st_mode))
    return Error(ErrorKind::invalid_argument, shown + " is not a regular file");
  if (status.st_size > kMaxFile)
    return Error(ErrorKind::invalid_argument, shown + " is larger than 256 MiB");
  std::ifstream stream(file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (stream.bad() || (bytes.empty() && status.st_size != 0))
    return Error(ErrorKind::permission, shown + " cannot be read");
  return bytes;
}

void read_note(Subject& subject) {
  auto note = drivers::read_driver_note(subject.original, drivers::this_host());
  if (!note) {
    subject.unreadable = note.error().message();
    for (const auto& hint : note.error().hints())
      subject.to_read_it += (subject.to_read_it.empty() ? "" : "; ") + hint;
    return;
  }
  subject.note = *std::move(note);
  auto manifest = documents::decode_manifest(subject.note->manifest);
  if (manifest)
    subject.manifest = *std::move(manifest);
  else
    subject.unreadable = "its manifest: " + manifest.error().message();
}

std::string why_no_scratch(std::chrono::milliseconds deadline) {
  if (::geteuid() != 0) return "it needs root";
  const auto tried = in_scratch(deadline, [] { return Result<std::string>(std::string()); });
  return tried ? std::string() : tried.error().message();
}

}  // namespace

Result<Subject> read_subject(SubjectWish wish) {
  Subject subject;
  MYDOCKER_TRY(subject.bytes, read_whole(wish.file));
  subject.original = wish.file;
  subject.file = std::move(wish.file);
  subject.options = std::move(wish.options);
  subject.may_have_its_name = wish.may_have_its_name;
  subject.bundled = wish.bundled.empty() ? drivers::bundled_folder() : std::move(wish.bundled);
  subject.seed = wish.seed;
  subject.deadline = wish.deadline;
  read_note(subject);
  if (subject.manifest) subject.no_scratch = why_no_scratch(subject.deadline);
  return subject;
}

}  // namespace mydocker::conformance
