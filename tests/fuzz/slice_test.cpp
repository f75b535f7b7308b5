// A short run over the corpora with the normal compiler. The inputs are the same in each run.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "targets.hpp"

namespace mydocker::fuzz {
namespace {

constexpr int kMutants = 3000;  // number of mutants for each target

// Changes, removes, repeats or inserts a few bytes.
std::string mutated(std::string text, std::minstd_rand& random) {
  for (auto changes = random() % 4 + 1; changes > 0; --changes) {
    const auto at = text.empty() ? 0 : random() % text.size();
    const auto length = std::min<std::size_t>(text.size() - at, random() % 16);
    switch (random() % 5) {
      case 0:
        if (!text.empty()) text[at] = static_cast<char>(text[at] ^ (1U << random() % 8));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(at, length));
        break;
      case 3:
        text.insert(at, 1, static_cast<char>(random()));
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

std::vector<std::string> corpus_of(std::string_view target) {
  const auto folder = std::filesystem::path(MYDOCKER_CORPUS) / target;
  std::vector<std::filesystem::path> files(std::filesystem::directory_iterator(folder), {});
  std::ranges::sort(files);
  std::vector<std::string> inputs;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return inputs;
}

class Slice : public ::testing::TestWithParam<Target> {};

TEST_P(Slice, OfTheCorpusReturns) {
  const auto corpus = corpus_of(GetParam().name);
  ASSERT_FALSE(corpus.empty());
  std::minstd_rand random(1);  // NOLINT(cert-msc51-cpp): the same inputs each time
  for (const auto& input : corpus) GetParam().run(input);
  for (int n = 0; n < kMutants; ++n)
    GetParam().run(mutated(corpus[random() % corpus.size()], random));
}

INSTANTIATE_TEST_SUITE_P(Each, Slice, ::testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace mydocker::fuzz
