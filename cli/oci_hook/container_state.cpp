#include "oci_hook/container_state.hpp"

#include "output/json_text.hpp"
#include "runtime/model/names.hpp"

namespace mydocker::cli::oci_hook {
namespace {

Error wrong_state(const std::string& why) {
  return Error(ErrorKind::invalid_argument, "container state on standard input: " + why)
      .hint("an OCI runtime starts this program as a hook; see docs/how-to/runc.md");
}

}  // namespace

Result<ContainerState> ContainerState::parse(const std::string& text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return wrong_state("it is not a JSON object");
  ContainerState state;
  const auto id = json.find("id");
  if (id == json.end() || !id->is_string()) return wrong_state("field \"id\" is missing");
  state.id = id->get<std::string>();
  MYDOCKER_CHECK(model::check_container_name(state.id));
  const auto pid = json.find("pid");
  if (pid != json.end() && pid->is_number_integer()) state.pid = pid->get<long>();
  const auto annotations = json.find("annotations");
  if (annotations == json.end() || annotations->is_null()) return state;
  if (!annotations->is_object()) return wrong_state("field \"annotations\" is not an object");
  for (const auto& [key, value] : annotations->items())
    if (value.is_string()) state.annotations[key] = value.get<std::string>();
  return state;
}

}  // namespace mydocker::cli::oci_hook
