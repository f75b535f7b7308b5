#include "output/driver_diff.hpp"

#include <algorithm>

#include "runtime/base/printable.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli {
namespace {

std::string name_of(const app::DriverDiffReport& report) {
  std::string network = "network " + base::quoted(report.network);
  if (report.container.empty()) return network;
  return "container " + base::quoted(report.container) + " on " + network;
}

std::string lines_with(const char* start, const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += start + base::printable(line) + "\n";
  return text;
}

std::string text_of(const app::DriverDiffReport& report) {
  if (report.is_same()) return name_of(report) + ": same plan\n";
  if (report.refusal)
    return name_of(report) + ": no plan: " + base::printable(report.refusal->message()) + "\n" +
           lines_with("  hint: ", report.refusal->hints());
  return name_of(report) + ": different plan\n" + lines_with("  - ", report.removed) +
         lines_with("  + ", report.added);
}

}  // namespace

std::string driver_diff_text(const std::vector<app::DriverDiffReport>& reports) {
  if (reports.empty()) return "this driver has no active network\n";
  std::string text;
  for (const auto& report : reports) text += text_of(report);
  const auto same = std::ranges::count_if(reports, &app::DriverDiffReport::is_same);
  return text + "\n" + std::to_string(reports.size()) + (reports.size() == 1 ? " plan" : " plans") +
         ", " + std::to_string(same) + " unchanged\n";
}

Json driver_diff_json(const app::DriverDiffReport& report) {
  Json json{{"Network", report.network},
            {"Container", report.container},
            {"Same", report.is_same()},
            {"Refusal", report.refusal ? report.refusal->message() : ""}};
  json["Added"] = report.added;
  json["Removed"] = report.removed;
  return json;
}

const templates::Shape& driver_diff_shape() {
  static const templates::Shape shape{};
  return shape;
}

}  // namespace mydocker::cli
