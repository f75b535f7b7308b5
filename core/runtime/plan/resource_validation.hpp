// Checks one resource of a driver's plan, independent of the other entries of the plan.
//
// Main entry point: check_resource(). The files routing_validation.cpp, filter_validation.cpp,
// link_validation.cpp and plan_check.cpp contain the checks of some kinds and of texts.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"
#include "mydocker/service_resource.hpp"
#include "runtime/plan/plan_check.hpp"

namespace mydocker::plan {

// Checks a resource. `links` are the links that it may refer to, in the format of own_links(). An
// error has the kind driver and gives the reason.
Result<void> check_resource(const Resource& resource, const PlanRules& rules,
                            const std::set<std::string>& links);

// Checks the kind and the attributes of a link. Checks that the link has a parent and a MAC if its
// kind needs them. An error has the kind driver and gives the reason.
Result<void> check_kind(const Link& link);
// Checks a route. An error has the kind driver and gives the reason.
Result<void> check_route(const Route& route, const PlanScope& scope);
Result<void> check_rule(const RoutingRule& rule, const PlanScope& scope);
// Checks the nftables rules of a driver. An error names the rule by its number, counted from 1.
Result<void> check_rules(const NftRules& rules, const PlanScope& scope);

// Checks a service. Its name must end with the first digits of one of `ids`: the ids of the network
// and of the endpoint. An error has the kind driver and gives the reason.
Result<void> check_service(const Service& service, const std::vector<std::string>& ids);
Result<void> check_service_file(const ServiceFile& file, const std::vector<std::string>& ids);

// Checks that a text has at most 200 printable ASCII characters. docs/writing_a_driver.md has the
// limits for texts. An empty text is accepted. An error of kind driver: "WHAT has 213 characters,
// more than 200", with the text.
Result<void> check_line(std::string_view what, std::string_view text);

// Returns whether the text has at most 128 characters. Letters, digits and the characters of `more`
// are allowed.
bool is_word(std::string_view text, std::string_view more);

// Checks the kind, the name and the shell lines of a Custom resource. An error of kind driver names
// the wrong text and the limit.
Result<void> check_texts(const Custom& custom);

}  // namespace mydocker::plan
