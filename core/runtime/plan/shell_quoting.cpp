#include "runtime/plan/shell_quoting.hpp"

#include <string_view>

namespace mydocker::plan {
namespace {

constexpr std::string_view kNamedNamespaces = "/run/netns/";

// The name of the namespace for ip-netns(8). Empty if the path is not below /run/netns, or if the
// name needs quoting or looks like an option. Then the line uses the path.
std::string netns_name(const std::string& path) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  if (!path.starts_with(kNamedNamespaces)) return {};
  auto name = path.substr(kNamedNamespaces.size());
  const bool plain = name.find_first_not_of(kPlain) == std::string::npos && !name.starts_with('-');
  return plain ? name : std::string();
}

// The command runs in the namespace of the place.
std::string iproute2(const std::string& command, Place place, const ShellContext& context) {
  if (place == Place::host) return command + " ";
  const auto name = netns_name(context.netns_path);
  return name.empty() ? "nsenter --net=" + shell_quoted(context.netns_path) + " " + command + " "
                      : command + " -n " + name + " ";
}

}  // namespace

std::string shell_quoted(const std::string& word) {
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string ip(Place place, const ShellContext& context) { return iproute2("ip", place, context); }

std::string bridge(Place place, const ShellContext& context) {
  return iproute2("bridge", place, context);
}

std::string enter(Place place, const ShellContext& context) {
  if (place == Place::host) return "";
  const auto name = netns_name(context.netns_path);
  return name.empty() ? "nsenter --net=" + shell_quoted(context.netns_path) + " "
                      : "ip netns exec " + name + " ";
}

std::string netns_word(const ShellContext& context) {
  auto name = netns_name(context.netns_path);
  return name.empty() ? shell_quoted(context.netns_path) : name;
}

}  // namespace mydocker::plan
