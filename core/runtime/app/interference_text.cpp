#include "runtime/app/interference_text.hpp"

#include <vector>

#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"
#include "runtime/model/port_spec.hpp"

namespace mydocker::app {
namespace {

using kernel::ChainHook;

// Returns the conditions of the rules that let the packets of the link pass the chain. Empty if no
// rule can do this.
std::vector<std::string> conditions(const kernel::DroppingChain& chain, const std::string& link) {
  // In the family "bridge", iifname names a port of the bridge. Every port of a managed bridge has
  // the group of mydocker.
  const bool bridged = chain.family == "bridge";
  // The name is quoted, because nft would read a name such as "007" as a number.
  const auto value =
      bridged ? "group " + std::to_string(kernel::kLinkGroup) : "name " + base::quoted(link);
  const auto incoming = "iif" + value;
  const auto outgoing = "oif" + value;
  switch (chain.hook) {
    case ChainHook::ingress:
      return {incoming};
    case ChainHook::egress:
      return {outgoing};
    case ChainHook::prerouting:
      // The host has not chosen the route of a reply yet, so the reply has no outgoing link.
      if (bridged) return {incoming};
      if (chain.drops_unknown_replies) return {};
      return {incoming, "ct state established,related"};
    case ChainHook::postrouting:
      if (bridged) return {outgoing};
      break;
    case ChainHook::forward:
      break;
  }
  return {incoming, outgoing};
}

// Returns the conditions for a chain of iptables-legacy. Empty: no rule can let the packets pass.
std::vector<std::string> legacy_conditions(const kernel::DroppingChain& chain,
                                           const std::string& link,
                                           const std::vector<IpPrefix>& subnets) {
  const auto incoming = "-i " + link;
  const auto outgoing = "-o " + link;
  if (chain.hook == ChainHook::forward) return {incoming, outgoing};
  if (chain.hook == ChainHook::prerouting) {
    if (chain.drops_unknown_replies) return {};
    return {incoming, "-m conntrack --ctstate ESTABLISHED,RELATED"};
  }
  // iptables refuses -i at the hook "postrouting".
  std::vector<std::string> all{outgoing};
  const auto family = chain.family == "ip" ? Family::v4 : Family::v6;
  for (const auto& subnet : subnets)
    if (subnet.address.family() == family) all.push_back("-s " + subnet.network().text());
  return all;
}

// Returns the options and the name of the chain for the program.
std::string legacy_command(const kernel::DroppingChain& chain, const std::string& action) {
  const auto space = chain.name.find(' ');
  const auto table = chain.name.substr(0, space);
  return chain.legacy_tool + (table == "filter" ? "" : " -t " + table) + " " + action + " " +
         chain.name.substr(space + 1);
}

}  // namespace

std::string allow_line(const kernel::DroppingChain& chain, const std::string& link,
                       const std::vector<IpPrefix>& subnets) {
  if (!chain.legacy_tool.empty())
    return base::joined(legacy_conditions(chain, link, subnets), " && ",
                        [&](const std::string& condition) {
                          return legacy_command(chain, "-I") + " " + condition + " -j ACCEPT";
                        });
  if (chain.family == "inet" && chain.name.starts_with("firewalld "))
    return "firewall-cmd --zone=trusted --add-interface=" + link;
  const auto name = chain.family + " " + chain.name;
  return base::joined(conditions(chain, link), " && ", [&](const std::string& condition) {
    return "nft 'insert rule " + name + " " + condition + " accept'";
  });
}

std::string note_about(const kernel::DroppingChain& chain, const std::string& link,
                       const std::vector<IpPrefix>& subnets) {
  const auto name = chain.family + " " + chain.name;
  const auto allow = allow_line(chain, link, subnets);
  const auto see =
      chain.legacy_tool.empty() ? "nft list chain " + name : legacy_command(chain, "-S");
  return "chain " + base::quoted(name) + " of another program drops packets of " +
         base::quoted(link) + (allow.empty() ? "; see: " + see : "; allow them: " + allow);
}

std::string note_about(const kernel::PortTranslation& translation) {
  return "chain " + base::quoted(translation.chain) +
         " of another program redirects the published port " + model::word_of(translation.port) +
         "; remove that rule: " + translation.remove;
}

std::string note_about(const kernel::RefusingRule& rule, const std::string& link) {
  return "the routing rule " + base::quoted(rule.text) + " of another program refuses packets of " +
         base::quoted(link) + "; remove it: " + rule.remove;
}

}  // namespace mydocker::app
