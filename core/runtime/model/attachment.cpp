#include "runtime/model/attachment.hpp"

#include "runtime/model/names.hpp"

namespace mydocker::model {

std::string container_name(const Attachment& attachment) {
  if (attachment.interface.empty() || attachment.interface == "eth0") return attachment.id;
  std::string name = attachment.id + ".";
  for (const char letter : attachment.interface)
    name += check_container_name(std::string("x") + letter).ok() ? letter : '_';
  return name;
}

}  // namespace mydocker::model
