#include "runtime/model/network_spec.hpp"

#include <algorithm>

#include "mydocker/options.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/key_values.hpp"
#include "runtime/model/names.hpp"
#include "runtime/model/subnet_spec.hpp"

namespace mydocker::model {
namespace {

// Collects all errors into one, so that the user sees all of them in one message.
class Findings {
 public:
  // Stores the value in `place`, or adds the error. Returns whether there is a value.
  template <class T>
  bool take(Result<T> result, T& place) {
    if (!result.ok()) {
      add(std::move(result).error());
      return false;
    }
    place = *std::move(result);
    return true;
  }
  void add(const Error& error) {
    if (!all_) {
      all_ = error;
      return;
    }
    Error more(all_->kind(), all_->message() + "; " + error.message());
    for (const Error& one : {*all_, error})
      for (const auto& hint : one.hints())
        if (std::ranges::find(more.hints(), hint) == more.hints().end())
          more = std::move(more).hint(hint);
    all_ = std::move(more);
  }
  [[nodiscard]] Result<void> sum() const { return all_ ? Result<void>(*all_) : Result<void>(); }

 private:
  std::optional<Error> all_;
};

// Returns whether `word` is an address driver for networks without subnets.
bool has_no_subnets(const std::string& word) { return word == "none" || word == "null"; }

// Refuses subnets if the address driver has none. Docker's `null` and Podman's `none` do the same.
Result<void> check_unneeded_subnets(const NetworkSpec& spec) {
  if (!has_no_subnets(spec.ipam_driver) || spec.subnets.empty()) return {};
  return Error(ErrorKind::invalid_argument, "--ipam-driver " + spec.ipam_driver +
                                                " cannot be combined with --subnet " +
                                                base::quoted(spec.subnets.front()))
      .hint("for addresses that only connect --ip gives: --ipam-driver static");
}

// Refuses static addresses without a subnet. No container could have one.
Result<void> check_needed_subnets(const NetworkSpec& spec) {
  if (spec.ipam_driver != "static" || !spec.subnets.empty()) return {};
  return Error(ErrorKind::invalid_argument, "--ipam-driver static needs a --subnet")
      .hint("add --subnet PREFIX, or use --ipam-driver none for a network without addresses");
}

}  // namespace

Result<CheckedNetwork> check_network(const NetworkSpec& spec) {
  CheckedNetwork checked;
  Network& network = checked.network;
  network.name = spec.name;
  network.driver = spec.driver;
  network.internal = spec.internal;
  Findings wrong;
  if (auto name = check_network_name(spec.name); !name.ok()) wrong.add(name.error());
  const bool subnets = wrong.take(check_subnets(spec), network.subnets);
  network.ipam_driver = parse_ipam_driver(spec.ipam_driver);
  if (auto needed = check_unneeded_subnets(spec); !needed.ok()) wrong.add(needed.error());
  if (auto needed = check_needed_subnets(spec); !needed.ok()) wrong.add(needed.error());
  // If the subnets are invalid, the checks that need them are skipped.
  if (subnets)
    wrong.take(check_families(spec, network.subnets, network.ipam_driver), checked.families);
  if (subnets) wrong.take(check_routes(spec.routes, network.subnets), network.routes);
  wrong.take(check_key_values(spec.options, {"--opt", "KEY=VALUE", false}), network.options);
  wrong.take(check_key_values(spec.ipam_options, {"--ipam-opt", "KEY=VALUE", false}),
             network.ipam_options);
  wrong.take(check_key_values(spec.labels, {"--label", "KEY[=VALUE]", true}), network.labels);
  MYDOCKER_CHECK(wrong.sum());
  return checked;
}

namespace {

using enum ErrorKind;

constexpr std::string_view kStoredDriver = "driver ";

Result<std::optional<bool>> parse_switch(const std::string& option,
                                         const std::optional<std::string>& word) {
  if (!word) return std::optional<bool>();
  const auto flag = parse_flag(*word);
  if (flag.ok()) return std::optional<bool>(*flag);
  return Error(invalid_argument, option + "=" + base::quoted(*word) + " is not true or false")
      .hint("write " + option + " or " + option + "=false");
}

const Subnet* first_of(const std::vector<Subnet>& subnets, Family family) {
  const auto found = std::ranges::find_if(
      subnets, [&](const Subnet& subnet) { return subnet.prefix.address.family() == family; });
  return found == subnets.end() ? nullptr : &*found;
}

Result<void> check_not_off(const std::string& option, const std::optional<bool>& wanted,
                           const Subnet* subnet) {
  if (wanted.value_or(true) || subnet == nullptr) return {};
  return Error(invalid_argument, option + "=false cannot be combined with --subnet " +
                                     base::quoted(subnet->prefix.text()))
      .hint("leave out one of them");
}

// Checks that each named family has a subnet. --ipam-driver none and static need this.
Result<void> check_named(const std::string& option, const std::optional<bool>& wanted,
                         const Subnet* subnet) {
  if (!wanted.value_or(false) || subnet != nullptr) return {};
  return Error(invalid_argument, option + " needs a --subnet of that family")
      .hint("with --ipam-driver none and static no subnet is chosen");
}

}  // namespace

IpamDriver parse_ipam_driver(const std::string& word) {
  if (word == "default" || word == "host-local") return IpamDriver::builtin;
  if (word == "static" || has_no_subnets(word)) return IpamDriver::none;
  return IpamDriver(word);
}

std::string name_of(const IpamDriver& choice) {
  if (!choice.name().empty()) return std::string(kStoredDriver) + choice.name();
  return choice == IpamDriver::none ? "none" : "ours";
}

IpamDriver ipam_driver_from(std::string_view name) {
  if (name.starts_with(kStoredDriver))
    return IpamDriver(std::string(name.substr(kStoredDriver.size())));
  return name == "none" ? IpamDriver::none : IpamDriver::builtin;
}

Result<Families> check_families(const NetworkSpec& spec, const std::vector<Subnet>& subnets,
                                const IpamDriver& choice) {
  MYDOCKER_TRY(const auto v4, parse_switch("--ipv4", spec.ipv4));
  MYDOCKER_TRY(const auto v6, parse_switch("--ipv6", spec.ipv6));
  const Subnet* const first_v4 = first_of(subnets, Family::v4);
  const Subnet* const first_v6 = first_of(subnets, Family::v6);
  MYDOCKER_CHECK(check_not_off("--ipv4", v4, first_v4));
  MYDOCKER_CHECK(check_not_off("--ipv6", v6, first_v6));
  if (choice == IpamDriver::none) {
    MYDOCKER_CHECK(check_named("--ipv4", v4, first_v4));
    MYDOCKER_CHECK(check_named("--ipv6", v6, first_v6));
    return Families{first_v4 != nullptr, first_v6 != nullptr};
  }
  const Families families{v4.value_or(true), v6.value_or(first_v6 != nullptr)};
  if (families.v4 || families.v6) return families;
  return Error(invalid_argument, "a network without IPv4 and without IPv6 has no addresses")
      .hint("add --ipv6, or --ipam-driver none for a network without addresses");
}

}  // namespace mydocker::model
