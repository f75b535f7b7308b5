// Writes the test data of one SDK version: sdk_compat_record FOLDER. It runs once, when the version
// is released. The files are never written again.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "mydocker/export.hpp"
#include "sdk_compat/documents.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: sdk_compat_record FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder(argv[1]);
  std::filesystem::create_directories(folder);
  for (const auto& [name, document] : mydocker::compat::recorded_documents())
    std::ofstream(folder / name) << document << '\n';
  static constexpr auto kNote = mydocker::detail::make_note<mydocker::compat::kInfo>();
  std::ofstream note(folder / "note.bin", std::ios::binary);
  note.write(kNote.header.data(), kNote.header.size());
  note.write(kNote.json.data(), kNote.json.size());
  return 0;
}
