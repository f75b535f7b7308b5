#include "runtime/model/network_filter.hpp"

#include <algorithm>

#include "runtime/base/quoted.hpp"
#include "runtime/model/filter_terms.hpp"
#include "runtime/model/time_parser.hpp"

namespace mydocker::model {
namespace {

Error wrong_value(const std::string& key, const std::string& value, const std::string& hint) {
  return Error(ErrorKind::invalid_argument, "--filter " + key + ": no " + base::quoted(value))
      .hint(hint);
}

// Other regular expressions are refused: as plain texts they would match nothing.
Result<void> check_name_part(const std::string& part) {
  if (part.find_first_of("*+?()[]{}|\\") == std::string::npos) return {};
  return Error(ErrorKind::invalid_argument,
               "--filter name: " + base::quoted(part) + " is a regular expression")
      .hint("give a part of the name; ^ and $ mark its start and end");
}

bool name_matches(const std::string& name, std::string_view part) {
  const bool starts = part.starts_with('^');
  if (starts) part.remove_prefix(1);
  const bool ends = part.ends_with('$');
  if (ends) part.remove_suffix(1);
  if (starts && ends) return name == part;
  if (starts) return name.starts_with(part);
  return ends ? name.ends_with(part) : name.find(part) != std::string::npos;
}

bool has_label(const Network& network, const std::string& wanted) {
  const std::size_t cut = std::min(wanted.find('='), wanted.size());
  const auto found = network.labels.find(wanted.substr(0, cut));
  if (found == network.labels.end()) return false;
  return cut == wanted.size() || found->second == wanted.substr(cut + 1);
}

template <class Predicate>
bool any(const std::vector<std::string>& wanted, Predicate predicate) {
  return wanted.empty() || std::ranges::any_of(wanted, predicate);
}

Result<void> take_until(NetworkFilter& filter, const FilterTerms& words, std::int64_t now) {
  const auto until = words.find("until");
  if (until == words.end()) return {};
  if (until->second.size() > 1)
    return Error(ErrorKind::invalid_argument, "--filter until is given twice");
  MYDOCKER_TRY(filter.until, parse_moment(until->second.front(), now).within("--filter until"));
  return {};
}

// For a key with one value that mydocker has, the first of `known`. The other known values match no
// network.
Result<void> take_only(NetworkFilter& filter, const FilterTerms& words, const std::string& key,
                       const std::vector<std::string>& known) {
  const auto given = words.find(key);
  if (given == words.end()) return {};
  std::string list;
  for (const auto& one : known) list += (list.empty() ? "" : ", ") + one;
  for (const auto& value : given->second)
    if (std::ranges::find(known, value) == known.end())
      return wrong_value(key, value, "the known values are " + list);
  if (std::ranges::find(given->second, known.front()) == given->second.end()) filter.none = true;
  return {};
}

Result<void> take_unused(NetworkFilter& filter, const FilterTerms& words) {
  const auto given = words.find("dangling");
  if (given == words.end()) return {};
  for (const auto& value : given->second) {
    const bool yes = value == "true" || value == "1";
    if (!yes && value != "false" && value != "0")
      return wrong_value("dangling", value, "true or false");
    filter.unused.push_back(yes);
  }
  return {};
}

std::vector<std::string> values_of(const FilterTerms& words, std::string_view key) {
  const auto found = words.find(key);
  return found == words.end() ? std::vector<std::string>() : found->second;
}

}  // namespace

Result<NetworkFilter> NetworkFilter::parse(const std::vector<std::string>& words,
                                           std::int64_t now) {
  MYDOCKER_TRY(const auto given,
               read_filter_terms(words, {"dangling", "driver", "id", "label", "label!", "name",
                                         "scope", "type", "until"}));
  NetworkFilter filter;
  filter.drivers = values_of(given, "driver");
  filter.ids = values_of(given, "id");
  filter.names = values_of(given, "name");
  filter.labels = values_of(given, "label");
  filter.without_labels = values_of(given, "label!");
  for (const auto& name : filter.names) MYDOCKER_CHECK(check_name_part(name));
  MYDOCKER_CHECK(take_until(filter, given, now));
  MYDOCKER_CHECK(take_unused(filter, given));
  MYDOCKER_CHECK(take_only(filter, given, "scope", {"local", "swarm", "global"}));
  MYDOCKER_CHECK(take_only(filter, given, "type", {"custom", "builtin"}));
  return filter;
}

Result<NetworkFilter> NetworkFilter::parse_for_prune(const std::vector<std::string>& words,
                                                     std::int64_t now) {
  MYDOCKER_TRY(const auto given, read_filter_terms(words, {"label", "label!", "until"}));
  NetworkFilter filter;
  filter.labels = values_of(given, "label");
  filter.without_labels = values_of(given, "label!");
  MYDOCKER_CHECK(take_until(filter, given, now));
  return filter;
}

bool NetworkFilter::matches(const Network& network) const {
  const auto labelled = [&](const std::string& label) { return has_label(network, label); };
  return !none && any(drivers, [&](const auto& driver) { return network.driver == driver; }) &&
         any(ids, [&](const auto& part) { return network.id.find(part) != std::string::npos; }) &&
         any(names, [&](const auto& part) { return name_matches(network.name, part); }) &&
         std::ranges::all_of(labels, labelled) && std::ranges::none_of(without_labels, labelled) &&
         (!until || network.created < *until);
}

bool NetworkFilter::matches_use(bool in_use) const {
  return unused.empty() ||
         std::ranges::any_of(unused, [&](bool wanted) { return wanted != in_use; });
}

}  // namespace mydocker::model
