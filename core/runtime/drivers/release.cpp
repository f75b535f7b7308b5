#include "runtime/drivers/release.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"
#include "runtime/drivers/driver_name.hpp"
#include "runtime/drivers/naming.hpp"
#include "runtime/drivers/run_program.hpp"

namespace mydocker::drivers {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSums = "SHA256SUMS";
constexpr std::size_t kDigits = 64;  // hex digits of a SHA-256 checksum

// Returns the name of the Debian package that contains a program.
std::string package_of(const std::string& program) {
  return program == "sha256sum" || program == "cp" ? "coreutils" : program;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// Splits the location into two parts: the folder with its last "/", and the name of the file.
std::pair<std::string, std::string> folder_and_name(const std::string& location) {
  const auto slash = location.rfind('/');
  if (slash == std::string::npos) return {"", location};
  return {location.substr(0, slash + 1), location.substr(slash + 1)};
}

Result<void> check(const ReleaseRequest& request) {
  if (request.public_key.empty() && request.sha256.empty())
    return Error(ErrorKind::invalid_argument,
                 base::quoted(request.location) + ": a download must be verified")
        .hint("add --public-key FILE, the key of the author, or --sha256 SUM");
  if (!request.public_key.empty() && !request.sha256.empty())
    return Error(ErrorKind::invalid_argument, "--public-key and --sha256 exclude each other");
  const bool is_sum =
      request.sha256.size() == kDigits &&
      base::lower(request.sha256).find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!request.sha256.empty() && !is_sum)
    return Error(ErrorKind::invalid_argument,
                 "--sha256 " + base::quoted(request.sha256) + ": a checksum has 64 hex digits")
        .hint("print it with: sha256sum FILE");
  const std::string name = folder_and_name(request.location).second;
  if (name.ends_with(".so")) return check_driver_name(fs::path(name).stem().native());
  return Error(ErrorKind::invalid_argument,
               base::quoted(request.location) + ": the name of a driver's file ends in .so");
}

Result<fs::path> key_file(const std::string& path) {
  if (path.empty()) return fs::path();
  std::error_code failure;
  const auto key = fs::absolute(path, failure).lexically_normal();
  if (::access(key.c_str(), R_OK) != 0)
    return Error(ErrorKind::not_found,
                 "--public-key " + base::quoted(path) + ": " + base::errno_text(errno));
  return key;
}

// Makes the path absolute, relative to the working directory. It is an error if the working
// directory was deleted.
Result<std::string> absolute_path(const std::string& path) {
  std::error_code failure;
  const auto absolute = fs::absolute(path, failure);
  if (failure) return base::errno_error(base::quoted(path), failure.value());
  return absolute.lexically_normal().string();
}

Result<fs::path> new_folder() {
  std::error_code failure;
  std::string folder = fs::temp_directory_path(failure) / "mydocker-driver-XXXXXX";
  if (failure) folder = "/tmp/mydocker-driver-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr)
    return base::errno_error("create folder " + shown(folder), errno)
        .hint("TMPDIR names the place of temporary files");
  return fs::path(folder);
}

}  // namespace

bool is_web_address(std::string_view location) {
  const auto scheme = base::lower(location.substr(0, location.find("://")));
  return location.find("://") != std::string_view::npos && (scheme == "https" || scheme == "http");
}

Result<Release> Release::fetch(const ReleaseRequest& request, const MayGoOn& may_go_on,
                               base::StepLog& log) {
  MYDOCKER_CHECK(check(request));
  MYDOCKER_TRY(auto folder, new_folder());
  Release release(std::move(folder), folder_and_name(request.location).second, may_go_on, log);
  MYDOCKER_CHECK(release.get_all(request));
  return release;
}

Release::Release(fs::path folder, std::string name, MayGoOn may_go_on, base::StepLog& log)
    : folder_(std::move(folder)),
      name_(std::move(name)),
      may_go_on_(std::move(may_go_on)),
      log_(log) {}

Release::Release(Release&& other) noexcept
    : folder_(std::exchange(other.folder_, fs::path())),
      name_(std::move(other.name_)),
      may_go_on_(std::move(other.may_go_on_)),
      log_(other.log_),
      script_(std::move(other.script_)) {}

Release::~Release() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

Result<void> Release::get_all(const ReleaseRequest& request) {
  MYDOCKER_TRY(const auto key, key_file(request.public_key));
  std::string location = request.location;
  if (!is_web_address(location)) {
    MYDOCKER_TRY(location, absolute_path(location));
  }
  const std::string folder = folder_and_name(location).first;
  if (key.empty()) {
    MYDOCKER_CHECK(write_checksum(request.sha256));
  } else {
    MYDOCKER_CHECK(get(folder + std::string(kSums), std::string(kSums)));
    MYDOCKER_CHECK(get_signature(folder, key));
  }
  MYDOCKER_CHECK(get(location, name_));
  return check_sum();
}

// A download may take 5 minutes.
Result<void> Release::get(const std::string& location, const std::string& name) {
  const std::string why = "copy " + base::quoted(location);
  if (is_web_address(location))
    return run(ErrorKind::not_found, why,
               {"curl", "-fgsSL", "--proto", "=https,http", "--max-filesize", "64M", "-m", "300",
                "-o", name, "--", location});
  std::error_code failure;
  if (!fs::is_regular_file(location, failure))
    return Error(ErrorKind::not_found, why + ": there is no such file");
  return run(ErrorKind::not_found, why, {"cp", "--", location, name});
}

// Verifies the signature. A release can have two signatures: one for users of minisign, and one for
// users of signify. Only the one that fits the key is right. The list of shell commands keeps only
// the commands for this one.
Result<void> Release::get_signature(const std::string& folder, const fs::path& key) {
  const std::string sums(kSums);
  const std::string why = "verify the signature of " + sums;
  const auto before = script_.size();
  auto verified = get(folder + sums + ".minisig", sums + ".minisig");
  const bool is_signed = verified.ok();
  if (is_signed)
    verified = run(ErrorKind::permission, why, {"minisign", "-Vq", "-p", key, "-m", sums});
  if (verified.ok()) return verified;
  script_.resize(before);
  if (const auto got = get(folder + sums + ".sig", sums + ".sig"); !got) {
    if (is_signed) return verified;
    return Error(ErrorKind::not_found, base::quoted(folder) + " has neither " + sums +
                                           ".minisig nor " + sums +
                                           ".sig: " + got.error().message());
  }
  return run(ErrorKind::permission, why,
             {"signify-openbsd", "-Vq", "-p", key, "-x", sums + ".sig", "-m", sums});
}

Result<void> Release::write_checksum(const std::string& sha256) {
  const std::string line = base::lower(sha256) + "  " + name_;
  std::ofstream file(folder_ / kSums);
  file << line << '\n';
  script_.push_back(
      {"write the expected checksum", "echo " + shell_word(line) + " > " + std::string(kSums)});
  if (file.flush()) return {};
  return Error(ErrorKind::kernel,
               "write " + shown(folder_ / kSums) + ": no space or no permission");
}

// sha256sum --ignore-missing also fails if the list does not name the driver.
Result<void> Release::check_sum() {
  return run(
      ErrorKind::permission, "verify the checksum of " + base::quoted(name_),
      {"sha256sum", "--check", "--strict", "--quiet", "--ignore-missing", std::string(kSums)});
}

Result<void> Release::run(ErrorKind failure, const std::string& why,
                          const std::vector<std::string>& words) {
  const std::string line =
      base::joined(words, " ", [](const std::string& word) { return shell_word(fs::path(word)); });
  script_.push_back({why, line});
  log_.step({.what = why, .why = why, .command = line});
  MYDOCKER_TRY(const auto ended, run_program(folder_, words, may_go_on_));
  if (ended.code == 0) return {};
  if (ended.code == kNoSuchProgram)
    return Error(ErrorKind::not_found, why + ": the program " + words.front() + " is missing")
        .hint("apt install " + package_of(words.front()));
  if (ended.code == kSignalBase + SIGXFSZ)
    return Error(failure, why + ": the file is larger than 64 MiB");
  const std::string reason = ended.output.empty() ? "exit code " + std::to_string(ended.code)
                                                  : base::quoted(first_line(ended.output));
  return Error(failure, why + ": " + words.front() + ": " + reason);
}

}  // namespace mydocker::drivers
