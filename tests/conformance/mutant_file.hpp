// A copy of the correct driver's file with one change.
#pragma once

#include <filesystem>
#include <string>

namespace mydocker::testing {

// The bytes of a driver file. Each change throws std::runtime_error if it has no effect, because
// then the test proves nothing.
class MutantFile {
 public:
  // Reads FAIR_FILES/<variant>/fair.so.
  explicit MutantFile(const std::string& variant = "right");

  // Sets the rule that the driver's code breaks (fair/mutation.hpp).
  void break_rule(const std::string& name);
  // Replaces a text in the manifest by one that is not longer, and updates the checksum.
  void edit_manifest(const std::string& from, const std::string& to);
  void spoil_checksum();
  // Moves the note to the end of the file. In memory it stays where it was.
  void move_note_out();
  // Changes the symbol version that the file needs.
  void need_version(const std::string& from, const std::string& to);
  void append_zeros(std::size_t count) { bytes_.append(count, '\0'); }

  void save(const std::filesystem::path& file) const;

 private:
  [[nodiscard]] std::size_t find(const std::string& text, std::size_t from = 0) const;
  [[nodiscard]] std::size_t manifest_offset() const;

  std::string bytes_;
};

}  // namespace mydocker::testing
