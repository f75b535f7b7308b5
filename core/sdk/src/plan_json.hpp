// Parts of several documents: an entry of a plan ({"kind", "resource", "why", "lifetime"}), and a
// route of a network.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "json_reader.hpp"
#include "json_writer.hpp"
#include "mydocker/detail/visit.hpp"
#include "mydocker/network_view.hpp"
#include "resource_json.hpp"

namespace mydocker {

// Returns an empty resource of the kind `kind`, or nothing for an unknown kind.
template <std::size_t Index = 0>
std::optional<Resource> of_kind(std::string_view kind) {
  if constexpr (Index < std::variant_size_v<detail::ResourceKinds>) {
    Resource resource = std::variant_alternative_t<Index, detail::ResourceKinds>{};
    if (kind_of(resource) == kind) return resource;
    return of_kind<Index + 1>(kind);
  }
  return std::nullopt;
}

inline void resource_fields(json::Writer& writer, const Resource& resource) {
  writer("kind", kind_of(resource));
  detail::visit([&](const auto& value) { writer("resource", value); }, resource);
}

inline void resource_fields(json::FieldNames& names, const Resource& resource) {
  names("kind", resource);
  names("resource", resource);
}

inline void resource_fields(json::Reader& reader, Resource& resource) {
  std::string kind;
  reader("kind", kind);
  auto found = of_kind(kind);
  if (!found)
    return reader.fail(Error(ErrorKind::unsupported, "field \"" + reader.path().text() +
                                                         ".kind\": resource kind \"" + kind +
                                                         "\" is not known")
                           .hint("it may come from a newer version; upgrade mydocker"));
  resource = *std::move(found);
  detail::visit([&](auto& value) { reader("resource", value); }, resource);
}

void fields(auto& codec, SameAs<RouteView> auto& route) {
  codec("destination", route.destination);
  codec("via", route.via);
  codec("metric", route.metric);
  codec.optional("type", route.type);
}

void fields(auto& codec, SameAs<PlanEntry> auto& entry) {
  resource_fields(codec, entry.resource);
  codec("why", entry.why);
  codec("lifetime", entry.lifetime);
}

}  // namespace mydocker
