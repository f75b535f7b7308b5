// The files of one service (base/service_paths.hpp).
//
// The user of the service can change everything in its directory. So files there are opened
// relative to descriptors, and symbolic links are not followed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/service_user.hpp"

namespace mydocker::kernel {

// Owns the descriptors of the two directories of a service.
class ServiceDirectory {
 public:
  // Creates the directories if they do not exist. `run_dir` must exist. It becomes searchable for
  // the user of the service (mode 0711). Its files are not readable for this user.
  static Result<ServiceDirectory> make(const std::string& run_dir, const std::string& name,
                                       const ServiceUser& user);
  // Opens the directories. Returns nothing if they do not exist.
  static Result<std::optional<ServiceDirectory>> open(const std::string& run_dir,
                                                      const std::string& name);

  // Functions for the files "pid" and "log", which only mydocker uses. The service cannot read
  // them.
  [[nodiscard]] Result<std::string> read_record(const std::string& name) const;
  [[nodiscard]] Result<void> write_record(const std::string& name, const std::string& text) const;
  void remove_record(const std::string& name) const;
  // Empties the log and opens it for writing.
  [[nodiscard]] Result<base::UniqueFd> new_log() const;

  // Functions for files of the service: "NAME" or "FOLDER/NAME". read() returns nothing if there is
  // no such file, or if it is not a regular file. A reader of the file never sees half of a change.
  // The user of the service can read the file.
  [[nodiscard]] Result<std::optional<std::string>> read(const std::string& name) const;
  [[nodiscard]] Result<void> write(const std::string& name, const std::string& content) const;
  [[nodiscard]] Result<void> remove(const std::string& name) const;
  [[nodiscard]] bool has(const std::string& name) const;

 private:
  ServiceDirectory(base::UniqueFd home, base::UniqueFd files)
      : home_(std::move(home)), files_(std::move(files)) {}
  // Opens the folder of the file. The descriptor is empty if the folder does not exist.
  [[nodiscard]] base::UniqueFd folder(const std::string& name) const;
  [[nodiscard]] Result<gid_t> group() const;

  base::UniqueFd home_;
  base::UniqueFd files_;
};

// Removes all files of the service. Succeeds if there are none.
Result<void> remove_service_directory(const std::string& run_dir, const std::string& name);

// Returns the names of all services that have files in the run directory.
std::vector<std::string> service_names(const std::string& run_dir);

}  // namespace mydocker::kernel
