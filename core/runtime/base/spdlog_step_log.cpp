#include "runtime/base/spdlog_step_log.hpp"

// This header is used because spdlog/spdlog.h constructs a registry of loggers at every start.
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <set>

#include "runtime/base/printable.hpp"

namespace mydocker::base {
namespace {

// Shortens a line of UTF-8. It cuts only between two characters.
std::string shortened(std::string line) {
  constexpr std::string_view kEllipsis = "...";
  if (line.size() <= kStepWidth) return line;
  std::size_t end = kStepWidth - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0U) == 0x80U) --end;
  line.resize(end);
  return line.append(kEllipsis);
}

}  // namespace

struct SpdlogStepLog::Logger {
  explicit Logger(Verbosity verbosity)
      : spdlog("mydocker", std::make_shared<spdlog::sinks::stderr_sink_st>()) {
    spdlog.set_formatter(std::make_unique<spdlog::pattern_formatter>("%v"));
    spdlog.set_level(verbosity == Verbosity::debug ? spdlog::level::debug : spdlog::level::info);
  }
  spdlog::logger spdlog;
  // The notices that are already written; each notice is written once.
  std::set<std::string, std::less<>> notices;
};

SpdlogStepLog::SpdlogStepLog(Verbosity verbosity) : verbosity_(verbosity) {}

SpdlogStepLog::~SpdlogStepLog() = default;

SpdlogStepLog::Logger& SpdlogStepLog::logger() {
  if (!logger_) logger_ = std::make_unique<Logger>(verbosity_);
  return *logger_;
}

std::string SpdlogStepLog::lines_of(const StepText& text) const {
  if (verbosity_ == Verbosity::steps) return shortened(printable(text.what));
  return "// " + printable(text.why) + "\n$ " + printable_lines(text.command);
}

void SpdlogStepLog::step(const StepText& text) { steps({&text, 1}); }

// The lines are written as one message, so that the lines of two processes on one terminal do not
// mix.
void SpdlogStepLog::steps(std::span<const StepText> texts) {
  if (verbosity_ == Verbosity::quiet || texts.empty()) return;
  std::string lines = lines_of(texts.front());
  for (const auto& text : texts.subspan(1)) lines.append("\n").append(lines_of(text));
  logger().spdlog.info(lines);
}

void SpdlogStepLog::notice(std::string_view line) {
  if (verbosity_ == Verbosity::quiet || !logger().notices.emplace(line).second) return;
  logger().spdlog.info("note: " + printable(line));
}

void SpdlogStepLog::debug(std::string_view line) {
  if (verbosity_ != Verbosity::debug) return;
  logger().spdlog.debug("debug: " + printable(line));
}

}  // namespace mydocker::base
