#include "output/changes_text.hpp"

#include <algorithm>
#include <sstream>

#include "runtime/base/quoted.hpp"

namespace mydocker::cli {
namespace {

using app::NetworkChange;

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + base::quoted(name);
  return text;
}

std::string subject(char sign, const NetworkChange& change) {
  return std::string(1, sign) + " network " + base::quoted(change.name);
}

std::string users_text(const NetworkChange& change) {
  return change.users.empty() ? "" : "in use by " + listed(change.users);
}

std::string created(const NetworkChange& change) {
  std::string text = subject('+', change) + ": driver " + change.spec.driver;
  for (const auto& subnet : change.spec.subnets) text += ", subnet " + subnet;
  return text + "\n";
}

std::string changed(const NetworkChange& change) {
  std::string text;
  for (const auto& field : change.fields) {
    text += subject('~', change) + ": " + field.what + ": " + field.from + " -> " + field.to;
    if (!field.in_place) {
      const auto users = users_text(change);
      text += " (must be recreated" + (users.empty() ? "" : ", but is " + users) + ")";
    }
    text += "\n";
  }
  return text;
}

std::string removed(const NetworkChange& change) {
  const auto users = users_text(change);
  return subject('-', change) + (users.empty() ? "" : " (but is " + users + ")") + "\n";
}

std::string count_text(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " change" : " changes");
}

}  // namespace

std::string changes_text(const std::vector<NetworkChange>& changes) {
  using Kind = NetworkChange::Kind;
  std::string text;
  for (const auto& change : changes) {
    if (change.kind == Kind::create) {
      text += created(change);
    } else if (change.kind == Kind::remove) {
      text += removed(change);
    } else {
      text += changed(change);
    }
  }
  return text;
}

std::string outcome_text(const std::vector<std::string>& done,
                         const std::vector<std::string>& not_done) {
  if (not_done.empty()) return count_text(done.size()) + "\n";
  return count_text(done.size()) + (done.empty() ? "" : " (" + listed(done) + ")") + ", " +
         std::to_string(not_done.size()) + " not done (" + listed(not_done) + ")\n";
}

std::string as_comments(const std::string& text) {
  std::string comments;
  std::istringstream lines(text.empty() ? "0 changes\n" : text);
  for (std::string line; std::getline(lines, line);) comments += "# " + line + "\n";
  return comments;
}

}  // namespace mydocker::cli
