#include "runtime/app/script_writer.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "runtime/app/container_view.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/resource_lines.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {
namespace {

// Returns a link with this name, for a search. All kinds of links have the same kind of identity,
// so a bridge stands for all of them.
Bridge any_link(const std::string& name) {
  Bridge link;
  link.name = name;
  return link;
}

// Returns the namespace that contains the resource: `container`, or an empty text for the host.
std::string space_of(const Resource& resource, const std::string& container) {
  return place_of(resource) == Place::container ? container : std::string();
}

std::string space_name(const kernel::Netns& container) {
  return "namespace " + std::to_string(container.cookie());
}

std::string key_of(const Resource& resource, const std::string& container) {
  return space_of(resource, container) + " " + identity_of(resource);
}

// Returns the folder of this program if it is not in PATH, so that a shell would not find it. Empty
// if it is in PATH, or if this program is not mydocker.
std::string folder_outside_path() {
  std::error_code failed;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
  const char* path = std::getenv("PATH");
  const auto folder = program.parent_path().string();
  const auto folders = ":" + std::string(path == nullptr ? "" : path) + ":";
  const bool found = folders.find(":" + folder + ":") != std::string::npos;
  return failed || found || program.filename() != "mydocker" ? std::string() : folder;
}

}  // namespace

// A kernel that shows the real one with the simulated changes. Its own changes are only simulated.
class SimulatedKernel final : public kernel::Kernel {
 public:
  SimulatedKernel(ScriptWriter& writer, std::unique_ptr<kernel::Kernel> real, std::string container)
      : writer_(writer), real_(std::move(real)), container_(std::move(container)) {}

  Result<base::Observation> observe(const Resource& resource) override {
    using enum base::State;
    const auto* created = writer_.find_created(resource, container_);
    if (created == nullptr && writer_.is_removed(resource, container_)) return base::Observation{};
    if (created == nullptr) return real_->observe(resource);
    const auto* setting = created->get_if<Sysctl>();
    return base::Observation{*created == resource ? matches : differs,
                             {},
                             setting == nullptr ? std::string() : setting->value};
  }
  Result<void> allow_transit(const base::ForwardingRecord& /*record*/) override {
    writer_.accept();
    return {};
  }
  Result<std::string> link_since(const base::ForwardingRecord& record) override {
    return real_->link_since(record);
  }

  Result<std::string> other_owner_of_firewall() override {
    return real_->other_owner_of_firewall();
  }
  Result<std::string> firewall_drift() override {
    const bool is_new = writer_.find_created(Firewall{}, {}) != nullptr;
    return is_new ? std::string() : real_->firewall_drift();
  }
  Result<std::vector<Resource>> driver_rules() override { return real_->driver_rules(); }
  Result<kernel::ForeignRules> foreign_rules(const kernel::RuleSearch& search) override {
    return real_->foreign_rules(search);
  }

  Result<void> create(const Resource& resource) override {
    writer_.accept();
    writer_.mark_created(resource, container_);
    return {};
  }
  Result<void> restore_firewall(std::span<const Resource> resources,
                                std::span<const firewall::Element> /*more*/) override {
    writer_.accept();
    writer_.mark_created(Firewall{}, {});
    for (const auto& resource : resources) writer_.mark_created(resource, container_);
    return {};
  }
  Result<void> replace_firewall(std::span<const Resource> resources,
                                std::span<const firewall::Element> more) override {
    return restore_firewall(resources, more);
  }
  Result<void> update(const Resource& resource, const std::string& /*found*/) override {
    return create(resource);
  }
  Result<void> bring_up(const Resource& /*resource*/) override {
    writer_.accept();
    return {};
  }
  // Simulates the removal. A sysctl is not removed.
  Result<void> destroy(const Resource& resource) override {
    using enum base::State;
    const bool is_setting = resource.is<Sysctl>();
    MYDOCKER_TRY(const auto now, observe(resource));
    if (!is_setting && (now.state == absent || now.state == foreign)) {
      writer_.drop();
      return {};
    }
    writer_.accept();
    if (!is_setting) writer_.mark_removed(resource, container_);
    return {};
  }

 private:
  ScriptWriter& writer_;
  std::unique_ptr<kernel::Kernel> real_;
  std::string container_;
};

class SimulatedHostView final : public kernel::HostView {
 public:
  SimulatedHostView(const ScriptWriter& writer, kernel::HostView& real)
      : writer_(writer), real_(real) {}

  Result<std::optional<LinkFact>> link(const std::string& name) override {
    const auto* created = writer_.find_created(any_link(name), {});
    if (created == nullptr && writer_.is_removed(any_link(name), {}))
      return std::optional<LinkFact>();
    const auto* bridge = created == nullptr ? nullptr : created->get_if<Bridge>();
    if (bridge == nullptr) return real_.link(name);
    constexpr std::uint32_t kDefaultMtu = 1500;
    const auto mtu = bridge->mtu == 0 ? kDefaultMtu : bridge->mtu;
    return std::optional(LinkFact{name, "bridge", mtu, true, Medium::ethernet});
  }
  Result<bool> has_carrier(const std::string& name) override { return real_.has_carrier(name); }
  Result<bool> is_managed(const std::string& name) override {
    if (writer_.find_created(any_link(name), {}) != nullptr) return true;
    if (writer_.is_removed(any_link(name), {})) return false;
    return real_.is_managed(name);
  }
  bool is_broadcast(const IpAddress& address) override { return real_.is_broadcast(address); }
  Result<std::optional<LinkFact>> default_route() override { return real_.default_route(); }
  Result<std::vector<kernel::DefaultRoute>> default_routes(Family family) override {
    return real_.default_routes(family);
  }
  Result<std::string> advertised_link() override { return real_.advertised_link(); }
  bool has_ipv6() override { return real_.has_ipv6(); }
  Result<std::vector<std::string>> kernel_features() override { return real_.kernel_features(); }
  Result<std::vector<kernel::HostPrefix>> host_prefixes() override {
    MYDOCKER_TRY(auto prefixes, real_.host_prefixes());
    const auto links = writer_.removed_links_.find({});
    if (links == writer_.removed_links_.end()) return prefixes;
    std::erase_if(prefixes, [&](const kernel::HostPrefix& one) {
      return links->second.contains("host " + real_.link_name(one.link));
    });
    return prefixes;
  }
  std::string link_name(int index) override { return real_.link_name(index); }
  std::string link_towards(const IpAddress& address) override {
    return real_.link_towards(address);
  }
  std::string link_between(const IpAddress& from, const IpAddress& to) override {
    return real_.link_between(from, to);
  }
  Result<std::vector<kernel::RefusingRule>> refusing_rules(
      const std::string& link, const std::vector<IpPrefix>& prefixes) override {
    return real_.refusing_rules(link, prefixes);
  }
  bool forwards(Family family, const std::string& link) override {
    return real_.forwards(family, link);
  }

 private:
  const ScriptWriter& writer_;
  kernel::HostView& real_;
};

// Simulates the changes of Custom resources. A dry run cannot know whether a resource exists when
// the script runs. So its removal is always a line of the script.
class SimulatedCustomPort final : public apply::CustomPort {
 public:
  SimulatedCustomPort(ScriptWriter& writer, apply::CustomPort& real)
      : writer_(writer), real_(real) {}

  Result<CustomState> observe(const Custom& resource, const kernel::Netns* container) override {
    using enum CustomState;
    if (const auto* created = writer_.find_created(resource, {}))
      return *created == Resource(resource) ? matches : differs;
    if (writer_.is_removed(resource, {})) return absent;
    return real_.observe(resource, container);
  }
  Result<void> create(const Custom& resource, const kernel::Netns* /*container*/) override {
    writer_.accept();
    writer_.mark_created(resource, {});
    return {};
  }
  Result<void> update(const Custom& resource, const kernel::Netns* container) override {
    return create(resource, container);
  }
  Result<void> destroy(const Custom& resource, const kernel::Netns* /*container*/) override {
    writer_.accept();
    writer_.mark_removed(resource, {});
    return {};
  }

 private:
  ScriptWriter& writer_;
  apply::CustomPort& real_;
};

void ScriptWriter::step(const base::StepText& text) {
  announced_.push_back({std::string(text.why), std::string(text.command)});
}

std::string ScriptWriter::script(const std::string& title) {
  plan::Script script(title);
  const auto lines = std::exchange(lines_, {});
  const auto needs_program = [](const Line& line) {
    return line.command.find("mydocker network protect") != std::string::npos;
  };
  if (const auto folder = folder_outside_path();
      !folder.empty() && std::ranges::any_of(lines, needs_program))
    script.add("the folder of the program that adds the BPF filters",
               "PATH=$PATH:" + plan::shell_quoted(folder));
  for (const auto& line : lines) script.add(line.why, line.command);
  return script.text();
}

void ScriptWriter::accept() {
  if (announced_.empty()) return;
  lines_.push_back(std::move(announced_.front()));
  announced_.pop_front();
}

void ScriptWriter::drop() {
  if (!announced_.empty()) announced_.pop_front();
}

void ScriptWriter::mark_created(const Resource& resource, const std::string& container) {
  removed_.erase(key_of(resource, container));
  created_.insert_or_assign(key_of(resource, container), resource);
}

// Stores the removal. The real resources on a removed link stay removed, even if the link is
// created again.
void ScriptWriter::mark_removed(const Resource& resource, const std::string& container) {
  created_.erase(key_of(resource, container));
  removed_.insert(key_of(resource, container));
  for (const auto& link : plan::own_links(Plan().ensure(resource, {})))
    removed_links_[link.starts_with("host ") ? std::string() : container].insert(link);
}

const Resource* ScriptWriter::find_created(const Resource& resource,
                                           const std::string& container) const {
  const auto found = created_.find(key_of(resource, container));
  return found == created_.end() ? nullptr : &found->second;
}

bool ScriptWriter::is_removed(const Resource& resource, const std::string& container) const {
  if (removed_.contains(key_of(resource, container))) return true;
  const auto links = removed_links_.find(space_of(resource, container));
  return links != removed_links_.end() && plan::depends_on(resource, links->second);
}

std::unique_ptr<kernel::Kernel> ScriptWriter::wrap(std::unique_ptr<kernel::Kernel> real,
                                                   const kernel::Netns* container) {
  return std::make_unique<SimulatedKernel>(
      *this, std::move(real), container == nullptr ? std::string() : space_name(*container));
}

std::unique_ptr<kernel::HostView> ScriptWriter::wrap(std::unique_ptr<kernel::HostView> real,
                                                     const kernel::Netns& container) {
  const auto links = removed_links_.find(space_name(container));
  if (links == removed_links_.end()) return real;
  return without_links(std::move(real), links->second);
}

kernel::HostView* ScriptWriter::wrap(kernel::HostView& real) {
  if (!host_) host_ = std::make_unique<SimulatedHostView>(*this, real);
  return host_.get();
}

apply::CustomPort& ScriptWriter::wrap(apply::CustomPort& real) {
  auto& view = custom_[&real];
  if (!view) view = std::make_unique<SimulatedCustomPort>(*this, real);
  return *view;
}

}  // namespace mydocker::app
