// Downloads a driver that its author has published, and verifies it.
//
// A release is a folder on a web server or on this host. It has the file of the driver, the
// checksums of sha256sum(1), and their signature by minisign(1) or signify(1):
//
//   lan.so  SHA256SUMS  SHA256SUMS.minisig or SHA256SUMS.sig
//
// The programs curl, minisign, signify-openbsd and sha256sum do the work. Each step is a shell
// command that an operator can run too. docs/publishing_a_driver.md describes the author's side.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/base/step_log.hpp"
#include "runtime/drivers/run_program.hpp"

namespace mydocker::drivers {

struct ReleaseRequest {
  std::string location;    // address "https://HOST/.../NAME.so", or a path that ends in NAME.so
  std::string public_key;  // file of the author's key; empty: `sha256` is given
  std::string sha256;      // checksum of the driver, 64 hex digits; empty: `public_key` is given
};

// Returns whether the text is an address of a web server, and not a path.
bool is_web_address(std::string_view location);

// A release in a new private folder. The destructor removes the folder.
class Release {
 public:
  struct ShellLine {
    std::string why;
    std::string line;  // shell command, for the folder of the release
  };

  // Copies the release to a new folder and verifies it. Each program is logged before it runs. If
  // `may_go_on` returns an error, the running program is ended. The caller owns `log`. Errors:
  // - invalid_argument: the request is wrong.
  // - not_found: a program or a file is missing.
  // - permission: a signature or a checksum is wrong.
  static Result<Release> fetch(const ReleaseRequest& request, const MayGoOn& may_go_on,
                               base::StepLog& log);

  Release(Release&& other) noexcept;
  Release& operator=(Release&&) = delete;
  ~Release();

  [[nodiscard]] std::filesystem::path file() const { return folder_ / name_; }
  [[nodiscard]] const std::vector<ShellLine>& script() const noexcept { return script_; }

 private:
  Release(std::filesystem::path folder, std::string name, MayGoOn may_go_on, base::StepLog& log);

  Result<void> get_all(const ReleaseRequest& request);
  Result<void> get(const std::string& location, const std::string& name);
  Result<void> get_signature(const std::string& folder, const std::filesystem::path& key);
  Result<void> write_checksum(const std::string& sha256);
  Result<void> check_sum();
  // Runs a program. `failure` is the kind of the error if the program fails.
  Result<void> run(ErrorKind failure, const std::string& why,
                   const std::vector<std::string>& words);

  std::filesystem::path folder_;  // empty after a move
  std::string name_;              // name such as "lan.so"
  MayGoOn may_go_on_;
  base::StepLog& log_;
  std::vector<ShellLine> script_;
};

}  // namespace mydocker::drivers
