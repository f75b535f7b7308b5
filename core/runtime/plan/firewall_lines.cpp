#include <string>

#include "runtime/firewall/text.hpp"
#include "runtime/plan/resource_lines.hpp"
#include "runtime/plan/shell_lines.hpp"

namespace mydocker::plan {
namespace {

// Returns the commands for the routing rules of an internal network. `verb` is "add" or "delete".
// The rules refuse packets without the mark of the firewall tables.
std::string internal_rules(const Isolation& isolation, const std::string& verb) {
  std::string lines;
  for (const char* family : {"", "-6 "})
    lines += std::string(lines.empty() ? "" : " && ") + "ip " + family + "rule " + verb +
             " pref 27000 iif " + isolation.link + " fwmark 0/" + firewall::mark_text() +
             " prohibit protocol static";
  return lines;
}

// Returns the line that creates the tables and all set elements in one transaction. `start`
// contains the first nft(8) commands of the line.
std::string filled_tables_line(const std::string& start, std::span<const Resource> resources,
                               std::span<const firewall::Element> more) {
  auto all = firewall::elements_of(resources);
  all.insert(all.end(), more.begin(), more.end());
  const auto elements = firewall::add_command(all);
  const auto text = start + tables_text();
  return nft_line(elements.empty() ? text : text + "; " + elements);
}

}  // namespace

std::string nft_line(const std::string& text) { return "nft '" + text + "'"; }

std::string tables_text() {
  return firewall::to_text(firewall::Table::inet) + "\n" +
         firewall::to_text(firewall::Table::bridge);
}

std::string isolation_line(const Isolation& isolation) {
  auto line = nft_line(firewall::add_command(firewall::elements_of(isolation))) + " && " +
              protect_line(isolation.link);
  return isolation.internal ? line + " && " + internal_rules(isolation, "add") : line;
}

std::string antispoofing_line(const AntiSpoofing& guard) {
  const auto line = nft_line(firewall::add_command(firewall::elements_of(guard)));
  return guard.filter ? line + " && " + protect_line(guard.link) : line;
}

std::string no_isolation_line(const Isolation& isolation) {
  const auto line = nft_line(firewall::delete_command(firewall::elements_of(isolation)));
  return isolation.internal ? internal_rules(isolation, "delete") + " && " + line : line;
}

std::string restore_firewall_line(std::span<const Resource> resources,
                                  std::span<const firewall::Element> more) {
  std::string start;
  for (const auto table : firewall::kTables) start += firewall::empty_command(table) + "; ";
  return filled_tables_line(start, resources, more);
}

std::string replace_firewall_line(std::span<const Resource> resources,
                                  std::span<const firewall::Element> more) {
  std::string start;
  for (const auto table : firewall::kTables)
    start += firewall::empty_command(table) + "; " + firewall::delete_command(table) + "; ";
  return filled_tables_line(start, resources, more);
}

}  // namespace mydocker::plan
