#include "runtime/model/network_filter.hpp"

#include <regex.h>

#include <algorithm>
#include <array>

#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"
#include "runtime/model/filter_terms.hpp"

namespace mydocker::model {

// A compiled expression of regex(3).
struct NamePattern::Compiled {
  Compiled() = default;
  ~Compiled() { ::regfree(&regex); }
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;
  regex_t regex{};
};

namespace {

Error wrong_value(const std::string& key, const std::string& value, const std::string& hint) {
  return Error(ErrorKind::invalid_argument, "--filter " + key + ": no " + base::quoted(value))
      .hint(hint);
}

Result<NamePattern> parse_name(const std::string& text) {
  const auto compiled = std::make_shared<NamePattern::Compiled>();
  const int code = ::regcomp(&compiled->regex, text.c_str(), REG_EXTENDED | REG_NOSUB);
  if (code == 0) return NamePattern(compiled);
  std::array<char, 128> why{};
  ::regerror(code, &compiled->regex, why.data(), why.size());
  return Error(ErrorKind::invalid_argument, "--filter name: " + base::quoted(text) +
                                                " is not a regular expression: " + why.data())
      .hint("write a part of the name, or a regular expression as in regex(7)");
}

bool has_label(const Network& network, const std::string& wanted) {
  const std::size_t cut = std::min(wanted.find('='), wanted.size());
  const auto found = network.labels.find(wanted.substr(0, cut));
  if (found == network.labels.end()) return false;
  return cut == wanted.size() || found->second == wanted.substr(cut + 1);
}

template <class Wanted, class Predicate>
bool any(const std::vector<Wanted>& wanted, Predicate predicate) {
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

// Handles a key such as "scope", for which all networks have the same value: the first of `known`.
// The other known values are values of Docker or Podman, which match no network.
Result<void> take_only(NetworkFilter& filter, const FilterTerms& words, const std::string& key,
                       const std::vector<std::string>& known) {
  const auto given = words.find(key);
  if (given == words.end()) return {};
  for (const auto& value : given->second)
    if (std::ranges::find(known, value) == known.end())
      return wrong_value(key, value, "the known values are " + base::joined(known));
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

bool NamePattern::matches(const std::string& name) const {
  return ::regexec(&compiled_->regex, name.c_str(), 0, nullptr, 0) == 0;
}

Result<NetworkFilter> NetworkFilter::parse(const std::vector<std::string>& words,
                                           std::int64_t now) {
  MYDOCKER_TRY(const auto given,
               read_filter_terms(words, {"dangling", "driver", "id", "label", "label!", "name",
                                         "scope", "type", "until"}));
  NetworkFilter filter;
  filter.drivers = values_of(given, "driver");
  filter.ids = values_of(given, "id");
  for (const auto& text : values_of(given, "name")) {
    MYDOCKER_TRY(auto pattern, parse_name(text));
    filter.names.push_back(std::move(pattern));
  }
  filter.labels = values_of(given, "label");
  filter.without_labels = values_of(given, "label!");
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
         any(names, [&](const auto& pattern) { return pattern.matches(network.name); }) &&
         std::ranges::all_of(labels, labelled) && std::ranges::none_of(without_labels, labelled) &&
         (!until || network.created <= *until);
}

bool NetworkFilter::matches_use(bool in_use) const {
  return unused.empty() ||
         std::ranges::any_of(unused, [&](bool wanted) { return wanted != in_use; });
}

}  // namespace mydocker::model
