#include "runtime/kernel/link_names.hpp"

#include <net/if.h>

#include <memory>

namespace mydocker::kernel {

std::vector<std::string> link_names() {
  struct Free {
    void operator()(struct if_nameindex* list) const noexcept { if_freenameindex(list); }
  };
  const std::unique_ptr<struct if_nameindex, Free> list(::if_nameindex());
  std::vector<std::string> names;
  if (!list) return names;
  for (const auto* link = list.get(); link->if_index != 0; ++link)
    names.emplace_back(link->if_name);
  return names;
}

}  // namespace mydocker::kernel
