#include "runtime/plan/resource_lines.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "runtime/base/service_paths.hpp"

namespace mydocker::plan {
namespace {

// Returns the path for a shell line. A path of plain characters needs no quotes.
std::string path_word(const std::string& path) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/=:,@%+";
  const bool plain = !path.empty() && path.find_first_not_of(kPlain) == std::string::npos;
  return plain ? path : shell_quoted(path);
}

std::string group_of(const std::string& user) { return "\"$(id -g " + user + ")\""; }

// Returns a command that prints the content of a file. It has one word for each line of the file.
std::string print_line(const std::string& content) {
  std::string line = "printf '%s\\n'";
  for (std::size_t at = 0; at < content.size();) {
    const auto end = std::min(content.find('\n', at), content.size());
    line += " " + shell_quoted(content.substr(at, end - at));
    at = end + 1;
  }
  return content.empty() ? ":" : line;
}

std::string folder_line(const std::string& directory, const std::string& folder,
                        const std::string& group) {
  return "install -d -m 0750 -g " + group + " " + path_word(directory + "/" + folder);
}

std::string file_line(const std::string& directory, const std::string& name,
                      const std::string& content, const std::string& group) {
  return print_line(base::with_directory(content, directory)) + " | install -m 0640 -g " + group +
         " /dev/stdin " + path_word(directory + "/" + name);
}

std::string with_user(const std::string& user) {
  if (user == "root") return "setpriv --clear-groups --no-new-privs env -i";
  return "setpriv --reuid=" + user + " --regid=" + group_of(user) +
         " --clear-groups --inh-caps=-all,+net_bind_service --ambient-caps=-all,+net_bind_service"
         " --no-new-privs env -i";
}

std::string start_line(const Service& service, const std::string& home,
                       const std::string& directory) {
  std::string command;
  for (const auto& word : service.argv)
    command += " " + path_word(base::with_directory(word, directory));
  return "{ (umask 022 && ulimit -c 0 && cd " + path_word(directory) + " && exec setsid " +
         with_user(service.user) + command + ") < /dev/null > " + path_word(home + "/log") +
         " 2>&1 & echo $! > " + path_word(home + "/pid") + "; }";
}

std::string ready_line(const std::string& file) {
  return "timeout " + std::to_string(base::kReadySeconds) + " sh -c 'until [ -e \"$0\" ]; do " +
         "sleep 0.1; done' " + path_word(file);
}

}  // namespace

std::string create_service_line(const Service& service, const ShellContext& context) {
  const auto home = base::service_home(context.run_dir, service.name);
  const auto directory = base::service_directory(context.run_dir, service.name);
  const auto group = group_of(service.user);
  auto line = "install -d -m 0711 " + path_word(context.run_dir) + " " +
              path_word(context.run_dir + "/" + base::kServicesFolder) + " " + path_word(home) +
              " && install -d -m 0700 -o " + service.user + " -g " + group + " " +
              path_word(directory);
  std::set<std::string> folders;
  for (const auto& [name, content] : service.files)
    if (const auto folder = base::folder_of(name); !folder.empty()) folders.insert(folder);
  for (const auto& folder : folders) line += " && " + folder_line(directory, folder, group);
  for (const auto& [name, content] : service.files)
    line += " && " + file_line(directory, name, content, group);
  line += " && " + start_line(service, home, directory);
  if (service.ready_file.empty()) return line;
  return line + " && " + ready_line(directory + "/" + service.ready_file);
}

std::string stop_service_line(const Service& service, const ShellContext& context) {
  const auto home = base::service_home(context.run_dir, service.name);
  return "{ kill \"$(cut -d ' ' -f 1 " + path_word(home + "/pid") + ")\" || true; }";
}

std::string destroy_service_line(const Service& service, const ShellContext& context) {
  return stop_service_line(service, context) + " && rm -r -f " +
         path_word(base::service_home(context.run_dir, service.name));
}

std::string create_service_line(const ServiceFile& file, const ShellContext& context) {
  const auto directory = base::service_directory(context.run_dir, file.service);
  const auto group = "\"$(stat -c %g " + path_word(directory) + ")\"";
  const auto folder = base::folder_of(file.name);
  const auto line = file_line(directory, file.name, file.content, group);
  return folder.empty() ? line : folder_line(directory, folder, group) + " && " + line;
}

std::string destroy_service_line(const ServiceFile& file, const ShellContext& context) {
  return "rm -f " +
         path_word(base::service_directory(context.run_dir, file.service) + "/" + file.name);
}

}  // namespace mydocker::plan
