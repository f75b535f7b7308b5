// The resources of one endpoint, and what their fields contain.
//
// An endpoint has two resources, because a container can end without its network namespace:
// - "cni-attachment" on the host: what plug-ins keep outside the container, for example leases.
// - "cni-interface" in the container: what ADD creates.
#pragma once

#include <string>
#include <string_view>

#include "mydocker/sdk.hpp"

namespace cni {

inline constexpr std::string_view kAttachment = "cni-attachment";
inline constexpr std::string_view kInterface = "cni-interface";

// The key of an attachment, and the folders of its plug-ins.
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

// Returns the resource of this kind for a plan.
mydocker::Custom resource_of(const CniAttachment& attachment, std::string_view kind);

// Returns the attachment that a planned resource describes. If a field is missing, its text is
// empty.
CniAttachment attachment_in(const mydocker::Custom& resource);

}  // namespace cni
