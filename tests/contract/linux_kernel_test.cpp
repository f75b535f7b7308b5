#include <sched.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>

#include "contract/kernel_contract.hpp"
#include "runtime/base/service_paths.hpp"
#include "runtime/kernel/linux_kernel.hpp"
#include "support/json.hpp"
#include "support/netns_fixture.hpp"
#include "support/own_netns.hpp"

namespace mydocker::testing {
namespace {

// Only what the resources decide. The carrier state and link-local addresses are left out, because
// the kernel changes them some time later.
std::string text_of_link(const Json& link) {
  const auto flags = link["flags"].items();
  const bool up = std::ranges::find(flags, Json("UP")) != flags.end();
  std::string text = "link";
  for (const char* key : {"ifname", "address", "mtu", "group", "master", "inet6_addr_gen_mode"})
    text += " " + link[key].dump();
  text += " " + link["linkinfo"]["info_kind"].dump();
  return text + (up ? " up\n" : " down\n");
}

std::string text_of_addresses(const Json& link) {
  std::string text;
  for (const Json& address : link["addr_info"].items()) {
    if (address["scope"] == "link") continue;
    text += "address " + link["ifname"].dump();
    for (const char* key : {"local", "prefixlen", "broadcast", "scope", "nodad"})
      text += " " + address[key].dump();
    text += "\n";
  }
  return text;
}

std::string text_of_route(const Json& route) {
  if (route["dst"] == "fe80::/64") return {};
  std::string text = "route";
  for (const char* key : {"dst", "gateway", "dev", "protocol", "scope", "metric"})
    text += " " + route[key].dump();
  return text + "\n";
}

// `enter` is the prefix of each command.
std::string digest(const std::string& enter) {
  std::string text;
  const auto listed = [&](const std::string& command) {
    return json_from(output_of(enter + "ip -j " + command));
  };
  const Json links = listed("-d link");
  for (const Json& link : links.items()) text += text_of_link(link);
  const Json with_addresses = listed("-d address");
  for (const Json& link : with_addresses.items()) text += text_of_addresses(link);
  for (const char* family : {"-4", "-6"}) {
    const Json routes = listed(std::string(family) + " route");
    for (const Json& route : routes.items()) text += text_of_route(route);
  }
  text += output_of(enter + "ip neighbour show nud permanent") +
          output_of(enter + "ip neighbour show proxy") +
          output_of(enter + "sh -c 'tc qdisc show | grep 4d0d: || true'") +
          output_of(enter + "sh -c 'bridge fdb show | grep -e static -e extern_learn | sort'");
  text += output_of("find " + std::string(base::kRunDirectory) + " | sort");
  return text + output_of(enter + "nft list ruleset") +
         output_of(enter + "sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding");
}

// One line for each element, from `nft list ruleset`. There, the elements of a set are between
// braces and separated by commas.
std::vector<std::string> listed_elements(const std::string& enter) {
  std::vector<std::string> lines;
  std::istringstream listing(output_of(enter + "nft list ruleset"));
  std::string table;
  std::string set;
  bool inside = false;
  for (std::string line; std::getline(listing, line);) {
    std::istringstream words(line);
    std::string first;
    std::string second;
    std::string third;
    words >> first >> second >> third;
    if (first == "table") table = second + " " + third;
    if (first == "set" || first == "map") set = table + " " + second;
    inside = inside || first == "elements";
    if (!inside) continue;
    const auto begin = first == "elements" ? line.find('{') + 1 : std::string::npos;
    std::string rest = begin == std::string::npos ? line : line.substr(begin);
    inside = rest.find('}') == std::string::npos;
    std::istringstream list(rest.substr(0, rest.find('}')));
    for (std::string element; std::getline(list, element, ',');) {
      element = std::regex_replace(element, std::regex("^\\s+|\\s+$"), "");
      if (!element.empty()) lines.push_back(set + ": " + element);
    }
  }
  std::ranges::sort(lines);
  return lines;
}

// Does the changes of KernelHost with ip(8).
class WithIp : public KernelHost {
 public:
  void add_link(Place place, const std::string& name, const std::string& kind) override {
    output_of(ip(place) + "link add name " + name + " type " + kind);
  }
  void remove_link(Place place, const std::string& name) override {
    output_of(ip(place) + "link delete dev " + name);
  }
  void set_down(Place place, const std::string& name) override {
    output_of(ip(place) + "link set dev " + name + " down");
  }
  bool has_link(Place place, const std::string& name) override {
    return shell(ip(place) + "link show dev " + name).code == 0;
  }
  bool is_up(Place place, const std::string& name) override {
    return !output_of(ip(place) + "link show up dev " + name).empty();
  }

 private:
  [[nodiscard]] virtual std::string ip(Place place) const = 0;
};

// The host is the namespace of the test.
class FromWithin final : public WithIp {
 public:
  kernel::Kernel& kernel() override { return *kernel_; }
  std::string snapshot() override {
    return digest("") + digest("ip netns exec " + container_name_.name() + " ");
  }
  std::vector<std::string> elements() override { return listed_elements(""); }

 private:
  [[nodiscard]] std::string ip(Place place) const override {
    return place == Place::host ? "ip " : "ip -n " + container_name_.name() + " ";
  }

  NamedNetns container_name_{"c1"};
  kernel::Netns host_ = kernel::Netns::current().value();
  kernel::Netns container_ = kernel::Netns::open(container_name_.path()).value();
  std::unique_ptr<kernel::Kernel> kernel_ = kernel::open_linux_kernel(host_, &container_).value();
};

// The host is another namespace than that of the test. The namespace of the test must not change.
class FromOutside final : public WithIp {
 public:
  ~FromOutside() override { EXPECT_EQ(digest(""), before_); }
  FromOutside() = default;
  FromOutside(const FromOutside&) = delete;
  FromOutside& operator=(const FromOutside&) = delete;

  kernel::Kernel& kernel() override { return *kernel_; }
  std::string snapshot() override {
    return digest("ip netns exec " + host_name_.name() + " ") +
           digest("ip netns exec " + container_name_.name() + " ");
  }
  std::vector<std::string> elements() override {
    return listed_elements("ip netns exec " + host_name_.name() + " ");
  }

 private:
  [[nodiscard]] std::string ip(Place place) const override {
    return "ip -n " + (place == Place::host ? host_name_.name() : container_name_.name()) + " ";
  }

  std::string before_ = digest("");
  NamedNetns host_name_{"h1"};
  NamedNetns container_name_{"c1"};
  kernel::Netns host_ = kernel::Netns::open(host_name_.path()).value();
  kernel::Netns container_ = kernel::Netns::open(container_name_.path()).value();
  std::unique_ptr<kernel::Kernel> kernel_ = kernel::open_linux_kernel(host_, &container_).value();
};

template <class Kind>
std::unique_ptr<KernelHost> fresh() {
  EXPECT_TRUE(enter_own_netns());
  std::filesystem::create_directories(base::kRunDirectory);
  return std::make_unique<Kind>();
}

INSTANTIATE_TEST_SUITE_P(Linux, KernelContract,
                         ::testing::Values(&fresh<FromWithin>, &fresh<FromOutside>),
                         [](const auto& parameter) {
                           return std::string(parameter.index == 0 ? "FromWithin" : "FromOutside");
                         });

}  // namespace
}  // namespace mydocker::testing
