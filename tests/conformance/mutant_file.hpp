// A copy of the right driver's file in which one thing is changed.
#pragma once

#include <filesystem>
#include <string>

namespace mydocker::testing {

// Throws std::runtime_error when there is nothing to change: a mutant that is none proves nothing.
class MutantFile {
 public:
  // Of FAIR_FILES/<variant>/fair.so.
  explicit MutantFile(const std::string& variant = "right");

  // The rule that its code breaks (fair/mutation.hpp).
  void break_rule(const std::string& name);
  // Another text in the manifest, not longer than the old one; the checksum follows.
  void edit_manifest(const std::string& from, const std::string& to);
  void spoil_checksum();
  // The note, so that it is read from the end of the file; in memory it is where it was.
  void move_note_out();
  // The version of a symbol that the file would like to have.
  void need_version(const std::string& from, const std::string& to);
  void append_zeros(std::size_t count) { bytes_.append(count, '\0'); }

  void save(const std::filesystem::path& file) const;

 private:
  [[nodiscard]] std::size_t find(const std::string& text, std::size_t from = 0) const;
  [[nodiscard]] std::size_t manifest_offset() const;

  std::string bytes_;
};

}  // namespace mydocker::testing
