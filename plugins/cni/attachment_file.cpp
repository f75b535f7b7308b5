#include "attachment_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace cni {
namespace {

constexpr const char* kFolders[] = {"/run/mydocker", "/run/mydocker/cni"};

mydocker::Error file_error(const std::string& what, const std::string& path) {
  return {mydocker::ErrorKind::kernel, what + " " + path + ": " + std::strerror(errno)};
}

mydocker::Result<void> create_folders() {
  constexpr mode_t kPrivate = 0700;
  for (const char* folder : kFolders)
    if (mkdir(folder, kPrivate) != 0 && errno != EEXIST) return file_error("create", folder);
  return {};
}

}  // namespace

AttachmentFile::AttachmentFile(const std::string& id)
    : path_(std::string(kFolders[1]) + "/" + id + ".json") {}

std::optional<AttachmentFile::Content> AttachmentFile::read() const {
  std::ifstream input(path_);
  const auto json = Json::parse(input, nullptr, false);
  if (!json.is_object() || !json.contains("list") || !json["list"].is_string()) return std::nullopt;
  return Content{json["list"].get<std::string>(), json.value("result", Json())};
}

mydocker::Result<void> AttachmentFile::write(const Content& content) const {
  MYDOCKER_CHECK(create_folders());
  const std::string temporary = path_ + ".new";
  std::ofstream output(temporary);
  output << Json{{"list", content.list}, {"result", content.result}};
  output.close();
  if (!output || rename(temporary.c_str(), path_.c_str()) != 0)
    return file_error("write", temporary);
  return {};
}

mydocker::Result<void> AttachmentFile::remove() const {
  if (unlink(path_.c_str()) != 0 && errno != ENOENT) return file_error("remove", path_);
  return {};
}

}  // namespace cni
