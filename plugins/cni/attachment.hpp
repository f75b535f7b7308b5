// The resources of one endpoint, and what their fields contain.
//
// An endpoint has two resources, because the network namespace of a container can disappear before
// the endpoint is removed:
// - "cni-attachment" on the host: what plug-ins store outside the container, for example leases.
// - "cni-interface" in the container: what the command ADD creates.
#pragma once

#include <string>
#include <string_view>

#include "mydocker/sdk.hpp"

namespace cni {

inline constexpr std::string_view kAttachment = "cni-attachment";
inline constexpr std::string_view kInterface = "cni-interface";

// The key of an attachment, and the folders in which its plug-ins are.
struct CniAttachment {
  std::string id;         // id of the endpoint
  std::string list;       // the absolute path of the configuration
  std::string path;       // the folders of the plug-ins (CNI_PATH)
  std::string container;  // the value of CNI_CONTAINERID
  std::string interface;  // the value of CNI_IFNAME
  std::string mac;        // MAC for plug-ins with the capability "mac"
  std::string ports;      // ports for plug-ins with the capability "portMappings"; empty: none
};

CniAttachment attachment_of(const mydocker::NetworkView& network,
                            const mydocker::EndpointView& endpoint);

// Returns the resource for a plan. `kind` is kAttachment or kInterface.
mydocker::Custom resource_of(const CniAttachment& attachment, std::string_view kind);

// Returns the attachment that the fields of a resource describe. A missing field is an empty text.
CniAttachment attachment_in(const mydocker::Custom& resource);

}  // namespace cni
