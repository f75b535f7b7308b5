#include "runtime/kernel/foreign_rules.hpp"

#include <arpa/inet.h>
#include <libnftnl/expr.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "runtime/kernel/nft_session.hpp"
#include "runtime/kernel/nft_sets.hpp"

namespace mydocker::kernel {
namespace {

// The part of a packet that is in the register of the next comparison.
enum class Loaded : std::uint8_t { other, address, port, protocol, link };

constexpr std::uint32_t kPortOffset = 2;  // offset of the destination port in TCP, UDP and SCTP

template <class Number>
std::optional<Number> number_in(const nftnl_expr* expression, std::uint16_t attribute) {
  std::uint32_t size = 0;
  const void* data = nftnl_expr_get(expression, attribute, &size);
  if (data == nullptr || size < sizeof(Number)) return std::nullopt;
  Number number{};
  std::memcpy(&number, data, sizeof number);
  return number;
}

std::uint32_t value_of(const nftnl_expr* expression, std::uint16_t attribute) {
  return nftnl_expr_is_set(expression, attribute) ? nftnl_expr_get_u32(expression, attribute) : 0;
}

std::string_view text_in(const nftnl_expr* expression, std::uint16_t attribute) {
  const char* text = nftnl_expr_get_str(expression, attribute);
  return text == nullptr ? std::string_view() : text;
}

// Reads the expressions of one rule, one after the other.
class RuleReader {
 public:
  explicit RuleReader(ForeignRule& rule) : rule_(rule) {}

  void read(const nftnl_expr* expression) {
    const auto name = text_in(expression, NFTNL_EXPR_NAME);
    if (name == "immediate") return verdict(expression);
    if (name == "reject") return drop();
    if (name == "nat" || name == "redir") return translate(name, expression);
    if (name == "target") return target(text_in(expression, NFTNL_EXPR_TG_NAME));
    if (name == "counter" || name == "log") return;
    if (name == "meta") return load_meta(expression);
    if (name == "cmp" && loaded_ == Loaded::link) return compare_link(expression);
    unconditional_ = false;
    if (name == "payload") load_payload(expression);
    if (name == "cmp") compare(expression);
    if (name == "range") compare_range(expression);
    if (name == "lookup") compare_set(expression);
    if (name == "match") match(expression);
  }

 private:
  void drop() { rule_.drops_all = unconditional_; }

  void verdict(const nftnl_expr* expression) {
    if (!nftnl_expr_is_set(expression, NFTNL_EXPR_IMM_VERDICT)) return;
    const auto verdict = static_cast<int>(nftnl_expr_get_u32(expression, NFTNL_EXPR_IMM_VERDICT));
    if (verdict == NF_DROP) drop();
    rule_.lets_pass = verdict == NF_ACCEPT || verdict == NFT_JUMP || verdict == NFT_GOTO;
  }

  void target(std::string_view name) {
    if (name == "REJECT") drop();
    rule_.translates = !for_one_address_ && (name == "DNAT" || name == "REDIRECT");
  }

  void translate(std::string_view name, const nftnl_expr* expression) {
    const bool destination =
        name == "redir" || value_of(expression, NFTNL_EXPR_NAT_TYPE) == NFT_NAT_DNAT;
    rule_.translates = destination && !for_one_address_;
  }

  void load_payload(const nftnl_expr* expression) {
    loaded_ = Loaded::other;
    const auto base = value_of(expression, NFTNL_EXPR_PAYLOAD_BASE);
    if (base == NFT_PAYLOAD_NETWORK_HEADER) loaded_ = Loaded::address;
    if (base == NFT_PAYLOAD_TRANSPORT_HEADER &&
        value_of(expression, NFTNL_EXPR_PAYLOAD_OFFSET) == kPortOffset)
      loaded_ = Loaded::port;
  }

  void load_meta(const nftnl_expr* expression) {
    const auto key = value_of(expression, NFTNL_EXPR_META_KEY);
    loaded_ = key == NFT_META_L4PROTO                              ? Loaded::protocol
              : key == NFT_META_IIFNAME || key == NFT_META_OIFNAME ? Loaded::link
                                                                   : Loaded::other;
  }

  // A whole name has a zero byte at its end. Without this byte, the rule is for all names that
  // begin with the text.
  void compare_link(const nftnl_expr* expression) {
    const bool equal = value_of(expression, NFTNL_EXPR_CMP_OP) == NFT_CMP_EQ;
    if (!equal || !rule_.link.empty()) unconditional_ = false;
    std::uint32_t size = 0;
    const auto* data =
        static_cast<const char*>(nftnl_expr_get(expression, NFTNL_EXPR_CMP_DATA, &size));
    if (data == nullptr) return;
    const std::string_view bytes(data, size);
    const auto end = bytes.find('\0');
    rule_.link = end == std::string_view::npos ? std::string(bytes) + "*" : bytes.substr(0, end);
  }

  void compare(const nftnl_expr* expression) {
    const auto operation = value_of(expression, NFTNL_EXPR_CMP_OP);
    if (loaded_ == Loaded::address) for_one_address_ = true;
    if (loaded_ == Loaded::protocol && operation == NFT_CMP_EQ)
      rule_.protocol = number_in<std::uint8_t>(expression, NFTNL_EXPR_CMP_DATA);
    const auto port = number_in<std::uint16_t>(expression, NFTNL_EXPR_CMP_DATA);
    if (loaded_ == Loaded::port && port) compare_port(operation, ntohs(*port));
  }

  // nft(8) writes a range as two comparisons.
  void compare_port(std::uint32_t operation, std::uint16_t port) {
    auto ports = rule_.ports.empty() ? ComparedPorts{0, UINT16_MAX} : rule_.ports.front();
    if (operation == NFT_CMP_EQ) ports = {port, port};
    if (operation == NFT_CMP_GTE) ports.first = port;
    if (operation == NFT_CMP_LTE) ports.last = port;
    if (operation != NFT_CMP_NEQ) rule_.ports = {ports};
  }

  void compare_range(const nftnl_expr* expression) {
    if (loaded_ != Loaded::port || value_of(expression, NFTNL_EXPR_RANGE_OP) != NFT_RANGE_EQ)
      return;
    const auto first = number_in<std::uint16_t>(expression, NFTNL_EXPR_RANGE_FROM_DATA);
    const auto last = number_in<std::uint16_t>(expression, NFTNL_EXPR_RANGE_TO_DATA);
    if (first && last) rule_.ports = {{ntohs(*first), ntohs(*last)}};
  }

  void compare_set(const nftnl_expr* expression) {
    if (loaded_ == Loaded::address) for_one_address_ = true;
    if (loaded_ == Loaded::port) rule_.port_set = text_in(expression, NFTNL_EXPR_LOOKUP_SET);
  }

  void match(const nftnl_expr* expression) {
    std::uint32_t size = 0;
    const void* data = nftnl_expr_get(expression, NFTNL_EXPR_MT_INFO, &size);
    if (data == nullptr) return;
    const auto ports = xtables_ports(text_in(expression, NFTNL_EXPR_MT_NAME),
                                     {static_cast<const char*>(data), size});
    rule_.ports.insert(rule_.ports.end(), ports.begin(), ports.end());
  }

  ForeignRule& rule_;
  Loaded loaded_ = Loaded::other;
  bool unconditional_ = true;
  bool for_one_address_ = false;
};

}  // namespace

ForeignRule foreign_rule(nftnl_rule& rule) {
  ForeignRule found;
  const char* chain = nftnl_rule_get_str(&rule, NFTNL_RULE_CHAIN);
  if (chain != nullptr) found.chain = chain;
  found.handle = nftnl_rule_get_u64(&rule, NFTNL_RULE_HANDLE);
  RuleReader reader(found);
  nftnl_expr_iter* const all = allocated(nftnl_expr_iter_create(&rule));
  for (auto* one = nftnl_expr_iter_next(all); one != nullptr; one = nftnl_expr_iter_next(all))
    reader.read(one);
  nftnl_expr_iter_destroy(all);
  return found;
}

bool drops(const ForeignRule& rule, std::string_view link) {
  if (!rule.drops_all || rule.link.empty()) return rule.drops_all;
  const std::string_view name = rule.link;
  return name.ends_with('*') ? link.starts_with(name.substr(0, name.size() - 1)) : link == name;
}

bool translates(const ForeignRule& rule, const PortView& port) {
  if (!rule.translates) return false;
  if (rule.protocol && *rule.protocol != number_of(port.protocol)) return false;
  const int last = port.host_port + port.count - 1;
  return std::ranges::any_of(rule.ports, [&](const ComparedPorts& ports) {
    return ports.first <= last && port.host_port <= ports.last;
  });
}

}  // namespace mydocker::kernel
