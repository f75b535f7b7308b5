#include "output/network_rows.hpp"

namespace mydocker::cli {
namespace {

constexpr Column kDriftColumns[] = {{"NETWORK", "Network"},
                                    {"CONTAINER", "Container"},
                                    {"RESOURCE", "Resource"},
                                    {"PROBLEM", "Problem"}};

}  // namespace

Json drift_row(const app::DriftReport& report) {
  return Json{{"Network", report.network},
              {"Container", report.container},
              {"Resource", report.resource},
              {"Problem", report.problem}};
}

const ListView& drift_list() {
  static const ListView view{
      .columns = kDriftColumns,
      .quiet = "Network",
      .raw =
          "network: {{.Network}}\ncontainer: {{.Container}}\nresource: {{.Resource}}\nproblem: "
          "{{.Problem}}\n"};
  return view;
}

}  // namespace mydocker::cli
