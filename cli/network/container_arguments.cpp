#include "network/container_arguments.hpp"

namespace mydocker::cli::network {
namespace {

// Returns whether a network has this name. If this cannot be read, the result is false: the caller
// already shows another error.
bool is_network(CommandContext& context, const std::string& word) {
  const auto found = context.runtime().network_exists(word);
  return found.ok() && *found;
}

}  // namespace

Error with_swapped_arguments_hint(CommandContext& context, Error error, const std::string& verb,
                                  const Arguments& arguments) {
  const auto& network = arguments.operands().at(0);
  const auto& container = arguments.operands().at(1);
  if (container.find('/') != std::string::npos)
    return std::move(error).hint(
        "CONTAINER must be a name; give the path of its namespace with --netns " + container);
  if (error.kind() != ErrorKind::not_found || is_network(context, network) ||
      !is_network(context, container))
    return error;
  return std::move(error).hint("the network comes first: mydocker network " + verb + " " +
                               container + " " + network);
}

}  // namespace mydocker::cli::network
