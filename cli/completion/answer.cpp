#include "completion/answer.hpp"

#include "completion/candidates.hpp"
#include "completion/partial_command_line.hpp"
#include "runtime/app/runtime.hpp"
#include "runtime/base/printable.hpp"
#include "settings.hpp"

namespace mydocker::cli {
namespace {

class RealCompletionSource final : public CompletionSource {
 public:
  explicit RealCompletionSource(app::Runtime& runtime) : runtime_(runtime) {}

  app::CompletionSnapshot completion_snapshot() override { return runtime_.completion_snapshot(); }
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
  const auto line = read_partial_command_line({words.begin(), words.end() - 1});
  auto settings = settings_from(line.globals);
  if (!settings) return "";
  base::SpdlogStepLog log(base::Verbosity::quiet);
  apply::FaultHook faults;
  app::Runtime runtime(std::move(*settings), log, faults);
  RealCompletionSource source(runtime);
  std::string answer;
  for (const auto& candidate : candidates(words, source)) {
    // A word that needs quoting cannot be typed as it is.
    if (base::printable(candidate.word) != candidate.word) continue;
    answer += candidate.word;
    if (!candidate.help.empty()) answer += "\t" + base::printable(candidate.help);
    answer += "\n";
  }
  return answer;
}

}  // namespace mydocker::cli
