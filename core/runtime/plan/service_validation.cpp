#include "runtime/plan/service_validation.hpp"

#include <algorithm>

#include "runtime/base/quoted.hpp"
#include "runtime/base/service_paths.hpp"
#include "runtime/plan/text_check.hpp"

namespace mydocker::plan {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr std::size_t kMostWords = 100;
constexpr std::size_t kMostFiles = 100;
constexpr std::size_t kLongestContent = std::size_t{64} * 1024;

Error wrong_service(std::string why) { return {ErrorKind::driver, std::move(why)}; }

// Such a text needs no quotes in a shell, and is no hidden file.
bool is_file_word(std::string_view text) {
  return is_word(text, "_.-") && text.size() <= kLongestName && text.front() != '.' &&
         text.front() != '-';
}

Result<void> check_service_name(const std::string& name, const std::vector<std::string>& ids) {
  if (!is_file_word(name))
    return wrong_service("the name " + base::quoted(name) +
                         " is not 1 to 64 characters of [A-Za-z0-9_.-], the first one a letter or "
                         "a digit");
  const auto is_named_after = [&name](const std::string& id) {
    return name.ends_with(derived_service_name("", id));
  };
  if (std::ranges::any_of(ids, is_named_after)) return {};
  return wrong_service("the name " + base::quoted(name) +
                       " is not one of this network: use derived_service_name()");
}

Result<void> check_file_name(const std::string& file) {
  const auto folder = base::folder_of(file);
  const auto name = folder.empty() ? file : file.substr(folder.size() + 1);
  if ((folder.empty() || is_file_word(folder)) && is_file_word(name)) return {};
  return wrong_service("the file name " + base::quoted(file) +
                       " is not NAME or FOLDER/NAME, each of 1 to 64 characters of "
                       "[A-Za-z0-9_.-], the first one a letter or a digit");
}

Result<void> check_file(const std::string& name, const std::string& content) {
  MYDOCKER_CHECK(check_file_name(name));
  if (content.size() > kLongestContent)
    return wrong_service("the file " + base::quoted(name) + " has more than 64 KiB");
  if (!content.empty() && content.back() != '\n')
    return wrong_service("the file " + base::quoted(name) + " does not end with a newline");
  const auto is_plain = [](char c) { return (c >= ' ' && c <= '~') || c == '\n' || c == '\t'; };
  if (std::ranges::all_of(content, is_plain)) return {};
  return wrong_service("the file " + base::quoted(name) +
                       " has characters other than printable ASCII, tabs and newlines");
}

Result<void> check_argv(const std::vector<std::string>& argv) {
  if (argv.empty() || !argv.front().starts_with('/'))
    return wrong_service("its program is not an absolute path");
  if (argv.size() > kMostWords)
    return wrong_service("it has more than " + std::to_string(kMostWords) + " arguments");
  for (const auto& word : argv) MYDOCKER_CHECK(check_line("an argument", word));
  return {};
}

}  // namespace

Result<void> check_service(const Service& service, const std::vector<std::string>& ids) {
  MYDOCKER_CHECK(check_service_name(service.name, ids));
  MYDOCKER_CHECK(check_argv(service.argv));
  if (!is_file_word(service.user))
    return wrong_service("its user " + base::quoted(service.user) + " is not a name of a user");
  if (service.files.size() > kMostFiles)
    return wrong_service("it has more than " + std::to_string(kMostFiles) + " files");
  for (const auto& [name, content] : service.files) MYDOCKER_CHECK(check_file(name, content));
  if (service.ready_file.empty()) return {};
  if (service.files.contains(service.ready_file))
    return wrong_service("its ready file exists before it starts");
  return check_file_name(service.ready_file);
}

Result<void> check_service_file(const ServiceFile& file, const std::vector<std::string>& ids) {
  MYDOCKER_CHECK(check_service_name(file.service, ids));
  return check_file(file.name, file.content);
}

}  // namespace mydocker::plan
