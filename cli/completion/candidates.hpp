// What the word under the cursor could become.
//
// All of it comes from the command table, the drivers' manifests, and what is there: nothing has to
// be kept in step with anything. Does not: change anything, or say what is wrong.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/reports.hpp"

namespace mydocker::cli {

struct Candidate {
  std::string word;  // the whole word; one that ends with "=" or "/" is only its beginning
  std::string help;  // one clause; may be empty
};

// Where the names come from.
class CompletionSource {
 public:
  virtual ~CompletionSource() = default;
  virtual app::CompletionSnapshot completion_snapshot() = 0;
  virtual std::vector<app::DriverReport> drivers() = 0;
};

// `words` without the program's name; the last one is under the cursor and may be empty.
std::vector<Candidate> candidates(const std::vector<std::string>& words, CompletionSource& source);

}  // namespace mydocker::cli
