#include "runtime/base/nearest.hpp"

#include <algorithm>
#include <cstddef>

#include "runtime/base/text.hpp"

namespace mydocker::base {
namespace {

// Longer words are skipped, because the time of a comparison grows with the product of both
// lengths.
constexpr std::size_t kLongestWord = 128;
constexpr std::size_t kShortestPrefix = 2;

// Returns the number of typing errors between two words. It is the optimal string alignment
// distance: Damerau-Levenshtein, but no part is edited twice.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, changed});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::size_t tolerated(std::size_t length) {
  if (length <= 4) return 1;
  return length <= 8 ? 2 : 3;
}

std::optional<std::string> only_one_starting_with(const std::string& stem,
                                                  const std::vector<std::string>& valid) {
  if (stem.size() < kShortestPrefix) return std::nullopt;
  std::optional<std::string> found;
  for (const auto& word : valid) {
    if (!lower(word).starts_with(stem)) continue;
    if (found) return std::nullopt;
    found = word;
  }
  return found;
}

}  // namespace

std::optional<std::string> nearest(std::string_view wrong, const std::vector<std::string>& valid) {
  if (wrong.empty() || wrong.size() > kLongestWord) return std::nullopt;
  const std::string low = lower(wrong);
  const std::string* best = nullptr;
  std::size_t fewest = tolerated(low.size()) + 1;
  for (const auto& word : valid) {
    if (word.size() > kLongestWord) continue;
    const std::size_t slips = distance(low, lower(word));
    // A word with an error in every letter is not similar: "cd" is not suggested for "ab".
    if (slips >= fewest || slips >= std::max(low.size(), word.size())) continue;
    fewest = slips;
    best = &word;
  }
  if (best != nullptr) return *best;
  return only_one_starting_with(low, valid);
}

}  // namespace mydocker::base
