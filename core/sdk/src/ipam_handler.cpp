#include "mydocker/ipam_handler.hpp"

#include <map>

namespace mydocker {
namespace {

// The names of the fields of a lease in its resource.
constexpr const char* kNetworkField = "network";
constexpr const char* kContainerField = "container";
constexpr const char* kMacField = "mac";
constexpr const char* kAddressesField = "addresses";
constexpr const char* kSubnetsField = "subnets";
constexpr const char* kExcludedField = "excluded";
constexpr std::string_view kOptionPrefix = "option.";

using Fields = std::map<std::string, std::string>;

template <class T>
std::string list_text(const std::vector<T>& values) {
  std::string text;
  for (const auto& value : values) text += (text.empty() ? "" : ",") + value.text();
  return text;
}

std::string text_in(const Fields& fields, const char* name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

template <class T>
Result<std::vector<T>> list_in(const Fields& fields, const char* name) {
  std::vector<T> values;
  const std::string whole = text_in(fields, name);
  for (std::string_view rest = whole; !rest.empty();) {
    const auto comma = rest.find(',');
    const auto value = T::parse(rest.substr(0, comma));
    if (!value)
      return Error(ErrorKind::driver,
                   std::string("field \"") + name + "\" of a lease: " + value.error().message());
    values.push_back(*value);
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return values;
}

Options options_in(const Fields& fields) {
  Fields options;
  for (const auto& [name, value] : fields)
    if (name.starts_with(kOptionPrefix)) options.emplace(name.substr(kOptionPrefix.size()), value);
  return Options(std::move(options));
}

}  // namespace

Custom custom_of(const Lease& lease) {
  Custom resource;
  resource.kind = kLeaseKind;
  resource.name = lease.endpoint;
  resource.fields = {{kNetworkField, lease.network},
                     {kContainerField, lease.container},
                     {kMacField, lease.mac.text()},
                     {kAddressesField, list_text(lease.addresses)},
                     {kSubnetsField, list_text(lease.subnets)},
                     {kExcludedField, list_text(lease.excluded)}};
  for (const auto& [key, value] : lease.options.values())
    resource.fields.emplace(std::string(kOptionPrefix) + key, value);
  return resource;
}

bool is_lease(const Custom& resource) { return resource.kind == kLeaseKind; }

Result<Lease> lease_of(const Custom& resource) {
  const auto& fields = resource.fields;
  Lease lease;
  lease.endpoint = resource.name;
  lease.network = text_in(fields, kNetworkField);
  lease.container = text_in(fields, kContainerField);
  MYDOCKER_TRY(const auto macs, list_in<MacAddress>(fields, kMacField));
  if (!macs.empty()) lease.mac = macs.front();
  MYDOCKER_TRY(lease.addresses, list_in<IpPrefix>(fields, kAddressesField));
  MYDOCKER_TRY(lease.subnets, list_in<IpPrefix>(fields, kSubnetsField));
  MYDOCKER_TRY(lease.excluded, list_in<IpAddress>(fields, kExcludedField));
  lease.options = options_in(fields);
  return lease;
}

IpamHandler::~IpamHandler() = default;

}  // namespace mydocker
