#include "support/snapshot.hpp"
#include "support/json.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <numeric>
#include <set>
#include <sstream>
#include <string_view>
#include <thread>
#include <vector>

#include "runtime/base/unique_fd.hpp"
#include "support/process.hpp"

namespace mydocker::testing {
namespace {

// Numbers that differ between two equal runs, and counters.
bool is_volatile(const std::string& key) {
  static const std::set<std::string> keys{
      "ifindex", "link_index", "handle", "stats", "stats64", "used", "age", "bytes", "packets",
      "gc_timer", "hello_timer", "tcn_timer", "topology_change_timer", "message_age_timer",
      "forward_delay_timer", "hold_timer", "link_netnsid", "broadcast_timer", "root_port",
      "operstate",
      // A bridge that had a port keeps the limit of that port.
      "tso_max_size"};
  return keys.contains(key);
}

// The kernel notices the carrier of a link with a delay. Then it adds the IPv6 multicast route of
// the link.
bool is_late(const Json& value) {
  return value["type"] == "multicast" || value == "NO-CARRIER" || value == "LOWER_UP" ||
         value == "linkdown";
}

// Returns the value without what differs between two equal runs.
Json normalized(const Json& value) {
  if (value.is_object()) {
    Json object = Json::object();
    for (const auto& [key, child] : value.fields())
      if (!is_volatile(key)) object[key] = normalized(child);
    return object;
  }
  if (!value.is_array()) return value;
  std::vector<Json> items;
  for (const auto& item : value.items())
    if (!is_late(item)) items.push_back(normalized(item));
  // Lists in the order of indexes or of a hash have no fixed order.
  std::ranges::sort(items, {}, [](const Json& item) { return item.dump(); });
  return items;
}

// One process lists all of this. `-d` also shows the attributes of each kind.
constexpr const char* kDumps =
    "link\naddress\nroute show table all\nrule\nneighbour show nud permanent\n"
    "neighbour show proxy\n";
constexpr const char* kDumpsFile = "/run/snapshot.batch";

std::vector<Json> lists_of(const Outcome& outcome) {
  std::istringstream lines(outcome.out);
  std::vector<Json> lists;
  for (std::string line; std::getline(lines, line);) {
    lists.push_back(Json::parse(line).value_or(Json::array({{{"unreadable", line}}})));
  }
  return lists;
}

// The kernel adds a local route for each address of IPv6 if the link has a carrier. A work queue
// does this some time later, so a snapshot would depend on the moment. The addresses themselves are
// in it.
bool is_local_route_of_the_kernel(const Json& item) {
  return item["type"] == "local" && item["protocol"] == "kernel" &&
         item["dst"].string().find(':') != std::string::npos;
}

// The lines of each list, below the command that prints it.
std::string links_and_routes() {
  std::ofstream(kDumpsFile) << kDumps;
  const auto outcome = run({"ip", "-j", "-d", "-force", "-batch", kDumpsFile});
  std::filesystem::remove(kDumpsFile);
  std::istringstream commands(kDumps);
  std::string text = outcome.err;
  for (const auto& list : lists_of(outcome)) {
    std::string command;
    std::getline(commands, command);
    text += "# ip " + command + "\n";
    const Json lines = normalized(list);
    for (const auto& item : lines.items())
      if (!is_local_route_of_the_kernel(item)) text += item.dump() + "\n";
  }
  return text;
}

// Rules are not sorted, because their order matters.
std::string ruleset() { return "# nft\n" + run({"nft", "-s", "list", "ruleset"}).out; }

// Adds "file:value" for each line of the file. Some settings can only be written.
void add_setting(int folder, const char* name, const std::string& path,
                 std::vector<std::string>& lines) {
  const base::UniqueFd file(::openat(folder, name, O_RDONLY | O_CLOEXEC));
  std::array<char, 4096> text{};
  const auto size = ::read(file.get(), text.data(), text.size());
  if (size <= 0) return;
  std::string_view rest(text.data(), static_cast<std::size_t>(size));
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    lines.push_back(path + ":" + std::string(rest.substr(0, end)));
    rest.remove_prefix(end);
  }
}

// A snapshot reads hundreds of files, so this uses the calls of the C library.
void add_settings(const std::string& folder, std::vector<std::string>& lines) {
  const std::string root = "/proc/sys/net/";
  const std::unique_ptr<DIR, int (*)(DIR*)> opened(::opendir((root + folder).c_str()), ::closedir);
  if (!opened) return;
  while (const dirent* entry = ::readdir(opened.get())) {
    const std::string name = entry->d_name;
    const auto path = folder + "/" + name;
    if (entry->d_type == DT_REG) add_setting(::dirfd(opened.get()), entry->d_name, path, lines);
    if (entry->d_type == DT_DIR && name != "." && name != "..") add_settings(path, lines);
  }
}

std::string settings() {
  std::vector<std::string> lines;
  add_setting(AT_FDCWD, "/proc/sys/net/ipv4/ip_forward", "ipv4/ip_forward", lines);
  for (const char* folder : {"ipv4/conf", "ipv6/conf", "bridge"}) add_settings(folder, lines);
  std::ranges::sort(lines);
  return std::accumulate(lines.begin(), lines.end(), std::string());
}

std::string snapshot() { return links_and_routes() + ruleset() + settings(); }

}  // namespace

std::string snapshot_here() { return snapshot(); }

// A thread enters the namespace. The programs that it starts and its /proc/sys/net belong to it.
std::string snapshot_of(const std::string& netns) {
  std::string text;
  std::thread([&] {
    const int fd = ::open(("/run/netns/" + netns).c_str(), O_RDONLY | O_CLOEXEC);
    text = fd >= 0 && ::setns(fd, CLONE_NEWNET) == 0 ? snapshot() : "no namespace " + netns + "\n";
    if (fd >= 0) ::close(fd);
  }).join();
  return text;
}

// The tables with records. Of the runtime's map, without the entries that can change without a
// change of a network. These are the number of entries, the position of the last assigned address,
// and copies.
std::string selects_of(const std::filesystem::path& database) {
  if (database.filename() == "definitions.db")
    return "select * from networks; select * from subnets";
  return "select * from plans; select hex(key), hex(value) from entries where "
         "substr(hex(key), 1, 8) in "
         "(hex('work'), hex('owne'), hex('shar'), hex('leas'), hex('insi'))";
}

std::string records_in(const std::string& state_dir) {
  std::string text;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(state_dir))
    if (entry.path().extension() == ".db")
      text += run({"sqlite3", entry.path().native(), selects_of(entry.path())}).out;
  return text;
}

std::string difference(const std::string& now, const std::string& before) {
  const auto lines_of = [](const std::string& text) {
    std::multiset<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.insert(line);
    return lines;
  };
  const auto here = lines_of(now);
  const auto there = lines_of(before);
  std::string text;
  std::vector<std::string> only;
  std::ranges::set_difference(there, here, std::back_inserter(only));
  for (const auto& line : only) text += "- " + line + "\n";
  only.clear();
  std::ranges::set_difference(here, there, std::back_inserter(only));
  for (const auto& line : only) text += "+ " + line + "\n";
  return text;
}

std::string without_leases(const std::string& snapshot) {
  std::string text = snapshot;
  for (const std::string subnet : {"192.168.0.", "fd00:1::"}) {
    for (auto at = text.find(subnet); at != std::string::npos; at = text.find(subnet, at + 1)) {
      const auto last = text.find_first_not_of("0123456789abcdef", at + subnet.size());
      text.replace(at, std::min(last, text.size()) - at, "LEASE");
    }
  }
  return text;
}

}  // namespace mydocker::testing
