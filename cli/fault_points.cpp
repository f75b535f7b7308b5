#include "process.hpp"

#include <algorithm>

#include "mydocker/options.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli {

Result<apply::FaultAtStep> parse_fault(std::string_view text) {
  if (text.empty()) return apply::FaultAtStep();
  const bool fails = text.starts_with("fail:");
  const auto number = parse_number(text.substr(std::min(text.find(':'), text.size() - 1) + 1));
  if ((!fails && !text.starts_with("kill:")) || !number || *number < (fails ? 1 : 0))
    return Error(ErrorKind::invalid_argument,
                 "MYDOCKER_FAULT must be fail:N or kill:N, not " + base::quoted(text));
  using Fault = apply::FaultAtStep::Fault;
  return apply::FaultAtStep(fails ? Fault::fail : Fault::kill, *number);
}

}  // namespace mydocker::cli
