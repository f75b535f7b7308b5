#include "completion/answer.hpp"

#include "completion/candidates.hpp"
#include "completion/line_so_far.hpp"
#include "runtime/app/runtime.hpp"
#include "runtime/base/printable.hpp"
#include "settings.hpp"

namespace mydocker::cli {
namespace {

class RealSurroundings final : public Surroundings {
 public:
  explicit RealSurroundings(app::Runtime& runtime) : runtime_(runtime) {}

  app::Glimpse glimpse() override { return runtime_.glimpse(); }
  std::vector<app::DriverReport> drivers() override {
    auto found = runtime_.list_drivers();
    if (!found) return {};
    return std::move(*found);
  }

 private:
  app::Runtime& runtime_;
};

}  // namespace

std::string completion_answer(const std::vector<std::string>& words) {
  if (words.empty()) return "";
  const auto line = read_line_so_far({words.begin(), words.end() - 1});
  auto settings = settings_from(line.globals);
  if (!settings) return "";
  base::SpdlogStepLog log(base::Verbosity::quiet);
  apply::FaultHook faults;
  app::Runtime runtime(std::move(*settings), log, faults);
  RealSurroundings surroundings(runtime);
  std::string answer;
  for (const auto& candidate : candidates(words, surroundings)) {
    // What would need quoting to be printed is nothing that can be typed either.
    if (base::printable(candidate.word) != candidate.word) continue;
    answer += candidate.word;
    if (!candidate.help.empty()) answer += "\t" + base::printable(candidate.help);
    answer += "\n";
  }
  return answer;
}

}  // namespace mydocker::cli
