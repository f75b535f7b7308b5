#include "runtime/conformance/wishes.hpp"

#include "runtime/model/option_check.hpp"

namespace mydocker::conformance {
namespace {

constexpr std::size_t kIdDigits = 64;

std::string id_from(const std::string& digits) {
  std::string id = digits;
  while (id.size() < kIdDigits) id += "0123456789abcdef"[id.size() % 16];
  return id;
}

// With the defaults, as the core hands options over; without one that the schema refuses (S04 tells
// of it).
Options completed(std::map<std::string, std::string> values, const Manifest& manifest,
                  OptionScope scope) {
  for (const auto& option : manifest.options) {
    if (option.scope != scope) continue;
    Manifest alone;
    alone.options = {option};
    const auto defaults = model::with_defaults({}, alone, scope);
    if (defaults) values.insert(defaults->begin(), defaults->end());
  }
  return Options(std::move(values));
}

// The link that a network on a LAN stands on, where the user names none, as the core chooses it.
void settle_parent(const Manifest& manifest, std::map<std::string, std::string>& options) {
  if (!manifest.can("lan")) return;
  for (const auto& option : manifest.options)
    if (option.key == "parent" && option.type == OptionType::link)
      options.emplace(option.key, kOutsideLink);
}

// The link of the network, and those that options of type `link` name: as far as the wish knows of
// them.
void settle_links(const Subject& subject, Wish& wish) {
  for (const auto& option : subject.driver().options) {
    const auto value = wish.network.options.text(option.key);
    if (option.type == OptionType::link && value == kOutsideLink)
      wish.host.links.push_back(*wish.host.default_route);
  }
}

}  // namespace

bool has_addresses(const Subject& subject) { return subject.driver().can("addresses"); }
bool has_ipv6(const Subject& subject) { return subject.driver().can("ipv6"); }
bool has_ports(const Subject& subject) { return subject.driver().can("ports"); }
bool shares_host(const Subject& subject) { return subject.driver().can("host-namespace"); }

Result<Wish> usual_wish(const Subject& subject) {
  const auto& manifest = subject.driver();
  MYDOCKER_TRY(auto given, model::check_options(subject.options, manifest, OptionScope::network));
  settle_parent(manifest, given);
  Wish wish;
  wish.what = "a usual network";
  wish.host.ipv6 = true;
  wish.host.default_route = LinkFact{kOutsideLink, "veth", kUsualMtu, true};
  wish.network.options = completed(std::move(given), manifest, OptionScope::network);
  wish.endpoint.options = completed({}, manifest, OptionScope::endpoint);
  wish.endpoint.link_name = "eth0";
  wish.endpoint.default_route = true;
  wish = of_network(std::move(wish), "aaaaaaaa", "kit");
  settle_links(subject, wish);
  if (has_addresses(subject)) wish = with_subnets(std::move(wish), {"10.77.0.0/24"});
  return of_endpoint(std::move(wish), "bbbbbbbb", "c1", 2);
}

Wish with_subnets(Wish wish, const std::vector<std::string>& prefixes) {
  wish.network.subnets.clear();
  wish.endpoint.addresses.clear();
  for (const auto& text : prefixes) {
    const auto prefix = IpPrefix::parse(text);
    if (!prefix) continue;
    const IpAddress gateway = prefix->address.plus(1);
    wish.network.subnets.push_back({*prefix, gateway});
    wish.endpoint.addresses.push_back({prefix->address.plus(2), prefix->length});
  }
  return wish;
}

Wish of_network(Wish wish, const std::string& digits, const std::string& name) {
  wish.network.id = id_from(digits);
  wish.network.name = name;
  const bool fits = check_link_name(name).ok();
  wish.network.link_name = fits ? name : derived_link_name("br-", wish.network.id);
  return wish;
}

Wish of_endpoint(Wish wish, const std::string& digits, const std::string& container,
                 unsigned address) {
  wish.endpoint.id = id_from(digits);
  wish.endpoint.container = container;
  wish.endpoint.mac = derived_mac(wish.endpoint.id, "container");
  for (std::size_t i = 0; i < wish.endpoint.addresses.size(); ++i)
    wish.endpoint.addresses[i].address = wish.network.subnets[i].prefix.address.plus(address);
  return wish;
}

documents::Request network_request(const Wish& wish) {
  documents::Request request;
  request.call = documents::Call::plan_network;
  request.network = wish.network;
  request.host = wish.host;
  return request;
}

documents::Request endpoint_request(const Wish& wish, const Plan& network) {
  documents::Request request = network_request(wish);
  request.call = documents::Call::plan_endpoint;
  request.endpoint = wish.endpoint;
  // As the core reads them for an endpoint's plan.
  request.host.default_route.reset();
  request.host.advertised_link.clear();
  for (const auto& entry : network.entries())
    if (const auto* bridge = std::get_if<Bridge>(&entry.resource))
      request.host.links.push_back(
          {bridge->name, "bridge", bridge->mtu == 0 ? kUsualMtu : bridge->mtu, true});
  return request;
}

}  // namespace mydocker::conformance
