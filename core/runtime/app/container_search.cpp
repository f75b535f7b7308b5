#include "runtime/app/containers.hpp"

#include <dirent.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <sstream>

#include "mydocker/json.hpp"
#include "mydocker/options.hpp"

namespace mydocker::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShortId = 12;  // length of a short id, as engines print it

// Returns the names in the folder. Empty if it does not exist.
std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> opened(::opendir(folder.c_str()), ::closedir);
  while (const auto* entry = opened ? ::readdir(opened.get()) : nullptr) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  std::ranges::sort(names);
  return names;
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Returns the JSON document in a file. Returns nothing if the file is missing or is no document.
// Also returns nothing if the text of the file does not contain `part`. This saves time: most files
// are about other containers, and parsing is slow.
std::optional<Json> document_of(const fs::path& file, std::string_view part = {}) {
  const std::string text = text_of(file);
  if (text.empty() || text.find(part) == std::string::npos) return {};
  auto parsed = Json::parse(text);
  if (!parsed.ok()) return {};
  return *std::move(parsed);
}

// Returns the text of a field, or the digits of an integer. Empty: it is another kind.
std::string text_at(const Json& document, std::string_view key) {
  const Json& value = document[key];
  return value.is_integer() ? value.dump() : value.string();
}

// Returns field 22 of /proc/PID/stat (proc(5)). Field 2, the name, may contain spaces.
std::string start_time(const fs::path& file) {
  const auto text = text_of(file);
  std::istringstream fields(text.substr(std::min(text.rfind(')') + 1, text.size())));
  std::string field;
  for (int number = 3; number <= 22; ++number) fields >> field;
  return fields ? field : "gone";
}

std::int64_t number_of(const std::string& text) {
  const auto number = parse_number(text.substr(0, text.find('\n')));
  return number.ok() ? *number : 0;
}

// Collects the matches of one reference.
class Search {
 public:
  Search(fs::path root, std::string_view reference)
      : root_(std::move(root)), reference_(reference) {}

  void runtimes() {
    for (const auto& id : names_in(root_ / "run/runc"))
      if (is_reference_to(id)) add({"runc", id, id, pid_of_runc(root_ / "run/runc" / id)});
    for (const auto& id : names_in(root_ / "run/crun"))
      if (is_reference_to(id)) add({"crun", id, id, pid_of_crun(root_ / "run/crun" / id)});
  }

  void containerd() {
    const auto folder = root_ / "run/containerd/runc";
    for (const auto& name : names_in(folder))
      for (const auto& id : names_in(folder / name))
        if (is_reference_to(id)) add({"containerd", id, id, pid_of_runc(folder / name / id)});
  }

  void podman() {
    const auto storage = root_ / "var/lib/containers/storage";
    for (const auto& folder : names_in(storage)) {
      if (!folder.ends_with("-containers")) continue;
      const auto list = document_of(storage / folder / "containers.json", reference_);
      if (!list) continue;
      for (const auto& container : list->items()) podman_container(container);
    }
  }

  // Reads the names from Docker's files. Such a file survives a reboot, so its process ID is not
  // used.
  void docker() {
    const auto folder = root_ / "var/lib/docker/containers";
    for (const auto& id : names_in(folder)) {
      const auto container = document_of(folder / id / "config.v2.json", reference_);
      if (!container) continue;
      std::string name = (*container)["Name"].string();
      name.erase(0, name.starts_with('/') ? 1 : 0);
      if (name == reference_ || is_reference_to(id))
        add({"docker", name, id, pid_of_runc(root_ / "run/docker/runtime-runc/moby" / id)});
    }
  }

  // Reads the file of a systemd-nspawn container. It has lines KEY=VALUE. The name of the file is
  // the name of the container.
  void nspawn() {
    const auto file = root_ / "run/systemd/machines" / reference_;
    std::error_code failure;
    if (!fs::is_regular_file(fs::symlink_status(file, failure))) return;
    std::istringstream lines(text_of(file));
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with("LEADER="))
        add({"systemd-nspawn", reference_, reference_, number_of(line.substr(7))});
  }

  std::vector<RunningContainer> take() { return std::move(found_); }

 private:
  [[nodiscard]] bool is_reference_to(std::string_view id) const {
    return id == reference_ || (reference_.size() >= kShortId && id.starts_with(reference_));
  }

  [[nodiscard]] std::int64_t pid_of_runc(const fs::path& folder) const {
    return process_in(folder / "state.json", "init_process_pid", "init_process_start");
  }

  [[nodiscard]] std::int64_t pid_of_crun(const fs::path& folder) const {
    return process_in(folder / "status", "pid", "process-start-time");
  }

  // Returns the process that a state file names, or 0 if that process has ended. The kernel can
  // give its number to another process later. The start time shows whether it is still the same
  // process.
  [[nodiscard]] std::int64_t process_in(const fs::path& file, std::string_view pid_key,
                                        std::string_view start_key) const {
    const auto state = document_of(file);
    if (!state) return 0;
    const auto pid = text_at(*state, pid_key);
    return text_at(*state, start_key) == start_time(root_ / "proc" / pid / "stat") ? number_of(pid)
                                                                                   : 0;
  }

  void podman_container(const Json& container) {
    const auto& id = container["id"].string();
    const Json& names = container["names"];
    if (id.empty() || id.find('/') != std::string::npos || names.is_null()) return;
    const auto named = std::ranges::find(names.items(), reference_, &Json::string);
    if (named == names.items().end() && !is_reference_to(id)) return;
    const std::string name = names.items().empty() ? id : names[0].string();
    add({"podman", name, id, pid_of_crun(root_ / "run/crun" / id)});
    add({"podman", name, id, pid_of_runc(root_ / "run/runc" / id)});
  }

  void add(RunningContainer container) {
    std::error_code failure;
    const auto process = root_ / "proc" / std::to_string(container.pid);
    const bool known =
        std::ranges::find(found_, container.pid, &RunningContainer::pid) != found_.end();
    if (container.pid > 0 && !known && fs::exists(process, failure))
      found_.push_back(std::move(container));
  }

  fs::path root_;
  std::string reference_;
  std::vector<RunningContainer> found_;
};

}  // namespace

std::vector<RunningContainer> find_running_containers(const fs::path& root,
                                                      std::string_view reference) {
  // Engines come before the runtimes that they use, because add() ignores a process that it has
  // already.
  Search search(root, reference);
  search.podman();
  search.docker();
  search.containerd();
  search.nspawn();
  search.runtimes();
  return search.take();
}

}  // namespace mydocker::app
