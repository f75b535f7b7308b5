#include "driver_test/test_report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "output/driver_text.hpp"
#include "output/json_text.hpp"
#include "output/text_layout.hpp"
#include "runtime/base/printable.hpp"
#include "runtime/base/text.hpp"

namespace mydocker::cli {
namespace {

using conformance::Check;
using conformance::CheckRecord;
using conformance::RuleOutcome;
using Records = std::vector<CheckRecord>;

constexpr std::array<const char*, 4> kOutcomeWords{"PASS", "WARN", "SKIP", "FAIL"};

std::string word_of(RuleOutcome outcome) {
  return kOutcomeWords.at(static_cast<std::size_t>(outcome));
}

std::size_t count(const Records& records, RuleOutcome outcome) {
  return static_cast<std::size_t>(std::ranges::count_if(
      records, [outcome](const CheckRecord& record) { return record.result.outcome == outcome; }));
}

std::string name_of(const CheckRecord& record) {
  return std::string(record.check.id) + " " + std::string(record.check.title);
}

std::string fix_of(const CheckRecord& record) {
  const auto& own = record.result.fix;
  return own.empty() ? std::string(record.check.fix) : base::printable(own);
}

Json json_of(const Check& check) {
  return {{"id", check.id},
          {"level", static_cast<int>(check.level)},
          {"title", check.title},
          {"rule", check.rule},
          {"fix", check.fix}};
}

std::string json_document(const conformance::DriverUnderTest& driver, const Records& records) {
  Json document;
  document["file"] = driver.original.native();
  document["driver"] = driver.manifest ? driver.manifest->name : "";
  document["version"] = driver.manifest ? driver.manifest->version : "";
  document["seed"] = driver.seed;
  document["traits"] = driver.manifest ? driver.manifest->traits : std::vector<std::string>();
  for (const auto outcome :
       {RuleOutcome::pass, RuleOutcome::fail, RuleOutcome::skip, RuleOutcome::warn})
    document["summary"][word_of(outcome)] = count(records, outcome);
  document["checks"] = Json::array();
  for (const auto& record : records) {
    Json one = json_of(record.check);
    one["fix"] = fix_of(record);
    one["outcome"] = word_of(record.result.outcome);
    one["detail"] = record.result.detail;
    one["seconds"] = record.seconds;
    document["checks"].push_back(std::move(one));
  }
  return indented(printable(document));
}

std::string xml(const std::string& text) {
  std::string escaped;
  for (const char c : base::printable(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string junit_case(const CheckRecord& record) {
  std::array<char, 32> seconds{};
  std::snprintf(seconds.data(), seconds.size(), "%.3f", record.seconds);
  const std::string detail = xml(record.result.detail);
  std::string text = R"(  <testcase classname="driver" name=")" + xml(name_of(record)) +
                     "\" time=\"" + seconds.data() + "\"";
  if (record.result.outcome == RuleOutcome::fail)
    return text + "><failure message=\"" + detail + "\"/></testcase>\n";
  if (record.result.outcome == RuleOutcome::skip)
    return text + "><skipped message=\"" + detail + "\"/></testcase>\n";
  if (detail.empty()) return text + "/>\n";
  return text + "><system-out>" + detail + "</system-out></testcase>\n";
}

std::string junit_document(const conformance::DriverUnderTest& driver, const Records& records) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"" +
                     xml(driver.original.native()) + "\" tests=\"" +
                     std::to_string(records.size()) + "\" failures=\"" +
                     std::to_string(count(records, RuleOutcome::fail)) + "\" skipped=\"" +
                     std::to_string(count(records, RuleOutcome::skip)) + "\">\n";
  for (const auto& record : records) text += junit_case(record);
  return text + "</testsuite>\n";
}

std::string tap_document(const Records& records) {
  std::string text = "TAP version 13\n1.." + std::to_string(records.size()) + "\n";
  std::size_t number = 0;
  for (const auto& record : records) {
    const auto outcome = record.result.outcome;
    std::string detail = base::printable(record.result.detail);
    std::ranges::replace(detail, '#', ' ');
    text += (outcome == RuleOutcome::fail ? "not ok " : "ok ") + std::to_string(++number) + " - " +
            name_of(record);
    if (outcome == RuleOutcome::skip) text += " # SKIP " + detail;
    text += "\n";
    if (outcome == RuleOutcome::fail || outcome == RuleOutcome::warn) text += "# " + detail + "\n";
  }
  return text;
}

}  // namespace

std::string test_line(const CheckRecord& record) {
  std::string line = word_of(record.result.outcome) + " " + name_of(record);
  if (!record.result.detail.empty()) line += ": " + base::printable(record.result.detail);
  line += "\n";
  if (record.result.outcome == RuleOutcome::fail)
    line += "     " + std::string(record.check.rule) + "; fix: " + fix_of(record) + "\n";
  return line;
}

std::string traits_line(const conformance::DriverUnderTest& driver) {
  if (!driver.manifest || driver.manifest->traits.empty()) return {};
  return "traits: " + base::printable(base::joined(driver.manifest->traits)) + "\n";
}

std::string test_summary(const Records& records) {
  return std::to_string(records.size()) +
         " checks: " + std::to_string(count(records, RuleOutcome::pass)) + " passed, " +
         std::to_string(count(records, RuleOutcome::fail)) + " failed, " +
         std::to_string(count(records, RuleOutcome::skip)) + " skipped, " +
         std::to_string(count(records, RuleOutcome::warn)) + " warned\n";
}

std::string test_document(const conformance::DriverUnderTest& driver, const Records& records,
                          TestFormat format) {
  if (format == TestFormat::json) return json_document(driver, records);
  if (format == TestFormat::junit) return junit_document(driver, records);
  return tap_document(records);
}

std::string check_page(const Check& check) {
  return std::string(check.id) + " " + std::string(check.title) + ", level " +
         std::to_string(static_cast<int>(check.level)) + "\n\nrule: " + std::string(check.rule) +
         "\nfix:  " + std::string(check.fix) + "\n\nmydocker driver test --only " +
         std::string(check.id) + " ./NAME.so runs this check only.\n";
}

std::string check_list(const std::vector<Check>& checks, TestFormat format) {
  if (format == TestFormat::json) {
    Json document = Json::array();
    for (const auto& check : checks) document.push_back(json_of(check));
    return indented(document);
  }
  TextTable table({"ID", "LEVEL", "TITLE", "RULE"}, table_width());
  for (const auto& check : checks)
    table.add({std::string(check.id), std::to_string(static_cast<int>(check.level)),
               std::string(check.title), std::string(check.rule)});
  return table.text();
}

}  // namespace mydocker::cli
