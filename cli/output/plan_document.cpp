#include "output/plan_document.hpp"

namespace mydocker::cli {
namespace {

const char* name_of(Medium medium) {
  switch (medium) {
    case Medium::ethernet:
      return "ethernet";
    case Medium::loopback:
      return "loopback";
    case Medium::wireless:
      return "wireless";
    case Medium::other:
      return "other";
  }
  return "other";
}

Json link_json(const LinkFact& link) {
  return {{"Name", link.name},
          {"Kind", link.kind},
          {"MTU", link.mtu},
          {"Up", link.up},
          {"Medium", name_of(link.medium)},
          {"Master", link.master}};
}

Json facts_json(const HostFacts& facts) {
  Json links = Json::array();
  for (const auto& link : facts.links) links.push_back(link_json(link));
  Json json;
  json["DefaultRoute"] = facts.default_route ? link_json(*facts.default_route) : Json();
  json["Links"] = std::move(links);
  json["IPv6"] = facts.ipv6;
  json["AdvertisedLink"] = facts.advertised_link;
  return json;
}

}  // namespace

void add_plan(Json& json, const app::PlanReport& plan) {
  json["Plan"] = plan.lines;
  json["HostFacts"] = plan.facts ? facts_json(*plan.facts) : Json();
}

}  // namespace mydocker::cli
