#include "attachment.hpp"

namespace cni {
namespace {

std::string field(const mydocker::Custom& resource, const char* key) {
  const auto found = resource.fields.find(key);
  return found == resource.fields.end() ? std::string() : found->second;
}

// Returns a shell line that only shows what is called. One line of a script cannot run the whole
// list of plug-ins.
std::string call_line(const std::string& command, const CniAttachment& attachment) {
  return "true  # each plug-in of the list, with CNI_COMMAND=" + command +
         " CNI_IFNAME=" + attachment.interface;
}

void add_lines(const CniAttachment& attachment, mydocker::Custom& resource) {
  if (resource.kind == kInterface) {
    resource.create_lines = {call_line("ADD", attachment)};
    resource.destroy_lines = {call_line("DEL", attachment)};
    return;
  }
  const std::string file = "/run/mydocker/cni/" + attachment.id + ".json";
  resource.create_lines = {"mkdir -p /run/mydocker/cni", "echo '{}' > " + file};
  resource.destroy_lines = {"rm -f " + file};
}

}  // namespace

CniAttachment attachment_of(const mydocker::NetworkView& network,
                            const mydocker::EndpointView& endpoint) {
  return {.id = endpoint.id,
          .list = network.options.text("conflist"),
          .path = network.options.text("path"),
          .container = endpoint.container,
          .interface = endpoint.link_name,
          .mac = endpoint.mac.text(),
          .ports = endpoint.options.text("ports")};
}

mydocker::Custom resource_of(const CniAttachment& attachment, std::string_view kind) {
  mydocker::Custom resource;
  resource.place = kind == kInterface ? mydocker::Place::container : mydocker::Place::host;
  resource.kind = kind;
  resource.name = kind == kInterface ? attachment.interface : attachment.id;
  resource.fields = {{"id", attachment.id},
                     {"list", attachment.list},
                     {"path", attachment.path},
                     {"container", attachment.container},
                     {"interface", attachment.interface},
                     {"mac", attachment.mac},
                     {"ports", attachment.ports}};
  add_lines(attachment, resource);
  return resource;
}

CniAttachment attachment_in(const mydocker::Custom& resource) {
  return {.id = field(resource, "id"),
          .list = field(resource, "list"),
          .path = field(resource, "path"),
          .container = field(resource, "container"),
          .interface = field(resource, "interface"),
          .mac = field(resource, "mac"),
          .ports = field(resource, "ports")};
}

}  // namespace cni
