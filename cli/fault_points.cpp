#include "fault_points.hpp"

#include <algorithm>
#include <csignal>

#include "mydocker/options.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli {

Result<FaultPoints> FaultPoints::parse(std::string_view text) {
  FaultPoints points;
  if (text.empty()) return points;
  const bool fails = text.starts_with("fail:");
  const auto number = parse_number(text.substr(std::min(text.find(':'), text.size() - 1) + 1));
  if ((!fails && !text.starts_with("kill:")) || !number || *number < (fails ? 1 : 0))
    return Error(ErrorKind::invalid_argument,
                 "MYDOCKER_FAULT is neither fail:N nor kill:N but " + base::quoted(text));
  points.fault_ = fails ? Fault::fail : Fault::kill;
  points.step_ = *number;
  return points;
}

Result<void> FaultPoints::before_step() {
  if (fault_ == Fault::kill && step_ == 0) std::raise(SIGKILL);
  ++begun_;
  if (fault_ == Fault::fail && begun_ == step_) return Error(ErrorKind::kernel, "injected fault");
  return {};
}

void FaultPoints::after_step() {
  ++done_;
  if (fault_ == Fault::kill && done_ == step_) std::raise(SIGKILL);
}

}  // namespace mydocker::cli
