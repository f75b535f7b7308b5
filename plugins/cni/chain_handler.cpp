#include "chain_handler.hpp"

#include <net/if.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "attachment_file.hpp"
#include "plugin_chain.hpp"

namespace cni {
namespace {

using mydocker::Custom;
using mydocker::Result;

// The path of the namespace that this thread has entered. Other processes can open it.
std::string this_namespace() {
  return "/proc/" + std::to_string(getpid()) + "/task/" + std::to_string(gettid()) + "/ns/net";
}

Result<PluginChain> chain_of(const AttachmentFile::Content& content, const Attachment& attachment,
                             const std::string& netns) {
  MYDOCKER_TRY(auto list, PluginList::parse(content.list));
  return PluginChain(std::move(list), attachment, netns);
}

// Runs DEL if ADD has begun. The file is removed when all plug-ins have succeeded.
Result<void> detach(const Attachment& attachment, const std::string& netns) {
  const AttachmentFile file(attachment.id);
  const auto content = file.read();
  if (content && !content->list.empty()) {
    MYDOCKER_TRY(const auto chain, chain_of(*content, attachment, netns));
    MYDOCKER_CHECK(chain.remove(content->result));
  }
  return file.remove();
}

Result<void> attach(const Attachment& attachment, const std::string& netns) {
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

Result<bool> is_attached(const Attachment& attachment) {
  const auto content = AttachmentFile(attachment.id).read();
  if (!content || content->result.is_null()) return false;
  if (if_nametoindex(attachment.interface.c_str()) == 0) return false;
  MYDOCKER_TRY(const auto chain, chain_of(*content, attachment, this_namespace()));
  return chain.check(content->result);
}

bool is_interface(const Custom& resource) { return resource.kind == kInterface; }

}  // namespace

Result<bool> ChainHandler::observe(const Custom& resource) const {
  const auto attachment = attachment_in(resource);
  if (is_interface(resource)) return is_attached(attachment);
  return AttachmentFile(attachment.id).read().has_value();
}

// What an earlier ADD has left is removed first: the plug-ins refuse a second ADD.
Result<void> ChainHandler::create(const Custom& resource) const {
  const auto attachment = attachment_in(resource);
  if (!is_interface(resource)) return AttachmentFile(attachment.id).write({});
  MYDOCKER_CHECK(detach(attachment, this_namespace()));
  return attach(attachment, this_namespace());
}

Result<void> ChainHandler::destroy(const Custom& resource) const {
  return detach(attachment_in(resource), is_interface(resource) ? this_namespace() : "");
}

}  // namespace cni
