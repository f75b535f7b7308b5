#include "driver_test/run_checks.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "driver_test/test_report.hpp"
#include "mydocker/options.hpp"
#include "runtime/base/printable.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/conformance/kit.hpp"
#include "runtime/model/key_values.hpp"
#include "settings.hpp"

namespace mydocker::cli::driver_test {
namespace {

struct TestRequest {
  conformance::DriverTestOptions driver;
  conformance::Selection selection;
  TestFormat format = TestFormat::text;
  bool list = false;
};

std::set<std::string> ids_in(const std::vector<std::string>& lists) {
  std::set<std::string> ids;
  for (const auto& list : lists)
    for (std::size_t begin = 0; begin <= list.size();) {
      const auto end = std::min(list.find(',', begin), list.size());
      if (end > begin) ids.insert(list.substr(begin, end - begin));
      begin = end + 1;
    }
  return ids;
}

Result<std::int64_t> number(const Arguments& arguments, const std::string& option,
                            std::int64_t otherwise, std::int64_t least, std::int64_t most) {
  const auto text = arguments.text(option);
  if (!text) return otherwise;
  const auto value = parse_number(*text);
  if (value && *value >= least && *value <= most) return *value;
  return Error(ErrorKind::invalid_argument, "option \"--" + option + "\": " + base::quoted(*text) +
                                                " is not a number from " + std::to_string(least) +
                                                " to " + std::to_string(most));
}

Result<TestFormat> format_from(const Arguments& arguments) {
  TestFormat format = TestFormat::text;
  int given = 0;
  for (const auto& [name, one] : {std::pair("json", TestFormat::json),
                                  {"junit", TestFormat::junit},
                                  {"tap", TestFormat::tap}}) {
    if (!arguments.has(name)) continue;
    format = one;
    ++given;
  }
  if (given <= 1) return format;
  return Error(ErrorKind::invalid_argument, "--json, --junit and --tap cannot be combined");
}

Result<TestRequest> options_from(const Arguments& arguments) {
  constexpr std::int64_t kLongest = 3600;
  TestRequest request;
  request.list = arguments.has("list");
  MYDOCKER_TRY(request.format, format_from(arguments));
  MYDOCKER_TRY(const auto level, number(arguments, "level", 5, 1, 5));
  MYDOCKER_TRY(const auto seed, number(arguments, "seed", 1, 0, INT64_MAX));
  MYDOCKER_TRY(const auto seconds, number(arguments, "deadline", 60, 1, kLongest));
  MYDOCKER_TRY(request.driver.options,
               model::check_key_values(arguments.texts("option"), {"--option", "KEY=VALUE"}));
  request.selection = {ids_in(arguments.texts("only")), ids_in(arguments.texts("skip")),
                       static_cast<conformance::Level>(level)};
  request.driver.seed = static_cast<std::uint64_t>(seed);
  request.driver.deadline = std::chrono::seconds(seconds);
  const auto& files = arguments.operands();
  if (files.size() != 1 && !request.list)
    return Error(ErrorKind::invalid_argument,
                 files.empty() ? "missing operand FILE" : "only one FILE is allowed")
        .hint("mydocker driver test ./NAME.so");
  if (request.list) return request;
  MYDOCKER_TRY(request.driver.file, absolute_path("FILE", files.front()));
  return request;
}

// Adds a hint to the error if the user gave the name of a driver. Other commands accept a name, but
// this command needs a file.
Error explained(Error error, const std::filesystem::path& file) {
  if (error.kind() != ErrorKind::not_found || file.extension() == ".so") return error;
  return std::move(error).hint("name a file, such as ./" +
                               base::printable(file.filename().native()) +
                               ".so; mydocker driver ls shows the files of installed drivers");
}

int explain(CommandContext& context, const std::string& id) {
  const auto checks = conformance::select({.only = {id}});
  if (!checks) return context.usage_error(checks.error());
  context.print(check_page(checks->front()));
  return kExitDone;
}

// Shows the running check on one line of a terminal, and erases the line afterwards.
class ProgressLine {
 public:
  explicit ProgressLine(std::size_t total) : total_(total) {}
  void show(const conformance::Check& check) {
    ++number_;
    if (!is_terminal_) return;
    const std::string text = "\r\033[Klevel " + std::to_string(static_cast<int>(check.level)) +
                             ", check " + std::to_string(number_) + " of " +
                             std::to_string(total_) + ": " + std::string(check.title);
    (void)!::write(STDERR_FILENO, text.data(), text.size());
  }
  void erase() const {
    if (is_terminal_) (void)!::write(STDERR_FILENO, "\r\033[K", 4);
  }

 private:
  bool is_terminal_ = ::isatty(STDERR_FILENO) == 1;
  std::size_t total_;
  std::size_t number_ = 0;
};

int run_checks(CommandContext& context, const TestRequest& request,
               const std::vector<conformance::Check>& checks) {
  auto options = request.driver;
  const auto free = context.runtime().may_have_its_name(options.file);
  if (!free.ok()) return context.fail(free.error());
  options.may_have_its_name = *free;
  const auto driver = conformance::read_driver_under_test(std::move(options));
  if (!driver) return context.usage_error(explained(driver.error(), request.driver.file));
  const bool text = request.format == TestFormat::text;
  if (text) context.print(traits_line(*driver));
  ProgressLine progress(checks.size());
  const conformance::Listener listener{
      .begin = [&](const conformance::Check& check) { progress.show(check); },
      .end =
          [&](const conformance::CheckRecord& record) {
            progress.erase();
            if (text) context.print(test_line(record));
          }};
  const auto records = conformance::run(*driver, checks, listener);
  context.print(text ? test_summary(records) : test_document(*driver, records, request.format));
  const auto has_failed = [](const conformance::CheckRecord& record) {
    return record.result.outcome == conformance::RuleOutcome::fail;
  };
  return std::ranges::any_of(records, has_failed) ? kExitFailed : kExitDone;
}

}  // namespace

int run_driver_test(CommandContext& context, const Arguments& arguments) {
  if (const auto id = arguments.text("explain")) return explain(context, *id);
  const auto request = options_from(arguments);
  if (!request) return context.usage_error(request.error());
  const auto checks = conformance::select(request->selection);
  if (!checks) return context.usage_error(checks.error());
  if (!request->list) return run_checks(context, *request, *checks);
  context.print(check_list(*checks, request->format));
  return kExitDone;
}

}  // namespace mydocker::cli::driver_test
