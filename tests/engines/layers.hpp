// A private view of folders of the machine, for engines and guides that write to fixed paths.
#pragma once

#include <filesystem>
#include <string>

#include "support/process.hpp"

namespace mydocker::testing {

// Changes below /FOLDER are private to the test from now on.
inline void add_layer(const std::string& folder) {
  const std::string layer = "/run/layers/" + std::filesystem::path(folder).filename().string();
  must("mkdir -p " + layer + "/upper " + layer + "/work && mount -t overlay overlay -o lowerdir=/" +
       folder + ",upperdir=" + layer + "/upper,workdir=" + layer + "/work /" + folder);
}
// The next test makes its own layer.
inline void remove_layer(const std::string& folder) {
  (void)shell("umount --lazy --recursive /" + folder);
}

}  // namespace mydocker::testing
