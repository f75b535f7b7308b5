// A driver for networks whose containers are connected by existing CNI plug-ins. A network has a
// list of plug-ins, for example bridge, portmap and firewall.
//
// The plug-ins are programs that change the kernel. So the plan has Custom resources, and a handler
// runs the plug-ins.
#include <net/if.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "attachment.hpp"
#include "mydocker/sdk.hpp"
#include "plugin_chain.hpp"
#include "plugin_list.hpp"

namespace cni {
namespace {

using mydocker::Custom;
using mydocker::CustomState;
using mydocker::HandlerContext;
using mydocker::Result;

// --- the handler creates, checks and removes attachments by running their plug-ins

// The handler of both resources of an endpoint (attachment.hpp). The handler runs in a thread of
// its own. The first thread of the process stays in the host's namespace.
class ChainHandler final : public mydocker::ResourceHandler {
 public:
  Result<CustomState> observe(const Custom& resource, HandlerContext& context) const override;
  Result<void> create(const Custom& resource, HandlerContext& context) const override;
  Result<void> destroy(const Custom& resource, HandlerContext& context) const override;
};

// --- data that the CNI commands DEL and CHECK need later: the configuration and the result of ADD

// One file below /run/mydocker/cni, which belongs to one endpoint. Only root can read it. A reboot
// deletes the file and the namespaces of the kernel.
class AttachmentFile {
 public:
  explicit AttachmentFile(const std::string& id);

  struct Content {
    std::string list;  // the text of the configuration; empty: ADD has not begun
    Json result;       // null: ADD has not succeeded
  };
  // Returns the content, or nothing if the file does not exist or is damaged.
  [[nodiscard]] std::optional<Content> read() const;
  // Replaces the whole file.
  [[nodiscard]] mydocker::Result<void> write(const Content& content) const;
  [[nodiscard]] mydocker::Result<void> remove() const;

 private:
  std::string path_;
};

constexpr const char* kFolders[] = {"/run/mydocker", "/run/mydocker/cni"};

mydocker::Error file_error(const std::string& what, const std::string& path) {
  return {mydocker::ErrorKind::kernel, what + " " + path + ": " + std::strerror(errno)};
}

mydocker::Result<void> create_folders() {
  constexpr mode_t kPrivate = 0700;
  for (const char* folder : kFolders)
    if (mkdir(folder, kPrivate) != 0 && errno != EEXIST) return file_error("create", folder);
  return {};
}

AttachmentFile::AttachmentFile(const std::string& id)
    : path_(std::string(kFolders[1]) + "/" + id + ".json") {}

std::optional<AttachmentFile::Content> AttachmentFile::read() const {
  std::ifstream input(path_);
  const std::string text{std::istreambuf_iterator<char>(input), {}};
  const Json json = Json::parse(text).value_or({});
  if (!json["list"].is_string()) return std::nullopt;
  return Content{json["list"].string(), json["result"]};
}

mydocker::Result<void> AttachmentFile::write(const Content& content) const {
  MYDOCKER_CHECK(create_folders());
  const std::string temporary = path_ + ".new";
  std::ofstream output(temporary);
  output << Json{{"list", content.list}, {"result", content.result}};
  output.close();
  if (!output || rename(temporary.c_str(), path_.c_str()) != 0)
    return file_error("write", temporary);
  return {};
}

mydocker::Result<void> AttachmentFile::remove() const {
  if (unlink(path_.c_str()) != 0 && errno != ENOENT) return file_error("remove", path_);
  return {};
}

// Returns the path of the namespace that this thread has entered. Other processes can open it.
std::string this_namespace() {
  return "/proc/" + std::to_string(getpid()) + "/task/" + std::to_string(gettid()) + "/ns/net";
}

Result<PluginChain> chain_of(const AttachmentFile::Content& content,
                             const CniAttachment& attachment, const std::string& netns) {
  MYDOCKER_TRY(auto list, PluginList::parse(content.list));
  return PluginChain(std::move(list), attachment, netns);
}

// Runs the CNI command DEL if ADD has begun before. The file is removed when all plug-ins have
// succeeded.
Result<void> detach(const CniAttachment& attachment, const std::string& netns) {
  const AttachmentFile file(attachment.id);
  const auto content = file.read();
  if (content && !content->list.empty()) {
    MYDOCKER_TRY(const auto chain, chain_of(*content, attachment, netns));
    MYDOCKER_CHECK(chain.remove(content->result));
  }
  return file.remove();
}

Result<void> attach(const CniAttachment& attachment, const std::string& netns) {
  MYDOCKER_TRY(auto list, PluginList::read(attachment.list));
  std::ifstream input(attachment.list);
  AttachmentFile::Content content{{std::istreambuf_iterator<char>(input), {}}, {}};
  const PluginChain chain(std::move(list), attachment, netns);
  MYDOCKER_CHECK(chain.can_begin());
  const AttachmentFile file(attachment.id);
  MYDOCKER_CHECK(file.write(content));
  MYDOCKER_TRY(content.result, chain.add());
  return file.write(content);
}

Result<bool> is_attached(const CniAttachment& attachment) {
  const auto content = AttachmentFile(attachment.id).read();
  if (!content || content->result.is_null()) return false;
  if (if_nametoindex(attachment.interface.c_str()) == 0) return false;
  MYDOCKER_TRY(const auto chain, chain_of(*content, attachment, this_namespace()));
  return chain.check(content->result);
}

bool is_interface(const Custom& resource) { return resource.kind == kInterface; }

CustomState state_of(bool exists) { return exists ? CustomState::matches : CustomState::absent; }

Result<CustomState> ChainHandler::observe(const Custom& resource,
                                          HandlerContext& /*context*/) const {
  const auto attachment = attachment_in(resource);
  if (!is_interface(resource)) return state_of(AttachmentFile(attachment.id).read().has_value());
  MYDOCKER_TRY(const bool attached, is_attached(attachment));
  return state_of(attached);
}

// Runs the CNI command ADD. First, it removes what an earlier ADD has left, because plug-ins refuse
// a second ADD.
Result<void> ChainHandler::create(const Custom& resource, HandlerContext& /*context*/) const {
  const auto attachment = attachment_in(resource);
  if (!is_interface(resource)) return AttachmentFile(attachment.id).write({});
  MYDOCKER_CHECK(detach(attachment, this_namespace()));
  return attach(attachment, this_namespace());
}

Result<void> ChainHandler::destroy(const Custom& resource, HandlerContext& /*context*/) const {
  return detach(attachment_in(resource), is_interface(resource) ? this_namespace() : "");
}

using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::Plan;

constexpr std::string_view kResources[] = {"loopback", "custom"};
constexpr std::string_view kTraits[] = {"handler-addresses", "no-gateway"};
constexpr mydocker::OptionSpec kOptions[] = {
    {.key = "conflist", .help = "the file with the list of plug-ins, an absolute path"},
    {.key = "path",
     .help = "the folders of the plug-ins, separated by colons",
     .default_value = "/usr/lib/cni:/opt/cni/bin"},
    {.key = "ports",
     .scope = mydocker::OptionScope::endpoint,
     .help = "ports for the plug-in portmap: HOST:CONTAINER[/PROTOCOL], separated by commas"}};
constexpr mydocker::DriverInfo kInfo{
    .name = "cni",
    .version = "1.0.0",
    .summary = "containers that existing CNI plug-ins connect",
    .license = "Apache-2.0",
    .resources = kResources,
    .options = kOptions,
    .traits = kTraits,
};

Error wrong_option(const std::string& what, const std::string& hint) {
  return Error(ErrorKind::invalid_argument, what).hint(hint);
}

class CniDriver final : public mydocker::NetworkDriver {
 public:
  [[nodiscard]] Result<Plan> plan_network(const mydocker::NetworkView& network,
                                          const mydocker::HostFacts& /*host*/) const override {
    if (!network.options.text("conflist").starts_with('/'))
      return wrong_option("option \"conflist\" is not an absolute path",
                          "for example -o conflist=/etc/cni/net.d/50-pods.conflist");
    if (network.internal)
      return wrong_option("--internal: the plug-ins decide what the containers reach",
                          "leave --internal out");
    return Plan{};
  }

  [[nodiscard]] Result<Plan> plan_endpoint(const mydocker::NetworkView& network,
                                           const mydocker::EndpointView& endpoint,
                                           const mydocker::HostFacts& /*host*/) const override {
    const auto attachment = attachment_of(network, endpoint);
    MYDOCKER_CHECK(capabilities_of(attachment));
    Plan plan;
    mydocker::blocks::bring_up_loopback(plan);
    plan.ensure(resource_of(attachment, kAttachment),
                "keep the result of the plug-ins until they have removed everything");
    plan.ensure(resource_of(attachment, kInterface), "run the plug-ins of the list");
    return plan;
  }

  [[nodiscard]] const mydocker::ResourceHandler* handler() const noexcept override {
    return &handler_;
  }

 private:
  ChainHandler handler_;
};

}  // namespace

}  // namespace cni

MYDOCKER_EXPORT_DRIVER(cni::CniDriver, cni::kInfo)
