#include "runtime/drivers/wrapped_driver.hpp"

#include <algorithm>

#include "runtime/base/quoted.hpp"
#include "runtime/drivers/driver_name.hpp"

namespace mydocker::drivers {
namespace {

void add_missing(std::vector<std::string>& words, const std::vector<std::string>& more) {
  for (const auto& word : more)
    if (std::ranges::find(words, word) == words.end()) words.push_back(word);
}

bool is_same_option(const ManifestOption& one, const ManifestOption& other) {
  return one.is_called(other.key) || one.is_called(other.alias) ||
         one.is_called(other.other_alias) ||
         (one.role != OptionRole::none && one.role == other.role);
}

Result<void> add_options(Manifest& manifest, const Manifest& wrapped) {
  for (const auto& option : wrapped.options)
    for (const auto& own : manifest.options)
      if (own.scope == option.scope && is_same_option(own, option))
        return Error(ErrorKind::driver, "its option " + base::quoted(own.key) + " is the option " +
                                            base::quoted(option.key) + " of driver " +
                                            base::quoted(wrapped.name));
  manifest.options.insert(manifest.options.end(), wrapped.options.begin(), wrapped.options.end());
  return {};
}

Result<void> add_manifest(Manifest& manifest, const Manifest& wrapped) {
  MYDOCKER_CHECK(add_options(manifest, wrapped));
  add_missing(manifest.capabilities, wrapped.capabilities);
  add_missing(manifest.resources, wrapped.resources);
  add_missing(manifest.traits, wrapped.traits);
  add_missing(manifest.needs, wrapped.needs);
  return {};
}

// Finds the wrapped driver. It is searched only in the folder of the bundled drivers, where no
// other drivers are installed.
Result<Candidate> bundled_driver(const std::string& name, const SearchSettings& settings) {
  if (!is_reserved(name))
    return Error(ErrorKind::driver,
                 "it wraps " + base::quoted(name) + ", which is not a driver of mydocker");
  SearchSettings bundled;
  bundled.bundled = settings.bundled;
  MYDOCKER_TRY(auto found, find_driver(bundled, name));
  if (found.refusal) return *std::move(found.refusal);
  return found;
}

}  // namespace

Result<void> attach_wrapped(Candidate& candidate, const SearchSettings& settings) {
  if (candidate.refusal || !candidate.manifest || candidate.manifest->wraps.empty()) return {};
  const std::string& name = candidate.manifest->wraps;
  if (is_reserved(candidate.name))
    return Error(ErrorKind::driver, "a driver of mydocker cannot wrap another driver");
  MYDOCKER_TRY(auto found, bundled_driver(name, settings));
  auto both = std::make_shared<Manifest>(*candidate.manifest);
  MYDOCKER_CHECK(add_manifest(*both, *found.manifest));
  candidate.manifest = std::move(both);
  candidate.wrapped = std::make_shared<const Candidate>(std::move(found));
  return {};
}

Result<void> check_amended(const Plan& plan, const Plan& amended, const std::string& wrapped) {
  auto rest = amended.entries().begin();
  for (const auto& entry : plan.entries()) {
    rest = std::find(rest, amended.entries().end(), entry);
    if (rest == amended.entries().end())
      return Error(ErrorKind::driver, "its plan lacks, changes or moves an entry of driver " +
                                          base::quoted(wrapped) + ": " + describe(entry.resource))
          .hint("a driver that wraps another driver can only add entries to its plans");
    ++rest;
  }
  return {};
}

}  // namespace mydocker::drivers
