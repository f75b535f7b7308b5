// The shell script of a dry run, for `sh`.
#pragma once

#include <string>

namespace mydocker::plan {

// Collects commented shell lines. Example:
//   Script script("creates network \"web\"");
//   script.add("the host's link of the network", "ip link add name web type bridge");
//   std::cout << script.text();
class Script {
 public:
  // Creates a script. `title` is one line that says what the script does.
  explicit Script(const std::string& title) : text_("#!/bin/sh\n# " + title + "\nset -e\n") {}

  void add(const std::string& why, const std::string& line) {
    text_ += "\n# " + why + "\n" + line + "\n";
  }

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

}  // namespace mydocker::plan
