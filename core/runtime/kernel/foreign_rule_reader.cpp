#include "runtime/kernel/foreign_rules.hpp"

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "runtime/kernel/nft_attributes.hpp"
#include "runtime/kernel/nft_session.hpp"
#include "runtime/kernel/nft_sets.hpp"

namespace mydocker::kernel {
namespace {

// The part of a packet that an expression has loaded into the register. The next expression
// compares it.
enum class Loaded : std::uint8_t { other, address, port, protocol };

constexpr std::uint32_t kPortOffset = 2;  // offset of the destination port in TCP, UDP and SCTP

// Returns the number in the attribute, or nothing if the attribute is too short for it.
template <class Number>
std::optional<Number> whole_number(const nftnl_expr& expression, std::uint16_t attribute) {
  const auto data = data_in(expression, attribute);
  if (data.size() < sizeof(Number)) return std::nullopt;
  Number number{};
  std::memcpy(&number, data.data(), sizeof number);
  return number;
}

// Reads the expressions of one nftables rule, one after the other.
class RuleReader {
 public:
  explicit RuleReader(ForeignRule& rule) : rule_(rule) {}

  void read(const nftnl_expr& expression) {
    const auto name = text_in(expression, NFTNL_EXPR_NAME);
    if (name == "nat" || name == "redir") return translate(name, expression);
    if (name == "target") return target(text_in(expression, NFTNL_EXPR_TG_NAME));
    if (name == "meta") load_meta(expression);
    if (name == "payload") load_payload(expression);
    if (name == "cmp") compare(expression);
    if (name == "range") compare_range(expression);
    if (name == "lookup") compare_set(expression);
    if (name == "match") match(expression);
  }

 private:
  void target(std::string_view name) {
    rule_.translates = !for_one_address_ && (name == "DNAT" || name == "REDIRECT");
  }

  void translate(std::string_view name, const nftnl_expr& expression) {
    const bool destination =
        name == "redir" || number_in(expression, NFTNL_EXPR_NAT_TYPE) == NFT_NAT_DNAT;
    rule_.translates = destination && !for_one_address_;
  }

  void load_payload(const nftnl_expr& expression) {
    loaded_ = Loaded::other;
    const auto base = number_in(expression, NFTNL_EXPR_PAYLOAD_BASE);
    if (base == NFT_PAYLOAD_NETWORK_HEADER) loaded_ = Loaded::address;
    if (base == NFT_PAYLOAD_TRANSPORT_HEADER &&
        number_in(expression, NFTNL_EXPR_PAYLOAD_OFFSET) == kPortOffset)
      loaded_ = Loaded::port;
  }

  void load_meta(const nftnl_expr& expression) {
    const auto key = number_in(expression, NFTNL_EXPR_META_KEY);
    loaded_ = key == NFT_META_L4PROTO ? Loaded::protocol : Loaded::other;
  }

  void compare(const nftnl_expr& expression) {
    const auto operation = number_in(expression, NFTNL_EXPR_CMP_OP);
    if (loaded_ == Loaded::address) for_one_address_ = true;
    if (loaded_ == Loaded::protocol && operation == NFT_CMP_EQ)
      rule_.protocol = whole_number<std::uint8_t>(expression, NFTNL_EXPR_CMP_DATA);
    const auto port = whole_number<std::uint16_t>(expression, NFTNL_EXPR_CMP_DATA);
    if (loaded_ == Loaded::port && port) compare_port(operation, ntohs(*port));
  }

  // nft(8) writes a range of ports as two comparisons: its first port and its last port.
  void compare_port(std::uint32_t operation, std::uint16_t port) {
    auto ports = rule_.ports.empty() ? ComparedPorts{0, UINT16_MAX} : rule_.ports.front();
    if (operation == NFT_CMP_EQ) ports = {port, port};
    if (operation == NFT_CMP_GTE) ports.first = port;
    if (operation == NFT_CMP_LTE) ports.last = port;
    if (operation != NFT_CMP_NEQ) rule_.ports = {ports};
  }

  void compare_range(const nftnl_expr& expression) {
    if (loaded_ != Loaded::port || number_in(expression, NFTNL_EXPR_RANGE_OP) != NFT_RANGE_EQ)
      return;
    const auto first = whole_number<std::uint16_t>(expression, NFTNL_EXPR_RANGE_FROM_DATA);
    const auto last = whole_number<std::uint16_t>(expression, NFTNL_EXPR_RANGE_TO_DATA);
    if (first && last) rule_.ports = {{ntohs(*first), ntohs(*last)}};
  }

  void compare_set(const nftnl_expr& expression) {
    if (loaded_ == Loaded::address) for_one_address_ = true;
    if (loaded_ == Loaded::port) rule_.port_set = text_in(expression, NFTNL_EXPR_LOOKUP_SET);
  }

  void match(const nftnl_expr& expression) {
    const auto ports = xtables_ports(text_in(expression, NFTNL_EXPR_MT_NAME),
                                     data_in(expression, NFTNL_EXPR_MT_INFO));
    rule_.ports.insert(rule_.ports.end(), ports.begin(), ports.end());
  }

  ForeignRule& rule_;
  Loaded loaded_ = Loaded::other;
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
    reader.read(*one);
  nftnl_expr_iter_destroy(all);
  return found;
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
