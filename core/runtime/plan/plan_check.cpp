#include "runtime/plan/plan_check.hpp"

#include <algorithm>
#include <string>

#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/resource_validation.hpp"

namespace mydocker::plan {
namespace {

constexpr std::size_t kMostEntries = 1000;

Error plan_refused(std::string why) { return {ErrorKind::driver, std::move(why)}; }

// Checks the plan entries one after the other. It stores the links of the plan and the identities
// of the entries that it has checked.
class Checker {
 public:
  Checker(const Plan& plan, const PlanRules& rules) : rules_(rules), links_(own_links(plan)) {
    for (const auto& link : rules.host_links) links_.insert("host " + link);
    for (const auto& entry : plan.entries()) {
      if (const auto* bridge = entry.resource.get_if<Bridge>()) {
        links_.insert("host " + bridge->name);  // this includes adopted bridges
      }
    }
  }

  Result<void> check(const PlanEntry& entry) {
    if (entry.why.empty()) return plan_refused("the reason is missing");
    MYDOCKER_CHECK(check_line("the reason", entry.why));
    const auto kind = kind_of(entry.resource);
    if (std::ranges::find(rules_.kinds, kind) == rules_.kinds.end()) {
      return plan_refused("the manifest does not declare the kind \"" + std::string(kind) + "\"");
    }
    if (place_of(entry.resource) == Place::container && !rules_.endpoint) {
      return plan_refused("a network's plan cannot have resources in a container");
    }
    MYDOCKER_CHECK(check_resource(entry.resource, rules_, links_));
    if (!identities_.insert(identity_of(entry.resource)).second) {
      return plan_refused("the plan contains this resource twice");
    }
    return {};
  }

 private:
  const PlanRules& rules_;
  std::set<std::string> links_;
  std::set<std::string> identities_;
};

// Checks the warnings and the driver status of the plan.
Result<void> check_messages(const Plan& plan) {
  constexpr std::size_t kMostMessages = 20;
  if (plan.warnings().size() > kMostMessages || plan.status().size() > kMostMessages)
    return plan_refused("it has more than " + std::to_string(kMostMessages) +
                        " warnings, or values of its status");
  for (const auto& warning : plan.warnings()) MYDOCKER_CHECK(check_line("a warning", warning));
  for (const auto& [key, value] : plan.status()) {
    if (!is_word(key, "-")) return plan_refused("its status has the key " + base::quoted(key));
    MYDOCKER_CHECK(check_line("the status " + base::quoted(key), value));
  }
  return {};
}

}  // namespace

Result<void> check_plan(const Plan& plan, const PlanRules& rules) {
  MYDOCKER_CHECK(check_messages(plan));
  if (plan.entries().size() > kMostEntries) {
    return plan_refused("the plan has " + std::to_string(plan.entries().size()) +
                        " entries, more than " + std::to_string(kMostEntries));
  }
  Checker checker(plan, rules);
  for (std::size_t i = 0; i < plan.entries().size(); ++i) {
    const auto& entry = plan.entries()[i];
    if (auto checked = checker.check(entry); !checked.ok()) {
      const Error& why = checked.error();
      return plan_refused("entry " + std::to_string(i + 1) + " of its plan, " +
                          describe(entry.resource) + ": " + why.message());
    }
  }
  return {};
}

namespace {

constexpr std::size_t kLongestLine = 200;
constexpr std::size_t kLongestWord = 128;
// The characters that a name of a Custom resource may contain, besides letters and digits. IPv6
// addresses in names need the colon.
constexpr std::string_view kMoreInNames = "_.-:";

Error wrong_text(std::string why) { return {ErrorKind::driver, std::move(why)}; }

bool is_kebab_case(std::string_view text) {
  return is_word(text, "-") && text.front() >= 'a' && text.front() <= 'z' &&
         std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

Result<void> check_lines(const std::string& which, const std::vector<std::string>& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i)
    MYDOCKER_CHECK(check_line("line " + std::to_string(i + 1) + " of " + which, lines[i]));
  return {};
}

}  // namespace

Result<void> check_line(std::string_view what, std::string_view text) {
  const auto is_plain = [](char c) { return c >= ' ' && c <= '~'; };
  const std::string subject(what);
  if (text.size() > kLongestLine)
    return wrong_text(subject + " has " + std::to_string(text.size()) + " characters, more than " +
                      std::to_string(kLongestLine) + ": " + base::quoted(text));
  if (std::ranges::all_of(text, is_plain)) return {};
  return wrong_text(subject +
                    " is not one line of printable ASCII characters: " + base::quoted(text));
}

bool is_word(std::string_view text, std::string_view more) {
  return !text.empty() && text.size() <= kLongestWord && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != std::string_view::npos;
  });
}

Result<void> check_texts(const Custom& custom) {
  if (!is_kebab_case(custom.kind))
    return wrong_text("its kind " + base::quoted(custom.kind) +
                      " is not 1 to 128 characters of [a-z0-9-], the first one a letter");
  if (!is_word(custom.name, kMoreInNames))
    return wrong_text("its name " + base::quoted(custom.name) +
                      " is not 1 to 128 characters of [A-Za-z0-9_.:-]");
  MYDOCKER_CHECK(check_lines("create_lines", custom.create_lines));
  return check_lines("destroy_lines", custom.destroy_lines);
}

namespace {

constexpr std::uint32_t kSmallestMtu = 68;  // smallest MTU of IPv4 (RFC 791)
constexpr std::uint32_t kLargestMtu = 65535;

}  // namespace

Error refused(std::string why) { return {ErrorKind::driver, std::move(why)}; }

Result<void> check_mtu(std::uint32_t mtu) {
  if (mtu == 0 || (mtu >= kSmallestMtu && mtu <= kLargestMtu)) return {};
  return refused("the mtu " + std::to_string(mtu) + " is not between 68 and 65535");
}

Result<void> PlanScope::known(Place place, const std::string& link) const {
  MYDOCKER_CHECK(check_link_name(link));
  if (links_.contains((place == Place::host ? "host " : "container ") + link)) return {};
  return refused("the link \"" + link + "\" does not belong to this network");
}

bool PlanScope::is_own(const IpPrefix& prefix) const {
  return std::ranges::any_of(rules_.subnets,
                             [&prefix](const IpPrefix& subnet) { return subnet.contains(prefix); });
}

bool PlanScope::is_allowed(const IpPrefix& prefix) const {
  const auto holds = [&prefix](const IpPrefix& asked) { return asked.contains(prefix); };
  return is_own(prefix) || std::ranges::any_of(rules_.requested, holds);
}

Result<void> PlanScope::own_address(const IpAddress& address) const {
  const auto holds = [&address](const IpPrefix& subnet) { return subnet.contains(address); };
  if (std::ranges::any_of(rules_.subnets, holds)) return {};
  return refused("the address " + address.text() + " is not inside a subnet of this network");
}

Result<void> PlanScope::may_route(const IpPrefix& prefix) const {
  if (is_allowed(prefix)) return {};
  return refused(
      "a driver can direct packets of the host only to prefixes of its network and the user's "
      "options, not to " +
      prefix.text());
}

}  // namespace mydocker::plan
