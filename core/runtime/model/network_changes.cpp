#include "runtime/model/network_changes.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "runtime/base/quoted.hpp"

namespace mydocker::model {
namespace {

constexpr const char* kNothing = "none";

std::string shown(const std::string& text) { return text.empty() ? kNothing : text; }
std::string shown(bool flag) { return flag ? "yes" : "no"; }
std::string shown(const std::optional<bool>& flag) { return flag ? shown(*flag) : kNothing; }

// Returns a name of one key of a map, for users. Example: the key "nas" of the field
// "aux_addresses" is shown as `aux address "nas"`.
std::string entry_name(std::string_view key, const std::string& entry) {
  key.remove_suffix(key.ends_with("sses") ? 2 : 1);
  std::string singular(key);
  std::ranges::replace(singular, '_', ' ');
  return singular + " " + base::quoted(entry);
}

std::string shown_entry(const Texts& texts, const std::string& key) {
  const auto found = texts.find(key);
  return found == texts.end() ? kNothing : base::quoted(found->second);
}

const DeclaredSubnet* find_subnet(const std::vector<DeclaredSubnet>& subnets,
                                  const std::string& prefix) {
  const auto found = std::ranges::find(subnets, prefix, &DeclaredSubnet::prefix);
  return found == subnets.end() ? nullptr : &*found;
}

// Collects the differences. There is one compare() for each type of field.
class Comparison {
 public:
  // The object does not own `spec`.
  explicit Comparison(const DeclaredNetwork& spec) : spec_(spec) {}

  template <class Owner>
  void compare(std::span<const DeclaredField<Owner>> fields, const Owner& now, const Owner& spec) {
    for (const auto& field : fields) {
      in_place_ = field.in_place;
      std::visit([&](auto member) { compare(field.key, now.*member, spec.*member); }, field.member);
    }
  }
  std::vector<FieldChange> take() { return std::move(changes_); }

 private:
  template <class Value>
  void compare(std::string_view key, const Value& now, const Value& spec) {
    if (now != spec) add(std::string(key), shown(now), shown(spec));
  }

  void compare(std::string_view key, const Texts& now, const Texts& spec) {
    std::set<std::string> entries;
    for (const auto& entry : now) entries.insert(entry.first);
    for (const auto& entry : spec) entries.insert(entry.first);
    for (const auto& entry : entries) {
      const auto from = shown_entry(now, entry);
      const auto to = shown_entry(spec, entry);
      if (from != to) add(entry_name(key, entry), from, to);
    }
  }

  // Compares lists without their order. Each text is compared separately.
  void compare(std::string_view key, const std::vector<std::string>& now,
               const std::vector<std::string>& spec) {
    const auto lacks = [](const std::vector<std::string>& words, const std::string& word) {
      return std::ranges::find(words, word) == words.end();
    };
    for (const auto& word : now)
      if (lacks(spec, word)) add(entry_name(key, word), "yes", "no");
    for (const auto& word : spec)
      if (lacks(now, word)) add(entry_name(key, word), "no", "yes");
  }

  void compare(std::string_view /*key*/, const std::vector<DeclaredSubnet>& now,
               const std::vector<DeclaredSubnet>& spec) {
    for (const auto& subnet : now) {
      if (find_subnet(spec, subnet.prefix) == nullptr && !is_left_open(spec_, subnet))
        add("subnet", subnet.prefix, kNothing);
    }
    for (const auto& subnet : spec) {
      const auto* old = find_subnet(now, subnet.prefix);
      if (old == nullptr) {
        add("subnet", kNothing, subnet.prefix);
        continue;
      }
      within_ = "subnet " + subnet.prefix + " ";
      compare(subnet_fields(), *old, subnet);
      within_.clear();
    }
  }

  void add(const std::string& what, const std::string& from, const std::string& to) {
    changes_.push_back({within_ + what, from, to, in_place_});
  }

  const DeclaredNetwork& spec_;
  std::vector<FieldChange> changes_;
  std::string within_;  // the subnet that has the field; empty: the network has it
  bool in_place_ = false;
};

}  // namespace

std::vector<FieldChange> changes_between(const DeclaredNetwork& now, const DeclaredNetwork& spec) {
  Comparison comparison(spec);
  comparison.compare(network_fields(), now, spec);
  return comparison.take();
}

}  // namespace mydocker::model
