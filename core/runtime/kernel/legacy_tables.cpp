#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/legacy_table.hpp"

namespace mydocker::kernel {
namespace {

// Returns the names of the tables that the kernel has loaded, with a line break before and after
// each name.
std::string loaded_tables(const char* names_file) {
  const base::UniqueFd file(::open(names_file, O_RDONLY | O_CLOEXEC));
  std::array<char, 1024> text{};  // the kernel has five tables, and their names are short
  const ssize_t size = file ? ::read(file.get(), text.data(), text.size()) : 0;
  return "\n" + std::string(text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
}

template <class Legacy>
std::vector<ComparedPorts> ports_of(const LegacyRule<Legacy>& rule) {
  std::vector<ComparedPorts> ports;
  for (const auto& match : matches_of(rule))
    std::ranges::copy(xtables_ports(match.name, match.data), std::back_inserter(ports));
  return ports;
}

template <class Legacy>
ForeignRule translation_of(const LegacyRule<Legacy>& rule) {
  ForeignRule found;
  const auto target = rule.target_name();
  found.translates = (target == "DNAT" || target == "REDIRECT") && !rule.is_for_one_address();
  found.ports = ports_of(rule);
  if (rule.packet.proto != 0) found.protocol = static_cast<std::uint8_t>(rule.packet.proto);
  return found;
}

// Returns the name of the built-in chain whose first rule is at this position, such as "FORWARD".
// Empty: no built-in chain begins here.
template <class Legacy>
std::string built_in_chain(const LegacyTable<Legacy>& table, std::size_t at) {
  constexpr const char* kNames[] = {"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"};
  for (std::size_t hook = 0; hook < std::size(kNames); ++hook)
    if ((table.info.valid_hooks & (1U << hook)) != 0 && table.info.hook_entry[hook] == at)
      return kNames[hook];
  return {};
}

template <class Legacy>
std::vector<PortTranslation> translations(const LegacyTable<Legacy>& table,
                                          const std::vector<PortView>& ports) {
  std::vector<PortTranslation> found;
  std::string chain;
  int number = 0;
  for (const auto& rule : rules_of(table)) {
    ++number;
    if (const auto name = built_in_chain(table, rule.at); !name.empty()) {
      chain = name;
      number = 1;
    }
    // A user-defined chain begins with a target that contains the chain's name.
    if (rule.target_name() == XT_ERROR_TARGET) {
      chain = text_at(rule.bytes, rule.after_target(), XT_FUNCTION_MAXNAMELEN);
      number = 0;
      continue;
    }
    const auto translation = translation_of(rule);
    for (const auto& port : ports)
      if (translates(translation, port))
        found.push_back(
            {std::string(Legacy::kFamily) + " nat " + chain, port,
             std::string(Legacy::kTool) + " -t nat -D " + chain + " " + std::to_string(number)});
  }
  return found;
}

template <class Legacy>
LegacyRules rules_for(const RuleSearch& search) {
  LegacyRules rules;
  const std::string loaded = loaded_tables(Legacy::kNames);
  for (const std::string name : {"raw", "mangle", "nat", "filter", "security"}) {
    if (loaded.find("\n" + name + "\n") == std::string::npos) continue;
    const auto table = read_table<Legacy>(name);
    if (!table) continue;
    std::ranges::move(dropping_chains(*table, search), std::back_inserter(rules.dropping));
    if (name == "nat") rules.translations = translations(*table, search.ports);
  }
  return rules;
}

}  // namespace

LegacyRules legacy_rules(Family family, const RuleSearch& search) {
  return family == Family::v4 ? rules_for<LegacyV4>(search) : rules_for<LegacyV6>(search);
}

}  // namespace mydocker::kernel
