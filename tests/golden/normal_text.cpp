#include "golden/normal_text.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <string_view>
#include <vector>

#include "support/process.hpp"

namespace mydocker::testing {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kHexAndColon = "0123456789abcdef:";

// A derived name: its prefix, its other letters, its length, and its replacement.
struct Derived {
  std::string_view start;
  std::string_view letters;
  std::size_t least;
  std::string_view name;
};
constexpr Derived kDerived[] = {{"veth-", kHex, 10, "VETH"},
                                {"br-", kHex, 12, "BRIDGE"},
                                {"02:4d:", kHexAndColon, 11, "MAC"},
                                {"0xfe80000000000000", kHex, 16, "LINKLOCAL"},
                                {"fe80::", kHexAndColon, 4, "LINKLOCAL"}};

std::string replaced(const std::string& text, const Derived& derived,
                     std::map<std::string, std::string>& names) {
  std::string result;
  std::size_t done = 0;
  for (auto at = text.find(derived.start); at != std::string::npos;
       at = text.find(derived.start, at + 1)) {
    const auto end =
        std::min(text.find_first_not_of(derived.letters, at + derived.start.size()), text.size());
    if (end - at - derived.start.size() < derived.least) continue;
    const auto found = text.substr(at, end - at);
    auto& name = names[found];
    if (name.empty()) name = std::string(derived.name) + std::to_string(names.size());
    result += text.substr(done, at - done) + name;
    done = end;
  }
  return result + text.substr(done);
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

// "a, b,\n c" -> sorted.
std::string sorted_elements(const std::string& list) {
  std::vector<std::string> elements;
  std::istringstream stream(list);
  for (std::string element; std::getline(stream, element, ',');)
    elements.push_back(trimmed(element));
  std::ranges::sort(elements);
  std::string text;
  for (const auto& element : elements) text += (text.empty() ? "" : ", ") + element;
  return text;
}

}  // namespace

std::string without_derived_names(std::string text) {
  constexpr std::string_view kTables = "$ nft 'table inet mydocker";
  if (const auto at = text.find(kTables); at != std::string::npos)
    text.replace(at, text.find("'\n", at) - at, "$ nft 'TABLES");
  for (const auto& derived : kDerived) {
    std::map<std::string, std::string> names;
    text = replaced(text, derived, names);
  }
  return text;
}

std::string elements_here() {
  const auto rules = shell("nft list ruleset").out;
  std::vector<std::string> lines;
  constexpr std::string_view kElements = "elements = {";
  for (auto at = rules.find(kElements); at != std::string::npos;
       at = rules.find(kElements, at + 1)) {
    const auto begin = at + kElements.size();
    const auto list = rules.substr(begin, rules.find('}', begin) - begin);
    // The lines above them: "\tset links {", and before that "table inet mydocker {".
    const auto set = std::max(rules.rfind("\tset ", at) + 1, rules.rfind("\tmap ", at) + 1);
    const auto table = rules.rfind("table ", at);
    const auto name = [&rules](std::size_t from) {
      return rules.substr(from, rules.find(' ', rules.find(' ', from) + 1) - from);
    };
    const auto set_name = name(set).substr(4);
    lines.push_back(name(table).substr(6) + " " + set_name + ": " + sorted_elements(list));
  }
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

}  // namespace mydocker::testing
