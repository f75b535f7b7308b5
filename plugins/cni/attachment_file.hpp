// What DEL and CHECK need later: the configuration that ADD used, and its result.
#pragma once

#include <optional>
#include <string>

#include "plugin_list.hpp"

namespace cni {

// One file below /run/mydocker/cni, private to root. The kernel's namespaces end with the same
// boot.
class AttachmentFile {
 public:
  explicit AttachmentFile(const std::string& id);

  struct Content {
    std::string list;  // the text of the configuration; empty: ADD has not begun
    Json result;       // null: ADD has not succeeded
  };
  // Nothing if the file does not exist or is damaged.
  [[nodiscard]] std::optional<Content> read() const;
  // Replaces the whole file.
  [[nodiscard]] mydocker::Result<void> write(const Content& content) const;
  [[nodiscard]] mydocker::Result<void> remove() const;

 private:
  std::string path_;
};

}  // namespace cni
