#include "publish_argument.hpp"

#include <algorithm>
#include <cctype>

namespace mydocker::cli {

std::string publish_argument(const PortFields& fields) {
  const auto& address = fields.host_address;
  std::string text = address.find(':') == std::string::npos ? address : "[" + address + "]";
  if (!text.empty()) text += ":";
  if (!text.empty() || !fields.host.empty()) text += fields.host + ":";
  std::string protocol = fields.protocol.empty() ? "tcp" : fields.protocol;
  std::ranges::transform(protocol, protocol.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  return text + fields.container + "/" + protocol;
}

}  // namespace mydocker::cli
