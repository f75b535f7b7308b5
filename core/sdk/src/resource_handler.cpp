#include "mydocker/resource_handler.hpp"

#include <array>
#include <cstddef>

namespace mydocker {

std::string_view name_of(CustomState state) {
  constexpr std::array<std::string_view, 3> kNames{"absent", "matches", "differs"};
  return kNames[static_cast<std::size_t>(state)];
}

ResourceHandler::~ResourceHandler() = default;

Result<void> ResourceHandler::update(const Custom& resource, HandlerContext& context) const {
  MYDOCKER_CHECK(destroy(resource, context));
  return create(resource, context);
}

}  // namespace mydocker
