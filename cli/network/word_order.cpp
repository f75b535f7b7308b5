#include "network/word_order.hpp"

namespace mydocker::cli::network {
namespace {

// What cannot be told is no network: the error at hand is the one to be shown.
bool is_network(Session& session, const std::string& word) {
  const auto found = session.runtime().network_exists(word);
  return found.ok() && *found;
}

}  // namespace

Error with_hint_about_words(Session& session, Error error, const std::string& verb,
                            const Arguments& arguments) {
  const auto& network = arguments.operands().at(0);
  const auto& container = arguments.operands().at(1);
  if (container.find('/') != std::string::npos)
    return std::move(error).hint("the container is a name; its namespace is named with --netns " +
                                 container);
  if (error.kind() != ErrorKind::not_found || is_network(session, network) ||
      !is_network(session, container))
    return error;
  return std::move(error).hint("the network comes first: mydocker network " + verb + " " +
                               container + " " + network);
}

}  // namespace mydocker::cli::network
