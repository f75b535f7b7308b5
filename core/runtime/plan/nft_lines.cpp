#include "runtime/plan/nft_lines.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/firewall_text.hpp"

namespace mydocker::plan {
namespace {

struct SetElements {
  std::string set;  // "inet mydocker links"
  std::vector<std::string> elements;
};

// One command, so that all of it is done or nothing. Nothing in it needs a shell's single quotes.
std::string nft(Change change, const std::vector<SetElements>& sets) {
  std::string text;
  for (const auto& [set, elements] : sets) {
    std::string list;
    for (const auto& element : elements) list.append(list.empty() ? "" : ", ").append(element);
    text += text.empty() ? "" : "; ";
    text += (change == Change::add ? "add" : "delete");
    text.append(" element ").append(set).append(" { ").append(list).append(" }");
  }
  return "nft '" + text + "'";
}

std::string inet(const std::string& name) { return "inet mydocker " + name; }
std::string bridge(const std::string& name) { return "bridge mydocker " + name; }

std::string family_digit(const IpAddress& address) { return address.is_v4() ? "4" : "6"; }

std::string quoted(const std::string& link) { return "\"" + link + "\""; }

// A deletion names the key alone.
std::string translated(Change change, const PublishedPort& port, unsigned n) {
  std::string key = port.host_address ? port.host_address->text() + " . " : "";
  key += std::string(name_of(port.protocol)) + " . " + std::to_string(port.host_port + n);
  if (change == Change::remove) return key;
  return key + " : " + port.container_address.text() + " . " +
         std::to_string(port.container_port + n);
}

std::string routed(const PublishedPort& port, unsigned n) {
  return port.container_address.text() + " . " + std::string(name_of(port.protocol)) + " . " +
         std::to_string(port.container_port + n);
}

// nft(8) writes what it has no name for as one number.
std::string as_number(const IpAddress& address) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "0x";
  for (const auto byte : address.bytes()) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

}  // namespace

std::string make_tables_line() {
  return "nft '" + std::string(base::kInetTableText) + "; " + std::string(base::kBridgeTableText) +
         "'";
}

std::string delete_tables_line() {
  return "nft 'delete table inet mydocker; delete table bridge mydocker'";
}

std::string elements_line(Change change, const Masquerade& masquerade) {
  const auto source = masquerade.source.text();
  const auto digit = family_digit(masquerade.source.address);
  if (!masquerade.address) return nft(change, {{inet("masquerade" + digit), {source}}});
  const auto value = change == Change::add ? " : " + masquerade.address->text() : "";
  return nft(change, {{inet("snat" + digit), {source + value}}});
}

std::string elements_line(Change change, const Isolation& isolation) {
  const auto name = quoted(isolation.link);
  std::vector<SetElements> sets{{inet("links"), {name}}, {inet("hairpin"), {name + " . " + name}}};
  if (!isolation.no_icc) sets.push_back({inet("allowed_pairs"), {name + " . " + name}});
  if (isolation.internal) sets.push_back({inet("internal_links"), {name}});
  for (const auto& prefix : isolation.peer_prefixes)
    sets.push_back(
        {inet("peer_prefixes" + family_digit(prefix.address)), {name + " . " + prefix.text()}});
  return nft(change, sets);
}

std::string elements_line(Change change, const ForwardAllow& allow) {
  if (!allow.from.empty())
    return nft(change, {{inet("allowed_pairs"), {quoted(allow.from) + " . " + quoted(allow.to)}}});
  std::vector<SetElements> sets;
  if (allow.family != Family::v6) sets.push_back({inet("unprotected4"), {quoted(allow.to)}});
  if (allow.family != Family::v4) sets.push_back({inet("unprotected6"), {quoted(allow.to)}});
  return nft(change, sets);
}

std::string elements_line(Change change, const PublishedPort& port) {
  const bool nat = port.mode == PortMode::nat;
  SetElements all;
  const std::string name = !nat ? "routed" : port.host_address ? "ports_at" : "ports";
  all.set = inet(name + family_digit(port.container_address));
  for (unsigned n = 0; n < port.count; ++n)
    all.elements.push_back(nat ? translated(change, port, n) : routed(port, n));
  return nft(change, {std::move(all)});
}

std::string elements_line(Change change, const AntiSpoofing& antispoofing) {
  const auto name = quoted(antispoofing.link);
  if (antispoofing.routed) {
    std::vector<SetElements> bound{{inet("source_checked"), {name}}};
    for (const auto& address : antispoofing.addresses)
      bound.push_back({inet("sources" + family_digit(address)), {name + " . " + address.text()}});
    return nft(change, bound);
  }
  std::vector<SetElements> sets{{bridge("antispoof"), {name}},
                                {bridge("macs"), {name + " . " + antispoofing.mac.text()}}};
  if (antispoofing.any_address) sets.push_back({bridge("antispoof_any_address"), {name}});
  for (const auto& address : antispoofing.addresses) {
    sets.push_back({bridge("addresses" + family_digit(address)), {name + " . " + address.text()}});
    if (!address.is_v4())
      sets.push_back({bridge("nd_targets"), {name + " . " + as_number(address)}});
  }
  return nft(change, sets);
}

}  // namespace mydocker::plan
