// The completion candidates of the word under the cursor.
//
// They come from the command table, the drivers' manifests, and the existing networks and
// containers. The functions change nothing and report no errors.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/reports.hpp"

namespace mydocker::cli {

// One possible completion.
struct CompletionWord {
  std::string word;  // the whole word; a word that ends in "=" or "/" is only a beginning
  std::string help;  // short description; may be empty
};

// Gives the names of existing objects, such as networks. If something fails, both functions return
// an empty result.
class CompletionSource {
 public:
  virtual ~CompletionSource() = default;
  virtual app::CompletionSnapshot completion_snapshot() = 0;
  virtual std::vector<app::DriverReport> drivers() = 0;
};

// Returns the candidates. `words` do not include the program's name. The last word is under the
// cursor and may be empty.
std::vector<CompletionWord> candidates(const std::vector<std::string>& words,
                                       CompletionSource& source);

// --- the output of `mydocker __complete`, which the completion scripts of the shells call

// Returns one line for each candidate: the word, a tab and the help text. The tab is left out if
// there is no help text. Errors are not printed, because they would appear in the command line that
// the user edits.
std::string completion_answer(const std::vector<std::string>& words);

}  // namespace mydocker::cli
