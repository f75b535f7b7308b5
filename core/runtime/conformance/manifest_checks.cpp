// Checks S (file): the content of the manifest, which describes the driver and its options.
#include <algorithm>
#include <array>
#include <set>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/plan_rules.hpp"
#include "runtime/model/option_check.hpp"

namespace mydocker::conformance {
namespace {

constexpr const auto& kCapabilities = detail::kCapabilityNames;
constexpr std::array<std::string_view, 6> kTraits{"no-gateway",        "routed-ports",
                                                  "handler-addresses", "late-carrier",
                                                  "single-network",    "reachable"};

// Returns whether the text is a lower-case letter, followed by lower-case letters, digits and
// hyphens.
bool is_kebab_case(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
         std::ranges::all_of(text, fits);
}

// Removes a number without leading zeros from the start of `text`. Returns false if `text` does not
// start with one.
bool take_number(std::string_view& text) {
  const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
  const bool good = end == 1 || (end > 1 && text.front() != '0');
  text.remove_prefix(end);
  return good;
}

bool is_version(std::string_view text) {
  for (const bool last : {false, false, true}) {
    if (!take_number(text)) return false;
    if (last) break;
    if (!text.starts_with('.')) return false;
    text.remove_prefix(1);
  }
  if (text.empty()) return true;
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '+';
  };
  return (text.front() == '-' || text.front() == '+') && text.size() > 1 &&
         std::ranges::all_of(text, fits);
}

// Returns what is wrong with the text. It must be one line without a full stop at its end. Empty:
// nothing is wrong.
std::string wrong_with_clause(const std::string& text) {
  if (text.empty()) return "nothing";
  if (!base::is_printable(text)) return "something that is not one line of text";
  if (text.ends_with('.')) return "a full stop at the end of " + base::quoted(text);
  return {};
}

Result<RuleResult> version(const DriverUnderTest& driver) {
  if (is_version(driver.driver().version)) return pass();
  return fail("a version such as 1.2.0", base::quoted(driver.driver().version));
}

Result<RuleResult> summary(const DriverUnderTest& driver) {
  const auto wrong = wrong_with_clause(driver.driver().summary);
  return wrong.empty() ? pass() : fail("a summary of one clause", wrong);
}

Result<RuleResult> capabilities(const DriverUnderTest& driver) {
  std::set<std::string> seen;
  for (const auto& own : driver.driver().capabilities) {
    if (std::ranges::find(kCapabilities, own) == kCapabilities.end())
      return fail("only " + some_of(kCapabilities, kCapabilities.size()), base::quoted(own));
    if (!seen.insert(own).second) return fail("each capability once", base::quoted(own) + " twice");
  }
  for (const auto& trait : driver.driver().traits) {
    if (std::ranges::find(kTraits, trait) == kTraits.end())
      return fail("only the traits " + some_of(kTraits, kTraits.size()), base::quoted(trait));
    if (!seen.insert(trait).second) return fail("each trait once", base::quoted(trait) + " twice");
  }
  for (const auto& need : driver.driver().needs) {
    if (std::ranges::find(detail::kNeedNames, need) == detail::kNeedNames.end())
      return fail("only the needs " + some_of(detail::kNeedNames, detail::kNeedNames.size()),
                  base::quoted(need));
    if (!seen.insert("need " + need).second)
      return fail("each need once", base::quoted(need) + " twice");
  }
  return pass();
}

Result<RuleResult> kinds(const DriverUnderTest& driver) {
  const auto known = all_kinds();
  for (const auto& kind : driver.driver().resources)
    if (std::ranges::find(known, kind) == known.end() || kind == "firewall")
      return fail("existing kinds of resources", base::quoted(kind));
  return pass();
}

Result<RuleResult> option_names(const DriverUnderTest& driver) {
  std::set<std::string> seen;
  for (const auto& option : driver.driver().options) {
    if (!is_kebab_case(option.key))
      return fail("keys as [a-z][a-z0-9-]*", base::quoted(option.key));
    if (!seen.insert(option.key).second)
      return fail("each option once", base::quoted(option.key) + " twice");
  }
  return pass();
}

Result<RuleResult> option_help(const DriverUnderTest& driver) {
  for (const auto& option : driver.driver().options)
    if (const auto wrong = wrong_with_clause(option.help); !wrong.empty())
      return fail("one clause of help for option " + base::quoted(option.key), wrong);
  return pass();
}

Result<RuleResult> option_aliases(const DriverUnderTest& driver) {
  std::set<std::string> names;
  for (const auto& option : driver.driver().options) names.insert(option.key);
  for (const auto& option : driver.driver().options) {
    for (const auto& alias : {option.alias, option.other_alias})
      if (!alias.empty() && !names.insert(alias).second)
        return fail("an alias that is not the name of another option",
                    base::quoted(alias) + " of option " + base::quoted(option.key));
  }
  return pass();
}

Result<RuleResult> option_limits(const DriverUnderTest& driver) {
  for (const auto& option : driver.driver().options) {
    const std::string which = "option " + base::quoted(option.key);
    const bool limited = option.min != 0 || option.max != 0;
    if (limited && option.type != OptionType::number)
      return fail("limits for numbers only", which + " with limits");
    if (option.min > option.max) return fail("a lower limit below the upper one", which);
    if (!option.choices.empty() && option.type != OptionType::text)
      return fail("choices for texts only", which + " with choices");
    const std::set<std::string> different(option.choices.begin(), option.choices.end());
    if (different.size() != option.choices.size() || different.contains(""))
      return fail("choices that differ, none empty", some_of(option.choices) + " of " + which);
  }
  return pass();
}

Result<RuleResult> defaults_valid(const DriverUnderTest& driver) {
  for (const auto& option : driver.driver().options) {
    if (option.default_value.empty()) continue;
    Manifest alone;
    alone.options = {option};
    const auto checked =
        model::check_options({{option.key, option.default_value}}, alone, option.scope);
    if (!checked) return fail("a default that its own option accepts", checked.error().message());
  }
  return pass();
}

constexpr Check kManifestCheckTable[] = {
    {"S03", Level::file, "version", "the version has the form of semantic versioning",
     "write DriverInfo::version as 1.2.0 or 1.2.0-rc1", version},
    {"S04", Level::file, "defaults-valid", "every default passes the check of its own option",
     "write the default as a user would write the value", defaults_valid},
    {"S12", Level::file, "summary", "the summary is one clause on one line",
     "describe the driver's purpose in DriverInfo::summary, without a full stop", summary},
    {"S14", Level::file, "option-names", "the keys of options are kebab-case, each given once",
     "rename the option", option_names},
    {"S15", Level::file, "option-help", "every option has one clause of help",
     "write OptionSpec::help, without a full stop", option_help},
    {"S16", Level::file, "option-aliases", "no alias is the name of another option",
     "remove one of the two", option_aliases},
    {"S17", Level::file, "option-limits",
     "only numbers have limits and only texts have choices, and both are valid",
     "correct min, max and choices of the option", option_limits},
    {"S18", Level::file, "capabilities",
     "all capabilities, traits and needs are known, each given once",
     "see DriverInfo::capabilities, traits and needs for the known ones", capabilities},
    {"S19", Level::file, "kinds", "all kinds of resources in the manifest are known",
     "see resource.hpp for the known ones; the core adds \"firewall\" itself", kinds},
};

}  // namespace

const std::span<const Check> kManifestChecks = kManifestCheckTable;

}  // namespace mydocker::conformance
