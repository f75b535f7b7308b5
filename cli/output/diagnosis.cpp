#include "output/driver_text.hpp"

#include <algorithm>

#include "runtime/base/printable.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli {
namespace {

using Outcome = app::DriverCheck::Outcome;

constexpr std::size_t kOutcomeWidth = 9;
constexpr std::size_t kNameWidth = 12;

std::string_view outcome_word(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed:
      return "ok";
    case Outcome::failed:
      return "failed";
    case Outcome::skipped:
      return "skipped";
  }
  return "";
}

std::string padded(std::string_view word, std::size_t width) {
  std::string text(word);
  text.resize(std::max(width, text.size() + 1), ' ');
  return text;
}

std::string check_text(const app::DriverCheck& check) {
  const std::string start = "  " + padded(outcome_word(check.outcome), kOutcomeWidth) + check.id +
                            "  " + padded(check.name, kNameWidth);
  std::string text = start + base::printable(check.finding) + "\n";
  for (const auto& hint : check.hints)
    text += std::string(start.size(), ' ') + "hint: " + base::printable(hint) + "\n";
  return text;
}

std::size_t count_of(const app::DriverDiagnosis& diagnosis, Outcome outcome) {
  return static_cast<std::size_t>(
      std::ranges::count(diagnosis.checks, outcome, &app::DriverCheck::outcome));
}

std::string summary(const std::vector<app::DriverDiagnosis>& diagnoses) {
  std::size_t failed = 0;
  std::size_t skipped = 0;
  std::size_t ill = 0;
  for (const auto& one : diagnoses) {
    failed += count_of(one, Outcome::failed);
    skipped += count_of(one, Outcome::skipped);
    if (!is_healthy(one)) ++ill;
  }
  const std::string all =
      std::to_string(diagnoses.size()) + (diagnoses.size() == 1 ? " driver" : " drivers");
  const auto rest = skipped == 0 ? std::string() : ", " + std::to_string(skipped) + " skipped";
  if (failed == 0)
    return all + (skipped == 0 ? ", all checks passed" : ", no check failed") + rest + "\n";
  return std::to_string(ill) + " of " + all + (ill == 1 ? " has" : " have") +
         " failed: " + std::to_string(failed) + (failed == 1 ? " check" : " checks") + rest + "\n";
}

}  // namespace

bool is_healthy(const app::DriverDiagnosis& diagnosis) {
  return count_of(diagnosis, Outcome::failed) == 0;
}

std::string diagnosis_text(const std::vector<app::DriverDiagnosis>& diagnoses) {
  std::string text;
  for (const auto& one : diagnoses) {
    text += "driver " + base::quoted(one.name);
    if (!one.file.empty()) text += " (" + base::printable(one.file) + ")";
    text += "\n";
    for (const auto& check : one.checks) text += check_text(check);
    text += "\n";
  }
  return text + summary(diagnoses);
}

Json diagnosis_json(const app::DriverDiagnosis& diagnosis) {
  Json checks = Json::array();
  for (const auto& check : diagnosis.checks) {
    Json json{{"Id", check.id},
              {"Name", check.name},
              {"Outcome", outcome_word(check.outcome)},
              {"Finding", check.finding}};
    json["Hints"] = check.hints;
    checks.push_back(std::move(json));
  }
  return {{"Name", diagnosis.name},
          {"File", diagnosis.file},
          {"Healthy", is_healthy(diagnosis)},
          {"Checks", std::move(checks)}};
}

const templates::Shape& diagnosis_shape() {
  static const templates::Shape shape{};
  return shape;
}

}  // namespace mydocker::cli
