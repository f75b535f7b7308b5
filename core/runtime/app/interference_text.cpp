#include "runtime/app/interference_text.hpp"

#include "runtime/base/quoted.hpp"
#include "runtime/model/port_spec.hpp"

namespace mydocker::app {
namespace {

using kernel::ChainHook;

// Returns whether packets to the containers have the name of their link. They have it only after
// the host has chosen the route.
bool knows_outgoing_link(ChainHook hook) {
  return hook == ChainHook::forward || hook == ChainHook::postrouting;
}

}  // namespace

std::string allow_line(const kernel::DroppingChain& chain, const std::string& link) {
  if (!chain.legacy_tool.empty())
    return chain.legacy_tool + " -I FORWARD -i " + link + " -j ACCEPT && " + chain.legacy_tool +
           " -I FORWARD -o " + link + " -j ACCEPT";
  if (chain.name.starts_with("inet firewalld "))
    return "firewall-cmd --zone=trusted --add-interface=" + link;
  // The name is quoted, because nft would read a name such as "007" as a number.
  const auto rule = [&](const std::string& match) {
    return "nft 'insert rule " + chain.name + " " + match + "accept'";
  };
  auto incoming = rule("iifname " + base::quoted(link) + " ");
  if (!knows_outgoing_link(chain.hook)) return incoming;
  return incoming + " && " + rule("oifname " + base::quoted(link) + " ");
}

std::string note_about(const kernel::DroppingChain& chain, const std::string& link) {
  return "chain " + base::quoted(chain.name) + " of another program drops packets of " +
         base::quoted(link) + "; allow them: " + allow_line(chain, link);
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
