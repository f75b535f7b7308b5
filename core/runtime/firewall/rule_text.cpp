// Rules in the syntax of nft(8).
#include <array>
#include <cstdio>

#include "mydocker/detail/visit.hpp"
#include "runtime/base/link_group.hpp"
#include "runtime/base/text.hpp"
#include "runtime/firewall/text.hpp"

namespace mydocker::firewall {
namespace {

using detail::Overload;

std::string ip_word(Family family) { return family == Family::v4 ? "ip" : "ip6"; }

std::string word_of(Selector selector) {
  switch (selector) {
    case Selector::family:
      return "meta nfproto";
    case Selector::in_link:
      return "iifname";
    case Selector::out_link:
      return "oifname";
    case Selector::ip_source:
      return "ip saddr";
    case Selector::ip_target:
      return "ip daddr";
    case Selector::ip6_source:
      return "ip6 saddr";
    case Selector::ip6_target:
      return "ip6 daddr";
    case Selector::ether_source:
      return "ether saddr";
    case Selector::arp_source_mac:
      return "arp saddr ether";
    case Selector::arp_source_ip:
      return "arp saddr ip";
    case Selector::l4_protocol:
      return "meta l4proto";
    case Selector::target_port:
      return "th dport";
    case Selector::nd_target:
      return "@th,64,128";
  }
  return {};
}

std::string words_of(const Selectors& selectors) { return base::joined(selectors, " . ", word_of); }

std::string at(const Set* set) { return std::string("@") + set->name; }

std::string type_name(Icmpv6 type) {
  switch (type) {
    case Icmpv6::router_solicitation:
      return "nd-router-solicit";
    case Icmpv6::router_advertisement:
      return "nd-router-advert";
    case Icmpv6::neighbour_solicitation:
      return "nd-neighbor-solicit";
    case Icmpv6::neighbour_advertisement:
      return "nd-neighbor-advert";
    case Icmpv6::redirect:
      return "nd-redirect";
    case Icmpv6::listener_report:
      return "mld2-listener-report";
  }
  return {};
}

std::string prefix_text(const IpPrefix& prefix) {
  return prefix.length == prefix.address.bits() ? prefix.address.text() : prefix.text();
}

std::string protocol_text(L4Protocol protocol) {
  if (protocol == L4Protocol::named) return ">= 0";
  return protocol == L4Protocol::tcp ? "tcp" : "!= ipv6-icmp";
}

std::string hexadecimal(std::uint32_t number) {
  std::array<char, 11> text{};
  std::snprintf(text.data(), text.size(), "0x%08x", number);
  return text.data();
}

std::string conntrack_text(Conntrack state) {
  if (state == Conntrack::target_translated) return "ct status dnat";
  return state == Conntrack::invalid ? "ct state invalid" : "ct state established,related";
}

std::string match_text(const Match& match, Table table) {
  return std::visit(
      Overload{
          [](const InSet& in) {
            return words_of(in.selectors) + (in.inverted ? " != " : " ") + at(in.set);
          },
          [](const AddressIn& in) { return word_of(in.selector) + " " + prefix_text(in.prefix); },
          [](const LinkIs& link) { return word_of(link.selector) + " \"" + link.name + "\""; },
          [](const InLinkIsNot& link) { return "iifname != \"" + std::string(link.name) + "\""; },
          [](OtherLink which) {
            return (which == OtherLink::in ? "iifgroup != " : "oifgroup != ") +
                   std::to_string(base::kLinkGroup);
          },
          [](NoInLink) { return std::string("iif 0"); },
          [table](FamilyIs is) {
            if (table == Table::bridge) return "ether type " + ip_word(is.family);
            return std::string("meta nfproto ") + (is.family == Family::v4 ? "ipv4" : "ipv6");
          },
          [](IsArp) { return std::string("ether type arp"); },
          [](Icmpv6 type) { return "icmpv6 type " + type_name(type); },
          [](EchoRequest request) {
            return std::string(request.family == Family::v4 ? "icmp" : "icmpv6") +
                   " type echo-request";
          },
          [](const AsksFor& asks) {
            if (asks.address.is_v4())
              return "arp operation request arp daddr ip " + asks.address.text();
            return "icmpv6 type nd-neighbor-solicit @th,64,128 " + as_number(asks.address);
          },
          [](Icmpv6Outside outside) {
            const bool below = outside.side == Icmpv6Outside::Side::below;
            return "icmpv6 type " + std::string(below ? "< " : "> ") + type_name(outside.type);
          },
          [](Fragment which) {
            return std::string(which == Fragment::any ? "exthdr frag exists"
                                                      : "frag frag-off != 0");
          },
          [](L4Protocol protocol) { return "meta l4proto " + protocol_text(protocol); },
          [](ProtocolIs is) { return "meta l4proto " + std::string(name_of(is.protocol)); },
          [](TargetPorts ports) {
            const auto first = "th dport " + std::to_string(ports.first);
            return ports.first == ports.last ? first : first + "-" + std::to_string(ports.last);
          },
          [](HasTransportHeader) { return std::string("@th,0,32 >= 0"); },
          [](UdpTargetPort udp) { return "udp dport " + std::to_string(udp.port); },
          [](Conntrack state) { return conntrack_text(state); },
          [](IsSeen) { return "meta mark & " + mark_text() + " != 0x00000000"; },
          [](HasSocket) { return std::string("socket wildcard 0"); },
          [](NotLocal which) {
            return std::string("fib ") + (which == NotLocal::source ? "saddr" : "daddr") +
                   " type != local";
          }},
      match);
}

std::string action_text(const RuleAction& action) {
  return std::visit(
      Overload{[](Verdict verdict) {
                 if (verdict == Verdict::leave) return std::string("return");
                 return std::string(verdict == Verdict::accept ? "accept" : "drop");
               },
               [](Jump jump) { return std::string("jump ") + jump.chain->name; },
               [](MasqueradeSource) { return std::string("masquerade"); },
               [](MarkSeen) { return "meta mark set meta mark | " + mark_text(); },
               [](RemoveMark) { return "meta mark set meta mark & " + hexadecimal(~kSeenMark); },
               [](const Translate& translate) {
                 return (translate.kind == NatKind::source ? "snat " : "dnat ") +
                        ip_word(translate.family) + " to " + words_of(translate.selectors) +
                        " map " + at(translate.map);
               }},
      action);
}

}  // namespace

std::string mark_text() { return hexadecimal(kSeenMark); }

std::string to_text(const Rule& rule, Table table) {
  std::string text;
  for (const Match& match : rule.matches) text += match_text(match, table) + " ";
  return text + action_text(rule.action);
}

}  // namespace mydocker::firewall
